"""The outbox: letters queued with the run, sent afterwards, none lost, each under one Message-ID for ever.

A letter is (report, unit, finding set, address); its Message-ID is made of these four, so that no restart, no second
worker and no lost table can give the same letter another one. States::

    queued → sending → sent
       ↑        ↓
       └──── (later, with backoff)     → dead after a day, or on a refusal for good

Before the text is handed to the server this is noted (``hand_over``). A worker that dies before the note has sent
nothing; one that dies between the note and the server's answer being noted may have: the letter is sent again under
the same Message-ID and stays marked ``uncertain``. That is the only window in which a letter can arrive twice.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from reports.contract import Recipient


class State(StrEnum):
    """Where a letter stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"


@dataclass(frozen=True)
class NewLetter:
    """A letter to be queued; (report_id, unit_code, finding_set_hash, address) is its key, and gives ``message_id``."""

    run_id: str
    report_id: str  # folder of the report that it carries (``reports.found``)
    unit_code: str
    finding_set_hash: str
    content_hash: str
    address: str
    message_id: str
    changes_only: bool


@dataclass(frozen=True)
class Letter(NewLetter):
    """A letter taken for sending. ``token`` grows with each taking; an older one can no longer change anything."""

    letter_id: int
    attempts: int
    first_attempt_at: dt.datetime
    uncertain: bool
    token: int


@dataclass(frozen=True)
class LastNotice:
    """What an address was told last by a report about a unit: queued or sent, dead letters not counted."""

    run_id: str
    content_hash: str


@dataclass(frozen=True)
class Settlement:
    """What became of one attempt. ``due_at`` matters for queued letters only.

    An attempt that does not count (``counts``) was our trouble: the letter is as if it had not been tried, so that its
    day does not run out.
    """

    state: State
    at: dt.datetime
    due_at: dt.datetime | None = None
    problem: str = ""
    uncertain: bool = False
    counts: bool = True


class OutboxStore(Protocol):
    """Where letters are kept. Every method is one durable transaction of its own, except ``enqueue`` in a run's."""

    def enqueue(self, letters: Sequence[NewLetter], now: dt.datetime) -> int:
        """Add the letters whose key is not there yet, due at once; returns how many were new."""

    def last_notices(self) -> Mapping[tuple[str, str, str], LastNotice]:
        """By (report id, unit code, address)."""

    def claim(self, now: dt.datetime, lease_until: dt.datetime) -> Letter | None:
        """Take the letter that is due longest: queued and due, or sending with its lease over.

        Taking adds one to ``attempts`` and ``token``, sets ``first_attempt_at`` if this is the first. A letter whose
        last attempt was handed over and never settled becomes ``uncertain``; its hand-over note is taken back. Two
        workers never get the same letter.
        """

    def hand_over(self, letter: Letter, now: dt.datetime, lease_until: dt.datetime) -> bool:
        """Note that the text goes to the server now, and renew the lease; False where another worker has taken over."""

    def settle(self, letter: Letter, settlement: Settlement) -> bool:
        """Write down what became of the attempt and take back the hand-over note; False where it is not ours any more.

        ``uncertain`` is never taken back once set.
        """

    def sent_since(self, moment: dt.datetime) -> bool:
        """Whether a letter was sent at this moment or later."""

    def refuse_address(self, address: str, at: dt.datetime, problem: str) -> None:
        """Mark the address in the table of recipients: nothing is queued for it until somebody renews it."""


def message_id(report_id: str, unit_code: str, finding_set_hash: str, address: str, domain: str) -> str:
    """The same for the same letter on any machine at any time."""
    digest = hashlib.sha256("\x1f".join((report_id, unit_code, finding_set_hash, address)).encode()).hexdigest()[:40]
    return f"<{digest}@{domain}>"


def plan_letters(
    run_id: str,
    report_id: str,
    sets: Mapping[str, tuple[str, str]],
    recipients: Iterable[Recipient],
    told: Mapping[tuple[str, str, str], LastNotice],
    domain: str,
) -> list[NewLetter]:
    """Letters of a run: one for each recipient of each reported unit.

    Args:
        run_id: the run.
        report_id: which report they carry.
        sets: (finding_set_hash, content_hash) by unit, see ``reports.letter.finding_sets``.
        recipients: those of the as-of day who get this report, see ``reports.recipients.recipients_on``.
        told: what each address was told last; who chose quiet nights gets nothing where nothing changed.
        domain: right side of the Message-IDs.
    """
    planned: dict[tuple[str, str], NewLetter] = {}
    for recipient in recipients:
        if recipient.unit_code not in sets:
            continue
        finding_set, content = sets[recipient.unit_code]
        last = told.get((report_id, recipient.unit_code, recipient.address))
        if recipient.quiet and last is not None and last.content_hash == content:
            continue
        planned[recipient.unit_code, recipient.address] = NewLetter(
            run_id=run_id,
            report_id=report_id,
            unit_code=recipient.unit_code,
            finding_set_hash=finding_set,
            content_hash=content,
            address=recipient.address,
            message_id=message_id(report_id, recipient.unit_code, finding_set, recipient.address, domain),
            changes_only=recipient.changes_only and last is not None,  # the first report is a whole one
        )
    return [planned[key] for key in sorted(planned)]
