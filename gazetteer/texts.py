"""Which of a row's texts is what: an address cell, a commune inside the village's cell, a province as district."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from doisoat.text.syllables import bare
from gazetteer.addresses import Address, split_address
from gazetteer.grammar import is_district_text, province_text
from gazetteer.names import name_of
from gazetteer.places import Found, Places

_OFFICE = re.compile(
    r"^(?:(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân|uy ban nhan dan|bộ phận (?:một cửa|tiếp nhận và trả kết quả)(?: của)?"
    r"|trung tâm phục vụ hành chính công)\s+)+",
    re.I,
)
_BRACKET = re.compile(r"^(.+?)\s*\(([^()]+)\)$")
_CHAINED = re.compile(r"[,;]| [-–] ")
_FLOAT = re.compile(r"^((?:[^\W\d_]+\s+)*\d+)\.0$")
_INSIDE_HINT = re.compile(
    r"(?:^|[\s,;–(\[-])(?:xã|phường|thị\s*trấn|huyện|thành\s*phố|xa|phuong|huyen|thi\s*tran|x\.|p\.|tt\.?|h\.|tp\.?)\s*\w",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Texts:
    """A row's texts sorted out; ``differ``: its cells name two communes, or two districts."""

    segments: tuple[str, ...]
    commune: str | None
    district: str | None
    province: str
    differ: bool


class TextSorter:
    """Sorts texts by what is known to be a commune, a district or a province."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._provinces = {
            name_of(re.sub(r"^(?:Tỉnh|Thành phố)\s+", "", u.province)).key for u in places.editions.units
        }

    def sort(
        self, village: str | None, commune: str | None, code: str | None, district: str | None, address: str | None
    ) -> Texts:
        """Sort out which text is what: an address cell, a commune within the village cell, a province as district."""
        commune, district = office_unit(commune), office_unit(district)
        districts = [district]
        # "Vĩnh Yên (Bình Gia)", "Vĩnh Yên (nay là Quý Hòa)": a district, or a remark.
        bracket = _BRACKET.match(commune) if commune and commune.endswith(")") else None
        if bracket:
            commune = bracket[1]
            inside = bracket[2] if self._knows_district(bracket[2]) else None
            districts.append(inside)
            district = district or inside
        if district and "," in district and self._knows_district(district.partition(",")[0].strip()):
            district = district.partition(",")[0].strip()
        # A number cell read as a float: "Thôn 1.0".
        segments: tuple[str, ...] = (
            (_FLOAT.sub(r"\1", village) if village.endswith(".0") else village,) if village else ()
        )
        province = ""
        differ = False
        if address and (not village or not (commune or code)):
            split = self._split(address)
            districts.append(split.district)
            segments = segments or split.village
            differ = bool(commune and split.commune and not self._places.may_agree(commune, split.commune))
            commune, district = commune or (None if code else split.commune), district or split.district
            province = split.province
            if not commune and not code and len(segments) > 1 and not village:
                # Nothing in it is known: by its place the second piece is the commune, a question in any case.
                commune, district, segments = segments[1], district or "".join(segments[2:3]) or None, segments[:1]
        elif village and _INSIDE_HINT.search(village):
            split = self._split(village)
            districts.append(split.district)
            if split.village and (split.commune or split.district):
                segments = split.village
                differ = bool(commune and split.commune and not self._places.may_agree(commune, split.commune))
                commune, district = commune or (None if code else split.commune), district or split.district
                province = split.province
        if commune and _holds_more(commune):
            split = self._split(commune)
            districts.append(split.district)
            if split.commune and not split.village:
                commune, district = split.commune, district or split.district
        if district and province_text(district).kind:
            province, district = district, None
        return Texts(segments, commune, district, province, differ or self._districts_differ(districts))

    def find(self, texts: Texts, code: str | None, on: dt.date) -> Found:
        """The communes the sorted texts may mean on the day."""
        found = self._places.find(texts.commune, code, texts.district, self._province_key(texts.province), on)
        district = texts.district
        unfit = found.how in ("conflict", "district") and district and not is_district_text(district)
        if unfit and district and self._knows_province(district):
            # "Lạng Sơn" in the district's column: the city where it fits, else the province.
            return self._places.find(texts.commune, code, None, self._province_key(district), on)
        return found

    def _districts_differ(self, texts: Sequence[str | None]) -> bool:
        """Whether two of the texts name districts, and not one and the same. A province is no district."""
        told = [t for t in texts if t and (is_district_text(t) or not self._knows_province(t))]
        keys = [found for found, known in map(self._places.district_keys, told) if known]
        return any(not one & other for one in keys for other in keys)

    def _split(self, text: str) -> Address:
        return split_address(text, self._places.knows_commune, self._knows_district, self._knows_province)

    def _knows_district(self, text: str) -> bool:
        return self._places.district_keys(text)[1]

    def _knows_province(self, text: str) -> bool:
        return self._province_key(text) in self._provinces

    def _province_key(self, province: str) -> str:
        """The key of a known province, its marks restored; the text's own key where the province is not known."""
        if not province:
            return ""
        name = province_text(province).name
        if name.ascii_only:
            known = [key for key in self._provinces if " ".join(map(bare, key.split())) == name.bare_key]
            return known[0] if len(known) == 1 else name.key
        return name.key


@lru_cache(maxsize=50_000)
def office_unit(text: str | None) -> str | None:
    """The unit behind an office's name: ``UBND xã Hòa Bình`` → ``xã Hòa Bình``."""
    return _OFFICE.sub("", text) or None if text else None


@lru_cache(maxsize=50_000)
def _holds_more(commune: str) -> bool:
    """A commune's cell that names its district too."""
    return bool(_CHAINED.search(commune) or (" " in commune and _INSIDE_HINT.search(commune[2:])))
