"""Còn thiếu gì: what units lack to be met, by act: what they can do first, then what others owe."""

from __future__ import annotations

from starlette.responses import Response

from portal.guards import Page, allow
from portal.page_request import PageRequest
from portal.pages.overview import sets_in_order
from portal.people import EVERYONE
from portal.wording import natural
from reports.missing import Act, acts_of
from warehouse.look import Look, Wanted

_MOST = 60


def missing(asked: PageRequest) -> Response:
    """The acts of a unit and of those below it; of the person's own unit where none is named."""
    chosen = asked.said("don-vi") or asked.account.unit_code
    if chosen and not asked.visible.shows(chosen):
        chosen = asked.account.unit_code
    # Of an account's own unit all that it may see: its villages may lie below another code by now.
    below = "" if asked.account.is_tied and chosen == asked.account.unit_code else chosen
    with asked.looking() as look:
        run = look.run
        sets = asked.once(run.run_id, "sets", lambda: sets_in_order(look))
        criteria = asked.said("bo") if asked.said("bo") in sets else next(iter(sets), "")
        places = asked.once(run.run_id, ("communes", criteria), lambda: _communes(look, criteria))
        acts = asked.once(run.run_id, ("acts", criteria, chosen), lambda: _acts(look, criteria, chosen, below))
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


def _communes(look: Look, criteria: str) -> list[tuple[str, str, str]]:
    """Code, name and district of the communes to choose from."""
    communes = {(unit.commune_code, unit.commune, unit.district) for unit in look.units(Wanted(criteria))}
    return sorted((one for one in communes if one[0]), key=lambda one: (natural(one[2]), natural(one[1])))


def _acts(look: Look, criteria: str, chosen: str, below: str) -> list[Act]:
    return list(acts_of(look.missing(criteria, below), below)) if chosen else []


PAGES = (Page("/con-thieu", allow(*EVERYONE), missing, menu="Còn thiếu gì", order=25),)
