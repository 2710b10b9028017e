"""voso.vn: a script variable holds the product; tiles hold OCOP stars beside the customers' stars.

On its product pages "Hết hàng" stands in templates three times even where the product is in stock, and ``available``
in a template means the opposite of the field of that name: stock is taken from the RDFa offer alone.
"""

from __future__ import annotations

import json
import re
from urllib.parse import urljoin

from connectors.pages import money
from connectors.pages.page import Page, attribute, text_of
from connectors.pages.page_facts import PageFacts, Row
from doisoat.text.compare import clean

_VARIABLE = re.compile(r"\bvar product\s*=\s*(?=\{)")
_PRODUCT_LINK = re.compile(r"-p\d+\.html(?:$|\?)")


def read_product(page: Page, reading: PageFacts) -> PageFacts:
    """Name and OCOP stars out of ``var product``; the RDFa name is a search phrase of the seller's."""
    found = _VARIABLE.search(page.text)
    if found is None or reading.kind != "product":
        return reading
    try:
        product, _ = json.JSONDecoder().raw_decode(page.text, found.end())
    except (ValueError, RecursionError):
        return reading
    name = clean(str(product.get("name") or ""))
    if name:
        reading.other_titles = [title for title in (reading.title, *reading.other_titles) if title and title != name]
        reading.title = name
    # The RDFa seller is the product's name over again; the brand is the shop that sells.
    reading.seller = reading.brand or reading.seller
    stars = product.get("ratingOCOP")
    if product.get("isOCOP") and stars in (3, 4, 5, "3", "4", "5"):
        reading.stars_stated = int(stars)
    return reading


def read_catalogue(page: Page) -> PageFacts | None:
    """Rows of the home page, of ``/ocop`` and of a shop; None where the page holds no tile at all."""
    if page.tree is None:
        return None
    rows: dict[str, Row] = {}
    for tile in page.tree.select("div.f-items"):
        link = tile.select_one("div[class*=f-items_name] a[href]")
        if link is None or not _PRODUCT_LINK.search(attribute(link, "href")):
            continue
        url = urljoin(page.url, attribute(link, "href"))
        stars = tile.select_one("span[class*=jstars__ocop]")
        stated = attribute(stars, "data-value") if stars is not None else ""
        price = tile.select_one("div[class*=b__price]")
        picture = tile.select_one("[data-href]")
        rows[url] = Row(
            url,
            text_of(link),
            price=money.dong(text_of(price)) if price is not None else None,
            picture=attribute(picture, "data-href") if picture is not None else "",
            stars_stated=int(stated) if stated in ("3", "4", "5") else None,
        )
    hrefs = (attribute(link, "href") for link in page.tree.select("a[href]"))
    links = {urljoin(page.url, href) for href in hrefs if _PRODUCT_LINK.search(href)}
    following = page.tree.select_one("a[rel=next][href]")
    return PageFacts(
        kind="catalogue",
        rows=list(rows.values()),
        row_count=len(rows),
        link_count=len(links),
        next_page=urljoin(page.url, attribute(following, "href")) if following is not None else "",
        source="adapter",
    )
