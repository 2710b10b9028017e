"""What officers read at the terminal: titles and words where the warehouse keeps ids and codes."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from expectations.criteria_set import CriteriaSet, load_criteria
from expectations.rulebook import rulebook, sentence_of
from flows.cli import cli
from flows.demo import next_steps
from flows.show import explanation_text, summary_text, verdicts_as
from warehouse.store import Warehouse

if TYPE_CHECKING:
    from doisoat.settings import Settings
    from flows.reconcile import Finished

    Demo = tuple[Finished, Settings]

TITLES = {"village_claims": "Biểu tự đánh giá của thôn", "register": "Danh mục thôn của tỉnh"}


@pytest.fixture(scope="module")
def summary(demo: Demo) -> list[str]:
    return summary_text(demo[0], "kho", TITLES).splitlines()


@pytest.fixture(scope="module")
def criteria() -> dict[str, CriteriaSet]:
    return load_criteria()


def part(lines: list[str], heading: str) -> list[str]:
    """The lines below a heading, as far as the next blank one."""
    below = lines[lines.index(heading) + 1 :]
    return below[: below.index("")]


def test_the_summary_names_sources_by_title_and_an_unknown_one_by_its_id(summary: list[str]) -> None:
    text = [line.split(":")[0].strip("• ") for line in part(summary, "Dòng để riêng:")]
    assert {"Biểu tự đánh giá của thôn", "Danh mục thôn của tỉnh", "vnpt"} <= set(text)
    assert not {"village_claims", "register"} & set(text)


def test_the_summary_names_indicators_in_the_order_of_their_file_and_the_overall_one_last(
    summary: list[str], criteria: dict[str, CriteriaSet]
) -> None:
    for key in ("DVC-9.5", "TTM-2023"):
        names = [line.split(":")[0].strip() for line in part(summary, f"{key}:")]
        called = [f"chỉ tiêu {i.id}" if i.id.isdigit() else i.title for i in criteria[key].indicators]
        assert names == [*called, "chung"]


def test_a_refusal_is_told_once_and_its_remedy_begins_like_a_sentence(summary: list[str], demo: Demo) -> None:
    lines = part(summary, "Cần gửi lại:")
    refusals = demo[0].record.summary["refusals"]
    assert isinstance(refusals, list)
    assert len(lines) == len(refusals) > 0
    for line, refusal in zip(lines, refusals, strict=True):
        fix = refusal["fix"]
        assert line.endswith(f": {refusal['what']}. {fix[0].upper()}{fix[1:]}")
    (locked,) = [line for line in lines if "co_mat_khau" in line]
    assert locked.count("tệp có mật khẩu") == 1
    (nobodys,) = [line for line in lines if "vina_mau" in line]
    assert nobodys.count("không thuộc nguồn nào") == 1


def test_the_table_of_verdicts_speaks_in_titles_and_sentences(demo: Demo, criteria: dict[str, CriteriaSet]) -> None:
    table = verdicts_as("table", demo[0].frames["verdicts"], criteria)
    assert isinstance(table, str)
    asked = [line for line in table.splitlines() if line.startswith("DVC-9.5") and " 06070 " in line]
    titles = [i.title for i in criteria["DVC-9.5"].indicators]
    assert [next(name for name in [*titles, "chung"] if name in line) for line in asked] == [*titles, "chung"]
    codes = {code for rule in rulebook().values() for code in rule.reasons}
    assert [code for code in codes if re.search(rf"\b{code}\b", table)] == []
    assert "{" not in table
    assert str(sentence_of("no_statistics")) in table
    assert all(line == line.rstrip() for line in table.splitlines())


def test_a_reason_the_catalogue_does_not_know_stays_a_code_and_no_verdicts_are_a_table_too(demo: Demo) -> None:
    frame = demo[0].frames["verdicts"]
    assert "la_lung; Chưa có thống kê" in str(
        verdicts_as("table", frame.head(1).assign(reasons="la_lung;no_statistics"), {})
    )
    assert str(verdicts_as("table", frame.head(0), {})).startswith("Bộ tiêu chí")


def test_an_explanation_names_an_indicator_by_title_where_its_id_is_a_word(
    demo: Demo, criteria: dict[str, CriteriaSet]
) -> None:
    with Warehouse.open(demo[1].warehouse_url) as warehouse:
        text = explanation_text(warehouse.explain("latest", "06070", None), criteria)
    assert "DVC-9.5 · Hồ sơ được xử lý hoàn toàn trực tuyến: khai" in text
    assert "TTM-2023 · Chung: " in text


def test_the_demo_names_a_command_that_works_from_here(monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = Path(sysconfig.get_path("scripts"))
    if shutil.which("doisoat", path=str(scripts)) is None:
        pytest.skip("doisoat is not installed as a command beside this Python")
    monkeypatch.setenv("PATH", os.defpath)
    monkeypatch.chdir(scripts.parent)
    command = shlex.split(next_steps(Path("demo")).splitlines()[2])[0]
    assert Path(command) == Path(scripts.name) / "doisoat"
    monkeypatch.setenv("PATH", str(scripts))
    assert shlex.split(next_steps(Path("demo")).splitlines()[2])[0] == "doisoat"


def test_a_release_of_a_source_that_does_not_exist_names_those_that_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DOISOAT_HOME", str(tmp_path / "home"))
    done = CliRunner().invoke(cli, ["release", "vnptt", "--reason", "đã hỏi"])
    assert done.exit_code == 2
    assert "không có nguồn 'vnptt'" in done.output
    assert "viettel, village_claims, vnpt" in done.output
