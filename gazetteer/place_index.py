"""Every commune known: those of the editions, and those of the register that no edition holds; filed for asking."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from doisoat.text.syllables import bare
from gazetteer.editions import Editions
from gazetteer.grammar import commune_text, district_text
from gazetteer.names import Name, name_of
from gazetteer.units import ALWAYS, FOREVER, Unit


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


class PlaceIndex:
    """All communes known, filed by code, name and district."""

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
        for unit in editions.units:
            self._add_unit(unit)
        for unit in editions.units:
            self.places[unit.uid].kin = [uid for uid in editions.kin(unit) if uid != unit.uid]
        for commune in self.register:
            self._link(commune)

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
        for tight in {squeezed(place.full_name), squeezed(place.full_name, len(place.kind.split()))}:
            self._by_squeezed[tight].append(place.pid)
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
        # Nor does a code of another numbering matter where the district is written and fits.
        told = not commune.code or (district and any(district in p.districts for p in named))
        linked = coded or (named if told and len({p.code for p in named}) == 1 else [])
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


def derived_district_code(commune_code: str, district: str) -> str:
    """A stable code for a district no edition knows: from its name; the same in every run and on every machine."""
    del commune_code
    return "H-" + "-".join(map(bare, district_text(district).name.order.split()))


def squeezed(text: str, skip: int = 0) -> str:
    """The text without spaces, without its first words where told."""
    return "".join(text.lower().split()[skip:])
