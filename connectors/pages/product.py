"""The product a page is about: structured data first, then what any shop page shows: a heading, a price, a button.

Words such as "Hết hàng" anywhere on a page say nothing: templates hold them for the day they are needed. Only
structured data, the page's state, adapters and the product's own button speak of stock.
"""

from __future__ import annotations

import re
from decimal import Decimal
from urllib.parse import urljoin

from connectors.pages import money, structured
from connectors.pages.page import Page
from connectors.pages.page_facts import PageFacts, Stock
from connectors.pages.shopfront import LOADER, Shopfront
from connectors.pages.state import StateProduct, product_of
from connectors.pages.structured import Item, stock_of, texts
from doisoat.text.compare import clean, fold

_STARS = re.compile(r"ocop\W{0,3}([345])\s*sao|([345])\s*sao\W{0,3}ocop", re.IGNORECASE)
_TILES = 4


def read_product(page: Page, *, is_product_link: bool = False) -> PageFacts:
    """What the page sells, without judging the page as a whole; ``kind`` is none where no product was found."""
    reading = PageFacts(site_name=page.metas.get("og:site_name", ""), text=page.visible[:20_000])
    alone, listed = structured.products(page)
    front = Shopfront(page)
    main_price, tiles = front.prices
    reading.can_buy, on_button = front.buttons
    heading = front.heading
    items = _own_items(alone, page, heading)
    if items:
        _from_items(reading, items, page, heading)
    state = product_of(page, heading) if reading.price is None or reading.stock == Stock.UNKNOWN else None
    if state is not None:
        _from_state(reading, state, page)
    if not reading.amount:
        _set_price(reading, main_price or _meta_price(page))
    if reading.stock == Stock.UNKNOWN:
        reading.stock = stock_of(page.metas.get("product:availability") or page.metas.get("og:availability") or "")
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
    has_own = bool(items) or state is not None
    offers = main_price is not None or reading.can_buy or (is_product_link and bool(reading.price))
    # What bears the page's own name is its product, whatever else is shown beside it.
    offers |= state is not None or len(items) > 1 or any(_name(item) in _own_names(page, heading) for item in items)
    if not offers and (is_list or tiles >= _TILES or len(listed) >= 2 or (len(alone) > 1 and not items)):
        reading.kind = "catalogue"
    elif reading.title and (has_own or (heading and offers) or page.metas.get("og:type") == "product"):
        reading.kind = "product"
    reading.source = reading.source or ("dom" if reading.kind == "product" else "")
    return reading


def _own_items(alone: list[Item], page: Page, heading: str) -> list[Item]:
    """The nodes of the one product that the page is about: one, or one a variant; none where they differ."""
    named = [item for item in alone if texts(item.get("name"))]
    own = _own_names(page, heading)
    path = page.url.split("?")[0]
    same = [
        item
        for item in named
        if _name(item) in own or any(urljoin(page.url, u).split("?")[0] == path for u in texts(item.get("url")))
    ]
    chosen = same or named
    different = {_name(item) for item in chosen}
    # "Mật ong 250 ml" and "Mật ong 500 ml" under the heading "Mật ong": one product in two sizes.
    variants = any(all(name.startswith(f"{one} ") or name == one for name in different) for one in own)
    groups = {group for item in chosen for group in texts(item.get("inProductGroupWithID") or item.get("isVariantOf"))}
    in_one_group = len(groups) == 1 and all(
        "inProductGroupWithID" in item or "isVariantOf" in item or "hasVariant" in item for item in chosen
    )
    return chosen if len(different) == 1 or variants or in_one_group else []


def _own_names(page: Page, heading: str) -> set[str]:
    return {fold(name) for name in (heading, page.metas.get("og:title", "")) if name}


def _name(item: Item) -> str:
    return fold(texts(item["name"])[0])


def _from_items(reading: PageFacts, items: list[Item], page: Page, heading: str) -> None:
    """One product out of its nodes and of the variants below them: the least price, on sale where one variant is."""
    first = next((item for item in items if _name(item) == fold(heading) or "hasVariant" in item), items[0])
    is_one_name = len({_name(item) for item in items}) == 1
    reading.source = "structured"
    reading.title = clean(texts(first["name"])[0] if is_one_name or not heading else heading)[:500]
    reading.brand = clean(next(iter(texts(first.get("brand")) or texts(first.get("manufacturer"))), ""))[:300]
    pictures = [url for item in items for url in texts(item.get("image")) if not LOADER.search(url)]
    reading.picture = urljoin(page.url, pictures[0]) if pictures else ""
    prices: list[money.Money] = []
    stocks: set[Stock] = set()
    nodes = [node for item in items for node in (item, *_dicts(item.get("hasVariant")))]
    for offer in (offer for node in nodes for offer in _dicts(node.get("offers"))):
        currency = next(iter(texts(offer.get("priceCurrency"))), "")
        prices += _prices(offer, currency)
        for specification in _dicts(offer.get("priceSpecification")):
            prices += _prices(specification, next(iter(texts(specification.get("priceCurrency"))), currency))
        stocks |= {stock_of(text) for text in texts(offer.get("availability"))} - {Stock.UNKNOWN}
        reading.seller = reading.seller or clean(next(iter(texts(offer.get("seller"))), ""))[:300]
    # One variant in stock is in stock; what has ended has ended in every variant.
    reading.stock = next((stock for stock in (Stock.IN, Stock.OUT, Stock.ENDED) if stock in stocks), Stock.UNKNOWN)
    if prices:
        _set_price(reading, min((one for one in prices if one.currency == prices[0].currency), key=_amount))


def _amount(price: money.Money) -> Decimal:
    return price.amount


def _from_state(reading: PageFacts, state: StateProduct, page: Page) -> None:
    """What the page's state says, where nothing that is meant for readers said it already."""
    reading.source = reading.source or "state"
    reading.title = reading.title or state.name
    reading.brand = reading.brand or state.brand
    reading.seller = reading.seller or state.seller
    reading.picture = reading.picture or (urljoin(page.url, state.picture) if state.picture else "")
    if not reading.amount:
        _set_price(reading, state.price)
    if reading.stock == Stock.UNKNOWN:
        reading.stock = state.stock


def _set_price(reading: PageFacts, price: money.Money | None) -> None:
    if price is not None:
        reading.price, reading.amount, reading.currency = price.dong, str(price.amount), price.currency


def _meta_price(page: Page) -> money.Money | None:
    return money.stated(
        page.metas.get("product:price:amount") or page.metas.get("og:price:amount") or "",
        page.metas.get("product:price:currency") or page.metas.get("og:price:currency") or "",
    )


def _prices(offer: Item, currency: str) -> list[money.Money]:
    raw = texts(offer.get("price")) or texts(offer.get("lowPrice"))
    return [price for price in (money.stated(text, currency) for text in raw) if price is not None]


def _dicts(value: object) -> list[Item]:
    waiting = value if isinstance(value, list) else [value]
    flat: list[Item] = []
    for one in waiting[:200]:
        if isinstance(one, dict):
            flat.append(one)
            flat += [inner for inner in _dicts(one.get("offers")) if inner is not one][:200]
    return flat
