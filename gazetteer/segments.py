"""The pieces of a text that stand before its commune: which of them is the village."""

from __future__ import annotations

import datetime as dt
import re

from doisoat.model import Match
from gazetteer.addresses import is_street, village_candidates
from gazetteer.decide import decide
from gazetteer.decision import CLEAR, Decision
from gazetteer.grammar import is_village_text
from gazetteer.no_place import why_no_place
from gazetteer.villages import VillageIndex

_NOTE = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
_PLAIN_NOTES = re.compile(
    r"^(?:cũ|mới|tđc|tái định cư|đbkk|đặc biệt khó khăn|biên giới|khu vực [i1-3]+|kv\s*[i1-3]+|nông thôn mới|ntm|"
    r"thôn|bản|xóm|tổ dân phố|tdp|khu|khối|mới sáp nhập|sau sáp nhập|sáp nhập)$",
    re.I,
)


def decide_segments(
    segments: tuple[str, ...], index: VillageIndex, on: dt.date, banned: frozenset[str] = frozenset()
) -> Decision:
    """Decide what stands before the commune: one cell, or the segments of an address with house and street."""
    if len(segments) == 1:
        return _decide_text(segments[0], index, on, banned)
    candidates = village_candidates(segments)
    first = decide(candidates[0], index, on, banned) if candidates else None
    if first is None or first.match in CLEAR or len(candidates) == 1:
        return first or Decision(Match.REVIEW, (), 0.0, "none", "unknown")
    each = [decide(c, index, on, banned) for c in candidates[1:] if not why_no_place(c)]
    clear = [d for d in each if d.match in CLEAR]
    rest = [c for c, d in zip(candidates[1:], each, strict=False) if d.match not in CLEAR]
    if len({d.villages for d in clear}) == 1 and all(is_street(c) for c in rest):
        return clear[0]
    # "Nguyễn Văn A, Thôn X, Xã Y": a thôn named as such right before the commune; what stands before it, without
    # a type word, is a person, a house or a hamlet.
    last = segments[-1]
    others = any(is_village_text(c) and not is_street(c) for c in candidates[2:])
    if len({d.villages for d in clear}) == 1 and each[0] is clear[0] and is_village_text(last) and not others:
        return clear[0]
    villages = tuple(dict.fromkeys(v for d in [*clear, *each] for v in d.villages))
    if clear:
        return Decision(Match.REVIEW, villages[:5], 85.0, "near", "mixed")
    return (
        first
        if first.villages
        else Decision(
            Match.REVIEW,
            villages[:5],
            max((d.score for d in each), default=0.0),
            "near",
            "near" if villages else "unknown",
        )
    )


def _decide_text(text: str, index: VillageIndex, on: dt.date, banned: frozenset[str]) -> Decision:
    """A village text, its note in brackets read as a note."""
    decision = decide(text, index, on, banned)
    note = _NOTE.search(text)
    if decision.match in CLEAR or note is None:
        return decision
    plain = _NOTE.sub(" ", text).strip()
    if not plain:
        return decision
    without = decide(plain, index, on, banned)
    if without.match not in CLEAR:
        return without if without.villages else decision
    inside = decide(note[1].strip(), index, on, banned) if note[1].strip() else without
    if _PLAIN_NOTES.match(note[1].strip()) or inside.villages[:1] == without.villages[:1]:
        return without
    return Decision(Match.REVIEW, without.villages, 90.0, "near", "note")
