"""Tables next to each other on one sheet: the same headings again, or a blank column between them."""

from __future__ import annotations

from dataclasses import replace

from connectors.contract import Repair, Sheet
from connectors.tables.cells import as_text, is_blank
from connectors.tables.context import caption_units
from connectors.tables.header import Header, Wanted, find_header
from connectors.tables.headings import fold_heading
from connectors.tables.legend import pairs_in
from connectors.tables.parts import Part, missing, texts_above

_MOST_BESIDE = 12


def side_by_side(sheet: Sheet, header: Header) -> list[Part]:
    """Tables next to each other: the same first heading again, with headings of the same fields behind it."""
    names = [fold_heading(chain[-1]) if chain else "" for chain in header.chains]
    first = next((name for name in names if name), "")
    starts = [c for c, name in enumerate(names) if name == first]
    if len(starts) < 2:
        return []
    ends = [*starts[1:], len(sheet.columns)]
    widths = [[name for name in names[a:b] if name] for a, b in zip(starts, ends, strict=True)]
    if any(len(set(part) & set(widths[0])) < max(2, len(widths[0]) - 1) for part in widths):
        return []
    parts = []
    for start, end in zip(starts, ends, strict=True):
        merges = [(r1, c1 - start, r2, c2 - start) for r1, c1, r2, c2 in sheet.merges if start <= c1 and c2 < end]
        own = replace(sheet, columns=[list(column) for column in sheet.columns[start:end]], merges=merges)
        common = dict.fromkeys(
            text for column in sheet.columns for cell in column[: header.first] if (text := as_text(cell))
        )
        over = {text for column in own.columns for cell in column[: header.first] if (text := as_text(cell))}
        units = tuple(text for text in common if text not in over and not caption_units(text))
        parts.append(Part(own, (*units, *_legends_below(sheet)), "side by side"))
    return parts


def blank_between(sheet: Sheet, wanted: Wanted, repair: Repair) -> list[Part]:
    """Tables with a blank column between them, each whole for itself, whatever the order of their columns."""
    filled = [any(not is_blank(cell) for cell in column) for column in sheet.columns]
    starts = [c for c, full in enumerate(filled) if full and (c == 0 or not filled[c - 1])]
    if not 2 <= len(starts) <= _MOST_BESIDE:
        return []
    parts = []
    for start in starts:
        end = next((c for c in range(start, len(filled)) if not filled[c]), len(filled))
        merges = [(r1, c1 - start, r2, c2 - start) for r1, c1, r2, c2 in sheet.merges if start <= c1 and c2 < end]
        own = replace(sheet, columns=[list(column) for column in sheet.columns[start:end]], merges=merges)
        header = find_header(own, wanted, repair)
        if header is None or missing(own, header, wanted):
            return []
        parts.append(Part(own, (*(texts_above(sheet) if start else ()), *_legends_below(sheet)), "side by side"))
    return parts


def _legends_below(sheet: Sheet, rows: int = 6) -> tuple[str, ...]:
    """Lines at the end of a sheet that explain signs for all its parts."""
    last = range(max(0, sheet.row_count - rows), sheet.row_count)
    texts = dict.fromkeys(text for r in last for column in sheet.columns if (text := as_text(column[r])))
    return tuple(text for text in texts if len(pairs_in(text)) > 1)
