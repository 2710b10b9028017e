"""What people have said to a verdict, and what of it holds: decisions of officers, answers of units.

Everything here is pure: acts go in as they were kept, oldest first, and out comes what holds on a day. Both are tied
to the *ground* of a finding, a short number of the deciding evidence (``expectations.ground``): where the evidence says
something else, a decision ends and an answer no longer counts, without anybody's doing. Nothing is ever changed or
deleted: an act is undone by a later one.

* An agreement closes the question; an objection puts the finding in dispute and before an officer; a change asks for
  new papers. None of them changes a verdict, and neither does silence.
* A decision is proposed by one person and confirmed by another. It holds for as-of days from that of the run it was
  made on until its last day, and while the ground is the same. Of several the one confirmed last counts; one that
  ended does not let an older one revive.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from doisoat.errors import ConfigError
from doisoat.model import Claim, Verdict
from doisoat.short_code import short_code
from doisoat.text.compare import clean, fold
from doisoat.vi import VERDICT

Key = tuple[str, str, str, str]  # criteria, level, unit code, indicator
_MIN_REASON = 3  # letters: less is no reason


class Standing(StrEnum):
    """The mark of a verdict that people have spoken about."""

    DECISION = "decision"
    DISPUTED = "disputed"
    NONE = ""


class Action(StrEnum):
    """What is done with a decision."""

    PROPOSE = "propose"
    CONFIRM = "confirm"
    WITHDRAW = "withdraw"


class Said(StrEnum):
    """What a unit answers to a finding."""

    AGREE = "agree"
    OBJECT = "object"
    CHANGED = "changed"


class Fate(StrEnum):
    """What became of an answer."""

    CLOSED = "closed"  # agreed: not asked again
    IN_DISPUTE = "in_dispute"  # objected: before an officer
    DECIDED = "decided"  # objected, and an officer has decided since
    PAPERS_ASKED = "papers_asked"  # changed: new papers are waited for
    EVIDENCE_CHANGED = "evidence_changed"  # the answer was about evidence that says something else now
    SETTLED = "settled"  # nothing is asked about this any more


@dataclass(frozen=True)
class FoundNow:
    """A verdict as a run has it: what a decision or an answer is about.

    ``verdict`` is what the evidence says, never what somebody decided.
    """

    key: Key
    claim: str
    verdict: str
    ground: str
    as_of: dt.date
    run_id: str = ""


@dataclass(frozen=True)
class Act:
    """A line of the store of decisions. ``at`` is aware; a confirmation or withdrawal repeats what it is about."""

    decision: str
    action: str
    key: Key
    verdict: str
    evidence_verdict: str
    ground: str
    since: dt.date
    until: dt.date
    run_id: str
    appeal_of: str
    reason: str
    document: str
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class Decision:
    """A decision with all that was done with it; names and moments of what was not done are blank."""

    proposed: Act
    confirmed_by: str = ""
    confirmed_at: dt.datetime | None = None
    withdrawn_by: str = ""
    withdrawn_at: dt.datetime | None = None

    @property
    def id(self) -> str:
        """Its number."""
        return self.proposed.decision

    @property
    def key(self) -> Key:
        """The finding it is about."""
        return self.proposed.key

    def holds(self, ground: str, as_of: dt.date) -> bool:
        """Whether it is in force on a day for a finding with this ground."""
        made = self.proposed
        in_time = made.since <= as_of <= made.until
        return self.confirmed_at is not None and self.withdrawn_at is None and in_time and made.ground == ground


@dataclass(frozen=True)
class Answer:
    """What a unit said to one finding. ``answered_at`` is when it landed, aware."""

    key: Key
    ground: str
    said: str
    explanation: str
    changed_on: dt.date | None
    by_unit: str
    answered_at: dt.datetime
    receipt: str = ""


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's: case, accents, spaces and marks make no other person."""
    return _person(one) == _person(other)


def _person(name: str) -> str:
    return fold(clean(name)).replace(" ", "")


# -- decisions --------------------------------------------------------------------------------------------------------


def decisions_of(acts: Iterable[Act], known_at: dt.datetime | None = None) -> list[Decision]:
    """The decisions in the order in which they were proposed; with ``known_at`` as they stood then."""
    found: dict[str, Decision] = {}
    for act in acts:
        if known_at is not None and act.at > known_at:
            continue
        mine = found.get(act.decision)
        if act.action == Action.PROPOSE and mine is None:
            found[act.decision] = Decision(act)
        elif mine is None or mine.withdrawn_at is not None:
            continue
        elif act.action == Action.CONFIRM and mine.confirmed_at is None:
            found[act.decision] = replace(mine, confirmed_by=act.by, confirmed_at=act.at)
        elif act.action == Action.WITHDRAW:
            found[act.decision] = replace(mine, withdrawn_by=act.by, withdrawn_at=act.at)
    return list(found.values())


