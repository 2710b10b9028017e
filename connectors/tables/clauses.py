"""Sentences with several clauses: "Đã có cáp quang, 4G; chưa có WiFi" says yes to two services and no to a third.

A verb before services holds for those listed behind it, a verb behind them for those listed before it. A clause with a
word about anything else leaves its services unclear; a clause that names no service and is not understood leaves the
whole text to nobody's guess.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from connectors.tables.lexicon.segments import segments
from connectors.tables.lexicon.words import FILLER, lexicon
from connectors.tables.sentences import BESIDE, SAID, SMALL, WHOLE
from doisoat.columns import COVERAGE_SERVICES

_PARTS = re.compile(
    r"\s*(?:[,;.\n•/+&]|\s[-–]\s|\bvà\b|\bva\b|\blẫn\b|\bnhưng\b|\bnhung\b|\bcòn\b(?!\s+(?:thiếu|lại))|\band\b)\s*",
    re.IGNORECASE,
)
# "Chưa có cả cáp quang và 4G": neither of them, or not both; nobody may choose.
NOT_BOTH = re.compile(r"\b(?:chưa|không)\s+(?:(?:có|được|đủ|phủ)\s+)*(?:cả|đồng thời)\b", re.IGNORECASE)
_MOST, _LONGEST = 12, 240  # clauses of one cell, letters of it
_YES, _NO, _UNCLEAR = "Có", "Không", "?"
_THINGS = frozenset({*COVERAGE_SERVICES, "wifi"})
_LATER = frozenset({"plan", "needed"})


@dataclass(frozen=True)
class _Clause:
    """What one part says: its services, whether a verb gives or denies them, and where the verb stands."""

    services: tuple[str, ...]
    answer: str = ""  # empty where no verb stands in it
    verb_first: bool = False
    is_clear: bool = True
    is_plan: bool = False


@functools.lru_cache(maxsize=20_000)
def clauses_in(text: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Pairs of services and what is said of them ("Có", "Không", "?"); empty where the text is no such sentence."""
    if len(text) > _LONGEST or NOT_BOTH.search(text):
        return ()
    parts = [part for part in _PARTS.split(text) if re.search(r"\w", part)]
    if not 1 <= len(parts) <= _MOST:
        return ()
    said: dict[str, str] = {}
    waiting: list[str] = []  # services whose verb is still to come
    carried = ""
    last = ""
    for part in parts:
        clause = _clause(part)
        if not clause.services and not clause.answer:
            if clause.is_clear or (clause.is_plan and last == _NO):
                continue  # "chưa có 4G, dự kiến 2025" is a no all the same
            return ()
        answer = clause.answer if clause.is_clear else _UNCLEAR
        if not answer:
            if carried:
                _say(said, clause.services, carried)
            else:
                waiting.extend(clause.services)
            continue
        last = answer
        if clause.verb_first or not clause.services:
            carried = answer
        else:
            carried = ""
            _say(said, waiting, answer)
            waiting = []
        _say(said, clause.services, answer)
    if waiting or not said:
        return ()
    return tuple(((service,), answer) for service, answer in said.items() if service != "wifi")


def _say(said: dict[str, str], services: tuple[str, ...] | list[str], answer: str) -> None:
    """Two answers about one service are none."""
    for service in services:
        said[service] = answer if said.get(service, answer) == answer else _UNCLEAR


def _clause(part: str) -> _Clause:
    services: list[str] = []
    denied = given = verb_first = False
    is_clear, turned = True, set[str]()
    for segment in segments(part):
        words = " ".join(segment.words)
        named = [meaning for meaning in segment.meanings if meaning in _THINGS]
        if denied and words in WHOLE:
            is_clear = False
        elif "negation" in segment.meanings or words in SAID:
            denied |= "negation" in segment.meanings
            given |= words in SAID
            verb_first |= not services
        elif named:
            services.extend(named)
        elif segment.meanings & lexicon().turning:
            turned |= segment.meanings & lexicon().turning
        elif not (words in SMALL or segment.meanings & BESIDE or (FILLER in segment.meanings and not words.isdigit())):
            is_clear = False
    answer = _NO if denied else _YES if given else ""
    return _Clause(tuple(services), answer, verb_first, is_clear and not turned, bool(turned) and turned <= _LATER)
