"""What people have said to verdicts: none of it lost, none outliving its ground, none applied twice."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest

from doisoat.errors import ConfigError
from doisoat.model import Verdict
from doisoat.standing import (
    Act,
    Answer,
    Decision,
    Fate,
    FoundNow,
    Key,
    Said,
    confirmation,
    decisions_of,
    fate,
    in_force,
    newest_answers,
    proposal,
    same_person,
    standings,
    withdrawal,
)

DAY = dt.date(2024, 11, 15)
NOW = dt.datetime(2024, 11, 16, 8, tzinfo=dt.UTC)
KEY: Key = ("TTM-2023", "village", "06070002", "1")
FOUND = FoundNow(KEY, "met", "contradicted", "CC-A", DAY, "run-1")
PEOPLE = ("Trần Mẫu", "Lê Thử", "Phạm Ví Dụ")


def proposed(found: FoundNow = FOUND, verdict: str = "confirmed", **changes: object) -> Act:
    given: dict[str, object] = {
        "reason": "đã kiểm tra", "document": "BB 12 ngày 20/11/2024", "until": DAY + dt.timedelta(days=365),
        "by": PEOPLE[0], "at": NOW, "decisions": [], "answers": [], **changes,
    }  # fmt: skip
    return proposal(found, verdict, **given)  # type: ignore[arg-type]


def confirmed(act: Act, by: str = PEOPLE[1], hours: int = 1) -> list[Act]:
    return [
        act,
        confirmation(act.decision, by=by, at=act.at + dt.timedelta(hours=hours), decisions=decisions_of([act])),
    ]


def holding(acts: list[Act], ground: str = "CC-A", as_of: dt.date = DAY, known_at: dt.datetime | None = None) -> bool:
    return KEY in in_force(decisions_of(acts, known_at), {KEY: ground}, as_of)


def objection(ground: str = "CC-A", at: dt.datetime = NOW, said: Said = Said.OBJECT) -> Answer:
    return Answer(KEY, ground, said, "đã có cáp quang từ 1/10", None, "181", at)


def test_a_proposal_alone_changes_nothing_and_a_confirmed_one_holds() -> None:
    act = proposed()
    assert not holding([act])
    assert holding(confirmed(act))


def test_a_decision_ends_with_its_day_and_begins_with_that_of_the_run_it_was_made_on() -> None:
    acts = confirmed(proposed(until=DAY + dt.timedelta(days=9)))
    assert [holding(acts, as_of=DAY + dt.timedelta(days=n)) for n in (-1, 0, 9, 10)] == [False, True, True, False]


def test_a_decision_ends_when_the_evidence_says_something_else_and_holds_again_where_it_says_the_same() -> None:
    acts = confirmed(proposed())
    assert [holding(acts, ground) for ground in ("CC-A", "CC-B", "CC-A")] == [True, False, True]


def test_a_look_back_knows_what_was_decided_by_then() -> None:
    acts = confirmed(proposed())
    assert not holding(acts, known_at=acts[1].at - dt.timedelta(seconds=1))
    gone = withdrawal(
        acts[0].decision, reason="nhầm thôn", by="x", at=NOW + dt.timedelta(days=1), decisions=decisions_of(acts)
    )
    assert holding([*acts, gone], known_at=NOW + dt.timedelta(hours=2))
    assert not holding([*acts, gone])


@pytest.mark.parametrize(
    "by", ["Trần Mẫu", "TRAN MAU", "trần  mẫu ", "Tran\u00a0Mau", "Trâ\u0300n Mẫu", "tran.mau", "TranMau"]
)
def test_nobody_confirms_what_they_proposed_however_they_write_their_name(by: str) -> None:
    act = proposed()
    with pytest.raises(ConfigError, match="người thứ hai"):
        confirmation(act.decision, by=by, at=NOW, decisions=decisions_of([act]))
    assert same_person(by, PEOPLE[0])
    assert not same_person(by, PEOPLE[1])


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"reason": " "}, "lý do"),
        ({"document": "-"}, "văn bản"),
        ({"by": "…"}, "ai đề xuất"),
        ({"until": DAY - dt.timedelta(days=1)}, "trước ngày xét"),
        ({"verdict": "not_met"}, "khai đạt"),
        ({"verdict": "conflict"}, "khai đạt"),
        ({"decisions": decisions_of([proposed()])}, "đang chờ"),
    ],
)
def test_a_proposal_that_cannot_stand_is_refused_with_what_to_do(changes: dict[str, object], what: str) -> None:
    with pytest.raises(ConfigError, match=what):
        proposed(**changes)  # type: ignore[arg-type]


def test_a_proposal_whose_evidence_changed_meanwhile_is_not_confirmed() -> None:
    act = proposed()
    with pytest.raises(ConfigError, match="căn cứ"):
        confirmation(act.decision, by=PEOPLE[1], at=NOW, decisions=decisions_of([act]), ground="CC-B")


def test_an_appeal_goes_to_another_officer_than_the_first() -> None:
    acts = confirmed(proposed())
    appeal = [objection(at=NOW + dt.timedelta(days=1))]
    later = {
        "decisions": decisions_of(acts),
        "answers": appeal,
        "at": NOW + dt.timedelta(days=2),
        "verdict": "unverified",
    }
    with pytest.raises(ConfigError, match="không xét lại"):
        proposed(by="tran mau", **later)
    second = proposed(by=PEOPLE[2], **later)
    assert second.appeal_of == acts[0].decision
    every = decisions_of([*acts, second])
    with pytest.raises(ConfigError, match="không xét lại"):
        confirmation(second.decision, by=PEOPLE[0], at=NOW, decisions=every)
    done = confirmation(second.decision, by=PEOPLE[1], at=NOW + dt.timedelta(days=2), decisions=every)
    held = in_force(decisions_of([*acts, second, done]), {KEY: "CC-A"}, DAY)[KEY]
    assert held.id == second.decision


def test_a_withdrawn_decision_does_not_let_an_older_one_revive() -> None:
    first = confirmed(proposed())
    second = confirmed(proposed(verdict="unverified", decisions=decisions_of(first), at=NOW + dt.timedelta(days=1)))
    acts = [*first, second[0], replace(second[1], at=NOW + dt.timedelta(days=1, hours=1))]
    gone = withdrawal(
        second[0].decision, reason="nhầm văn bản", by="x", at=NOW + dt.timedelta(days=3), decisions=decisions_of(acts)
    )
    assert not holding([*acts, gone])


def test_silence_and_agreement_change_no_verdict_and_an_objection_marks_it_until_it_is_decided() -> None:
    for answers in ([], [objection(said=Said.AGREE)], [objection(said=Said.CHANGED)]):
        assert standings({KEY: "CC-A"}, DAY, [], answers) == ({}, set())
    assert standings({KEY: "CC-A"}, DAY, [], [objection()]) == ({}, {KEY})
    assert standings({KEY: "CC-B"}, DAY, [], [objection()]) == ({}, set())
    decided, disputed = standings({KEY: "CC-A"}, DAY, decisions_of(confirmed(proposed())), [objection()])
    assert (set(decided), disputed) == ({KEY}, set())


def test_each_answer_is_told_what_became_of_it() -> None:
    made = decisions_of(confirmed(proposed()))[0]

    def of(said: Said, ground: str | None = "CC-A", decision: Decision | None = None, *, open_: bool = True) -> Fate:
        return fate(objection(said=said), ground=ground, is_finding=open_, decision=decision)

    assert of(Said.AGREE) == Fate.CLOSED
    assert of(Said.OBJECT) == Fate.IN_DISPUTE
    assert of(Said.CHANGED) == Fate.PAPERS_ASKED
    assert of(Said.AGREE, "CC-B") == Fate.EVIDENCE_CHANGED
    assert of(Said.AGREE, None) == of(Said.OBJECT, open_=False) == Fate.SETTLED
    assert of(Said.OBJECT, decision=made) == Fate.DECIDED


# -- histories ----------------------------------------------------------------------------------------------------


class History:
    """A made-up year of one province: acts, answers, evidence and days in any order; every step is tried for real."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.keys: list[Key] = [("TTM-2023", "village", f"V{n}", "1") for n in range(3)]
        self.grounds = {key: f"CC-{key[2]}-0" for key in self.keys}
        self.acts: list[Act] = []
        self.answers: list[Answer] = []
        self.now, self.as_of = NOW, DAY
        self.versions = 0

    def step(self) -> None:
        self.now += dt.timedelta(minutes=1)
        move = self.chance.choice(
            (
                self.propose,
                self.propose,
                self.confirm,
                self.confirm,
                self.withdraw,
                self.answer,
                self.answer,
                self.evidence,
                self.pass_days,
            )
        )
        move()

    def propose(self) -> None:
        key = self.chance.choice(self.keys)
        found = FoundNow(key, "met", "contradicted", self.grounds[key], self.as_of, "run")
        verdict = self.chance.choice([Verdict.CONFIRMED, Verdict.UNVERIFIED, Verdict.CONTRADICTED])
        until = self.as_of + dt.timedelta(days=self.chance.choice([-1, 0, 20, 400]))
        by, every = self.chance.choice(PEOPLE), decisions_of(self.acts)
        waiting = any(d.key == key and not d.confirmed_at and not d.withdrawn_at for d in every)
        try:
            act = proposed(found, verdict, until=until, by=by, at=self.now, decisions=every, answers=self.answers)
        except ConfigError as refused:
            assert until < self.as_of or waiting or "không xét lại" in refused.what
            return
        assert until >= self.as_of
        assert not waiting
        self.acts.append(act)

    def confirm(self) -> None:
        if not self.acts:
            return
        act, by, every = self.chance.choice(self.acts), self.chance.choice(PEOPLE), decisions_of(self.acts)
        now = self.grounds[act.key]
        first = next(a for a in self.acts if a.decision == act.decision and a.action == "propose")
        over = any(a.decision == act.decision and a.action != "propose" for a in self.acts)
        try:
            done = confirmation(act.decision, by=by, at=self.now, decisions=every, ground=now)
        except ConfigError as refused:
            assert over or by == first.by or now != first.ground or "không xét lại" in refused.what
            return
        assert by != first.by
        assert not over
        assert now == first.ground
        self.acts.append(done)

    def withdraw(self) -> None:
        if self.acts and self.chance.random() < 0.5:
            number = self.chance.choice(self.acts).decision
            if not any(a.decision == number and a.action == "withdraw" for a in self.acts):
                self.acts.append(
                    withdrawal(number, reason="nhầm thôn", by=PEOPLE[0], at=self.now, decisions=decisions_of(self.acts))
                )

    def answer(self) -> None:
        key = self.chance.choice(self.keys)
        seen = self.grounds[key] if self.chance.random() < 0.8 else f"CC-{key[2]}-0"
        self.answers.append(Answer(key, seen, self.chance.choice(list(Said)), "vì thế", None, "181", self.now))

    def evidence(self) -> None:
        key = self.chance.choice(self.keys)
        self.versions += 1
        back = self.chance.random() < 0.3
        self.grounds[key] = f"CC-{key[2]}-0" if back else f"CC-{key[2]}-{self.versions}"

    def pass_days(self) -> None:
        self.as_of += dt.timedelta(days=self.chance.choice([1, 7, 30]))

    def expected(self, key: Key, known_at: dt.datetime) -> tuple[str, bool]:
        """By hand: the verdict that holds by decision, and whether the finding is in dispute."""
        acts = [a for a in self.acts if a.at <= known_at and a.key == key]
        last = None
        for act in acts:
            if act.action == "confirm" and act.since <= self.as_of:
                last = act
        gone = {a.decision for a in acts if a.action == "withdraw"}
        holds = last and last.decision not in gone and last.until >= self.as_of and last.ground == self.grounds[key]
        verdict = last.verdict if last and holds else ""
        said = [a for a in self.answers if a.key == key and a.answered_at <= known_at]
        disputed = bool(said) and said[-1].said == Said.OBJECT and said[-1].ground == self.grounds[key] and not verdict
        return verdict, disputed


@pytest.mark.parametrize("seed", range(200))
def test_histories_lose_nothing_and_nothing_outlives_its_ground_or_counts_twice(seed: int) -> None:
    history = History(seed)
    for _ in range(60):
        history.step()
        moments = (history.now, NOW + (history.now - NOW) / 2)
        for known_at in moments:
            made = decisions_of(history.acts, known_at)
            assert len({d.id for d in made}) == len(made)
            decided, disputed = standings(history.grounds, history.as_of, made, history.answers, known_at)
            for key in history.keys:
                verdict = str(decided[key].proposed.verdict) if key in decided else ""
                assert (verdict, key in disputed) == history.expected(key, known_at)
            # Told again, in one go and twice over, it is the same: nothing is applied twice.
            again = decisions_of([*history.acts, *history.acts], known_at)
            assert standings(history.grounds, history.as_of, again, history.answers * 2, known_at) == (
                decided,
                disputed,
            )
    proposals = {a.decision for a in history.acts if a.action == "propose"}
    assert {d.id for d in decisions_of(history.acts)} == proposals
    assert len(newest_answers(history.answers)) == len({a.key for a in history.answers})
