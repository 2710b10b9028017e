"""What a village has declared in a claims workbook, cell by cell as it stands, for who mends it on a form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

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
    """One row of a sheet: a key that no other row of any file has, its number in the file, its fields (blank: "")."""

    key: str
    row: int
    cells: Mapping[str, str]


@dataclass
class DeclaredSheet:
    """A sheet of the template as a file holds it of one village; whether a row of it is among those that are cited."""

    rows: list[DeclaredRow] = field(default_factory=list)
    is_cited: bool = False


def declared_rows(
    workbook: Workbook, raw: RawFile, card: SourceCard, context: Context, cited: Mapping[str, Collection[int]]
) -> dict[str, DeclaredSheet]:
    """The sheets with rows of one village, by the template's name.

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
    found: dict[str, DeclaredSheet] = {}
    for at, (name, sheet_name, table) in enumerate(tables):
        skipped = set(empty_rows(table))
        columns = {each: table.cells(each) for each in own_fields(table)}
        rows = [
            DeclaredRow(
                f"{raw.sha256[:16]}.{at}.{row}", row, {each: written(column[n]) for each, column in columns.items()}
            )
            for n, row in enumerate(table.row_numbers())
            if n not in skipped and _place(table, n) in places
        ]
        if rows:
            declared = found.setdefault(name, DeclaredSheet())
            declared.rows += rows
            declared.is_cited |= any(row.row in cited.get(sheet_name, ()) for row in rows)
    return found


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
