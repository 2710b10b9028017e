"""One row's texts to one answer: which communes are meant, then which village in them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from doisoat.model import Match
from gazetteer.addresses import is_street, village_candidates, without_house
from gazetteer.aliases import AliasBook, Given, text_key
from gazetteer.areas import Area, Areas
from gazetteer.decide import decide
from gazetteer.decision import MOST_CANDIDATES, Decision
from gazetteer.grammar import (
    is_commune_text,
    is_district_text,
    is_village_text,
    village_readings,
)
from gazetteer.lineage import heirs_of
from gazetteer.names import name_of
from gazetteer.no_place import why_no_place
from gazetteer.places import Found, Place, Places
from gazetteer.texts import TextSorter
from gazetteer.villages import Village

_NOTE = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
_PLAIN_NOTES = re.compile(
    r"^(?:cũ|mới|tđc|tái định cư|đbkk|đặc biệt khó khăn|biên giới|khu vực [i1-3]+|kv\s*[i1-3]+|nông thôn mới|ntm|"
    r"thôn|bản|xóm|tổ dân phố|tdp|khu|khối|mới sáp nhập|sau sáp nhập|sáp nhập)$",
    re.I,
)
_CLEAR = (Match.MATCHED, Match.PART, Match.SEVERAL)


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


class Locator:
    """Places, areas and people's answers together."""

    def __init__(self, places: Places, areas: Areas, aliases: AliasBook) -> None:
        self._places = places
        self._texts = TextSorter(places)
        self._areas = areas
        self._aliases = aliases
        self._by_code: dict[str, Village] = {}
        self._answers: dict[tuple[str | None, str | None, str | None, str | None, str | None, dt.date], Answer] = {}

    def locate(
        self,
        village: str | None,
        commune: str | None,
        code: str | None,
        district: str | None,
        address: str | None,
        on: dt.date,
    ) -> Answer:
        """Answer for one combination of texts, all cleaned, any missing."""
        key = (village, commune, code, district, without_house(address) if address else None, on)
        answer = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = self._locate(*key)
        return answer

    def _locate(
        self,
        village: str | None,
        commune: str | None,
        code: str | None,
        district: str | None,
        address: str | None,
        on: dt.date,
    ) -> Answer:
        texts = self._texts.sort(village, commune, code, district, address)
        found = self._texts.find(texts, code, on)
        answer = self._in_found(texts.segments, found, texts.commune, code, texts.district, on)
        if texts.differ and answer.match in _CLEAR:
            return replace(answer, match=Match.REVIEW, why="columns_differ", score=min(answer.score, 90.0))
        return answer

    def _in_found(
        self,
        segments: tuple[str, ...],
        found: Found,
        commune: str | None,
        code: str | None,
        district: str | None,
        on: dt.date,
    ) -> Answer:
        area = self._area(found, on)
        told = found.places if found.sure else ()
        known = Answer(Match.REVIEW, area=area, district_code=found.district_code, places=told)
        if not segments:
            return replace(known, match=Match.REJECTED, method="rejected", why="blank")
        text = segments[0] if len(segments) == 1 else ", ".join(segments)
        no_place = why_no_place(text) if len(segments) == 1 else ""
        if no_place and not (no_place == "no_place" and self._is_listed(text, found, on)):
            return replace(known, match=Match.REJECTED, method="rejected", why=no_place)
        if len(segments) == 1 and (is_commune_text(text) or is_district_text(text)) and not is_village_text(text):
            return replace(known, method="none", why="commune_row")
        groups: dict[tuple[int, ...], Place] = {}
        for place in found.places:
            communes = self._areas.communes_of(place, on)
            if communes:
                groups.setdefault(communes, place)
        given, banned = self._answered(text, commune or code, district, groups if found.sure else {})
        if given is not None:
            answer = Answer(Match.MATCHED, (given,), None, "", 100.0, "alias", "alias")
            return self._with_area(self.follow(answer, on), on)
        decisions = [self._decide(segments, communes, on, banned) for communes in groups]
        if not found.sure:
            why = {"near": "commune_near", "district": "district_unknown", "none": "no_commune"}.get(
                found.how, "commune_conflict"
            )
            if not commune and not code:
                decisions, why = self._anywhere(segments, found.district_code, on, banned), "no_commune"
            elif not decisions and found.how == "near":
                decisions, why = self._anywhere(segments, found.district_code, on, banned), "commune_unknown"
            return self._question(known, decisions, why)
        if not groups:
            return replace(known, method="none", why="commune_unregistered")
        if len(groups) == 1:
            return self._single(decisions[0], known, found, on, banned, segments)
        return self._homonyms(decisions, known, found, groups, on)

    def _answered(
        self, text: str, commune: str | None, district: str | None, groups: Mapping[tuple[int, ...], Place]
    ) -> tuple[Village | None, frozenset[str]]:
        """What people said about a village text: the village it means, and codes of those it does not mean.

        An answer holds for the texts it was given for, and for any writing of the commune that leads to its village.
        """
        key = text_key(text)
        sides = self._aliases.accepted.get(key, []), self._aliases.rejected.get(key, [])
        if not any(sides):
            return None, frozenset()
        here = next(iter(groups)) if len(groups) == 1 else ()
        texts = (text_key(commune), text_key(district))

        def fitting(entries: list[Given]) -> dict[str, Village]:
            found = [(e, v) for e in entries if (v := self._village(e.village_code)) is not None]
            exact = {v.code: v for e, v in found if e.is_about(*texts)}
            return exact or {v.code: v for _, v in found if v.commune in here}

        accepted = fitting(sides[0])
        return (next(iter(accepted.values())) if len(accepted) == 1 else None), frozenset(fitting(sides[1]))

    def _is_listed(self, text: str, found: Found, on: dt.date) -> bool:
        """Whether a text that looks like a heading or a "no" is, letter by letter, a village of the commune."""
        return any(
            decide(text, self._areas.index(communes), on).method in ("exact", "other_name")
            for place in (found.places if found.sure else ())
            if (communes := self._areas.communes_of(place, on))
        )

    def _single(
        self,
        decision: Decision,
        known: Answer,
        found: Found,
        on: dt.date,
        banned: frozenset[str],
        segments: tuple[str, ...],
    ) -> Answer:
        if decision.match in _CLEAR:
            return self._with_area(_answer(decision), on)
        if not decision.villages and found.spare:
            # The name's other communes (of another date or district) may hold it: a question, never an answer.
            spare = [self._areas.communes_of(p, on) for p in found.spare]
            more = [d for c in spare if c and (d := self._decide(segments, c, on, banned)).match is Match.MATCHED]
            if more:
                return self._question(known, more, "commune_conflict")
        return replace(_answer(decision), area=known.area, district_code=known.district_code, places=known.places)

    def _homonyms(
        self, decisions: list[Decision], known: Answer, found: Found, groups: dict[tuple[int, ...], Place], on: dt.date
    ) -> Answer:
        """Communes of one name: an answer only where one alone holds such a village."""
        clear = [d for d in decisions if d.match in _CLEAR]
        holders = [d for d in decisions if d.match in _CLEAR or d.why == "tie" or d.score >= 90.0]
        unlisted = len({p.pid for p in found.places if not self._areas.communes_of(p, on)})
        if len(clear) == 1 and len(holders) == 1:
            numbered = name_of(clear[0].villages[0].name).is_number
            if not (unlisted and numbered):
                answer = self._with_area(_answer(clear[0]), on)
                return replace(answer, why="homonym") if answer.match is Match.MATCHED else answer
        return self._question(known, decisions, "commune_homonyms")

    def _decide(
        self, segments: tuple[str, ...], communes: tuple[int, ...], on: dt.date, banned: frozenset[str]
    ) -> Decision:
        index = self._areas.index(communes)
        if len(segments) == 1:
            return self._decide_text(segments[0], communes, on, banned)
        candidates = village_candidates(segments)
        first = decide(candidates[0], index, on, banned) if candidates else None
        if first is None or first.match in _CLEAR or len(candidates) == 1:
            return first or Decision(Match.REVIEW, (), 0.0, "none", "unknown")
        each = [decide(c, index, on, banned) for c in candidates[1:] if not why_no_place(c)]
        clear = [d for d in each if d.match in _CLEAR]
        rest = [c for c, d in zip(candidates[1:], each, strict=False) if d.match not in _CLEAR]
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

    def _decide_text(self, text: str, communes: tuple[int, ...], on: dt.date, banned: frozenset[str]) -> Decision:
        index = self._areas.index(communes)
        decision = decide(text, index, on, banned)
        note = _NOTE.search(text)
        if decision.match in _CLEAR or note is None:
            return decision
        plain = _NOTE.sub(" ", text).strip()
        if not plain:
            return decision
        without = decide(plain, index, on, banned)
        if without.match not in _CLEAR:
            return without if without.villages else decision
        inside = decide(note[1].strip(), index, on, banned) if note[1].strip() else without
        if _PLAIN_NOTES.match(note[1].strip()) or inside.villages[:1] == without.villages[:1]:
            return without
        return Decision(Match.REVIEW, without.villages, 90.0, "near", "note")

    def _question(self, known: Answer, decisions: list[Decision], why: str) -> Answer:
        ranked = sorted((d for d in decisions if d.villages), key=lambda d: (d.match not in _CLEAR, -d.score))
        villages = tuple(dict.fromkeys(v for d in ranked for v in d.villages))[:5]
        score = min(ranked[0].score, 90.0) if ranked else 0.0
        return replace(known, villages=villages, score=score, method="near" if villages else "none", why=why)

    def _anywhere(
        self, segments: tuple[str, ...], district_code: str, on: dt.date, banned: frozenset[str]
    ) -> list[Decision]:
        """Villages of just this name in any commune (of the district where one was told); no likeness is searched."""
        if not segments:
            return []
        index = self._areas.index(tuple(range(len(self._places.register))))
        readings = village_readings(segments[-1])
        hits = [e for r in readings for e in index.exact.get(r.name.key, ())]
        hits += [e for r in readings for e in index.bare.get(r.name.bare_key, ())]
        villages = list({e.village.row: e.village for e in hits if e.role != "core"}.values())
        villages = [v for v in villages if v.code not in banned and self._areas.exists(v, on)]
        here = [v for v in villages if district_code and self._areas.area(v.commune, on).district_code == district_code]
        found = tuple((here or villages)[:MOST_CANDIDATES])
        return [Decision(Match.REVIEW, found, 70.0, "near", "no_commune")] if found else []

    def at(self, answer: Answer, day: dt.date, codes_on: dt.date) -> Answer:
        """An answer of one day in the villages and communes of another."""
        if day == codes_on:
            return answer
        answer = self.follow(answer, codes_on)
        if answer.match in _CLEAR:
            return self._with_area(answer, codes_on)
        areas = {area for place in answer.places for area in self._areas.areas_of(place, codes_on)}
        return replace(answer, area=areas.pop() if len(areas) == 1 else None)

    def follow(self, answer: Answer, codes_on: dt.date | None) -> Answer:
        """A matched village as it is on another day: itself, its heir, or the merged village it is a part of."""
        if codes_on is None or answer.match is not Match.MATCHED or self._areas.exists(answer.villages[0], codes_on):
            return answer
        village = answer.villages[0]
        communes = self._areas.communes_of(self._places.place_of[village.commune], codes_on)
        index = self._areas.index(tuple(sorted({*communes, village.commune})))
        if village.on(codes_on):
            decision = decide(village.display, self._areas.index(communes), codes_on) if communes else None
            if decision is not None and decision.match in _CLEAR:
                return replace(answer, match=decision.match, villages=decision.villages)
            return replace(answer, match=Match.REVIEW, why="ended", score=90.0)
        villages, how = heirs_of(village, index, codes_on)
        if how == "whole":
            return replace(answer, villages=tuple(villages), method="succession", why="succession")
        if how == "part":
            return replace(answer, match=Match.PART, villages=tuple(villages), method="part", why="part")
        if how == "all":
            return replace(
                answer, match=Match.SEVERAL, villages=tuple(villages), method="several", why="several_before"
            )
        return replace(
            answer,
            match=Match.REVIEW,
            villages=tuple(villages) or (village,),
            why="split" if villages else "ended",
            score=90.0,
        )

    def _area(self, found: Found, on: dt.date) -> Area | None:
        if not found.sure or not found.places:
            return None
        areas = {area for place in found.places for area in self._areas.areas_of(place, on)}
        return areas.pop() if len(areas) == 1 else None

    def _with_area(self, answer: Answer, on: dt.date) -> Answer:
        areas = {self._areas.area(v.commune, on) for v in answer.villages}
        return replace(answer, area=areas.pop() if len(areas) == 1 else None)

    def _village(self, code: str) -> Village | None:
        if not self._by_code:
            self._by_code = {v.code: v for v in self._areas.villages}
        return self._by_code.get(code)


def _answer(decision: Decision) -> Answer:
    return Answer(decision.match, decision.villages, None, "", decision.score, decision.method, decision.why)
