"""The pieces of a text that stand before its commune: which of them is the village."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from doisoat.model import Match
from gazetteer.addresses import is_street, village_candidates
from gazetteer.decide import decide
from gazetteer.decision import CLEAR, Decision
from gazetteer.grammar import is_village_text
from gazetteer.lineage import part_of
from gazetteer.no_place import why_no_place
from gazetteer.villages import VillageIndex

_NOTE = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
# The same without brackets, behind the name or before it.
_BEHIND = re.compile(
    r"\s+[-–]?\s*(cũ|(?:trước|sau) (?:khi )?(?:sáp|hợp) nhập|(?:nay là|trước(?: đây)? là) .+)$|^(thôn cũ)\s+(?=\S)",
    re.I,
)
_LEADS = re.compile(
    r"^(?:nay (?:là|thuộc)|trước(?: đây)?(?: (?:là|thuộc))?(?=\s+(?!(?:khi )?(?:sáp|hợp) nhập))|nguyên là"
    r"|tên (?:cũ|mới|khác)|đổi tên (?:từ|thành)|(?:sáp|hợp) nhập (?:từ|vào|với)|gồm|thuộc)(?: là)?\s*:?\s+",
    re.I,
)
_OLD = re.compile(r"(?:thôn |tên )?(?:cũ|trước)|trước (?:khi )?(?:sáp|hợp) nhập|trước đây", re.I)
_OLD_BEHIND = re.compile(r"\s+cũ$", re.I)
_NEW = re.compile(r"^(?:mới|.*sáp nhập)$", re.I)
_PLAIN_NOTES = re.compile(
    r"^(?:mới|tđc|tái định cư|đbkk|đặc biệt khó khăn|biên giới|khu vực [i1-3]+|kv\s*[i1-3]+|nông thôn mới|ntm|"
    r"thôn|bản|xóm|tổ dân phố|tdp|khu|khối|mới sáp nhập|sau (?:khi )?sáp nhập|sáp nhập)$",
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
    """A village text, with a note in brackets or behind it that says which village of which time is meant."""
    decision = decide(text, index, on, banned)
    if decision.match in CLEAR:
        return decision
    note = _NOTE.search(text) or _BEHIND.search(text)
    plain = f"{text[: note.start()]} {text[note.end() :]}".strip() if note else ""
    if note is None or not plain:
        return decision
    without = decide(plain, index, on, banned)
    inside = _LEADS.sub("", next(filter(None, note.groups()), "").strip())
    if _OLD.fullmatch(inside):
        return _of_old(without, index)
    if not _is_told(without):
        return without if without.villages else decision
    if not inside or _PLAIN_NOTES.match(inside):
        # "Nà Cuổn (sau sáp nhập)": of the two that bore the name the new one.
        return replace(without, formers=(), former_count=0) if _NEW.match(inside) else without
    old = _OLD_BEHIND.sub("", inside)
    named = decide(old, index, on, banned)
    if not _is_told(named) or set(named.villages) != set(without.villages):
        return Decision(Match.REVIEW, without.villages, 90.0, "near", "note")
    # "Tân Thành (Nà Lình)", "Nà Lình (nay là Tân Thành)": the narrower of the two is meant.
    if without.match is not Match.MATCHED and without.formers:
        return without
    return _of_old(named, index) if old != inside else named if named.match is not Match.MATCHED else without


def _is_told(decision: Decision) -> bool:
    """Whether the village is known, be it that it is yet to come on the day."""
    return decision.match in CLEAR or decision.why == "before"


def _of_old(decision: Decision, index: VillageIndex) -> Decision:
    """What a text means that says of its name that it is an old one."""
    if decision.match is Match.MATCHED and decision.formers:
        return part_of(index.histories, decision.villages[0], decision.formers, decision.score)
    own = decision.match is Match.MATCHED and decision.method not in ("other_name", "succession", "merged")
    return replace(decision, match=Match.REVIEW, score=90.0, method="near", why="old_name") if own else decision
