"""Dates and periods as people write them, in cells, titles and file names.

Vietnamese order is day, month, year. What can be read in two ways gives no date: a wrong date makes stale evidence
fresh. A month or a quarter stands for its last day, because a report about a month is not complete before.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from connectors.contract import Cell
from connectors.tables.cells import distinct, each, tally

_EXCEL_EPOCH = dt.date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 29221, 73050  # 1980-01-01 .. 2099-12-31; smaller numbers are years or counts
_D_STROKE = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

# The two separators must be the same: "1-9/2024" is January to September.
_DMY = (
    "(?<!\\d)(?:"
    + "|".join(rf"(\d{{1,2}})\s*{s}\s*(\d{{1,2}})\s*{s}\s*(\d{{4}}|\d{{2}})" for s in ("/", "-", r"\."))
    + ")(?![\\d/])"
)
_LONG = r"(\d{1,2})\s*thang\s*(\d{1,2})\s*nam\s*(\d{4})"
_CELL_DMY = re.compile(rf"^(?:ngay\s*)?{_DMY}(?:[ ,]+\d{{1,2}}[:h]\d{{0,2}}.*)?$")
_CELL_LONG = re.compile(rf"^(?:ngay\s*)?{_LONG}$")
_ISO_INSIDE = re.compile(r"(?<!\d)(20\d{2})-(\d{1,2})-(\d{1,2})(?!\d)")
_CELL_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ t].*)?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_MONTH = re.compile(r"(?:\bthang|\bt)\s*\.?(\d{1,2})\s*(?:[/.\-_]|nam)?\s*(?:nam\s*)?(20\d{2})(?!\d)")
_CELL_MONTH = re.compile(r"^(?:thang\s*|t\.?)?(\d{1,2})\s*[/.\-]\s*(20\d{2})$")
_QUARTER = re.compile(r"\b(?:quy|q)\s*[.:]?\s*(iv|iii|ii|i|[1-4])\s*(?:[/.\-_]|nam)?\s*(?:nam\s*)?(20\d{2})(?!\d)")
_MONTHS_OF_YEAR = re.compile(r"\b(\d{1,2})\s*thang(?:\s*(dau|cuoi))?(?:\s*nam|\s*/|\s)\s*(20\d{2})(?!\d)")
_MONTH_SPAN = re.compile(r"\bthang\s*(\d{1,2})\s*(?:-|–|den)\s*(?:thang\s*)?(\d{1,2})\s*(?:/|nam)\s*(20\d{2})(?!\d)")
_YEAR = re.compile(r"\bnam\s*(20\d{2})(?!\d)")
_FROM_TO = re.compile(rf"(?:\btu\b\D{{0,12}})?{_DMY}\s*(?:den|-|–|~)\D{{0,12}}{_DMY}")
_FROM_TO_LONG = re.compile(rf"\btu\D{{0,12}}{_LONG}\s*(?:den|-|–)\D{{0,12}}{_LONG}")
_AS_OF = (
    r"(?:tinh den|tinh toi|den het|\bden|\btoi|cap nhat|\bchot|thoi diem|so lieu|trich xuat|\bxuat|ngay bao cao|as of)"
)
_AS_OF_DAY = re.compile(rf"{_AS_OF}[^\d]{{0,25}}?(?:{_DMY}|{_LONG})")
_ANY_DAY = re.compile(rf"{_DMY}|{_LONG}")
# A date behind one of these belongs to a document that is quoted, not to this file; a letter that this file came with
# ("Kèm theo công văn số … ngày …") is dated with it.
_CAME_WITH = re.compile(r"(?<!ban hanh )kem theo (?:cong van|bao cao|van ban|to trinh|cv|bc)\b")
_DOCUMENT = "quyet dinh|cong van|van ban|ke hoach|nghi quyet|nghi dinh|thong tu|hop dong|chi thi"
# Months are no one's date of signing: "HỢP ĐỒNG WIFI THÁNG 9/2024" is about the month.
_QUOTED_DECISION = re.compile(r"quyet dinh|nghi quyet|nghi dinh|thong tu|cong van|/qd|/nq")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_QUOTED = re.compile(rf"(?:(?:{_DOCUMENT})[^;]*?(?:\d|ngay)|/qd|/kh|/nq|/cv)")


@dataclass(frozen=True)
class Period:
    """Days from ``start`` to ``end``, both included; ``start`` is missing where only "up to" is said."""

    start: dt.date | None
    end: dt.date


def plain(text: str) -> str:
    """Lower case without accents, punctuation kept, spaces single."""
    bare = unicodedata.normalize("NFD", text.translate(_D_STROKE))
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).lower().split())


def day(year: int, month: int, day_of_month: int) -> dt.date | None:
    """The date, or None where there is no such day or the year is out of any file's reach (1980 to 2099)."""
    year += 2000 if year < 100 else 0
    try:
        return dt.date(year, month, day_of_month) if 1980 <= year <= 2099 else None
    except ValueError:
        return None


