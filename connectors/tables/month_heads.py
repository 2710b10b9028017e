"""Months, quarters and "the first six months" without their year: it stands in the title.

They head columns ("T1 | T2 | … | T9", "6 tháng | 9 tháng") or stand in a column of their own. Without a year said
once and plainly they are left as they are.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from connectors.contract import Cell, Sheet
from connectors.tables.cells import as_text, distinct, which
from connectors.tables.dates import period_in
from connectors.tables.periods import heading_period
from doisoat.text.compare import fold

_MONTH = re.compile(r"^(?:tháng|thang|t)\s*\.?\s*0?(?P<number>\d{1,2})$", re.IGNORECASE)
_QUARTER = re.compile(r"^(?:quý|quy|q)\s*\.?\s*(?P<number>IV|I{1,3}|[1-4])$", re.IGNORECASE)
_MONTHS = re.compile(
    r"^(?P<number>[2-9]|1[0-2])\s*(?:tháng|thang)(?:\s*(?:đầu|dau)(?:\s*(?:năm|nam))?)?$", re.IGNORECASE
)
# What a period's figures are: "Thực hiện quý III", "Kế hoạch quý IV".
_LED = re.compile(
    r"^(?:(?P<plan>kế hoạch|dự kiến|ước(?: thực hiện)?|kh)|"
    r"(?:đã |kết quả |số liệu )*(?:thực hiện|kết quả|hiện trạng|số liệu|th))"
    r"\s+(?:(?:của|trong|cuối|đến|hết)\s+)*(?=[\dqt])",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^\s*(?:[-–+*•]|\d{1,2}[.)])\s+")
_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR = re.compile(r"(?<![\d/.-])20\d{2}(?!\d)|(?<=[/.-])20\d{2}(?!\d)")
_ALONE = re.compile(r"^(?:năm\s*|nam\s*)?(20\d{2})$", re.IGNORECASE)
_OF_MONTHS, _OF_YEARS = ("tháng", "thang", "month", "quý", "quy", "quarter"), ("năm", "nam", "year")
# Asked of every distinct text of a column, so it is quick; a letter and its accent may be two characters.
_MAYBE = re.compile(r"th[áa]\u0301?ng|qu[ýy]|\b[tq][\s.]*\d|\bq[\s.]*[iv]", re.IGNORECASE)
_TOP, _FEWEST, _LONGEST = 40, 2, 40


class Bare(NamedTuple):
    """A period without its year: as a heading with the year would write it, and its last month."""

    text: str
    month: int


def with_years(sheet: Sheet, published: dt.date | None) -> Sheet:
    """The sheet with the year written behind its months and quarters.

    Args:
        sheet: as the reader found it.
        published: the day that the file's name or titles give; its year counts where no title says another and no
            month would lie after it.
    """
    return _with_years_down(_with_years_across(months_joined(sheet), published), published)


def _with_years_across(sheet: Sheet, published: dt.date | None) -> Sheet:
    for row in range(min(_TOP, sheet.row_count)):
        heads = {c: found for c, column in enumerate(sheet.columns) if (found := bare_period(column[row]))}
        if len(heads) < _FEWEST or len(set(heads.values())) < _FEWEST or _has_figures(sheet, row):
            continue
        years = _years_over(sheet, row, heads)
        if not years:
            filled = [head for c, head in heads.items() if any(as_text(cell) for cell in sheet.columns[c][row + 1 :])]
            one = _one_year(sheet, row, filled, published)
            years = dict.fromkeys(heads, one) if one is not None else {}
        if set(years) != set(heads):
            return sheet
        columns = [
            [*column[:row], f"{heads[c].text}/{years[c]}", *column[row + 1 :]] if c in heads else column
            for c, column in enumerate(sheet.columns)
        ]
        return replace(sheet, columns=columns)
    return sheet


def _with_years_down(sheet: Sheet, published: dt.date | None) -> Sheet:
    """The same for a column in which two periods at least stand below each other."""
    for c, column in enumerate(sheet.columns):
        periods = which(column, lambda text: bare_period(text) is not None)
        known = {cell: found for cell in periods if (found := bare_period(cell))}
        if len(set(known.values())) < _FEWEST:
            continue
        first = next(row for row, cell in enumerate(column) if cell in known)
        year = _one_year(sheet, first, list(known.values()), published)
        if year is None:
            return sheet
        told: list[Cell] = [f"{known[cell].text}/{year}" if cell in known else cell for cell in column]
        return replace(sheet, columns=[told if at == c else own for at, own in enumerate(sheet.columns)])
    return sheet


def bare_period(cell: Cell) -> Bare | None:
    """A month, a quarter or the first months of a year alone; None for anything else."""
    if not isinstance(cell, str) or len(cell) >= _LONGEST or not _MAYBE.search(cell):
        return None
    text = as_text(cell) or ""
    text = _BULLET.sub("", text)
    if led := _LED.match(text):
        inner = bare_period(text[led.end() :])
        return inner and Bare(f"{'Kế hoạch' if led['plan'] else 'Thực hiện'} {inner.text}", inner.month)
    if (month := _MONTH.match(text)) and 1 <= int(month["number"]) <= 12:
        return Bare(f"Tháng {int(month['number'])}", int(month["number"]))
    if quarter := _QUARTER.match(text):
        number = quarter["number"].upper()
        return Bare(f"Quý {number}", 3 * _QUARTERS[number])
    months = _MONTHS.match(text)
    return Bare(f"{months['number']} tháng", int(months["number"])) if months else None


def month_of_sheet(name: str, titles: Iterable[str], days: Iterable[object]) -> dt.date | None:
    """The last day of the month or quarter that a sheet is named by; None where its name says none, or no year does.

    Args:
        name: of the sheet: "T8.2024", or "Tháng 8" where one title says the year.
        titles: of the table.
        days: of publication; their year counts where no title says one and the month lies before them.
    """
    if period := period_in(name.replace("_", " ")) or heading_period(name)[0]:
        return period.end if bare_or_dated(name) else None
    bare = bare_period(name)
    if bare is None:
        return None
    years = {int(year) for text in titles for year in _YEAR.findall(text)}
    last = max((day for day in days if isinstance(day, dt.date)), default=None)
    if not years and last is not None and bare.month <= last.month:
        years = {last.year}
    told = period_in(f"{bare.text}/{years.pop()}") if len(years) == 1 else None
    return told.end if told else None


def bare_or_dated(name: str) -> bool:
    """Whether a name is a month or quarter and nothing else but its year."""
    rest = re.sub(r"tháng|thang|quý|quy|năm|nam|số liệu|\bkỳ\b", " ", name, flags=re.IGNORECASE)
    return not re.search(r"[^\W\d_]{2}", rest)


def months_joined(sheet: Sheet) -> Sheet:
    """The sheet with a column of months, or quarters, beside one of years as one column: "Tháng 8/2024"."""
    for row in range(min(_TOP, sheet.row_count)):
        heads = {(as_text(column[row]) or "").casefold(): c for c, column in enumerate(sheet.columns)}
        parts = next((heads[name] for name in _OF_MONTHS if name in heads), None)
        years = next((heads[name] for name in _OF_YEARS if name in heads), None)
        if parts is None or years is None:
            continue
        kind = "Quý" if sheet.columns[parts][row] and fold(str(sheet.columns[parts][row])).startswith("q") else "Tháng"
        told: list[Cell] = []
        for part, year in zip(sheet.columns[parts][row + 1 :], sheet.columns[years][row + 1 :], strict=True):
            text, of_year = as_text(part), as_text(year)
            bare = bare_period(part) or bare_period(f"{kind} {text}")
            told.append(f"{bare.text}/{of_year}" if bare and of_year and _ALONE.match(of_year) else part)
        columns = [
            [*column[:row], "Kỳ", *told] if c == parts else column
            for c, column in enumerate(sheet.columns)
            if c != years
        ]
        merges = [(a, b - (b > years), r, d - (d > years)) for a, b, r, d in sheet.merges if not b <= years <= d]
        return replace(sheet, columns=columns, merges=merges, widths=None)
    return sheet


def _has_figures(sheet: Sheet, row: int) -> bool:
    """A row with a number is data: "12 tháng" in it is how long something lasts."""
    cells = [column[row] for column in sheet.columns]
    return any(
        (isinstance(cell, int | float) and cell is not True) or (as_text(cell) or "").isdigit() for cell in cells
    )


def _years_over(sheet: Sheet, row: int, heads: Iterable[int]) -> dict[int, int]:
    """The year of each month where a row above says it over groups of them: "Năm 2023 | | | Năm 2024"."""
    for above in range(row - 1, max(-1, row - 4), -1):
        texts = {c: as_text(column[above]) or "" for c, column in enumerate(sheet.columns)}
        said = {c: int(year[1]) for c, text in texts.items() if (year := _ALONE.match(text))}
        if len(said) > 1:
            left = {c: max((at for at in said if at <= c), default=-1) for c in heads}
            return {c: said[at] for c, at in left.items() if at >= 0}
    return {}


def _one_year(sheet: Sheet, row: int, filled: Sequence[Bare], published: dt.date | None) -> int | None:
    """The one year that stands above the periods, else in the sheet's name, else that of the publication."""
    stated = _years_above(sheet, row)
    if stated:
        return stated.pop() if len(stated) == 1 else None
    if published is None:
        return None
    return published.year if max((head.month for head in filled), default=0) <= published.month else None


def _years_above(sheet: Sheet, row: int) -> set[int]:
    """The years that stand above the months, else in the sheet's name."""
    above = [text for column in sheet.columns for cell in distinct(column[:row]) if (text := as_text(cell))]
    for texts in (above, [sheet.name]):
        if years := {int(year) for text in texts for year in _YEAR.findall(text)}:
            return years
    return set()
