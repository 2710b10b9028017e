"""Templates: everything that is put in is escaped; numbers and days are written as people here write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from doisoat.clock import VIETNAM
from doisoat.vi import BASIS, CLAIM, LEVEL, VERDICT
from portal.people import ROLE
from reports.pictures.signs import sign_of

if TYPE_CHECKING:
    from portal.page_request import PageRequest


@cache
def environment() -> Environment:
    """Where the templates are, with the words they use."""
    made = Environment(
        loader=PackageLoader("portal", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(day=_day, moment=_moment, number=_number)
    made.globals.update(
        VERDICT=VERDICT,
        CLAIM=CLAIM,
        BASIS=BASIS,
        LEVEL=LEVEL,
        ROLE=ROLE,
        letter=lambda verdict: sign_of(verdict).letter,
    )
    return made


def render(asked: PageRequest, template: str, status: int, values: Mapping[str, Any]) -> Response:
    """A page as HTML."""
    session = asked.session
    text = (
        environment()
        .get_template(template)
        .render(
            asked=asked,
            account=session.account if session else None,
            token=session.token if session else "",
            menu=asked.menu,
            here=asked.request.url.path,
            office=asked.services.settings.report.organization,
            **values,
        )
    )
    return HTMLResponse(text, status)


def render_part(template: str, values: Mapping[str, Any]) -> str:
    """A part of a page, which may be put into others as it is: everything put into it is escaped."""
    return environment().get_template(template).render(**values)


def _day(value: dt.date | None) -> str:
    return f"{value:%d/%m/%Y}" if value else ""


def _moment(value: dt.datetime | None) -> str:
    return f"{value.astimezone(VIETNAM):%H:%M %d/%m/%Y}" if value else ""


def _number(value: int) -> str:
    """``1700`` as ``1.700``."""
    return f"{value:,}".replace(",", ".")
