"""A row a measure, kinds across: "Nà Pái | Tổng số | 40 | 2 …" above "Nà Pái | Đã gắn biển | 38 | 2 …", as one row.

The columns of kinds become one a kind and measure. Only where one column names measures, in every row, and nothing
else. A row of a place or a measure without a figure leaves the sheet as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from connectors.contract import Cell, Sheet
from connectors.tables import marks
from connectors.tables.cells import as_text, is_blank
from connectors.tables.header import Header
from connectors.tables.kinds import read_short_kind
from connectors.tables.lexicon.segments import segments

_TOTAL = frozenset({"count", "points", "number", "address", "address_code", "code", "filler"})
_PLATED = frozenset({"plate", "presence", *_TOTAL})
_PLACES = ("village", "sub_village", "address", "commune", "district")
_FEWEST, _LONGEST_NAME = 2, 6


@dataclass(frozen=True)
class MeasuresApart:
    """The table with a row a village, and positions of the rows that are in it no more, each with its reason."""

    sheet: Sheet
    left: tuple[tuple[int, str], ...]


def measures_apart(sheet: Sheet, header: Header) -> MeasuresApart | None:
    """The sheet with a row a village and two headings over each count; None where it is no such table."""
    kinds = [c for c, chain in enumerate(header.chains) if chain and read_short_kind(chain[-1])]
    if len(kinds) < _FEWEST:
        return None
    start = header.last + 1
    rows = [r for r in range(start, sheet.row_count) if any(not is_blank(sheet.columns[c][r]) for c in kinds)]
    rest = [c for c in range(len(sheet.columns)) if c not in kinds]
    at = next((c for c in rest if _names_measures([sheet.columns[c][r] for r in rows])), None)
    if at is None:
        return None
    keys = [c for c in rest if c != at]
    told = _by_place(sheet, start, rows, keys, at)
    bare = _without_figures(sheet, header, sorted(set(range(start, sheet.row_count)) - set(rows)), at)
    if told is None or bare is None:
        return None
    found, totals = told
    left = sorted([*bare, *((row, "total_row") for row in totals)])
    return MeasuresApart(_side_by_side(sheet, header, found, keys, kinds), tuple(left))


Found = dict[tuple[Cell, ...], dict[str, int]]  # what identifies a place → its measures → the row of each


def _by_place(sheet: Sheet, start: int, rows: list[int], keys: list[int], at: int) -> tuple[Found, list[int]] | None:
    """The rows of each place by their measure, and those of totals; None where one has two rows of a measure."""
    spread = _spread(sheet, start)
    found: Found = {}
    totals = []
    before: tuple[Cell, ...] = ()
    for row in rows:
        own = tuple(spread[c][row] for c in keys)
        own = before if before and all(map(is_blank, own)) else own
        before = own
        if any(isinstance(cell, str) and marks.is_total(cell) for cell in own):
            totals.append(row)
            continue
        measure = as_text(sheet.columns[at][row]) or ""
        if measure in found.setdefault(own, {}):
            return None  # nobody may choose
        found[own][measure] = row
    return found, totals


def _without_figures(sheet: Sheet, header: Header, rows: list[int], at: int) -> list[tuple[int, str]] | None:
    """What rows without a figure are; None where one is of a place or a measure, so that a figure is missing."""
    places = {header.columns[name] for name in _PLACES if name in header.columns} | {at}
    left = []
    for row in rows:
        texts = {c: text for c, column in enumerate(sheet.columns) if (text := as_text(column[row]))}
        if any(marks.is_total(text) for c, text in texts.items() if c != at):
            left.append((row, "total_row"))
        elif not places & texts.keys() or any(map(marks.is_note, texts.values())) or _is_sentence(texts):
            left += [(row, "note")] if texts else []
        else:
            return None
    return left


def _is_sentence(texts: Mapping[int, str]) -> bool:
    """One text alone, longer than any name of a place."""
    return len(texts) == 1 and all(len(text.split()) > _LONGEST_NAME for text in texts.values())


def _side_by_side(sheet: Sheet, header: Header, found: Found, keys: list[int], kinds: list[int]) -> Sheet:
    """A row a place, a column a kind and measure; what stands above the header stays above."""
    names = list(dict.fromkeys(name for told in found.values() for name in told))
    columns: list[list[Cell]] = [
        [*[None] * header.last, header.chains[c][-1] if header.chains[c] else None, None] for c in keys
    ]
    columns += [[*[None] * header.last, header.chains[c][-1], name] for c in kinds for name in names]
    for own, told in found.items():
        figures = [sheet.columns[c][told[name]] if name in told else None for c in kinds for name in names]
        for column, cell in zip(columns, (*own, *figures), strict=True):
            column.append(cell)
    for row in range(header.first):
        columns[0][row] = next((cell for column in sheet.columns if not is_blank(cell := column[row])), None)
    numbers = [*(sheet.number_of(r) for r in range(header.last + 1)), sheet.number_of(header.last)]
    numbers += [sheet.number_of(min(told.values())) for told in found.values()]
    return replace(sheet, columns=columns, first_row=1, merges=[], row_numbers=numbers, widths=None)


def _names_measures(cells: list[Cell]) -> bool:
    """Texts that say "in all" and "plated", each again and again."""
    texts = [as_text(cell) or "" for cell in cells]
    said = {text: [s.meanings for s in segments(text)] for text in set(texts)}
    totals = [text for text, found in said.items() if found and all(m & _TOTAL for m in found)]
    plated = [
        text for text, found in said.items() if any("plate" in m for m in found) and all(m & _PLATED for m in found)
    ]
    return len(totals) == len(plated) == 1 and len(said) == _FEWEST and len(texts) > _FEWEST


def _spread(sheet: Sheet, start: int) -> list[list[Cell]]:
    """The columns with merged cells of the data written in each of their rows."""
    out = [list(column) for column in sheet.columns]
    for r1, c1, r2, _ in sheet.merges:
        for row in range(r1, min(r2 + 1, sheet.row_count)) if r1 >= start and c1 < len(out) else ():
            out[c1][row] = sheet.columns[c1][r1]
    return out
