"""What a village has declared in a claims workbook, cell by cell as it stands, for who mends it on a form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from connectors.contract import Cell, Context, RawFile, SourceCard, Workbook
from connectors.sources.village_claims.claims_table import empty_rows, own_fields, read_claims_table
from connectors.sources.village_claims.sheets import recognise
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.table import NoTable, Table
from doisoat.text.compare import fold

_DAY = re.compile(r"^(\d{4})-(\d\d)-(\d\d)(?:[ T]00:00:00)?$")  # as the readers give a cell that holds a day
_PLACE = ("district", "commune", "village")


@dataclass(frozen=True)
class DeclaredRow:
    """One row of a sheet: its number in the file, and what stands in its fields (blank: "")."""

    row: int
    cells: Mapping[str, str]


def declared_rows(
    workbook: Workbook, raw: RawFile, card: SourceCard, context: Context, cited: Mapping[str, Collection[int]]
) -> dict[str, list[DeclaredRow]]:
    """The rows of one village, by the template's name of their sheet.

    Args:
        workbook: the file as sheets.
        raw: the file.
        card: of the claims.
        context: what parsers are handed.
        cited: rows that are known to be the village's, by the file's name of their sheet. All rows that write the
            place as one of these does are the village's too.
    """
    tables: list[tuple[str, str, Table]] = []
    for name, sheet in recognise(workbook, ParsedFileBuilder(raw, card, context)).known:
        table = read_claims_table(name, sheet, context.repair)
        if not isinstance(table, NoTable) and table.has("village"):
            tables.append((name, sheet.name, table))
    places = {
        _place(table, n)
        for _, sheet_name, table in tables
        for n, row in enumerate(table.row_numbers())
        if row in cited.get(sheet_name, ())
    }
    found: dict[str, list[DeclaredRow]] = {}
    for name, _, table in tables:
        skipped = set(empty_rows(table))
        columns = {field: table.cells(field) for field in own_fields(table)}
        found[name] = [
            DeclaredRow(row, {field: written(column[n]) for field, column in columns.items()})
            for n, row in enumerate(table.row_numbers())
            if n not in skipped and _place(table, n) in places
        ]
    return {name: rows for name, rows in found.items() if rows}


def written(cell: Cell) -> str:
    """A cell as the template wants it written: days as 05/09/2024, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return f"{cell:%d/%m/%Y}"
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    return _DAY.sub(r"\3/\2/\1", text)


def _place(table: Table, n: int) -> tuple[str, ...]:
    return tuple(fold(table.texts(name)[n] or "") for name in _PLACE if table.has(name))
