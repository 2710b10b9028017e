"""Villages that do not exist on the day a text is read for: who stands for them."""

from __future__ import annotations

import datetime as dt

from doisoat.model import Match
from gazetteer.decision import MOST_CANDIDATES, Decision, distinct
from gazetteer.register import Village
from gazetteer.villages import Entry, VillageIndex


def decide_ended(entries: list[Entry], index: VillageIndex, on: dt.date) -> Decision:
    """The text names villages that do not exist on the day: who holds their place?"""
    old = distinct(e.village for e in entries if e.role in ("own", "other"))
    heirs = heirs_of(old[0], index, on) if len(old) == 1 else ([], "")
    villages, how = heirs
    if how == "whole":
        return Decision(Match.MATCHED, tuple(villages), 97.0, "succession", "succession")
    if how == "part":
        return Decision(Match.PART, tuple(villages), 97.0, "part", "part")
    if how == "all":
        return Decision(Match.SEVERAL, tuple(villages), 97.0, "several", "several_before")
    candidates = villages or old or distinct(e.village for e in entries)
    return Decision(
        Match.REVIEW, tuple(candidates[:MOST_CANDIDATES]), 90.0, "ended", "ended" if not villages else "split"
    )


def heirs_of(village: Village, index: VillageIndex, on: dt.date) -> tuple[list[Village], str]:
    """Who stands for a village on a day it does not exist, by the register's own dates, names and decisions.

    Returns:
        Villages, and ``whole`` (renamed), ``part`` (merged into it), ``all`` (it was these before), or ``""``
        (nobody known, or several of which each has a piece).
    """
    same = [v for v in index.villages if v.code and v.code == village.code and v.on(on)]
    if same:
        return same[:1], "whole"
    later = village.valid_to < on
    keys = {e.name.key for e in index.entries if e.village is village and e.role == "own"}
    near = [v for v in index.villages if v.on(on)]
    if later:
        named = distinct(
            e.village for e in index.entries if e.role in ("other", "part") and e.name.key in keys and e.village.on(on)
        )
        if not named and village.decision:
            named = [v for v in near if v.decision == village.decision and v.valid_from > village.valid_to]
            peers = [v for v in index.villages if v.decision == village.decision and v.valid_to == village.valid_to]
            return (named, "whole" if len(peers) == 1 else "part") if len(named) == 1 else (named, "")
        if len(named) != 1:
            return named, ""
        heir = named[0]
        part = any(e.role == "part" for e in index.entries if e.village is heir and e.name.key in keys)
        return named, "part" if part else "whole"
    own = {e.name.key for e in index.entries if e.village is village and e.role in ("other", "part")}
    before = distinct(e.village for e in index.entries if e.role == "own" and e.name.key in own and e.village.on(on))
    if len(before) == 1 and not any(e.role == "part" for e in index.entries if e.village is village):
        return before, "whole"
    return (before, "all") if len(before) > 1 else (before, "")
