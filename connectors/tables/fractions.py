"""Cells such as "5/6" below the kinds of address points: so many plates of so many points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from connectors.contract import Cell, Sheet
from connectors.tables.cells import as_text, distinct, texts
from connectors.tables.header import Header
from connectors.tables.lexicon.segments import segments
from connectors.tables.lexicon.words import lexicon

_FRACTION = re.compile(r"^(\d{1,5})\s*/\s*(\d{1,5})$")
_OVER = re.compile(
    r"(?P<part>[^/():;,]{3,40}?)\s*(?:/|\btrên\b|\bso với\b)\s*(?P<whole>[^/():;,]{3,40})", re.IGNORECASE
)
_WHOLE = frozenset({"count", "points"})
_COUNTED = ("_total", "_plated")
PLATED, TOTAL = "Đã gắn biển", "Tổng số"


def fractions_apart(sheet: Sheet, header: Header, titles: Sequence[str]) -> Sheet | None:
    """The sheet with a column for the part and one for the whole; None where no column holds such cells.

    Where the texts do not say that the part has its plates, or a cell is larger than its whole, they stay as they are:
    nobody may guess what was counted.
    """
    start = header.last + 1
    split = {c: both for c, column in enumerate(sheet.columns) if (both := _split(column[start:])) is not None}
    dated = {c for name, c in header.columns.items() if not name.endswith(_COUNTED)}
    split = {c: both for c, both in split.items() if c not in dated}  # "5/6" below "Ngày gắn" is a day
    if not split or not says_plates(titles):
        return None
    columns: list[list[Cell]] = []
    for c, column in enumerate(sheet.columns):
        if c not in split:
            columns.append([*column[:start], None, *column[start:]])
            continue
        for name, cells in zip((TOTAL, PLATED), split[c], strict=True):
            heading = " / ".join(header.chains[c])
            columns.append([*[None] * header.last, heading, name, *cells])
    numbers = [sheet.number_of(r - (r >= start)) for r in range(sheet.row_count + 1)]
    return replace(sheet, columns=columns, first_row=1, merges=[], row_numbers=numbers, widths=None)


def _split(cells: Sequence[Cell]) -> tuple[list[Cell], list[Cell]] | None:
    """(wholes, parts) of a column of fractions; None where it is none."""
    slashed = [cell for cell in distinct(cells) if isinstance(cell, str) and "/" in cell]
    known = {cell: match for cell in slashed if (text := as_text(cell)) and (match := _FRACTION.match(text))}
    if not known or any(int(match[1]) > int(match[2]) for match in known.values()):
        return None
    found = [known.get(cell) if isinstance(cell, str) else None for cell in cells]
    filled = sum(text is not None for text in texts(cells))
    if sum(match is not None for match in found) < filled - 1:
        return None
    parts: list[Cell] = [int(match[1]) if match else None for match in found]
    wholes: list[Cell] = [int(match[2]) if match else None for match in found]
    return wholes, parts


def says_plates(titles: Sequence[str]) -> bool:
    """Whether a text says "plates of all points" in so many words, or is about plates and nothing turns it."""
    for text in titles:
        for match in _OVER.finditer(text):
            part, whole = (_meanings(match[name]) for name in ("part", "whole"))
            if "plate" in part and "negation" not in part and whole & _WHOLE:
                return True
    said = [_meanings(text) for text in titles]
    about = [meanings for meanings in said if "plate" in meanings]
    turning = lexicon().turning - {"share"}
    return bool(about) and not any(meanings & (turning | {"notified"}) for meanings in said)


def _meanings(text: str) -> frozenset[str]:
    return frozenset(m for segment in segments(text) for m in segment.meanings)
