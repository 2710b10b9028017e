"""What reports are made of and what comes out: frames in, a message and a workbook out.

A report is a folder that holds ``report.py`` with ``REPORT`` (``reports.found``), either a ``UnitReport``, which units
get about a run, or a ``NightReport``, which operators get about a night; its templates lie beside it
(``reports.message``).

Reports know no warehouse: ``flows`` asks its marts and hands the frames in. A blank is missing or ``""``; both are
read alike. Rows of units that are not the recipient's may be in the frames; ``reports.scope`` keeps them out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from doisoat.columns import GROUNDS, VERDICTS_CSV
from doisoat.model import Verdict
from reports.night import Health
from reports.titles import Titles

if TYPE_CHECKING:
    import pandas as pd

FINDINGS = (
    Verdict.CONTRADICTED,
    Verdict.CONFLICT,
    Verdict.UNVERIFIED,
    Verdict.UNDERCLAIMED,
    Verdict.MISSING_CLAIM,
)  # verdicts somebody must act on, most pressing first

VERDICT_COLUMNS = (*VERDICTS_CSV, *GROUNDS)
# ``mover`` (doisoat.model.Mover) and ``fix`` are missing in runs stored before they were kept.
CHECK_COLUMNS = (
    "criteria", "level", "unit_code", "indicator", "check_id", "outcome", "reason", "sentence", "mover", "fix",
)  # fmt: skip
# The rows a finding rests on; ``role`` is that of the evidence, or ``claim`` for the row of the self-assessment, which
# belongs to no check.
PROOF_COLUMNS = (
    "criteria", "level", "unit_code", "indicator", "check_id", "role", "source_id", "name", "sheet", "row",
)  # fmt: skip
# What would make an indicator met, a row a fact: all needs of it are needed, of the facts of one need one is enough
# (``reports.missing`` puts them in words and groups them by act).
MISSING_COLUMNS = (
    "criteria", "level", "unit_code", "unit", "commune_code", "commune", "district_code", "district", "indicator",
    "check_id", "need", "option", "fact", "kind", "mover", "publisher", "who", "act", "subject", "count", "sentence",
)  # fmt: skip
# Verdicts that differ from those of the run the unit was last told about (``base_run_id``).
CHANGE_COLUMNS = (
    "base_run_id", "criteria", "level", "unit_code", "indicator", "verdict_a", "verdict_b", "cause", "sentence",
)  # fmt: skip
SOURCE_COLUMNS = ("source_id", "file_count", "refused_file_count", "newest_published_on")
GATE_COLUMNS = ("source_id", "gate", "severity", "success", "observed", "sentence")
# ``unit_code`` is set where the refused file can be told to be of one unit; only that unit is shown its name.
REFUSAL_COLUMNS = ("source_id", "name", "sheet", "kind", "what", "fix", "unit_code")
COVERAGE_COLUMNS = (
    "check_id", "source_id", "district_code", "commune_code", "village_count", "yes_count", "no_count",
)  # fmt: skip
# Indicators of villages counted by night, commune and verdict; ``note`` says what was amiss that night.
TREND_COLUMNS = ("day", "district_code", "commune_code", "verdict", "count")
# The last answer of a unit to each finding and what became of it (``doisoat.standing.Fate``); ``decision`` is the
# number of the decision in force about it, ``document`` its paper.
ANSWER_COLUMNS = (
    "criteria", "level", "unit_code", "indicator", "said", "fate", "explanation", "changed_on", "by_unit",
    "answered_at", "decision", "document", "decided_verdict",
)  # fmt: skip
# Rows of answers that the run took in: taken, or why not (``doisoat.answer_rules.OUTCOMES``), by file, sheet and cell.
RECEIVED_COLUMNS = (
    "receipt", "by_unit", "outcome", "criteria", "level", "unit_code", "indicator", "reference", "said", "explanation",
    "changed_on", "answered_at", "name", "sheet", "row", "cell",
)  # fmt: skip
UNIT_COLUMNS = ("unit_code", "unit", "level")
OTHER_SOURCE = "nguồn khác"  # what a source without a card is called
# What a recipient is to a unit; a report names the roles it is mailed to.
ROLES = ("đầu mối", "lãnh đạo", "theo dõi")


@dataclass(frozen=True)
class Base:
    """The run a unit was last told about."""

    run_id: str
    as_of: dt.date


def _no_rows(columns: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(columns=list(columns))


@dataclass(frozen=True)
class ReportFrames:
    """Everything the reports of one run are made of."""

    run_id: str
    as_of: dt.date
    made_on: dt.date  # day of the run in Ho Chi Minh City; the deadline counts from it
    verdicts: pd.DataFrame  # VERDICT_COLUMNS
    checks: pd.DataFrame  # CHECK_COLUMNS
    proofs: pd.DataFrame  # PROOF_COLUMNS
    changes: pd.DataFrame  # CHANGE_COLUMNS
    bases: Mapping[str, Base]  # by the recipient unit's code; a unit without one was never told anything
    sources: pd.DataFrame  # SOURCE_COLUMNS
    gates: pd.DataFrame  # GATE_COLUMNS
    refusals: pd.DataFrame  # REFUSAL_COLUMNS
    coverage: pd.DataFrame  # COVERAGE_COLUMNS
    trend: pd.DataFrame  # TREND_COLUMNS
    titles: Titles
    source_titles: Mapping[str, str]
    unread: Sequence[Mapping[str, Any]] = ()  # what was sent and is not used: ``unread`` of a run's summary
    no_rulebook: Mapping[str, Any] | None = None  # ``no_rulebook`` of a run's summary
    draft_units: frozenset[str] = frozenset()  # codes of units judged under a draft: they sent what there is to send
    own_file_sources: frozenset[str] = frozenset({"village_claims"})  # files of units, not of the province
    trend_notes: Mapping[dt.date, str] = field(default_factory=dict)
    unit_names: Mapping[str, str] = field(default_factory=dict)  # names of communes for the map, by code
    missing: pd.DataFrame = field(default_factory=lambda: _no_rows(MISSING_COLUMNS))
    answers: pd.DataFrame = field(default_factory=lambda: _no_rows(ANSWER_COLUMNS))
    received: pd.DataFrame = field(default_factory=lambda: _no_rows(RECEIVED_COLUMNS))


@dataclass(frozen=True)
class Letterhead:
    """Names, titles and habits of the office that sends; all of them settings.

    ``answer_days`` are calendar days from ``made_on``; a deadline on a weekend moves to Monday. ``body_villages`` is
    how many villages the message itself names, the others are in the workbook.
    """

    organization: str = "Sở Khoa học và Công nghệ"
    parent_organization: str = "UBND tỉnh Lạng Sơn"
    subject_prefix: str = "[Đối soát]"
    signer_title: str = ""
    signer_name: str = ""
    contact: str = ""  # how to reach the office: a published telephone or address of the office, not of a person
    answer_days: int = 10
    body_villages: int = 5
    sender: str = "doi-soat@localhost.localdomain"
    reply_to: str = ""
    message_domain: str = "doisoat.local"


@dataclass(frozen=True)
class Recipient:
    """One address of a unit; ``changes_only`` asks for a digest, ``quiet`` for silence where nothing changed."""

    unit_code: str
    address: str
    role: str = ""
    changes_only: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class Report:
    """One unit's report, not yet addressed; ``reports.letter.report_of`` fills what names it.

    ``finding_set_hash`` names (unit, as-of day, findings): the same for a repeated run, another for another day.
    ``content_hash`` leaves the day out: equal where nothing changed between two nights.
    """

    unit_code: str
    unit: str
    level: str
    run_id: str
    finding_set_hash: str
    content_hash: str
    finding_count: int
    has_data: bool
    subject: str
    facts: Mapping[str, object]  # what the templates of the message show
    pictures: Mapping[str, bytes]  # PNG by name
    workbook: bytes  # empty: none
    workbook_name: str
    made_on: dt.date
    letterhead: Letterhead
    # Codes of the villages whose claims the unit should mend: the letter brings the template, prefilled with them.
    mend_claims_of: tuple[str, ...] = ()
    attachments: Mapping[str, bytes] = field(default_factory=dict)  # further workbooks, by file name


@dataclass(frozen=True)
class UnitReport:
    """A report that each unit gets about a run.

    ``build`` makes one ``Report`` a unit, in the order of the units (UNIT_COLUMNS). It is mailed to recipients of the
    ``roles``; with none it is only written out (``doisoat report --report ID --out``). One that is ``of_answers`` tells
    what became of a unit's answers: it is queued by the runs that took any in, for their units.
    """

    title: str
    build: Callable[[ReportFrames, pd.DataFrame, Letterhead], list[Report]]
    roles: tuple[str, ...] = ()
    of_answers: bool = False


@dataclass(frozen=True)
class NightReport:
    """A mail that the operators get after each night; ``facts`` are what its templates show, ``subject`` among them."""

    title: str
    facts: Callable[[Health], dict[str, object]]
