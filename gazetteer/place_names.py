"""Which texts name a known village, commune or district, whatever their date: a sign of what a column holds.

This is no resolving: nothing is matched to a code here, and a name that several places bear is as good as any.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from doisoat.text.compare import fold
from gazetteer.editions import Editions

_COMMUNE = re.compile(r"^(?:ubnd )?(?:xa|phuong|thi tran|tt|x|p)\s+(?=\S)")
_DISTRICT = re.compile(r"^(?:ubnd )?(?:huyen|quan|thanh pho|thi xa|tp|tx|h)\s+(?=\S)")
_VILLAGE = re.compile(r"^(?:thon|ban|xom|khu pho|khoi pho|khu|khoi|to dan pho|tdp|to|ap|buon|lang|khom|pho)\s+(?=\S)")


@dataclass(frozen=True)
class PlaceNames:
    """Folded names without their type words; the call takes texts and gives a level or ``""`` for each."""

    districts: frozenset[str]
    communes: frozenset[str]
    villages: frozenset[str]

    def __call__(self, texts: Sequence[str]) -> list[str]:
        """``village``, ``commune``, ``district`` or ``""``; a type word decides between levels."""
        return [self._level(fold(text)) for text in texts]

    @cached_property
    def id(self) -> str:
        """Equal for equal names, other for others."""
        kinds = (self.districts, self.communes, self.villages)
        return hashlib.sha256("\n\n".join("\n".join(sorted(names)) for names in kinds).encode()).hexdigest()

    def _level(self, text: str) -> str:
        if (bare := _COMMUNE.sub("", text)) != text:
            return "commune" if bare in self.communes else ""
        if (bare := _DISTRICT.sub("", text)) != text:
            return "district" if bare in self.districts else ""
        if text in self.villages or _VILLAGE.sub("", text) in self.villages:
            return "village"
        return "district" if text in self.districts else "commune" if text in self.communes else ""


def place_names(editions: Editions) -> PlaceNames:
    """The communes and districts of all editions."""
    return PlaceNames(
        frozenset(_DISTRICT.sub("", fold(unit.district)) for unit in editions.units if unit.district),
        frozenset(fold(unit.name) for unit in editions.units),
        frozenset(),
    )


def is_of_unit(editions: Editions, code: str) -> Callable[[str | None, str | None], bool] | None:
    """Whether a row's commune and district texts name the unit of a code; None where no unit has it.

    A commune of another date that shares its land is meant too. A blank speaks against nothing.
    """
    kin = {uid for unit in editions.with_code(code) for uid in editions.kin(unit)}
    # Several communes bear one name: each goes with the districts it has lain in.
    communes = [
        (fold(unit.name), _bare_districts(editions.former_districts(unit)))
        for unit in editions.units
        if unit.uid in kin
    ]
    districts = _bare_districts({unit.district for unit in editions.units if unit.district_code == code})

    def names(commune: str | None, district: str | None) -> bool:
        above = _DISTRICT.sub("", fold(district)) if district else ""
        if districts:
            return not above or above in districts
        return any(
            (not commune or fold(commune) == name or _COMMUNE.sub("", fold(commune)) == name)
            and (not above or not before or above in before)
            for name, before in communes
        )

    return names if communes or districts else None


def _bare_districts(names: Iterable[str]) -> set[str]:
    return {_DISTRICT.sub("", fold(name)) for name in names if name}


def with_village_names(known: PlaceNames, villages: Iterable[str]) -> PlaceNames:
    """The same with the villages that a register lists."""
    folded = {fold(name) for name in villages if name}
    return replace(known, villages=known.villages | folded | {_VILLAGE.sub("", name) for name in folded})
