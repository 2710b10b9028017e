"""Units across, services or kinds of addresses down, turned into plain tables; one block or many below each other."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from connectors.contract import Cell, PlaceLookup, Sheet
from connectors.tables.cells import as_text, is_blank, which
from connectors.tables.columns import ColumnFinder
from connectors.tables.content import names_service
from connectors.tables.context import caption_village
from connectors.tables.kinds import read_kind
from connectors.tables.lexicon.segments import segments
from connectors.tables.marks import is_total, unit_headings, without_number

_CROSS = re.compile(r"\s*[\\/|]\s*")
_UNITS = frozenset({"village", "sub_village", "unit", "commune"})
_LABELS = {"commune": "Xã", "district": "Huyện"}
_CORNER_ROWS, _MOST_BLOCKS, _MOST_ACROSS = 8, 200, 400
_LEAST_DOWN, _MOST_BEFORE = 2, 3


@dataclass(frozen=True)
class Turned:
    """A block on its side as a plain table, the texts directly above it, and rows of it that bear no label."""

    sheet: Sheet
    above: tuple[str, ...]
    left: tuple[tuple[int, str], ...] = ()  # position of a row, and the reason why it is none


def crossed_blocks(sheet: Sheet, finder: ColumnFinder, places: PlaceLookup | None) -> list[Turned]:
    """Blocks whose first column lists services or kinds below a corner, and whose corner row names villages across.

    A corner such as "Dịch vụ / Thôn" says so itself; below any other one the texts across must be known villages, and
    none of them a heading.
    """
    if len(sheet.columns) < 3 or len(sheet.columns) > _MOST_ACROSS:
        return []
    column = sheet.columns[0]
    services = which(column, _is_listed)
    listed = [cell in services for cell in column]
    if sum(listed) < _LEAST_DOWN:
        return []
    found: list[Turned] = []
    end = 0
    for row in range(sheet.row_count - 1):
        if row < end or listed[row] or not _lists_below(sheet, row, listed) or len(found) >= _MOST_BLOCKS:
            continue
        across = {c: text for c, own in enumerate(sheet.columns) if c and (text := as_text(own[row]))}
        corner = _corner(as_text(column[row]) or "", across, finder, places)
        if not corner:
            continue
        last = row + 1
        while (
            last + 1 < sheet.row_count and not is_blank(column[last + 1]) and not _begins_again(sheet, last + 1, listed)
        ):
            last += 1
        if sum(listed[row + 1 : last + 1]) < max(_LEAST_DOWN, 0.5 * (last - row)):
            continue
        found.append(_turned(sheet, end, row, last, corner))
        end = last + 1
    if found and (rest := _tables_in(sheet, range(end, sheet.row_count))):
        found[-1] = replace(found[-1], left=(*found[-1].left, *rest))
    return found


def _lists_below(sheet: Sheet, row: int, listed: list[bool]) -> bool:
    """The next row is listed, or a labelled one or two stand before it ("Số hộ dân")."""
    for at in range(row + 1, min(row + 1 + _MOST_BEFORE, len(listed))):
        if listed[at]:
            return True
        if is_blank(sheet.columns[0][at]) or len({as_text(c[at]) for c in sheet.columns[1:]} - {None}) < 2:
            return False
    return False


def _tables_in(sheet: Sheet, rows: range) -> tuple[tuple[int, str], ...]:
    """Rows outside the blocks that are more than captions: they are not read, and told."""
    return tuple((r, "no_label") for r in rows if sum(not is_blank(column[r]) for column in sheet.columns) > 2)


def _is_listed(text: str) -> bool:
    return names_service(text) or read_kind(without_number(text)) is not None


def _begins_again(sheet: Sheet, row: int, listed: list[bool]) -> bool:
    """The caption or the corner of the next block: it stands above a listed row and is none."""
    following = any(listed[row + 1 : row + 3])
    alone = all(is_blank(column[row]) for column in sheet.columns[1:])
    return not listed[row] and (alone or following)


def _corner(text: str, across: dict[int, str], finder: ColumnFinder, places: PlaceLookup | None) -> str:
    """What the texts across are called; empty where the row is no corner row."""
    sides = _CROSS.split(text)
    units = [side for side in sides if any(s.meanings & _UNITS for s in segments(side))]
    if len(sides) == 2 and len(units) == 1:
        return units[0]
    texts = [text for text in across.values() if not is_total(text)]
    if len(texts) < 2 or sum(bool(finder.fields_of((text,))) for text in texts) > 0.4 * len(texts):
        return ""
    known = list(places(texts)).count("village") if places else 0
    typed = sum(bool(caption_village(text)) for text in texts)
    return "Thôn" if max(known, typed) >= 0.6 * len(texts) else ""


def _turned(sheet: Sheet, start: int, row: int, last: int, corner: str) -> Turned:
    """The block on its side: a row a village, a column a service or kind; units named in rows above the corner too."""
    top = row
    while top > start and (_names_level(sheet, top - 1) or _names_units(sheet, top - 1)):
        top -= 1
    lines: list[list[Cell]] = [line for r in range(top, row) for line in _level_lines(sheet, r)]
    labelled = [r for r in range(row, last + 1) if r == row or not is_blank(sheet.columns[0][r])]
    lines += [[corner if r == row else sheet.columns[0][r], *(c[r] for c in sheet.columns[1:])] for r in labelled]
    keep = [0, *(c for c in range(1, len(sheet.columns)) if not _is_no_unit(sheet.columns[c][row]))]
    own = [[line[c] for c in keep] for line in lines]
    above = tuple(text for r in range(start, top) for column in sheet.columns if (text := as_text(column[r])))
    rest = [r for r in range(row, last + 1) if r not in labelled and any(not is_blank(c[r]) for c in sheet.columns)]
    left = (*_tables_in(sheet, range(start, top)), *((r, "no_label") for r in rest))
    numbers = [sheet.number_of(row), *(c + 1 for c in keep[1:])]
    return Turned(Sheet(sheet.name, own, 1, [], numbers, is_hidden=sheet.is_hidden), above, left)


def _is_no_unit(cell: Cell) -> bool:
    text = as_text(cell)
    return text is None or is_total(text)


def _level(sheet: Sheet, row: int) -> str:
    meanings = {m for s in segments(as_text(sheet.columns[0][row]) or "") for m in s.meanings}
    return next((level for level in _LABELS if level in meanings), "")


def _names_level(sheet: Sheet, row: int) -> bool:
    """A row "Huyện | Chi Lăng | | Văn Quan" above the corner."""
    label = as_text(sheet.columns[0][row]) or ""
    filled = any(not is_blank(column[row]) for column in sheet.columns[1:])
    return len(label) < 30 and filled and bool(_level(sheet, row)) and not unit_headings(label)


def _names_units(sheet: Sheet, row: int) -> bool:
    """A row "Nội dung | Xã Hòa Bình, huyện Bình Gia | | Xã Tân Thành …" above the villages' names."""
    named = [unit_headings(text) for column in sheet.columns[1:] if (text := as_text(column[row]))]
    return len(named) > 0 and all(named) and all(units.keys() == named[0].keys() for units in named)


def _level_lines(sheet: Sheet, row: int) -> list[list[Cell]]:
    """A line a level for the units of a row above the corner."""
    if not _names_units(sheet, row):
        return [[_LABELS[_level(sheet, row)], *_along(sheet, row)]]
    units = [unit_headings(as_text(cell) or "") for cell in _along(sheet, row)]
    return [[_LABELS[level], *(named.get(level) for named in units)] for level in _LABELS if level in units[0]]


def _along(sheet: Sheet, row: int) -> list[Cell]:
    """A name written once over several columns, merged or not, carried to the right."""
    out: list[Cell] = []
    for column in sheet.columns[1:]:
        out.append(column[row] if not is_blank(column[row]) or not out else out[-1])
    return out
