"""The dates of an export's column, with what a US Excel did to them undone and told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from connectors.tables.dates import read_dates
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.table import Table
from connectors.tables.us_dates import swapped_dates


def read_export_dates(
    table: Table, column: str, harvest: ParsedFileBuilder, *, months: bool = False
) -> tuple[Sequence[dt.date | None], int]:
    """The dates of a field's column, and how many filled cells gave none (see ``read_dates``)."""
    cells = table.cells(column, mend=False)
    dates, unread = read_dates(cells, months=months)
    split = swapped_dates(cells)
    if not split:
        return dates, unread
    dates = [split.get(cell, date) for cell, date in zip(cells, dates, strict=True)]
    lost = sum(1 for cell in cells if cell in split and split[cell] is None)
    done = "ngày và tháng được đổi lại" if not lost else f"{lost} ô có thể hiểu hai cách nên không dùng"
    harvest.note(
        f"trang tính '{table.sheet.name}', cột '{table.heading(column)}': Excel cài tiếng Anh (Mỹ) đã đảo ngày và "
        f"tháng của các ngày từ mùng 1 đến 12; {done}. Hãy gõ ngày dạng chữ hoặc cài Excel theo Việt Nam"
    )
    return dates, unread + lost
