"""The way to every page: session, guard, what is visible, token of a change, log. There is no other."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from urllib.parse import quote, urlsplit

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from doisoat.errors import DoisoatError
from portal.guards import Page, menu_for
from portal.links import Link
from portal.page_request import NoRunYetError, PageRequest
from portal.services import Services
from portal.sessions import Session
from portal.who_asks import find_session, give_cookie

LOGIN, LOGOUT = "/dang-nhap", "/dang-xuat"
TOKEN = "ma-phien"  # noqa: S105 - the name of a field
_FORM_BYTES = 256 * 1024  # a claim with all its papers, in letters that take nine bytes each
Endpoint = Callable[[Request], Awaitable[Response]]


def dispatch(services: Services, page: Page, pages: tuple[Page, ...]) -> Endpoint:
    """The endpoint of a page: nobody gets past it who may not."""
    run, slow = services.workers.run, page.slow or page.uploads

    async def endpoint(request: Request) -> Response:
        visit = _Visit(services, page, pages, request)
        if request.method in ("GET", "HEAD"):
            return await run(slow, visit.look)
        asked = await run(False, visit.admit)
        if isinstance(asked, Response):
            return asked
        try:
            _from_our_own_page(request)
            await _read_form(asked, services.settings.portal.upload_mb * 1024 * 1024 if page.uploads else 0)
            return await run(slow, visit.change, asked)
        except HTTPException as error:
            await run(False, visit.note, error.status_code)
            raise
        finally:
            for file in asked.files:
                await file.close()

    return endpoint


class _Visit:
    """One request on its way: who it is, whether they may, what they get, and the line in the log."""

    def __init__(self, services: Services, page: Page, pages: tuple[Page, ...], request: Request) -> None:
        self._services, self._page, self._pages, self._request = services, page, pages, request
        self._began = time.perf_counter()
        self._session: Session | None = None
        self._link: Link | None = None
        self._cookie = ""
        self._is_noted = False

    def look(self) -> Response:
        """Answer a request that changes nothing."""
        asked = self.admit()
        return asked if isinstance(asked, Response) else self._answered(asked)

    def admit(self) -> PageRequest | Response:
        """The request, where its page may be seen by who asks; else where they are sent.

        Raises:
            HTTPException: they may not (403), or for them there is no such page (404, 410).
        """
        try:
            return self._admitted()
        except HTTPException as error:
            self.note(error.status_code)
            raise
        except BaseException:
            self.note(500)
            raise

    def change(self, asked: PageRequest) -> Response:
        """Answer a change whose form has been read.

        Raises:
            HTTPException: the form does not carry the session's token (403), or the page says no.
        """
        if self._session is not None and not self._session.is_token(asked.form.get(TOKEN, "")):
            raise HTTPException(403)
        return self._answered(asked)

    def note(self, status: int) -> None:
        """Write the line; once, whoever asks for it."""
        if self._is_noted:
            return
        self._is_noted = True
        page, link = self._page, self._link
        unit = str(self._request.path_params.get(page.guard.unit, "")) if page.guard.unit else ""
        unit = unit or (link.unit_code if link else "")
        self._services.log.note(
            self._services.now(),
            self._session.account.number if self._session else None,
            self._request.method,
            page.path,
            unit if status == 200 else "",  # what was not found may be anything that somebody typed
            status,
            round((time.perf_counter() - self._began) * 1000),
            link.number if link else None,
        )

    def _admitted(self) -> PageRequest | Response:
        services, guard, request = self._services, self._page.guard, self._request
        if guard.link:
            self._link = _link(services, request.path_params[guard.link])
        else:
            self._session, self._cookie = find_session(services, request)
        session = self._session
        if guard.roles:
            if session is None:
                self.note(303)
                return _to_login(request)
            if session.account.role not in guard.roles:
                raise HTTPException(403)
        menu = menu_for(self._pages, session.account.role if session else None)
        asked = PageRequest(request, services, session, menu, link=self._link)
        reads = request.method in ("GET", "HEAD")
        if guard.unit and not (asked.visible.shows if reads else asked.may_change)(request.path_params[guard.unit]):
            raise HTTPException(404)
        return asked

    def _answered(self, asked: PageRequest) -> Response:
        status = 500
        try:
            answer = _made(self._page, asked)
            if self._cookie and self._page.path != LOGOUT:
                give_cookie(self._services, answer, self._cookie)
            status = answer.status_code
            return answer
        except HTTPException as error:
            status = error.status_code
            raise
        finally:
            self.note(status)


def _made(page: Page, asked: PageRequest) -> Response:
    try:
        return page.answer(asked)
    except NoRunYetError:
        return asked.page("chua_co_luot.html")
    except DoisoatError as error:
        return asked.page("khong_lam_duoc.html", 422, error=error)


def _link(services: Services, text: str) -> Link:
    """The link that somebody holds.

    Raises:
        HTTPException: nobody issued it (404), or it has ended (410).
    """
    found = services.links.find(text)
    if found is None:
        raise HTTPException(404)
    if not found.opens_on(services.today()):
        raise HTTPException(410)
    return found


def _to_login(request: Request) -> Response:
    """To the login; where they wanted to go is remembered as a path of ours."""
    if request.method != "GET":
        return RedirectResponse(LOGIN, 303)
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"{LOGIN}?ve={quote(wanted, safe='')}", 303)


def own_path(text: str) -> str:
    """A path of ours as it was asked for; the first page for anything that may lead elsewhere."""
    parts = urlsplit(text)
    is_ours = text.startswith("/") and not text.startswith("//") and not parts.scheme and not parts.netloc
    return text if is_ours and "\\" not in text and text.isprintable() else "/"


def _from_our_own_page(request: Request) -> None:
    """A change comes from a page of ours: browsers say so, and who says nothing is no browser.

    Raises:
        HTTPException: it comes from elsewhere, or from nowhere.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        raise HTTPException(403)
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise HTTPException(403)
    if site is None and origin is None:
        raise HTTPException(403)


async def _read_form(asked: PageRequest, upload_bytes: int) -> None:
    """Read the form, stopping as soon as it is larger than it may be.

    Raises:
        HTTPException: it is too large (413), or no form (400).
    """
    most, seen, receive = _FORM_BYTES + upload_bytes, 0, asked.request.receive

    async def counted() -> dict[str, object]:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise HTTPException(413)
        return dict(message)

    if int(asked.request.headers.get("content-length") or 0) > most:
        raise HTTPException(413)
    request = Request(asked.request.scope, counted)
    form = await request.form(max_files=20 if upload_bytes else 0, max_fields=2000, max_part_size=_FORM_BYTES)
    every = form.multi_items()
    asked.form = {name: value for name, value in every if isinstance(value, str)}
    many: dict[str, list[str]] = {}
    for name, value in every:
        if isinstance(value, str):
            many.setdefault(name, []).append(value)
    asked.many = many
    asked.files = [value for _, value in every if isinstance(value, UploadFile) and value.filename]
