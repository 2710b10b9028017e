"""A claims workbook looked through before it is sent: what a run would not use, and what is still blank, cell by cell.

The same readers as in a run say what is not used; on top of it come the blanks that would leave a check without an
answer. Who a member is never stands in a finding: of people's cells only the place is told.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass

from connectors.contract import Cell, Context, PlaceLookup, RawFile, SourceCard, Unread, Workbook
from connectors.files.findings import column_name
from connectors.reasons import UNREAD_TEXT
from connectors.sources.village_claims.claims_table import empty_rows, read_claims_table
from connectors.sources.village_claims.parse import parse
from connectors.sources.village_claims.people import first_phone, same_digits
from connectors.sources.village_claims.records import criteria_id
from connectors.sources.village_claims.sheets import recognise
from connectors.sources.village_claims.template import SHEETS
from connectors.tables.cells import id_number, is_blank
from connectors.tables.claim_words import read_claim
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.table import NoTable, Table
from doisoat.model import ClaimCell
from doisoat.text.compare import fold

# What each row must hold for its check to have an answer. "Kết thúc", "Nền tảng", "Chức vụ" may stay blank.
_NEEDED: dict[str, tuple[str, ...]] = {
    "WiFi": ("venue", "operator", "contract", "password"),
    "Tổ CNSCĐ": ("number", "date", "issuer"),
    "Thành viên": ("name", "home"),
    "Hoạt động": ("date", "content"),
    "Mô hình": (
        *("model", "field", "capital", "quantity", "scope", "start"),
        *("receivers", "before", "during", "after", "growth"),
    ),
    "Sản phẩm": ("channel", "url"),
    "Địa chỉ số": ("total", "plated"),
    "Kênh thôn": ("platform", "received", "handled"),
}


OF_ANOTHER_UNIT = "Hàng này của đơn vị khác"  # how the finding of a row begins that is not the sender's


@dataclass(frozen=True)
class Finding:
    """One thing to mend. ``cell`` is as Excel names it ("C5"); a row's number where the row is meant, or blank."""

    sheet: str
    cell: str
    village: str
    what: str
    fix: str


OfUnit = Callable[[str | None, str | None], bool]


def check(
    workbook: Workbook,
    raw: RawFile,
    card: SourceCard,
    context: Context,
    product_claims: Container[tuple[str, str]],
    of_unit: OfUnit | None = None,
) -> list[Finding]:
    """All findings of a claims workbook, by sheet in its order, then row and column.

    Args:
        workbook: the file as sheets.
        raw: the file.
        card: of the claims.
        context: what parsers are handed; its ``places`` tell which communes and districts exist.
        product_claims: criteria set and column (``claim_4``) of the indicators where "không có sản phẩm" is a claim.
        of_unit: whether a row's commune and district are those of the unit that sends the file; None: any unit's.
    """
    parsed = parse(workbook, raw, card, context)
    tables = _tables(workbook, ParsedFileBuilder(raw, card, context))
    found = [(0, 0, Finding(r.spot.sheet or "", "", "", _sentence(r.what), _sentence(r.fix))) for r in parsed.refusals]
    found += [_unused(one, tables.get(one.sheet)) for one in parsed.unread]
    told = {(finding.sheet, finding.cell) for *_, finding in found}
    for sheet, (name, table) in tables.items():
        own = [*_places(sheet, table, context.places, of_unit), *_blank(name, sheet, table)]
        own += [*_people(name, sheet, table), *_twice(name, sheet, table)]
        own += _no_product(name, sheet, table, product_claims)
        found += [one for one in own if (sheet, one[2].cell) not in told]
    order = {sheet.name: n for n, sheet in enumerate(workbook.sheets)}
    found.sort(key=lambda one: (order.get(one[2].sheet, -1), one[0], one[1]))
    return list(dict.fromkeys(finding for *_, finding in found))


_Placed = tuple[int, int, Finding]  # row, column, finding


def _tables(workbook: Workbook, harvest: ParsedFileBuilder) -> dict[str, tuple[str, Table]]:
    """The template's sheets of the workbook that can be read: name in the file → its kind, the table."""
    found = {}
    for name, sheet in recognise(workbook, harvest).known:
        table = read_claims_table(name, sheet, harvest.context.repair)
        if not isinstance(table, NoTable):
            found[sheet.name] = name, table
    return found


def _unused(one: Unread, read: tuple[str, Table] | None) -> _Placed:
    """What a run would not use, with its cell."""
    table = read[1] if read else None
    column = -1 if table is None or not one.heading else _column_of(table, one.heading)
    cell = "" if one.row is None else f"{column_name(column)}{one.row}" if column >= 0 else str(one.row)
    what, _, fix = UNREAD_TEXT[one.reason].partition(". ")
    written = f" Đang ghi: “{one.written}”." if one.written else ""
    village = ", ".join(text for text in (one.village_text, one.commune_text) if text)
    return one.row or 0, column, Finding(one.sheet, cell, village, _sentence(what) + written, _sentence(fix))


