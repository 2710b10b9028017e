"""A unit as somebody asks for it: ``Xã Hòa Bình, Bình Gia``, ``Thôn Nà Lình, Xã Vĩnh Yên``, ``Huyện Bình Gia``.

Names are read as in the files: by the gazetteer, on one day. Nothing is guessed: one that means two units names both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from doisoat.columns import PLACE
from doisoat.model import Level, Match
from gazetteer.grammar import district_text, is_commune_text, is_district_text, is_province_text, is_village_text
from gazetteer.resolver import Gazetteer


@dataclass(frozen=True)
class Asked:
    """What a text means: one unit's code, or none and the codes of those that may be meant, in order."""

    code: str = ""
    candidates: tuple[str, ...] = ()


def find_unit(text: str, gazetteer: Gazetteer, units: pd.DataFrame, on: dt.date) -> Asked:
    """The unit that a text names.

    Args:
        text: name and, behind commas, commune or district.
        gazetteer: built on the register of the day.
        units: all units of the day (``gazetteer.records.units_on``); what is not among them is not found.
        on: the day the name is read for.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    while len(parts) > 1 and is_province_text(parts[-1]):
        parts.pop()
    if not parts:
        return Asked()
    sure: dict[str, None] = {}
    perhaps: dict[str, None] = {}
    for code, is_sure in _readings(parts, gazetteer, units, on):
        if code in units.index:
            (sure if is_sure else perhaps)[code] = None
    if len(sure) == 1:
        return Asked(code=next(iter(sure)))
    return Asked(candidates=tuple(sure or perhaps))


def _readings(parts: list[str], gazetteer: Gazetteer, units: pd.DataFrame, on: dt.date) -> Iterator[tuple[str, bool]]:
    """Codes that the text may mean, each with whether it is one unit's and no other's."""
    head, *above = parts
    kinds = (is_village_text(head), is_commune_text(head), is_district_text(head))
    open_kind = not any(kinds)
    if kinds[0] or open_kind:
        yield from _villages(parts, gazetteer, units, on)
    if kinds[1] or open_kind:
        yield from _units({"commune_text": head, "district_text": above[0] if above else None}, gazetteer, on)
    if (kinds[2] or open_kind) and not above:
        yield from _units({"district_text": head}, gazetteer, on, level=Level.DISTRICT)


def _villages(parts: list[str], gazetteer: Gazetteer, units: pd.DataFrame, on: dt.date) -> Iterator[tuple[str, bool]]:
    """Villages: the last parts name district and commune; where they do not, the name is looked up in every commune."""
    rest = list(parts)
    district = rest.pop() if len(rest) > 2 or (len(rest) > 1 and is_district_text(rest[-1])) else None
    commune = rest.pop() if len(rest) > 1 else None
    villages = units[units["level"] == Level.VILLAGE]
    homes = villages[["commune", "district"]].drop_duplicates()
    homes.columns = pd.Index(["commune_text", "district_text"])
    if commune:
        homes = pd.DataFrame([{"commune_text": commune, "district_text": district}])
    elif district:
        homes = homes[homes["district_text"].map(lambda name: _is_named(district, name))]
    if homes.empty:
        return
    found = gazetteer.resolve(homes.assign(village_text=", ".join(rest)).reindex(columns=list(PLACE)), on)
    for row in found.itertuples():
        if row.match == Match.MATCHED:
            yield str(row.village_code), True
        elif row.match in (Match.PART, Match.SEVERAL, Match.REVIEW) and isinstance(row.candidates, str):
            yield from ((code, False) for code in row.candidates.split("|"))


def _is_named(text: str, name: object) -> bool:
    """Whether a district is the one that a text names, with or without its kind."""
    return isinstance(name, str) and district_text(text).name.bare_key == district_text(name).name.bare_key


def _units(
    texts: dict[str, str | None], gazetteer: Gazetteer, on: dt.date, level: Level = Level.COMMUNE
) -> Iterator[tuple[str, bool]]:
    row = gazetteer.resolve_units(pd.DataFrame([{**dict.fromkeys(PLACE), **texts}]), on).iloc[0]
    if row["level"] != level:
        return
    if row["match"] == Match.MATCHED:
        yield str(row["unit_code"]), True
    elif isinstance(row["candidates"], str):
        yield from ((code, False) for code in row["candidates"].split("|"))
