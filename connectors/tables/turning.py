"""Tables that must be turned into plain ones: units across under a crossed corner, and cards of labels and values."""

from __future__ import annotations

import re
from collections import Counter

from connectors.contract import Cell, Sheet
from connectors.tables.cells import as_text
from connectors.tables.columns import ColumnFinder
from connectors.tables.content import names_service
from connectors.tables.lexicon.segments import segments

_CROSS = re.compile(r"\s*[\\/|]\s*")
_UNITS = frozenset({"village", "sub_village", "unit", "commune"})
_CORNER_ROWS = 8
_MOST_LABELS = 40


def crossed_corner(sheet: Sheet) -> tuple[int, str] | None:
    """The row of a corner such as "Dịch vụ / Thôn" above names of services, and the side that names the units."""
    if not sheet.columns:
        return None
    column = sheet.columns[0]
    for row in range(min(_CORNER_ROWS, sheet.row_count)):
        sides = _CROSS.split(as_text(column[row]) or "")
        if len(sides) != 2:
            continue
        units = [side for side in sides if any(s.meanings & _UNITS for s in segments(side))]
        below = [cell for cell in column[row + 1 :] if as_text(cell)]
        if len(units) == 1 and below and sum(map(names_service, below)) > 0.6 * len(below):
            return row, units[0]
    return None


def turned_at(sheet: Sheet, row: int, corner: str) -> Sheet:
    """The table below a crossed corner on its side: a row a unit, a column a service."""
    rows: list[list[Cell]] = [[column[r] for column in sheet.columns] for r in range(row, sheet.row_count)]
    kept = [line for line in rows if as_text(line[0])]
    kept[0][0] = corner
    return Sheet(sheet.name, kept, 1, [], list(range(1, len(sheet.columns) + 1)), is_hidden=sheet.is_hidden)


def cards_of(sheet: Sheet, finder: ColumnFinder) -> Sheet | None:
    """Cards below each other, a label and its value a row, as a table: a row a card. None where there are no cards.

    The labels are those that come again and name fields of the source, three at least.
    """
    if len(sheet.columns) < 2 or sheet.row_count < 6:
        return None
    texts = [as_text(cell) for cell in sheet.columns[0]]
    again = [label for label, count in Counter(text for text in texts if text).items() if count > 1]
    labels = [label for label in again[:_MOST_LABELS] if finder.fields_of((label.rstrip(" :"),))]
    if len(labels) < 3 or sum(text in again for text in texts if text) < 0.6 * sum(1 for text in texts if text):
        return None
    names = [label for label in again if len(label) < 40]
    cards: list[dict[str, Cell]] = []
    numbers: list[int] = []
    for row, text in enumerate(texts):
        if text not in names:
            continue
        value = next((column[row] for column in sheet.columns[1:] if as_text(column[row])), None)
        if text == labels[0] or not cards or text in cards[-1]:
            cards.append({})
            numbers.append(sheet.number_of(row))
        cards[-1][text] = value
    columns: list[list[Cell]] = [[name.rstrip(" :"), *(card.get(name) for card in cards)] for name in names]
    return Sheet(sheet.name, columns, 1, [], [max(1, numbers[0] - 1), *numbers], is_hidden=sheet.is_hidden)