def _places(sheet: str, table: Table, known: PlaceLookup | None, of_unit: OfUnit | None) -> Iterator[_Placed]:
    """Communes and districts of no edition, and rows of another unit than the one that sends the file."""
    communes, districts = table.texts("commune"), table.texts("district")
    for field, title, level in (("district", "huyện", "district"), ("commune", "xã", "commune")):
        texts = list(dict.fromkeys(text for text in table.texts(field) if text))
        levels = dict(zip(texts, known(texts), strict=True)) if known else {}
        # A commune may bear a district's name; a bracket says something more about either.
        unknown = {text for text, found in levels.items() if found not in (level, "district") and "(" not in text}
        for n, text in enumerate(table.texts(field)):
            if text in unknown:
                what = f"Chưa thấy {title} “{text}” trong danh mục đơn vị hành chính."
                yield _at(sheet, table, field, n, what, "Ghi đúng tên như trong danh mục.")
    for n, pair in enumerate(zip(communes, districts, strict=True)):
        if of_unit is not None and not of_unit(*pair):
            what = f"{OF_ANOTHER_UNIT} ({', '.join(text for text in pair if text)})."
            yield _at(sheet, table, "commune", n, what, "Chỉ gửi các hàng của đơn vị mình.")


def _blank(name: str, sheet: str, table: Table) -> Iterator[_Placed]:
    skipped = set(empty_rows(table))
    for field in _NEEDED.get(name, ()):
        heading = _heading(name, field)
        for n, cell in enumerate(table.cells(field, mend=False)):
            if is_blank(cell) and n not in skipped:
                what = f"Ô “{heading}” còn trống hoặc chỉ có dấu giữ chỗ."
                yield _at(sheet, table, field, n, what, f"Điền “{heading}”; nếu chưa có thì để trống và bổ sung sau.")


def _people(name: str, sheet: str, table: Table) -> Iterator[_Placed]:
    if name != "Thành viên":
        return
    phones, ids = table.cells("phone", mend=False), table.cells("id_number", mend=False)
    skipped = set(empty_rows(table))
    for n, (phone, number) in enumerate(zip(phones, ids, strict=True)):
        if n in skipped:
            continue
        if first_phone(phone)[0] is None:
            yield _at(sheet, table, "phone", n, _state(phone, "Số điện thoại"), "Ghi đủ 10 chữ số, bắt đầu bằng số 0.")
        if same_digits(phone, number):
            what = "Số CCCD/CMND trùng với số điện thoại."
            yield _at(sheet, table, "id_number", n, what, "Ghi số trên thẻ: CCCD 12 chữ số, CMND 9 chữ số.")
        elif id_number(number)[0] is None:
            what = _state(number, "Số CCCD/CMND")
            yield _at(sheet, table, "id_number", n, what, "Ghi số trên thẻ: CCCD 12 chữ số, CMND 9 chữ số.")


def _state(cell: Cell, what: str) -> str:
    return f"{what} còn trống." if is_blank(cell) else f"{what} chưa đủ hoặc thừa chữ số."


def _twice(name: str, sheet: str, table: Table) -> Iterator[_Placed]:
    """Rows of claims of one village, set and year that differ."""
    if name != "Tự đánh giá":
        return
    key_fields = ("district", "commune", "village", "criteria", "year")
    columns = [table.texts(field) for field in key_fields]
    first: dict[tuple[str, ...], int] = {}
    for n in range(table.size):
        key = tuple(fold(column[n] or "") for column in columns)
        before = first.setdefault(key, n)
        for field in (f"claim_{k}" for k in range(1, 7)):
            said = [fold(str(cells[m] or "")) for m in (before, n) for cells in (table.cells(field),)]
            if before != n and all(said) and said[0] != said[1]:
                row = table.row_numbers()[before]
                what = f"“{_heading(name, field)}” khác với hàng {row} của cùng thôn, cùng bộ tiêu chí và năm."
                yield _at(sheet, table, field, n, what, "Giữ một hàng cho mỗi thôn, hoặc ghi hai hàng như nhau.")


def _no_product(name: str, sheet: str, table: Table, product_claims: Container[tuple[str, str]]) -> Iterator[_Placed]:
    """Words such as "Không áp dụng" at an indicator that is not about products."""
    if name != "Tự đánh giá":
        return
    sets = table.texts("criteria")
    what, _, fix = UNREAD_TEXT["bad_claim_cell"].partition(". ")
    for field in (f"claim_{k}" for k in range(1, 7)):
        for n, cell in enumerate(table.cells(field)):
            if read_claim(cell) == ClaimCell.NO_PRODUCT and (criteria_id(sets[n]), field) not in product_claims:
                yield _at(sheet, table, field, n, f"{what}. Đang ghi: “{cell}”.", fix)


def _at(sheet: str, table: Table, field: str, n: int, what: str, fix: str) -> _Placed:
    column, row = table.header.columns[field], table.row_numbers()[n]
    village = ", ".join(text for name in ("village", "commune") if (text := table.texts(name)[n]))
    return row, column, Finding(sheet, f"{column_name(column)}{row}", village, what, fix)


def _heading(name: str, field: str) -> str:
    return next(heading for heading, own in SHEETS[name].items() if own == field)


def _column_of(table: Table, heading: str) -> int:
    return next((column for name, column in table.header.columns.items() if table.heading(name) == heading), -1)


def _sentence(text: str) -> str:
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."
