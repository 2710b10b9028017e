"""One list of units of all levels, each with the code of the unit above it, as a plain list of villages.

"06103001 | Nà Pái | Thôn | 06103" lies in the unit of the row "06103 | Xã Hòa Bình | Xã | 181". A village gets its
commune's code and name and its district's name; the rows of communes and districts are told. Only where every village
finds its commune in the list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from connectors.contract import Cell, Sheet
from connectors.tables.cells import as_text, is_blank
from connectors.tables.lexicon.segments import segments
from connectors.tables.marks import unit_headings

_TOP, _WIDEST, _FEWEST = 15, 24, 4
_COMMUNE_CODE = re.compile(r"^\d{4,5}$")
_LEVELS = ("village", "commune", "district", "province")
_NAMES = frozenset({"name", "unit", "village"})
HEADS = ("Mã xã", "Xã", "Huyện")


@dataclass(frozen=True)
class Joined:
    """The list of villages, and positions of the rows of the units above them."""

    sheet: Sheet
    left: tuple[tuple[int, str], ...]


def villages_joined(sheet: Sheet) -> Joined | None:
    """The villages of a list of units with the units above them; None where it is no such list."""
    head = _head(sheet)
    if head is None or len(sheet.columns) > _WIDEST:
        return None
    rows = [row for row in range(head + 1, sheet.row_count) if any(not is_blank(c[row]) for c in sheet.columns)]
    codes = {c: [_code(column[row]) for row in rows] for c, column in enumerate(sheet.columns)}
    for own, mine in codes.items():
        listed = set(mine)
        if len(rows) < _FEWEST or not all(mine) or len(listed) < len(mine):
            continue
        for above, parents in codes.items():
            known = sum(parent in listed for parent in parents)
            if above != own and known >= 0.6 * len(rows) and all(a != b for a, b in zip(mine, parents, strict=True)):
                return _joined(sheet, head, rows, mine, parents, (own, above))
    return None


def _head(sheet: Sheet) -> int | None:
    """The first row of three texts at least and of no figure."""
    for row in range(min(_TOP, sheet.row_count)):
        filled = [text for column in sheet.columns if (text := as_text(column[row]))]
        if len(filled) > 2:
            return row if not any(text.isdigit() for text in filled) else None
    return None


def _joined(
    sheet: Sheet, head: int, rows: list[int], mine: Sequence[str], parents: Sequence[str], used: tuple[int, int]
) -> Joined | None:
    at = {code: n for n, code in enumerate(mine)}
    names = _names(sheet, head, used)
    if names is None:
        return None
    written = [as_text(sheet.columns[names][row]) or "" for row in rows]
    levels = _levels(sheet, rows, written, mine, parents, used)
    keep, communes, districts = [], [], []
    for n, level in enumerate(levels):
        if level != "village":
            continue
        commune = at.get(parents[n])
        if commune is None or levels[commune] != "commune":
            return None
        district = at.get(parents[commune])
        keep.append(n)
        communes.append(commune)
        districts.append(written[district] if district is not None and levels[district] == "district" else None)
    if not keep:
        return None
    code_cells = [sheet.columns[used[0]][rows[n]] for n in communes]
    added: list[list[Cell]] = [code_cells, [written[n] for n in communes], list(districts)]
    columns = [
        [column[head], *(column[rows[n]] for n in keep)] for c, column in enumerate(sheet.columns) if c != used[1]
    ]
    columns += [[name, *cells] for name, cells in zip(HEADS, added, strict=True)]
    numbers = [sheet.number_of(head), *(sheet.number_of(rows[n]) for n in keep)]
    kept = set(keep)
    left = tuple((row, "section_row") for n, row in enumerate(rows) if n not in kept)
    return Joined(replace(sheet, columns=columns, first_row=1, merges=[], row_numbers=numbers, widths=None), left)


def _names(sheet: Sheet, head: int, used: tuple[int, int]) -> int | None:
    """The column of the units' names by its heading."""
    for c, column in enumerate(sheet.columns):
        said = {m for s in segments(as_text(column[head]) or "") for m in s.meanings}
        if c not in used and said & _NAMES and "code" not in said:
            return c
    return None


def _levels(
    sheet: Sheet,
    rows: list[int],
    names: Sequence[str],
    mine: Sequence[str],
    parents: Sequence[str],
    used: tuple[int, int],
) -> list[str]:
    """The level of each unit: a column says it, its name's type word, else its place in the tree."""
    by_column = _told(sheet, rows, used)
    if by_column is not None:
        return by_column
    at = {code: n for n, code in enumerate(mine)}
    has_units_below = {at[parent] for parent in parents if parent in at}
    levels = []
    for n, (code, name) in enumerate(zip(mine, names, strict=True)):
        typed = next(iter(unit_headings(name)), "")
        if typed:
            levels.append(typed)
        elif n not in has_units_below:
            levels.append("commune" if _COMMUNE_CODE.match(code) else "village")
        else:
            levels.append("commune" if _COMMUNE_CODE.match(code) else "district")
    return levels


def _told(sheet: Sheet, rows: list[int], used: tuple[int, int]) -> list[str] | None:
    """The levels of a column that says "Huyện", "Xã", "Thôn" in every row; None where there is none."""
    for c, column in enumerate(sheet.columns):
        if c in used:
            continue
        texts = {cell: _level(as_text(cell) or "") for cell in {column[row] for row in rows}}
        if all(texts.values()) and len(texts) > 1:
            return [texts[column[row]] for row in rows]
    return None


def _level(text: str) -> str:
    said = [s.meanings for s in segments(text)] if len(text) < 40 else []
    named = {level for meanings in said for level in meanings if level in _LEVELS}
    plain = all(meanings & {*_LEVELS, "level", "unit"} for meanings in said)
    return named.pop() if said and plain and len(named) == 1 else ""


def _code(cell: Cell) -> str:
    """A code that compares: digits, and the letters of one, without the zeros in front that a number loses."""
    text = as_text(cell) or ""
    return text.casefold().lstrip("0") if any(map(str.isdigit, text)) and " " not in text else ""
