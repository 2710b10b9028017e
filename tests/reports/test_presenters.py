"""What officers read at the terminal: titles and words where the warehouse keeps ids and codes."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from expectations.criteria_set import CriteriaSet, load_criteria
from expectations.rulebook import rulebook, sentence_of
from flows.cli import cli
from flows.demo import next_steps
from flows.run_account import account_of, titles_of
from flows.steps.letters import make_reports
from reports.explanation import explanation_text
from reports.run_summary import RunAccount, summary_text
from reports.tables import verdict_table, verdicts_in_words
from reports.titles import Titles
from reports.verdict_sentence import deciding, reasons_of
from tests.reports.test_nothing_raw import raw
from warehouse.store import Warehouse

if TYPE_CHECKING:
    from doisoat.settings import Settings
    from flows.finished import Finished

    Demo = tuple[Finished, Settings]


@pytest.fixture(scope="module")
def summary(demo: Demo) -> list[str]:
    return summary_text(account_of(*demo)).splitlines()


@pytest.fixture(scope="module")
def criteria() -> dict[str, CriteriaSet]:
    return load_criteria()


def part(lines: list[str], heading: str) -> list[str]:
    """The lines below a heading, as far as the next blank one."""
    below = lines[lines.index(heading) + 1 :]
    return below[: below.index("")]


def test_the_summary_names_sources_by_title_and_one_without_a_card_in_words(demo: Demo, summary: list[str]) -> None:
    text = [line.split(":")[0].strip("• ") for line in part(summary, "Dòng để riêng:")]
    assert {"Biểu tự đánh giá của thôn", "Danh mục thôn của tỉnh", "VNPT Lạng Sơn"} <= set(text)
    assert not {"village_claims", "register", "vnpt"} & set(text)
    account = account_of(*demo)
    unknown = summary_text(RunAccount(**{**vars(account), "source_titles": {}}))
    assert "• nguồn khác: " in unknown
    assert "vnpt:" not in unknown


def test_the_summary_names_indicators_in_the_order_of_their_file_and_the_overall_one_last(
    summary: list[str], criteria: dict[str, CriteriaSet]
) -> None:
    for key in ("DVC-9.5", "TTM-2023"):
        names = [line.split(":")[0].strip() for line in part(summary, f"{key}:")]
        called = [f"chỉ tiêu {i.id} {i.title}" if i.id.isdigit() else i.title for i in criteria[key].indicators]
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


@pytest.fixture(scope="module")
def titles(criteria: dict[str, CriteriaSet]) -> Titles:
    return titles_of(criteria)


def words(demo: Demo, titles: Titles) -> pd.DataFrame:
    """The demo's verdicts as an officer reads them."""
    with Warehouse.open(demo[1].warehouse_url) as warehouse:
        frame = warehouse.verdicts("latest")
        return verdicts_in_words(frame, reasons_of(frame, warehouse.checks("latest"), titles), titles)


def test_the_table_of_verdicts_speaks_in_titles_and_filled_in_sentences(
    demo: Demo, criteria: dict[str, CriteriaSet], titles: Titles
) -> None:
    table = verdict_table(words(demo, titles))
    asked = [line for line in table.splitlines() if line.startswith("DVC-9.5") and " 06070 " in line]
    names = [i.title for i in criteria["DVC-9.5"].indicators]
    assert [next(name for name in [*names, "chung"] if name in line) for line in asked] == [*names, "chung"]
    codes = {code for rule in rulebook().values() for code in rule.reasons}
    assert [code for code in codes if re.search(rf"\b{code}\b", table)] == []
    assert raw(table) == set()
    assert str(sentence_of("no_statistics")) in table
    assert all(line == line.rstrip() for line in table.splitlines())


def test_no_verdicts_are_a_table_too(demo: Demo, titles: Titles) -> None:
    frame = demo[0].frames["verdicts"].head(0)
    assert verdict_table(verdicts_in_words(frame, {}, titles)).startswith("Bộ tiêu chí")


def test_an_explanation_names_an_indicator_by_title_where_its_id_is_a_word(demo: Demo, titles: Titles) -> None:
    with Warehouse.open(demo[1].warehouse_url) as warehouse:
        told = explanation_text(warehouse.explain("latest", "06070", None), titles)
    assert "DVC-9.5 · Hồ sơ được xử lý hoàn toàn trực tuyến: khai" in told
    assert "TTM-2023 · Chung: " in told


def test_the_table_explain_and_the_letter_say_the_same_of_a_verdict(demo: Demo, titles: Titles) -> None:
    settings = demo[1]
    said = words(demo, titles)
    with Warehouse.open(settings.warehouse_url) as warehouse:
        letters = {
            (row[17], row[16], row[3]): row[7]
            for report in make_reports(warehouse, warehouse.resolve_run("latest"), settings, "district_quality")
            for row in load_workbook(io.BytesIO(report.workbook))["Cần trả lời"].iter_rows(min_row=4, values_only=True)
        }
        assert len(letters) > 20
        for (criteria, unit, indicator), why in letters.items():
            rows = said[(said["criteria"] == criteria) & (said["unit_code"] == unit)]
            assert why in rows.loc[rows["indicator"].str.startswith(indicator), "why"].tolist()
            explained = warehouse.explain("latest", unit, None)
            told = explanation_text(explained, titles)
            ids = {i.number for i in titles.indicators[criteria] if indicator in (i.number, i.title)}
            (found,) = (i for i in explained.indicators if i.criteria == criteria and i.indicator in ids)
            decided = [check.sentence for check in deciding(found.verdict, found.checks)]
            assert all(sentence in why and sentence in told for sentence in decided)


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
