"""Lượt: which runs there were, what each met and could not use, and what it changed and why."""

from __future__ import annotations

import json

from starlette.responses import Response

from doisoat.vi import REFUSED
from flows.cause_words import CAUSE_WORDS
from flows.frame_tasks import ChangesWanted
from portal.guards import Page, allow
from portal.page_request import NoRunYetError, PageRequest
from portal.people import EVERYONE
from reports.place import place_of
from reports.run_summary import no_rulebook_sentence, unread_sentence
from warehouse.run import RunRecord

PER_PAGE = 30
_MOST = 200


def runs(asked: PageRequest) -> Response:
    """The runs, newest first; who is tied to a unit is told of those that say something about it."""
    warehouse = asked.services.warehouse
    if warehouse is None:
        raise NoRunYetError
    number = asked.said("trang")
    page = max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1
    found = warehouse.recent_runs(PER_PAGE + 1, (page - 1) * PER_PAGE)
    shown = [run for run in found[:PER_PAGE] if _is_shown(asked, run)]
    return asked.page("luot.html", runs=shown, page=page, more=len(found) > PER_PAGE, is_whole=asked.visible.is_whole)


def _is_shown(asked: PageRequest, run: RunRecord) -> bool:
    visible, warehouse = asked.visible, asked.services.warehouse
    if visible.is_whole or not run.scope or warehouse is None:
        return True
    with warehouse.looking(run.run_id, visible.codes) as look:
        return bool(look.criteria())


def one_run(asked: PageRequest) -> Response:
    """One run. What is said of files and places of all units is for who may see all units."""
    with asked.looking(asked.part("luot")) as look:
        run, before = look.run, look.before()
        sets = look.criteria()
    is_whole = asked.visible.is_whole
    changes, causes = asked.once(run.run_id, "changes", lambda: _changes(asked, run))
    summary = run.summary if is_whole else {}
    listed = summary.get("refusals", [])
    refusals = [
        (
            str(place_of(one["name"] or "", one["sheet"] or "", None)),
            one["what"] or REFUSED.get(one["kind"], ""),
            one["fix"],
        )
        for one in (listed if isinstance(listed, list) else [])
    ]
    lost = summary.get("unread", [])
    return asked.page(
        "mot_luot.html",
        run=run,
        before=before,
        sets=sets,
        is_whole=is_whole,
        files=summary.get("files"),
        rows=summary.get("rows"),
        places=summary.get("places"),
        refusals=refusals,
        unread=[unread_sentence(one) for one in (lost if isinstance(lost, list) else [])[:_MOST]],
        unread_count=summary.get("unread_count", 0),
        no_rulebook=no_rulebook_sentence(run.summary) if is_whole else "",
        changes=changes,
        causes=[(CAUSE_WORDS.get(cause, cause), count) for cause, count in causes],
        titles=asked.services.titles_of(run.run_id),
        most=_MOST,
    )


def _changes(asked: PageRequest, run: RunRecord) -> tuple[list[dict[str, str]], list[tuple[str, int]]]:
    """Rows of ``warehouse.diff`` as the page shows them, and how many there are of each cause, most frequent first."""
    codes = asked.visible.codes
    seen = None if codes is None else sorted(codes)
    found = json.loads(
        asked.services.framed(ChangesWanted(asked.services.settings.warehouse_url, run.run_id, seen, _MOST))
    )
    return found["rows"], [(cause, count) for cause, count in found["causes"]]


PAGES = (
    Page("/luot", allow(*EVERYONE), runs, menu="Lượt", order=70),
    Page("/luot/{luot}", allow(*EVERYONE), one_run, slow=True),
)
