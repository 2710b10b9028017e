"""Villages across, each over the same figures, kinds or services down: "Nà Pái | Tổng số · Đã gắn", as a plain table.

A row a village and label, the figures side by side. Only where at least two villages, known or so typed, stand over the
same headings in the same order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from connectors.contract import Cell, PlaceLookup, Sheet
from connectors.tables import marks
from connectors.tables.cells import as_text, is_blank
from connectors.tables.context import caption_village

_TOP, _FEWEST, _MOST_ACROSS = 8, 2, 400
_COMMUNE = "Xã"


@dataclass(frozen=True)
class Across:
    """The plain table, and positions of the rows that are in it no more, each with its reason."""

    sheet: Sheet
    left: tuple[tuple[int, str], ...]


def measures_across(sheet: Sheet, places: PlaceLookup | None) -> Across | None:
    """The sheet with a row a village and label; None where it is no such table."""
    if not 2 * _FEWEST < len(sheet.columns) <= _MOST_ACROSS:
        return None
    for row in range(min(_TOP, sheet.row_count - 3)):
        groups = _villages_over(sheet, row, places)
        if groups is None:
            continue
        first = min(groups.values(), key=lambda columns: columns[0])[0]
        names = [text for column in sheet.columns[:first] if (text := as_text(column[row]) or as_text(column[row + 1]))]
        labels = next((c for c in range(first - 1, -1, -1) if _lists_labels(sheet.columns[c][row + 2 :])), None)
        return _plain(sheet, row, groups, labels) if labels is not None and names else None
    return None


def _villages_over(sheet: Sheet, row: int, places: PlaceLookup | None) -> dict[str, list[int]] | None:
    """The columns below each village of a row; None where it names no villages over headings that are all the same."""
    texts = [as_text(column[row]) for column in sheet.columns]
    found: dict[str, list[int]] = {}
    current = ""
    for c, text in enumerate(texts):
        below = as_text(sheet.columns[c][row + 1])
        if text and text != current:
            is_village = bool(caption_village(text)) or bool(places and list(places([text])) == ["village"])
            if not is_village and current:
                break  # "Tổng cộng" behind the villages
            if text in found:
                return None
            current = text if is_village else ""
        if current and below:
            found.setdefault(current, []).append(c)
    heads = {tuple(as_text(sheet.columns[c][row + 1]) for c in columns) for columns in found.values()}
    if len(found) < _FEWEST or len(heads) != 1:
        return None
    (head,) = heads
    plain = len(set(head)) == len(head) >= _FEWEST and not any(str(text).isdigit() for text in head)
    return found if plain else None


def _lists_labels(cells: Sequence[Cell]) -> bool:
    texts = [text for cell in cells if (text := as_text(cell))]
    return len([text for text in texts if any(map(str.isalpha, text)) and not marks.is_ordinal(text)]) >= _FEWEST


def _plain(sheet: Sheet, row: int, groups: dict[str, list[int]], labels: int) -> Across:
    own = next(iter(groups.values()))
    name = as_text(sheet.columns[labels][row]) or as_text(sheet.columns[labels][row + 1])
    communes = _communes(sheet, row, groups)
    heads: list[Cell] = ["Thôn", *([_COMMUNE] if communes else []), name, *(sheet.columns[c][row + 1] for c in own)]
    top = row - 1 if communes else row
    lines: list[list[Cell]] = [
        [next((column[r] for column in sheet.columns if not is_blank(column[r])), None), *[None] * (len(heads) - 1)]
        for r in range(top)
    ]
    numbers = [sheet.number_of(r) for r in range(top)]
    lines.append(heads)
    numbers.append(sheet.number_of(row))
    left: list[tuple[int, str]] = []
    for r in range(row + 2, sheet.row_count):
        label = as_text(sheet.columns[labels][r])
        filled = [text for column in sheet.columns if (text := as_text(column[r]))]
        if not filled:
            continue
        reason = "numbering_row" if marks.are_column_numbers(filled) else "" if label and len(filled) > 1 else "note"
        reason = "total_row" if label and marks.is_total(label) else reason
        if reason:
            left.append((r, reason))
            continue
        for village, below in groups.items():
            place: list[Cell] = [village, *([communes[village]] if communes else [])]
            lines.append([*place, label, *(sheet.columns[c][r] for c in below)])
            numbers.append(sheet.number_of(r))
    columns = [list(column) for column in zip(*lines, strict=True)]
    return Across(
        replace(sheet, columns=columns, first_row=1, merges=[], row_numbers=numbers, widths=None), tuple(left)
    )


def _communes(sheet: Sheet, row: int, groups: dict[str, list[int]]) -> dict[str, str]:
    """The commune over each village, in the row above; empty where that row names none."""
    found: dict[str, str] = {}
    current = ""
    starts = {columns[0]: village for village, columns in groups.items()}
    for c, column in enumerate(sheet.columns):
        text = as_text(column[row - 1]) if row else None
        if text:
            current = text if "commune" in marks.unit_headings(text) else ""
        if c in starts and current:
            found[starts[c]] = current
    return found if len(found) == len(groups) else {}
