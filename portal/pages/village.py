"""Thôn: the indicators of one unit, why, every row they rest on, what to look at first, and how it came about."""

from __future__ import annotations

from itertools import groupby

from starlette.exceptions import HTTPException
from starlette.responses import Response

from doisoat.answer_rules import WORDS
from doisoat.explanation import Pointer
from doisoat.vi import ROLE as ROW_ROLE
from flows.spoken_about import said_about
from portal.guards import Page, allow
from portal.page_request import PageRequest
from portal.people import EVERYONE, Role
from reports.contract import FINDINGS
from reports.explained import shown
from reports.place import place_of
from reports.titles import OVERALL


def village(asked: PageRequest) -> Response:
    """The page of one unit; its path's code has passed the guard."""
    code = asked.part("thon")
    with asked.looking(asked.said("luot")) as look:
        found = look.explain(code)
        if found is None:
            raise HTTPException(404)
        run, past = look.run, look.history(code)
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
    visible, account = asked.visible, asked.account
    warehouse = asked.services.warehouse
    is_newest = not asked.said("luot")  # who answers or decides does so about what is found now
    signals = [
        (one, _where(one, is_whole=visible.is_whole))
        for one in found.signals
        if visible.shows(one.other_unit_code or code)
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
        said=said_about(warehouse, found) if warehouse else {},
        may_answer=is_newest and account.role is Role.UNIT,
        may_propose=is_newest and account.role is Role.OFFICE,
        answers=[(str(said), word) for said, word in WORDS.items()],
        findings=[str(verdict) for verdict in FINDINGS],
        done=asked.said("da-ghi"),
        login=account.login,
        today=asked.services.today(),
    )


def _where(one: Pointer, *, is_whole: bool) -> str:
    """Where a signal's row stands; the folders of the inbox are the province's."""
    place = place_of(one.where.file, one.where.sheet, one.where.row)
    return str(place if is_whole else place.in_a_letter())


PAGES = (Page("/thon/{thon}", allow(*EVERYONE, unit="thon"), village),)
