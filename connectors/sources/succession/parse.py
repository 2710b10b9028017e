"""Villages that were merged, divided or renamed: one row an old village and what it, or a part of it, became."""

from __future__ import annotations

import re
from collections.abc import Sequence

from connectors.contract import Context, ParsedFile, RawFile, SourceCard, Workbook
from connectors.tables.cells import identifiers
from connectors.tables.dates import read_dates
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.source_tables import tables_of
from connectors.tables.table import Table
from doisoat.model import Extent
from doisoat.text.compare import fold

_ENTIRE = re.compile(
    r"^(?:(?:toan bo|toan thon|ca thon|nguyen thon|nguyen trang|tron ven|het)\b(?!.*\btru\b).*|100|1)$"
)


def parse(workbook: Workbook, raw: RawFile, card: SourceCard, context: Context) -> ParsedFile:
    """Records ``successions`` of one file."""
    harvest = ParsedFileBuilder(raw, card, context)
    for table in tables_of(workbook, harvest, keys=("old_name", "old_code"), no_key="no_name"):
        _read(table, harvest)
    return harvest.finish()


def extent(text: str | None) -> str | None:
    """``Toàn bộ`` → whole; a blank stays open; every other word ("Một phần", "12 hộ") → part."""
    if not fold(text or ""):
        return None
    return (Extent.WHOLE if _ENTIRE.match(fold(text or "")) else Extent.PART).value


def _read(table: Table, harvest: ParsedFileBuilder) -> None:
    days, unread = read_dates(table.cells("effective_on"))
    columns: dict[str, Sequence[object]] = {
        "old_code": identifiers(table.cells("old_code")),
        "old_name": table.texts("old_name"),
        "old_commune": table.texts("old_commune"),
        "new_code": identifiers(table.cells("new_code")),
        "new_name": table.texts("new_name"),
        "new_commune": table.texts("new_commune"),
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
    keep = [n for n in range(table.size) if n not in aside]
    harvest.add("successions", table, {name: [values[n] for n in keep] for name, values in columns.items()}, keep=keep)
    harvest.close(table, aside)
