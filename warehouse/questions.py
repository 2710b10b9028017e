"""Which run, and what it found: each question reads rows of one ``seq`` only, so that nobody sees half a run."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, RowMapping, Table, and_, case, func, or_, select

from doisoat.columns import BESIDE_VERDICTS, VERDICTS, VERDICTS_CSV
from doisoat.errors import ConfigError
from doisoat.model import Verdict
from warehouse.latest import latest_run
from warehouse.run import RunRecord, sorted_verdicts
from warehouse.schema import OPEN, OWN, evidence, evidence_block, origin, run, unit, verdict
from warehouse.within import decides, within

if TYPE_CHECKING:
    import pandas as pd

LATEST = "latest"


def find_run(connection: Connection, run_id: str, units: Sequence[str] = ()) -> RowMapping:
    """The run's row; for ``latest`` the newest that covers the units asked about, or everything where none is named.

    Raises:
        ConfigError: no run has this id, or there is none yet.
    """
    if run_id == LATEST:
        found = latest_run(connection, units)
    else:
        found = connection.execute(select(run).where(run.c.run_id == run_id)).mappings().first()
    if found is None:
        what = "chưa có lượt đối soát nào" if run_id == LATEST else f"không có lượt đối soát {run_id}"
        raise ConfigError(f"{what} trong kho dữ liệu", fix="chạy: doisoat run, rồi xem lại")
    return found


def find_pair(connection: Connection, run_a: str, run_b: str) -> tuple[RowMapping, RowMapping]:
    """Two runs to compare; ``latest`` covers all that the other was asked about."""
    if run_a == LATEST and run_b != LATEST:
        other = find_run(connection, run_b)
        return find_run(connection, run_a, json.loads(other["scope"])), other
    first = find_run(connection, run_a)
    return first, find_run(connection, run_b, json.loads(first["scope"]))


def record_of(row: RowMapping) -> RunRecord:
    """The record of a row of ``run``; times are aware, in UTC."""
    return RunRecord(
        run_id=row["run_id"],
        as_of=row["as_of"],
        started_at=_utc(row["started_at"]),
        finished_at=_utc(row["finished_at"]) if row["finished_at"] else None,
        known_at=_utc(row["known_at"]) if row["known_at"] else None,
        criteria=json.loads(row["criteria"]),
        scope=tuple(json.loads(row["scope"])),
        code_version=row["code_version"],
        inbox=row["inbox"],
        summary=json.loads(row["summary"]),
        verdict_hash=row["verdict_hash"],
        asked_criteria=tuple(json.loads(row["asked_criteria"] or "[]")),
    )


def _utc(value: dt.datetime) -> dt.datetime:
    # SQLite gives back what was stored (UTC) without saying so.
    return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def verdicts(connection: Connection, found: RowMapping, scopes: list[str]) -> pd.DataFrame:
    """See ``Warehouse.verdicts``. Sorted here and not by the server: every server sorts texts its own way."""
    import pandas as pd

    names = [*VERDICTS, *BESIDE_VERDICTS]
    columns = [unit.c[name] if name in unit.c else verdict.c[name] for name in names]
    query = select(*columns).join_from(verdict, unit, unit.c.unit_id == verdict.c.unit_id).where(within(verdict, found))
    if scopes:
        codes = (unit.c.unit_code, unit.c.commune_code, unit.c.district_code)
        query = query.where(or_(*(code.in_(scopes) for code in codes)))
    frame = sorted_verdicts(pd.DataFrame(connection.execute(query).all(), columns=names, dtype=object))
    frame = frame.assign(run_id=found["run_id"], as_of=found["as_of"].isoformat())
    return frame[list(VERDICTS_CSV)]


def rows_of(connection: Connection, table: Table, found: RowMapping) -> pd.DataFrame:
    """All rows of a ranged table that a run sees, in the order they were stored, without the columns of the range."""
    import pandas as pd

    columns = [column for column in table.columns if column.name not in OWN]
    rows = connection.execute(select(*columns).where(within(table, found)).order_by(table.c.row_id)).all()
    return pd.DataFrame(rows, columns=[column.name for column in columns])


def contradicted(connection: Connection, source_id: str) -> pd.DataFrame:
    """See ``Warehouse.contradicted``."""
    import pandas as pd

    newest = select(run.c.line_id, func.max(run.c.seq).label("seq")).group_by(run.c.line_id).subquery()
    last = case((verdict.c.last_seq == OPEN, newest.c.seq), else_=verdict.c.last_seq)
    names = ("criteria", "unit_code", "indicator")
    lot = and_(*(evidence_block.c[name] == verdict.c[name] for name in ("line_id", "level", *names)))
    mine = and_(
        evidence.c.block_id == evidence_block.c.block_id,
        evidence.c.origin_id.in_(select(origin.c.origin_id).where(origin.c.source_id == source_id)),
    )
    query = (
        select(*(verdict.c[name] for name in names), verdict.c.claim, run.c.as_of, run.c.seq, evidence.c.sentence)
        .select_from(verdict)
        .join(newest, newest.c.line_id == verdict.c.line_id)
        .join(run, run.c.seq == last)
        .join(
            evidence_block,
            and_(lot, evidence_block.c.first_seq <= last, evidence_block.c.last_seq >= last),
            isouter=True,
        )
        .join(evidence, mine, isouter=True)
        .where(verdict.c.verdict == Verdict.CONTRADICTED, verdict.c.indicator != "overall", decides(verdict))
    )
    frame = pd.DataFrame(connection.execute(query).all(), columns=[*names, "claim", "as_of", "seq", "sentence"])
    of_newest = frame["seq"] == frame.groupby(list(names))["seq"].transform("max")
    return frame[of_newest].drop(columns="seq").reset_index(drop=True)
