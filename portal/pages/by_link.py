"""What the holder of a signed link reads: the newest verdicts of its unit and of what lies below it, nothing else."""

from __future__ import annotations

from starlette.responses import Response

from portal.guards import Page, by_link
from portal.page_request import PageRequest
from portal.pages.village import page_of


def unit(asked: PageRequest) -> Response:
    """The unit of the link."""
    assert asked.link is not None  # noqa: S101 - the guard
    return page_of(asked, asked.link.unit_code, "")


def below(asked: PageRequest) -> Response:
    """A village below it; its path's code has passed the guard."""
    return page_of(asked, asked.part("thon"), "")


PAGES = (
    Page("/xem/{lien_ket}", by_link("lien_ket"), unit),
    Page("/xem/{lien_ket}/thon/{thon}", by_link("lien_ket", unit="thon"), below),
)
