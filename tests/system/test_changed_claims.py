"""A claim that is changed after a run contradicted it is pointed at where a run is explained."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl

from benchmarks.whole import few_files
from doisoat.settings import Settings
from flows.reconcile import reconcile
from flows.run_account import titles_of_run
from flows.run_spec import RunSpec
from flows.runner import PlainRunner
from reports.explanation import explanation_text
from tests.conftest import DEMO_DAY
from warehouse.store import Warehouse

CLAIMS = "claims/binh_gia/tu_danh_gia_2024.xlsx"


def test_a_claim_taken_back_after_a_contradiction_is_pointed_at(tmp_path: Path) -> None:
    inbox, url = few_files(tmp_path / "inbox"), f"sqlite:///{tmp_path / 'doisoat.sqlite'}"

    def run(number: int) -> None:
        spec = RunSpec(f"night-{number}", dt.datetime(2026, 1, number, tzinfo=dt.UTC), DEMO_DAY, inbox, offline=True)
        settings = Settings(home=tmp_path, inbox=inbox, warehouse=url)
        reconcile(spec, settings, PlainRunner(), lambda _text: None)

    run(1)
    with Warehouse.open(url) as warehouse:
        first = warehouse.verdicts("night-1").query("verdict == 'contradicted' and level == 'village'").iloc[0]
        before = warehouse.explain("night-1", first["unit_code"], first["indicator"])
    assert not any(one.signal == "changed_after_contradiction" for one in before.signals)
    row = before.indicators[0].claim_rows[0].row
    book = openpyxl.load_workbook(inbox / CLAIMS)
    sheet = book["Tự đánh giá"]
    heading = f"Chỉ tiêu {first['indicator']}"
    (column,) = (cell.column for line in sheet.iter_rows(max_row=10) for cell in line if cell.value == heading)
    sheet.cell(row, column).value = "Không đạt"
    book.save(inbox / CLAIMS)
    run(2)
    run(3)  # as long as the claim stays changed
    with Warehouse.open(url) as warehouse:
        after = warehouse.explain("night-3", first["unit_code"])
        titles = titles_of_run(warehouse, "latest")
    told = [one for one in after.signals if one.signal == "changed_after_contradiction"]
    assert [(one.where.file, one.where.row) for one in told] == [(CLAIMS, row)]
    text = explanation_text(after, titles)
    assert f"ở chỉ tiêu {first['indicator']} (trước khai Đạt, nay khai Không đạt)" in text
    assert text.index("Nên xem trước (không phải kết luận)") > text.index("Chỉ tiêu 1")
