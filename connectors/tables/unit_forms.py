"""A sheet a unit, "Xã Hòa Bình", whose rows are labels and figures: as a table of one row with its unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from connectors.contract import Cell, Sheet
from connectors.tables.cells import as_text, is_blank, read_count
from connectors.tables.context import caption_units, without_label
from connectors.tables.marks import unit_headings

UNIT = "Đơn vị"
_MOST_ROWS, _FEWEST = 60, 2


@dataclass(frozen=True)
class UnitForm:
    """The table of one row, the texts that stood above it, and positions of rows that bear no figure."""

    sheet: Sheet
    above: tuple[str, ...]
    left: tuple[tuple[int, str], ...]


def unit_form(sheet: Sheet, names_field: Callable[[str], str]) -> UnitForm | None:
    """The figures of a sheet that is named by a unit, or titled so, as one row; None where it is no such form.

    Args:
        sheet: the sheet.
        names_field: the field that a label names, empty where it names none.
    """
    if not 2 <= len(sheet.columns) <= 5 or sheet.row_count > _MOST_ROWS:
        return None
    pairs: list[tuple[int, str, Cell]] = []
    above: list[str] = []
    left: list[tuple[int, str]] = []
    for row in range(sheet.row_count):
        cells = [column[row] for column in sheet.columns if not is_blank(column[row])]
        texts = [text for cell in cells if (text := as_text(cell)) and read_count(cell) is None]
        figures = [n for n, cell in enumerate(cells) if read_count(cell) is not None]
        label = max(texts, key=len, default="")
        value = cells[-1] if figures in ([len(cells) - 1], [0, len(cells) - 1]) and len(cells) > 1 else None
        if label and value is not None and len(texts) <= 2:
            pairs.append((row, label, value))
        elif cells and not pairs:
            above += texts
            left.append((row, "note"))
        elif cells:
            left.append((row, "note"))
    fields = [name for _, label, _ in pairs if (name := names_field(label))]
    units = [unit_headings(text) or caption_units(text) for text in (sheet.name, *above)]
    named = next((without_label(text) for text, unit in zip((sheet.name, *above), units, strict=True) if unit), None)
    if named is None or len(fields) < _FEWEST or len(set(fields)) < len(fields):
        return None
    columns: list[list[Cell]] = [[UNIT, named], *([label, value] for _, label, value in pairs)]
    first = pairs[0][0]
    own = replace(
        sheet,
        columns=columns,
        first_row=1,
        merges=[],
        row_numbers=[sheet.number_of(max(0, first - 1)), sheet.number_of(first)],
        widths=None,
    )
    more = tuple((row, "section_row") for row, _, _ in pairs[1:])
    return UnitForm(own, tuple(above), tuple((row, why) for row, why in (*left, *more) if row >= first))
