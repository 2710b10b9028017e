"""What the command line says about itself: Vietnamese everywhere, also where the words are click's own."""

from __future__ import annotations

import ast
import errno
import os
import re
import string
from collections.abc import Iterator
from pathlib import Path

import click
import pandas as pd
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from click.testing import CliRunner

from flows.cli import cli
from flows.cli.forms import template
from flows.cli.messages import DOMAIN, FOLDER
from reports.tables import diff_table, frame_csv
from tests.reports.titles import CRITERIA
from warehouse.store import Warehouse

PO = FOLDER / "vi" / "LC_MESSAGES" / f"{DOMAIN}.po"


def entries(catalogue: Catalog) -> dict[str, str]:
    """Id to translation, with singular and plural joined by NUL in both."""
    return {_joined(message.id): _joined(message.string) for message in catalogue}


def _joined(words: str | tuple[str, ...]) -> str:
    return words if isinstance(words, str) else "\0".join(words)


with PO.open("rb") as source:
    CATALOGUE = entries(read_po(source, locale="vi", abort_invalid=True))

DECLARED_WRONG = "only a developer who declares a parameter wrongly meets it"
UNTRANSLATED = {
    "%(prog)s, version %(version)s": "--version has a line of its own",
    "Choice({choices})": "a repr for developers",
    "Value must be an iterable.": DECLARED_WRONG,
    "Arguments take exactly one parameter declaration, got {length}: {decls}.": DECLARED_WRONG,
    "Boolean option {decl!r} cannot use the same flag for true/false.": DECLARED_WRONG,
    "Could not determine name for option with declarations {decls!r}": DECLARED_WRONG,
    "Invalid start character for option ({option})": DECLARED_WRONG,
    "Name '{name}' defined twice": DECLARED_WRONG,
    "No options defined but a name was passed ({name}). Did you mean to declare an argument instead? "
    "Did you mean to pass '--{name}'?": DECLARED_WRONG,
    "Unknown color {colour!r}": "only code that names a colour meets it",
    "Unknown standard stream '{name}'": "only code that names a stream meets it",
    "Windows error: {error}": "the console's own, a bare number",
}
# Placeholders that a translation may leave out, and why.
LEFT_OUT = {
    "name": "click would write Tệp, Thư_Mục in the middle of a sentence; the sentence names the kind where it matters",
    "number_type": "click has no word for it but integer or float",
    "format": "%Y-%m-%d is for programmers; an example says it",
    "formats": "as format",
    "param_type": "the name that follows says it",
}


