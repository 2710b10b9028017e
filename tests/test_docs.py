"""What the documentation says is so: commands, links, settings, rules, and the output it quotes."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import get_args

import click
import pytest
import yaml
from pydantic import BaseModel

from doisoat.columns import VERDICTS_CSV
from doisoat.settings import Settings
from doisoat.vi import MOVER
from expectations import rule_pages
from expectations.criteria_set import SHIPPED, CriteriaSet
from expectations.rulebook import rulebook
from flows.cli import cli
from flows.demo import next_steps
from flows.finished import Finished
from flows.run_account import titles_of_run
from reports.explanation import explanation_text
from reports.tables import frame_csv
from warehouse.store import Warehouse

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
_RUN = re.compile(r"\d{8}T\d{6}-[0-9a-z]{6}")


def named(page: Path) -> str:
    """The page as a test's id."""
    return page.relative_to(ROOT).as_posix()


def blocks(text: str) -> Iterator[str]:
    """Fenced blocks, without their fences."""
    yield from (match[1] for match in re.finditer(r"^```[^\n]*\n(.*?)^```", text, re.DOTALL | re.MULTILINE))


def commands(text: str) -> Iterator[list[str]]:
    """Every call of ``doisoat`` in a page: lines of fenced blocks, and code in running text."""
    lines = [line for block in blocks(text) for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))
    for line in lines:
        match = re.match(r"^\s*(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?doisoat ([^#]*)", line)
        if match:
            yield shlex.split(match[1])


def wrong_words(call: list[str]) -> list[str]:
    """What the command line does not know of a call: its command, or an option."""
    name, *rest = call
    if name.startswith("-"):
        return [] if name in {"--help", "--version", "-h"} else [name]
    command = cli.commands.get(name)
    while isinstance(command, click.Group) and rest:
        name, *rest = rest
        command = command.commands.get(name)
    if command is None:
        return [name]
    known = {"--help", "-h", *(o for p in command.params if isinstance(p, click.Option) for o in p.opts)}
    return [word for word in rest if word.startswith("-") and word != "-" and word not in known]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_commands_named_in_a_page_exist(page: Path) -> None:
    assert {" ".join(call): wrong for call in commands(page.read_text("utf-8")) if (wrong := wrong_words(call))} == {}


def test_the_check_of_commands_finds_a_command_and_an_option_that_do_not_exist() -> None:
    found = list(commands("Chạy `doisoat bay --cao`.\n```\n$ doisoat run --inbox x --khong-co 1\n```\n"))
    assert [wrong_words(call) for call in found] == [["--khong-co"], ["bay"]]


def test_the_read_first_pages_name_commands_at_all() -> None:
    for page in ("README.md", "docs/one-claim.md", "docs/settings.md"):
        assert list(commands((ROOT / page).read_text("utf-8"))), page


def test_the_next_steps_of_the_demo_are_commands_that_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_args, **_options: "/usr/bin/doisoat")
    calls = list(commands(f"```\n{next_steps(Path('demo'))}\n```\n"))
    assert len(calls) >= 2
    assert [wrong_words(call) for call in calls] == [[]] * len(calls)


