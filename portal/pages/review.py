"""Rà soát: units and their verdicts, filtered; the filter is the address, so that it can be sent to a colleague."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from urllib.parse import urlencode

from starlette.responses import Response

from doisoat.model import Basis, Verdict
from doisoat.vi import VERDICT
from flows.frame_tasks import WorkbookWanted
from portal.downloads import attachment
from portal.guards import Page, allow
from portal.page_request import PageRequest
from portal.pages.overview import sets_in_order
from portal.people import EVERYONE
from portal.rendering import render_part
from portal.wording import natural, searchable
from warehouse.look import Look, PlacedUnit, Wanted

PER_PAGE = 50
# What stands beside a verdict and is looked for.
MARKS = {
    "disputed": "đang phản đối",
    "by_decision": "theo quyết định của cán bộ",
    "reading_dependent": "tùy cách đọc văn bản",
    "changed_since": "nguồn nói khác sau ngày xét",
}
_BODY = "ra_soat_than.html"
_WHOLE = ("met", "not_met", "pending")


@dataclass(frozen=True)
class Filter:
    """What the address says; what it says wrongly counts as not said."""

    run: str = ""
    criteria: str = ""
    unit: str = ""
    indicator: str = ""
    verdict: str = ""
    basis: str = ""
    overall: str = ""
    mark: str = ""
    search: str = ""
    page: int = 1

    NAMES: ClassVar[dict[str, str]] = {
        "run": "luot",
        "criteria": "bo",
        "unit": "don-vi",
        "indicator": "chi-tieu",
        "verdict": "ket-luan",
        "basis": "can-cu",
        "overall": "chung",
        "mark": "dau",
        "search": "tim",
        "page": "trang",
    }

    @classmethod
    def of(cls, asked: PageRequest) -> Filter:
        """The filter of a request."""
        said = {name: asked.said(key) for name, key in cls.NAMES.items() if name != "page"}
        said["verdict"] = said["verdict"] if said["verdict"] in VERDICT else ""
        said["basis"] = said["basis"] if said["basis"] in (Basis.INDEPENDENT, Basis.DOCUMENTARY) else ""
        said["overall"] = said["overall"] if said["overall"] in _WHOLE else ""
        said["mark"] = said["mark"] if said["mark"] in MARKS else ""
        number = asked.said("trang")
        return cls(**said, page=max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 6 else 1)

    def query(self, **changes: object) -> str:
        """The query of an address with some of it changed; what is not limited does not stand in it."""
        other = replace(self, **changes)  # type: ignore[arg-type]
        pairs = {key: getattr(other, name) for name, key in self.NAMES.items()}
        return urlencode({key: value for key, value in pairs.items() if value and (key, value) != ("trang", 1)})

    @property
    def wanted(self) -> Wanted:
        """What the warehouse is asked for."""
        return Wanted(self.criteria, self.indicator, self.verdict, self.basis, self.overall, self.mark)


def review(asked: PageRequest) -> Response:
    """A page of the list."""
    asked_for = Filter.of(asked)
    with asked.looking(asked_for.run) as look:
        run = look.run
        if asked_for.search:  # what somebody types is a key beyond number: it is not kept
            body = render_part(_BODY, _values(asked, look, asked_for))
        else:
            body = asked.part_once(run.run_id, _BODY, asked_for, lambda: _values(asked, look, asked_for))
    return asked.page("ra_soat.html", run=run, body=body)


def _values(asked: PageRequest, look: Look, asked_for: Filter) -> dict[str, Any]:
    """What the page shows."""
    run_id = look.run.run_id
    sets = asked.once(run_id, "sets", lambda: sets_in_order(look))
    chosen = replace(asked_for, criteria=asked_for.criteria if asked_for.criteria in sets else (sets or [""])[0])
    every = asked.once(run_id, ("units", chosen.criteria), lambda: _in_order(look.units(Wanted(chosen.criteria))))
    found = _found(look, chosen, every)
    pages = max(1, -(-len(found) // PER_PAGE))
    chosen = replace(chosen, page=min(chosen.page, pages))
    shown = found[(chosen.page - 1) * PER_PAGE : chosen.page * PER_PAGE]
    return {
        "filter": chosen,
        "sets": sets,
        "places": asked.once(run_id, ("places", chosen.criteria), lambda: _places(every)),
        "indicators": list(asked.services.titles_of(run_id).indicators.get(chosen.criteria, ())),
        "verdict_choices": [str(verdict) for verdict in Verdict],
        "units": shown,
        "verdicts": look.verdicts(chosen.criteria, [unit.code for unit in shown]),
        "found": len(found),
        "total": len(every),
        "pages": pages,
        "marks": MARKS,
    }


def workbook(asked: PageRequest) -> Response:
    """The same, all of it, as a workbook."""
    asked_for = Filter.of(asked)
    with asked.looking(asked_for.run) as look:
        sets = sets_in_order(look)
        chosen = replace(asked_for, criteria=asked_for.criteria if asked_for.criteria in sets else (sets or [""])[0])
        found = _found(look, chosen, _in_order(look.units(Wanted(chosen.criteria))))
        run = look.run
    codes = asked.visible.codes
    wanted = WorkbookWanted(
        asked.services.settings.warehouse_url,
        run.run_id,
        None if codes is None else sorted(codes),
        chosen.criteria,
        [unit.code for unit in found],
        chosen.unit,
        chosen.indicator,
        chosen.verdict,
        chosen.basis,
        chosen.mark,
    )
    return attachment(asked.services.framed(wanted), f"ket_luan_{run.as_of:%Y-%m-%d}.xlsx")


def _found(look: Look, chosen: Filter, every: Sequence[PlacedUnit]) -> list[PlacedUnit]:
    """The units of a list in its order that the filter leaves."""
    units = list(every)
    if chosen.indicator or chosen.verdict or chosen.basis or chosen.overall or chosen.mark:
        codes = {unit.code for unit in look.units(chosen.wanted)}
        units = [unit for unit in units if unit.code in codes]
    if chosen.unit:
        units = [unit for unit in units if chosen.unit in (unit.code, unit.commune_code, unit.district_code)]
    words = searchable(chosen.search).split()
    return [unit for unit in units if _has(unit, words)] if words else units


def _in_order(units: Iterable[PlacedUnit]) -> list[PlacedUnit]:
    return sorted(units, key=_place)


def _place(unit: PlacedUnit) -> tuple[object, ...]:
    """Communes in order, each before its villages."""
    is_village = unit.level == "village"
    commune = unit.commune if is_village else unit.name
    return natural(unit.district), natural(commune), is_village, natural(unit.name), unit.code


def _has(unit: PlacedUnit, words: Sequence[str]) -> bool:
    text = searchable(f"{unit.name} {unit.commune} {unit.district} {unit.code}")
    return all(word in text for word in words)


def _places(units: Iterable[PlacedUnit]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Districts and communes to choose from: a title, and codes with names below it."""
    districts: dict[tuple[str, str], dict[str, str]] = {}
    for unit in units:
        communes = districts.setdefault((unit.district_code, unit.district), {})
        if unit.commune_code:
            communes[unit.commune_code] = unit.commune
    places = []
    for (code, name), communes in sorted(districts.items(), key=lambda one: natural(one[0][1])):
        own = [(code, f"cả {name[:1].lower()}{name[1:]}")] if code else []
        places.append((name, own + sorted(communes.items(), key=lambda one: natural(one[1]))))
    return places


_EVERYONE = allow(*EVERYONE)
PAGES = (
    Page("/ra-soat", _EVERYONE, review, menu="Rà soát", order=20),
    Page("/ra-soat.xlsx", _EVERYONE, workbook, slow=True),
)
