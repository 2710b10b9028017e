"""One person's look at one run, for pages: rows in small numbers, and never one of a unit that is not theirs.

Every question here is limited to the codes it was opened with (``None``: every unit), so a page cannot forget to. Rows
come as they are needed, by SQL, without frames.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Table,
    and_,
    distinct,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
)

from doisoat.explanation import Explanation
from warehouse.explain import explain
from warehouse.questions import record_of, verdicts
from warehouse.run import RunRecord
from warehouse.schema import check_result, evidence, evidence_block, origin, resolution, run, unit, unit_span, verdict
from warehouse.within import within

if TYPE_CHECKING:
    import pandas as pd

OVERALL = "overall"
_CHECK = (
    "criteria", "level", "unit_code", "indicator", "check_id", "outcome", "reason", "sentence", "mover", "fix",
)  # fmt: skip
Codes = frozenset[str]


@dataclass(frozen=True)
class PlacedUnit:
    """A unit with the names that the run knew it by; what is above it may be blank."""

    level: str
    code: str
    name: str
    commune_code: str
    commune: str
    district_code: str
    district: str


@dataclass(frozen=True)
class ShownVerdict:
    """One verdict as a list shows it."""

    indicator: str
    claim: str
    verdict: str
    basis: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """What a list of units is limited to; blank: not limited. ``overall`` is the verdict of the unit as a whole."""

    criteria: str
    indicator: str = ""
    verdict: str = ""
    basis: str = ""
    overall: str = ""
    mark: str = ""  # stands beside the reasons: disputed, by_decision, reading_dependent ...


@dataclass(frozen=True)
class PastVerdict:
    """What an indicator's verdict was from a run on, until a later one; newest first in a history."""

    criteria: str
    indicator: str
    verdict: str
    claim: str
    since: dt.date
    run_id: str


@dataclass(frozen=True)
class NameToReview:
    """A place text that waits for a person, as it is kept: persons masked. Blank where it is an address."""

    village: str
    commune: str
    district: str
    why: str
    candidates: tuple[str, ...]
    rows: int


