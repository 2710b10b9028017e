"""The warehouse as it is asked for rows: nothing here carries frames, so that a server of pages stays small.

``warehouse.store.Warehouse`` is the same with what is written, and asked for as frames. Modules that need pandas or
pyarrow are imported where a frame is made (``docs/decisions/0027-what-the-pages-carry.md``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, select

from doisoat.errors import ConfigError
from doisoat.explanation import Explanation
from doisoat.keyring import Keyring
from warehouse import migrations, questions, releases
from warehouse.dialects import Dialect, dialect_of
from warehouse.explain import explain
from warehouse.letters import LetterShown, letters_newest_first
from warehouse.look import Codes, Look, codes_below, newest_seq, own_in_run, runs_newest_first
from warehouse.run import RunRecord
from warehouse.schema import OWN, criteria_file, gate_result, run, unit
from warehouse.spoken import Spoken
from warehouse.trouble import translate_db_errors
from warehouse.within import within


class WarehouseReader:
    """Runs and what they found, row by row, in SQLite or PostgreSQL. Open with ``open``."""

    def __init__(self, engine: Engine, dialect: Dialect, keys: Keyring | None = None) -> None:
        self._keys = keys
        self._dialect = dialect
        self._engine = engine
        self._writer = engine.execution_options(writes=True)

    @classmethod
    def open(cls, url: str, keys: Keyring | None = None) -> Self:
        """Open the warehouse at a SQLAlchemy URL; an empty database gets its tables, an old one is migrated.

        With ``keys`` personal columns are stored sealed (``warehouse.privacy``).

        Raises:
            ConfigError: not a URL of SQLite or PostgreSQL, or a database of a newer program.
        """
        dialect, parsed = dialect_of(url)
        store = cls(dialect.engine(parsed), dialect, keys)
        try:
            store._prepare()
        except BaseException:
            store.close()
            raise
        return store

    def _prepare(self) -> None:
        with self._reading() as connection:
            current = migrations.state(connection)
        if current != migrations.wanted_state():
            with translate_db_errors(self._dialect), self._writer.begin() as connection:
                self._dialect.lock_schema(connection)
                migrations.migrate(connection)

    def close(self) -> None:
        """Give back connections; SQLite then folds its journal into the file."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _tb: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with translate_db_errors(self._dialect), self._engine.connect() as connection:
            yield connection

    def runs(self) -> list[RunRecord]:
        """All finished runs, oldest first."""
        with self._reading() as connection:
            return [questions.record_of(row) for row in connection.execute(select(run).order_by(run.c.seq)).mappings()]

    def recent_runs(self, most: int, skip: int = 0) -> list[RunRecord]:
        """Finished runs, newest first, some at a time."""
        with self._reading() as connection:
            return runs_newest_first(connection, most, skip)

    @contextmanager
    def looking(self, run_id: str, codes: Codes | None, units: Sequence[str] = ()) -> Iterator[Look]:
        """A run as somebody may see it who may see the units of ``codes`` (``None``: all); see ``warehouse.look``.

        A code that is another unit's in this run is left out (``warehouse.look.own_in_run``).

        Raises:
            ConfigError: no run has this id, or there is none yet.
        """
        with self._reading() as connection:
            found = questions.find_run(connection, run_id, units)
            yield Look(connection, found, codes if codes is None else own_in_run(connection, found, codes))

    def letters(self, codes: Codes | None, most: int, skip: int = 0) -> list[LetterShown]:
        """Letters about the units of ``codes`` (``None``: all), newest first (``warehouse.letters``)."""
        with self._reading() as connection:
            return letters_newest_first(connection, codes, most, skip)

    def codes_below(self, unit_code: str, on: dt.date) -> Codes:
        """The codes of a unit and of all below it on a day (``warehouse.look.codes_below``)."""
        with self._reading() as connection:
            return codes_below(connection, unit_code, on)

    def newest_seq(self) -> int:
        """A number that grows with every stored run."""
        with self._reading() as connection:
            return newest_seq(connection)

    def resolve_run(self, run_id: str, units: Sequence[str] = ()) -> RunRecord:
        """The run with this id, or for ``latest`` the newest that covers the units, or all (``warehouse.latest``).

        Raises:
            ConfigError: there is none.
        """
        with self._reading() as connection:
            return questions.record_of(questions.find_run(connection, run_id, units))

    def stored_after(self, run_id: str) -> list[RunRecord]:
        """The runs stored after this one, oldest first: those that ``latest`` passed over."""
        with self._reading() as connection:
            seq = questions.find_run(connection, run_id)["seq"]
            later = connection.execute(select(run).where(run.c.seq > seq).order_by(run.c.seq)).mappings()
            return [questions.record_of(row) for row in later]

    def explain(self, run_id: str, unit_code: str, indicator: str | None = None) -> Explanation:
        """Why a unit got its verdicts: claim, checks and the rows of files each rests on.

        Raises:
            ConfigError: the run has no verdict for this unit or indicator.
        """
        with self._reading() as connection:
            found = explain(connection, questions.find_run(connection, run_id, [unit_code]), unit_code, indicator)
        if not found.indicators:
            raise ConfigError(
                f"lượt đối soát {found.run_id} không có kết luận cho {unit_code}"
                + (f", chỉ tiêu {indicator}" if indicator else ""),
                fix="xem mã thôn, xã có trong lượt này bằng lệnh: doisoat verdicts",
            )
        return found

    def rules(self, run_id: str) -> dict[str, str]:
        """The criteria files a run used: id to text. To repeat an old run under its own rules."""
        with self._reading() as connection:
            seen = within(criteria_file, questions.find_run(connection, run_id))
            rows = connection.execute(select(criteria_file.c.criteria, criteria_file.c.text).where(seen))
            return {row.criteria: row.text for row in rows}

    def gates(self, run_id: str) -> list[dict[str, Any]]:
        """What the gates of a run saw, a row each (``warehouse.marts`` ``mart_gate``)."""
        columns = [column for column in gate_result.columns if column.name not in (*OWN, "original")]
        with self._reading() as connection:
            seen = within(gate_result, questions.find_run(connection, run_id))
            rows = connection.execute(select(*columns).where(seen).order_by(gate_result.c.row_id)).mappings()
            return [dict(row) for row in rows]

    def unit_names(self) -> dict[str, str]:
        """The newest name of every unit the warehouse has met, by its code."""
        with self._reading() as connection:
            rows = connection.execute(select(unit.c.unit_code, unit.c.unit).order_by(unit.c.unit_id))
            return {code: name or "" for code, name in rows}

    def newest_run(self, known_at: dt.datetime) -> RunRecord | None:
        """The newest run of everything that had ended by a moment: whose rules and answers were known then."""
        ended = [run for run in self.runs() if not run.scope and run.finished_at and run.finished_at <= known_at]
        return max(ended, key=lambda run: (run.finished_at, run.started_at), default=None)

    def accepted_volumes(
        self, inbox: Path, as_of: dt.date, known_at: dt.datetime | None = None
    ) -> dict[tuple[str, str], int]:
        """How many entries each source's list had when it was last accepted: by (source id, record kind).

        Of runs of the same inbox, for a day not after ``as_of`` and, for a look back, ended by ``known_at``.
        """
        with self._reading() as connection:
            return releases.accepted_volumes(connection, str(inbox), as_of, known_at)

    def accepted_files(
        self, source_id: str, inbox: Path, as_of: dt.date, known_at: dt.datetime | None = None
    ) -> list[tuple[str, str]]:
        """Name and SHA-256 of the files of a source when its list was last accepted; see ``accepted_volumes``."""
        with self._reading() as connection:
            return releases.accepted_files(connection, source_id, str(inbox), as_of, known_at)

    def release(self, source_id: str, reason: str, by: str, now: dt.datetime) -> str:
        """Note a person's yes to a list that had shrunk and was held back by the newest run; that run's id.

        Raises:
            ConfigError: the newest run did not hold the source back.
        """
        with translate_db_errors(self._dialect), self._writer.begin() as connection:
            return releases.release(connection, source_id, reason, by, now)

    def released(self, run_id: str) -> frozenset[str]:
        """The sources that this run held back and a person has released since."""
        with self._reading() as connection:
            return releases.released(connection, run_id)

    def spoken(self) -> Spoken:
        """What people have said to verdicts: decisions of officers, answers of units."""
        return Spoken(self._engine, self._writer, self._dialect, self._keys)
