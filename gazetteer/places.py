"""Communes as texts name them: a code or a name, a district or none, on a day; answered with every unit it may be.

Units come from the editions, and, for provinces no edition is shipped for, from the village register itself.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from doisoat.text.compare import clean
from doisoat.text.syllables import bare, reading
from gazetteer.editions import Editions
from gazetteer.grammar import UnitText, commune_text, district_text
from gazetteer.names import initials_fit, name_of
from gazetteer.place_index import Place, PlaceIndex, RegisterCommune, squeezed
from gazetteer.units import padded_code

_NEAR_UNIT = 80.0
# "V.Yên", "Đ. Lập": one or two letters and a dot stand for a word.
_SHORTENED = re.compile(r"(?:^|[\s.])[^\W\d_]{1,2}\.")


@dataclass(frozen=True, slots=True)
class Found:
    """What a commune text may mean.

    Attributes:
        places: candidates, all of equal standing where ``sure``; else best first.
        sure: the text names these; otherwise they are only near.
        how: code, name, bare, initials, none, near, conflict, district.
        spare: further places of the name (another date, another district), for questions only.
        district_code: the district told by the text, where only that could be told.
    """

    places: tuple[Place, ...]
    sure: bool
    how: str
    spare: tuple[Place, ...] = ()
    district_code: str = ""


class Places(PlaceIndex):
    """All communes known, asked by code, name and date."""

    def __init__(self, editions: Editions, register: Sequence[RegisterCommune]) -> None:
        super().__init__(editions, register)
        self._cache: dict[tuple[str | None, str | None, str | None, str, dt.date], Found] = {}

    def find(self, commune: str | None, code: str | None, district: str | None, province: str, on: dt.date) -> Found:
        """Every commune the texts may mean on the day. All texts are cleaned; any may be missing."""
        key = (commune, code, district, province, on)
        found = self._cache.get(key)
        if found is None:
            found = self._cache[key] = self._find(commune, code, district, province, on)
        return found

    def _find(self, commune: str | None, code: str | None, district: str | None, province: str, on: dt.date) -> Found:
        if commune and code is None and _is_code(commune):
            commune, code = None, commune
        keys, known = self.district_keys(district)
        district_code = self._district_names[min(keys)][0] if known and len(keys) == 1 else ""
        if code is not None and _is_code(code):
            found = self._by_code_on(padded_code(_digits(code)), commune, on)
            if found is not None:
                return found
            if not commune:
                return Found((), False, "code", district_code=district_code)
        if not commune:
            return Found((), False, "none", district_code=district_code)
        text = commune_text(commune)
        places, how = self._named(text)
        if not places:
            return Found(tuple(self._near(text, keys, on)), False, "near", district_code=district_code)
        if province:
            places = [
                p
                for p in places
                if not p.province
                or district_text(p.province).name.key == province
                or commune_text(p.province).name.key == province
                or _tail_key(p.province) == province
            ] or places
        fitting = [p for p in places if not known or not p.districts or p.districts & keys]
        if district and not known:
            return Found(_on_first(places, on), False, "district")
        if not fitting:
            return Found(_on_first(places, on), False, "conflict", district_code=district_code)
        kind = [p for p in fitting if p.kind == text.kind] if text.kind else []
        chosen = kind or fitting
        today = [p for p in chosen if p.on(on)]
        if today and known and not any(p.district for p in today):
            # "Xã Hồng Phong, huyện Cao Lộc" in 2026: a district is named, so an old name may be meant; the new unit
            # of that name counts only where its land lay in that district.
            today = [p for p in today if p.districts & keys] or []
        best = today or chosen
        spare = tuple(p for p in places if p not in best)
        return Found(tuple(best), True, how, spare, district_code)

    def district_keys(self, district: str | None) -> tuple[frozenset[str], bool]:
        """Keys a district text may mean, and whether any district is known by it."""
        if not district:
            return frozenset(), False
        text = district_text(district)
        for name in (text.name, name_of(district)):
            if name.key in self._district_names:
                return frozenset({name.key}), True
            if name.ascii_only and name.bare_key in self._districts:
                return frozenset(self._districts[name.bare_key]), True
        tight = squeezed(district)
        for _, full in self._district_names.values():
            if tight in (squeezed(full), squeezed(full, 1)):
                return frozenset({district_text(full).name.key}), True
        if district.isupper() and " " not in district.strip():
            short = frozenset(k for k, (_, full) in self._district_names.items() if acronym_fits(district, full, k))
            if short:
                return short, True
        if not _SHORTENED.search(text.name_text):
            return frozenset(), False
        matched = [k for k in self._district_names if initials_fit(text.name_text, self._district_key_names[k])]
        return frozenset(matched), bool(matched)

    def district_names(self) -> dict[str, tuple[str, str]]:
        """Key of a district's name → its code and name."""
        return self._district_names

    def knows_commune(self, text: str) -> bool:
        """Whether some commune of any date goes by the text."""
        return bool(self._named(commune_text(text))[0])

    def may_agree(self, one: str, other: str) -> bool:
        """Whether two commune texts can be about one commune, of the same date or of before and after a reform."""
        first, second = (self._named(commune_text(text))[0] for text in (one, other))
        lands = [{pid for place in places for pid in (place.pid, *place.kin)} for places in (first, second)]
        return bool(lands[0] & {p.pid for p in second} or lands[1] & {p.pid for p in first})

    def _by_code_on(self, code: str, commune: str | None, on: dt.date) -> Found | None:
        places = [self.places[pid] for pid in self._by_code.get(code, [])]
        if not places:
            return None
        today = [p for p in places if p.on(on)] or places
        if not commune or _is_code(commune):
            return Found(tuple(today), len({p.name.key for p in today}) == 1, "code")
        name = commune_text(commune).name
        for group in (today, places):
            fitting = [
                p for p in group if name.key == p.name.key or (name.ascii_only and name.bare_key == p.name.bare_key)
            ]
            if fitting:
                return Found(tuple(fitting), True, "code")
        return Found((*today, *(p for p in self._named(commune_text(commune))[0] if p not in today)), False, "conflict")

    def _named(self, text: UnitText) -> tuple[list[Place], str]:
        full = name_of(text.text)
        for name in (text.name, full) if full.key != text.name.key else (text.name,):
            if name.key in self._by_key:
                return [self.places[pid] for pid in self._by_key[name.key]], "name"
            if name.ascii_only and name.bare_key in self._by_bare:
                return [self.places[pid] for pid in self._by_bare[name.bare_key]], "bare"
        if _SHORTENED.search(text.name_text):
            found = [p for p in self.places if initials_fit(text.name_text, p.name)]
            if found:
                return found, "initials"
        return [self.places[pid] for pid in self._by_squeezed.get(squeezed(text.text), [])], "name"

    def _near(self, text: UnitText, districts: frozenset[str], on: dt.date) -> list[Place]:
        """Places whose name looks like the text, best first; for questions only."""
        pool = [p for p in self.places if not districts or not p.districts or p.districts & districts] or self.places
        if "?" in text.text or "\ufffd" in text.text:
            pattern = lossy_pattern(text.name_text)
            return [p for p in pool if pattern.match(" ".join(commune_text(p.full_name).name_text.lower().split()))]
        hits = process.extract(
            text.name.bare_text, [p.name.bare_text for p in pool], scorer=fuzz.ratio, score_cutoff=_NEAR_UNIT, limit=6
        )
        found = [pool[position] for _, _, position in hits]
        return sorted(found, key=lambda p: not p.on(on))


