"""An answer to one row, and the same answer in the villages and communes of another day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from doisoat.model import Match
from gazetteer.areas import Area, Areas
from gazetteer.decide import decide
from gazetteer.decision import CLEAR, Decision
from gazetteer.lineage import heirs_of, part_of
from gazetteer.place_index import Place
from gazetteer.register import Village


@dataclass(frozen=True, slots=True)
class Answer:
    """What a row's texts mean; ``area`` where the commune could be told, ``district_code`` where only that could."""

    match: Match
    villages: tuple[Village, ...] = ()
    area: Area | None = None
    district_code: str = ""
    score: float = 0.0
    method: str = ""
    why: str = "unknown"
    places: tuple[Place, ...] = ()
    formers: tuple[str, ...] = ()
    former_count: int = 0


def answer_of(decision: Decision) -> Answer:
    """A decision as an answer, its area still open."""
    d = decision
    return Answer(
        d.match, d.villages, None, "", d.score, d.method, d.why, formers=d.formers, former_count=d.former_count
    )


def with_area(answer: Answer, on: dt.date, areas: Areas) -> Answer:
    """The answer with the area of its villages, where they share one."""
    found = {areas.area(v.commune, on) for v in answer.villages}
    return replace(answer, area=found.pop() if len(found) == 1 else None)


def at(answer: Answer, day: dt.date, codes_on: dt.date, areas: Areas) -> Answer:
    """An answer of one day in the villages and communes of another."""
    if day == codes_on:
        return answer
    answer = follow(answer, codes_on, areas)
    if answer.match in CLEAR:
        return with_area(answer, codes_on, areas)
    then = {area for place in answer.places for area in areas.areas_of(place, codes_on)}
    return replace(answer, area=then.pop() if len(then) == 1 else None)


def follow(answer: Answer, codes_on: dt.date, areas: Areas) -> Answer:
    """A matched village as it is on another day: itself, its heir, or the merged village it is a part of."""
    if answer.why == "before" and areas.exists(answer.villages[0], codes_on):
        if answer.formers:
            return _as_part(answer, answer.villages[0], answer.formers, areas)
        return replace(answer, match=Match.MATCHED, method="succession", why="succession")
    if answer.match is not Match.MATCHED or areas.exists(answer.villages[0], codes_on):
        return answer
    village = answer.villages[0]
    communes = areas.communes_of(areas.place_of(village.commune), codes_on)
    index = areas.index(tuple(sorted({*communes, village.commune})))
    if village.on(codes_on):
        decision = decide(village.display, areas.index(communes), codes_on) if communes else None
        if decision is not None and decision.match in CLEAR:
            of_it = replace(answer, formers=decision.formers, former_count=decision.former_count)
            return replace(of_it, match=decision.match, villages=decision.villages)
        return replace(answer, match=Match.REVIEW, why="ended", score=90.0)
    villages, how, former = heirs_of(village, index, codes_on)
    if how == "whole":
        return replace(answer, villages=tuple(villages), method="succession", why="succession")
    if how == "part":
        return _as_part(answer, villages[0], (former,), areas)
    if how == "all":
        return replace(answer, match=Match.SEVERAL, villages=tuple(villages), method="several", why="several_before")
    return replace(
        answer,
        match=Match.REVIEW,
        villages=tuple(villages) or (village,),
        why="split" if villages else "ended",
        score=90.0,
    )


def _as_part(answer: Answer, village: Village, formers: tuple[str, ...], areas: Areas) -> Answer:
    """The answer as one about former villages of ``village``."""
    part = answer_of(part_of(areas.histories, village, formers, answer.score))
    return replace(part, area=answer.area, district_code=answer.district_code, places=answer.places)
