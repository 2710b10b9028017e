"""The warehouse as other rooms see it: open it, save a run, ask what a run found (rows: ``warehouse.reader``)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, insert, select, update

from doisoat.errors import ConfigError
from doisoat.personal import KnownNames
from warehouse import questions
from warehouse.diff import diff
from warehouse.export import export
from warehouse.gate import FREE_TABLES, gated, gated_summary, known_names, restored
from warehouse.lease import Lease, hold
from warehouse.load import FRAMES, Loader
from warehouse.outbox import SqlOutbox, enqueue
from warehouse.privacy import files_met, opened, purge, reseal, sealed
from warehouse.questions import LATEST
from warehouse.reader import WarehouseReader
from warehouse.report_frames import checks, missing, report_frames, roll_up
from warehouse.run import RunRecord, verdict_hash
from warehouse.schema import (
    expectation_result,
    gate_result,
    line,
    pointer,
    resolution,
    run,
    table_question,
    table_reading,
    unit,
)
from warehouse.spoken import add_answers
from warehouse.trouble import WarehouseError, translate_db_errors

_TABLE = {**FRAMES, "evidence": "evidence", "units": "unit"}


class Warehouse(WarehouseReader):
    """Runs, verdicts and what they rest on: what is written, and what is asked for as frames."""

    # -- writing -----------------------------------------------------------------------------------------------------

    @contextmanager
    def lease(self, scope: Sequence[str] = ()) -> Iterator[Lease]:
        """Hold the right to save runs of a scope for the time of the block; hand it to ``save_run``.

        Raises:
            BusyError: another process holds it; nothing was waited for.
        """
        with translate_db_errors(self._dialect), hold(self._engine, self._writer, self._dialect, scope) as taken:
            yield taken

    def save_run(
        self,
        record: RunRecord,
        frames: dict[str, pd.DataFrame],
        lease: Lease | None = None,
        letters: Sequence[Any] = (),
        answers: pd.DataFrame | None = None,
    ) -> RunRecord:
        """Store a run as a whole or not at all; readers see it from the commit on.

        Free text passes the gate (``warehouse.gate``) on its way in. Saving the same run id again changes nothing.
        Frames by name: ``verdicts``, ``check_results``, ``evidence``, ``verdict_claims``, ``units``, ``source_files``,
        ``refusals``, ``notes``, ``set_aside``, ``resolutions``, ``criteria_files``, ``expectation_results``,
        ``gate_results``, ``signals``, ``table_readings``, ``table_questions``; one that is missing is empty.

        ``letters`` (``reports.outbox.NewLetter``) are queued in the same transaction: none is lost, none is queued for
        a run that was not stored. So are ``answers``, the rows of units' answers that the run took in
        (``warehouse.spoken.ANSWER_ROWS``).

        Returns:
            The record as stored, with its ``verdict_hash``.

        Raises:
            FencedError: another run has taken over the lease.
            WarehouseError: the id is taken by a run with other verdicts, the disk is full ...
            TransientError: the connection was lost; nothing was stored.
        """
        record = replace(record, verdict_hash=verdict_hash(frames.get("verdicts", pd.DataFrame())))
        names = known_names(frames.get("units", pd.DataFrame()))
        record = replace(record, summary=gated_summary(record.summary, names))
        frames = {name: self._safe(_TABLE.get(name, ""), frame, names) for name, frame in frames.items()}
        with translate_db_errors(self._dialect), self._writer.begin() as connection:
            if lease is not None:
                lease.check(connection)
            line_id = self._line(connection, record)
            # Asked under the line's lock: of two processes that save one run the second finds the first's.
            known = connection.execute(select(run.c.verdict_hash).where(run.c.run_id == record.run_id)).scalar()
            if known is not None:
                return self._same(record, known)
            previous = connection.execute(select(func.max(run.c.seq)).where(run.c.line_id == line_id)).scalar()
            seq: int = connection.execute(
                insert(run).returning(run.c.seq), {**_row_of(record, line_id), "previous_seq": previous}
            ).scalar_one()
            Loader(connection, self._dialect, line_id, seq, previous).load(frames)
            enqueue(connection, self._dialect, letters, record.finished_at or record.started_at)
            if answers is not None and len(answers):
                add_answers(connection, self._dialect, answers, names, self._keys)
            self._point(connection, record, seq)
        return record

    def _safe(self, table: str, frame: pd.DataFrame, known: KnownNames) -> pd.DataFrame:
        return sealed(table, gated(table, frame, known, self._keys), self._keys)

    def _same(self, record: RunRecord, known: str) -> RunRecord:
        if known != record.verdict_hash:
            raise WarehouseError(
                f"lượt đối soát {record.run_id} đã được lưu với kết luận khác",
                fix="chạy lại với một mã lượt mới; kết quả đã lưu được giữ nguyên",
            )
        return record

    def _line(self, connection: Connection, record: RunRecord) -> int:
        """The line the run continues: of those of its question the one that ends nearest before or on its as-of day.

        The question's first line stays locked until the commit, so that writers of one question follow each other.
        """
        question = question_of(record)
        self._dialect.ensure(connection, line, {"question": question, "number": 0})
        mine = line.c.question == question
        connection.execute(select(line.c.line_id).where(mine, line.c.number == 0).with_for_update())
        lines = connection.execute(select(line.c.line_id, line.c.as_of).where(mine)).all()
        line_id: int
        usable = [known for known in lines if known.as_of is None or known.as_of <= record.as_of]
        if usable:
            line_id = max(usable, key=lambda known: (known.as_of or dt.date.min, known.line_id)).line_id
            connection.execute(update(line).where(line.c.line_id == line_id).values(as_of=record.as_of))
        else:
            new = insert(line).values(question=question, number=len(lines), as_of=record.as_of)
            line_id = connection.execute(new.returning(line.c.line_id)).scalar_one()
        return line_id

    def _point(self, connection: Connection, record: RunRecord, seq: int) -> None:
        names = {LATEST}
        # The day has begun somewhere in the world: a run as of a day to come would be the present until that day.
        has_come = record.as_of <= (record.started_at + dt.timedelta(hours=14)).date()
        if not record.scope and record.known_at is None and has_come:
            # A look back on an earlier day answers a question; it does not become the present.
            newer = select(pointer.c.name).join(run, run.c.seq == pointer.c.seq).where(run.c.as_of > record.as_of)
            ahead = set(connection.execute(newer).scalars()) - {LATEST}
            drafts = record.summary.get("drafts")  # what is a draft is no verdict that counts
            names |= set(record.criteria) - ahead - set(drafts if isinstance(drafts, list) else ())
        for name in sorted(names):  # in one order, so that two writers cannot wait for each other crosswise
            self._dialect.upsert(connection, pointer, {"name": name}, {"seq": seq})

    def report_frames(self, run_id: str) -> dict[str, pd.DataFrame]:
        """What the reports of a run are made of, by name (``reports.contract.ReportFrames``)."""
        with self._reading() as connection:
            return report_frames(connection, questions.find_run(connection, run_id)["run_id"])

    def checks(self, run_id: str) -> pd.DataFrame:
        """What every check of a run said (``reports.contract.CHECK_COLUMNS``)."""
        with self._reading() as connection:
            return checks(connection, questions.find_run(connection, run_id)["run_id"])

    def roll_up(self, run_id: str) -> pd.DataFrame:
        """How many units of communes, districts and the province are met, and how many may be (``mart_roll_up``)."""
        with self._reading() as connection:
            return roll_up(connection, questions.find_run(connection, run_id)["run_id"])

    def missing(self, run_id: str, scope: str = "") -> pd.DataFrame:
        """What units lacked in a run (``reports.contract.MISSING_COLUMNS``): a unit and those below it."""
        with self._reading() as connection:
            found = missing(connection, questions.find_run(connection, run_id)["run_id"])
        if not scope:
            return found
        return found[(found[["unit_code", "commune_code", "district_code"]] == scope).any(axis=1)]

    def outbox(self, letter: Callable[..., Any], told_as: Callable[[str, str], Any]) -> SqlOutbox:
        """The letters queued here; the callables make objects of ``reports.outbox`` (``Letter``, ``LastNotice``)."""
        return SqlOutbox(self._writer, self._dialect, letter, told_as)

    def purge(self, before: dt.datetime, *, dry_run: bool = False) -> int:
        """Empty what names persons of what runs before this moment brought in; verdicts stay. How many values were.

        The freed pages are overwritten too. Backups and the inbox itself are the caller's: a file that still lies
        there brings its texts back with the next run.
        """
        with translate_db_errors(self._dialect):
            with self._writer.begin() as connection:
                count = purge(connection, before, dry_run=dry_run)
            if not dry_run:
                self._dialect.scrub(self._engine, FREE_TABLES)
        return count

    def files_met(self) -> pd.DataFrame:
        """When each content (SHA-256) was last met by a run, and whether one could read it (``privacy.files_met``)."""
        with self._reading() as connection:
            return files_met(connection)

    def reseal(self) -> int:
        """After a new key was put in front: seal everything with it. How many values were. Then the old key can go.

        Raises:
            ConfigError: no key is set, or one that is needed to open a value is missing.
        """
        if self._keys is None:
            raise ConfigError("chưa đặt khóa mã hóa", fix="đặt biến môi trường DOISOAT_KEYS__STORE=TÊN:BÍ_MẬT")
        with translate_db_errors(self._dialect):
            with self._writer.begin() as connection:
                count = reseal(connection, self._keys)
            self._dialect.scrub(self._engine, FREE_TABLES)
        return count

    # -- asking ------------------------------------------------------------------------------------------------------

    def verdicts(self, run_id: str, scopes: list[str] | None = None) -> pd.DataFrame:
        """Verdicts of a run as VERDICTS_CSV, sorted, blanks as ``""``; of units at or below the codes in ``scopes``."""
        with self._reading() as connection:
            return questions.verdicts(connection, questions.find_run(connection, run_id, scopes or ()), scopes or [])

    def contradicted(self, source_id: str) -> pd.DataFrame:
        """Claims that runs contradicted, each unit and indicator as the newest such run had it.

        Columns ``criteria, unit_code, indicator, claim, as_of, sentence``: a row for every row of evidence of
        ``source_id`` (the claimant's), and at least one a claim.
        """
        with self._reading() as connection:
            return questions.contradicted(connection, source_id)

    def resolutions(self, run_id: str) -> pd.DataFrame:
        """How a run resolved each place text, personal columns readable where the key is set; blanks are missing."""
        with self._reading() as connection:
            frame = questions.rows_of(connection, resolution, questions.find_run(connection, run_id))
        return opened("resolution", restored("resolution", frame, self._keys), self._keys)

    def table_questions(self, run_id: str) -> pd.DataFrame:
        """What a run asked people about tables, a row a question (``connectors.table_answers.QUESTIONS``)."""
        with self._reading() as connection:
            frame = questions.rows_of(connection, table_question, questions.find_run(connection, run_id))
        return restored("table_question", frame, self._keys)

    def table_readings(self, run_id: str) -> pd.DataFrame:
        """How a run understood the columns of every table (``connectors.accounts.READINGS``)."""
        with self._reading() as connection:
            frame = questions.rows_of(connection, table_reading, questions.find_run(connection, run_id))
        return restored("table_reading", frame, self._keys)

    def witnessed(self, run_id: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        """What great-expectations and the source gates saw in a run: names and counts, never a cell's value."""
        with self._reading() as connection:
            found = questions.find_run(connection, run_id)
            return (
                questions.rows_of(connection, expectation_result, found),
                restored("gate_result", questions.rows_of(connection, gate_result, found), None),
            )

    def units(self) -> pd.DataFrame:
        """Every unit the warehouse has met, under its newest names: level, unit_code, unit, commune, district."""
        names = ("level", "unit_code", "unit", "commune_code", "commune", "district_code", "district")
        with self._reading() as connection:
            rows = connection.execute(select(*(unit.c[name] for name in names)).order_by("unit_id")).all()
        frame = pd.DataFrame(rows, columns=list(names))
        return frame.drop_duplicates("unit_code", keep="last", ignore_index=True)

    def export(self, run_id: str, folder: Path, formats: tuple[str, ...] = ("csv", "parquet")) -> Path:
        """Write a run's tables into a folder, with a Frictionless descriptor; the path of ``datapackage.json``.

        Personal columns are left out. Equal runs give equal CSV files, on either database.
        """
        with self._reading() as connection:
            return export(connection, questions.find_run(connection, run_id), folder, formats)

    def pair(self, run_a: str, run_b: str) -> tuple[str, str]:
        """The ids of two runs to compare; ``latest`` is the newest that covers all that the other was asked about."""
        with self._reading() as connection:
            first, second = questions.find_pair(connection, run_a, run_b)
            return first["run_id"], second["run_id"]

    def diff(self, run_a: str, run_b: str) -> pd.DataFrame:
        """Verdicts of ``run_b`` that differ from those of ``run_a``, each with one cause (columns ``diff.DIFF``).

        A blank verdict means that the run has none for the unit. ``latest`` is the newest run that covers all that the
        other run was asked about.
        """
        with self._reading() as connection:
            return diff(connection, *questions.find_pair(connection, run_a, run_b))


def question_of(record: RunRecord) -> str:
    """What a run was asked, apart from the day, as one text."""
    kind = "known-at" if record.known_at is not None else ""
    return json.dumps([sorted(record.scope), sorted(record.criteria), kind], ensure_ascii=False)


def _row_of(record: RunRecord, line_id: int) -> dict[str, object]:
    return {
        "run_id": record.run_id,
        "line_id": line_id,
        "as_of": record.as_of,
        "known_at": record.known_at.astimezone(dt.UTC) if record.known_at else None,
        "started_at": record.started_at.astimezone(dt.UTC),
        "finished_at": record.finished_at.astimezone(dt.UTC) if record.finished_at else None,
        "scope": json.dumps(sorted(record.scope)),
        "criteria": json.dumps(record.criteria, sort_keys=True),
        "code_version": record.code_version,
        "inbox": record.inbox,
        "summary": json.dumps(record.summary, ensure_ascii=False, sort_keys=True),
        "verdict_hash": record.verdict_hash,
        "asked_criteria": json.dumps(sorted(record.asked_criteria)),
    }
