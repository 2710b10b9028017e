"""The claims workbook: what villages declare, sheet by sheet of the fixed template.

A missing sheet is noted, a sheet that lacks a fixed heading is refused, added columns are not read. Names, phones and
identity numbers of people do not leave this file: only whether they are given and well-formed, and keyed digests.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from connectors.contract import Context, FieldCard, ParsedFile, RawFile, Sheet, SourceCard, Workbook
from connectors.sources.village_claims import people, records
from connectors.sources.village_claims.template import SHEETS
from connectors.tables.cells import is_blank
from connectors.tables.header import Wanted, find_header
from connectors.tables.headings import Headings, fold_heading
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.places import place_columns
from connectors.tables.table import NoTable, Table, read_table
from doisoat.errors import Refused

Reader = Callable[[Table, ParsedFileBuilder, dict[int, tuple[str, str]]], dict[str, list[object]]]

# Sheet → kind of record, reader of its columns.
_READERS: dict[str, tuple[str, Reader]] = {
    "Tự đánh giá": ("assessments", records.assessments),
    "WiFi": ("wifi_claims", records.wifi_claims),
    "Tổ CNSCĐ": ("teams", records.teams),
    "Thành viên": ("members", people.members),
    "Hoạt động": ("activities", records.activities),
    "Mô hình": ("models", records.models),
    "Sản phẩm": ("products", records.products),
    "Địa chỉ số": ("address_claims", records.address_claims),
    "Kênh thôn": ("village_channels", records.village_channels),
    "Dịch vụ công": ("service_claims", records.service_claims),
}


def parse(workbook: Workbook, raw: RawFile, card: SourceCard, context: Context) -> ParsedFile:
    """Records of every sheet of the template that the workbook holds."""
    harvest = ParsedFileBuilder(raw, card, context)
    by_name = {fold_heading(name): name for name in SHEETS}
    found: dict[str, Sheet] = {}
    others: list[Sheet] = []
    for sheet in workbook.sheets:
        name = by_name.get(fold_heading(sheet.name))
        if name is None or name in found:
            others.append(sheet)
        else:
            found[name] = sheet
    if not found and len(others) == 1 and (name := _by_headings(others[0], harvest)):
        found, others = {name: others[0]}, []
    if not found:
        _refuse_unknown(others, harvest)
        return harvest.finish()
    for sheet in others:
        harvest.note(f"trang tính '{sheet.name}' không thuộc biểu mẫu nên không đọc")
    missing = [name for name in SHEETS if name not in found]
    if missing:
        harvest.note("biểu không có các trang tính: " + ", ".join(f"'{name}'" for name in missing))
    for name, sheet in found.items():
        _read(name, sheet, harvest)
    return harvest.finish()


def _refuse_unknown(sheets: list[Sheet], harvest: ParsedFileBuilder) -> None:
    """A workbook without any sheet of the template."""
    rows = sum(_filled(sheet, 0) for sheet in sheets)
    names = ", ".join(f"'{sheet.name[:60]}'" for sheet in sheets[:15]) or "không có trang tính nào"
    harvest.refuse(
        Refused.NO_SHEET,
        f"không có trang tính nào của biểu mẫu (ví dụ 'Tự đánh giá'); thấy: {names}",
        "dùng biểu mẫu do lệnh `doisoat template` tạo ra và giữ nguyên tên các trang tính",
        rows=rows,
    )


def _by_headings(sheet: Sheet, harvest: ParsedFileBuilder) -> str | None:
    """The template's sheet that a lone sheet is by all its headings: a CSV file has no sheet name."""
    for name in SHEETS:
        header = find_header(sheet, _wanted(name), harvest.context.repair)
        if header is not None and not header.missing:
            return name
    return None


def _wanted(name: str) -> Wanted:
    fields = [FieldCard(field, (heading,), required=True) for heading, field in SHEETS[name].items()]
    return Wanted(Headings(fields), tuple(field.name for field in fields))


def _filled(sheet: Sheet, start: int) -> int:
    return sum(any(not is_blank(column[r]) for column in sheet.columns) for r in range(start, sheet.row_count))


def _read(name: str, sheet: Sheet, harvest: ParsedFileBuilder) -> None:
    """Read one sheet of the template, or refuse it."""
    keys = ("village",) if "Thôn" in SHEETS[name] else ("commune", "district")
    table = read_table(sheet, _wanted(name), harvest.context.repair, keys=keys)
    if isinstance(table, NoTable):
        lacking = table.missing or list(SHEETS[name].values())
        headings = [heading for heading, field in SHEETS[name].items() if field in lacking]
        # Without a header row the first texts may be people: what was found is named only where it is a header.
        seen = (
            ", ".join(f"'{text[:60]}'" for text in table.headings)
            if table.missing
            else "không có hàng nào giống hàng tiêu đề"
        )
        harvest.refuse(
            Refused.MISSING_HEADING,
            f"thiếu cột {', '.join(repr(h) for h in headings)}; thấy: {seen}",
            "giữ nguyên hàng tiêu đề của biểu mẫu (lệnh `doisoat template` tạo lại biểu); có thể thêm cột ở cuối",
            rows=table.row_count,
            sheet=name,
        )
        return
    harvest.open(table, "no_place" if keys == ("village",) else "no_commune")
    aside: dict[int, tuple[str, str]] = {}
    kind, reader = _READERS[name]
    columns = reader(table, harvest, aside)
    keep = [n for n in range(table.size) if n not in aside]
    places = place_columns(table, {})
    everything: dict[str, list[Any]] = {**places, **columns}
    chosen = {field: [values[n] for n in keep] for field, values in everything.items()}
    harvest.add(kind, table, chosen, keep=keep)
    harvest.close(table, aside)
