"""The claims workbook: what villages declare, sheet by sheet of the fixed template.

Sheets are known by their headings. A missing sheet is noted, a sheet that lacks a fixed heading is refused, added
columns are not read. Names, phones and identity numbers of people do not leave this file: only whether they are given
and well-formed, and keyed digests.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from connectors.contract import Context, ParsedFile, RawFile, Sheet, SourceCard, Unread, Workbook
from connectors.reading import Doubt
from connectors.sources.village_claims import people, records
from connectors.sources.village_claims.claims_table import empty_rows, read_claims_table
from connectors.sources.village_claims.sheets import filled_rows, has_table, recognise
from connectors.sources.village_claims.template import SHEETS
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.places import place_columns
from connectors.tables.subject import subject_of
from connectors.tables.table import NoTable, Table
from doisoat.errors import Refused
from doisoat.text.compare import fold

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
    found = recognise(workbook, harvest)
    if not found.known and not harvest.unread:
        _refuse_unknown(found.others, harvest)
        return harvest.finish()
    for sheet in found.others:
        harvest.note(f"trang tính '{sheet.name}' không thuộc biểu mẫu nên không đọc")
        if has_table(sheet, context.repair):
            harvest.unread.append(Unread("unread_sheet", sheet.name))
    missing = [name for name in SHEETS if name not in {name for name, _ in found.known}]
    if missing:
        harvest.note("biểu không có các trang tính: " + ", ".join(f"'{name}'" for name in missing))
    for name, sheet in found.known:
        _read(name, sheet, harvest)
    return harvest.finish()


def _refuse_unknown(sheets: list[Sheet], harvest: ParsedFileBuilder) -> None:
    """A workbook without any sheet of the template."""
    rows = sum(filled_rows(sheet) for sheet in sheets)
    names = ", ".join(f"'{sheet.name[:60]}'" for sheet in sheets[:15]) or "không có trang tính nào"
    harvest.refuse(
        Refused.NO_SHEET,
        f"không có trang tính nào của biểu mẫu (ví dụ 'Tự đánh giá'); thấy: {names}",
        "dùng biểu mẫu do lệnh `doisoat template` tạo ra và giữ nguyên hàng tiêu đề của các trang tính",
        rows=rows,
    )


def _planned(table: Table) -> Doubt | None:
    """What a title calls a plan is declared by nobody yet; "tự đánh giá", "kết quả" in it say that it is done."""
    subject = subject_of(table.titles)
    said = " ".join(fold(title) for title in table.titles)
    if "plan" not in subject.turns or subject.says_actual or "tu danh gia" in said:
        return None
    return Doubt(
        "tên bảng nói đây là kế hoạch hoặc dự kiến, chưa phải việc thôn đã làm",
        "gửi lại khi đã thực hiện; nếu đây là kết quả tự đánh giá, ghi rõ ở tên bảng (Kết quả tự đánh giá năm …)",
        asked=False,
    )


def _read(name: str, sheet: Sheet, harvest: ParsedFileBuilder) -> None:
    """Read one sheet of the template, or refuse it."""
    table = read_claims_table(name, sheet, harvest.context.repair)
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
            sheet=sheet.name,
        )
        return
    if (doubt := _planned(table)) is not None:
        harvest.doubt(table, doubt)
        return
    harvest.open(table, "no_place" if "Thôn" in SHEETS[name] else "no_commune")
    aside: dict[int, tuple[str, str]] = dict.fromkeys(empty_rows(table), ("empty_row", ""))
    kind, reader = _READERS[name]
    columns = reader(table, harvest, aside)
    keep = [n for n in range(table.size) if n not in aside]
    places = place_columns(table, {})
    everything: dict[str, Sequence[Any]] = {**places, **columns}
    chosen = {field: [values[n] for n in keep] for field, values in everything.items()}
    harvest.add(kind, table, chosen, keep=keep)
    harvest.close(table, aside)
