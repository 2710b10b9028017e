"""The way to every page: session, guard, what is visible, token of a change, log. There is no other."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
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
_FORM_BYTES = 64 * 1024
Endpoint = Callable[[Request], Awaitable[Response]]


def dispatch(services: Services, page: Page, pages: tuple[Page, ...]) -> Endpoint:
    """The endpoint of a page: nobody gets past it who may not."""

    async def endpoint(request: Request) -> Response:
        began = time.perf_counter()
        session: Session | None = None
        link: Link | None = None
        text, status = "", 500
        try:
            if page.guard.link:
                link = await run_in_threadpool(_link, services, request.path_params[page.guard.link])
            else:
                session, text = await run_in_threadpool(find_session, services, request)
            answer = await _answer(services, page, pages, request, session, link)
            if text and page.path != LOGOUT:
                give_cookie(services, answer, text)
            status = answer.status_code
            return answer
        except HTTPException as error:
            status = error.status_code
            raise
        finally:
            number = session.account.number if session else None
            unit = str(request.path_params.get(page.guard.unit, "")) if page.guard.unit else ""
            unit = unit or (link.unit_code if link else "")
            spent = round((time.perf_counter() - began) * 1000)
            told_unit = unit if status == 200 else ""  # what was not found may be anything that somebody typed
            by_link = link.number if link else None
            await run_in_threadpool(
                services.log.note, services.now(), number, request.method, page.path, told_unit, status, spent, by_link
            )

    return endpoint


async def _answer(
    services: Services,
    page: Page,
    pages: tuple[Page, ...],
    request: Request,
    session: Session | None,
    link: Link | None,
) -> Response:
    guard = page.guard
    if guard.roles:
        if session is None:
            return _to_login(request)
        if session.account.role not in guard.roles:
            raise HTTPException(403)
    menu = menu_for(pages, session.account.role if session else None)
    asked = PageRequest(request, services, session, menu, link=link)
    if guard.unit and not await run_in_threadpool(_shows, asked, request.path_params[guard.unit]):
        raise HTTPException(404)
    if request.method not in ("GET", "HEAD"):
        _from_our_own_page(request)
        await _read_form(asked, services.settings.portal.upload_mb * 1024 * 1024 if page.uploads else 0)
        if session is not None and not session.is_token(asked.form.get(TOKEN, "")):
            raise HTTPException(403)
    try:
        return await run_in_threadpool(page.answer, asked)
    except NoRunYetError:
        return asked.page("chua_co_luot.html")
    except DoisoatError as error:
        return asked.page("khong_lam_duoc.html", 422, error=error)
    finally:
        for file in asked.files:
            await file.close()


def _shows(asked: PageRequest, unit_code: str) -> bool:
    return asked.visible.shows(unit_code)


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
    form = await request.form(max_files=20 if upload_bytes else 0, max_fields=200, max_part_size=_FORM_BYTES)
    every = form.multi_items()
    asked.form = {name: value for name, value in every if isinstance(value, str)}
    many: dict[str, list[str]] = {}
    for name, value in every:
        if isinstance(value, str):
            many.setdefault(name, []).append(value)
    asked.many = many
    asked.files = [value for _, value in every if isinstance(value, UploadFile) and value.filename]
