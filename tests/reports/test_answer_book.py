"""The workbook a unit answers in."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from reports.contract import Letterhead, Report
from reports.district_quality.answers import ANSWER_COLUMNS, ANSWER_KEYS, ANSWER_SHEET, ANSWERS, SYSTEM_SHEET
from reports.district_quality.report import build_reports
from reports.scope import recipient_units
from reports.sorting import natural_key
from tests.reports.province import before


@pytest.fixture(scope="module")
def report() -> Report:
    frames = before()
    units = recipient_units(frames.verdicts)
    return build_reports(frames, units[units["unit_code"] == "186"], Letterhead())[0]


def sheet_of(content: bytes, name: str = ANSWER_SHEET) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(content))[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def heads(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[3] if cell.value}


def test_each_finding_has_a_row_with_its_keys_and_where_it_stands(report: Report) -> None:
    sheet = sheet_of(report.workbook)
    columns = heads(sheet)
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert len(rows) == report.finding_count > 30
    assert {*ANSWER_KEYS, *ANSWER_COLUMNS, "Tệp", "Trang tính", "Hàng", "Xã", "Thôn"} <= set(columns)
    keys = [tuple(row[columns[name] - 1] for name in ANSWER_KEYS) for row in rows]
    assert len(set(keys)) == len(rows)
    assert all(all(key) for key in keys)
    # A claim left blank has its row in the self-assessment, everything else the row that decided.
    assert {row[columns["Hàng"] - 1] for row in rows} == {2, 12, 13, 14}


def assert_choices(sheet: Worksheet, book: openpyxl.Workbook) -> None:
    columns = heads(sheet)
    (lists,) = [v for v in sheet.data_validations.dataValidation if v.type == "list"]
    letter = openpyxl.utils.get_column_letter(columns["Trả lời"])
    assert str(lists.sqref) == f"{letter}4:{letter}{sheet.max_row}"
    source = re.fullmatch(
        r"'?([^'!]+)'?!\$D\$1:\$D\$3", str(lists.formula1).lstrip("=").replace("$" + SYSTEM_SHEET, SYSTEM_SHEET)
    )
    assert source is not None
    assert [book[source.group(1)][f"D{n}"].value for n in (1, 2, 3)] == list(ANSWERS)
    dates = [v for v in sheet.data_validations.dataValidation if v.type == "date"]
    assert len(dates) == 1


def test_answers_have_their_choices_filters_and_frozen_heads(report: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(report.workbook))
    sheet = book[ANSWER_SHEET]
    assert isinstance(sheet, Worksheet)
    assert_choices(sheet, book)
    assert sheet.freeze_panes == "D4"
    assert sheet.auto_filter.ref == f"A3:T{sheet.max_row}"
    assert book[SYSTEM_SHEET].sheet_state == "hidden"


def test_every_sheet_prints_on_the_width_of_a_page_with_its_heads_repeated(report: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(report.workbook))
    for sheet in book.worksheets:
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)
        if sheet.title not in ("Tóm tắt", SYSTEM_SHEET):
            assert sheet.page_setup.fitToHeight == 0
            assert sheet.page_setup.orientation == "landscape"
            assert sheet.print_title_rows


def test_villages_stand_in_the_order_people_expect(report: Report) -> None:
    sheet = sheet_of(report.workbook)
    columns = heads(sheet)
    names = list(
        dict.fromkeys(
            (r[columns["Xã"] - 1], r[columns["Thôn"] - 1]) for r in sheet.iter_rows(min_row=4, values_only=True)
        )
    )
    ordered = [thon for xa, thon in names if xa == "Xã Yên Bình"]
    assert ordered == [f"Khu {n}" for n in range(1, 13)]
    assert names == sorted(names, key=lambda n: (natural_key(str(n[0])), natural_key(str(n[1]))))


def test_no_formula_no_link_and_nothing_outside_is_in_the_workbook(report: Report) -> None:
    with zipfile.ZipFile(io.BytesIO(report.workbook)) as book:
        for name in book.namelist():
            if name.endswith((".xml", ".rels")):
                part = book.read(name).decode()
                assert "<f>" not in part
                assert "<f " not in part
                assert "<hyperlink" not in part
                assert 'TargetMode="External"' not in part
        assert not any("externalLink" in name or "vba" in name.lower() for name in book.namelist())
    cells = [c for s in openpyxl.load_workbook(io.BytesIO(report.workbook)) for row in s.iter_rows() for c in row]
    texts = [c for c in cells if isinstance(c.value, str) and c.value[:1] in "=+-@"]
    assert {str(c.value)[0] for c in texts} == set("=+-@"), "the hostile names are not in the workbook at all"
    assert {c.data_type for c in texts} == {"s"}


def test_the_pictures_of_the_message_are_in_the_workbook(report: Report) -> None:
    with zipfile.ZipFile(io.BytesIO(report.workbook)) as book:
        images = {book.read(name) for name in book.namelist() if name.startswith("xl/media/")}
    assert images == set(report.pictures.values())
    assert len(images) >= 4
