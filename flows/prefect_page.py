"""Prefect's own server, whose pages load nothing and tell nothing outside this machine.

``python -m flows.prefect_page server start …`` is ``prefect server start …`` with one header more: the browser is told
to load scripts, pictures and data from where the page came from and from nowhere else. Prefect's second interface asks
an analytics host on its own, whatever the server's settings say.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Scope]]
Send = Callable[[Scope], Awaitable[None]]

# The pages hold scripts, styles and workers of their own within; what they must not have is a host.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = [(b"content-security-policy", POLICY.encode()), (b"referrer-policy", b"no-referrer")]


class NothingFromOutside:
    """Adds the headers to every answer."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does."""

        async def with_headers(message: Scope) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS]
            await send(message)

        await self._app(scope, receive, with_headers)


def main() -> None:
    """Prefect's command line, with every application it makes wrapped."""
    from prefect.cli import app
    from prefect.server.api import server

    made = server.create_app

    def create_app(*args: Any, **named: Any) -> Any:  # noqa: ANN401 - Prefect's own arguments, and FastAPI
        application = made(*args, **named)
        if all(each.cls is not NothingFromOutside for each in application.user_middleware):  # it keeps what it made
            application.add_middleware(NothingFromOutside)
        return application

    server.create_app = create_app
    app()


if __name__ == "__main__":
    main()
