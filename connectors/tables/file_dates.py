"""The date in a file's name: ``vpostcode_20241031``, ``phu_song_0924``, ``T9.2024``, ``30-9-2024``, ``quy3_2024``.

Digits without separators have several readings; one counts only where it alone gives a plausible date.
"""

from __future__ import annotations

import datetime as dt
import re

from connectors.tables.dates import Period, day, month_end, period_in, plain

_FIRST_YEAR = 2015  # before the programmes this project checks; "0109" is no January 2009
_SEP = r"[-_. ]"
_DMY = re.compile(rf"(?<!\d)(\d{{1,2}}){_SEP}(\d{{1,2}}){_SEP}(20\d{{2}}|\d{{2}})(?!\d)")
_YMD = re.compile(rf"(?<!\d)(?<!\d{_SEP})(20\d{{2}}){_SEP}(\d{{1,2}}){_SEP}(\d{{1,2}})(?!\d)")
_EIGHT = re.compile(r"(?<!\d)(\d{8})(?!\d)")
_SIX = re.compile(r"(?<!\d)(\d{6})(?!\d)")
_FOUR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_MONTH = re.compile(rf"(?:(?<=[a-z]|{_SEP})|^)(?:thang|t){_SEP}?(\d{{1,2}}){_SEP}(?:nam{_SEP})?((?:20)?\d{{2}})(?!\d)")
_QUARTER = re.compile(rf"(?:{_SEP}|^)(?:quy|q){_SEP}?(?:iv|iii|ii|i|[1-4]){_SEP}")
_MY = re.compile(rf"(?<!\d)(?<!\d{_SEP})(\d{{1,2}}){_SEP}(20\d{{2}})(?!\d)(?!{_SEP}\d)")
_YM = re.compile(rf"(?<!\d)(?<!\d{_SEP})(20\d{{2}}){_SEP}(\d{{1,2}})(?!\d)(?!{_SEP}\d)")
_RANGE = re.compile(r"den|to|-{2,}")


def _days(stem: str, last_year: int) -> list[dt.date]:
    """Every full date in the name, in the order written; digits with two plausible readings give none."""
    found: list[tuple[int, dt.date]] = []

    def keep(at: int, *readings: dt.date | None) -> None:
        plausible = {date for date in readings if date and _FIRST_YEAR <= date.year <= last_year}
        if len(plausible) == 1:
            found.append((at, plausible.pop()))

    for match in _YMD.finditer(stem):
        keep(match.start(), day(int(match[1]), int(match[2]), int(match[3])))
    if not found:
        for match in _DMY.finditer(stem):
            keep(match.start(), day(int(match[3]), int(match[2]), int(match[1])))
    for match in _EIGHT.finditer(stem):
        text = match[1]
        ymd = day(int(text[:4]), int(text[4:6]), int(text[6:]))
        keep(match.start(), ymd, day(int(text[4:]), int(text[2:4]), int(text[:2])))
    for match in _SIX.finditer(stem):
        a, b, c = int(match[1][:2]), int(match[1][2:4]), int(match[1][4:])
        # mmyyyy and yyyymm are months; they are counted here so that a reading as a day cannot win against them.
        months = [month_end(int(match[1][2:]), a), month_end(int(match[1][:4]), c)]
        keep(match.start(), day(c, b, a), day(a, b, c), *months)
    return [date for _, date in sorted(found)]


def _months(stem: str, last_year: int) -> list[dt.date]:
    """Ends of the months and quarters in the name."""
    found: list[dt.date | None] = [month_end(2000 + int(m[2]) % 2000, int(m[1])) for m in _MONTH.finditer(stem)]
    if not found and _QUARTER.search(stem) and (period := name_period(stem)):
        found = [period.end]
    if not found:
        found = [month_end(int(m[2]), int(m[1])) for m in _MY.finditer(stem)]
        found += [month_end(int(m[1]), int(m[2])) for m in _YM.finditer(stem)]
    if not found:
        found = [month_end(2000 + int(m[1][2:]), int(m[1][:2])) for m in _FOUR.finditer(stem)]
    return [date for date in found if date and _FIRST_YEAR <= date.year <= last_year]


def name_date(name: str, today: dt.date) -> dt.date | None:
    """The publication date in a file's name, or None where there is none or more than one.

    Args:
        name: path relative to the inbox; the file's own name is asked first, then its folders from the inside out.
        today: bounds the years that digits may mean.
    """
    parts = [part for part in name.split("/") if part]
    if parts:
        parts[-1] = parts[-1].rsplit(".", 1)[0]
    for part in reversed(parts):
        stem = plain(part)
        days = _days(stem, today.year + 1)
        if len(set(days)) == 1 or (days and _RANGE.search(stem)):
            return days[-1]
        months = [] if days else _months(stem, today.year + 1)
        if len(set(months)) == 1 or (months and _RANGE.search(stem)):
            return months[-1]
        if days or months:
            return None
    return None


def name_period(name: str) -> Period | None:
    """The period that a file's own name states (``quy3_2024``, ``9_thang_2024``, ``thong_ke_2024``).

    A name with a day in it states when it was made, not what it is about, and gives no period.
    """
    stem = plain(name.rsplit("/", 1)[-1])
    stem = re.sub(r"\.(?:xlsx?|xlsm|xlsb|csv|ods)$", "", stem)
    words = re.sub(r"(?<=[a-z])(?=\d)|[_\s.]+", " ", stem)
    years = set(re.findall(r"(?<!\d)(20\d{2})(?!\d)", words))
    if len(years) != 1 or _days(stem, 2099):
        return None
    if period := period_in(words):
        return period
    return period_in(years.pop()) if not re.search(r"\d", re.sub(r"20\d{2}", "", words, count=1)) else None
