"""Communes as texts name them: a code or a name, a district or none, on a day; answered with every unit it may be.

Units come from the editions, and, for provinces no edition is shipped for, from the village register itself.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from doisoat.text import clean
from gazetteer.editions import Editions
from gazetteer.grammar import UnitText, commune_text, district_text
from gazetteer.names import Name, initials_fit, name_of
from gazetteer.syllables import bare
from gazetteer.units import ALWAYS, FOREVER, Unit, padded_code

_NEAR_UNIT = 80.0
# "V.Yên", "Đ. Lập": one or two letters and a dot stand for a word.
_SHORTENED = re.compile(r"(?:^|[\s.])[^\W\d_]{1,2}\.")


@dataclass(frozen=True, slots=True)
class RegisterCommune:
    """A commune as the village register writes it; ``rows`` are positions of its villages in the register."""

    index: int
    code: str
    full_name: str
    district: str
    rows: tuple[int, ...]


@dataclass(slots=True)
class Place:
    """A commune over the time it kept its code, name and district."""

    pid: int
    code: str
    kind: str
    name: Name
    full_name: str
    district: str
    district_code: str
    province: str
    districts: frozenset[str]  # keys of the districts it lies or lay in; empty where none is known
    valid_from: dt.date
    valid_to: dt.date
    unit: Unit | None
    register: list[int] = field(default_factory=list)  # register communes that are this very place
    kin: list[int] = field(default_factory=list)  # places that share territory, of any date

    def on(self, day: dt.date) -> bool:
        """Whether the place exists on the day."""
        return self.valid_from <= day <= self.valid_to


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


class Places:
    """All communes known, by code, name and date."""

    def __init__(self, editions: Editions, register: Sequence[RegisterCommune]) -> None:
        self.editions = editions
        self.register = list(register)
        self.places: list[Place] = []
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._by_bare: dict[str, list[int]] = defaultdict(list)
        self._by_code: dict[str, list[int]] = defaultdict(list)
        self._by_squeezed: dict[str, list[int]] = defaultdict(list)
        self._districts: dict[str, set[str]] = defaultdict(set)  # bare key -> keys
        self._district_key_names: dict[str, Name] = {}
        self._district_names: dict[str, tuple[str, str]] = {}  # key -> code, name
        self.place_of: list[Place] = []  # register commune index -> its place
        self._cache: dict[tuple[str | None, str | None, str | None, str, dt.date], Found] = {}
        for unit in editions.units:
            self._add_unit(unit)
        for unit in editions.units:
            self.places[unit.uid].kin = [uid for uid in editions.kin(unit) if uid != unit.uid]
        for commune in self.register:
            self._link(commune)

    # ---------------------------------------------------------------- building

    def _add_unit(self, unit: Unit) -> None:
        names = [name_of(unit.name), *map(name_of, unit.other_names)]
        former = {district_text(d).name.key for d in self.editions.former_districts(unit)}
        place = Place(
            len(self.places),
            unit.code,
            unit.kind,
            names[0],
            unit.full_name,
            unit.district,
            unit.district_code,
            unit.province,
            frozenset(former),
            unit.valid_from,
            unit.valid_to,
            unit,
        )
        self._index(place, names, (unit.code, *unit.other_codes))
        if unit.district:
            self._know_district(unit.district, unit.district_code)

    def _index(self, place: Place, names: Iterable[Name], codes: Iterable[str]) -> None:
        self.places.append(place)
        for name in names:
            self._by_key[name.key].append(place.pid)
            self._by_bare[name.bare_key].append(place.pid)
        for squeezed in {_squeezed(place.full_name), _squeezed(place.full_name, len(place.kind.split()))}:
            self._by_squeezed[squeezed].append(place.pid)
        for code in codes:
            if code:
                self._by_code[code].append(place.pid)

    def _know_district(self, district: str, code: str) -> None:
        name = district_text(district).name
        self._districts[name.bare_key].add(name.key)
        self._district_key_names[name.key] = name
        known = self._district_names.get(name.key)
        self._district_names[name.key] = (code or (known[0] if known else ""), district if not known else known[1])

    def _link(self, commune: RegisterCommune) -> None:
        """Tie a commune of the register to the units it is, or make it a place of its own."""
        text = commune_text(commune.full_name)
        district = district_text(commune.district).name.key if commune.district else ""
        named = [
            self.places[pid]
            for pid in self._by_key.get(text.name.key, [])
            if self.places[pid].unit is not None
            and (not district or not self.places[pid].districts or district in self.places[pid].districts)
            and (not text.kind or text.kind == self.places[pid].kind)
        ]
        coded = [p for p in named if commune.code in self._codes(p)]
        # A code is recycled; only name and code together tell the unit. Without a code, name and district do,
        # provided one unit alone (over time) answers.
        linked = coded or (named if not commune.code and len({p.code for p in named}) == 1 else [])
        if linked and district:
            own = [p for p in linked if p.district and district_text(p.district).name.key == district]
            linked = own or linked
        elif linked:
            # No district written: a list of the time without districts, if there is such a unit.
            linked = [p for p in linked if not p.district] or linked
        if linked:
            for place in linked:
                place.register.append(commune.index)
            self.place_of.append(linked[-1])
            return
        district_code = self._district_names.get(district, ("", ""))[0]
        if commune.district and not district_code:
            district_code = derived_district_code(commune.code, commune.district)
        place = Place(
            len(self.places),
            commune.code,
            text.kind,
            text.name,
            commune.full_name,
            commune.district,
            district_code,
            "",
            frozenset({district} if district else ()),
            ALWAYS,
            FOREVER,
            None,
            [commune.index],
        )
        self._index(place, [text.name], [commune.code])
        if commune.district:
            self._know_district(commune.district, district_code)
        self.place_of.append(place)

    @staticmethod
    def _codes(place: Place) -> tuple[str, ...]:
        return (place.code, *(place.unit.other_codes if place.unit else ()))

    # ---------------------------------------------------------------- asking

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
        squeezed = _squeezed(district)
        for _, full in self._district_names.values():
            if squeezed in (_squeezed(full), _squeezed(full, 1)):
                return frozenset({district_text(full).name.key}), True
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
        return [self.places[pid] for pid in self._by_squeezed.get(_squeezed(text.text), [])], "name"

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


def derived_district_code(commune_code: str, district: str) -> str:
    """A stable code for a district no edition knows: from its name; the same in every run and on every machine."""
    del commune_code
    return "H-" + "-".join(map(bare, district_text(district).name.order.split()))


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


def _squeezed(text: str, skip: int = 0) -> str:
    return "".join(text.lower().split()[skip:])
