"""Who stands before us: whose word about a visitor's address is believed, and whose word about their account.

Outermost of all, for it alone still sees who has connected. What anybody else writes into the login header is taken out
before it is read.
"""

from __future__ import annotations

import ipaddress
from contextlib import suppress
from typing import Any, cast

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from doisoat.settings import PortalSettings

_LOGIN = "doisoat.login"


class Proxies:
    """Notes the account that a proxy of ``login_proxies`` names, then tells the visitor's address as proxies do."""

    def __init__(self, app: ASGIApp, settings: PortalSettings) -> None:
        self._inner = cast("ASGIApp", ProxyHeadersMiddleware(cast("Any", app), settings.proxies))
        self._header = settings.login_header.lower().encode("ascii")
        self._doors = {str(address) for address in settings.login_proxies}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does."""
        if scope["type"] == "http" and self._header:
            given = [value for name, value in scope["headers"] if name.lower() == self._header]
            scope["headers"] = [pair for pair in scope["headers"] if pair[0].lower() != self._header]
            if scope.get("client") and _written(scope["client"][0]) in self._doors:
                scope[_LOGIN] = _one(given)
        await self._inner(scope, receive, send)


def login_by_proxy(request: Request) -> str | None:
    """The login that the proxy before us names, blank where it names none; None: nobody here speaks for accounts."""
    found = request.scope.get(_LOGIN)
    return found if isinstance(found, str) else None


def _written(host: str) -> str:
    """An address as settings write it: one of IPv4 that came over IPv6 is the same."""
    with suppress(ValueError):
        address = ipaddress.ip_address(host)
        return str(getattr(address, "ipv4_mapped", None) or address)
    return host


def _one(given: list[bytes]) -> str:
    """The login; a header that is there twice was written by two, and neither is believed."""
    return given[0].decode("latin-1").strip().lower() if len(given) == 1 else ""
