"""Thư: what was written about which unit, to whom, and whether it has arrived; a unit sees its own alone."""

from __future__ import annotations

from starlette.responses import Response

from portal.guards import Page, allow
from portal.page_request import NoRunYetError, PageRequest
from portal.people import Role

PER_PAGE = 50
_STATE = {"queued": "chờ gửi", "sending": "đang gửi", "sent": "đã gửi", "dead": "thôi gửi"}


def letters(asked: PageRequest) -> Response:
    """The letters, newest first."""
    from reports.found import unit_reports

    warehouse, visible = asked.services.warehouse, asked.visible
    if warehouse is None or not warehouse.newest_seq():
        raise NoRunYetError
    number = asked.said("trang")
    page = max(1, int(number)) if number.isascii() and number.isdecimal() and len(number) < 6 else 1
    found = warehouse.letters(visible.codes, PER_PAGE + 1, (page - 1) * PER_PAGE)
    titles = {key: report.title for key, (_, report) in unit_reports(asked.services.settings.reports_dir).items()}
    return asked.page(
        "thu.html", letters=found[:PER_PAGE], page=page, more=len(found) > PER_PAGE, titles=titles, states=_STATE
    )


PAGES = (Page("/thu", allow(Role.OFFICE, Role.UNIT, Role.OPERATOR), letters, menu="Thư", order=75),)
