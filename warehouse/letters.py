"""What was written to whom, for pages: letters newest first, of the units that somebody may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from warehouse.look import Codes, own_in_run
from warehouse.outbox import outbox
from warehouse.schema import run, unit


@dataclass(frozen=True)
class LetterShown:
    """One letter: about which unit and run, to whom, and what became of it. ``state`` as in ``reports.outbox.State``.

    ``run_id`` is blank where its run is no longer stored; ``settled_at`` is when it was sent or given up.
    """

    report_id: str
    unit_code: str
    unit: str
    run_id: str
    as_of: dt.date | None
    address: str
    changes_only: bool
    state: str
    queued_at: dt.datetime
    settled_at: dt.datetime | None
    uncertain: bool
    attempts: int


def letters_newest_first(connection: Connection, codes: Codes | None, most: int, skip: int = 0) -> list[LetterShown]:
    """Letters about the units of ``codes`` (``None``: about every unit)."""
    newest = (
        select(unit.c.unit)
        .where(unit.c.unit_code == outbox.c.unit_code)
        .order_by(unit.c.unit_id.desc())
        .limit(1)
        .scalar_subquery()
    )
    columns = (
        outbox.c.report_id, outbox.c.unit_code, newest, run.c.run_id, run.c.as_of, outbox.c.address,
        outbox.c.changes_only, outbox.c.state, outbox.c.queued_at, outbox.c.settled_at, outbox.c.uncertain,
        outbox.c.attempts,
    )  # fmt: skip
    query = select(*columns).join_from(outbox, run, run.c.run_id == outbox.c.run_id, isouter=True)
    if codes is not None:
        query = query.where(outbox.c.unit_code.in_(sorted(codes)))
    rows = connection.execute(query.order_by(outbox.c.letter_id.desc()).limit(most).offset(skip)).all()
    if codes is not None:
        rows = _about_own(connection, rows, codes)
    return [
        LetterShown(
            report, code, name or "", run_id or "", as_of, address, bool(changes), state, _utc(queued),
            _utc(settled) if settled is not None else None, bool(uncertain), attempts,
        )
        for report, code, name, run_id, as_of, address, changes, state, queued, settled, uncertain, attempts in rows
    ]  # fmt: skip


def _about_own(connection: Connection, rows: Sequence[Row[Any]], codes: Codes) -> list[Row[Any]]:
    """Without letters about another unit that bore one of the codes when their run was made."""
    runs = {row.run_id for row in rows if row.run_id}
    found = connection.execute(select(run).where(run.c.run_id.in_(sorted(runs)))).mappings()
    own = {each["run_id"]: own_in_run(connection, each, codes) for each in found}
    return [row for row in rows if row.unit_code in own.get(row.run_id, codes)]


def _utc(value: dt.datetime) -> dt.datetime:
    # SQLite gives back what was stored (UTC) without saying so.
    return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value
