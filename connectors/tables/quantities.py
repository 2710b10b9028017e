"""Several counts in one cell, "05 hộ; 01 cơ quan; 01 khu di tích", put in a column each."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

from connectors.contract import Cell, Sheet
from connectors.tables.cells import as_text, is_blank
from connectors.tables.columns import ColumnFinder
from connectors.tables.header import Header

_PARTS = re.compile(r"\s*[;,\n•+]\s*|\s+và\s+")
_COUNT = re.compile(r"^(?:gồm\s+)?(?P<count>\d{1,6}(?:\s*/\s*\d{1,6})?)\s+(?P<what>[^\d:]{2,40})$")
_NAMED = re.compile(r"^(?P<what>[^\d:]{2,40}?)\s*[:=]\s*(?P<count>\d{1,6}(?:\s*/\s*\d{1,6})?)(?:\s+[^\d\s]{1,12})?$")
_SAMPLE = 40


def quantities_apart(sheet: Sheet, header: Header, finder: ColumnFinder) -> Sheet | None:
    """The sheet with counts of one cell in columns of their own; None where no column holds such cells.

    Every part of every cell must be a count of something that names a field, so that none is lost.
    """
    start = header.last + 1
    for c, column in enumerate(sheet.columns):
        sample = list(islice((cell for cell in column[start:] if not is_blank(cell)), _SAMPLE))
        if len(sample) < 2 or not all(len(_counts(cell, finder)) > 1 for cell in sample):
            continue
        read = [_counts(cell, finder) for cell in column[start:]]
        names = list(dict.fromkeys(name for counts in read for name in counts))
        if any(not is_blank(cell) and not counts for cell, counts in zip(column[start:], read, strict=True)):
            continue
        columns = [list(own) for at, own in enumerate(sheet.columns) if at != c]
        columns += [[*[None] * header.last, name, *(counts.get(name) for counts in read)] for name in names]
        merges = [(a, b - (b > c), r, d - (d > c)) for a, b, r, d in sheet.merges if not b <= c <= d]
        return replace(sheet, columns=columns, merges=merges, widths=None)
    return None


def _counts(cell: Cell, finder: ColumnFinder) -> dict[str, Cell]:
    """What a cell counts → how many; empty where one of its parts is no count of a field, or two are of the same."""
    parts = [part for part in _PARTS.split(as_text(cell) or "") if part]
    found: dict[str, Cell] = {}
    for part in parts:
        match = _COUNT.match(part.strip(" .")) or _NAMED.match(part.strip(" ."))
        if match is None or match["what"] in found or not finder.fields_of((match["what"],)):
            return {}
        found[match["what"]] = match["count"] if "/" in match["count"] else int(match["count"])  # of so many
    return found
