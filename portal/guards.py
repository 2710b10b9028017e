"""Which roles may open a page, and what of it is about a unit: declared with every route, or there is no route."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.responses import Response

from portal.people import Role

if TYPE_CHECKING:
    from portal.page_request import PageRequest


@dataclass(frozen=True)
class Guard:
    """Who may: ``roles``, or the holder of a signed ``link`` (the part of the path that is one), or else anybody.

    ``unit`` is the part of the path that names a unit.

    A page with ``unit`` is answered only where the person may see that unit; to everybody else it does not exist
    (404), so that nobody learns which codes there are.
    """

    roles: frozenset[Role]
    unit: str = ""
    link: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the page needs neither account nor link."""
        return not self.roles and not self.link


ANYBODY = Guard(frozenset())


def allow(*roles: Role, unit: str = "") -> Guard:
    """A guard for some roles."""
    return Guard(frozenset(roles), unit)


def by_link(part: str, unit: str = "") -> Guard:
    """A guard for whoever holds a signed link; of its unit and what lies below it alone."""
    return Guard(frozenset(), unit, part)


@dataclass(frozen=True)
class Page:
    """One page: where it lies, who may open it, what answers. ``change`` are those that a form is sent to.

    ``menu`` is what the navigation calls it; empty: it is not in there. ``slow`` is one that may take seconds, as those
    with ``uploads`` do.
    """

    path: str
    guard: Guard
    answer: Callable[[PageRequest], Response]
    methods: tuple[str, ...] = ("GET",)
    menu: str = ""
    order: int = 100
    uploads: bool = field(default=False)
    slow: bool = field(default=False)


def menu_for(pages: Iterable[Page], role: Role | None) -> list[tuple[str, str]]:
    """Path and title of the pages in the navigation that a role may open."""
    mine = [page for page in pages if page.menu and (page.guard.is_open or role in page.guard.roles)]
    return [(page.path, page.menu) for page in sorted(mine, key=lambda page: page.order)]
