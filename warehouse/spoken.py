"""What people have said to verdicts, kept for good: decisions of officers and answers of units, only ever added to.

What an act or an answer means is told by ``doisoat.standing``; this is where they lie. A portal and the command line
call the same methods; each is one transaction. Acts about decisions form a chain of digests, so that one that was
changed or taken out behind the program's back is noticed (``Spoken.broken_chain``).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, and_, select

from doisoat import standing
from doisoat.answer_rules import COUNTED, OUTCOMES, TAKEN, problem_of
from doisoat.clock import VIETNAM
from doisoat.errors import ConfigError
from doisoat.keyring import Keyring
from doisoat.personal import KnownNames, without_persons
from doisoat.short_code import short_code
from doisoat.standing import Answer, Decision, FoundNow, Key, Said
from warehouse.decisions import act_of, acts, added, digest, key_of, utc
from warehouse.dialects import Dialect
from warehouse.questions import LATEST, find_run
from warehouse.schema import answer_row, decision_act, unit, verdict
from warehouse.trouble import translate_db_errors
from warehouse.within import within

if TYPE_CHECKING:
    import pandas as pd

ANSWER_ROWS = tuple(c.name for c in answer_row.columns if c.name not in ("answer_id", "original"))
_KEY = ("criteria", "level", "unit_code", "indicator")


class Spoken:
    """Decisions and answers of one warehouse; made by ``Warehouse.spoken``."""

    def __init__(self, reader: Engine, writer: Engine, dialect: Dialect, keys: Keyring | None) -> None:
        self._reader, self._writer, self._dialect, self._keys = reader, writer, dialect, keys

    # -- decisions ---------------------------------------------------------------------------------------------------

    def propose(
        self,
        unit_code: str,
        indicator: str,
        verdict: str,
        *,
        reason: str,
        document: str,
        until: dt.date,
        by: str,
        at: dt.datetime,
        criteria: str | None = None,
        run_id: str = LATEST,
    ) -> Decision:
        """An officer's proposal to set a verdict; it counts once a second person has confirmed it.

        Args:
            unit_code: whose verdict.
            indicator: of which indicator; a unit as a whole follows its indicators.
            verdict: a ``doisoat.model.Verdict``.
            reason: why, in a sentence; persons in it are masked.
            document: number and day of the paper it rests on.
            until: last as-of day on which it holds.
            by: who proposes.
            at: now, with its zone.
            criteria: the criteria set, where the unit is judged under several.
            run_id: the run that was looked at; the newest that covers the unit where none is named.

        Raises:
            ConfigError: there is no such finding, or ``doisoat.standing.proposal`` refuses it.
        """
        with translate_db_errors(self._dialect), self._writer.begin() as connection:
            self._dialect.lock_schema(connection)  # one act after the other: the next sees the last
            found = _found_now(connection, unit_code, indicator, criteria, run_id)
            decisions = standing.decisions_of(acts(connection))
            act = standing.proposal(
                found, verdict, reason=without_persons(reason), document=without_persons(document), until=until, by=by,
                at=at.astimezone(dt.UTC), decisions=decisions, answers=_answers(connection),
            )  # fmt: skip
            return added(connection, act)

    def confirm(self, number: str, *, by: str, at: dt.datetime) -> Decision:
        """The second person's yes to a proposal; every later run applies it.

        Raises:
            ConfigError: ``doisoat.standing.confirmation`` refuses it.
        """
        with translate_db_errors(self._dialect), self._writer.begin() as connection:
            self._dialect.lock_schema(connection)
            decisions = standing.decisions_of(acts(connection))
            wanted = next((d for d in decisions if d.id == number.strip().upper()), None)
            ground = _ground_now(connection, wanted.key) if wanted else None
            act = standing.confirmation(number, by=by, at=at.astimezone(dt.UTC), decisions=decisions, ground=ground)
            return added(connection, act)

    def withdraw(self, number: str, *, reason: str, by: str, at: dt.datetime) -> Decision:
        """Take a proposal or a decision back; from the next run on the evidence speaks alone.

        Raises:
            ConfigError: ``doisoat.standing.withdrawal`` refuses it.
        """
        with translate_db_errors(self._dialect), self._writer.begin() as connection:
            self._dialect.lock_schema(connection)
            decisions = standing.decisions_of(acts(connection))
            told = without_persons(reason)
            act = standing.withdrawal(number, reason=told, by=by, at=at.astimezone(dt.UTC), decisions=decisions)
            return added(connection, act)

    def decisions(self, known_at: dt.datetime | None = None) -> list[Decision]:
        """All decisions, oldest first, whatever became of them; with ``known_at`` as they stood then."""
        with translate_db_errors(self._dialect), self._reader.connect() as connection:
            return standing.decisions_of(acts(connection), known_at)

    def broken_chain(self) -> str:
        """The number of the first decision whose acts are not as they were written; "" where all are."""
        before = ""
        with translate_db_errors(self._dialect), self._reader.connect() as connection:
            for row in connection.execute(select(decision_act).order_by(decision_act.c.act_id)).mappings():
                if row["previous"] != before or row["digest"] != digest(act_of(row), before):
                    return str(row["decision"])
                before = row["digest"]
        return ""

    # -- answers -----------------------------------------------------------------------------------------------------

    def answers(self, unit_code: str = "") -> list[Answer]:
        """Every answer that was taken, of a unit where one is named, oldest first, with its words as may be shown."""
        with translate_db_errors(self._dialect), self._reader.connect() as connection:
            return _answers(connection, unit_code)

    def answer_rows(self) -> pd.DataFrame:
        """Every row that units sent, taken or not (ANSWER_ROWS), oldest first; unmasked with a key."""
        import pandas as pd

        from warehouse.gate import restored

        with translate_db_errors(self._dialect), self._reader.connect() as connection:
            columns = [*(answer_row.c[name] for name in ANSWER_ROWS), answer_row.c.original]
            rows = connection.execute(select(*columns).order_by(answer_row.c.answer_id)).all()
        frame = pd.DataFrame(rows, columns=[*ANSWER_ROWS, "original"], dtype=object)
        frame["answered_at"] = [utc(at) for at in frame["answered_at"]]
        return restored("answer_row", frame, self._keys)

    def take_answer(
        self,
        unit_code: str,
        indicator: str,
        said: Said,
        *,
        ground: str,
        by_unit: str,
        at: dt.datetime,
        explanation: str = "",
        changed_on: dt.date | None = None,
        criteria: str | None = None,
    ) -> Answer:
        """A unit's answer to one finding of the newest run, as a portal takes it.

        Args:
            unit_code: the unit the finding is about.
            indicator: its indicator.
            said: the answer.
            ground: the number of the evidence that the person saw (``verdicts`` of the mart, column ``ground``).
            by_unit: the unit that answers: the finding's own, or the commune or district it lies in.
            at: now, with its zone.
            explanation: the reason of an objection, or what changed; persons in it are masked.
            changed_on: since when.
            criteria: the criteria set, where the unit is judged under several.

        Raises:
            ConfigError: there is no such finding, it is not the unit's, the evidence has changed since the person
                looked, or something is missing in the answer.
        """
        import pandas as pd

        with translate_db_errors(self._dialect), self._writer.begin() as connection:
            found = _found_now(connection, unit_code, indicator, criteria, LATEST)
            problem = problem_of(said, explanation, changed_on, at.astimezone(VIETNAM).date())
            if not _owns(connection, by_unit, found.key):
                problem = "other_unit"
            elif not problem and found.ground != ground:
                problem = "late"
            if problem:
                what, fix = OUTCOMES[problem]
                raise ConfigError(what, fix=fix)
            when = at.astimezone(dt.UTC)
            row = {
                **dict.fromkeys(ANSWER_ROWS, ""), **dict(zip(_KEY, found.key, strict=True)), "by_unit": by_unit,
                "outcome": TAKEN, "ground": ground, "said": str(said), "explanation": explanation,
                "changed_on": changed_on, "answered_at": when, "row": 0,
                "receipt": short_code("BN", [by_unit, *found.key, when.isoformat()]),
                "reference": short_code("DS", found.key),
            }  # fmt: skip
            add_answers(connection, self._dialect, pd.DataFrame([row]), KnownNames(), self._keys)
            return Answer(found.key, ground, said, explanation, changed_on, by_unit, when, str(row["receipt"]))

    def grounds_of(self, run_id: str) -> dict[Key, str]:
        """What each finding rests on in a run, by its key."""
        with translate_db_errors(self._dialect), self._reader.connect() as connection:
            found = find_run(connection, run_id)
            names = [verdict.c[name] for name in (*_KEY, "ground")]
            rows = connection.execute(select(*names).where(within(verdict, found), verdict.c.ground.is_not(None)))
            return {(c, level, code, indicator): ground for c, level, code, indicator, ground in rows}

    def known_grounds(self) -> pd.DataFrame:
        """What letters may have told: the verdicts that any run had, once each.

        Columns ``criteria, level, unit_code, indicator, ground, commune_code, district_code``.
        """
        import pandas as pd

        names = [verdict.c[name] for name in (*_KEY, "ground")]
        query = (
            select(*names, unit.c.commune_code, unit.c.district_code)
            .join_from(verdict, unit, unit.c.unit_id == verdict.c.unit_id)
            .where(verdict.c.ground.is_not(None))
            .distinct()
        )
        with translate_db_errors(self._dialect), self._reader.connect() as connection:
            rows = connection.execute(query).all()
        frame = pd.DataFrame(rows, columns=[*_KEY, "ground", "commune_code", "district_code"], dtype=object)
        return frame.where(frame.notna(), "")


def add_answers(
    connection: Connection, dialect: Dialect, rows: pd.DataFrame, known: KnownNames, keys: Keyring | None
) -> None:
    """Add rows (ANSWER_ROWS) that are not there yet, in a running transaction such as a run's; free text is masked."""
    import pandas as pd

    from warehouse.gate import gated

    safe = gated("answer_row", rows.astype({"explanation": "str", "name": "str", "sheet": "str"}), known, keys)
    for row in safe.astype(object).where(safe.notna(), None).to_dict("records"):
        at = pd.Timestamp(row["answered_at"]).to_pydatetime().astimezone(dt.UTC)
        day = row["changed_on"]
        plain = {str(name): value for name, value in row.items()}
        dialect.ensure(connection, answer_row, {**plain, "answered_at": at, "changed_on": day or None})


