"""A plain table of a sheet, what stands over it, and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.contract import Sheet
from connectors.tables.cells import as_text
from connectors.tables.header import Header, Wanted
from connectors.tables.marks import without_number
from connectors.tables.turning_sections import rows_taken

_LISTED = "Danh sách:"  # what a caption within a table is read as


@dataclass(frozen=True)
class Part:
    """A plain table of a sheet, and what stands over it."""

    sheet: Sheet
    above: tuple[str, ...] = ()
    shape: str = "table"
    left: tuple[tuple[int, str], ...] = ()  # number in the file of a row that is in no part, and why


def missing(sheet: Sheet, header: Header, wanted: Wanted) -> list[str]:
    """What a header lacks and what stands over it does not say either: a form names its village above the table."""
    above = [text for r in range(header.first) for column in sheet.columns if (text := as_text(column[r]))]
    return wanted.missing(header.assignment, wanted.given(sheet.name, above))


def numbered(sheet: Sheet, left: tuple[tuple[int, str], ...]) -> tuple[tuple[int, str], ...]:
    """Rows that were left, by their number in the file in place of their position."""
    return tuple((sheet.number_of(position), why) for position, why in left)


def rows_between(sheet: Sheet, start: int, end: int) -> Sheet:
    """The rows from ``start`` up to ``end``, as a sheet of their own."""
    return rows_taken(sheet, range(start, end))


def texts_of(sheet: Sheet, start: int, end: int) -> list[str]:
    """The filled cells of the rows from ``start`` up to ``end``, as texts, column by column."""
    return [text for column in sheet.columns for cell in column[start:end] if (text := as_text(cell))]


def texts_above(sheet: Sheet, rows: int = 8) -> tuple[str, ...]:
    """The longer texts in the first column of the first rows: titles, as a rule."""
    found = dict.fromkeys(
        text for r in range(min(rows, sheet.row_count)) for column in sheet.columns[:1] if (text := as_text(column[r]))
    )
    return tuple(text for text in found if len(text) > 12)


def as_title(caption: str) -> str:
    """A caption within a table as the title of what it lists."""
    return f"{_LISTED} {without_number(caption)}"
