"""Columns that a US Excel has split: what could be month first became a date with day and month swapped, the rest text.

Typed "12/09/2024", it took 9 December for 12 September; typed "13/09/2024", it found no month 13 and left the text. So
in such a column every text has a day after the 12th, and every real date a day until the 12th.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from connectors.contract import Cell
from connectors.tables.dates import day, read_date

_REAL = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?: 00:00:00)?$")
_TYPED = re.compile(r"^\s*(\d{1,2})\s*([/.-])\s*\d{1,2}\s*\2\s*\d{4}\s*$")
_NEAR = dt.timedelta(days=31)
_BY_CHANCE = 0.01


def swapped_dates(cells: Sequence[Cell]) -> Mapping[Cell, dt.date | None]:
    """What the real dates of a split column mean; empty where the column is none.

    The dates are swapped back where that, and only that, brings all of them near the typed ones. Where both readings
    lie near them, or neither, and the column is too long to have the marks of a split one by chance, they cannot be
    told and are None.
    """
    distinct = {cell for cell in cells if isinstance(cell, str)}
    real: dict[Cell, dt.date | None] = {cell: _swapped(cell) for cell in distinct if _REAL.match(cell)}
    typed = [read_date(cell) for cell in distinct if _TYPED.match(cell)]
    days = [date for date in typed if date is not None]
    if not real or not days or len(days) < len(typed) or any(date.day <= 12 for date in days):
        return {}
    if any(swapped is None for swapped in real.values()):
        return {}  # a real date after the 12th: nothing was swapped
    as_stored = [date for cell in real if (date := read_date(cell)) is not None]
    as_typed = [date for date in real.values() if date is not None]
    first, last = min(days) - _NEAR, max(days) + _NEAR
    stored_fits, typed_fits = (all(first <= date <= last for date in dates) for dates in (as_stored, as_typed))
    if stored_fits and not typed_fits:
        return {}
    if typed_fits and not stored_fits:
        return real
    differing = sum(read_date(cell) != swapped for cell, swapped in real.items())
    if (19 / 31) ** len(days) * (12 / 31) ** differing > _BY_CHANCE:
        return {}
    return {cell: read_date(cell) if read_date(cell) == swapped else None for cell, swapped in real.items()}


def _swapped(cell: str) -> dt.date | None:
    """The date with day and month in each other's place, None where there is no such day."""
    match = _REAL.match(cell)
    return day(int(match[1]), int(match[3]), int(match[2])) if match else None
