"""Units across, services or kinds of addresses down, turned into plain tables; one block or many below each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from connectors.contract import Cell, PlaceLookup, Sheet
from connectors.tables.cell_signs import names_service
from connectors.tables.cells import as_text, is_blank, which
from connectors.tables.columns import ColumnFinder
from connectors.tables.context import caption_village
from connectors.tables.kinds import read_kind
from connectors.tables.lexicon.segments import segments
from connectors.tables.marks import is_ordinal, is_total, unit_headings, without_number

_CROSS = re.compile(r"\s*[\\/|]\s*")
_UNITS = frozenset({"village", "sub_village", "unit", "commune"})
_LABELS = {"commune": "Xã", "district": "Huyện"}
_BOTH = "\x1f"  # between two labels of a row while they are one
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
    one = _labels_in_one(sheet, finder, places)
    if one is not None:
        return [_with_two_headings(block) for block in _blocks(one, finder, places)]
    return _blocks(sheet, finder, places)


def _labels_in_one(sheet: Sheet, finder: ColumnFinder, places: PlaceLookup | None) -> Sheet | None:
    """The sheet with the two columns of labels before the villages as one: "Hộ gia đình", merged, and "Đã gắn biển".

    A column of row numbers among them is left out. None where a single column bears the labels.
    """
    for row in range(min(_CORNER_ROWS, sheet.row_count - 1)):
        texts = [as_text(column[row]) for column in sheet.columns]
        first = next((c for c in range(1, _MOST_BEFORE + 1) if c < len(texts) and _is_village(texts[c], places)), 1)
        across = {c: text for c, text in enumerate(texts) if c >= first and text}
        labels_here = [text for text in texts[:first] if text]
        if first == 1 or not _corner("", across, finder, places) or any(map(_is_listed, labels_here)):
            continue
        if places is not None and any(places(labels_here)):
            continue  # a row of data: "Hòa Bình | Cáp quang | Nà Pái"
        before = [column for column in sheet.columns[:first] if not _only_numbers(column[row + 1 :])]
        if not 1 <= len(before) <= 2:
            return None
        labels = [*_joined_labels(sheet.columns[:first], row)[:row], *_joined_labels(before, row)[row:]]
        merges = [(a, b - first + 1, c, d - first + 1) for a, b, c, d in sheet.merges if b >= first]
        return replace(sheet, columns=[list(labels), *sheet.columns[first:]], merges=merges)
    return None


def _joined_labels(columns: Sequence[Sequence[Cell]], corner: int) -> list[Cell]:
    """The labels of each row as one; before a row's own label the last one written holds, behind it none does.

    "Cáp quang | Đã có", "| Chưa có", "Sóng 4G |": what was said of fibre is not said of 4G.
    """
    out: list[Cell] = []
    carried = [""] * len(columns)
    for r, cells in enumerate(zip(*columns, strict=True)):
        texts = [as_text(cell) or "" for cell in cells]
        if r > corner and any(texts):
            own = next(k for k, text in enumerate(texts) if text)
            texts = carried = [*carried[:own], *texts[own:]]
        out.append((_BOTH.join(texts) if r > corner else next(filter(None, texts), "")) or None)
    return out


def _only_numbers(cells: Sequence[Cell]) -> bool:
    texts = [text for cell in cells if (text := as_text(cell))]
    return all(text.isdigit() or is_ordinal(text) for text in texts)


def _is_village(text: str | None, places: PlaceLookup | None) -> bool:
    return text is not None and bool(caption_village(text) or (places and list(places([text])) == ["village"]))


def _with_two_headings(block: Turned) -> Turned:
    """The block with a row of its own for the second of two labels."""
    sheet = block.sheet
    if not any(isinstance(column[0], str) and _BOTH in column[0] for column in sheet.columns):
        return block
    columns: list[list[Cell]] = []
    for column in sheet.columns:
        upper, _, lower = str(column[0]).partition(_BOTH) if isinstance(column[0], str) else (column[0], "", None)
        columns.append([upper, lower or None, *column[1:]])
    numbers = [sheet.number_of(0), *(sheet.number_of(row) for row in range(sheet.row_count))]
    return replace(block, sheet=replace(sheet, columns=columns, row_numbers=numbers))


def _blocks(sheet: Sheet, finder: ColumnFinder, places: PlaceLookup | None) -> list[Turned]:
    column = sheet.columns[0]
    services = which(column, _is_listed)
    if not services:
        return []
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
        # Below services may stand what a contract says: "WiFi - số hợp đồng". They are rows of the block as well.
        named = [listed[r] or bool(finder.fields_of((as_text(column[r]) or "",))) for r in range(row + 1, last + 1)]
        if sum(listed[row + 1 : last + 1]) < _LEAST_DOWN or sum(named) < 0.5 * (last - row):
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
    return any(map(_is_one, text.split(_BOTH)))


def _is_one(text: str) -> bool:
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
    headings = [text for text in texts if finder.fields_of((text,)) and not _is_village(text, places)]
    if len(texts) < 2 or len(headings) > 0.4 * len(texts):
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
