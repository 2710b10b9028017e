"""Two sheets of one list: units with their codes on one, rows that name them by code alone on the other.

"DM_XA (Mã xã, Tên xã)" and "DM_THON (Mã thôn, Tên thôn, Mã xã)" are read as one table, with the commune's name in every
row. Only names are brought over, and only where every code of the rows is explained.

A list of villages on one sheet and their numbers, under the same village code, on the other are one list too
(``with_counts``): every code of the numbers is a village of the list, and comes once on both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from connectors.contract import Cell, Sheet
from connectors.tables.answers import read_answer
from connectors.tables.cells import as_text, is_blank
from connectors.tables.headings import fold_heading
from connectors.tables.lexicon.segments import segments
from connectors.tables.lexicon.words import FILLER
from connectors.tables.marks import is_note, is_total
from connectors.tables.subject import subject_of
from doisoat.model import Answer
from doisoat.text.compare import fold

_MOST_SHEETS, _MOST_UNITS, _TOP = 12, 400, 15
_CODE = re.compile(r"^ma\b|\bcode\b|^id\b")
_COUNTED = frozenset({"household", "office", "organization", "heritage"})
_PLAIN = _COUNTED | {FILLER, "village", "commune", "district", "province", "unit", "list", "number", "period", "date"}
_PLAIN |= {"updated_on", "count"}


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


@dataclass(frozen=True)
class _Counts:
    """A sheet of numbers by code: what each heading's column says of a code, names beside the numbers apart."""

    by_heading: dict[str, dict[str, Cell]]
    names: dict[str, dict[str, Cell]]
    codes: frozenset[str]

    def rivals(self, other: _Counts) -> bool:
        """Whether both say one thing of one code."""
        mine, others = ({fold_heading(text) for text in counts.by_heading} for counts in (self, other))
        return bool(mine & others and self.codes & other.codes)


def with_counts(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Sheet]]:
    """(sheets with the numbers that stand elsewhere under their codes, sheets of numbers that were used up)."""
    if not 2 <= len(sheets) <= _MOST_SHEETS:
        return list(sheets), []
    out, used = list(sheets), []
    found = [(sheet, counts) for sheet in sheets if not sheet.is_hidden and (counts := _counts_of(sheet)) is not None]
    for sheet, counts in found:
        if any(counts.rivals(other) for source, other in found if source is not sheet):
            continue  # of two years, say: nobody knows which speaks
        fitting = [(n, told) for n, own in enumerate(out) if own is not sheet and (told := _with_counts(own, counts))]
        if len(fitting) == 1:
            out[fitting[0][0]] = fitting[0][1]
            used.append(sheet)
    return [sheet for sheet in out if not any(sheet is other for other in used)], used


def _counts_of(sheet: Sheet) -> _Counts | None:
    """The numbers of a sheet that names its rows by one code alone, each code once; None for every other sheet."""
    keys = [(c, row) for c, column in enumerate(sheet.columns) if (row := _code_row(column)) is not None]
    if len(keys) != 1 or sheet.uncomputed:
        return None
    (at, head), code = keys[0], sheet.columns[keys[0][0]]
    heads = {c: text for c, column in enumerate(sheet.columns) if c != at and (text := as_text(column[head]))}
    rows = [row for row in range(head + 1, sheet.row_count) if not is_blank(code[row])]
    loose = [row for row in range(head + 1, sheet.row_count) if is_blank(code[row])]
    above = [text for column in sheet.columns for cell in column[:head] if (text := as_text(cell))]
    codes = [_code(code[row]) for row in rows]
    if len(codes) < 2 or not all(codes) or len(set(codes)) < len(codes) or _is_of_others([*above, sheet.name]):
        return None
    if len({fold_heading(text) for text in heads.values()}) < len(heads):
        return None
    if any(
        not is_blank(column[row]) for c, column in enumerate(sheet.columns) if c not in (at, *heads) for row in rows
    ):
        return None
    if not all(_is_foot([as_text(column[row]) for column in sheet.columns]) for row in loose):
        return None
    said = {
        text: {key: sheet.columns[c][row] for key, row in zip(codes, rows, strict=True)}
        for c, text in heads.items()
        if fold_heading(text) not in ("stt", "tt", "so tt", "so thu tu")
    }
    counts = {text: cells for text, cells in said.items() if all(map(_is_count, cells.values()))}
    names = {fold_heading(text): cells for text, cells in said.items() if text not in counts}
    return _Counts(counts, names, frozenset(codes)) if counts else None


def _with_counts(sheet: Sheet, counts: _Counts) -> Sheet | None:
    """The list with the numbers in columns at its end; None where it is not the list of their codes."""
    for column in sheet.columns:
        row = _code_row(column)
        if row is None or sheet.is_hidden:
            continue
        below = [_code(cell) for cell in column[row + 1 :]]
        known = [code for code in below if code]
        headed = {fold_heading(text) for own in sheet.columns if (text := as_text(own[row]))}
        if len(set(known)) < len(known) or not counts.codes <= set(known):
            continue
        if len(headed) < 3 or headed & {fold_heading(text) for text in counts.by_heading}:
            continue
        if not all(_agrees(sheet, row, below, head, cells) for head, cells in counts.names.items()):
            continue
        added = [
            [*[None] * row, head, *[cells.get(code) for code in below]] for head, cells in counts.by_heading.items()
        ]
        return replace(sheet, columns=[*sheet.columns, *added], widths=None)
    return None


def _agrees(sheet: Sheet, row: int, codes: Sequence[str], heading: str, cells: dict[str, Cell]) -> bool:
    """Whether a column of the list has this heading and says the same of every code."""
    own = next((column for column in sheet.columns if fold_heading(as_text(column[row]) or "") == heading), None)
    if own is None:
        return False
    listed = dict(zip(codes, own[row + 1 :], strict=True))
    return all(fold(as_text(listed[code]) or "") == fold(as_text(cell) or "") for code, cell in cells.items())


def _code_row(column: Sequence[Cell]) -> int | None:
    """Where the heading of a column of codes stands."""
    return next((r for r, cell in enumerate(column[:_TOP]) if _CODE.search(fold_heading(as_text(cell) or ""))), None)


def _is_count(cell: Cell) -> bool:
    """A number, or a blank."""
    return is_blank(cell) or (as_text(cell) or "").replace(".", "").isdecimal()


def _is_foot(texts: Sequence[str | None]) -> bool:
    """A blank row, a sum, or remarks and signatures."""
    found = [text for text in texts if text]
    return not found or any(is_total(text) for text in found) or all(is_note(text) for text in found)


def _is_of_others(texts: Sequence[str]) -> bool:
    """Whether the numbers are planned, or of some households only: "Số hộ nghèo", "Hộ dùng nước sạch"."""
    if subject_of((), texts).turns:
        return True
    for text in texts:
        cut = segments(text)
        pairs = pairwise(cut)
        if any(one.meanings & _COUNTED and not other.meanings & _PLAIN for one, other in pairs):
            return True
    return False


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
