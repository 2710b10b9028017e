"""The one place where a verdict is put into words: why, whose move it is and what to do, what it rests on first.

``explain``, the table and the workbook of verdicts, letters and pages all ask here, so that an officer reads the same
sentence wherever it stands. Sentences of checks come filled in from the rules; no code of a reason is ever shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from doisoat.deciding import DECIDING, ROLES, WEIGHT
from doisoat.model import OWN_MOVERS, Mover, Outcome, Verdict
from doisoat.vi import MARK
from reports.other_reading import RULEBOOK, parsed, readings_said
from reports.rows import rows_of
from reports.titles import OVERALL, Titles

if TYPE_CHECKING:
    import pandas as pd


class CheckSays(Protocol):
    """What is needed of a check (``doisoat.explanation.Check`` has it)."""

    @property
    def check_id(self) -> str:
        """Its id in the criteria file."""

    @property
    def outcome(self) -> str:
        """A ``doisoat.model.Outcome``."""

    @property
    def sentence(self) -> str:
        """Why, filled in."""

    @property
    def mover(self) -> str:
        """A ``doisoat.model.Mover``, or blank."""

    @property
    def fix(self) -> str:
        """What to do, filled in; or blank."""


class RowSays(Protocol):
    """What is needed of a row of evidence (``doisoat.explanation.Row`` has it)."""

    @property
    def role(self) -> str:
        """for, against, open, context or later."""

    @property
    def source_id(self) -> str:
        """Who says it."""


@dataclass(frozen=True)
class CheckSaid:
    """A row of ``reports.contract.CHECK_COLUMNS``; ``mover`` and ``fix`` may be blank."""

    check_id: str
    outcome: str
    sentence: str
    mover: str
    fix: str


C = TypeVar("C", bound=CheckSays)
R = TypeVar("R", bound=RowSays)
Key = tuple[str, str, str, str]
KEY = ("criteria", "level", "unit_code", "indicator")

READING_DEPENDENT = "reading_dependent"
DRAFT = "draft"  # the mark of the verdicts of a criteria set that is a draft
_WITHOUT_CHECKS: dict[str, str] = {
    Verdict.MISSING_CLAIM: "Ô tự đánh giá của chỉ tiêu này còn để trống.",
    Verdict.CONFLICT: "Các nguồn cùng hạng trả lời khác nhau.",
    Verdict.CONTRADICTED: "Căn cứ hiện có khác với tự đánh giá.",
    Verdict.UNVERIFIED: "Chưa đủ căn cứ để xác nhận.",
    Verdict.UNDERCLAIMED: "Căn cứ cho thấy chỉ tiêu có thể đã đạt.",
    Verdict.NOT_APPLICABLE: "Chỉ tiêu này không áp dụng.",
    Verdict.NOT_MET: "Đơn vị khai chưa đạt.",
    Verdict.CONFIRMED: "Căn cứ hiện có khớp với tự đánh giá.",
}
BY_DECISION = "by_decision"  # the mark of a verdict that an officer has set
_MARKS_OF_EVIDENCE = frozenset(
    {"changed_since", "reading_dependent", "claim_names_other_set", BY_DECISION, "disputed", DRAFT}
)  # the others say why a claim does not count
_MOVES = {
    Verdict.MISSING_CLAIM: (Mover.CLAIMANT, "Điền 'Đạt' hoặc 'Không đạt' cho chỉ tiêu này ở bản tự đánh giá."),
    Verdict.UNDERCLAIMED: (
        Mover.CLAIMANT,
        "Căn cứ cho thấy chỉ tiêu có thể đã đạt; sửa tự đánh giá thành 'Đạt' nếu đồng ý.",
    ),
}
_MOVE_UNKNOWN = (Mover.OFFICE, "Xem căn cứ kèm theo rồi trả lời; cần trao đổi thêm xin liên hệ nơi gửi.")


def deciding(verdict: str, checks: Iterable[C]) -> list[C]:
    """The checks that decided a verdict, in their order; none where there was no claim to decide about."""
    every = list(checks)
    for outcome in DECIDING.get(verdict, ()):
        if found := [check for check in every if check.outcome == outcome]:
            return found
    return []


def _as_things_stand(checks: Sequence[C]) -> list[C]:
    """The checks that would decide, had anything been declared."""
    outcome = next((each for each in WEIGHT if any(check.outcome == each for check in checks)), None)
    return [check for check in checks if check.outcome == outcome]


def rank(outcome: str, role: str) -> int:
    """Where evidence of a role stands in a check of an outcome: 0 first; ``later`` and what is unknown last."""
    order = ROLES.get(outcome, ())
    return order.index(role) if role in order else len(order)


def deciding_rows(outcome: str, rows: Sequence[R]) -> list[R]:
    """The rows that decided a check, in their order; none where it rests on none.

    Of a conflict these are both sides of the publisher that contradicts itself; where none does, both sides.
    """
    if outcome == Outcome.CONFLICT:
        sides = {role: {row.source_id for row in rows if row.role == role} for role in ("for", "against")}
        torn = sides["for"] & sides["against"] or sides["for"] | sides["against"]
        if sides["for"] and sides["against"]:
            return [row for row in rows if row.role in sides and row.source_id in torn]
    roles = {row.role for row in rows}
    first = next((role for role in ROLES.get(outcome, ()) if role in roles), None)
    return [row for row in rows if row.role == first]


def why(
    criteria: str,
    indicator: str,
    verdict: str,
    reasons: Iterable[str],
    checks: Iterable[CheckSays],
    titles: Titles,
    other_reading: str = "",
) -> str:
    """Why an indicator has its verdict: what its deciding checks say, then what stands beside the verdict.

    A sentence names its check where the indicator has several; one that two checks share is said once.

    Args:
        criteria: id of the criteria set.
        indicator: id of the indicator in it.
        verdict: a ``doisoat.model.Verdict``.
        reasons: the verdict's codes, of which only the marks are looked at.
        checks: all checks of the indicator, in their order.
        titles: of the criteria sets of the run.
        other_reading: what it would be under other readings (``doisoat.columns.BESIDE_VERDICTS``); where it is given
            the readings of this set are told, else that there are such.
    """
    marks = [code for code in reasons if code in MARK]
    said: dict[str, list[str]] = {}
    # A warehouse gives checks in the order in which they last changed.
    every = sorted(checks, key=lambda check: titles.check_position(criteria, indicator, check.check_id))
    decided = BY_DECISION in marks  # by a person: what the checks say is what the evidence says
    asked = [] if decided else deciding(verdict, every)
    for check in asked or (_as_things_stand(every) if decided or verdict == Verdict.MISSING_CLAIM else []):
        if check.sentence:
            said.setdefault(check.sentence, []).append(titles.check(criteria, indicator, check.check_id))
    sentences = list(said)
    if titles.has_several_checks(criteria, indicator):
        sentences = [_about(names, sentence) for sentence, names in said.items()]
    claim_is_told = not _MARKS_OF_EVIDENCE.issuperset(marks)
    if not claim_is_told if verdict == Verdict.MISSING_CLAIM else not sentences:
        sentences.insert(0, _WITHOUT_CHECKS.get(verdict, ""))
    return " ".join(filter(None, [*sentences, *marks_said(criteria, marks, other_reading, titles)]))


def marks_said(criteria: str, marks: Iterable[str], other_reading: str, titles: Titles) -> list[str]:
    """The marks beside a verdict as sentences; that it depends on a reading is told by the readings themselves."""
    own = [one for one in parsed(other_reading) if one[0] != RULEBOOK]
    sentences = []
    for code in marks:
        if code == READING_DEPENDENT and own:
            sentences += [f"{said}." for said in readings_said(criteria, own, titles)]
        else:
            sentences.append(f"{MARK[code]}.")
    return sentences


def _about(names: Sequence[str], sentence: str) -> str:
    known = [name for name in names if name]
    return f"{' và '.join(known)}: {sentence}" if known else sentence


def move(verdict: str, checks: Iterable[CheckSays]) -> tuple[Mover, str]:
    """Whose move it is and what to do, for a verdict with all checks of its indicator.

    The claimant's side moves as soon as one of the deciding checks asks it to; sentences that repeat are told once,
    the mover's first.
    """
    if verdict in _MOVES:
        return _MOVES[Verdict(verdict)]
    moves = [(Mover(c.mover), c.fix) if c.mover else _MOVE_UNKNOWN for c in deciding(verdict, checks)]
    moves = moves or [_MOVE_UNKNOWN]
    mover = next(each for each in Mover if each in {one for one, _ in moves})
    ranked = sorted(moves, key=lambda one: (one[0] != mover, one[0] not in OWN_MOVERS))
    return mover, " ".join(dict.fromkeys(fix for _, fix in ranked))


def checks_by_verdict(frame: pd.DataFrame) -> dict[Key, list[CheckSaid]]:
    """The checks of a frame with CHECK_COLUMNS by (criteria, level, unit code, indicator)."""
    found: dict[Key, list[CheckSaid]] = {}
    for row in rows_of(frame):
        said = CheckSaid(row["check_id"], row["outcome"], row["sentence"], row["mover"], row["fix"])
        found.setdefault(key_of(row), []).append(said)
    return found


def key_of(row: Mapping[str, str]) -> Key:
    """The verdict that a row belongs to."""
    return row["criteria"], row["level"], row["unit_code"], row["indicator"]


def reasons_of(verdicts: pd.DataFrame, checks: pd.DataFrame, titles: Titles) -> dict[Key, str]:
    """``why`` of every verdict about an indicator.

    Args:
        verdicts: columns ``doisoat.columns.VERDICTS_CSV``.
        checks: CHECK_COLUMNS, of these units or more.
        titles: of the criteria sets of the run.
    """
    by_verdict = checks_by_verdict(checks.merge(verdicts[list(KEY)].drop_duplicates(), on=list(KEY)))
    return {
        key_of(row): why(
            row["criteria"],
            row["indicator"],
            row["verdict"],
            row["reasons"].split(";"),
            by_verdict.get(key_of(row), []),
            titles,
            row.get("other_reading", ""),
        )
        for row in rows_of(verdicts)
        if row["indicator"] != OVERALL
    }
