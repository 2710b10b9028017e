"""When a file was published: its own column or title, else its name, else the settings; else it is refused.

Rows that carry their own dates are as old as those dates, not as the file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from connectors.coded_column import CodedColumn
from connectors.contract import ParsedFile, Workbook
from connectors.tables.cells import distinct, is_blank
from connectors.tables.dates import title_date
from connectors.tables.export_dates import read_export_dates
from connectors.tables.file_dates import name_date
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.table import Table, titles_of
from doisoat.errors import Refused


@dataclass
class Published:
    """Dates of one file: of each table's rows, and of the file as a whole (the latest)."""

    on: dt.date
    source: str  # title, column, file_name, settings
    rows: list[Sequence[dt.date | None]] = field(default_factory=list)  # one a table
    aside: list[dict[int, tuple[str, str]]] = field(default_factory=list)  # one a table: row → reason, detail


def publish(
    workbook: Workbook, tables: Sequence[Table], harvest: ParsedFileBuilder, column: str = "updated_on"
) -> Published | ParsedFile:
    """Find the publication date, or give back the refused file (``no_date``, ``future_date``)."""
    today = harvest.context.today
    own = [_by_sheet(table, tables, workbook, harvest) for table in tables]
    by_name = _not_after_landing(name_date(harvest.raw.name, today), harvest)
    given = harvest.card.published_on
    fallbacks = [title or by_name or given for title in own]
    rows, aside, from_column = [], [], False
    for table, fallback in zip(tables, fallbacks, strict=True):
        dates, bad = _rows(table, column, fallback, harvest)
        from_column |= any(distinct(dates)) and table.has(column)
        rows.append(dates)
        aside.append(bad)
    known = {date for dates in rows for date in distinct(dates) if date is not None}
    known = known or {date for date in fallbacks if date}
    if not known:
        return harvest.refuse_whole(
            Refused.NO_DATE,
            "không tìm thấy ngày công bố số liệu trong tiêu đề, trong cột hay trong tên tệp",
            "ghi 'tính đến ngày …' vào tiêu đề, hoặc thêm ngày vào tên tệp (ví dụ ten_tep_20240930.xlsx), "
            f"hoặc đặt DOISOAT_SOURCES__{harvest.card.id.upper()}__PUBLISHED_ON",
        )
    past = {date for date in known if date <= today}
    late = known - past
    if not past:
        return harvest.refuse_whole(
            Refused.FUTURE_DATE,
            f"ngày công bố {max(known):%d/%m/%Y} muộn hơn hôm nay ({today:%d/%m/%Y})",
            "kiểm tra lại ngày trong tiêu đề, trong cột ngày hoặc trong tên tệp",
        )
    for dates, bad in zip(rows, aside, strict=True):
        bad.update({n: ("future_date", "") for n, date in enumerate(dates) if date in late} if late else {})
    source = "column" if from_column else "title" if any(own) else "file_name" if by_name else "settings"
    return Published(max(past), source, rows, aside)


def _by_sheet(table: Table, tables: Sequence[Table], workbook: Workbook, harvest: ParsedFileBuilder) -> dt.date | None:
    """The date in the sheet's titles or name, else in its notes, else in the titles of other sheets (a cover)."""
    by_title = title_date(table.titles) or name_date(f"{table.sheet.name}.", harvest.context.today)
    if date := by_title or title_date(table.layout.notes):
        return _not_after_landing(date, harvest)
    tabled = {id(other.sheet) for other in tables}
    covers = [sheet for sheet in workbook.sheets if id(sheet) not in tabled]
    elsewhere = [text for other in tables if other is not table for text in other.titles]
    elsewhere += [text for sheet in covers for text in titles_of(sheet, harvest.context.repair)]
    return _not_after_landing(title_date(elsewhere), harvest) or _headed(table, harvest)


def _headed(table: Table, harvest: ParsedFileBuilder) -> dt.date | None:
    """The newest period that the headings of columns read name: "Đến 31/10/2024" over the figures of that day.

    Where the file's name tells a day within it ("4G 2024" in a file of 30/9/2024), that day is the better one.
    """
    told = [table.matches[name].period for name in table.header.columns if name in table.matches]
    newest = max((period for period in told if period is not None), key=lambda period: period.end, default=None)
    if newest is None:
        return None
    by_name = name_date(harvest.raw.name, harvest.context.today)
    if by_name and newest.start and newest.start <= by_name <= newest.end:
        return None
    return _not_after_landing(newest.end, harvest)


def _not_after_landing(date: dt.date | None, harvest: ParsedFileBuilder) -> dt.date | None:
    """A month stands for its last day, but the running month is cut at the day the file landed."""
    landed = harvest.raw.landed_at.date()
    if date and date > landed and (date.year, date.month) == (landed.year, landed.month) and _is_month_end(date):
        return landed
    return date


def _is_month_end(date: dt.date) -> bool:
    return (date + dt.timedelta(days=1)).month != date.month


def _rows(
    table: Table, column: str, fallback: dt.date | None, harvest: ParsedFileBuilder
) -> tuple[Sequence[dt.date | None], dict[int, tuple[str, str]]]:
    """The date of each row of a table, and the rows whose date cannot be told."""
    if not table.has(column):
        return CodedColumn.constant(fallback, table.size), {}
    cells = table.cells(column, mend=False)
    dates, unread = read_export_dates(table, column, harvest, months=True)
    days = {date for date in distinct(dates) if date is not None}
    if not days:
        if unread:
            harvest.note(f"trang tính '{table.sheet.name}': cột '{table.heading(column)}' không có ngày nào đọc được")
        return CodedColumn.constant(fallback, table.size), {}
    # One date in the whole column is the date of the export, wherever it was written.
    alone = fallback or (days.pop() if len(days) == 1 and not unread else None)
    aside: dict[int, tuple[str, str]] = {}
    for n, (cell, date) in enumerate(zip(cells, dates, strict=True)):
        if date is None and (alone is None or not is_blank(cell)):
            aside[n] = ("no_row_date" if is_blank(cell) else "bad_row_date", "")
    return [date or alone for date in dates], aside
