from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.contract import Workbook
from connectors.files.blank_rows import SentRows
from connectors.files.findings import column_name
from connectors.files.reader import ReaderPool
from connectors.files.sheet_writer import Limits, plain, unescape
from connectors.files.xlsx_scan import Scan, column_number, scan_part
from doisoat.settings import ReaderLimits

Read = Callable[..., Workbook]
Build = Callable[..., Path]


def written(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    fill(book)
    book.close()
    return held.getvalue()


def test_every_kind_of_cell_arrives_as_a_plain_value(read: Read) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        date = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("Thôn")
        sheet.write_column(0, 0, [6040, 6040.5, "06040", "001099012345", 20123456789, True, False, 0])
        sheet.write_datetime(8, 0, dt.datetime.fromisoformat("2024-11-15"), date)
        sheet.write_datetime(9, 0, dt.datetime.fromisoformat("2024-11-15T08:30"), date)
        sheet.write_number(10, 0, 40099012345, date)  # an identity number in a column formatted as dates
        sheet.write_formula(11, 0, "=1/0", value="#DIV/0!")
        sheet.write_formula(12, 0, "=A1", value="Có")
        sheet.write_string(13, 0, "a_x000D_b _x0041_")
        sheet.write_string(14, 0, "  giữ khoảng trắng  ")

    column = read(written(fill)).sheets[0].columns[0]
    assert column == [
        6040, 6040.5, "06040", "001099012345", 20123456789, True, False, 0, "2024-11-15", "2024-11-15 08:30:00",
        40099012345, "#DIV/0!", "Có", "a\rb A", "  giữ khoảng trắng  ",
    ]  # fmt: skip
    assert [type(cell) for cell in column[:8]] == [int, float, str, str, int, bool, bool, int]


def test_rows_keep_their_numbers_and_columns_their_places(read: Read) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("S")
        sheet.merge_range(4, 2, 5, 4, "tiêu đề")
        sheet.write(7, 3, "x")

    sheet = read(written(fill)).sheets[0]
    at = {
        (sheet.number_of(row), column): cell
        for column, cells in enumerate(sheet.columns)
        for row, cell in enumerate(cells)
        if cell is not None
    }
    assert at == {(5, 2): "tiêu đề", (8, 3): "x"}
    (top, left, bottom, right) = sheet.merges[0]
    assert (sheet.number_of(top), left, sheet.number_of(bottom), right) == (5, 2, 6, 3)  # as far as there are cells


def test_hidden_sheets_are_read_and_told(read: Read) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("Hiện").write(0, 0, 1)
        hidden = book.add_worksheet("Ẩn")
        hidden.write(0, 0, 2)
        hidden.hide()
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Hiện!$A$1"})
        book.add_chartsheet("Biểu đồ").set_chart(chart)

    book = read(written(fill))
    assert {sheet.name: sheet.columns for sheet in book.sheets} == {"Hiện": [[1]], "Ẩn": [[2]]}
    assert [note for note in book.notes if "'Ẩn'" in note]
    assert [sheet.is_hidden for sheet in book.sheets] == [False, True]
    assert not [note for note in book.notes if "'Hiện'" in note]


def test_struck_through_text_is_taken_back_and_hidden_rows_are_read_and_both_are_told(read: Read) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet, struck = book.add_worksheet("Thôn"), book.add_format({"font_strikeout": True})
        sheet.write_row(0, 0, ["Tên", "Cáp quang", "4G"])
        sheet.write(1, 0, "Nà Mẫu")
        sheet.write(1, 1, "Có", struck)
        sheet.write_rich_string(1, 2, struck, "Không", "  Có")
        sheet.write_row(2, 0, ["Pò Mẫu", 1, 0])
        sheet.write(3, 1, 7, struck)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(2, 2, None, None, {"hidden": True})

    book = read(written(fill))
    [sheet] = book.sheets
    assert sheet.columns == [["Tên", "Nà Mẫu", "Pò Mẫu"], ["Cáp quang", None, 1], ["4G", "Có", 0]]
    assert any("3 ô có chữ bị gạch ngang (ví dụ ô B2)" in note for note in book.notes)
    assert any("1 hàng (3) và 1 cột (C) đang bị ẩn" in note for note in book.notes)


def test_formulas_without_a_result_are_blank_and_told_with_a_cell(pool: ReaderPool, xlsx: Build) -> None:
    rows = (
        '<row r="3"><c r="B3"><f>SUM(A1:A2)</f></c><c r="C3"><f>A1</f><v></v></c><c r="D3"><v>1</v></c>'
        '<c r="E3" t="str"><f>""</f><v></v></c><c r="F3"><f>A1</f><v>5</v></c></row>'
    )
    book = pool.read(xlsx(rows), "x")
    assert [column[-1] for column in book.sheets[0].columns] == [None, None, None, 1, None, 5]
    assert [note for note in book.notes if "2 ô công thức" in note and "B3" in note]
    assert {column for _, column in book.sheets[0].uncomputed} == {1, 2}


def test_a_workbook_of_nothing_but_such_formulas_says_what_to_do(pool: ReaderPool, xlsx: Build) -> None:
    with pytest.raises(Exception, match="bấm Lưu"):
        pool.read(xlsx('<row r="1"><c r="A1"><f>1+1</f></c></row>'), "x")


def test_an_error_alone_in_its_row_is_not_lost(pool: ReaderPool, xlsx: Build) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="C9" t="e"><v>#N/A</v></c></row>'
    sheet = pool.read(xlsx(rows), "x").sheets[0]
    assert sheet.columns[2][-1] == "#N/A"
    assert sheet.number_of(sheet.row_count - 1) == 9


def test_macros_are_told_and_the_cells_are_read(pool: ReaderPool, xlsx: Build) -> None:
    path = xlsx('<row r="1"><c r="A1"><v>1</v></c></row>', parts={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    book = pool.read(path, "x")
    assert (book.kind, book.sheets[0].columns) == ("xlsm", [[1]])
    assert [note for note in book.notes if "macro" in note]


def test_parts_in_utf16_are_read_by_the_second_reader(pool: ReaderPool, xlsx: Build) -> None:
    workbook = (
        '<?xml version="1.0" encoding="UTF-16"?><workbook '
        'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        '<sheet name="Thôn" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    path = xlsx('<row r="2"><c r="B2"><v>6040</v></c></row>', parts={"xl/workbook.xml": workbook.encode("utf-16")})
    sheet = pool.read(path, "x").sheets[0]
    assert (sheet.name, sheet.columns[1][-1], sheet.number_of(sheet.row_count - 1)) == ("Thôn", 6040, 2)


def test_errors_and_old_texts_of_xls_agree_with_the_second_reader(pool: ReaderPool, corpus: Path) -> None:
    path = corpus / "third-party" / "apache__poi"
    files = sorted(path.rglob("19599-1.xls"))
    assert len(files) == 1
    (sheet,) = [sheet for sheet in pool.read(files[0], "x").sheets if sheet.name == "adjusted syteline"]
    assert sheet.columns[5][11 - sheet.first_row] == "#N/A"


def test_one_file_can_be_read_without_a_pool(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    with ReaderPool(ReaderLimits()) as pool:
        assert pool.read(path, "x.csv").sheets[0].columns == [["a", "1"], ["b", "2"]]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (float("inf"), "#NUM!"),
        (2.0**60, 2.0**60),
        (-3.0, -3),
        (dt.datetime.fromisoformat("2024-01-01T07:59:59.999999"), "2024-01-01 08:00:00"),
        (dt.datetime.fromisoformat("2023-12-31T23:59:59.999999"), "2024-01-01"),
        (dt.timedelta(hours=36, minutes=5), "36:05:00"),
        (dt.time(8, 30), "08:30:00"),
        ("", None),
    ],
)
def test_odd_values_become_plain(value: object, expected: object) -> None:
    assert plain(value) == expected
    assert type(plain(value)) is type(expected)


def test_control_characters_written_as_escapes_come_back() -> None:
    assert unescape("_x0041__x_ _x005F_x0041_") == "A_x_ _x0041_"


@given(st.integers(0, 16_383))
def test_columns_have_one_name_and_one_number(number: int) -> None:
    assert column_number(column_name(number).encode()) == number


rows_of_cells = st.lists(st.lists(st.sampled_from([None, "", 0, False, "x"]), max_size=4), max_size=30)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(rows_of_cells, st.lists(st.integers(0, 3), max_size=3))
def test_no_value_is_lost_or_moved_by_leaving_out_blank_rows(rows: list[list[object]], gaps: list[int]) -> None:
    for position in gaps:
        rows[position:position] = [[None]] * 1500
    sent = SentRows(rows, None, 1000)
    found = list(sent)
    kept = {number: list(row) for number, row in zip(sent.kept, found, strict=True)}
    for number, row in enumerate(rows):
        values = [cell for cell in row if cell is not None and cell != ""]
        assert not values or kept[number] == row
    assert not found or any(cell is not None and cell != "" for cell in found[-1])
    assert len(found) <= 3 * 1000 + 30 if not gaps else len(found) < len(rows) or len(rows) < 1500


@given(st.lists(st.lists(st.sampled_from(["A", "H", "Z", "AB", "XFD"]), max_size=4), max_size=4), st.integers(1, 9_000))
def test_a_sheet_written_plainly_is_found_as_wide_and_as_high_as_one_written_otherwise(
    rows: list[list[str]], first: int
) -> None:
    lines = [
        f'<row r="{first + n}">' + "".join(f'<c r="{c}{first + n}"><v>1</v></c>' for c in columns) + "</row>"
        for n, columns in enumerate(rows)
    ]
    plain = f"<worksheet><sheetData>{''.join(lines)}</sheetData></worksheet>"
    spaced = plain.replace("<c r=", "<c  r=").replace("<row r=", "<row  r=")
    prefixed = plain.replace("<", "<x:").replace("<x:/", "</x:")
    found = []
    for text in (plain, spaced, prefixed):
        scan = Scan(Limits(10**9, 20_000, 9))
        scan_part(scan, "sheet1.xml", [text.encode()])
        sheet = scan.sheets["sheet1.xml"]
        found.append((sheet.first_row, sheet.last_row, sheet.last_column, sheet.row_tags, sheet.area))
    assert found[0] == found[1]
    assert found[0][:3] == found[2][:3]
