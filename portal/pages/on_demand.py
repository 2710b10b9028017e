"""Đối soát: ask for a run of some units on a day, watch it, and go on to what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

from doisoat.errors import ConfigError
from portal.guards import Page, allow
from portal.page_request import PageRequest
from portal.people import Role
from portal.streams import Told
from portal.wording import natural
from reports.tables import VERDICT_TITLES

if TYPE_CHECKING:
    from flows.asked_runs import AskedRun

_MOST_UNITS = 500


def form(asked: PageRequest) -> Response:
    """The form."""
    return _form(asked, "", {})


def look_first(asked: PageRequest) -> Response:
    """What would be run, before anything is started: the units that the names mean, the day, the sets."""
    from flows.meant_units import meant_units
    from flows.run_form import RequestRefusedError, read_request

    request = _request(asked)
    try:
        wanted = read_request(request)
        units = meant_units(wanted.scope, asked.services.settings, asked.services.warehouse_of_frames)
    except (RequestRefusedError, ConfigError) as error:
        return _form(asked, f"{error.what}. {error.fix[:1].upper()}{error.fix[1:]}.", dict(asked.form), 422)
    return asked.page(
        "doi_soat_xem.html", units=units, request=request, form=dict(asked.form), sets=request["criteria"]
    )


def start(asked: PageRequest) -> Response:
    """Start it, once it has been looked at: a form without that look starts nothing."""
    from flows import asked_runs
    from flows.run_form import RequestRefusedError, read_request

    if asked.form.get("da-xem") != "1":
        return asked.go("/doi-soat")
    try:
        key = asked_runs.start(read_request(_request(asked)), asked.services.settings)
    except (RequestRefusedError, ConfigError) as error:
        return _form(asked, f"{error.what}. {error.fix[:1].upper()}{error.fix[1:]}.", dict(asked.form), 422)
    return asked.go(f"/doi-soat/{key}")


def watch(asked: PageRequest) -> Response:
    """How far it is; while it is at work its events follow, or without scripts the page loads itself anew."""
    found = _run(asked)
    return asked.page("doi_soat_chay.html", asked_run=found, said=_how_far(found))


def progress(asked: PageRequest) -> Response:
    """The events of the same run, for who may see the page, as long as they may."""
    from flows import asked_runs

    services, key = asked.services, _run(asked).key

    def look() -> Told | None:
        found = asked_runs.look(key, services.settings) if asked.is_still_logged_in() else None
        if found is None:
            return None
        if found.is_over:
            return Told("xong", {}, is_over=True)
        return Told("tien-do", {"percent": found.percent, "said": _how_far(found), "lines": found.lines})

    return services.streams.of(asked.account.number, lambda: services.workers.run(False, look))


def _run(asked: PageRequest) -> AskedRun:
    from flows import asked_runs

    found = asked_runs.look(asked.part("khoa"), asked.services.settings)
    if found is None:
        raise HTTPException(404)
    return found


def _how_far(found: AskedRun) -> str:
    return "Đang chờ máy nhận việc, thường dưới 15 giây." if found.state == "waiting" else f"Đã được {found.percent} %."


def dry_result(asked: PageRequest) -> Response:
    """What a dry run found, unit by unit."""
    from flows import dry_runs

    words = dry_runs.read(asked.services.settings, asked.part("luot"))
    if words is None:
        raise HTTPException(404)
    chosen = asked.said("don-vi")
    shown = words[words["unit_code"] == chosen] if chosen else words
    units: dict[str, list[dict[str, str]]] = {}
    for row in shown.to_dict("records"):
        units.setdefault(str(row["unit_code"]), []).append({str(name): str(value) for name, value in row.items()})
    ordered = sorted(units.values(), key=lambda rows: (natural(rows[0]["district"]), natural(rows[0]["commune"]),
                                                       natural(rows[0]["unit"])))  # fmt: skip
    if chosen and not ordered:
        raise HTTPException(404)
    return asked.page(
        "chay_thu.html", units=ordered, chosen=chosen, luot=asked.part("luot"), heads=VERDICT_TITLES, most=_MOST_UNITS
    )


def _request(asked: PageRequest) -> dict[str, object]:
    """The form as ``Request`` takes it; names stand one a line, or with ";" between."""
    texts = asked.form.get("don-vi", "").replace(";", "\n").splitlines()
    return {
        "scope": [text.strip() for text in texts if text.strip()][:_MOST_UNITS],
        "as_of": asked.form.get("ngay", "") or None,
        "criteria": [name for name in asked.many.get("bo", []) if name],
        "offline": asked.form.get("khong-tai", "") == "1",
        "dry_run": asked.form.get("chay-thu", "") == "1",
    }


def _form(asked: PageRequest, said: str, form: dict[str, str], status: int = 200) -> Response:
    from flows.meant_units import set_names

    today = asked.services.today()
    sets = set_names(asked.services.settings)
    return asked.page("doi_soat.html", status, said=said, form=form, sets=sets, today=today)


_OFFICE = allow(Role.OFFICE)
PAGES = (
    Page("/doi-soat", _OFFICE, form, menu="Đối soát", order=40),
    Page("/doi-soat", _OFFICE, look_first, ("POST",), slow=True),
    Page("/doi-soat/bat-dau", _OFFICE, start, ("POST",), slow=True),
    Page("/doi-soat/thu/{luot}", _OFFICE, dry_result, slow=True),
    Page("/doi-soat/{khoa}", _OFFICE, watch),
    Page("/doi-soat/{khoa}/tien-do", _OFFICE, progress),
)
