"""The rows of a ranged table that one run sees, and the verdicts that decide anything."""

from __future__ import annotations

from sqlalchemy import ColumnElement, RowMapping, Table, and_, func, literal


def within(table: Table, found: RowMapping) -> ColumnElement[bool]:
    """Rows of a ranged table that a run sees."""
    seq = found["seq"]
    # "+ 0" keeps a planner from the index on first_seq, which would give it all of history for a run of today.
    return and_(table.c.line_id == found["line_id"], table.c.first_seq + 0 <= seq, table.c.last_seq >= seq)


# Of a set that is a draft; in SQL text and as an expression, for views and for questions.
DECIDES = "REPLACE(';' || COALESCE({t}.reasons, '') || ';', ';draft;', '') = ';' || COALESCE({t}.reasons, '') || ';'"


def decides(table: Table) -> ColumnElement[bool]:
    """Verdicts that are not those of a draft."""
    marked = literal(";") + func.coalesce(table.c.reasons, "") + literal(";")
    return func.replace(marked, ";draft;", "") == marked
