"""The days that one cell of a claim may mean: a day, a month, a quarter, a year, or from one of them to another.

Every cell speaks for itself alone, day first; no day is made up. Of a text that can only be month first ("03/25/2024")
the year alone is taken for known. What holds any other word ("dự kiến 10/2024") is not read.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from connectors.contract import Cell
from connectors.tables.cells import as_text, each, is_blank
from connectors.tables.dates import day, plain, serial
from doisoat.text.compare import clean

_FIRST_YEAR, _LAST_YEAR = 1980, 2099
_THIS_CENTURY = 50  # two-digit years up to it are 20xx

_JOIN = r"\s*(?:-|–|—|~|,|;|&|\+|\bva\b|\bden\b|\btoi\b)\s*(?:(?:ngay|thang|quy)\s*)?"
_SEPARATED = (
    "(?:"
    + "|".join(
        rf"(?P<d{n}>\d{{1,2}})\s*{s}\s*(?P<m{n}>\d{{1,2}})\s*{s}\s*(?P<y{n}>\d{{4}}|\d{{2}})"
        for n, s in enumerate(("/", "-", r"\."))
    )
    + ")"
)
_OF_YEAR = r"\s*(?:/|-|\.|,|\bnam\b)?\s*(?:nam\s*)?"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_QUARTER_WORD = r"(?:iv|iii|ii|i|[1-4])"

# In the order in which they are looked for; each takes its text away.
_ISO = re.compile(
    r"(?<!\d)(?P<y>\d{4})[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?(?!\d)(?:[ t]\d{2}:\d{2}(?::\d{2})?)?"
)
_DAY = re.compile(rf"(?<![\d/])(?:(?P<d>\d{{1,2}})(?:\s*[/.]\s*(?P<m>\d{{1,2}}))?{_JOIN})?{_SEPARATED}(?!\d)")
_LONG = re.compile(
    rf"(?<!\d)(?:(?P<d>\d{{1,2}})(?:\s*thang\s*(?P<m>\d{{1,2}}))?{_JOIN})?"
    r"(?P<d0>\d{1,2})\s*thang\s*(?P<m0>\d{1,2})\s*(?:/|,)?\s*(?:nam)?\s*(?P<y0>\d{4})(?!\d)"
)
_FIRST_MONTHS = re.compile(rf"(?<!\d)(?P<n>\d{{1,2}})\s*thang\s*(?P<at>dau|cuoi){_OF_YEAR}(?P<y>\d{{4}})(?!\d)")
_QUARTER = re.compile(
    rf"(?:(?:\bquy|\bq)\s*(?P<q>{_QUARTER_WORD}){_JOIN}(?:quy\s*|q\s*)?|\b(?:quy|q)\s*)"
    rf"(?P<q0>{_QUARTER_WORD}){_OF_YEAR}(?P<y>\d{{4}})(?!\d)"
)
_MONTH = re.compile(
    rf"(?<![\d/.-])(?:(?:\b(?:thang|t)\s*\.?)?(?P<m>\d{{1,2}}){_JOIN})?(?:\b(?:thang|t)\s*\.?)?"
    r"(?P<m0>\d{1,2})\s*(?:/|-|\.|,|\bnam\b)\s*(?:nam\s*)?(?P<y>\d{4})(?!\d)"
)
_YEAR = re.compile(r"(?<![\d/.])(?:(?:\bdau|\bgiua|\bcuoi)\s*)?(?:\bnam\s*)?(?P<y>\d{4})(?![\d/.])")
_TIME = re.compile(r"\b\d{1,2}\s*(?:h|g|gio|:)\s*\d{0,2}(?:\s*phut|:\d{2})?\b")
_FILLER = re.compile(
    r"\b(?:tu|bat dau|ngay|thang|nam|den|toi|het|va|trong|vao|luc|cac|sang|chieu|thu (?:hai|ba|tu|nam|sau|bay)|"
    r"chu nhat)\b|[\s\-–—~,;.&+():]"
)
_TO_NOW = re.compile(r"(?:\b(?:den|toi)|-|–|—)\s*(?:nay|hien nay|bay gio)\b")
_STILL = re.compile(
    r"^(?:van |con |hien |hien nay )*(?:dang|con) (?:hoat dong|thuc hien|trien khai|duy tri|van hanh|su dung|chay)"
    r"(?: (?:tot|on dinh|hieu qua|binh thuong))*$|^(?:tu .* )?(?:den|toi) (?:nay|hien nay)$|^nay$|"
    r"^(?:chua|khong) (?:ket thuc|xac dinh(?: thoi han)?|thoi han|co thoi han)$|^(?:dang |hoat dong )?"
    r"(?:thuong xuyen|lau dai|lien tuc|vo thoi han)$|^(?:van )?hoat dong(?: thuong xuyen| lien tuc| tot)?$"
)


@dataclass(frozen=True)
class Span:
    """Days from ``start`` to ``end``, both included; one day where they are the same."""

    start: dt.date
    end: dt.date


def read_span(cell: Cell, *, to_now: bool = False) -> Span | None:
    """The days that a cell names, None where it is blank or cannot be read.

    Args:
        cell: as the reader found it; ISO text is a date that the reader found, numbers are years or Excel serials.
        to_now: "từ 3/2023 đến nay" is read as its beginning.
    """
    if cell is None or isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return _of_number(cell)
    text = plain(clean(cell))
    if to_now:
        text = _TO_NOW.sub(" ", text)
    found: list[Span | None] = []
    for pattern, read in _READERS:
        text, spans = _taken(text, pattern, read)
        found += spans
    if not found or None in found or _FILLER.sub("", _TIME.sub("", text)):
        return None
    known = [span for span in found if span is not None]
    return Span(min(span.start for span in known), max(span.end for span in known))


def read_spans(cells: Sequence[Cell], *, to_now: bool = False) -> tuple[Sequence[Span | None], list[int]]:
    """A column of spans, and the positions of filled cells that gave none."""
    read = each(cells, lambda cell: read_span(cell, to_now=to_now))
    return read, [n for n, span in enumerate(read) if span is None and not is_blank(cells[n])]


def has_no_end(cell: Cell) -> bool:
    """Whether a cell that asks for an end says that there is none yet: "đang hoạt động", "đến nay"."""
    return isinstance(cell, str) and bool(_STILL.match(plain(clean(cell)).strip(" .,;")))


def written(cell: Cell) -> str | None:
    """What was written, to be quoted: a date that the reader found as dd/mm/yyyy, any other text as it stands."""
    span = _of_number(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None
    if span is None and isinstance(cell, str) and re.match(r"^\d{4}-\d{2}-\d{2}", cell):
        span = read_span(cell)
    return f"{span.start:%d/%m/%Y}" if span and span.start == span.end else as_text(cell)


def _taken(
    text: str, pattern: re.Pattern[str], read: Callable[[re.Match[str]], Span | None]
) -> tuple[str, list[Span | None]]:
    spans = [read(match) for match in pattern.finditer(text)]
    return (pattern.sub(" ", text), spans) if spans else (text, [])


def _of_number(number: float) -> Span | None:
    if number != number or abs(number) > 1e9:
        return None
    if number == int(number) and 2000 <= number <= _LAST_YEAR:
        return _months(int(number), 1, 12)
    date = serial(number)
    return Span(date, date) if date else None


def _months(year: int, first: int, last: int) -> Span | None:
    if not (1 <= first <= last <= 12 and _FIRST_YEAR <= year <= _LAST_YEAR):
        return None
    return Span(dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1]))


def _iso(match: re.Match[str]) -> Span | None:
    year, month = int(match["y"]), int(match["m"])
    if match["d"] is None:
        return _months(year, month, month)
    date = day(year, month, int(match["d"]))
    return Span(date, date) if date else None


def _days(match: re.Match[str]) -> Span | None:
    parts = match.groupdict()
    last_day, month, year = next(
        (int(parts[f"d{n}"]), int(parts[f"m{n}"]), parts[f"y{n}"]) for n in range(3) if parts.get(f"d{n}")
    )
    full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) <= _THIS_CENTURY else 1900)
    end = day(full, month, last_day)
    if end is None:
        return _months(full, 1, 12) if last_day <= 12 and day(full, last_day, month) else None
    if parts["d"] is None:
        return Span(end, end)
    start = day(full, int(parts["m"] or month), int(parts["d"]))
    return Span(start, end) if start and start <= end else None


def _first_months(match: re.Match[str]) -> Span | None:
    count = int(match["n"])
    return _months(int(match["y"]), *((1, count) if match["at"] == "dau" else (13 - count, 12)))


def _quarters(match: re.Match[str]) -> Span | None:
    last = _ROMAN.get(match["q0"]) or int(match["q0"])
    first = (_ROMAN.get(match["q"]) or int(match["q"])) if match["q"] else last
    return _months(int(match["y"]), 3 * first - 2, 3 * last)


def _of_months(match: re.Match[str]) -> Span | None:
    return _months(int(match["y"]), int(match["m"] or match["m0"]), int(match["m0"]))


def _year(match: re.Match[str]) -> Span | None:
    return _months(int(match["y"]), 1, 12)


_READERS = (
    (_DAY, _days),
    (_ISO, _iso),
    (_LONG, _days),
    (_FIRST_MONTHS, _first_months),
    (_QUARTER, _quarters),
    (_MONTH, _of_months),
    (_YEAR, _year),
)
