"""One request as a page sees it: who asks, what for, and the only way to data."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from doisoat.errors import ConfigError
from portal.links import Link
from portal.people import Account, Role
from portal.rendering import render, render_part
from portal.services import Services
from portal.sessions import Session
from portal.visible_units import VisibleUnits
from warehouse.look import Look

LATEST = "latest"
T = TypeVar("T")


class NoRunYetError(Exception):
    """Nothing has been stored yet: there is nothing to look at."""


@dataclass
class PageRequest:
    """A request behind its guard. ``session`` is None on a page that needs no account and nobody is logged in.

    On a page that is opened by a signed ``link`` nobody is logged in, whatever the browser brings.
    """

    request: Request
    services: Services
    session: Session | None
    menu: list[tuple[str, str]]
    form: Mapping[str, str] = field(default_factory=dict)
    many: Mapping[str, list[str]] = field(default_factory=dict)
    files: list[UploadFile] = field(default_factory=list)
    link: Link | None = None

    @property
    def account(self) -> Account:
        """Who asks.

        Raises:
            HTTPException: nobody is logged in.
        """
        if self.session is None:
            raise HTTPException(403)
        return self.session.account

    @property
    def visible(self) -> VisibleUnits:
        """What they may see."""
        if self.link is not None:
            return self.services.visible_units.below(self.link.unit_code, self.link.unit_on, self.services.warehouse)
        return self.services.visible_units.visible_to(self.account, self.services.warehouse)

    def is_still_logged_in(self) -> bool:
        """Whether the session with which this began goes on; asking is no reason for it to go on."""
        return self.session is not None and self.services.sessions.goes_on(
            self.session, self.services.now().timestamp()
        )

    def may(self, *roles: Role) -> bool:
        """Whether the person has one of the roles."""
        return self.session is not None and self.session.account.role in roles

    def part(self, name: str) -> str:
        """A part of the path."""
        return str(self.request.path_params[name])

    def said(self, name: str) -> str:
        """A value of the address's query, trimmed and of a sensible length; blank where it is not there."""
        return self.request.query_params.get(name, "").strip()[:200]

    @contextmanager
    def looking(self, run_id: str = "") -> Iterator[Look]:
        """A run as this person may see it; without an id the newest that covers what is theirs.

        Raises:
            NoRunYetError: none is stored.
            HTTPException: no such run (404).
        """
        warehouse, visible = self.services.warehouse, self.visible
        if warehouse is None or not warehouse.newest_seq():
            raise NoRunYetError
        try:
            manager = warehouse.looking(run_id or LATEST, visible.codes, visible.asked_for)
            look = manager.__enter__()
        except ConfigError:
            raise HTTPException(404) from None
        try:
            if run_id and not visible.is_whole and look.run.scope and not look.criteria():
                raise HTTPException(404)  # a run that was asked for others
            yield look
        finally:
            manager.__exit__(None, None, None)

    def may_change(self, code: str) -> bool:
        """Whether a unit is the person's, in the newest run too: there its code may have been given to another."""
        visible = self.visible
        if not visible.shows(code) or visible.is_whole:
            return visible.shows(code)
        try:
            with self.looking() as look:
                return look.shows(code)
        except NoRunYetError:
            return True

    def once(self, run_id: str, question: Hashable, make: Callable[[], T]) -> T:
        """What is worked out about a stored run, once for all who may see the same; it must hang on nothing else."""
        return self.services.remembered.get((run_id, self.visible.codes, question), make)

    def part_once(self, run_id: str, template: str, question: Hashable, values: Callable[[], dict[str, Any]]) -> str:
        """A part of a page about a stored run, rendered once for all who may see the same.

        The template knows nothing of who asks: no account, no token.
        """
        return self.once(run_id, (template, question), lambda: render_part(template, values()))

    def page(self, template: str, status: int = 200, **values: Any) -> Response:  # noqa: ANN401 - what the template names
        """The page made of a template."""
        return render(self, template, status, values)

    def go(self, path: str) -> Response:
        """Send the browser on, after a change."""
        return RedirectResponse(path, status_code=303)
