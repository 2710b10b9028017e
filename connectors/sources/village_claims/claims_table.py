"""One sheet of the template as a table: placeholders blank, "như trên" filled, place cells inherited from above."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

from connectors.contract import Cell, Repair, Sheet
from connectors.sources.village_claims.sheets import wanted
from connectors.sources.village_claims.template import SHEETS
from connectors.tables import marks
from connectors.tables.cells import as_text
from connectors.tables.context import caption_village
from connectors.tables.marks import without_number
from connectors.tables.placeholders import Asked, without_placeholders
from connectors.tables.row_layout import Layout
from connectors.tables.table import NoTable, Table, read_table
from doisoat.text.compare import fold

_EXAMPLE = re.compile(r"\W*(?:ví dụ|vd)\b", re.IGNORECASE)
_PLACES = ("district", "commune", "village")
# Of what is asked for in words, only what says nothing at all is a blank; everything else asks for a value.
_CLAIMS = tuple(f"claim_{n}" for n in range(1, 7))
_WORDS = ("claim", *_CLAIMS, "password", "before", "growth")
_IN_WORDS = {
    **dict.fromkeys((*_PLACES, *_WORDS), Asked.ANYTHING),
    **dict.fromkeys(("during", "after"), Asked.EFFECT),
}


def read_claims_table(name: str, sheet: Sheet, repair: Repair) -> Table | NoTable:
    """Read one sheet as the template's sheet ``name``."""
    keys = ("village",) if "Thôn" in SHEETS[name] else ("commune", "district")
    columns = [without_placeholders(column) for column in sheet.columns]
    table = read_table(dataclasses.replace(sheet, columns=columns), wanted(name), repair, keys=keys, answers=_CLAIMS)
    if isinstance(table, NoTable):
        return table
    _settle(table)
    if keys == ("village",):
        table.layout = _inherited(table, own_village=name == "Tự đánh giá")
    return table


def own_fields(table: Table) -> list[str]:
    """The fields of a sheet that are no place."""
    return [name for name in table.header.columns if name not in _PLACES]


def empty_rows(table: Table) -> list[int]:
    """Data rows that name a place and nothing else, such as those of a prefilled template."""
    columns = [table.cells(name, mend=False) for name in own_fields(table)]
    return [n for n in range(table.size) if all(column[n] is None for column in columns)]


def _settle(table: Table) -> None:
    """Make blanks of what is none of the values that a column asks for, and of white space."""
    for name, position in table.header.columns.items():
        column = without_placeholders(table.region.columns[position], _IN_WORDS.get(name, Asked.VALUE))
        table.region.columns[position] = [None if as_text(cell) is None else cell for cell in column]


def _inherited(table: Table, *, own_village: bool) -> Layout:
    """The layout with blank district and commune cells filled from the row above, and the village's too.

    A row without a village below one that has it belongs to it (a list of members names the village once); a row of
    claims is nobody's: it must name its own (``own_village``). Signatures below the table are no rows.
    """
    layout = table.layout
    filled = {row: n for n, row in enumerate(layout.data)}
    end = min((row for row, reason in layout.aside if reason == "note" and _is_note(table, row)), default=None)
    found = {} if own_village else {row: reason for row, reason in layout.aside if _is_entry(table, row, reason, end)}
    above: dict[str, str | None] = dict.fromkeys(_PLACES)
    ends = {row for row, _ in layout.aside if row not in found}
    headed = {} if own_village else {row: name for row in ends if (name := _village_alone(table, row))}
    section: str | None = None
    data: list[int] = []
    places: dict[str, list[str | None]] = {name: [] for name in _PLACES}
    examples = {row for row in layout.data if _is_example(table, row)}
    for row in sorted({*layout.data, *found, *ends} - examples):
        if row in ends:
            if section is not None:
                above["village"] = None  # what stands below is no longer said to be its
            section = headed.get(row)
            continue
        at = filled.get(row)
        own = {name: layout.filled[name][at] if at is not None else _text(table, name, row) for name in _PLACES[:2]}
        own["village"] = _text(table, "village", row) or section
        mine = _with_above(own, above)
        if mine["village"] is None:
            continue
        above = mine
        data.append(row)
        for name in _PLACES:
            places[name].append(mine[name])
    taken = set(data)
    aside = [(row, "section_row" if row in headed else reason) for row, reason in layout.aside if row not in taken]
    aside += [(row, "note" if row in examples else "no_key") for row in layout.data if row not in taken]
    return dataclasses.replace(layout, data=data, aside=sorted(aside), filled=dict(places))


def _village_alone(table: Table, row: int) -> str | None:
    """The village that a row names and says nothing else: "Thôn Nà Mạ" above the activities of it."""
    texts = list(table.region.texts_of(row).values())
    return (caption_village(without_number(texts[0])) or None) if len(texts) == 1 else None


def _is_example(table: Table, row: int) -> bool:
    """Whether a row shows how to fill in the others: "Ví dụ" as its number, or before its places."""
    places = [table.header.columns[name] for name in _PLACES]
    return any(c <= max(places) and _EXAMPLE.match(text) for c, text in table.region.texts_of(row).items())


def _with_above(own: Mapping[str, str | None], above: Mapping[str, str | None]) -> dict[str, str | None]:
    """The places of a row, blanks taken from the row above as far as it is about the same commune."""
    mine = dict(own)
    mine["district"] = own["district"] or above["district"]
    mine["commune"] = own["commune"] or (above["commune"] if _same(own["district"], above["district"]) else None)
    same_commune = _same(own["district"], above["district"]) and _same(own["commune"], above["commune"])
    mine["village"] = own["village"] or (above["village"] if same_commune else None)
    return mine


def _same(own: str | None, above: str | None) -> bool:
    return own is None or own == above or (above is not None and fold(own) == fold(above))


def _text(table: Table, name: str, row: int) -> str | None:
    return as_text(table.region.columns[table.header.columns[name]][row])


def _is_note(table: Table, row: int) -> bool:
    return any(marks.is_note(text) for text in table.region.texts_of(row).values())


def _is_entry(table: Table, row: int, reason: str, end: int | None) -> bool:
    """Whether a row without a village is an entry of the list all the same: something stands in its own columns."""
    if reason not in ("no_key", "note") or (end is not None and row >= end):
        return False
    own = {table.header.columns[name] for name in own_fields(table)}
    return bool(own & table.region.texts_of(row).keys())


def is_uncomputed(table: Table, name: str, n: int) -> bool:
    """Whether the cell of a field in a data row is a formula that has no stored result."""
    row = table.region.start + table.layout.data[n]
    return (row, table.header.columns[name]) in table.sheet.uncomputed


def cell_of(table: Table, name: str, n: int) -> Cell:
    """The cell of a field in a data row."""
    return table.region.columns[table.header.columns[name]][table.layout.data[n]]
