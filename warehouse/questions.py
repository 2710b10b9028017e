"""What a run found, asked by run: each question reads rows of one ``seq`` only, so that it never sees half a run."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd
from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Table, and_, select

from doisoat.columns import VERDICTS, VERDICTS_CSV
from doisoat.errors import ConfigError
from warehouse.run import RunRecord, sorted_verdicts
from warehouse.schema import (
    check_result,
    evidence,
    evidence_block,
    origin,
    pointer,
    run,
    source_file,
    unit,
    verdict,
    verdict_claim,
)


@dataclass(frozen=True)
class Row:
    """A row of a file: where it stands and what it says. ``role`` is for, against, open, context or claim."""

    role: str
    source_id: str
    file_sha256: str
    file: str
    sheet: str
    row: int | None
    published_on: dt.date | None
    sentence: str


@dataclass(frozen=True)
class Check:
    """One check of an indicator with the rows it rests on."""

    check_id: str
    outcome: str
    basis: str
    reason: str
    sentence: str
    reading_dependent: str
    changed_since: str
    evidence: tuple[Row, ...]


@dataclass(frozen=True)
class IndicatorExplanation:
    """One verdict: the claim and its rows, the checks and theirs."""

    criteria: str
    level: str
    indicator: str
    claim: str
    verdict: str
    basis: str
    reasons: tuple[str, ...]
    claim_rows: tuple[Row, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class Explanation:
    """All that a run knows about one unit; ``dataclasses.asdict`` gives what ``--format json`` prints."""

    run_id: str
    as_of: dt.date
    unit_code: str
    unit: str = ""
    commune: str = ""
    district: str = ""
    indicators: tuple[IndicatorExplanation, ...] = field(default=())


def within(table: Table, seq: int, line_id: int) -> ColumnElement[bool]:
    """Rows of a ranged table that a run sees."""
    return and_(table.c.line_id == line_id, table.c.first_seq <= seq, table.c.last_seq >= seq)


def find_run(connection: Connection, run_id: str) -> RowMapping:
    """The run's row.

    Raises:
        ConfigError: no run has this id, or there is none yet.
    """
    query = select(run)
    if run_id == "latest":
        query = query.join(pointer, pointer.c.seq == run.c.seq).where(pointer.c.name == "latest")
    else:
        query = query.where(run.c.run_id == run_id)
    found = connection.execute(query).mappings().first()
    if found is None:
        what = "chưa có lượt đối soát nào" if run_id == "latest" else f"không có lượt đối soát {run_id}"
        raise ConfigError(f"{what} trong kho dữ liệu", fix="chạy: doisoat run, rồi xem lại")
    return found


def record_of(row: Mapping[str, object] | RowMapping) -> RunRecord:
    """The record of a row of ``run``; times are aware, in UTC."""
    values = dict(row)
    return RunRecord(
        run_id=values["run_id"],
        as_of=values["as_of"],
        started_at=_utc(values["started_at"]),
        finished_at=_utc(values["finished_at"]),
        known_at=_utc(values["known_at"]),
        criteria=json.loads(values["criteria"]),
        scope=tuple(json.loads(values["scope"])),
        code_version=values["code_version"],
        inbox=values["inbox"],
        summary=json.loads(values["summary"]),
        verdict_hash=values["verdict_hash"],
    )


def _utc(value: dt.datetime | None) -> dt.datetime | None:
    if value is None:
        return None
    return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def verdict_query(found: RowMapping) -> Select[tuple[object, ...]]:
    """The verdicts of a run with the names its units had."""
    columns = [unit.c[name] if name in unit.c else verdict.c[name] for name in VERDICTS]
    return (
        select(*columns)
        .join_from(verdict, unit, unit.c.unit_id == verdict.c.unit_id)
        .where(within(verdict, found["seq"], found["line_id"]))
    )


def verdicts(connection: Connection, found: RowMapping, scopes: list[str]) -> pd.DataFrame:
    """See ``Warehouse.verdicts``. Sorted here and not by the server: every server sorts texts its own way."""
    rows = connection.execute(verdict_query(found)).all()
    frame = sorted_verdicts(pd.DataFrame(rows, columns=list(VERDICTS)))
    if scopes:
        mine = (
            frame["unit_code"].isin(scopes) | frame["commune_code"].isin(scopes) | frame["district_code"].isin(scopes)
        )
        frame = frame[mine].reset_index(drop=True)
    frame = frame.assign(run_id=found["run_id"], as_of=found["as_of"].isoformat())
    return frame[list(VERDICTS_CSV)]


def explain(connection: Connection, found: RowMapping, unit_code: str, indicator: str | None) -> Explanation:
    """See ``Warehouse.explain``; ``indicators`` is empty where the run knows nothing of the unit."""
    seq, line_id = found["seq"], found["line_id"]

    def mine(table: Table) -> ColumnElement[bool]:
        chosen = and_(within(table, seq, line_id), table.c.unit_code == unit_code)
        return chosen if indicator is None else and_(chosen, table.c.indicator == indicator)

    names = _file_names(connection, seq, line_id)
    heads = connection.execute(
        select(verdict, unit.c.unit, unit.c.commune, unit.c.district)
        .join_from(verdict, unit, unit.c.unit_id == verdict.c.unit_id)
        .where(mine(verdict))
    ).mappings()
    verdict_rows = sorted(heads, key=lambda r: (r["criteria"], r["level"], r["indicator"]))
    checks = connection.execute(select(check_result).where(mine(check_result))).mappings().all()
    proofs = connection.execute(
        select(evidence_block.c.criteria, evidence_block.c.level, evidence_block.c.indicator, evidence, origin)
        .join_from(evidence_block, evidence, evidence.c.block_id == evidence_block.c.block_id)
        .outerjoin(origin, origin.c.origin_id == evidence.c.origin_id)
        .where(mine(evidence_block))
        .order_by(evidence.c.block_id, evidence.c.n)
    )
    by_check: dict[tuple[str, ...], list[Row]] = {}
    for proof in proofs.mappings():
        key = (proof["criteria"], proof["level"], proof["indicator"], proof["check_id"])
        by_check.setdefault(key, []).append(_row(proof, names))
    claims = (
        connection.execute(
            select(verdict_claim, origin)
            .join_from(verdict_claim, origin, origin.c.origin_id == verdict_claim.c.origin_id, isouter=True)
            .where(mine(verdict_claim))
        )
        .mappings()
        .all()
    )
    first = verdict_rows[0] if verdict_rows else None
    return Explanation(
        run_id=found["run_id"],
        as_of=found["as_of"],
        unit_code=unit_code,
        unit=(first and first["unit"]) or "",
        commune=(first and first["commune"]) or "",
        district=(first and first["district"]) or "",
        indicators=tuple(_indicator(head, checks, claims, by_check, names) for head in verdict_rows),
    )


def _indicator(
    head: RowMapping,
    checks: list[RowMapping] | object,
    claims: list[RowMapping] | object,
    by_check: dict[tuple[str, ...], list[Row]],
    names: dict[tuple[str, str], str],
) -> IndicatorExplanation:
    key = (head["criteria"], head["level"], head["indicator"])

    def same(row: RowMapping) -> bool:
        return (row["criteria"], row["level"], row["indicator"]) == key

    own = sorted((c for c in checks if same(c)), key=lambda c: c["row_id"])  # type: ignore[attr-defined]
    return IndicatorExplanation(
        criteria=key[0],
        level=key[1],
        indicator=key[2],
        claim=head["claim"] or "",
        verdict=head["verdict"] or "",
        basis=head["basis"] or "",
        reasons=tuple((head["reasons"] or "").split(";")) if head["reasons"] else (),
        claim_rows=tuple(_row({"role": "claim", **c}, names) for c in claims if same(c)),  # type: ignore[attr-defined]
        checks=tuple(
            Check(
                **{n: c[n] or "" for n in Check.__dataclass_fields__ if n != "evidence"},
                evidence=tuple(by_check.get((*key, c["check_id"]), ())),
            )
            for c in own
        ),
    )


def _row(values: Mapping[str, object] | RowMapping, names: dict[tuple[str, str], str]) -> Row:
    source_id, sha = values["source_id"] or "", values["file_sha256"] or ""
    return Row(
        role=values["role"] or "",
        source_id=source_id,
        file_sha256=sha,
        file=names.get((source_id, sha), ""),
        sheet=values["sheet"] or "",
        row=values["row"],
        published_on=values.get("published_on"),
        sentence=values.get("sentence") or "",
    )


def _file_names(connection: Connection, seq: int, line_id: int) -> dict[tuple[str, str], str]:
    """Paths by source and bytes; of two copies the first by name."""
    rows = connection.execute(
        select(source_file.c.source_id, source_file.c.file_sha256, source_file.c.name).where(
            within(source_file, seq, line_id)
        )
    )
    return {(r[0] or "", r[1] or ""): r[2] or "" for r in sorted(rows, key=lambda r: r[2] or "", reverse=True)}
