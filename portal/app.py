"""The application: every page behind its guard, safe headers on every answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

import portal.pages
from portal.dispatch import dispatch
from portal.guards import Page, menu_for
from portal.headers import SafeHeaders
from portal.page_request import PageRequest
from portal.proxies import Proxies
from portal.services import Services

_STATIC = Path(__file__).parent / "static"
_SAID = {
    403: "Tài khoản này không mở được trang hoặc việc này. Nếu trang để mở quá lâu, hãy tải lại rồi làm lại.",
    404: "Không có trang này, hoặc trang nói về một đơn vị mà tài khoản này không xem.",
    405: "Trang này không nhận cách gửi ấy.",
    410: "Đường dẫn này đã hết hạn hoặc đã bị thu hồi. Cần xem tiếp thì hỏi người đã gửi đường dẫn.",
    413: "Tệp hoặc biểu gửi lên quá lớn.",
}


def all_pages() -> tuple[Page, ...]:
    """Every page there is: those of the modules in ``portal/pages``. A new page is a new file."""
    names = sorted(module.name for module in iter_modules(portal.pages.__path__))
    return tuple(page for name in names for page in import_module(f"portal.pages.{name}").PAGES)


def make_app(services: Services) -> ASGIApp:
    """The pages that work with these services; who made them closes them, or the server's end does.

    The headers lie around the pages, so that an answer about a fault of ours has them too; around all of it what a
    proxy says.
    """
    pages = all_pages()
    routes: list[Route | Mount] = [
        Route(page.path, dispatch(services, page, pages), methods=list(page.methods)) for page in pages
    ]
    routes.append(Mount("/tinh", StaticFiles(directory=_STATIC)))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        services.close()

    async def failed(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        asked = PageRequest(request, services, None, menu_for(pages, None))
        said = _SAID.get(status, "Chương trình gặp sự cố; chưa có gì bị thay đổi. Hãy báo người phụ trách kỹ thuật.")
        return asked.page("loi.html", status, code=status, said=said)

    pages_alone = Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[Middleware(GZipMiddleware, minimum_size=800, compresslevel=5)],
        exception_handlers={HTTPException: failed, 500: failed},
    )
    safe = SafeHeaders(pages_alone, secure=services.settings.portal.secure)
    return Proxies(safe, services.settings.portal)
