"""What people have said to the findings of one unit, for its page: the last answer, what became of it, who proposes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from doisoat.answer_rules import WORDS
from doisoat.explanation import Explanation
from doisoat.standing import Decision, Said, fate, in_force, newest_answers
from doisoat.vi import FATE
from reports.contract import FINDINGS
from warehouse.reader import WarehouseReader

_OPEN = frozenset(map(str, FINDINGS))


@dataclass(frozen=True)
class SaidAbout:
    """One finding: the unit's last answer in words (blank: none), and the proposal that waits for a second person."""

    said: str = ""
    explanation: str = ""
    answered_at: dt.datetime | None = None
    became: str = ""
    receipt: str = ""
    waiting: Decision | None = None


def said_about(warehouse: WarehouseReader, found: Explanation) -> dict[tuple[str, str], SaidAbout]:
    """By (criteria set, indicator), for the verdicts of one unit as a run has them."""
    spoken = warehouse.spoken()
    made = spoken.decisions()
    mine = {(i.criteria, i.level, found.unit_code, i.indicator): i for i in found.indicators if i.ground}
    held = in_force(made, {key: one.ground for key, one in mine.items()}, found.as_of)
    answers = newest_answers(one for one in spoken.answers(found.unit_code) if one.key in mine)
    told = {}
    for key, one in mine.items():
        waiting = next((d for d in made if d.key == key and not d.confirmed_at and not d.withdrawn_at), None)
        last = answers.get(key)
        if last is None:
            told[key[0], key[3]] = SaidAbout(waiting=waiting)
            continue
        became = fate(last, ground=one.ground, is_finding=one.verdict in _OPEN, decision=held.get(key))
        told[key[0], key[3]] = SaidAbout(
            WORDS[Said(last.said)], last.explanation, last.answered_at, FATE[became], last.receipt, waiting
        )
    return told
