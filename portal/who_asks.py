"""Whose request it is: by the session's cookie, or where a proxy speaks for accounts by its word alone."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from portal.proxies import login_by_proxy
from portal.services import Services
from portal.sessions import Session


def cookie_of(services: Services) -> str:
    """The name of the session's cookie; with TLS one that no other host, path or plain connection can set."""
    return "__Host-doisoat" if services.settings.portal.secure else "doisoat"


def find_session(services: Services, request: Request) -> tuple[Session | None, str]:
    """The session of a request, and the text of a new one that the browser must be given (else blank).

    Behind a proxy that speaks for accounts nobody keeps a session that the proxy no longer vouches for: its word and
    the cookie must be of one account, or a new session begins; without its word there is none.
    """
    now = services.now().timestamp()
    session = services.sessions.find(request.cookies.get(cookie_of(services), ""), now)
    named = login_by_proxy(request)
    if named is None or (session is not None and session.account.login == named):
        return session, ""
    account = services.accounts.active(named) if named else None
    if account is None:
        return None, ""
    text = services.sessions.begin(account, now)
    return services.sessions.find(text, now), text


def give_cookie(services: Services, answer: Response, text: str) -> None:
    """Give the browser the text of its session."""
    portal = services.settings.portal
    answer.set_cookie(
        cookie_of(services),
        text,
        max_age=3600 * portal.absolute_hours,
        path="/",
        secure=portal.secure,
        httponly=True,
        samesite="lax",
    )