def month_end(year: int, month: int) -> dt.date | None:
    """The last day of a month."""
    return day(year, month, calendar.monthrange(year, month)[1]) if 1 <= month <= 12 and 1980 <= year <= 2099 else None


def serial(number: float) -> dt.date | None:
    """Excel's day number (1900 system) as a date; yyyymmdd typed as one number is understood too."""
    if _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return _EXCEL_EPOCH + dt.timedelta(days=int(number))
    match = _COMPACT.match(str(int(number))) if number == int(number) else None
    return day(*(int(part) for part in match.groups())) if match else None


def _triple(match: re.Match[str]) -> tuple[int, int, int]:
    """First, second and year of the groups that took part."""
    first, second, year = (int(group) for group in match.groups() if group is not None)
    return first, second, year


def read_date(cell: Cell, *, months: bool = False, month_first: bool = False) -> dt.date | None:
    """One cell as a date, or None where it is blank, no date, or ambiguous.

    Args:
        cell: as the reader found it; ISO text is a date that the reader found, numbers are Excel serials.
        months: a month ("9/2024", "tháng 9 năm 2024") stands for its last day instead of nothing.
        month_first: the column is known to be written month/day/year.
    """
    if cell is None or isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return serial(cell) if cell == cell and abs(cell) < 1e9 else None
    text = plain(cell)
    if match := _CELL_ISO.match(text):
        return day(*_triple(match))
    if match := _CELL_DMY.match(text):
        first, second, year = _triple(match)
        return day(year, first, second) if month_first else day(year, second, first)
    if match := _CELL_LONG.match(text):
        first, second, year = _triple(match)
        return day(year, second, first)
    if text.isdigit() and len(text) in (5, 8):
        return serial(int(text))
    if months and (match := _CELL_MONTH.match(text) or _MONTH.fullmatch(text)):
        return month_end(int(match.group(2)), int(match.group(1)))
    return None


def read_dates(cells: Sequence[Cell], *, months: bool = False) -> tuple[Sequence[dt.date | None], int]:
    """A column of dates: the dates, and how many filled cells gave none.

    A column with "09/25/2024" in it is written month first, so that its "05/09/2024" must not be read day first; a
    column that holds both orders gives dates only where one reading is possible.
    """
    told = {cell for cell in distinct(cells) if cell is not None and cell != ""}
    day_first = month_first = False
    slashes: dict[Cell, tuple[int, int, int]] = {}
    for cell in told:
        if isinstance(cell, str) and (match := _CELL_DMY.match(plain(cell))):
            slashes[cell] = _triple(match)
            day_first |= slashes[cell][0] > 12 >= slashes[cell][1]
            month_first |= slashes[cell][1] > 12 >= slashes[cell][0]
    known: dict[Cell, dt.date | None] = {}
    for cell in told:
        if cell in slashes and day_first and month_first and max(slashes[cell][:2]) <= 12:
            known[cell] = None
            continue
        swapped = cell in slashes and month_first and slashes[cell][0] <= 12
        known[cell] = read_date(cell, months=months, month_first=swapped)
    unread = {cell for cell, date in known.items() if date is None}
    times = sum(many for cell, many in tally(cells).items() if cell in unread) if unread else 0
    return each(cells, known.get), times


