"""The product a page is about: structured data first, then what any shop page shows: a heading, a price, a button.

Words such as "Hết hàng" anywhere on a page say nothing: templates hold them for the day they are needed. Only
structured data, adapters and the product's own button speak of stock.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

from connectors.pages import money, structured
from connectors.pages.page import Page
from connectors.pages.page_facts import Reading, Stock
from connectors.pages.shopfront import LOADER, Shopfront
from doisoat.text.compare import clean, fold

_STOCK = {
    "instock": Stock.IN,
    "instoreonly": Stock.IN,
    "onlineonly": Stock.IN,
    "limitedavailability": Stock.IN,
    "outofstock": Stock.OUT,
    "soldout": Stock.OUT,
    "discontinued": Stock.ENDED,
}
_STARS = re.compile(r"ocop\W{0,3}([345])\s*sao|([345])\s*sao\W{0,3}ocop", re.IGNORECASE)
_TILES = 4


def read_product(page: Page, *, is_product_link: bool = False) -> Reading:
    """What the page sells, without judging the page as a whole; ``kind`` is none where no product was found."""
    reading = Reading(site_name=page.metas.get("og:site_name", ""), text=page.visible[:20_000])
    alone, listed = structured.products(page)
    front = Shopfront(page)
    main_price, tiles = front.prices
    reading.can_buy, on_button = front.buttons
    heading = front.heading
    item = _main_item(alone, page, heading)
    if item is not None:
        _from_item(reading, item, page)
    if reading.price is None:
        reading.price = (
            main_price
            if main_price is not None
            else money.stated(
                page.metas.get("product:price:amount") or page.metas.get("og:price:amount") or "",
                page.metas.get("product:price:currency") or page.metas.get("og:price:currency") or "",
            )
        )
    if reading.stock == Stock.UNKNOWN:
        reading.stock = _stock(page.metas.get("product:availability") or page.metas.get("og:availability") or "")
    if reading.stock == Stock.UNKNOWN:
        reading.stock = on_button
    reading.title = reading.title or heading or page.metas.get("og:title", "")
    names = [heading, page.metas.get("og:title", ""), page.title]
    reading.other_titles = [name for name in dict.fromkeys(names) if name and name != reading.title]
    reading.seller = reading.seller or front.seller
    reading.picture = reading.picture or front.picture
    stars = _STARS.search(" ".join([reading.title, *reading.other_titles]))
    reading.stars_stated = int(stars.group(1) or stars.group(2)) if stars else None
    is_list = structured.is_list(page)
    offers = main_price is not None or reading.can_buy or (is_product_link and bool(reading.price))
    if not offers and (is_list or tiles >= _TILES or len(listed) >= 2 or len(alone) > 1):
        reading.kind = "catalogue"
    elif reading.title and (item is not None or (heading and offers) or page.metas.get("og:type") == "product"):
        reading.kind = "product"
    reading.source = reading.source or ("dom" if reading.kind == "product" else "")
    return reading


def _main_item(alone: list[structured.Item], page: Page, heading: str) -> structured.Item | None:
    """The one product that the page is about; among several, the one that bears the page's own name or address."""
    named = [item for item in alone if texts(item.get("name"))]
    if len(named) <= 1:
        return named[0] if named else None
    own = {fold(name) for name in (heading, page.metas.get("og:title", "")) if name}
    path = page.url.split("?")[0]
    same = [
        item
        for item in named
        if fold(texts(item["name"])[0]) in own
        or any(urljoin(page.url, u).split("?")[0] == path for u in texts(item.get("url")))
    ]
    different = {fold(texts(item["name"])[0]) for item in same or named}
    return (same or named)[0] if len(different) == 1 else None


def _from_item(reading: Reading, item: structured.Item, page: Page) -> None:
    reading.source = "structured"
    reading.title = clean(texts(item["name"])[0])[:500]
    reading.brand = clean(next(iter(texts(item.get("brand")) or texts(item.get("manufacturer"))), ""))[:300]
    pictures = [url for url in texts(item.get("image")) if not LOADER.search(url)]
    reading.picture = urljoin(page.url, pictures[0]) if pictures else ""
    prices: set[int] = set()
    for offer in _dicts(item.get("offers")):
        currency = next(iter(texts(offer.get("priceCurrency"))), "")
        prices |= _prices(offer, currency)
        for specification in _dicts(offer.get("priceSpecification")):
            prices |= _prices(specification, next(iter(texts(specification.get("priceCurrency"))), currency))
        stocks = {_stock(text) for text in texts(offer.get("availability"))} - {Stock.UNKNOWN}
        # One variant in stock is in stock; otherwise whatever they agree on.
        if stocks:
            reading.stock = Stock.IN if Stock.IN in stocks | {reading.stock} else stocks.pop()
        reading.seller = reading.seller or clean(next(iter(texts(offer.get("seller"))), ""))[:300]
    reading.price = min(prices) if prices else None


def _prices(offer: structured.Item, currency: str) -> set[int]:
    raw = texts(offer.get("price")) or texts(offer.get("lowPrice"))
    return {price for price in (money.stated(text, currency) for text in raw) if price is not None}


def texts(value: object) -> list[str]:
    """The texts of a structured property: plain, in a list, or the name or address of what it points to."""
    found: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            found += texts(one.get("name") or one.get("url") or one.get("contentUrl") or one.get("@id"))
        elif isinstance(one, str | int | float) and not isinstance(one, bool) and str(one).strip():
            found.append(str(one))
    return found


def _dicts(value: object) -> list[structured.Item]:
    waiting = value if isinstance(value, list) else [value]
    flat: list[structured.Item] = []
    for one in waiting[:200]:
        if isinstance(one, dict):
            flat.append(one)
            flat += [inner for inner in _dicts(one.get("offers")) if inner is not one][:200]
    return flat


def _stock(text: str) -> Stock:
    return _STOCK.get(re.split(r"[/#:]", text)[-1].replace(" ", "").replace("_", "").lower(), Stock.UNKNOWN)
