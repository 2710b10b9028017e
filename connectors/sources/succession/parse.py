"""Villages that were merged, divided or renamed: one row an old village and what it, or a part of it, became."""

from __future__ import annotations

import re
from collections.abc import Sequence

from connectors.contract import Cell, Context, ParsedFile, RawFile, SourceCard, Workbook
from connectors.reading import Doubt
from connectors.tables.cells import as_text, each, identifiers
from connectors.tables.dates import read_date, read_dates
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.source_tables import tables_of
from connectors.tables.subject import subject_of
from connectors.tables.table import Table
from doisoat.model import Extent
from doisoat.text.compare import clean, fold

# Of several old villages in one cell each is a row of its own; where one is listed a comma may belong to its name.
_ONE_OF_MANY, _ONE_A_LINE = re.compile(r"\s*(?:[,;\n+]|\bvà\b)\s*"), re.compile(r"\s*[;\n+]\s*")
_MANY = re.compile(r"\b(?:các|từ|gồm|trên cơ sở)\b", re.IGNORECASE)
_DRAFT = re.compile(r"dự thảo|lấy ý kiến|trình (?:hđnd|hội đồng|ubnd|cấp)", re.IGNORECASE)
_IN_FORCE = re.compile(
    r"hiệu lực\D{0,20}(\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|\d{1,2} tháng \d{1,2} năm \d{4})", re.IGNORECASE
)
_ENTIRE = re.compile(
    r"^(?:(?:toan bo|toan thon|ca thon|nguyen thon|nguyen trang|tron ven|het)\b(?!.*\btru\b).*|100|1)$"
)


def parse(workbook: Workbook, raw: RawFile, card: SourceCard, context: Context) -> ParsedFile:
    """Records ``successions`` of one file."""
    harvest = ParsedFileBuilder(raw, card, context)
    for table in tables_of(
        workbook,
        harvest,
        keys=("old_name", "old_code"),
        no_key="no_name",
        judge=lambda table: _judge(table, raw.name),
    ):
        _read(table, harvest)
    return harvest.finish()


def extent(text: str | None) -> str | None:
    """``Toàn bộ`` → whole; a blank stays open; every other word ("Một phần", "12 hộ") → part."""
    if not fold(text or ""):
        return None
    return (Extent.WHOLE if _ENTIRE.match(fold(text or "")) else Extent.PART).value


def old_villages(cell: Cell, heading: str) -> list[str]:
    """The old villages that a cell names: several below "Các thôn sáp nhập", one below "Thôn cũ"."""
    text = cell.strip() if isinstance(cell, str) else as_text(cell) or ""
    parts = (_ONE_OF_MANY if _MANY.search(heading) else _ONE_A_LINE).split(text)
    return [clean(part) for part in parts if clean(part)]


def _judge(table: Table, file: str) -> Doubt | None:
    """A plan of merging is no merger."""
    subject = subject_of(table.titles, (table.sheet.name, file.rsplit("/", 1)[-1].rsplit(".", 1)[0]))
    headings = subject_of((), [table.heading(name) for name in ("old_name", "new_name")])
    is_draft = any(_DRAFT.search(title) for title in table.titles)
    if not is_draft and (not (subject.is_plan or headings.is_plan) or subject.says_actual):
        return None
    return Doubt(
        "bảng nói về phương án, kế hoạch hoặc đề nghị sáp nhập, chưa phải việc đã thực hiện",
        "gửi danh sách theo nghị quyết đã có hiệu lực; nếu đây đúng là danh sách ấy, ghi rõ ở tên bảng",
        point="plan",
    )


def _read(table: Table, harvest: ParsedFileBuilder) -> None:
    days, unread = read_dates(table.cells("effective_on"))
    stated = {day for title in table.titles if (found := _IN_FORCE.search(title)) and (day := read_date(found[1]))}
    if not table.has("effective_on") and len(stated) == 1:
        days = [*stated] * table.size
    codes, communes = identifiers(table.cells("old_code")), table.texts("commune")
    written = each(table.cells("old_name"), lambda cell: old_villages(cell, table.heading("old_name")))
    named: list[list[str | None]] = [
        [*found] if found and (len(found) == 1 or code is None) else [text]
        for found, text, code in zip(written, table.texts("old_name"), codes, strict=True)
    ]
    own = {name: table.texts(name) for name in ("old_commune", "new_commune")}
    columns: dict[str, Sequence[object]] = {
        "old_code": codes,
        "old_commune": [text or commune for text, commune in zip(own["old_commune"], communes, strict=True)],
        "new_code": identifiers(table.cells("new_code")),
        "new_name": table.texts("new_name"),
        "new_commune": [text or commune for text, commune in zip(own["new_commune"], communes, strict=True)],
        "extent": [extent(text) for text in table.texts("extent")],
        "effective_on": days,
        "decision_number": table.texts("decision_number"),
    }
    successors = zip(columns["new_name"], columns["new_code"], strict=True)
    aside = {n: ("no_successor", "") for n, names in enumerate(successors) if names == (None, None)}
    if unread or None in days:
        harvest.note(
            f"trang tính '{table.sheet.name}': {days.count(None)} hàng không có ngày hiệu lực đọc được; tên thôn cũ vẫn"
            " được tính là một phần của thôn mới, vào mọi ngày"
        )
    keep = [n for n in range(table.size) if n not in aside for _ in named[n]]
    old_names = [name for n in range(table.size) if n not in aside for name in named[n]]
    rows = {name: [values[n] for n in keep] for name, values in columns.items()}
    harvest.add("successions", table, {"old_code": rows.pop("old_code"), "old_name": old_names, **rows}, keep=keep)
    harvest.close(table, aside)