def asked_of_gettext() -> Iterator[tuple[str, ...]]:
    """Every constant that the installed click hands to gettext: (singular,) or (singular, plural)."""
    for file in Path(click.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
                words = node.args[: 2 if node.func.id == "ngettext" else 1]
                # The one that is no constant, _(extra["required"]), is "required".
                yield tuple(word.value if isinstance(word, ast.Constant) else "required" for word in words)


ASKED = {"\0".join(words) for words in asked_of_gettext()}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_the_compiled_catalogue_is_that_of_its_source() -> None:
    with PO.with_suffix(".mo").open("rb") as compiled:
        found = entries(read_mo(compiled))
    assert {key: found[key] for key in found if key} == {key: CATALOGUE[key] for key in CATALOGUE if key}, (
        "run: make messages"
    )


def test_every_message_of_click_is_translated_or_listed_with_a_reason() -> None:
    assert len(ASKED) > 70
    assert ASKED - CATALOGUE.keys() == UNTRANSLATED.keys()


def test_the_catalogue_holds_nothing_that_click_no_longer_asks_for() -> None:
    assert CATALOGUE.keys() - ASKED == {""}


@pytest.mark.parametrize("key", sorted(ASKED & CATALOGUE.keys()))
def test_a_translation_keeps_the_places_that_click_fills(key: str) -> None:
    for source, words in zip(key.split("\0"), CATALOGUE[key].split("\0"), strict=True):
        assert fields(words) <= fields(source)
        assert fields(source) - fields(words) <= LEFT_OUT.keys()


def test_no_entry_of_the_source_is_left_empty_or_stands_there_twice() -> None:
    assert [key for key, words in CATALOGUE.items() if not all(words.split("\0"))] == []
    assert len(re.findall(r"^msgid ", PO.read_text(encoding="utf-8"), flags=re.M)) == len(CATALOGUE)


# What click says in English, with the words that it says without gettext; short ones may be Vietnamese (in, do).
ENGLISH = {*re.findall(r"[a-z]{3,}", " ".join(ASKED).lower()), "args", "text", "integer", "float", "datetime", "errno"}


def english_in(output: str) -> set[str]:
    """Words of click's English in an output, without names of options, quoted input, choices and defaults."""
    own = re.sub(
        r"'[^']*'|--?[a-z][a-z-]*|\[[a-z|]+\]|định:\s+\S+\]|doisoat( [a-z-]+)*|^  [a-z-]+ ",
        " ",
        output,
        flags=re.M,
    )
    return {word for word in re.findall(r"(?<![\w./])[a-z]{3,}(?![\w./])", own.lower()) if word in ENGLISH}


def commands_below(
    command: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, each in command.commands.items():
            yield from commands_below(each, (*path, name))


COMMANDS = dict(commands_below(cli))


def test_what_looks_for_english_finds_it() -> None:
    page = "Usage: doisoat run [OPTIONS]\n  -h, --help  Show this message and exit."
    assert english_in(page) >= {"usage", "options", "show"}
    assert english_in("Error: No such option '--as'.") == {"error", "such", "option"}


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_no_help_page_holds_english_or_a_line_that_is_cut(path: tuple[str, ...]) -> None:
    page = CliRunner().invoke(cli, [*path, "--help"], prog_name="doisoat")
    assert page.exit_code == 0
    assert page.output.startswith(" ".join(("Cách dùng: doisoat", *path)))
    assert english_in(page.output) == set()
    assert "%" not in page.output
    assert not re.search(r"[^]]\.\.\.$", page.output, flags=re.M)


WRONG = [
    ("khong-co",),
    ("verdict",),
    ("run", "thua"),
    ("explain",),
    ("explain", "1", "2", "3", "4"),
    ("run", "--as-o", "2024-11-15"),
    ("run", "--khong-co"),
    ("run", "--as-of"),
    ("run", "--as-of", "15/11/2024"),
    ("run", "--known-at", "hôm qua"),
    ("run", "--inbox", "khong/co"),
    ("run", "--inbox", "pyproject.toml"),
    ("run", "--json=1"),
    ("verdicts", "--format", "pdf"),
    ("purge",),
    ("serve", "--port", "abc"),
    ("resolve", "khong-co.csv", "--register", "."),
    ("resolve", ".", "--register", "."),
    ("export", "pyproject.toml"),
    ("report",),
    ("keys", "new", "tên khóa"),
    ("alias", "questions", "hoi.csv"),
    ("alias", "export", "khong/co/tra_loi.csv"),
    ("verdicts", "--out", "khong/co/ket_luan.csv"),
    ("shops", "questions", "hoi.csv"),
    ("recipients", "add", "1"),
    ("alias", "thêm"),
    ("keys",),
    (),
]


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_wrong_usage_is_told_in_vietnamese_and_ends_with_2(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])
    result = CliRunner().invoke(cli, words, env={"DOISOAT_HOME": str(tmp_path)}, prog_name="doisoat")
    assert result.exit_code == 2
    assert re.search(r"^(Cách dùng|Chưa làm được): ", result.output)
    assert english_in(result.output) == set()


def test_every_command_stands_in_a_section_and_the_daily_ones_come_first() -> None:
    page = CliRunner().invoke(cli, ["--help"]).output
    listed = list(re.findall(r"^  ([a-z]\S*) ", page, flags=re.M))
    assert sorted(listed) == sorted(cli.commands)
    assert listed[:3] == ["run", "verdicts", "explain"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM])
