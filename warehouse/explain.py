"""Why a unit got its verdicts: from the verdict down to file, sheet and row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, and_, select

from doisoat.explanation import (
    Check,
    Decided,
    Explanation,
    IndicatorExplanation,
    MissingFact,
    OtherReading,
    Pointer,
    Row,
)
from doisoat.row_runs import rows_of
from doisoat.standing import Standing, decisions_of, in_force
from warehouse.decisions import acts
from warehouse.questions import record_of
from warehouse.schema import (
    check_result,
    evidence,
    evidence_block,
    missing_fact,
    origin,
    other_reading,
    signal,
    source_file,
    unit,
    verdict,
    verdict_claim,
)
from warehouse.within import within


def explain(connection: Connection, found: RowMapping, unit_code: str, indicator: str | None) -> Explanation:
    """See ``Warehouse.explain``; ``indicators`` is empty where the run knows nothing of the unit."""

    def mine(table: Table) -> ColumnElement[bool]:
        chosen = and_(within(table, found), table.c.unit_code == unit_code)
        return chosen if indicator is None else and_(chosen, table.c.indicator == indicator)

    names = _file_names(connection, found)
    heads = connection.execute(
        select(verdict, unit.c.unit, unit.c.commune, unit.c.district)
        .join_from(verdict, unit, unit.c.unit_id == verdict.c.unit_id)
        .where(mine(verdict))
    ).mappings()
    verdict_rows = sorted(heads, key=lambda head: tuple(_key(head)))
    checks = _grouped(connection.execute(select(check_result).where(mine(check_result)).order_by("row_id")).mappings())
    block_key = [evidence_block.c[name] for name in ("criteria", "level", "indicator")]
    proofs = _grouped(
        connection.execute(
            select(*block_key, evidence, origin)
            .join_from(evidence_block, evidence, evidence.c.block_id == evidence_block.c.block_id)
            .join(origin, origin.c.origin_id == evidence.c.origin_id, isouter=True)
            .where(mine(evidence_block))
        ).mappings()
    )
    claims = _grouped(
        connection.execute(
            select(verdict_claim, origin)
            .join_from(verdict_claim, origin, origin.c.origin_id == verdict_claim.c.origin_id, isouter=True)
            .where(mine(verdict_claim))
            .order_by("file_sha256", "sheet", verdict_claim.c.row)
        ).mappings()
    )
    decided = _decided(connection, found, verdict_rows)
    readings = _grouped(
        connection.execute(select(other_reading).where(mine(other_reading)).order_by("row_id")).mappings()
    )
    lacking = _grouped(
        connection.execute(select(missing_fact).where(mine(missing_fact)).order_by("need", "option")).mappings()
    )
    first: dict[str, Any] = dict(verdict_rows[0]) if verdict_rows else {}
    return Explanation(
        run_id=found["run_id"],
        as_of=found["as_of"],
        unit_code=unit_code,
        unit=first.get("unit") or "",
        commune=first.get("commune") or "",
        district=first.get("district") or "",
        indicators=tuple(
            _indicator(
                head,
                checks[_key(head)],
                proofs[_key(head)],
                claims[_key(head)],
                names,
                decided.get(_key(head)),
                readings[_key(head)],
                lacking[_key(head)],
            )
            for head in verdict_rows
        ),
        signals=_signals(connection, found, unit_code, names),
    )


def _signals(connection: Connection, found: RowMapping, unit_code: str, names: Names) -> tuple[Pointer, ...]:
    rows = connection.execute(
        select(signal, origin)
        .join_from(signal, origin, origin.c.origin_id == signal.c.origin_id, isouter=True)
        .where(and_(within(signal, found), signal.c.unit_code == unit_code))
    ).mappings()
    told = [
        Pointer(row["signal"] or "", row["sentence"] or "", row["other_unit_code"] or "", _row(dict(row), "", names))
        for row in rows
    ]

    def order(one: Pointer) -> tuple[str, str, str, str, str, int]:
        where = one.where
        return one.signal, one.other_unit_code, one.sentence, where.file, where.sheet, where.row or 0

    return tuple(sorted(told, key=order))


Key = tuple[str, str, str]
Names = dict[tuple[str, str], str]


def _key(row: RowMapping) -> Key:
    return row["criteria"] or "", row["level"] or "", row["indicator"] or ""


def _grouped(rows: Any) -> defaultdict[Key, list[RowMapping]]:  # noqa: ANN401 - SQLAlchemy's MappingResult
    groups: defaultdict[Key, list[RowMapping]] = defaultdict(list)
    for row in rows:
        groups[_key(row)].append(row)
    return groups


def _indicator(
    head: RowMapping,
    checks: Sequence[RowMapping],
    proofs: Sequence[RowMapping],
    claims: Sequence[RowMapping],
    names: Names,
    decided: Decided | None,
    readings: Sequence[RowMapping],
    lacking: Sequence[RowMapping],
) -> IndicatorExplanation:
    return IndicatorExplanation(
        criteria=head["criteria"] or "",
        level=head["level"] or "",
        indicator=head["indicator"] or "",
        claim=head["claim"] or "",
        verdict=head["verdict"] or "",
        basis=head["basis"] or "",
        reasons=tuple(head["reasons"].split(";")) if head["reasons"] else (),
        claim_rows=tuple(_row(dict(claim), "claim", names) for claim in claims),
        checks=tuple(
            Check(
                check_id=check["check_id"] or "",
                outcome=check["outcome"] or "",
                basis=check["basis"] or "",
                reason=check["reason"] or "",
                sentence=check["sentence"] or "",
                mover=check["mover"] or "",
                fix=check["fix"] or "",
                reading_dependent=check["reading_dependent"] or "",
                changed_since=check["changed_since"] or "",
                evidence=_rows(proofs, check["check_id"], names),
            )
            for check in checks
        ),
        standing=head["standing"] or "",
        evidence_verdict=head["evidence_verdict"] or "",
        ground=head["ground"] or "",
        decided=decided,
        sure=head["sure"],
        possible=head["possible"],
        of=head["of"],
        other_readings=tuple(
            OtherReading(
                row["switch"], row["reading"], row["verdict"], tuple(filter(None, (row["check_ids"] or "").split(";")))
            )
            for row in readings
        ),
        missing=tuple(
            MissingFact(**{f.name: row[f.name] or _BLANK.get(f.name, "") for f in fields(MissingFact)})
            for row in lacking
        ),
    )


_BLANK: dict[str, Any] = {"need": 0, "option": 0, "count": 1}


def _decided(connection: Connection, found: RowMapping, heads: Sequence[RowMapping]) -> dict[Key, Decided]:
    """The decisions behind a unit's verdicts, by verdict; as they stood when the run began."""
    keys = {
        (head["criteria"], head["level"], head["unit_code"], head["indicator"]): head["ground"]
        for head in heads
        if head["standing"] == Standing.DECISION
    }
    if not keys:
        return {}
    record = record_of(found)
    made = decisions_of(acts(connection), record.known_at or record.started_at)
    return {
        (criteria, level, indicator): Decided(
            one.id, one.proposed.reason, one.proposed.document, one.proposed.until, one.proposed.by, one.confirmed_by
        )
        for (criteria, level, _, indicator), one in in_force(made, keys, found["as_of"]).items()
    }


