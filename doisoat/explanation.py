"""Why a unit got its verdicts, as it goes from the warehouse to whoever shows it: verdict, checks, rows of files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A row of a file: where it stands and what it says. ``role`` is that of the evidence, or ``claim``."""

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
    """One check of an indicator with the rows it rests on; ``mover`` and ``fix`` say whose move it is, and which."""

    check_id: str
    outcome: str
    basis: str
    reason: str
    sentence: str
    mover: str
    fix: str
    reading_dependent: str
    changed_since: str
    evidence: tuple[Row, ...]


@dataclass(frozen=True)
class Decided:
    """The decision that set a verdict: who, on which paper, until which as-of day."""

    decision: str
    reason: str
    document: str
    until: dt.date
    proposed_by: str
    confirmed_by: str


@dataclass(frozen=True)
class OtherReading:
    """What the verdict would be under another reading (``switch`` ``rulebook``: under another set), by which checks."""

    switch: str
    reading: str
    verdict: str
    check_ids: tuple[str, ...]


@dataclass(frozen=True)
class MissingFact:
    """A fact that is missing: those of different ``need`` are all needed, of those of one need one is enough."""

    check_id: str
    need: int
    option: int
    fact: str
    kind: str
    mover: str
    publisher: str
    who: str
    act: str
    subject: str
    count: int
    sentence: str


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
    standing: str = ""  # doisoat.standing.Standing
    evidence_verdict: str = ""  # what the evidence says, where somebody decided otherwise
    ground: str = ""  # short number of the evidence that decides
    decided: Decided | None = None
    sure: int | None = None  # of what is counted: how many there are, may be, and are asked for
    possible: int | None = None
    of: int | None = None
    other_readings: tuple[OtherReading, ...] = ()
    missing: tuple[MissingFact, ...] = ()


@dataclass(frozen=True)
class Pointer:
    """A signal: why a person should look at the unit; ``other_unit_code`` is empty where no other is concerned."""

    signal: str
    sentence: str
    other_unit_code: str
    where: Row


@dataclass(frozen=True)
class Explanation:
    """All that a run knows about one unit; ``dataclasses.asdict`` gives what ``--format json`` prints."""

    run_id: str
    as_of: dt.date
    unit_code: str
    unit: str
    commune: str
    district: str
    indicators: tuple[IndicatorExplanation, ...]
    signals: tuple[Pointer, ...] = ()