def _answers(connection: Connection, unit_code: str = "") -> list[Answer]:
    query = select(answer_row).where(answer_row.c.outcome.in_(COUNTED)).order_by(answer_row.c.answer_id)
    if unit_code:
        query = query.where(answer_row.c.unit_code == unit_code)
    found = [
        Answer(
            key_of(row),
            row["ground"],
            row["said"],
            row["explanation"] or "",
            row["changed_on"],
            row["by_unit"],
            utc(row["answered_at"]),
            row["receipt"],
        )
        for row in connection.execute(query).mappings()
    ]
    return sorted(found, key=lambda one: one.answered_at)


def _found_now(connection: Connection, unit_code: str, indicator: str, criteria: str | None, run_id: str) -> FoundNow:
    run = find_run(connection, run_id, [unit_code])
    asked = [within(verdict, run), verdict.c.unit_code == unit_code, verdict.c.indicator == indicator]
    if criteria:
        asked.append(verdict.c.criteria == criteria)
    rows = connection.execute(select(verdict).where(and_(*asked))).mappings().all()
    if indicator == "overall":
        raise ConfigError("kết quả chung theo các chỉ tiêu", fix="quyết định từng chỉ tiêu")
    if not rows:
        raise ConfigError(
            f"lượt {run['run_id']} không có kết luận cho {unit_code}, chỉ tiêu {indicator}",
            fix="xem các kết luận: doisoat verdicts",
        )
    if len(rows) > 1:
        sets = ", ".join(sorted(row["criteria"] for row in rows))
        raise ConfigError(f"đơn vị được xét theo nhiều bộ tiêu chí: {sets}", fix="chọn một bộ bằng --criteria")
    (row,) = rows
    if "draft" in (row["reasons"] or "").split(";"):
        raise ConfigError("bộ tiêu chí còn là dự thảo", fix="chờ bộ tiêu chí có hiệu lực")
    if not row["ground"]:
        raise ConfigError("lượt này lưu trước khi có mã căn cứ", fix="chạy lại: doisoat run, rồi làm lại")
    return FoundNow(
        key_of(row), row["claim"] or "", row["evidence_verdict"] or row["verdict"],
        row["ground"], run["as_of"], run["run_id"],
    )  # fmt: skip


def _ground_now(connection: Connection, key: Key) -> str | None:
    """What the finding rests on in the newest run; "" where it has no such verdict."""
    run = find_run(connection, LATEST, [key[2]])
    mine = and_(*(verdict.c[name] == value for name, value in zip(_KEY, key, strict=True)))
    return connection.execute(select(verdict.c.ground).where(within(verdict, run), mine)).scalar() or ""


def _owns(connection: Connection, by_unit: str, key: Key) -> bool:
    run = find_run(connection, LATEST, [key[2]])
    mine = and_(*(verdict.c[name] == value for name, value in zip(_KEY, key, strict=True)))
    query = (
        select(unit.c.unit_code, unit.c.commune_code, unit.c.district_code)
        .join_from(verdict, unit, unit.c.unit_id == verdict.c.unit_id)
        .where(within(verdict, run), mine)
    )
    return any(by_unit in tuple(row) for row in connection.execute(query)) and bool(by_unit)