def newest_confirmed(decisions: Iterable[Decision], as_of: dt.date) -> dict[Key, Decision]:
    """By finding: the decision confirmed last among those made on runs of this as-of day or earlier.

    Only this one can be in force, whatever became of it since.
    """
    newest: dict[Key, Decision] = {}
    for one in decisions:
        if one.confirmed_at is None or one.proposed.since > as_of:
            continue
        other = newest.get(one.key)
        if other is None or other.confirmed_at is None or one.confirmed_at >= other.confirmed_at:
            newest[one.key] = one
    return newest


def in_force(decisions: Iterable[Decision], grounds: Mapping[Key, str], as_of: dt.date) -> dict[Key, Decision]:
    """The decisions that hold on a day.

    Args:
        decisions: all there are.
        grounds: what each finding rests on in the run at hand.
        as_of: the run's day.
    """
    newest = newest_confirmed(decisions, as_of)
    return {key: one for key, one in newest.items() if key in grounds and one.holds(grounds[key], as_of)}


_FOR_CLAIM = {
    Claim.MET: (Verdict.CONFIRMED, Verdict.CONTRADICTED, Verdict.UNVERIFIED, Verdict.NOT_APPLICABLE),
    Claim.NOT_MET: (Verdict.NOT_MET, Verdict.UNDERCLAIMED, Verdict.NOT_APPLICABLE),
    Claim.BLANK: (Verdict.NOT_APPLICABLE,),
}


def verdicts_for(claim: str) -> tuple[Verdict, ...]:
    """The verdicts that somebody may set on a claim."""
    return _FOR_CLAIM[Claim(claim)]


def proposal(
    found: FoundNow,
    verdict: str,
    *,
    reason: str,
    document: str,
    until: dt.date,
    by: str,
    at: dt.datetime,
    decisions: Sequence[Decision],
    answers: Sequence[Answer],
) -> Act:
    """A decision as somebody proposes it, checked.

    Args:
        found: the finding as the newest run has it.
        verdict: a ``doisoat.model.Verdict``.
        reason: why, in a sentence.
        document: number and day of the paper it rests on.
        until: the last as-of day on which it holds.
        by: who proposes.
        at: when, with its zone.
        decisions: all there are (an appeal goes to somebody else than the first decision).
        answers: all there are (an objection after a decision is an appeal).

    Raises:
        ConfigError: something is missing, the verdict does not fit the claim, the day is over, somebody else has
            proposed already, or who proposes has proposed the decision that is appealed against.
    """
    if len(fold(reason)) < _MIN_REASON or not fold(document):
        raise ConfigError(
            "quyết định cần lý do và văn bản làm căn cứ", fix="ghi --reason (một câu) và --document (số, ngày văn bản)"
        )
    if not _person(by):
        raise ConfigError("chưa rõ ai đề xuất", fix="ghi họ tên ở --by")
    allowed = verdicts_for(found.claim)
    if verdict not in allowed:
        said = {"met": "khai đạt", "not_met": "khai chưa đạt", "": "chưa khai"}[found.claim]
        names = ", ".join(f"{one} ({VERDICT[one]})" for one in allowed)
        raise ConfigError(f"đơn vị {said} chỉ tiêu này nên không thể kết luận như vậy", fix=f"chọn trong: {names}")
    if until < found.as_of:
        raise ConfigError(
            f"quyết định hết hiệu lực trước ngày xét {found.as_of:%d/%m/%Y} của kết luận",
            fix="chọn ngày hết hiệu lực sau ngày xét",
        )
    waiting = [d for d in decisions if d.key == found.key and d.confirmed_at is None and d.withdrawn_at is None]
    if waiting:
        raise ConfigError(
            f"nội dung này đã có đề xuất {waiting[0].id} đang chờ người thứ hai xác nhận",
            fix=f"xác nhận bằng --confirm {waiting[0].id}, hoặc rút lại trước: doisoat decisions withdraw"
            f" {waiting[0].id}",
        )
    appealed = _appealed(found, decisions, answers)
    if appealed and same_person(by, appealed.proposed.by):
        raise ConfigError(_OTHER_OFFICER.format(appealed.id), fix="để người khác đề xuất")
    number = short_code("QD", [*found.key, verdict, found.ground, _person(by), at.isoformat()])
    return Act(
        number, Action.PROPOSE, found.key, verdict, found.verdict, found.ground, found.as_of, until, found.run_id,
        appealed.id if appealed else "", clean(reason), clean(document), clean(by), at,
    )  # fmt: skip


_OTHER_OFFICER = "đơn vị đã phản đối quyết định {}; người đề xuất quyết định ấy không xét lại chính việc này"


def _appealed(found: FoundNow, decisions: Sequence[Decision], answers: Sequence[Answer]) -> Decision | None:
    """The decision that the unit has objected to since it was confirmed, if it still holds."""
    held = in_force(decisions, {found.key: found.ground}, found.as_of).get(found.key)
    if held is None or held.confirmed_at is None:
        return None
    last = newest_answers(answers).get(found.key)
    is_appeal = last is not None and last.said == Said.OBJECT and last.answered_at > held.confirmed_at
    return held if is_appeal else None