def acronym_fits(text: str, full_name: str, key: str) -> bool:
    """``TPLS``, ``BG``: the first letters of a district's name, of its type word too or of the name alone."""
    name = "".join(bare(word)[0] for word in key.split())
    kind = "".join(bare(reading(word.lower()))[0] for word in full_name.split()[: -len(key.split())])
    given = "".join(bare(reading(c.lower())) for c in text if c.isalpha())
    return len(name) > 1 and given in (name, kind + name)


def lossy_pattern(text: str) -> re.Pattern[str]:
    """A pattern for text in which letters were lost to ``?``: each stands for one letter or two."""
    parts = [re.escape(part) for part in re.split("[?\ufffd]+", text.lower())]
    return re.compile("^" + r"\w{1,2}".join(parts) + "$")


def _is_code(text: str) -> bool:
    return _digits(text).isdigit() and 3 <= len(_digits(text)) <= 5


def _digits(text: str) -> str:
    # A number cell read as a float: 6040.0
    return clean(text).removesuffix(".0")


def _on_first(places: list[Place], on: dt.date) -> tuple[Place, ...]:
    return tuple(sorted(places, key=lambda p: not p.on(on)))


def _tail_key(province: str) -> str:
    return name_of(re.sub(r"^(?:Tỉnh|Thành phố)\s+", "", province)).key
