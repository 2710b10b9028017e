"""Which district and commune each data row belongs to, where a blank means "as above"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from connectors.coded_column import CodedColumn
from connectors.contract import Cell
from connectors.tables.cells import as_text, rows_where
from doisoat.text.compare import fold

LEVELS = ("district", "commune")
Event = tuple[int, str, str]  # row of a group heading, its level, its text


def fill_levels(
    columns: Mapping[str, Sequence[Cell] | None], size: int, data: Sequence[int], events: Sequence[Event]
) -> dict[str, Sequence[str | None]]:
    """District and commune of each data row; the district first, because it bounds the communes.

    Args:
        columns: the cells of each level's column, None where the table has none.
        size: number of rows of the region.
        data: rows that are data, in order.
        events: group headings of the region.
    """
    rows = np.array(data, dtype=np.int64)
    district = _level("district", columns["district"], size, rows, events, None)
    return {"district": district, "commune": _level("commune", columns["commune"], size, rows, events, district)}


def _level(
    level: str,
    column: Sequence[Cell] | None,
    size: int,
    data: npt.NDArray[np.int64],
    events: Sequence[Event],
    outer: Sequence[str | None] | None,
) -> Sequence[str | None]:
    texts: Sequence[str | None] = [None] * len(data)
    if isinstance(column, CodedColumn):
        texts = column.taken(data).mapped(as_text)
    elif column is not None:
        known = {cell: as_text(cell) for cell in set(column)}
        texts = [known[column[row]] for row in data]
    missing = rows_where(texts, lambda text: text is None)
    if not missing.any():
        return texts
    values = list(texts)
    own = {row: text for row, at, text in events if at == level and text}
    if not own:
        return fill_groups(values, outer)
    # A heading's unit holds down to the next heading, if not one of the rows between names its own.
    ends = {row for row, at, _ in events if at == level or (level == "commune" and at == "district")}
    for start, end in pairwise(sorted(ends | {size})):
        low, high = np.searchsorted(data, [start, end])
        if start in own and missing[low:high].all():
            values[low:high] = [own[start]] * int(high - low)
    return values


# What holds over the headings below it: over communes, and a state over decisions too.
_OVER_UNITS = frozenset({"listed", "wifi_status", "recognition", "technology", "decision_number", "period"})
_OVER_DECISIONS = frozenset({"recognition"})


_EITHER_OVER = frozenset({"village", "kind"})


def fill_below(level: str, events: Sequence[Event], data: Sequence[int]) -> list[str | None]:
    """For each data row the last group heading of a level above it; a heading of a higher level ends it.

    A statement about services, contracts or products holds over the communes below it, down to the next one or a note.
    Of villages and kinds whichever is named first is the higher one.
    """
    order = list(dict.fromkeys(said for _, said, _ in sorted(events, key=lambda event: event[0])))
    below = set(order[order.index(level) + 1 :]) & _EITHER_OVER if level in _EITHER_OVER & set(order) else set()
    out: list[str | None] = []
    current: str | None = None
    own = -1  # the row of the last heading of the level; one heading may say several things
    coming = sorted(events)
    at = 0
    over = {
        *(LEVELS if level in _OVER_UNITS else ()),
        *(("decision_number",) if level in _OVER_DECISIONS else ()),
        *below,
    }
    for row in data:
        while at < len(coming) and coming[at][0] < row:
            position, said, text = coming[at]
            if said == level:
                current, own = text, position
            elif position != own and said not in over:
                current = None
            at += 1
        out.append(current)
    return out


def fill_groups(values: list[str | None], outer: Sequence[str | None] | None = None) -> list[str | None]:
    """Carry the first row's value down where a column names each group once, else leave every blank a blank.

    It is such a column only if the first row is filled, no value stands in two rows of one outer unit (a flat list
    repeats its values), and there are at least as many blanks as values. ``outer`` is the enclosing unit of each
    row; a value is never carried into another one.
    """
    filled = [n for n, value in enumerate(values) if value is not None]
    if not filled or filled[0] != 0 or len(values) - len(filled) < len(filled):
        return values
    around = list(outer) if outer is not None else [None] * len(values)
    named = [(fold(around[n] or ""), fold(values[n] or "")) for n in filled]
    if len(set(named)) != len(named):
        return values
    out: list[str | None] = []
    current: tuple[str | None, str | None] = (None, None)
    for value, unit in zip(values, around, strict=True):
        if value is not None:
            current = (value, unit)
        out.append(current[0] if value is not None or current[1] == unit else None)
    return out
