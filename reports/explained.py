"""Why a unit has its verdicts, for a page: the same sentences as ``explain`` in the same order, in pieces."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from doisoat.explanation import Check, Explanation, IndicatorExplanation
from doisoat.standing import verdicts_for
from doisoat.vi import CLAIM, MARK, MOVER, OUTCOME
from reports.contract import FINDINGS
from reports.explanation import ToldRow, decided_lines, deciding_first, other_reading_lines, told_rows
from reports.missing import bounds_said, need_said
from reports.place import Place, place_of
from reports.titles import OVERALL, Titles
from reports.verdict_sentence import BY_DECISION, READING_DEPENDENT, move, why

_CHECK_WITHOUT_TITLE = "Nội dung kiểm tra"


@dataclass(frozen=True)
class CheckShown:
    """One check: its title, what came of it, why, and the rows it rests on, what decided first."""

    title: str
    outcome: str
    outcome_word: str
    sentence: str
    rows: tuple[ToldRow, ...]


@dataclass(frozen=True)
class IndicatorShown:
    """One indicator as an officer reads it. ``mover`` and ``fix`` are empty where nobody need move."""

    criteria: str
    indicator: str
    name: str
    claim: str
    verdict: str
    basis: str
    why: str
    marks: tuple[str, ...]
    reasons: tuple[str, ...]
    mover: str
    fix: str
    claim_places: tuple[Place, ...]
    checks: tuple[CheckShown, ...]
    level: str
    ground: str  # number of the evidence, which an answer or a decision is tied to
    evidence_verdict: str  # what the evidence says, where an officer decided otherwise
    counted: str  # what is counted: sure, possible, of; blank where nothing is
    other_readings: tuple[str, ...]  # what it would be under other readings, a sentence each
    needs: tuple[str, ...]  # what is missing, a need a line
    decided: tuple[str, ...]  # the decision in words, a sentence a line
    choices: tuple[str, ...]  # verdicts that an officer may set, by what was claimed


def shown(found: Explanation, titles: Titles) -> list[IndicatorShown]:
    """The indicators in the order of their sets, the verdict of the unit as a whole last.

    Args:
        found: of one unit in one run.
        titles: of that run: what a check was called then.
    """
    ordered = sorted(found.indicators, key=lambda i: (i.criteria, titles.position(i.criteria, i.indicator)))
    return [_shown(each, titles) for each in ordered]


def _why(found: IndicatorExplanation, checks: list[Check], titles: Titles) -> str:
    """The sentence without the marks that stand beside it, which the page shows as notes."""
    marks = [code for code in found.reasons if code == BY_DECISION]
    told = why(found.criteria, found.indicator, found.verdict, marks, checks, titles)
    return told.removesuffix(f"{MARK[BY_DECISION]}.").rstrip() if marks else told


def _shown(found: IndicatorExplanation, titles: Titles) -> IndicatorShown:
    position = {check.check_id: titles.check_position(found.criteria, found.indicator, check.check_id)
                for check in found.checks}  # fmt: skip
    checks = sorted(found.checks, key=lambda check: position[check.check_id])
    is_whole = found.indicator == OVERALL
    mover, fix = move(found.verdict, found.checks) if found.verdict in FINDINGS and not is_whole else ("", "")
    return IndicatorShown(
        criteria=found.criteria,
        indicator=found.indicator,
        name=titles.indicator(found.criteria, found.indicator),
        claim="" if is_whole else CLAIM.get(found.claim, ""),
        verdict=found.verdict,
        basis=found.basis,
        why="" if is_whole else _why(found, checks, titles),
        marks=tuple(
            MARK[code]
            for code in found.reasons
            if code in MARK and not (code == READING_DEPENDENT and found.other_readings)
        ),
        reasons=found.reasons,
        mover=MOVER.get(mover, ""),
        fix=fix,
        claim_places=tuple(place_of(row.file, row.sheet, row.row) for row in found.claim_rows),
        checks=tuple(
            CheckShown(
                title=titles.check(found.criteria, found.indicator, check.check_id) or _CHECK_WITHOUT_TITLE,
                outcome=check.outcome,
                outcome_word=OUTCOME.get(check.outcome, ""),
                sentence=check.sentence,
                rows=told_rows(check),
            )
            for check in deciding_first(found.evidence_verdict or found.verdict, checks)
        ),
        level=found.level,
        ground=found.ground,
        evidence_verdict=found.evidence_verdict,
        counted="" if found.of is None else bounds_said(found.sure, found.possible, found.of),
        other_readings=tuple(other_reading_lines(found, titles)),
        needs=tuple(need_said(list(facts)) for _, facts in groupby(found.missing, key=lambda fact: fact.need)),
        decided=tuple(decided_lines(found.evidence_verdict or found.verdict, found.decided)) if found.decided else (),
        choices=tuple(map(str, verdicts_for(found.claim))) if not is_whole else (),
    )
