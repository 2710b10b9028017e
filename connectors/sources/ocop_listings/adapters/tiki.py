"""tiki.vn: a Next.js site; product and category pages carry their whole state in ``__NEXT_DATA__``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from connectors.pages import money, structured
from connectors.pages.page import Page, attribute
from connectors.pages.page_facts import PageFacts, Row, Stock
from doisoat.text.compare import clean

_PRODUCT_LINK = re.compile(r"-p(\d+)\.html")


def read_product(page: Page, reading: PageFacts) -> PageFacts:
    """Everything from the page's state, where there is one."""
    state = _below(structured.next_data(page), "props", "initialState", "productv2", "productData", "response", "data")
    return from_state(state, reading) if state.get("name") else reading


def from_state(state: Mapping[str, object], reading: PageFacts) -> PageFacts:
    """Fill a reading from the site's own product record."""
    reading.kind, reading.source = "product", "adapter"
    reading.title = clean(str(state["name"]))
    seller = state.get("current_seller")
    reading.seller = clean(str(seller.get("name") or "")) if isinstance(seller, Mapping) else ""
    brand = state.get("brand")
    reading.brand = clean(str(brand.get("name") or "")) if isinstance(brand, Mapping) else ""
    reading.price = money.stated_dong(state.get("price"), "VND")
    reading.stock = Stock.IN if state.get("inventory_status") == "available" else Stock.UNKNOWN
    if state.get("inventory_status") in ("out_of_stock", "unavailable"):
        reading.stock = Stock.OUT
    elif state.get("inventory_status") == "discontinued":
        reading.stock = Stock.ENDED
    reading.picture = str(state.get("thumbnail_url") or reading.picture)
    return reading


def read_catalogue(page: Page) -> PageFacts | None:
    """The 55 or so products of a category page; the links counted beside them hold advertised ones as well."""
    catalog = _below(structured.next_data(page), "props", "initialState", "catalog")
    data = catalog.get("data")
    if not isinstance(data, list) or page.tree is None:
        return None
    rows = [
        Row(
            urljoin(page.url, "/" + str(one.get("url_path") or "").lstrip("/")),
            clean(str(one["name"])),
            clean(str(one.get("seller_name") or "")),
            money.stated_dong(one.get("price"), "VND"),
            str(one.get("thumbnail_url") or ""),
            Stock.IN if one.get("availability") == 1 else Stock.UNKNOWN,
        )
        for one in data
        if isinstance(one, Mapping) and one.get("name")
    ]
    found = (_PRODUCT_LINK.search(attribute(link, "href")) for link in page.tree.select("a[href]"))
    paging = catalog.get("paging")
    return PageFacts(
        kind="catalogue",
        rows=rows,
        row_count=len(rows),
        link_count=len({match.group(1) for match in found if match}),
        next_page=_next(page.url, paging) if isinstance(paging, Mapping) else "",
        source="adapter",
    )


def _next(url: str, paging: Mapping[str, object]) -> str:
    current, last = paging.get("current_page"), paging.get("last_page")
    if not isinstance(current, int) or not isinstance(last, int) or current >= last:
        return ""
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "page"]
    return parts._replace(query=urlencode([*query, ("page", str(current + 1))]), fragment="").geturl()


def _below(value: object, *keys: str) -> Mapping[str, object]:
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}
