"""voso.vn: a script variable holds the product; tiles hold OCOP stars beside the customers' stars.

On its product pages "Hết hàng" stands in templates three times even where the product is in stock, and ``available``
in a template means the opposite of the field of that name: stock is taken from the RDFa offer alone.
"""

from __future__ import annotations

import json
import re
from urllib.parse import urljoin

from connectors.pages import money
from connectors.pages.page import Page, text_of
from connectors.pages.page_facts import Reading, Row
from doisoat.text.compare import clean

_VARIABLE = re.compile(r"\bvar product\s*=\s*(?=\{)")
_PRODUCT_LINK = re.compile(r"-p\d+\.html(?:$|\?)")


def read_product(page: Page, reading: Reading) -> Reading:
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


def read_catalogue(page: Page) -> Reading | None:
    """Rows of the home page, of ``/ocop`` and of a shop; None where the page holds no tile at all."""
    if page.tree is None:
        return None
    rows: dict[str, Row] = {}
    for tile in page.tree.xpath("//div[contains(concat(' ', @class, ' '), ' f-items ')]"):
        links = tile.xpath(".//div[contains(@class, 'f-items_name')]//a[@href]")
        if not links or not _PRODUCT_LINK.search(links[0].get("href")):
            continue
        url = urljoin(page.url, links[0].get("href"))
        stars = tile.xpath(".//span[contains(@class, 'jstars__ocop')]/@data-value")
        prices = tile.xpath(".//div[contains(@class, 'b__price')]")
        pictures = tile.xpath(".//*[@data-href]/@data-href")
        rows[url] = Row(
            url,
            text_of(links[0]),
            price=money.dong(text_of(prices[0])) if prices else None,
            picture=pictures[0] if pictures else "",
            stars_stated=int(stars[0]) if stars and stars[0] in ("3", "4", "5") else None,
        )
    hrefs = {urljoin(page.url, href) for href in page.tree.xpath("//a/@href") if _PRODUCT_LINK.search(href)}
    following = page.tree.xpath("//a[@rel='next']/@href")
    return Reading(
        kind="catalogue",
        rows=list(rows.values()),
        row_count=len(rows),
        link_count=len(hrefs),
        next_page=urljoin(page.url, following[0]) if following else "",
        source="adapter",
    )