def period_in(text: str) -> Period | None:
    """The period that a title, a cell or a file name states: from–to, months, quarter, half, year, or "up to" a day."""
    flat = _flat(text).replace("_", " ")
    if match := _FROM_TO.search(flat) or _FROM_TO_LONG.search(flat):
        d1, m1, y1, d2, m2, y2 = (int(group) for group in match.groups() if group is not None)
        start, end = day(y1, m1, d1), day(y2, m2, d2)
        return Period(start, end) if start and end and start <= end else None
    if match := _AS_OF_DAY.search(flat):
        first, second, year = _triple(match)
        end = day(year, second, first)
        start = dt.date(end.year, 1, 1) if end and "dau nam" in flat else None
        return Period(start, end) if end else None
    spans: list[tuple[int, int, int]] = []  # first month, last month, year
    if match := _MONTH_SPAN.search(flat):
        spans.append((int(match[1]), int(match[2]), int(match[3])))
    elif match := _MONTHS_OF_YEAR.search(flat):
        count = int(match[1])
        spans.append((13 - count, 12, int(match[3])) if match[2] == "cuoi" else (1, count, int(match[3])))
    elif match := _QUARTER.search(flat):
        quarter = _ROMAN.get(match[1]) or int(match[1])
        spans.append((3 * quarter - 2, 3 * quarter, int(match[2])))
    elif match := _MONTH.search(flat) or _CELL_MONTH.match(flat):
        spans.append((int(match[1]), int(match[1]), int(match[2])))
    elif match := _YEAR.search(flat) or re.fullmatch(r"(20\d{2})", flat):
        spans.append((1, 12, int(match[1])))
    for first, last, year in spans:
        if 1 <= first <= last <= 12 and (end := month_end(year, last)):
            return Period(dt.date(year, first, 1), end)
    return None


def _flat(text: str) -> str:
    """Plain text with ISO dates in Vietnamese order, so that one set of patterns reads both."""
    return _ISO_INSIDE.sub(r"\3/\2/\1", plain(text))


def _one(dates: Iterable[dt.date | None]) -> dt.date | None:
    """The only date among them; two different ones are ambiguous."""
    found = {date for date in dates if date is not None}
    return found.pop() if len(found) == 1 else None


def _days(pattern: re.Pattern[str], text: str) -> list[dt.date]:
    """All dates of ``pattern`` in plain text that are not the date of a quoted document."""
    found = []
    for match in pattern.finditer(text):
        first, second, year = _triple(match)
        date = day(year, second, first)
        # What stands before the date, up to its first digit: "tính đến ngày" is part of the match.
        before = text[max(0, match.start() - 60) : match.start()] if pattern is _ANY_DAY else match.group(0)
        if date and (_CAME_WITH.search(before) or not _QUOTED.search(before)):
            found.append(date)
    return found


def title_date(texts: Iterable[str]) -> dt.date | None:
    """The publication date that the titles of a file state, or None where they state none or several.

    First what says "tính đến ngày …" (of "từ … đến …" the end), then a signing date ("ngày 30 tháng 9 năm 2024"),
    then a month or a quarter, which stands for its last day.
    """
    flats = [_flat(text) for text in texts]
    ends = []
    for flat in flats:
        match = _FROM_TO.search(flat) or _FROM_TO_LONG.search(flat)
        if match:
            d2, m2, y2 = [int(group) for group in match.groups() if group is not None][3:]
            ends.append(day(y2, m2, d2))
        else:
            ends.extend(_days(_AS_OF_DAY, flat))
    for candidates in (ends, [date for flat in flats for date in _days(_ANY_DAY, flat)]):
        if any(candidates):
            return _one(candidates)
    whole = [period.end for flat in flats if not _QUOTED_DECISION.search(flat) and (period := _month_or_quarter(flat))]
    return _one(whole)


def _month_or_quarter(flat: str) -> Period | None:
    """A month or a quarter in plain text; a year alone is no date of publication."""
    return period_in(flat) if _MONTH.search(flat) or _QUARTER.search(flat) or _MONTHS_OF_YEAR.search(flat) else None


def _apart_from_quoted(text: str) -> list[str]:
    """The text; where it quotes a document, what stands outside of its brackets and in each of them."""
    if "(" not in text or not _QUOTED.search(_flat(text)):
        return [text]
    return [_BRACKETED.sub(" ", text), *(match[1] for match in _BRACKETED.finditer(text))]


def title_period(texts: Iterable[str]) -> Period | None:
    """The period that titles state; of several the most exact kind wins, and two different ones are none.

    A document that a title quotes has days of its own; what stands in brackets beside it is looked at alone.
    """
    texts = [part for text in texts for part in _apart_from_quoted(text)]
    for pattern in (_FROM_TO, _FROM_TO_LONG, _MONTH_SPAN, _MONTHS_OF_YEAR, _QUARTER, _MONTH, _AS_OF_DAY, _YEAR):
        found = {
            p
            for text in texts
            if pattern.search(flat := _flat(text)) and not _QUOTED.search(flat) and (p := period_in(text))
        }
        if found:
            return found.pop() if len(found) == 1 else None
    return None
