"""Which communes of the register a commune of some day is, and the villages in them.

A register of 2024 must answer for 2026 and the other way round, as long as no newer (older) register is there that
answers better. Communes are followed along succession; where one went to several, only the village can tell.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from gazetteer.formers import Link
from gazetteer.histories import Histories
from gazetteer.place_index import Place, derived_district_code
from gazetteer.places import Places
from gazetteer.register import Village
from gazetteer.units import ALWAYS, FOREVER
from gazetteer.villages import VillageIndex, build_index


@dataclass(frozen=True, slots=True)
class Area:
    """A commune and its district as they are on one day; district blank where there is none."""

    code: str
    name: str
    district_code: str
    district: str


class Areas:
    """Register communes by day, with the index of their villages."""

    def __init__(self, places: Places, villages: Sequence[Village], links: Sequence[Link] = ()) -> None:
        self._places = places
        self.villages = villages
        self.histories = Histories(villages, links)
        self._spans = [self._span(number) for number in range(len(places.register))]
        self._indexes: dict[tuple[int, ...], VillageIndex] = {}
        self._areas: dict[tuple[int, dt.date], Area] = {}

    def _span(self, number: int) -> tuple[dt.date, dt.date]:
        """The days the register's list of a commune speaks for.

        Its unit's own time; before and after it too, unless the register also lists a unit that came before or after.
        """
        linked = self._linked(number)
        start = min(p.valid_from for p in linked)
        end = max(p.valid_to for p in linked)
        for place in linked:
            for pid in place.kin:
                other = self._places.places[pid]
                if not other.register or number in other.register:
                    continue
                if other.valid_from > end:
                    return (self._open_start(linked, number, start), end)
        return (self._open_start(linked, number, start), FOREVER)

    def _open_start(self, linked: list[Place], number: int, start: dt.date) -> dt.date:
        for place in linked:
            for pid in place.kin:
                other = self._places.places[pid]
                if other.register and number not in other.register and other.valid_to < start:
                    return start
        return ALWAYS

    def _linked(self, number: int) -> list[Place]:
        place = self._places.place_of[number]
        return [place, *(p for pid in place.kin if number in (p := self._places.places[pid]).register)]

    def place_of(self, number: int) -> Place:
        """The place a register commune is."""
        return self._places.place_of[number]

    def speaks_for(self, number: int, on: dt.date) -> bool:
        """Whether the register's list of this commune speaks for the day."""
        start, end = self._spans[number]
        return start <= on <= end

    def exists(self, village: Village, on: dt.date) -> bool:
        """Whether the village, by its own dates and its commune's, exists on the day."""
        return village.on(on) and self.speaks_for(village.commune, on)

    def communes_of(self, place: Place, on: dt.date) -> tuple[int, ...]:
        """Numbers of the register communes in which villages of the place are listed for that day."""
        own = [n for n in place.register if self.speaks_for(n, on)]
        if own:
            return tuple(sorted(own))
        kin = {n for pid in place.kin for n in self._places.places[pid].register if self.speaks_for(n, on)}
        return tuple(sorted(kin))

    def index(self, communes: tuple[int, ...]) -> VillageIndex:
        """The villages of these register communes, by every key; built once."""
        found = self._indexes.get(communes)
        if found is None:
            rows = [village for number in communes for village in self.histories.of_commune(number)]
            found = self._indexes[communes] = build_index(rows, self.histories)
        return found

    def area(self, number: int, on: dt.date) -> Area:
        """A register commune as it is on the day: itself, or the one commune that took all of it."""
        key = (number, on)
        found = self._areas.get(key)
        if found is None:
            found = self._areas[key] = self._area(number, on)
        return found

    def areas_of(self, place: Place, on: dt.date) -> list[Area]:
        """The areas a place is on the day: itself, or whoever holds its territory then; several after a split."""
        own = [n for n in place.register if self.speaks_for(n, on)]
        if len(own) == 1:
            return [self.area(own[0], on)]
        if place.unit is None or place.on(on):
            return [Area(place.code, place.full_name, place.district_code, place.district)]
        then = [unit for unit, _ in self._places.editions.at(place.unit, on)]
        return [area for unit in then for area in self.areas_of(self._places.places[unit.uid], on)]

    def _area(self, number: int, on: dt.date) -> Area:
        commune = self._places.register[number]
        place = self._places.place_of[number]
        if place.unit is not None and not place.on(on):
            then = self._places.editions.at(place.unit, on)
            if on > place.valid_to and len(then) == 1 and then[0][1] == "whole":
                unit = then[0][0]
                return Area(unit.code, unit.full_name, unit.district_code, unit.district)
            districts = {(u.district_code, u.district) for u, _ in then}
            district_code, district = districts.pop() if len(districts) == 1 else ("", "")
            return Area(commune.code or place.code, place.full_name, district_code, district)
        code = commune.code or place.code or derived_commune_code(commune.full_name, commune.district)
        name = place.full_name if place.unit is not None else commune.full_name
        return Area(code, name, place.district_code, place.district or commune.district)


def derived_commune_code(name: str, district: str) -> str:
    """A stable code for a commune that the register gives no code."""
    return derived_district_code("", f"{name} {district}").replace("H-", "X-", 1)