def test_targets_of_make_named_in_the_readme_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    wanted = set(re.findall(r"\bmake ([a-z]+)", (ROOT / "README.md").read_text("utf-8")))
    assert {"demo", "test"} <= wanted <= targets


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_between_pages_resolve(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))
    broken = [
        link
        for link in links
        if "://" not in link and not link.startswith("#") and not (page.parent / link.partition("#")[0]).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("page", ["README.md", "docs/one-claim.md"])
def test_files_that_a_read_first_page_names_exist(page: str) -> None:
    text = re.sub(r"^```.*?^```", "", (ROOT / page).read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    folders = ("connectors", "gazetteer", "expectations", "warehouse", "flows", "doisoat", "docs", "examples", "tests")
    paths = [p for p in re.findall(r"`([\w./-]+)`", text) if p.startswith(tuple(f"{name}/" for name in folders))]
    assert len(paths) > 4
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_one_claim_is_short_and_quotes_what_the_program_prints(demo: tuple[Finished, Settings]) -> None:
    text = (ROOT / "docs" / "one-claim.md").read_text("utf-8")
    assert len(text.splitlines()) <= 150
    match = re.search(r"`doisoat explain (\d+) (\d)` names", text)
    quoted = re.search(r"```text\n(.*?)```", text, re.DOTALL)
    assert match is not None
    assert quoted is not None
    with Warehouse.open(demo[1].warehouse_url) as warehouse:
        found = warehouse.explain("latest", match[1], match[2])
        told = explanation_text(found, titles_of_run(warehouse, "latest"))
    assert _RUN.sub("RUN", quoted[1].strip()) == _RUN.sub("RUN", told.strip())


def test_one_claim_quotes_the_verdict_as_it_is_exported(demo: tuple[Finished, Settings]) -> None:
    text = (ROOT / "docs" / "one-claim.md").read_text("utf-8")
    exported = frame_csv(demo[0].frames["verdicts"][list(VERDICTS_CSV[2:])]).splitlines()
    quoted = [line for block in blocks(text) for line in block.splitlines() if line.startswith("TTM-2023,")]
    assert len(quoted) == 1
    assert quoted[0] in exported


def test_one_claim_tells_how_the_names_were_resolved(demo: tuple[Finished, Settings]) -> None:
    text = (ROOT / "docs" / "one-claim.md").read_text("utf-8")
    names = demo[0].frames["resolutions"].query("candidates == '06103001'")
    text = dict(zip(names["village_text"].fillna(names["address_text"]), names["match"], strict=True))
    for written in ("Nà Cuổn – Nà Rài", "Nà Cuổn, Nà Rài", "Nà Rài - Nà Cuổn"):
        assert written in text
        assert text[written] == "matched"
    assert text["Thôn Nà Cuổn, xã Hòa Bình, huyện Bình Gia, tỉnh Lạng Sơn"] == "part"


def variables(model: type[BaseModel], prefix: str = "DOISOAT_") -> Iterator[str]:
    """The environment variable of every setting; one source stands for all."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        inner = [a for a in (kind, *get_args(kind)) if isinstance(a, type) and issubclass(a, BaseModel)]
        if inner and not isinstance(kind, UnionType):
            middle = "VNPT__" if name == "sources" else ""
            yield from variables(inner[0], f"{prefix}{name.upper()}__{middle}")
        else:
            yield f"{prefix}{name.upper()}"


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    known = set(variables(Settings))
    assert {"DOISOAT_HOME", "DOISOAT_READER__CPU_SECONDS", "DOISOAT_SOURCES__VNPT__COMPLETE"} <= known
    table = re.findall(r"^\| `(DOISOAT_\w+)`", (ROOT / "docs" / "settings.md").read_text("utf-8"), re.MULTILINE)
    assert set(table) == known
    assert len(table) == len(set(table))


@pytest.mark.parametrize("group", ["reader", "scrape"])
def test_documented_defaults_of_numbers_are_those_of_the_program(group: str) -> None:
    text = (ROOT / "docs" / "settings.md").read_text("utf-8")
    rows = re.findall(rf"^\| `DOISOAT_{group.upper()}__(\w+)` .*?\| `([\d.]+)` \|", text, re.MULTILINE)
    fields = type(Settings.model_fields[group].default).model_fields
    defaults = {name: field.default for name, field in fields.items() if isinstance(field.default, int | float)}
    assert {name.lower(): float(value) for name, value in rows} == defaults
    assert defaults


def test_the_rules_and_parameters_of_the_rulebook_are_the_documented_ones() -> None:
    text = (ROOT / "docs" / "rules.md").read_text("utf-8")
    rows = re.findall(r"^\| \[`(\w+)`\]\(#\1\) \|.*\| ([^|]*) \|$", text, re.MULTILINE)
    told = {name: set(re.findall(r"`(\w+)`", params)) for name, params in rows}
    assert told == {name: set(rule.params.model_fields) for name, rule in rulebook().items()}


def test_the_page_of_rules_is_as_the_rules_say_and_another_fails_the_check(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rule_pages.main(["--check"]) == 0, capsys.readouterr().err
    monkeypatch.setattr(rule_pages, "PAGE", tmp_path / "rules.md")
    assert rule_pages.main(["--check"]) == 1
    assert rule_pages.main([]) == 0
    assert rule_pages.main(["--check"]) == 0
    (tmp_path / "rules.md").write_text(rule_pages.rule_pages().replace("fresh_days", "days", 1), encoding="utf-8")
    assert rule_pages.main(["--check"]) == 1


def test_the_page_of_rules_tells_every_reason_with_its_sentence_and_whose_move_it_is() -> None:
    text = (ROOT / "docs" / "rules.md").read_text("utf-8")
    for rule in rulebook().values():
        for code, reason in rule.reasons.items():
            assert f"| `{code}` | {reason.outcome} | {reason.sentence} | {MOVER[reason.mover]} | {reason.fix} |" in text


def test_the_documented_criteria_set_is_one_and_no_shipped_set_is_overwritten() -> None:
    text = (ROOT / "docs" / "add-a-criteria-set.md").read_text("utf-8")
    body = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert body is not None
    written = CriteriaSet.model_validate(yaml.safe_load(body[1]))
    assert written.id not in {path.stem for path in SHIPPED.glob("*.yml")}


def test_the_changelog_has_a_section_for_users_in_every_release() -> None:
    releases = re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert releases
    assert [release.splitlines()[0] for release in releases if "### Cho người dùng" not in release] == []


def test_the_picture_of_a_verdict_is_well_formed_and_shows_the_claim_of_one_claim() -> None:
    from defusedxml import ElementTree

    drawn = ElementTree.parse(ROOT / "docs" / "verdict.svg")
    words = " ".join(drawn.getroot().itertext())
    assert "Nà Cuổn - Nà Rài" in words
    assert "chưa đủ căn cứ" in words


def test_every_decision_has_a_number_of_its_own() -> None:
    numbers = [path.name.split("-")[0] for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert len(set(numbers)) == len(numbers), numbers
