"""Columns headed by months or quarters without their year, "T1 | T2 | … | T9": the year stands once, in the title.

Without a year that is said once and plainly the headings are left as they are.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace

from connectors.contract import Cell, Sheet
from connectors.tables.cells import as_text

_MONTH = re.compile(r"^(?:tháng|thang|t)\s*\.?\s*0?(?P<number>\d{1,2})$", re.IGNORECASE)
_QUARTER = re.compile(r"^(?:quý|quy|q)\s*\.?\s*(?P<number>IV|I{1,3}|[1-4])$", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d/.-])20\d{2}(?!\d)|(?<=[/.-])20\d{2}(?!\d)")
_ALONE = re.compile(r"^(?:năm\s*|nam\s*)?(20\d{2})$", re.IGNORECASE)
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
        years = _years_over(sheet, row, heads)
        if not years:
            stated = _years_above(sheet, row)
            one = stated.pop() if len(stated) == 1 else None if stated else _year_of(published, heads, sheet, row)
            years = dict.fromkeys(heads, one) if one is not None else {}
        if set(years) != set(heads):
            return sheet
        columns = [list(column) if c in heads else column for c, column in enumerate(sheet.columns)]
        for c, head in heads.items():
            columns[c][row] = f"{head}/{years[c]}"
        return replace(sheet, columns=columns)
    return sheet


def _bare(cell: Cell) -> str:
    """A month or quarter alone, as a heading with its year would write it; empty for anything else."""
    text = as_text(cell) or "" if isinstance(cell, str) and len(cell) < 12 else ""
    if (month := _MONTH.match(text)) and 1 <= int(month["number"]) <= 12:
        return f"Tháng {int(month['number'])}"
    quarter = _QUARTER.match(text)
    return f"Quý {quarter['number'].upper()}" if quarter else ""


def _years_over(sheet: Sheet, row: int, heads: Iterable[int]) -> dict[int, int]:
    """The year of each month where a row above says it over groups of them: "Năm 2023 | | | Năm 2024"."""
    for above in range(row - 1, max(-1, row - 4), -1):
        texts = {c: as_text(column[above]) or "" for c, column in enumerate(sheet.columns)}
        said = {c: int(year[1]) for c, text in texts.items() if (year := _ALONE.match(text))}
        if len(said) > 1:
            left = {c: max((at for at in said if at <= c), default=-1) for c in heads}
            return {c: said[at] for c, at in left.items() if at >= 0}
    return {}


def _years_above(sheet: Sheet, row: int) -> set[int]:
    """The years that stand above the months, else in the sheet's name."""
    above = [text for column in sheet.columns for cell in column[:row] if (text := as_text(cell))]
    for texts in (above, [sheet.name]):
        if years := {int(year) for text in texts for year in _YEAR.findall(text)}:
            return years
    return set()


def _year_of(published: dt.date | None, heads: dict[int, str], sheet: Sheet, row: int) -> int | None:
    """The year of the publication, where every month that is filled lies before it."""
    if published is None:
        return None
    filled = [head for c, head in heads.items() if any(as_text(cell) for cell in sheet.columns[c][row + 1 :])]
    months = [int(head.split()[1]) for head in filled if head.startswith("Tháng")]
    return published.year if len(months) == len(filled) and max(months, default=0) <= published.month else None
