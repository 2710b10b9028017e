"""One row's texts to one answer: which communes are meant, then which village in them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from doisoat.model import Match
from gazetteer.addresses import Address, is_street, split_address, village_candidates, without_house
from gazetteer.aliases import AliasBook, Given, text_key
from gazetteer.areas import Area, Areas
from gazetteer.decide import decide
from gazetteer.decision import MOST_CANDIDATES, Decision
from gazetteer.grammar import (
    commune_text,
    is_commune_text,
    is_district_text,
    is_village_text,
    province_text,
    village_readings,
)
from gazetteer.lineage import heirs_of
from gazetteer.names import name_of
from gazetteer.no_place import why_no_place
from gazetteer.places import Found, Place, Places
from gazetteer.reasons import reason
from gazetteer.syllables import bare
from gazetteer.villages import Village

_NOTE = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
_PLAIN_NOTES = re.compile(
    r"^(?:cũ|mới|tđc|tái định cư|đbkk|đặc biệt khó khăn|biên giới|khu vực [i1-3]+|kv\s*[i1-3]+|nông thôn mới|ntm|"
    r"thôn|bản|xóm|tổ dân phố|tdp|khu|khối|mới sáp nhập|sau sáp nhập|sáp nhập)$",
    re.I,
)
_FLOAT = re.compile(r"^((?:[^\W\d_]+\s+)*\d+)\.0$")
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


@dataclass(frozen=True, slots=True)
class Texts:
    """A row's texts sorted out; ``differ``: the village cell names another commune than the commune's column."""

    segments: tuple[str, ...]
    commune: str | None
    district: str | None
    province: str
    differ: bool


class Locator:
    """Places, areas and people's answers together."""

    def __init__(self, places: Places, areas: Areas, aliases: AliasBook) -> None:
        self._places = places
        self._areas = areas
        self._aliases = aliases
        self._by_code: dict[str, Village] = {}
        self._answers: dict[tuple[str | None, str | None, str | None, str | None, str | None, dt.date], Answer] = {}
        self._provinces = {
            name_of(re.sub(r"^(?:Tỉnh|Thành phố)\s+", "", u.province)).key for u in places.editions.units
        }

    # ------------------------------------------------------------ villages

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
        texts = self._texts(village, commune, code, district, address)
        found = self._find(texts, code, on)
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

    # ------------------------------------------------------------ units

    def locate_unit(
        self,
        village: str | None,
        commune: str | None,
        code: str | None,
        district: str | None,
        address: str | None,
        on: dt.date,
    ) -> tuple[object, ...]:
        """Answer for a commune or district by itself: a row of UNIT_RESOLUTION."""
        texts = self._texts(None, _office(commune), code, _office(district), _office(address))
        commune, district = texts.commune, texts.district
        if commune and is_district_text(commune) and not is_commune_text(commune):
            commune, district = None, commune
        blank = commune or code or district
        if not blank:
            return ("", None, None, None, Match.REJECTED.value, None, reason("unit_blank"))
        if commune and why_no_place(commune) in ("total", "date"):
            return ("", None, None, None, Match.REJECTED.value, None, reason("total"))
        if not commune and not code:
            return self._district_row(district or "")
        found = self._find(replace(texts, commune=commune, district=district), code, on)
        areas = [self._areas.areas_of(place, on) for place in found.places]
        known = tuple(dict.fromkeys(area for some in areas for area in some))
        if found.sure and len(known) == 1:
            area = known[0]
            row = ("commune", area.code, area.code, area.district_code or None, Match.MATCHED.value)
            return (*row, area.code, reason("unit"))
        candidates = "|".join(area.code for area in known) or None
        why = "unit_unknown"
        if found.sure:
            why = "commune_homonyms" if len(areas) > 1 else "split_commune"
        return ("commune", None, None, found.district_code or None, Match.REVIEW.value, candidates, reason(why))

    def _district_row(self, district: str) -> tuple[object, ...]:
        keys, known = self._places.district_keys(district)
        codes = sorted({self._places.district_names()[key][0] for key in keys})
        if known and len(codes) == 1:
            return ("district", codes[0], None, codes[0], Match.MATCHED.value, codes[0], reason("unit"))
        return ("district", None, None, None, Match.REVIEW.value, "|".join(codes) or None, reason("unit_unknown"))

    # ------------------------------------------------------------ pieces

    def _area(self, found: Found, on: dt.date) -> Area | None:
        if not found.sure or not found.places:
            return None
        areas = {area for place in found.places for area in self._areas.areas_of(place, on)}
        return areas.pop() if len(areas) == 1 else None

    def _with_area(self, answer: Answer, on: dt.date) -> Answer:
        areas = {self._areas.area(v.commune, on) for v in answer.villages}
        return replace(answer, area=areas.pop() if len(areas) == 1 else None)

    def _texts(
        self, village: str | None, commune: str | None, code: str | None, district: str | None, address: str | None
    ) -> Texts:
        """Sort out which text is what: an address cell, a commune within the village cell, a province as district."""
        # A number cell read as a float: "Thôn 1.0".
        segments: tuple[str, ...] = (_FLOAT.sub(r"\1", village),) if village else ()
        province = ""
        differ = False
        if address and (not village or not (commune or code)):
            split = self._split(address)
            segments = segments or split.village
            commune, district = commune or (None if code else split.commune), district or split.district
            province = split.province
            if not commune and not code and len(segments) > 1 and not village:
                # Nothing in it is known: by its place the second piece is the commune, a question in any case.
                commune, district, segments = segments[1], district or "".join(segments[2:3]) or None, segments[:1]
        elif village and _INSIDE_HINT.search(village):
            split = self._split(village)
            if split.village and (split.commune or split.district):
                segments = split.village
                differ = bool(commune and split.commune and not self._same_commune(commune, split.commune))
                commune, district = commune or (None if code else split.commune), district or split.district
                province = split.province
        if commune and (re.search(r"[,;]| [-–] ", commune) or (" " in commune and _INSIDE_HINT.search(commune[2:]))):
            split = self._split(commune)
            if split.commune and not split.village:
                commune, district = split.commune, district or split.district
        if district and province_text(district).kind:
            province, district = district, None
        return Texts(segments, commune, district, province, differ)

    def _find(self, texts: Texts, code: str | None, on: dt.date) -> Found:
        found = self._places.find(texts.commune, code, texts.district, self._province_key(texts.province), on)
        district = texts.district
        unfit = found.how in ("conflict", "district") and district and not is_district_text(district)
        if unfit and district and self._knows_province(district):
            # "Lạng Sơn" in the district's column: the city where it fits, else the province.
            return self._places.find(texts.commune, code, None, self._province_key(district), on)
        return found

    def _split(self, text: str) -> Address:
        return split_address(text, self._places.knows_commune, self._knows_district, self._knows_province)

    def _knows_district(self, text: str) -> bool:
        return self._places.district_keys(text)[1]

    def _knows_province(self, text: str) -> bool:
        return self._province_key(text) in self._provinces

    def _province_key(self, province: str) -> str:
        """The key of a known province, its marks restored; the text's own key where the province is not known."""
        name = province_text(province).name
        if name.ascii_only:
            known = [key for key in self._provinces if " ".join(map(bare, key.split())) == name.bare_key]
            return known[0] if len(known) == 1 else name.key
        return name.key

    def _same_commune(self, one: str, other: str) -> bool:
        return commune_text(one).name.bare_key == commune_text(other).name.bare_key

    def _village(self, code: str) -> Village | None:
        if not self._by_code:
            self._by_code = {v.code: v for v in self._areas.villages}
        return self._by_code.get(code)


_OFFICE = re.compile(
    r"^(?:(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân|uy ban nhan dan|bộ phận (?:một cửa|tiếp nhận và trả kết quả)(?: của)?"
    r"|trung tâm phục vụ hành chính công)\s+)+",
    re.I,
)


def _office(text: str | None) -> str | None:
    """The unit behind an office's name: ``UBND xã Hòa Bình`` → ``xã Hòa Bình``."""
    return _OFFICE.sub("", text) or None if text else None


_INSIDE_HINT = re.compile(
    r"(?:^|[\s,;–-])(?:xã|phường|thị\s*trấn|huyện|thành\s*phố|xa|phuong|huyen|thi\s*tran|x\.|p\.|tt\.?|h\.|tp\.?)\s*\w",
    re.I,
)


def _answer(decision: Decision) -> Answer:
    return Answer(decision.match, decision.villages, None, "", decision.score, decision.method, decision.why)