class Look:
    """A run, seen by somebody who may see the units of ``codes``."""

    def __init__(self, connection: Connection, found: RowMapping, codes: Codes | None) -> None:
        self._connection, self._found, self._codes = connection, found, codes

    def shows(self, unit_code: str) -> bool:
        """Whether a unit is one of the person's in this run."""
        return self._codes is None or unit_code in self._codes

    @property
    def run(self) -> RunRecord:
        """The run's record."""
        return record_of(self._found)

    def before(self) -> RunRecord | None:
        """The run that this one followed in its line: the same question, of a day up to its own."""
        query = select(run).where(run.c.seq == self._found["previous_seq"])
        found = self._connection.execute(query).mappings().first()
        return record_of(found) if found else None

    def changes(self, most: int) -> tuple[list[dict[str, object]], Counter[str]]:
        """What differs from the run before, in the person's units: some rows of ``warehouse.diff``, and all causes."""
        previous = self._found["previous_seq"]
        earlier = self._connection.execute(select(run).where(run.c.seq == previous)).mappings().first()
        if earlier is None or earlier["verdict_hash"] == self._found["verdict_hash"]:
            return [], Counter()
        from warehouse.diff import diff

        found = diff(self._connection, earlier, self._found)
        if self._codes is not None:
            found = found[found["unit_code"].isin(self._codes)]
        found = found[found["indicator"] != OVERALL]
        rows = [{str(name): value for name, value in row.items()} for row in found.head(most).to_dict("records")]
        return rows, Counter(str(cause) for cause in found["cause"])

    def criteria(self) -> dict[str, int]:
        """The criteria sets in which one of the units has a verdict, with the number of these units."""
        query = (
            select(verdict.c.criteria, func.count(distinct(verdict.c.unit_code)))
            .where(self._mine(verdict))
            .group_by(verdict.c.criteria)
        )
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def counts(self, criteria: str) -> dict[tuple[str, str], Counter[str]]:
        """How many units have which verdict, by (level, indicator)."""
        query = (
            select(verdict.c.level, verdict.c.indicator, verdict.c.verdict, func.count())
            .where(self._mine(verdict), verdict.c.criteria == criteria)
            .group_by(verdict.c.level, verdict.c.indicator, verdict.c.verdict)
        )
        counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for level, indicator, said, number in self._connection.execute(query):
            counts[level, indicator][said] = number
        return dict(counts)

    def counts_by_commune(self, criteria: str) -> dict[tuple[str, str, str], Counter[str]]:
        """How many villages have which verdict as a whole, by (commune code, commune, district)."""
        query = (
            select(unit.c.commune_code, unit.c.commune, unit.c.district, verdict.c.verdict, func.count())
            .join_from(verdict, unit, unit.c.unit_id == verdict.c.unit_id)
            .where(
                self._mine(verdict),
                verdict.c.criteria == criteria,
                verdict.c.level == "village",
                verdict.c.indicator == OVERALL,
            )
            .group_by(unit.c.commune_code, unit.c.commune, unit.c.district, verdict.c.verdict)
        )
        counts: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
        for code, commune, district, said, number in self._connection.execute(query):
            counts[code or "", commune or "", district or ""][said] = number
        return dict(counts)

    def units(self, wanted: Wanted) -> list[PlacedUnit]:
        """The units that have a verdict as wanted, in no order."""
        names = (unit.c.unit, unit.c.commune_code, unit.c.commune, unit.c.district_code, unit.c.district)
        query = (
            select(verdict.c.level, verdict.c.unit_code, *names)
            .join_from(verdict, unit, unit.c.unit_id == verdict.c.unit_id)
            .where(self._mine(verdict), verdict.c.criteria == wanted.criteria)
        )
        narrowed = wanted.indicator or wanted.verdict or wanted.basis or wanted.mark
        query = query.where(verdict.c.indicator == wanted.indicator if wanted.indicator else self._any(bool(narrowed)))
        if wanted.verdict:
            query = query.where(verdict.c.verdict == wanted.verdict)
        if wanted.basis:
            query = query.where(verdict.c.basis == wanted.basis)
        if wanted.mark:
            marks = literal(";") + func.coalesce(verdict.c.reasons, "") + literal(";")
            query = query.where(marks.contains(f";{wanted.mark};", autoescape=True))
        if wanted.overall:
            whole = select(verdict.c.unit_code).where(
                self._mine(verdict),
                verdict.c.criteria == wanted.criteria,
                verdict.c.indicator == OVERALL,
                verdict.c.verdict == wanted.overall,
            )
            query = query.where(verdict.c.unit_code.in_(whole))
        return [PlacedUnit(*(cell or "" for cell in row)) for row in self._connection.execute(query.distinct())]

    @staticmethod
    def _any(narrowed: bool) -> ColumnElement[bool]:
        """Of a unit without more limits its verdict as a whole stands for all of them."""
        return verdict.c.indicator != OVERALL if narrowed else verdict.c.indicator == OVERALL

    def verdicts(self, criteria: str, codes: Collection[str]) -> dict[str, dict[str, ShownVerdict]]:
        """The verdicts of some units: by unit code, then indicator."""
        columns = (verdict.c[name] for name in ("unit_code", "indicator", "claim", "verdict", "basis", "reasons"))
        query = select(*columns).where(
            self._mine(verdict), verdict.c.criteria == criteria, verdict.c.unit_code.in_(list(codes))
        )
        found: dict[str, dict[str, ShownVerdict]] = defaultdict(dict)
        for code, indicator, claim, said, basis, reasons in self._connection.execute(query):
            marks = tuple(reasons.split(";")) if reasons else ()
            found[code][indicator] = ShownVerdict(indicator, claim or "", said or "", basis or "", marks)
        return dict(found)

    def frame(self, criteria: str, codes: Collection[str]) -> pd.DataFrame:
        """The verdicts of some units as VERDICTS_CSV, for a file that somebody takes along."""
        mine = [code for code in codes if self._codes is None or code in self._codes]
        found = verdicts(self._connection, self._found, mine)
        return found[(found["criteria"] == criteria) & found["unit_code"].isin(mine)].reset_index(drop=True)

    def checks(self, criteria: str, codes: Collection[str]) -> pd.DataFrame:
        """What the checks of some units said (``reports.contract.CHECK_COLUMNS``); blanks are ``""``."""
        import pandas as pd

        columns = [check_result.c[name] for name in _CHECK]
        query = select(*columns).where(
            self._mine(check_result), check_result.c.criteria == criteria, check_result.c.unit_code.in_(list(codes))
        )
        found = pd.DataFrame(self._connection.execute(query).all(), columns=list(_CHECK))
        return found.astype(object).where(found.notna(), "")

    def missing(self, criteria: str, unit_code: str = "") -> list[dict[str, object]]:
        """What a unit and those below it lack in a set (``reports.contract.MISSING_COLUMNS``); blanks are ``""``.

        Without a code: what all of the person's units lack.
        """
        asked = {"run": self._found["run_id"], "criteria": criteria, "code": unit_code}
        query = text(
            "SELECT * FROM mart_missing m WHERE m.run_id = :run AND m.criteria = :criteria"
            " AND (:code = '' OR :code IN (m.unit_code, m.commune_code, m.district_code))"
        )
        rows = self._connection.execute(query, asked).mappings()
        mine = (row for row in rows if self._codes is None or row["unit_code"] in self._codes)
        return [{name: "" if cell is None else cell for name, cell in row.items()} for row in mine]

    def explain(self, unit_code: str) -> Explanation | None:
        """Why a unit has its verdicts; None where the run has none of it, or it is not one of the person's."""
        if self._codes is not None and unit_code not in self._codes:
            return None
        found = explain(self._connection, self._found, unit_code, None)
        return found if found.indicators else None

    def history(self, unit_code: str, most: int = 60) -> list[PastVerdict]:
        """When the verdicts of a unit changed, over all runs of everything in the line of this run, newest first."""
        if self._codes is not None and unit_code not in self._codes:
            return []
        columns = (verdict.c.criteria, verdict.c.indicator, verdict.c.verdict, verdict.c.claim, run.c.as_of)
        query = (
            select(*columns, run.c.run_id)
            .join_from(verdict, run, run.c.seq == verdict.c.first_seq)
            .where(
                verdict.c.line_id == self._found["line_id"],
                verdict.c.unit_code == unit_code,
                verdict.c.first_seq <= self._found["seq"],
            )
            .order_by(verdict.c.first_seq.desc(), verdict.c.criteria, verdict.c.indicator)
            .limit(most)
        )
        return [PastVerdict(row[0], row[1], row[2] or "", row[3] or "", row[4], row[5]) for row in
                self._connection.execute(query)]  # fmt: skip

    def villages_speaking(self, criteria: str, source_id: str) -> int:
        """In how many units of the person a source's rows stand as evidence."""
        query = (
            select(func.count(distinct(evidence_block.c.unit_code)))
            .join_from(evidence_block, evidence, evidence.c.block_id == evidence_block.c.block_id)
            .join(origin, origin.c.origin_id == evidence.c.origin_id)
            .where(
                self._mine(evidence_block),
                evidence_block.c.criteria == criteria,
                origin.c.source_id == source_id,
            )
        )
        return int(self._connection.execute(query).scalar_one())

    def names_to_review(self, most: int = 2000) -> list[NameToReview]:
        """Texts that a person must tell what they mean, most frequent first; none for who is tied to some units."""
        if self._codes is not None:
            return []
        blank: ColumnElement[str] = literal_column(
            "''"
        )  # no parameter: PostgreSQL must see that what is shown is what is grouped by
        names = ("village_text", "commune_text", "district_text")
        texts = [func.coalesce(resolution.c[name], blank) for name in names]
        rows = func.sum(func.coalesce(resolution.c.row_count, 1))
        query = (
            select(*texts, func.min(resolution.c.reason), func.min(resolution.c.candidates), rows)
            .where(within(resolution, self._found), resolution.c.match == "review")
            .group_by(*texts)
            .order_by(rows.desc(), *texts)
            .limit(most)
        )
        return [
            NameToReview(
                village, commune, district, why or "", tuple(filter(None, (codes or "").split("|"))), int(count)
            )
            for village, commune, district, why, codes, count in self._connection.execute(query)
        ]

    def village_names(self, codes: Collection[str]) -> dict[str, str]:
        """Name and commune of villages, by code, under the newest names they are known by."""
        query = (
            select(unit.c.unit_code, unit.c.unit, unit.c.commune)
            .where(unit.c.level == "village", unit.c.unit_code.in_(sorted(codes)))
            .order_by(unit.c.unit_id)
        )
        return {
            code: ", ".join(filter(None, (name, commune))) for code, name, commune in self._connection.execute(query)
        }

    def _mine(self, table: Table) -> ColumnElement[bool]:
        seen = within(table, self._found)
        return seen if self._codes is None else and_(seen, table.c.unit_code.in_(sorted(self._codes)))


