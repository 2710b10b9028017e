"""Communes and districts by themselves: statistics of the portal, claims of a commune, products without a village."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from doisoat.model import Match
from gazetteer.areas import Areas
from gazetteer.grammar import is_commune_text, is_district_text
from gazetteer.no_place import why_no_place
from gazetteer.places import Places
from gazetteer.reasons import reason
from gazetteer.texts import TextSorter, office_unit


class UnitLocator:
    """Answers for units; ``answer`` gives a row of UNIT_RESOLUTION (gazetteer.resolver)."""

    def __init__(self, places: Places, areas: Areas) -> None:
        self._places = places
        self._areas = areas
        self._texts = TextSorter(places)

    def answer(
        self,
        village: str | None,
        commune: str | None,
        code: str | None,
        district: str | None,
        address: str | None,
        on: dt.date,
    ) -> tuple[object, ...]:
        """Answer for a commune or district by itself: a row of UNIT_RESOLUTION."""
        texts = self._texts.sort(None, commune, code, district, office_unit(address))
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
        found = self._texts.find(replace(texts, commune=commune, district=district), code, on)
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