def confirmation(
    number: str, *, by: str, at: dt.datetime, decisions: Sequence[Decision], ground: str | None = None
) -> Act:
    """The second person's yes to a proposal, checked.

    Args:
        number: of the decision.
        by: who confirms.
        at: when, with its zone.
        decisions: all there are.
        ground: what the finding rests on by now, in the newest run; None: not known.

    Raises:
        ConfigError: there is no such proposal, it is confirmed or withdrawn, its evidence has changed, who confirms has
            proposed it, or has proposed the decision that is appealed against.
    """
    one = _known(number, decisions)
    if one.confirmed_at is not None or one.withdrawn_at is not None:
        state = "đã được rút lại" if one.withdrawn_at is not None else f"đã được xác nhận bởi {one.confirmed_by}"
        raise ConfigError(f"quyết định {one.id} {state}", fix="xem danh sách: doisoat decisions list")
    if not _person(by):
        raise ConfigError("chưa rõ ai xác nhận", fix="ghi họ tên ở --by")
    if same_person(by, one.proposed.by):
        raise ConfigError(f"{one.proposed.by} đã đề xuất quyết định {one.id}", fix="để người thứ hai xác nhận")
    first = next((d for d in decisions if d.id == one.proposed.appeal_of), None)
    if first is not None and same_person(by, first.proposed.by):
        raise ConfigError(_OTHER_OFFICER.format(first.id), fix="để người khác xác nhận")
    if ground is not None and ground != one.proposed.ground:
        raise ConfigError(
            f"căn cứ của nội dung này đã đổi từ khi có đề xuất {one.id}",
            fix=f"xem lại căn cứ (doisoat explain), rút đề xuất (doisoat decisions withdraw {one.id}) rồi đề xuất lại",
        )
    return replace(one.proposed, action=Action.CONFIRM, by=clean(by), at=at)


def withdrawal(number: str, *, reason: str, by: str, at: dt.datetime, decisions: Sequence[Decision]) -> Act:
    """A decision or a proposal taken back, checked; from then on the evidence speaks alone.

    Raises:
        ConfigError: there is none of this number, it was taken back already, or reason or name are missing.
    """
    one = _known(number, decisions)
    if one.withdrawn_at is not None:
        raise ConfigError(f"quyết định {one.id} đã được rút lại", fix="không cần làm gì")
    if not _person(by) or len(fold(reason)) < _MIN_REASON:
        raise ConfigError("rút lại cần lý do và tên người rút", fix="ghi --reason và --by")
    return replace(one.proposed, action=Action.WITHDRAW, reason=clean(reason), by=clean(by), at=at)


def _known(number: str, decisions: Sequence[Decision]) -> Decision:
    wanted = fold(number).replace(" ", "")
    one = next((d for d in decisions if fold(d.id).replace(" ", "") == wanted), None)
    if one is None:
        raise ConfigError("chưa có đề xuất hay quyết định nào mang mã này", fix="xem danh sách: doisoat decisions list")
    return one


# -- answers ----------------------------------------------------------------------------------------------------------


def newest_answers(answers: Iterable[Answer], known_at: dt.datetime | None = None) -> dict[Key, Answer]:
    """By finding: what the unit said last; with ``known_at`` by then."""
    newest: dict[Key, Answer] = {}
    for one in answers:
        if known_at is not None and one.answered_at > known_at:
            continue
        other = newest.get(one.key)
        if other is None or one.answered_at >= other.answered_at:
            newest[one.key] = one
    return newest


def standings(
    grounds: Mapping[Key, str],
    as_of: dt.date,
    decisions: Sequence[Decision],
    answers: Iterable[Answer],
    known_at: dt.datetime | None = None,
) -> tuple[dict[Key, Decision], set[Key]]:
    """What holds in a run: the decisions in force by finding, and the findings in dispute.

    A decision speaks before a dispute. ``decisions`` are those known by ``known_at`` (``decisions_of``).
    """
    decided = in_force(decisions, grounds, as_of)
    disputed = {
        key
        for key, one in newest_answers(answers, known_at).items()
        if one.said == Said.OBJECT and grounds.get(key) == one.ground and key not in decided
    }
    return decided, disputed


def fate(answer: Answer, *, ground: str | None, is_finding: bool, decision: Decision | None) -> Fate:
    """What became of the last answer to a finding.

    Args:
        answer: the answer.
        ground: what the finding rests on now; None where there is no such verdict any more.
        is_finding: whether the verdict is still one that somebody must act on.
        decision: the decision in force about it.
    """
    if decision is not None and decision.confirmed_at is not None and answer.answered_at <= decision.confirmed_at:
        return Fate.DECIDED
    if ground is None or not is_finding:
        return Fate.SETTLED
    if ground != answer.ground:
        return Fate.EVIDENCE_CHANGED
    return {Said.AGREE: Fate.CLOSED, Said.OBJECT: Fate.IN_DISPUTE, Said.CHANGED: Fate.PAPERS_ASKED}[Said(answer.said)]
