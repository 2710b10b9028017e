"""Nguồn: what each publisher last sent, how old it is, what is amiss; a list that is held back is released here."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from portal.guards import Page, allow
from portal.page_request import PageRequest
from portal.people import EVERYONE, Role

# Claims and answers are units' own: what came of other units is not for who is tied to one.
_OF_UNITS = frozenset({"village_claims", "name_answers", "page_answers", "layout_answers", "answers"})
_LEAST_LETTERS = 15


def sources(asked: PageRequest) -> Response:
    """The newest run's sources; who is tied to a unit sees publishers, without files and counts of all units."""
    return _page(asked, "")


def release(asked: PageRequest) -> Response:
    """A person's yes to a list that had shrunk, with why."""
    warehouse, reason = asked.services.warehouse, asked.form.get("ly-do", "").strip()
    if warehouse is None:
        raise HTTPException(404)
    if len(reason) < _LEAST_LETTERS:
        return _page(asked, f"Hãy ghi vì sao danh sách ngắn đi là đúng, từ {_LEAST_LETTERS} ký tự.", 422)
    by = f"trang: {asked.account.login}"
    warehouse.release(asked.form.get("nguon", ""), reason[:500], by, asked.services.now())
    return asked.go("/nguon?da-nhan=1")


def _page(asked: PageRequest, said: str, status: int = 200) -> Response:
    from flows.sources_now import STATUS_WORDS, SourceStatus, sources_of_run

    warehouse = asked.services.warehouse
    with asked.looking() as look:
        run, before = look.run, look.before()
    is_whole = asked.visible.is_whole
    assert warehouse is not None  # noqa: S101 - a look comes from one
    today = asked.services.today()
    settings = asked.services.settings
    states = asked.once(
        run.run_id, "sources", lambda: sources_of_run(settings, warehouse, run, before if is_whole else None, run.as_of)
    )
    if not is_whole:
        states = [state for state in states if state.source_id not in _OF_UNITS and state.published_on]
    released = warehouse.released(run.run_id)
    return asked.page(
        "nguon.html",
        status,
        run=run,
        today=today,
        states=states,
        words=STATUS_WORDS,
        shrunk=SourceStatus.SHRUNK,
        fine=SourceStatus.READ,
        released=released,
        is_whole=is_whole,
        may_release=asked.may(Role.OFFICE),
        said=said,
        done=bool(asked.said("da-nhan")),
    )


PAGES = (
    Page("/nguon", allow(*EVERYONE), sources, menu="Nguồn", order=80),
    Page("/nguon/nhan", allow(Role.OFFICE), release, ("POST",)),
)
