"""Which villages a village was: one it was renamed from, or several merged into it.

Evidence about one of several former villages is evidence about a part (DOMAIN §3). What a register says about the past
stands in its other names, in a merged name ("Nà Cuổn - Nà Rài"), in old villages kept with an end date and in decision
numbers; the province's succession lists say it outright. All of it is read together here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gazetteer.grammar import village_readings
from gazetteer.merged_names import chain, listing
from gazetteer.names import name_of
from gazetteer.register import Village
from gazetteer.units import ALWAYS

# "Sáp nhập từ: Nà Cuổn và Nà Rài", "Trước là thôn Nà Mò", "Gồm 2 thôn Nà Bó, Nà Cọ".
_LEAD = re.compile(
    r"^(?:được\s+|do\s+)?(?:(?:sáp nhập|hợp nhất|nhập|tách|thành lập|đổi tên|gồm|tên cũ|thôn cũ"
    r"|(?:trước|nguyên)(?: (?:đây|khi|sáp nhập|hợp nhất))*(?=\s+(?:là|thuộc)\b|\s*:)|trước (?:khi )?sáp nhập)"
    r"(?:\s+(?:là|từ|thuộc|của|gồm))*\s*:?\s+)?"
    r"(?:(?:các|hai|ba|bốn|năm|\d+)\s+(?:thôn|bản|xóm|khu|khối|tổ dân phố)\b\s*:?\s*)?",
    re.I,
)
_PIECE = re.compile(r"^(?:một|1) phần(?: (?:của|từ|thuộc))?\s+", re.I)
_REMARK = re.compile(r"\s*[(\[][^()\[\]]*[)\]]|\s+cũ$", re.I)


@dataclass(frozen=True, slots=True)
class Link:
    """One line of a succession list: an old village, what it became, and whether all of it went there."""

    old: Village
    new: Village
    entire: bool


@dataclass(frozen=True, slots=True)
class Former:
    """A village that became another, or a part of one.

    ``marks`` are what its name is recognised by, ``key`` is one of them. ``entire``: all of it is in the new village.
    ``villages`` are its own rows of the register, where it has any.
    """

    key: str
    text: str
    marks: frozenset[str]
    entire: bool
    villages: tuple[Village, ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of a village's past. ``merged``: its former villages are parts of it, each speaks for itself."""

    formers: tuple[Former, ...] = ()

    @property
    def merged(self) -> bool:
        """Whether there were several, or one of which only a piece came."""
        return len(self.formers) > 1 or any(not f.entire for f in self.formers)

    @property
    def count(self) -> int:
        """How many former villages make up the whole; 0 where that cannot be told (pieces of villages)."""
        return len(self.formers) if self.merged and all(f.entire for f in self.formers) else 0

    def of(self, marks: frozenset[str]) -> Former | None:
        """The former village that is recognised by one of the marks."""
        return next((f for f in self.formers if f.marks & marks), None)


def marks_of(text: str, family: str = "") -> frozenset[str]:
    """What a name is recognised by: every way to read it; a bare number only together with its kind."""
    marks = set()
    for reading in village_readings(text):
        name = reading.name
        kinds = sorted(reading.families) or [family]
        marks |= {f"{kind}{name.key}" for kind in kinds} if name.is_number else {name.key}
    return frozenset(marks or {name_of(text).key})


def items_of(text: str) -> list[tuple[str, bool]]:
    """The names in one text about the past, each with whether the whole of that village is meant."""
    found = []
    plain = _LEAD.sub("", text.strip()).strip(" .:")
    for item in chain(_REMARK.sub("", plain)) or listing(_REMARK.sub("", plain)) or [plain]:
        name = _REMARK.sub("", _PIECE.sub("", item.strip()))
        if name:
            found.append((name, not _PIECE.match(item.strip())))
    return found


def past_of(
    village: Village, peers: Sequence[Village], links: Sequence[Link] = (), shared: frozenset[str] = frozenset()
) -> Past:
    """What is known of a village's past.

    Args:
        village: a row of the register.
        peers: rows of the same register commune.
        links: succession lines that lead to the village.
        shared: marks of former villages of which several villages of one time have a piece.
    """
    own = marks_of(village.name, village.family)
    linked = [Former("", k.old.name, marks_of(k.old.name, k.old.family), k.entire, (k.old,)) for k in links]
    listed = [Former("", text, marks, entire) for text, marks, entire in _listed(village, own)]
    if len(_once([*linked, *listed])) < 2 and (parts := chain(village.name)):
        # "Nà Cuổn - Nà Rài" tells its parts; one further name beside it is a name of the whole.
        listed = [Former("", part, marks_of(part, village.family), True) for part in parts]
    found = [*linked, *listed]
    named = own.union(*(f.marks for f in found))
    for old in peers:
        if old.valid_to < village.valid_from:
            marks = marks_of(old.name, old.family)
            if marks & named or _made_of(village, old, peers) or old is _under_its_code_before(village, peers):
                found.append(Former("", old.name, marks, True, (old,)))
    formers = tuple(replace(f, key=min(f.marks), entire=f.entire and not f.marks & shared) for f in _once(found))
    if len(formers) == 1 and formers[0].marks & own and not formers[0].villages:
        return Past()  # only its own name once more
    return Past(formers)


def _listed(village: Village, own: frozenset[str]) -> list[tuple[str, frozenset[str], bool]]:
    """The names of the cell of other names; another spelling of the village's own name counts as its own."""
    items = [item for other in village.other_names for item in items_of(other)]
    readings = village_readings(village.name)
    graded = {r.name.graded_key for r in readings if not r.name.is_number}
    bare = {r.name.bare_key for r in readings}
    known = bare | {r.name.bare_key for text, _ in items if not text.isascii() for r in village_readings(text)}
    found = []
    for text, entire in items:
        names = [r.name for r in village_readings(text)]
        if any(n.graded_key in graded or (n.ascii_only and not n.is_number and n.bare_key in bare) for n in names):
            found.append((text, own, entire))
        elif not (text.isascii() and any(n.bare_key in known for n in names)):
            found.append((text, marks_of(text), entire))
    return found


def _made_of(village: Village, old: Village, peers: Sequence[Village]) -> bool:
    """Whether the decision that made the village, and it alone, ended the old one."""
    if not village.decision or village.valid_from == ALWAYS or old.decision != village.decision:
        return False
    made = {v.code or v.row for v in peers if v.decision == village.decision and v.valid_from == village.valid_from}
    return len(made) == 1


def _under_its_code_before(village: Village, peers: Sequence[Village]) -> Village | None:
    """The row that held the village's code last before it."""
    before = [v for v in peers if v.code and v.code == village.code and v.valid_to < village.valid_from]
    return max(before, key=lambda v: v.valid_to, default=None)


def _once(found: Sequence[Former]) -> list[Former]:
    """Former villages once each: what is told twice (a name, a row, a succession line) is one village."""
    joined: list[Former] = []
    for each in found:
        same = [f for f in joined if f.marks & each.marks]
        group = [*same, each]
        one = Former(
            "",
            group[0].text,
            frozenset().union(*(f.marks for f in group)),
            all(f.entire for f in group),
            tuple(dict.fromkeys(v for f in group for v in f.villages)),
        )
        position = joined.index(same[0]) if same else len(joined)
        joined = (
            [f for f in joined[:position] if f not in same] + [one] + [f for f in joined[position:] if f not in same]
        )
    return joined
