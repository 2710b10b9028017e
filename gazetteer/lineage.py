"""Villages that do not exist on the day a text is read for: who stands for them."""

from __future__ import annotations

import datetime as dt

from doisoat.model import Match
from gazetteer.decision import MOST_CANDIDATES, Decision, distinct
from gazetteer.histories import Histories
from gazetteer.register import Village
from gazetteer.villages import Entry, VillageIndex


def decide_ended(entries: list[Entry], index: VillageIndex, on: dt.date) -> Decision:
    """The text names villages that do not exist on the day: who holds their place?"""
    to_come = [e for e in entries if e.village.valid_from > on]
    old = distinct(e.village for e in entries if e.role in ("own", "other") and e not in to_come)
    if not old:
        old = distinct(e.village for e in to_come if e.role == "own")
    heirs: tuple[list[Village], str, str] = ([], "", "")
    if len(old) > 1:  # a name that passed on: "A" became "B, formerly A", and that ended too
        all_heirs = [heirs_of(v, index, on) for v in old]
        leaves = distinct(v for villages, _, _ in all_heirs for v in villages)
        hows = {how for _, how, _ in all_heirs}
        if len(leaves) == 1 and hows <= {"whole", "part"}:
            heirs = (leaves, "part" if "part" in hows else "whole", "")
    elif old:
        heirs = heirs_of(old[0], index, on)
    villages, how, former = heirs
    if how == "whole":
        return Decision(Match.MATCHED, tuple(villages), 97.0, "succession", "succession")
    if how == "part":
        return part_of(index.histories, villages[0], (former,), 97.0)
    if how == "all":
        return Decision(Match.SEVERAL, tuple(villages), 97.0, "several", "several_before")
    coming = distinct(e.village for e in to_come)
    knows = all(e.role != "own" or index.histories.past(e.village).formers for e in to_come)
    if len(coming) == 1 and knows and not villages and (not old or old == coming):
        # A name of the time before the village: what it is in the village is told on a day when that exists.
        formers = tuple(dict.fromkeys(e.former for e in to_come if e.former))
        return Decision(Match.REVIEW, tuple(coming), 90.0, "before", "before", formers)
    candidates = villages or old or distinct(e.village for e in entries)
    return Decision(
        Match.REVIEW, tuple(candidates[:MOST_CANDIDATES]), 90.0, "ended", "ended" if not villages else "split"
    )


def heirs_of(village: Village, index: VillageIndex, on: dt.date) -> tuple[list[Village], str, str]:
    """Who stands for a village on a day it does not exist, by dates, names, decisions and succession lists.

    Returns:
        Villages; ``whole`` (renamed), ``part`` (merged into it), ``all`` (it was these before), or ``""`` (nobody
        known, or several of which each has a piece); and, for a part, the key of the former village.
    """
    if village.valid_to < on:
        return _after(village, index, on)
    past = index.histories.past(village)
    before = [v for v in distinct(index.histories.formers(village)) if v.on(on)]
    if not before:
        names = {e.name.key for e in index.entries if e.village is village and e.role in ("other", "part")}
        before = distinct(
            e.village for e in index.entries if e.role == "own" and e.name.key in names and e.village.on(on)
        )
    if len(before) == 1 and not past.merged:
        return before, "whole", ""
    return before, "all" if len(before) > 1 else "", ""


def _after(village: Village, index: VillageIndex, on: dt.date) -> tuple[list[Village], str, str]:
    """The heirs of a village that has ended, followed until they exist on the day."""
    leaves: list[tuple[Village, str]] = []
    queue: list[tuple[Village, str, bool]] = [(village, "", False)]
    seen = {id(village)}
    while queue:
        old, _, was_part = queue.pop()
        for heir, key in index.histories.heirs(old) or _named_after(old, index):
            if heir.on(on):
                leaves.append((heir, key or ("?" if was_part else "")))
            elif heir.valid_to < on and id(heir) not in seen:
                seen.add(id(heir))
                queue.append((heir, key, was_part or bool(key)))
    villages = distinct(v for v, _ in leaves)
    if len(villages) != 1:
        return villages, "", ""
    keys = {key for _, key in leaves}
    if keys == {""}:
        return villages, "whole", ""
    return villages, "part", keys.pop() if len(keys) == 1 else ""


def _named_after(old: Village, index: VillageIndex) -> list[tuple[Village, str]]:
    """Villages of the index that give the old village's name as one of theirs, where rows are not tied otherwise."""
    keys = {e.name.key for e in index.entries if e.village is old and e.role == "own"}
    return [
        (e.village, e.former or ("?" if e.role == "part" else ""))
        for e in index.entries
        if e.role in ("other", "part") and e.name.key in keys and e.village is not old
    ]


def part_of(histories: Histories, village: Village, formers: tuple[str, ...], score: float) -> Decision:
    """A text that names former villages of a merged one: a part of it, which it says.

    A former village of which only a piece came is a question: the text is about more than that piece.
    """
    past = histories.past(village)
    named = [f for f in past.formers if f.key in formers]
    if any(not f.entire for f in named):
        return Decision(Match.REVIEW, (village,), 90.0, "ended", "split")
    return Decision(Match.PART, (village,), score, "part", "part", tuple(f.key for f in named), past.count)
