"""The outbox and the table of recipients in the warehouse; what the columns are for is told in ``reports.outbox``.

``SqlOutbox`` has the methods of ``reports.outbox.OutboxStore``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    and_,
    func,
    or_,
    select,
    update,
)

from warehouse.dialects import Dialect
from warehouse.schema import metadata
from warehouse.trouble import translate_db_errors

if TYPE_CHECKING:
    import pandas as pd

_TIME = DateTime(timezone=True)

outbox = Table(
    "outbox",
    metadata,
    Column("letter_id", Integer, primary_key=True, comment="number of the letter"),
    Column("run_id", Text, nullable=False, comment="run whose findings the letter tells"),
    Column("report_id", Text, nullable=False, comment="report that the letter carries: the name of its folder"),
    Column("unit_code", Text, nullable=False, comment="unit the letter is about, as its code meant on the as-of day"),
    Column("finding_set_hash", Text, nullable=False, comment="digest of unit, as-of day and findings"),
    Column("content_hash", Text, nullable=False, comment="digest of the findings without the day"),
    Column("address", Text, nullable=False, comment="to whom"),
    Column("message_id", Text, nullable=False, comment="made of report, unit, finding set and address; never changes"),
    Column("changes_only", Boolean, nullable=False, comment="a digest of changes instead of the whole report"),
    Column("state", Text, nullable=False, comment="queued, sending, sent or dead"),
    Column("queued_at", _TIME, nullable=False, comment="UTC"),
    Column("due_at", _TIME, nullable=False, comment="not to be tried before (UTC)"),
    Column("attempts", Integer, nullable=False, comment="times it was taken for sending"),
    Column("token", Integer, nullable=False, comment="number of the newest taking; an older one may not write"),
    Column("first_attempt_at", _TIME, comment="UTC; a day later the letter is given up"),
    Column("lease_until", _TIME, comment="when sending counts as broken off (UTC)"),
    Column("handed_over_at", _TIME, comment="the text went to the server and no answer is noted yet (UTC)"),
    Column("uncertain", Boolean, nullable=False, comment="an attempt ended between hand-over and answer"),
    Column("settled_at", _TIME, comment="when it was sent or given up (UTC)"),
    Column("problem", Text, nullable=False, comment="codes of the last refusal, without addresses"),
    UniqueConstraint("report_id", "unit_code", "finding_set_hash", "address"),
    Index(None, "state", "due_at"),
    comment="Letters to units, queued in the transaction of their run",
)

recipient = Table(
    "recipient",
    metadata,
    Column("recipient_id", Integer, primary_key=True, comment="number of the row"),
    Column("unit_code", Text, nullable=False, comment="unit whose reports are sent"),
    Column("address", Text, nullable=False, comment="mail address of an office"),
    Column("role", Text, nullable=False, comment="đầu mối, lãnh đạo or theo dõi"),
    Column("valid_from", Date, nullable=False, comment="first as-of day whose report it gets"),
    Column("valid_to", Date, comment="last as-of day; empty: open"),
    Column("changes_only", Boolean, nullable=False, comment="gets a digest of changes"),
    Column("quiet", Boolean, nullable=False, comment="gets nothing where nothing changed"),
    Column("refused_on", Date, comment="day a server refused the address for good"),
    Column("refused_problem", Text, comment="codes of that refusal"),
    UniqueConstraint("unit_code", "address", "valid_from"),
    comment="Who gets a unit's reports, with dates",
)


def create(connection: Connection) -> None:
    """Build the two tables where they are not there yet (``Warehouse.open`` has built them)."""
    metadata.create_all(connection, tables=[outbox, recipient])


def enqueue(connection: Connection, dialect: Dialect, letters: Sequence[Any], now: dt.datetime) -> int:
    """Add letters (``reports.outbox.NewLetter``) whose key is new, in a running transaction such as a run's."""
    count = select(func.count()).select_from(outbox)
    before: int = connection.execute(count).scalar_one()
    now = now.astimezone(dt.UTC)  # SQLite keeps no zone: everything is stored and compared in UTC
    new = {"state": "queued", "queued_at": now, "due_at": now, "attempts": 0, "token": 0, "uncertain": False}
    for letter in letters:
        dialect.ensure(connection, outbox, {**asdict(letter), **new, "problem": ""})
    after: int = connection.execute(count).scalar_one()
    return after - before


