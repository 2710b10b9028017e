"""Which stored run ``latest`` is: the newest that covers what is asked.

A run of one commune answers about that commune and about nothing else, so it never empties what is asked of the
others. A run covers a unit where its scope is everything, or names the unit or a unit above it, or where all that lies
below the unit is covered.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, or_, select

from warehouse.schema import run, unit, unit_span
from warehouse.within import within


def latest_run(connection: Connection, units: Sequence[str]) -> RowMapping | None:
    """The row of the newest run that covers the units, or everything where none is named; None in an empty warehouse.

    A run limited to some criteria sets answers only where no other covers the units. Where none covers them at all,
    the run stored last is all there is.
    """
    known = (run.c.seq, run.c.line_id, run.c.scope, run.c.asked_criteria)
    stored = connection.execute(select(*known).order_by(run.c.seq.desc())).mappings().all()
    if not stored:
        return None
    limited = None
    for found in stored:
        if _covers(connection, found, units):
            if not json.loads(found["asked_criteria"] or "[]"):
                return _row(connection, found)
            limited = limited or found
    return _row(connection, limited or stored[0])


def _row(connection: Connection, found: RowMapping) -> RowMapping:
    return connection.execute(select(run).where(run.c.seq == found["seq"])).mappings().one()


def _covers(connection: Connection, found: RowMapping, units: Sequence[str]) -> bool:
    scope = frozenset(json.loads(found["scope"]))
    if not scope:
        return True
    return bool(units) and all(code in scope or _all_below(connection, found, code, scope) for code in units)


def _all_below(connection: Connection, found: RowMapping, code: str, scope: frozenset[str]) -> bool:
    """Whether every unit at or below the code that the run knew lies in its scope; False where it knew none."""
    codes = (unit.c.unit_code, unit.c.commune_code, unit.c.district_code)
    query = (
        select(*codes)
        .join_from(unit_span, unit, unit.c.unit_id == unit_span.c.unit_id)
        .where(within(unit_span, found), or_(*(each == code for each in codes)))
    )
    places = connection.execute(query).all()
    return bool(places) and all(scope.intersection(place) for place in places)
