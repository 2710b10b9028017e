"""The product a page is about: structured data first, then what any shop page shows: a heading, a price, a button.

Words such as "Hết hàng" anywhere on a page say nothing: templates hold them for the day they are needed. Only
structured data and adapters speak of stock.
"""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import urljoin

import lxml.html  # type: ignore[import-untyped,unused-ignore]

from connectors.web import money, structured
from connectors.web.page import Page, text_of
from connectors.web.reading import Reading, Stock
from doisoat.text import clean, fold

_STOCK = {
    "instock": Stock.IN,
    "instoreonly": Stock.IN,
    "onlineonly": Stock.IN,
    "limitedavailability": Stock.IN,
    "outofstock": Stock.OUT,
    "soldout": Stock.OUT,
    "discontinued": Stock.ENDED,
}
_BUY = re.compile(
    r"^(?:them (?:vao )?gio(?: hang)?|cho vao gio(?: hang)?|mua ngay|mua hang|dat mua|dat hang|dat ngay|chon mua|mua"
    r"|add to cart|add to bag|buy now)\b"
)
_OLD = re.compile(r"old|list|origin|regular|compare|strike|goc|cu\b|saving|discount|giam|ship", re.IGNORECASE)
_PRICE_WORDS = {"price", "gia", "amount", "cost"}
_SELLER = re.compile(
    r"^(?:nhà cung cấp|đơn vị cung cấp|người bán|nhà bán|cung cấp bởi|bán bởi|được bán bởi|cửa hàng|gian hàng"
    r"|nhà sản xuất|đơn vị sản xuất|cơ sở sản xuất|sản xuất bởi|chủ thể|thương hiệu)\s*[:：]\s*(.{2,120})$",
    re.IGNORECASE,
)
_STARS = re.compile(r"ocop\W{0,3}([345])\s*sao|([345])\s*sao\W{0,3}ocop", re.IGNORECASE)
_LOADER = re.compile(r"loader|placeholder|blank|spinner|\.gif(?:\?|$)", re.IGNORECASE)
_TILES = 4
_NAME_CLASS = re.compile(r"(?:product|item|sp|san-?pham)[-_]*(?:name|title|ten)|ten-?(?:sp|san-?pham)", re.IGNORECASE)
_STRUCK = ("del", "s", "strike")


def read_product(page: Page, *, is_product_link: bool = False) -> Reading:
    """What the page sells, without judging the page as a whole; ``kind`` is none where no product was found."""
    reading = Reading(site_name=page.metas.get("og:site_name", ""), text=page.visible[:20_000])
    alone, listed = structured.products(page)
    main_price, tiles = _dom_prices(page)
    reading.can_buy = _has_buy_button(page)
    heading = _heading(page)
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
    reading.title = reading.title or heading or page.metas.get("og:title", "")
    names = [heading, page.metas.get("og:title", ""), page.title]
    reading.other_titles = [name for name in dict.fromkeys(names) if name and name != reading.title]
    reading.seller = reading.seller or _seller(page)
    reading.picture = reading.picture or _picture(page)
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
    pictures = [url for url in texts(item.get("image")) if not _LOADER.search(url)]
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


def _heading_element(page: Page) -> lxml.html.HtmlElement | None:
    """The element that names the product: the ``h1`` that says so, any ``h1``, else what is classed as its name."""
    if page.tree is None:
        return None
    found = [element for element in page.tree.xpath("//h1") if text_of(element)]
    named = [
        element
        for element in found
        if set(fold(f"{element.get('class') or ''} {element.get('itemprop') or ''}").split())
        & {"product", "name", "title"}
    ]
    if named or found:
        return (named or found)[0]
    classed = page.tree.xpath("//*[self::h2 or self::h3 or self::div or self::span or self::p][@class]")[:5_000]
    names = [e for e in classed if _NAME_CLASS.search(e.get("class")) and 3 <= len(text_of(e, 300)) <= 200]
    # Several of them are tiles.
    return names[0] if len(names) == 1 else None