def _rows(proofs: Sequence[RowMapping], check_id: str, names: Names) -> tuple[Row, ...]:
    """The rows of one check by file, sheet and row: an order that does not depend on the database's own numbers."""
    mine = [
        row
        for proof in proofs
        if proof["check_id"] == check_id
        for row in _rows_of(_row(dict(proof), proof["role"] or "", names), proof["row_runs"])
    ]
    return tuple(
        sorted(mine, key=lambda row: (row.source_id, row.file, row.sheet, row.row or 0, row.role, row.sentence))
    )


def _rows_of(row: Row, runs: str | None) -> list[Row]:
    """The rows that one stands for."""
    return [replace(row, row=number) for number in rows_of(runs)] if runs else [row]


def _row(values: dict[str, Any], role: str, names: Names) -> Row:
    source_id, sha = values["source_id"] or "", values["file_sha256"] or ""
    return Row(
        role=role,
        source_id=source_id,
        file_sha256=sha,
        file=names.get((source_id, sha), ""),
        sheet=values["sheet"] or "",
        row=values["row"],
        published_on=values.get("published_on"),
        sentence=values.get("sentence") or "",
    )


def _file_names(connection: Connection, found: RowMapping) -> Names:
    """Paths by source and bytes; of two copies the first by name."""
    columns = (source_file.c.source_id, source_file.c.file_sha256, source_file.c.name)
    rows = connection.execute(select(*columns).where(within(source_file, found)))
    by_name = sorted(rows, key=lambda row: row.name or "", reverse=True)
    return {(row.source_id or "", row.file_sha256 or ""): row.name or "" for row in by_name}
