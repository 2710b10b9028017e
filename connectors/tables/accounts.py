"""The account of a table's reading: which column is what, and what was left unread."""

from __future__ import annotations

from connectors.reading import ColumnReading, TableReading
from connectors.tables.table import Table


def account_of(table: Table) -> TableReading:
    """Which column is what, by which sign, and what was left unread."""
    used = set(table.header.columns.values())
    return TableReading(
        table.sheet.name,
        table.number(-1) if table.header.last >= 0 else 0,
        tuple(ColumnReading(name, table.heading(name), "heading") for name in table.header.columns),
        unread=tuple(" / ".join(chain) for c, chain in enumerate(table.header.chains) if chain and c not in used),
    )
