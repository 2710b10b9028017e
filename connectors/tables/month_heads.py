"""Columns headed by months or quarters without their year, "T1 | T2 | … | T9": the year stands once, in the title.

Without a year that is said once and plainly the headings are left as they are.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from connectors.contract import Cell, Sheet
from connectors.tables.cells import as_text

_MONTH = re.compile(r"^(?:tháng|thang|t)\s*\.?\s*0?(?P<number>\d{1,2})$", re.IGNORECASE)
_QUARTER = re.compile(r"^(?:quý|quy|q)\s*\.?\s*(?P<number>IV|I{1,3}|[1-4])$", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d/.-])20\d{2}(?!\d)|(?<=[/.-])20\d{2}(?!\d)")
_TOP, _FEWEST = 40, 2


def with_years(sheet: Sheet, published: dt.date | None) -> Sheet:
    """The sheet with the year written behind its months and quarters.

    Args:
        sheet: as the reader found it.
        published: the day that the file's name or titles give; its year counts where no title says another and no
            month would lie after it.
    """
    for row in range(min(_TOP, sheet.row_count)):
        heads = {c: found for c, column in enumerate(sheet.columns) if (found := _bare(column[row]))}
        if len(heads) < _FEWEST or len(set(heads.values())) < _FEWEST:
            continue
        year = _year_above(sheet, row) or _year_of(published, heads, sheet, row)
        if year is None:
            return sheet
        columns = [
            [f"{heads[c]}/{year}" if c in heads and r == row else cell for r, cell in enumerate(column)]
            if c in heads
            else column
            for c, column in enumerate(sheet.columns)
        ]
        return replace(sheet, columns=columns)
    return sheet


def _bare(cell: Cell) -> str:
    """A month or quarter alone, as a heading with its year would write it; empty for anything else."""
    text = as_text(cell) or "" if isinstance(cell, str) and len(cell) < 12 else ""
    if (month := _MONTH.match(text)) and 1 <= int(month["number"]) <= 12:
        return f"Tháng {int(month['number'])}"
    quarter = _QUARTER.match(text)
    return f"Quý {quarter['number'].upper()}" if quarter else ""


def _year_above(sheet: Sheet, row: int) -> int | None:
    """The one year that stands above the months, or in the sheet's name."""
    above = [text for column in sheet.columns for cell in column[:row] if (text := as_text(cell))]
    for texts in (above, [sheet.name]):
        years = {int(year) for text in texts for year in _YEAR.findall(text)}
        if len(years) == 1:
            return years.pop()
        if years:
            return None
    return None


def _year_of(published: dt.date | None, heads: dict[int, str], sheet: Sheet, row: int) -> int | None:
    """The year of the publication, where every month that is filled lies before it."""
    if published is None:
        return None
    filled = [head for c, head in heads.items() if any(as_text(cell) for cell in sheet.columns[c][row + 1 :])]
    months = [int(head.split()[1]) for head in filled if head.startswith("Tháng")]
    return published.year if len(months) == len(filled) and max(months, default=0) <= published.month else None
