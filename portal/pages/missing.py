"""Còn thiếu gì: what units lack to be met, by act: what they can do first, then what others owe."""

from __future__ import annotations

from starlette.responses import Response

from portal.guards import Page, allow
from portal.page_request import PageRequest
from portal.pages.overview import sets_in_order
from portal.people import EVERYONE
from portal.wording import natural
from reports.missing import acts_of
from warehouse.look import Wanted

_MOST = 60


def missing(asked: PageRequest) -> Response:
    """The acts of a unit and of those below it; of the person's own unit where none is named."""
    chosen = asked.said("don-vi") or asked.account.unit_code
    if chosen and not asked.visible.shows(chosen):
        chosen = asked.account.unit_code
    with asked.looking() as look:
        run = look.run
        sets = look.criteria()
        criteria = asked.said("bo") if asked.said("bo") in sets else next(iter(sets_in_order(look)), "")
        communes = {(unit.commune_code, unit.commune, unit.district) for unit in look.units(Wanted(criteria))}
        places = sorted((one for one in communes if one[0]), key=lambda one: (natural(one[2]), natural(one[1])))
        frame = look.missing(criteria, chosen) if chosen else None
    acts = acts_of(frame, chosen) if frame is not None else []
    return asked.page(
        "con_thieu.html",
        run=run,
        sets=sorted(sets),
        criteria=criteria,
        places=places,
        chosen=chosen,
        own=[act for act in acts if act.is_own],
        others=[act for act in acts if not act.is_own],
        titles=asked.services.titles_of(run.run_id),
        most=_MOST,
    )


PAGES = (Page("/con-thieu", allow(*EVERYONE), missing, menu="Còn thiếu gì", order=25),)
