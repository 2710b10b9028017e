"""Two sheets of one list: units with their codes on one, rows that name them by code alone on the other.

"DM_XA (Mã xã, Tên xã)" and "DM_THON (Mã thôn, Tên thôn, Mã xã)" are read as one table, with the commune's name in every
row. Only names are brought over, and only where every code of the rows is explained.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from connectors.contract import Cell, Sheet
from connectors.tables.answers import read_answer
from connectors.tables.cells import as_text, is_blank
from connectors.tables.headings import fold_heading
from doisoat.model import Answer

_MOST_SHEETS, _MOST_UNITS, _TOP = 12, 400, 15


@dataclass(frozen=True)
class _Units:
    """A sheet of units: the heading of its codes, the other headings, and what each code brings."""

    head: str
    others: tuple[str, ...]
    by_code: dict[str, tuple[Cell, ...]]


def joined(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Sheet]]:
    """(sheets with the names that their codes stand for, sheets of units that were used up); as they are otherwise."""
    if not 2 <= len(sheets) <= _MOST_SHEETS:
        return list(sheets), []
    found = [(sheet, units) for sheet in sheets if not sheet.is_hidden and (units := _units_of(sheet)) is not None]
    used: list[Sheet] = []
    out: list[Sheet] = []
    for sheet in sheets:
        for source, units in found:
            told = None if source is sheet else _with_names(sheet, units)
            if told is not None:
                sheet = told
                used.append(source)
        out.append(sheet)
    return [sheet for sheet in out if not any(sheet is other for other in used)], used


def _units_of(sheet: Sheet) -> _Units | None:
    """The units of a small sheet whose header is its first filled row: one column of codes, names beside it."""
    if not 3 <= sheet.row_count <= _MOST_UNITS or sheet.merges:
        return None
    rows = [row for row in range(sheet.row_count) if any(not is_blank(column[row]) for column in sheet.columns)]
    heads = {c: text for c, column in enumerate(sheet.columns) if rows and (text := as_text(column[rows[0]]))}
    if len(rows) < 3 or not 2 <= len(heads) <= 5:
        return None
    below = {c: [sheet.columns[c][row] for row in rows[1:]] for c in heads}
    keys = [c for c, cells in below.items() if all(_code(cell) for cell in cells) and _differ(cells)]
    if len(keys) != 1:
        return None
    others = [c for c in heads if c != keys[0]]
    if not all(_is_name(cell) for c in others for cell in below[c]):
        return None
    brought = {_code(cell): tuple(below[c][n] for c in others) for n, cell in enumerate(below[keys[0]])}
    return _Units(fold_heading(heads[keys[0]]), tuple(heads[c] for c in others), brought)


def _with_names(sheet: Sheet, units: _Units) -> Sheet | None:
    """The sheet with the units' names in columns at its end; None where its rows do not name units by code alone."""
    for column in sheet.columns:
        row = next((r for r, cell in enumerate(column[:_TOP]) if fold_heading(as_text(cell) or "") == units.head), None)
        if row is None:
            continue
        codes = [_code(cell) for cell in column[row + 1 :] if not is_blank(cell)]
        headed = {fold_heading(text) for own in sheet.columns if (text := as_text(own[row]))}
        known = set(codes) <= units.by_code.keys() and len(set(codes)) < len(codes)
        if not known or headed & {fold_heading(text) for text in units.others}:
            continue
        added: list[list[Cell]] = []
        for n, head in enumerate(units.others):
            names = [units.by_code[_code(cell)][n] if not is_blank(cell) else None for cell in column[row + 1 :]]
            added.append([*[None] * row, head, *names])
        return replace(sheet, columns=[*sheet.columns, *added], widths=None)
    return None


def _code(cell: Cell) -> str:
    """A code that compares: digits without the zeros in front that a number loses; empty for anything else."""
    text = as_text(cell) or ""
    return text.casefold().lstrip("0") if any(map(str.isdigit, text)) and " " not in text else ""


def _differ(cells: Sequence[Cell]) -> bool:
    return len({_code(cell) for cell in cells}) == len(cells)


def _is_name(cell: Cell) -> bool:
    """A text of letters that is no answer; a blank brings nothing over."""
    if is_blank(cell):
        return True
    text = as_text(cell) or ""
    letters = sum(map(str.isalpha, text))
    return isinstance(cell, str) and letters > 2 and read_answer(cell) in (None, Answer.UNCLEAR)