def codes_below(connection: Connection, unit_code: str, on: dt.date) -> Codes:
    """The unit and every unit that lay below it on a day, by the names that runs knew.

    Of a unit's versions the newest that some run knew by the day speaks, else the oldest. Codes stay with villages, so
    those of a unit at a date are seen in the runs of every day.
    """
    rows = connection.execute(
        text("SELECT unit_code, commune_code, district_code, first_as_of, last_as_of FROM mart_unit_history")
    ).all()
    versions: dict[str, list[tuple[str, str, tuple[str, ...]]]] = defaultdict(list)
    for code, commune, district, first, last in rows:
        versions[code].append((str(first)[:10], str(last)[:10], (code, commune or "", district or "")))
    found = {code for code, known in versions.items() if unit_code in _on(known, on.isoformat())}
    return frozenset({unit_code, *found})


def own_in_run(connection: Connection, found: RowMapping, codes: Codes) -> Codes:
    """The codes that mean the same units in a run as they did on the day they were collected.

    Codes of villages stay with them; those of communes and districts were given to others when units were redrawn. One
    is the same as long as no village lies below it in the run that is not one of the codes.
    """
    places = (unit.c.unit_code, unit.c.commune_code, unit.c.district_code)
    above = or_(unit.c.commune_code.in_(sorted(codes)), unit.c.district_code.in_(sorted(codes)))
    query = (
        select(*places)
        .join_from(unit_span, unit, unit.c.unit_id == unit_span.c.unit_id)
        .where(within(unit_span, found), unit.c.level == "village", above)
    )
    strangers = {place for code, *upper in connection.execute(query) if code not in codes for place in upper}
    return codes - strangers


def _on(versions: Iterable[tuple[str, str, tuple[str, ...]]], day: str) -> tuple[str, ...]:
    every = sorted(versions, key=lambda version: version[:2])
    begun = [version for version in every if version[0] <= day]
    return max(begun, key=lambda version: (version[1], version[0]))[2] if begun else every[0][2]


def runs_newest_first(connection: Connection, most: int, skip: int = 0) -> list[RunRecord]:
    """Stored runs, newest first."""
    rows = connection.execute(select(run).order_by(run.c.seq.desc()).limit(most).offset(skip)).mappings()
    return [record_of(row) for row in rows]


def newest_seq(connection: Connection) -> int:
    """The number of the newest run; 0 in an empty warehouse. What changes when anything is stored."""
    return int(connection.execute(select(func.coalesce(func.max(run.c.seq), 0))).scalar_one())
