"""Đường dẫn chỉ xem: issued by the office on a unit's page, ended there or by its day; and the list of all."""

from __future__ import annotations

import datetime as dt

from starlette.exceptions import HTTPException
from starlette.responses import Response

from doisoat.errors import ConfigError
from portal.guards import Page, allow
from portal.links import Link
from portal.page_request import PageRequest
from portal.people import Role


def issue(asked: PageRequest) -> Response:
    """A link for the unit of the page."""
    code, services = asked.part("thon"), asked.services
    with asked.looking() as look:
        if look.explain(code) is None:
            raise HTTPException(404)
        on = look.run.as_of
    try:
        until = dt.date.fromisoformat(asked.form.get("den-het", "").strip())
    except ValueError:
        raise ConfigError("chưa rõ ngày hết hạn", fix="chọn một ngày ở mục Đến hết ngày") from None
    services.links.issue(code, on, until, asked.account.number, services.now(), services.today())
    return asked.go(f"/thon/{code}#lien-ket")


def revoke(asked: PageRequest) -> Response:
    """End a link of the page's unit."""
    code, number = asked.part("thon"), asked.form.get("so", "")
    if number.isascii() and number.isdecimal() and len(number) < 13:
        asked.services.links.revoke(int(number), code, asked.services.now())
    return asked.go(f"/thon/{code}#lien-ket")


def every(asked: PageRequest) -> Response:
    """All links, newest first, without their texts."""
    services = asked.services
    logins = {account.number: account.login for account in services.accounts.all()}
    links = services.links.all()
    names = services.warehouse.unit_names() if services.warehouse else {}
    return asked.page("lien_ket.html", links=links, logins=logins, names=names, today=services.today())


def links_shown(asked: PageRequest, unit_code: str) -> list[tuple[Link, str]]:
    """The links of a unit that open it today, with their addresses as this browser would write them."""
    links, today = asked.services.links, asked.services.today()
    base = f"{asked.request.url.scheme}://{asked.request.headers.get('host', '')}"
    return [(one, f"{base}/xem/{links.text_of(one)}") for one in links.all(unit_code) if one.opens_on(today)]


_OFFICE_ON_UNIT = allow(Role.OFFICE, unit="thon")
PAGES = (
    Page("/thon/{thon}/lien-ket", _OFFICE_ON_UNIT, issue, ("POST",)),
    Page("/thon/{thon}/lien-ket/thu-hoi", _OFFICE_ON_UNIT, revoke, ("POST",)),
    Page("/lien-ket", allow(Role.OFFICE, Role.OPERATOR), every),
)
