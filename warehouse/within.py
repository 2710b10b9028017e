"""The rows of a ranged table that one run sees."""

from __future__ import annotations

from sqlalchemy import ColumnElement, RowMapping, Table, and_


def within(table: Table, found: RowMapping) -> ColumnElement[bool]:
    """Rows of a ranged table that a run sees."""
    seq = found["seq"]
    # "+ 0" keeps a planner from the index on first_seq, which would give it all of history for a run of today.
    return and_(table.c.line_id == found["line_id"], table.c.first_seq + 0 <= seq, table.c.last_seq >= seq)