def test_a_disk_that_takes_nothing_is_one_sentence_that_names_the_file(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(out: Path, **_: object) -> None:
        raise OSError(number, os.strerror(number), str(out))

    monkeypatch.setattr(template, "callback", refuse)
    result = CliRunner().invoke(cli, ["template", "mau.xlsx"])
    assert result.exit_code == 1
    assert re.fullmatch(r"Chưa làm được: .+: mau\.xlsx\. Cách khắc phục: .+\n", result.output)
    assert os.strerror(number) not in result.output
    shown = CliRunner().invoke(cli, ["template", "mau.xlsx"], env={"DOISOAT_TRACEBACK": "1"})
    assert isinstance(shown.exception, OSError)


def test_another_error_of_the_operating_system_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(out: Path, **_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(out))

    monkeypatch.setattr(template, "callback", fail)
    assert isinstance(CliRunner().invoke(cli, ["template", "mau.xlsx"]).exception, OSError)


def test_a_working_home_that_cannot_be_made_is_told_by_its_setting(tmp_path: Path) -> None:
    (tmp_path / "tep").touch()
    result = CliRunner().invoke(cli, ["verdicts"], env={"DOISOAT_HOME": str(tmp_path / "tep" / "nha")})
    assert result.exit_code == 1
    assert re.search(r"thư mục làm việc .*nha\. Cách khắc phục: đặt DOISOAT_HOME", result.output)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_told_also_where_the_system_names_no_file(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["alias", "export", "/dev/full"], env={"DOISOAT_HOME": str(tmp_path)})
    assert result.exit_code == 1
    assert result.output.startswith("Chưa làm được: đĩa hoặc hạn mức đã đầy. Cách khắc phục: ")


READS = [
    ("verdicts",),
    ("explain", "06070001"),
    ("diff", "a", "b"),
    ("export", "ra"),
    ("report", "--out", "ra"),
    ("report", "--send"),
    ("health",),
    ("health", "--run", "a"),
    ("data-docs", "latest"),
    ("release", "vnpt", "--reason", "đã xem"),
    ("recipients", "list"),
    ("recipients", "end", "186", "vp@vidu.vn", "--on", "2024-01-01"),
    ("recipients", "renew", "186", "vp@vidu.vn"),
    ("alias", "questions", "hoi.xlsx"),
    ("shops", "questions", "hoi.xlsx"),
    ("purge", "--before", "2024-01-01"),
    ("keys", "reseal"),
]


@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_a_mistyped_warehouse_is_named_and_not_made(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    env = {"DOISOAT_HOME": str(tmp_path / "nha"), "DOISOAT_KEYS__STORE": "k1:" + "x" * 32}
    result = CliRunner().invoke(cli, [*words, "--warehouse", "sqlite:///kho/nope.sqlite"], env=env)
    assert result.exit_code == 1
    named = (
        f"Chưa làm được: chưa có kho dữ liệu {tmp_path / 'kho' / 'nope.sqlite'}. Cách khắc phục: xem lại --warehouse"
    )
    assert result.output.startswith(named)
    assert not (tmp_path / "kho").exists()
    assert not (tmp_path / "hoi.xlsx").exists()


def test_the_first_recipient_may_come_before_the_first_run(tmp_path: Path) -> None:
    env = {"DOISOAT_HOME": str(tmp_path), "DOISOAT_WAREHOUSE": f"sqlite:///{tmp_path / 'kho.sqlite'}"}
    words = ("recipients", "add", "186", "vp@vidu.vn", "--from", "2023-01-01")
    assert CliRunner().invoke(cli, words, env=env).exit_code == 0
    assert "vp@vidu.vn" in CliRunner().invoke(cli, ["recipients", "list"], env=env).output


def test_lists_have_vietnamese_headings_and_say_when_they_are_empty(tmp_path: Path) -> None:
    env = {"DOISOAT_HOME": str(tmp_path), "DOISOAT_WAREHOUSE": f"sqlite:///{tmp_path / 'kho.sqlite'}"}

    def result(*words: str) -> str:
        done = CliRunner().invoke(cli, words, env=env, catch_exceptions=False)
        assert done.exit_code == 0
        return done.output

    Warehouse.open(env["DOISOAT_WAREHOUSE"]).close()
    assert result("recipients", "list").startswith("Chưa có ai nhận báo cáo.")
    assert result("alias", "list") == "Chưa có câu trả lời nào.\n"
    result("recipients", "add", "186", "vp@vidu.vn", "--from", "2023-01-01")
    result("alias", "add", "Khuổi Mới", "06070001", "--commune", "Vĩnh Yên")
    result("alias", "reject", "Bản Hoang", "06070002")
    for listed in (result("recipients", "list"), result("alias", "list")):
        headings, *rows = listed.splitlines()
        assert "Mã" in headings
        assert not re.search(r"[a-z]_[a-z]", headings)
        assert not re.search(r"\b(nan|none|true|false)\b", " ".join(rows), flags=re.I)
    assert "không phải  Bản Hoang" in result("alias", "list")


def test_the_table_of_differences_is_for_people_and_says_when_there_is_none() -> None:
    row = {
        "criteria": "TTM-2023", "level": "village", "unit_code": "06070001", "indicator": "overall", "unit": "Nà Cam",
        "verdict_a": "met", "verdict_b": None, "sentence": "lượt sau không xét thôn này",
    }  # fmt: skip
    found = diff_table(pd.DataFrame([row]), CRITERIA)
    assert re.search(r"chung +đạt +lượt sau không xét thôn này", found)
    assert "Lượt đầu" in found
    assert diff_table(pd.DataFrame(columns=list(row)), CRITERIA) == "Không có kết luận nào khác nhau giữa hai lượt.\n"
    assert frame_csv(pd.DataFrame(columns=list(row))).startswith("criteria,level,unit_code")
