"""Thôn: the indicators of one unit, why, every row they rest on, what to look at first, and how it came about."""

from __future__ import annotations

from itertools import groupby

from starlette.exceptions import HTTPException
from starlette.responses import Response

from doisoat.answer_rules import WORDS
from doisoat.explanation import Pointer
from doisoat.vi import ROLE as ROW_ROLE
from flows.kept_pages import kept_pages
from flows.spoken_about import said_about
from portal.guards import Page, allow
from portal.page_request import PageRequest
from portal.pages.links import links_shown
from portal.people import EVERYONE, Role
from portal.wording import natural
from reports.contract import FINDINGS
from reports.explained import shown
from reports.place import place_of
from reports.titles import OVERALL
from warehouse.look import Look, PlacedUnit, Wanted


def village(asked: PageRequest) -> Response:
    """The page of one unit; its path's code has passed the guard."""
    return page_of(asked, asked.part("thon"), asked.said("luot"))


def page_of(asked: PageRequest, code: str, run_id: str) -> Response:
    """The page of a unit that may be seen; for the holder of a link it is only there to be read.

    Raises:
        HTTPException: the run has no such unit.
    """
    with asked.looking(run_id) as look:
        found = look.explain(code)
        if found is None:
            raise HTTPException(404)
        run, past = look.run, look.history(code)
        below = [] if any(each.level == "village" for each in found.indicators) else units_below(look, code)
    titles = asked.services.titles_of(run.run_id)
    sets = []
    for criteria, indicators in groupby(shown(found, titles), key=lambda each: each.criteria):
        every = list(indicators)
        whole = next((each for each in every if each.indicator == OVERALL), None)
        sets.append((criteria, titles.sets.get(criteria, ""), whole, [i for i in every if i.indicator != OVERALL]))
    days = [
        (day, run_id, [(titles.indicator(one.criteria, one.indicator), one) for one in many])
        for (day, run_id), many in groupby(past, key=lambda one: (one.since, one.run_id))
    ]
    visible, warehouse = asked.visible, asked.services.warehouse
    is_newest = not run_id  # who answers or decides does so about what is found now
    is_link = asked.link is not None
    link_home = f"/xem/{asked.part('lien_ket')}" if is_link else ""
    signals = [
        (one, _where(one, is_whole=visible.is_whole))
        for one in found.signals
        if not is_link and visible.shows(one.other_unit_code or code)
    ]
    return asked.page(
        "thon.html",
        run=run,
        found=found,
        sets=sets,
        days=days,
        signals=signals,
        row_role=ROW_ROLE,
        is_whole=visible.is_whole,
        # What people have said to each other is not for whoever was given a link.
        said=said_about(warehouse, found) if warehouse and not is_link else {},
        may_answer=is_newest and asked.may(Role.UNIT),
        may_propose=is_newest and asked.may(Role.OFFICE),
        answers=[(str(said), word) for said, word in WORDS.items()],
        findings=[str(verdict) for verdict in FINDINGS],
        done=asked.said("da-ghi"),
        today=asked.services.today(),
        below=below,
        is_newest=is_newest,
        kept={} if is_link else kept_pages(found),
        way=f"{link_home}/thon",
        link_home=link_home,
        link=asked.link,
        links=links_shown(asked, code) if is_newest and asked.may(Role.OFFICE) else None,
    )


def units_below(look: Look, code: str) -> list[PlacedUnit]:
    """The villages of a commune, the communes of a district, as far as they may be seen."""
    units = {unit.code: unit for criteria in look.criteria() for unit in look.units(Wanted(criteria))}
    above = {"village": "commune_code", "commune": "district_code"}
    mine = [unit for unit in units.values() if getattr(unit, above.get(unit.level, ""), None) == code]
    return sorted(mine, key=lambda unit: (natural(unit.name), unit.code))


def _where(one: Pointer, *, is_whole: bool) -> str:
    """Where a signal's row stands; the folders of the inbox are the province's."""
    place = place_of(one.where.file, one.where.sheet, one.where.row)
    return str(place if is_whole else place.in_a_letter())


PAGES = (Page("/thon/{thon}", allow(*EVERYONE, unit="thon"), village),)