@dataclass(frozen=True)
class OutboxCounts:
    """Letters by what became of them, and addresses that a server refused for good."""

    waiting: int
    sent: int
    dead: int
    uncertain: int
    refused_addresses: int

    @property
    def sentence(self) -> str:
        """One line."""
        return f"Thư: {self.waiting} chờ gửi, {self.sent} đã gửi, {self.dead} thôi gửi, {self.uncertain} chưa chắc"


class SqlOutbox:
    """Letters in the database; each method is one transaction.

    ``letter`` and ``told_as`` make the objects of ``reports.outbox`` (``Letter``, ``LastNotice``), which this room does
    not know.
    """

    def __init__(
        self, writer: Engine, dialect: Dialect, letter: Callable[..., Any], told_as: Callable[[str, str], Any]
    ) -> None:
        self._writer, self._dialect, self._letter, self._told_as = writer, dialect, letter, told_as

    def enqueue(self, letters: Sequence[Any], now: dt.datetime) -> int:
        """See ``OutboxStore``."""
        with translate_db_errors(self._dialect), self._writer.begin() as connection:
            return enqueue(connection, self._dialect, letters, now)

    def last_notices(self) -> Mapping[tuple[str, str, str], Any]:
        """See ``OutboxStore``."""
        key = (outbox.c.report_id, outbox.c.unit_code, outbox.c.address)
        query = select(*key, outbox.c.run_id, outbox.c.content_hash).where(outbox.c.state != "dead")
        with translate_db_errors(self._dialect), self._writer.begin() as connection:
            return {
                (report, unit, address): self._told_as(run, content)
                for report, unit, address, run, content in connection.execute(query.order_by(outbox.c.letter_id))
            }

    def claim(self, now: dt.datetime, lease_until: dt.datetime) -> Any | None:  # noqa: ANN401 - a Letter
        """See ``OutboxStore``."""
        now, lease_until = now.astimezone(dt.UTC), lease_until.astimezone(dt.UTC)
        due = or_(
            and_(outbox.c.state == "queued", outbox.c.due_at <= now),
            and_(outbox.c.state == "sending", outbox.c.lease_until <= now),
        )
        first = select(outbox).where(due).order_by(outbox.c.due_at, outbox.c.letter_id).limit(1)
        with translate_db_errors(self._dialect), self._writer.begin() as connection:
            row = connection.execute(first.with_for_update(skip_locked=True)).mappings().first()
            if row is None:
                return None
            taken = {
                "attempts": row["attempts"] + 1,
                "token": row["token"] + 1,
                "first_attempt_at": _utc(row["first_attempt_at"]) or now,
                "uncertain": row["uncertain"] or row["handed_over_at"] is not None,
            }
            noted = {"state": "sending", "lease_until": lease_until, "handed_over_at": None}
            connection.execute(update(outbox).where(outbox.c.letter_id == row["letter_id"]).values(**taken, **noted))
        names = (
            "letter_id",
            "run_id",
            "report_id",
            "unit_code",
            "finding_set_hash",
            "content_hash",
            "address",
            "message_id",
        )
        return self._letter(**{name: row[name] for name in (*names, "changes_only")}, **taken)

    def hand_over(self, letter: Any, now: dt.datetime, lease_until: dt.datetime) -> bool:  # noqa: ANN401
        """See ``OutboxStore``."""
        noted = {"handed_over_at": now.astimezone(dt.UTC), "lease_until": lease_until.astimezone(dt.UTC)}
        return self._mine(letter, noted)

    def settle(self, letter: Any, settlement: Any) -> bool:  # noqa: ANN401
        """See ``OutboxStore``."""
        values: dict[str, Any] = {
            "state": str(settlement.state),
            "problem": settlement.problem,
            "lease_until": None,
            "handed_over_at": None,
        }
        if settlement.due_at is not None:
            values["due_at"] = settlement.due_at.astimezone(dt.UTC)
        else:
            values["settled_at"] = settlement.at.astimezone(dt.UTC)
        if settlement.uncertain:
            values["uncertain"] = True
        if not settlement.counts:
            values |= {"first_attempt_at": None, "attempts": outbox.c.attempts - 1}
        return self._mine(letter, values)

    def _mine(self, letter: Any, values: dict[str, Any]) -> bool:  # noqa: ANN401
        mine = and_(outbox.c.letter_id == letter.letter_id, outbox.c.token == letter.token, outbox.c.state == "sending")
        with translate_db_errors(self._dialect), self._writer.begin() as connection:
            return connection.execute(update(outbox).where(mine).values(values)).rowcount == 1

    def sent_since(self, moment: dt.datetime) -> bool:
        """See ``OutboxStore``."""
        later = and_(outbox.c.state == "sent", outbox.c.settled_at >= moment.astimezone(dt.UTC))
        with translate_db_errors(self._dialect), self._writer.begin() as connection:
            return connection.execute(select(outbox.c.letter_id).where(later).limit(1)).first() is not None

    def refuse_address(self, address: str, at: dt.datetime, problem: str) -> None:
        """See ``OutboxStore``."""
        marked = {"refused_on": at.date(), "refused_problem": problem}
        with translate_db_errors(self._dialect), self._writer.begin() as connection:
            connection.execute(update(recipient).where(recipient.c.address == address).values(marked))

    def base_runs(self, run_id: str, report_id: str) -> dict[str, str]:
        """By unit: the run its letters of before ``run_id`` told last, to compare with; none for a first report."""
        mine = outbox.c.report_id == report_id
        first = select(func.min(outbox.c.letter_id)).where(outbox.c.run_id == run_id).scalar_subquery()
        earlier = or_(first.is_(None), outbox.c.letter_id < first)
        query = (
            select(outbox.c.unit_code, outbox.c.run_id)
            .where(mine, outbox.c.run_id != run_id, outbox.c.state != "dead", earlier)
            .order_by(outbox.c.letter_id)
        )
        with translate_db_errors(self._dialect), self._writer.begin() as connection:
            return {row.unit_code: row.run_id for row in connection.execute(query)}

    def counts(self) -> OutboxCounts:
        """The outbox in numbers, for ``doctor`` and the health mail."""
        letters, recipients = self.letters(), self.recipients()
        states = letters["state"].value_counts()
        return OutboxCounts(
            waiting=int(states.get("queued", 0) + states.get("sending", 0)),
            sent=int(states.get("sent", 0)),
            dead=int(states.get("dead", 0)),
            uncertain=int(letters["uncertain"].astype(bool).sum()),
            refused_addresses=int(recipients["refused_on"].notna().sum()),
        )

    def letters(self) -> pd.DataFrame:
        """All letters: look at ``state`` (dead) and ``uncertain``."""
        import pandas as pd

        with translate_db_errors(self._dialect), self._writer.begin() as connection:
            return pd.read_sql(select(outbox).order_by(outbox.c.letter_id), connection)

    def recipients(self) -> pd.DataFrame:
        """The table of recipients (``reports.recipients.RECIPIENT_COLUMNS``)."""
        import pandas as pd

        with translate_db_errors(self._dialect), self._writer.begin() as connection:
            return pd.read_sql(select(recipient).order_by(recipient.c.recipient_id), connection)

    def add_recipient(self, row: dict[str, Any]) -> None:
        """Add a row of ``reports.recipients.new_recipient``; one that is there gets its new dates and choices."""
        names = ("unit_code", "address", "valid_from")
        key = {name: row[name] for name in names}
        with translate_db_errors(self._dialect), self._writer.begin() as connection:
            self._dialect.upsert(connection, recipient, key, {n: v for n, v in row.items() if n not in names})

    def end_recipient(self, unit_code: str, address: str, last: dt.date) -> int:
        """Let an address get no reports of days after ``last``; how many rows that concerned."""
        return self._change_recipient(unit_code, address, {"valid_to": last})

    def renew_recipient(self, unit_code: str, address: str) -> int:
        """Write again to an address that a server had refused; how many rows that concerned."""
        return self._change_recipient(unit_code, address, {"refused_on": None, "refused_problem": None})

    def _change_recipient(self, unit_code: str, address: str, values: dict[str, Any]) -> int:
        mine = and_(recipient.c.unit_code == unit_code, recipient.c.address == address)
        with translate_db_errors(self._dialect), self._writer.begin() as connection:
            return int(connection.execute(update(recipient).where(mine).values(values)).rowcount)

    def revive(self, now: dt.datetime) -> int:
        """Queue all dead letters again, with a fresh day; for use after the trouble was mended."""
        fresh = {"state": "queued", "due_at": now, "first_attempt_at": None, "settled_at": None}
        with translate_db_errors(self._dialect), self._writer.begin() as connection:
            return connection.execute(update(outbox).where(outbox.c.state == "dead").values(fresh)).rowcount


def _utc(value: dt.datetime | None) -> dt.datetime | None:
    # SQLite gives back what was stored (UTC) without saying so.
    return value.replace(tzinfo=dt.UTC) if value is not None and value.tzinfo is None else value
