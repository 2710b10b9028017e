"""A list of address points whose kind is a tick in one of several columns, "HGĐ | CQ | TC | KDT", as a plain list."""

from __future__ import annotations

from dataclasses import replace

from connectors.contract import Cell, Sheet
from connectors.tables.answers import read_answer
from connectors.tables.cells import as_text, is_blank
from connectors.tables.header import Header
from connectors.tables.kinds import read_short_kind
from doisoat.model import Answer

KIND = "Loại đối tượng"


def kinds_as_column(sheet: Sheet, header: Header) -> Sheet | None:
    """The sheet with one column of kinds in place of the ticks; None where it is no such list.

    A row is a point only where the table gives codes of points; ticks below several kinds of a row would count
    something else. Numbers are no ticks.
    """
    if "code" not in header.columns or "kind" in header.columns:
        return None
    named = {c: kind for c, chain in enumerate(header.chains) if chain and (kind := read_short_kind(chain[-1]))}
    if len(named) < 2 or len(set(named.values())) < len(named):
        return None
    start = header.last + 1
    cells = [cell for c in named for cell in sheet.columns[c][start:] if not is_blank(cell)]
    if not cells or not all(_is_tick(cell) for cell in cells):
        return None
    told: list[Cell] = []
    for row in range(start, sheet.row_count):
        ticked = [c for c in named if not is_blank(sheet.columns[c][row])]
        if len(ticked) > 1:
            return None
        told.append(header.chains[ticked[0]][-1] if ticked else None)
    first = min(named)
    columns = [
        [*[None] * header.last, KIND, *told] if c == first else list(column)
        for c, column in enumerate(sheet.columns)
        if c == first or c not in named
    ]
    numbers = [sheet.number_of(row) for row in range(sheet.row_count)]
    return replace(sheet, columns=columns, first_row=1, merges=[], row_numbers=numbers, widths=None)


def _is_tick(cell: Cell) -> bool:
    text = as_text(cell) or ""
    return isinstance(cell, str) and len(text) == 1 and not text.isdigit() and read_answer(cell) is Answer.YES