def _heading(page: Page) -> str:
    element = _heading_element(page)
    return text_of(element) if element is not None else ""


def _dom_prices(page: Page) -> tuple[int | None, int]:
    """The price that stands beside the heading, and how many prices stand in tiles that link elsewhere."""
    main: int | None = None
    tiles = 0
    if page.tree is None:
        return main, tiles
    around = _around(page)
    for element in page.tree.xpath("//*[@class or @id or @itemprop]")[:20_000]:
        names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
        words = set(re.split(r"[^a-z]+", names.lower()))
        if not words & _PRICE_WORDS and "price" not in names.lower():
            continue
        if _OLD.search(names) or element.tag in (*_STRUCK, "script", "input") or len(element) > 12:
            continue
        price = money.dong(_without_struck(element))
        if price is None:
            continue
        place = _place(element, around)
        tiles += place == "tile"
        if place == "main" and main is None:
            main = price
    return main, tiles


def _without_struck(element: lxml.html.HtmlElement) -> str:
    """A price's text without the older price that is struck out beside it."""
    parts = [element.text or ""]
    for child in element.iterchildren():
        parts.append(("" if child.tag in _STRUCK else text_of(child, 60)) + " " + (child.tail or ""))
    return clean(" ".join(parts))[:120]


def _around(page: Page) -> set[lxml.html.HtmlElement]:
    """Every element that holds the heading."""
    element = _heading_element(page)
    return set(element.iterancestors()) if element is not None else set()


def _place(element: lxml.html.HtmlElement, around: set[lxml.html.HtmlElement]) -> str:
    """Whether a price belongs to the heading (main) or to a tile; climbing ends at the first of the two."""
    node = element
    for _ in range(7):
        if node.tag == "a" and node is not element:
            return "tile"
        parent = node.getparent()
        if parent is None or parent.tag in ("body", "html"):
            break
        node = parent
        if node in around:
            return "main"
        links = list(islice(node.iterfind(".//a[@href]"), 3))
        if any(
            len(text_of(link, 80) or link.get("title") or "") >= 8 and not _BUY.search(fold(text_of(link, 80)))
            for link in links
        ):
            return "tile"
    return "loose"


def _has_buy_button(page: Page) -> bool:
    if page.tree is None:
        return False
    around = _around(page)
    for element in page.tree.xpath("//button | //input[@type='submit' or @type='button'] | //a")[:5_000]:
        label = element.get("value") if element.tag == "input" else text_of(element, 60)
        if (
            label
            and _BUY.search(fold(label))
            and len(label) < 40
            and (element.tag != "a" or _place(element, around) != "tile")
        ):
            return True
    return False


def _seller(page: Page) -> str:
    """The name after "Nhà cung cấp:" and its like, where that is all its element says."""
    if page.tree is None:
        return ""
    for element in page.tree.xpath("//*[contains(text(), ':')] | //dt | //th")[:3_000]:
        text = text_of(element, 200)
        found = _SELLER.match(text)
        if (found is None and text.endswith(":")) or element.tag in ("dt", "th"):
            after = element.getnext()
            found = _SELLER.match(f"{text.rstrip(':')}: {text_of(after, 130)}") if after is not None else None
        if found:
            return clean(found.group(1))
    return ""


def _picture(page: Page) -> str:
    found = page.metas.get("og:image", "")
    if (
        found
        and urljoin(page.url, found).rstrip("/") != urljoin(page.url, "/").rstrip("/")
        and not _LOADER.search(found)
    ):
        return urljoin(page.url, found)
    heading = _heading(page)
    if page.tree is not None and heading:
        words = set(fold(heading).split())
        for image in page.tree.xpath("//img")[:300]:
            source = image.get("data-href") or image.get("data-src") or image.get("src") or ""
            named = set(fold(image.get("alt") or "").split())
            if source and named and named <= words and not _LOADER.search(source):
                return str(urljoin(page.url, source))
    return ""
