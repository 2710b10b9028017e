"""sendo.vn: the answers of its interface, one JSON object with ``data`` (one product) or ``data.products``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urljoin

from connectors.pages import money
from connectors.pages.page import Page
from connectors.pages.page_facts import PageFacts, Row, Stock
from doisoat.text.compare import clean


def read_product(page: Page, reading: PageFacts) -> PageFacts:
    """One product of the interface; HTML pages are left to the general readers."""
    data = _data(page)
    if data is None or not data.get("name") or "final_price" not in data:
        return reading
    row = _row(page, data)
    shop = data.get("shop_info")
    reading.kind, reading.source, reading.title = "product", "adapter", row.title
    reading.price, reading.picture, reading.stock = row.price, row.picture, row.stock
    reading.seller = clean(str(shop.get("shop_name") or "")) if isinstance(shop, Mapping) else row.seller
    return reading


def read_catalogue(page: Page) -> PageFacts | None:
    """The products of a shop or a category."""
    data = _data(page)
    listed = data.get("products", data.get("list")) if data is not None else None
    if not isinstance(listed, list):
        return None
    rows = [_row(page, one) for one in listed if isinstance(one, Mapping) and one.get("name")]
    # The second counter: every record that has a price of its own, whatever else it lacks.
    return PageFacts(
        kind="catalogue",
        rows=rows,
        row_count=len(rows),
        link_count=page.text.count('"final_price"'),
        source="adapter",
    )


def _row(page: Page, one: Mapping[str, object]) -> Row:
    quantity, remain = one.get("quantity"), one.get("remain")
    left = remain if isinstance(remain, int) and remain > 0 else quantity
    return Row(
        urljoin("https://www.sendo.vn/", str(one.get("cat_path") or one.get("url_key") or page.url)),
        clean(str(one["name"])),
        clean(str(one.get("shop_name") or "")),
        money.stated_dong(one.get("final_price"), "VND"),
        str(one.get("image") or ""),
        Stock.IN if isinstance(left, int) and left > 0 else Stock.UNKNOWN,
    )


def _data(page: Page) -> Mapping[str, object] | None:
    if page.tree is not None:
        return None
    try:
        value = json.loads(page.text)
    except (ValueError, RecursionError):
        return None
    data = value.get("data") if isinstance(value, Mapping) else None
    return data if isinstance(data, Mapping) else None
