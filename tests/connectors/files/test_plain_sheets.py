"""A plainly written sheet is read by columns, and every cell of it as calamine would have it."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.contract import Workbook
from connectors.files import plain_sheet, xlsx_scan
from connectors.files import xlsx as workbooks
from connectors.files.read_file import read
from connectors.files.reader import ReaderPool
from connectors.files.sheet_builder import Assembly
from connectors.files.sheet_writer import Limits, Output
from connectors.sandbox.wire import read_frames
from doisoat.errors import RefusedInputError
from doisoat.settings import ReaderLimits

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
# fmt: off
_TEXTS = ["x", "Nà Mẫu", "", "&amp;&lt;b&gt; &quot;c&apos;", "_x000D_x", "_x41_", "a\nb", "12",
    "2024-10-31", "x" * 40]
_STYLES = f"""<styleSheet {_MAIN}><numFmts count="3"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>
<numFmt numFmtId="165" formatCode="#,##0\\ &quot;đồng&quot;"/><numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts>
<fonts count="2"><font><sz val="11"/></font><font><strike/></font></fonts>
<cellXfs count="7"><xf numFmtId="0" fontId="0"/><xf numFmtId="14" fontId="0"/><xf numFmtId="164" fontId="0"/>
<xf numFmtId="165" fontId="0"/><xf numFmtId="166" fontId="0"/><xf numFmtId="22" fontId="0"/>
<xf numFmtId="49" fontId="0"/></cellXfs></styleSheet>"""
# How programs write a cell behind its reference: those that are read by columns, and some that are for calamine.
_PLAIN = [
    *[f' t="inlineStr"><is><t>{text}</t></is></c>' for text in _TEXTS],
    ' t="inlineStr"><is><t xml:space="preserve"> a b </t></is></c>',
    *[f' t="s"><v>{number}</v></c>' for number in range(len(_TEXTS) + 1)],
    *[f"><v>{number}</v></c>" for number in
        ("0", "1", "1.0", "-3", "21.84512345678", "1E3", "1e-7", "9007199254740993")],
    *[f' s="{style}"><v>45292</v></c>' for style in (0, 1, 2, 3, 6)],
    ' s="2"><v>61</v></c>', ' t="n"><v>7</v></c>', ' s="1"/>', ' s="1" />', "/>", "></c>", ' t="n"/>',
]
_OTHER = [
    ' t="inlineStr"><is><t> a </t></is></c>', ' t="inlineStr"><is><t>\u00a0a</t></is></c>', ' t="b"><v>1</v></c>',
    ' t="e"><v>#N/A</v></c>', ' t="str"><f>A1</f><v>x</v></c>', '><f>1+1</f><v>2</v></c>', '><f>1+1</f></c>',
    ' t="s"><v>999</v></c>', ' s="4"><v>1.5</v></c>', ' s="5"><v>45292.5</v></c>', ' s="1"><v>59</v></c>',
    ' s="99"><v>45292</v></c>', ' t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>', '><v></v></c>',
    '><v> 1</v></c>', ' t="inlineStr"><is><t>&#225;</t></is></c>', ' t="inlineStr"><is><t><!-- a -->b</t></is></c>',
    ' t="d"><v>2024-01-02</v></c>', ' s="1"><v>45292.25</v></c>', ' t="inlineStr"><is><t>a\r\nb</t></is></c>',
]
# fmt: on
cells = st.dictionaries(st.sampled_from(["A", "B", "C", "E", "Z", "AA", "AZ"]), st.sampled_from(_PLAIN), max_size=6)
odd = st.dictionaries(st.sampled_from(["A", "B", "AB"]), st.sampled_from(_PLAIN + _OTHER), min_size=1, max_size=3)
gaps = st.sampled_from([1, 1, 1, 1, 2, 5])
attributes = st.sampled_from(["", ' spans="1:9"', ' ht="15" customHeight="1"', ' hidden="1"'])


def book(path: Path) -> Workbook:
    """The file read in this process: what the child sends, and what the parent makes of it."""
    stream, assembly = io.BytesIO(), Assembly(ReaderLimits())
    with path.open("rb") as file:
        read(file, Output(stream, Limits(10**7, 100, 10)))
    for message in read_frames(io.BytesIO(stream.getvalue())):
        assembly.take(message)
    return assembly.workbook()


def told(path: Path) -> object:
    """All that a file says, in a form that can be compared; values with their types."""
    try:
        found = book(path)
    except RefusedInputError as refusal:
        return str(refusal)
    return found.notes, [
        (
            sheet.name,
            [[(type(cell), cell) for cell in column] for column in sheet.columns],
            [sheet.number_of(row) for row in range(sheet.row_count)],
            sheet.merges,
            sheet.is_hidden,
            sheet.uncomputed,
        )
        for sheet in found.sheets
    ]


def both(path: Path, window: int = 4 * 2**20) -> tuple[object, object, int]:
    """What is told by columns and by calamine alone, and how many sheets were read by columns."""
    seen = []
    blocks = plain_sheet.PlainSheet.blocks
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbooks, "LARGE", 0)
        patch.setattr(xlsx_scan, "_WINDOW", window)
        patch.setattr(workbooks, "_CHUNK", window)
        patch.setattr(plain_sheet.PlainSheet, "blocks", lambda self: seen.append(self) or blocks(self))
        by_columns = told(path)
        patch.setattr(workbooks, "LARGE", 10**12)
        by_calamine = told(path)
    return by_columns, by_calamine, len(seen)


def written(rows: list[dict[str, str]], steps: list[int], looks: list[str], after: str = "") -> str:
    """The XML of a sheet."""
    number, pieces = 0, []
    for row, step, look in zip(rows, steps, looks, strict=True):
        number += step
        order = sorted(row, key=lambda letters: (len(letters), letters))
        inside = "".join(f'<c r="{letters}{number}"{row[letters]}' for letters in order)
        pieces.append(f'<row r="{number}"{look}>{inside}</row>' if inside else f'<row r="{number}"{look}/>')
    return f"<worksheet {_MAIN}><sheetData>{''.join(pieces)}</sheetData>{after}</worksheet>"


@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data(), st.lists(cells | cells | odd, min_size=1, max_size=14), st.integers(60, 1_500))
def test_a_sheet_by_columns_is_what_calamine_makes_of_it(
    xlsx: Callable[..., Path], data: st.DataObject, rows: list[dict[str, str]], window: int
) -> None:
    steps = data.draw(st.lists(gaps, min_size=len(rows), max_size=len(rows)))
    looks = data.draw(st.lists(attributes, min_size=len(rows), max_size=len(rows)))
    merge = data.draw(st.sampled_from(["", '<mergeCells count="1"><mergeCell ref="A1:C2"/></mergeCells>']))
    items = "".join(f"<si><t>{text}</t></si>" for text in _TEXTS) + '<si><t xml:space="preserve"> a </t></si>'
    items += data.draw(st.sampled_from(["", "", "<si><t> b </t></si>", "<si><r><t>b</t></r><r><t>c</t></r></si>"]))
    parts = {
        "xl/worksheets/sheet1.xml": written(rows, steps, looks, merge),
        "xl/sharedStrings.xml": f'<sst {_MAIN} count="1" uniqueCount="1">{items}</sst>',
        "xl/styles.xml": _STYLES,
    }
    by_columns, by_calamine, seen = both(xlsx(parts=parts), window)
    assert by_columns == by_calamine
    if (
        window > 1_000
        and all(cell in _PLAIN for row in rows for cell in row.values())
        and items.endswith("</t></si>")
        and "> b <" not in items
    ):
        assert seen == 1


def _rows() -> list[list[object]]:
    """A list as offices keep it: a title, a blank row, headings, texts, numbers, days, blanks."""
    dice = random.Random(3)
    rows: list[list[object]] = [["DANH SÁCH ĐỊA CHỈ SỐ"], [], ["Mã", "Loại", "Thôn", "Số", "Vĩ độ", "Ngày"]]
    for number in range(400):
        day = dt.date(2024, 1, 1) + dt.timedelta(days=dice.randrange(300))
        latitude, holder = 21 + dice.random(), dice.choice(["Hộ gia đình", "Cơ quan", None])
        rows.append([f"LS{number:06}", holder, f"Nà <{number % 7}> & Rài", number % 40, latitude, day])
    return rows


def _by_xlsxwriter(path: Path, *, in_memory: bool) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": not in_memory, "default_date_format": "dd/mm/yyyy"})
    bold, sheet = book.add_format({"bold": True}), book.add_worksheet("Địa chỉ")
    for row, values in enumerate(_rows()):
        for column, value in enumerate(values):
            sheet.write(row, column, value, *([bold] if row == 2 else []))
    if in_memory:
        sheet.merge_range("A1:F1", "DANH SÁCH ĐỊA CHỈ SỐ")
    book.add_worksheet("Ghi chú").write(0, 0, "Không có gì")
    book.close()


def _by_openpyxl(path: Path) -> None:
    book = openpyxl.Workbook()
    for values in _rows():
        book.active.append(values)
    book.active.merge_cells("A1:F1")
    book.create_sheet("Ẩn").sheet_state = "hidden"
    book.save(path)


@pytest.mark.parametrize(
    "write",
    [
        lambda path: _by_xlsxwriter(path, in_memory=True),
        lambda path: _by_xlsxwriter(path, in_memory=False),
        _by_openpyxl,
    ],
    ids=["xlsxwriter", "xlsxwriter in constant memory", "openpyxl"],
)
def test_what_programs_write_is_read_by_columns(write: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write(path)
    by_columns, by_calamine, seen = both(path, 5_000)
    assert by_columns == by_calamine
    assert seen >= 1


def test_days_counted_from_1904_are_for_calamine(tmp_path: Path) -> None:
    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        book.add_worksheet().write_datetime(0, 0, dt.date(2024, 10, 31), book.add_format({"num_format": 14}))
    by_columns, by_calamine, seen = both(path)
    assert by_columns == by_calamine
    assert seen == 0


def test_struck_and_failed_cells_are_for_calamine(tmp_path: Path) -> None:
    path = tmp_path / "struck.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        struck, one, other = book.add_format({"font_strikeout": True}), book.add_worksheet(), book.add_worksheet()
        one.write_row(0, 0, ["Mã", "Thôn"])
        one.write(1, 0, "LS1", struck)
        one.write(1, 1, "Nà Rài")
        other.write(0, 0, "Mã")
        other.write_formula(1, 0, "=1/0", value="#DIV/0!")
    by_columns, by_calamine, seen = both(path)
    assert by_columns == by_calamine
    assert seen == 0


def test_a_large_workbook_of_a_child_is_read_by_columns(pool: ReaderPool, tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Địa chỉ")
        for row in range(12_000):
            sheet.write_row(row, 0, [f"LS{row:06}", "Hộ gia đình", f"Hộ {row}", f"Nà {row % 90}", "Xã Hòa Bình", "Có"])
    found, cost = pool.read_measured(path)
    assert isinstance(found, Workbook)
    assert found.sheets[0].row_count == 12_000
    assert [column[11_999] for column in found.sheets[0].columns][:4] == [
        "LS011999",
        "Hộ gia đình",
        "Hộ 11999",
        "Nà 29",
    ]
    assert cost.cpu_seconds > 0
