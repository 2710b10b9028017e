"""One row's texts to one answer: which communes are meant, then which village in them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from doisoat.model import Match
from gazetteer.addresses import without_house
from gazetteer.aliases import AliasBook, Given, text_key
from gazetteer.answers import Answer, answer_of, follow, with_area
from gazetteer.areas import Area, Areas
from gazetteer.decide import decide
from gazetteer.decision import CLEAR, MOST_CANDIDATES, Decision, distinct
from gazetteer.grammar import (
    is_commune_text,
    is_district_text,
    is_village_text,
    village_readings,
)
from gazetteer.names import name_of
from gazetteer.no_place import why_no_place
from gazetteer.place_index import Place
from gazetteer.places import Found, Places
from gazetteer.register import Village
from gazetteer.segments import decide_segments
from gazetteer.texts import TextSorter

# Distinct texts kept in memory; beyond that they are asked again.
_MOST_ANSWERS = 300_000


class Locator:
    """Places, areas and people's answers together."""

    def __init__(self, places: Places, areas: Areas, aliases: AliasBook) -> None:
        self._places = places
        self._texts = TextSorter(places)
        self._areas = areas
        self._aliases = aliases
        self._by_code: dict[str, list[Village]] = defaultdict(list)
        self._near: dict[tuple[int, dt.date], tuple[Found, Area | None, dict[tuple[int, ...], Place]]] = {}
        self._answers: dict[tuple[str | dt.date | None, ...], Answer] = {}

    def locate(
        self,
        village: str | None,
        commune: str | None,
        code: str | None,
        district: str | None,
        address: str | None,
        village_code: str | None,
        on: dt.date,
    ) -> Answer:
        """Answer for one combination of texts, all cleaned, any missing."""
        texts = (village, commune, code, district, without_house(address) if address else None)
        key = (*texts, village_code, on)
        answer = self._answers.get(key)
        if answer is None:
            if len(self._answers) >= _MOST_ANSWERS:
                self._answers.clear()
            by_code = self._by_village_code(village_code, village, address, on) if village_code else None
            answer = self._answers[key] = by_code or self._locate(*texts, on)
        return answer

    def _by_village_code(self, code: str, village: str | None, address: str | None, on: dt.date) -> Answer | None:
        """The village of one of the register's codes, whatever stands beside it but a name; None for a foreign code.

        A name must lead to the same village: by itself, or as a part of it, which is then what is meant.
        """
        rows = self._rows_of(code)
        if not rows:
            return None
        row = next((v for v in reversed(rows) if v.on(on)), rows[-1])
        coded = Answer(Match.MATCHED, (row,), None, "", 100.0, "code", "code")
        # A code given before its village was: on a day when that exists it is that village.
        to_come = row.valid_from > on
        coded = replace(coded, match=Match.REVIEW, why="before") if to_come else follow(coded, on, self._areas)
        segments = self._texts.sort(village, None, None, None, None if village else address).segments
        text = ", ".join(segments)
        if text and (why := why_no_place(text)) in ("total", "date"):
            return Answer(Match.REJECTED, method="rejected", why=why)
        if text:
            communes = tuple(sorted({row.commune, *(v.commune for v in coded.villages)}))
            named = decide_segments(segments, self._areas.index(communes), on)
            agrees = named.match in CLEAR or (to_come and named.why == "before")
            if not agrees or {v.code for v in named.villages} != {v.code for v in coded.villages}:
                villages = tuple(dict.fromkeys([*coded.villages, *named.villages]))[:MOST_CANDIDATES]
                differs = Answer(Match.REVIEW, villages, None, "", 90.0, "near", "code_differs")
                return replace(differs, area=with_area(coded, on, self._areas).area)
            if named.match is Match.PART or (named.formers and to_come):
                coded = answer_of(named)
        return with_area(coded, on, self._areas)

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
        if texts.differ and answer.match in CLEAR:
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
        area, groups = self._around(found, on)
        told = found.places if found.sure else ()
        known = Answer(Match.REVIEW, area=area, district_code=found.district_code, places=told)
        if not segments:
            return replace(known, match=Match.REJECTED, method="rejected", why="blank")
        text = segments[0] if len(segments) == 1 else ", ".join(segments)
        no_place = why_no_place(text) if len(segments) == 1 else ""
        if no_place and (no_place == "date" or not self._is_listed(text, found, on)):
            return replace(known, match=Match.REJECTED, method="rejected", why=no_place)
        if len(segments) == 1 and (is_commune_text(text) or is_district_text(text)) and not is_village_text(text):
            return replace(known, method="none", why="commune_row")
        given, banned = self._answered(text, commune or code, district, groups if found.sure else {})
        if given is not None:
            answer = Answer(Match.MATCHED, (given,), None, "", 100.0, "alias", "alias")
            return with_area(follow(answer, on, self._areas), on, self._areas)
        decisions = [decide_segments(segments, self._areas.index(communes), on, banned) for communes in groups]
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

    def _around(self, found: Found, on: dt.date) -> tuple[Area | None, dict[tuple[int, ...], Place]]:
        """The area a commune text names, and the register communes to look in; asked once for each text and day."""
        key = (id(found), on)
        known = self._near.get(key)
        if known is None:
            groups: dict[tuple[int, ...], Place] = {}
            for place in found.places:
                communes = self._areas.communes_of(place, on)
                if communes:
                    groups.setdefault(communes, place)
            # The answer is kept beside the result, so that its identity is never given to another one.
            known = self._near[key] = (found, self._area(found, on), groups)
        return known[1], known[2]

    def _answered(
        self, text: str, commune: str | None, district: str | None, groups: Mapping[tuple[int, ...], Place]
    ) -> tuple[Village | None, frozenset[str]]:
        """What people said about a village text: the village it means, and codes of those it does not mean.

        An answer holds for the texts it was given for, and for any writing of the commune that leads to its village.
        """
        if not self._aliases:
            return None, frozenset()
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
        """Whether a text that looks like a heading, a total or a "no" is, letter by letter, a listed village."""
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
        if decision.match in CLEAR:
            return with_area(answer_of(decision), on, self._areas)
        if not decision.villages and found.spare:
            # The name's other communes (of another date or district) may hold it: a question, never an answer.
            spare = [c for p in found.spare if (c := self._areas.communes_of(p, on))]
            more = [decide_segments(segments, self._areas.index(c), on, banned) for c in spare]
            more = [decision for decision in more if decision.match is Match.MATCHED]
            if more:
                return self._question(known, more, "commune_conflict")
        return replace(answer_of(decision), area=known.area, district_code=known.district_code, places=known.places)

    def _homonyms(
        self, decisions: list[Decision], known: Answer, found: Found, groups: dict[tuple[int, ...], Place], on: dt.date
    ) -> Answer:
        """Communes of one name: an answer only where one alone holds such a village."""
        clear = [d for d in decisions if d.match in CLEAR]
        holders = [d for d in decisions if d.match in CLEAR or d.why == "tie" or d.score >= 90.0]
        unlisted = len({p.pid for p in found.places if not self._areas.communes_of(p, on)})
        if len(clear) == 1 and len(holders) == 1:
            numbered = name_of(clear[0].villages[0].name).is_number
            if not (unlisted and numbered):
                answer = with_area(answer_of(clear[0]), on, self._areas)
                return replace(answer, why="homonym") if answer.match is Match.MATCHED else answer
        return self._question(known, decisions, "commune_homonyms")

    def _question(self, known: Answer, decisions: list[Decision], why: str) -> Answer:
        ranked = sorted((d for d in decisions if d.villages), key=lambda d: (d.match not in CLEAR, -d.score))
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
        villages = distinct(e.village for e in hits if e.role != "core")
        villages = [v for v in villages if v.code not in banned and self._areas.exists(v, on)]
        here = [v for v in villages if district_code and self._areas.area(v.commune, on).district_code == district_code]
        found = tuple((here or villages)[:MOST_CANDIDATES])
        return [Decision(Match.REVIEW, found, 70.0, "near", "no_commune")] if found else []

    def _area(self, found: Found, on: dt.date) -> Area | None:
        if not found.sure or not found.places:
            return None
        areas = {area for place in found.places for area in self._areas.areas_of(place, on)}
        return areas.pop() if len(areas) == 1 else None

    def _village(self, code: str) -> Village | None:
        rows = self._rows_of(code)
        return rows[-1] if rows else None

    def _rows_of(self, code: str) -> list[Village]:
        """The register's rows of a village code, also where it lost its leading zero."""
        if not self._by_code:
            for village in self._areas.villages:
                if village.code:
                    self._by_code[village.code].append(village)
        return self._by_code.get(code) or (self._by_code.get(f"0{code}", []) if code.isdigit() else [])
