"""What any shop page shows without markup: a heading, a price beside it, a button, a seller, a picture.

A price belongs to the product where climbing up from it meets the heading before it meets a link to something else.
"""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import urljoin

import lxml.html  # type: ignore[import-untyped,unused-ignore]

from connectors.pages import money
from connectors.pages.page import Page, text_of
from connectors.pages.page_facts import Stock
from doisoat.text.compare import clean, fold

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
_SOLD_OUT = re.compile(r"(?:tam )?het hang|sold out|out of stock")
_TEMPLATE = ("ng-if", "ng-show", "v-if", "v-show", "x-show", "hidden", "*ngif")
_STRUCK = ("del", "s", "strike")
_NAME_CLASS = re.compile(r"(?:product|item|sp|san-?pham)[-_]*(?:name|title|ten)|ten-?(?:sp|san-?pham)", re.IGNORECASE)
LOADER = re.compile(r"loader|placeholder|blank|spinner|\.gif(?:\?|$)", re.IGNORECASE)


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


def heading_of(page: Page) -> str:
    """The product's name as the page shows it, or an empty text."""
    element = _heading_element(page)
    return text_of(element) if element is not None else ""


def prices_of(page: Page) -> tuple[int | None, int]:
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


def _buttons(page: Page) -> list[lxml.html.HtmlElement]:
    """What can be pressed beside the product: not in tiles, not switched off, not waiting in a template."""
    if page.tree is None:
        return []
    around = _around(page)
    found = page.tree.xpath("//button | //input[@type='submit' or @type='button'] | //a")[:5_000]
    labels = ((element, fold(_label(element))) for element in found)
    return [
        element
        for element, label in labels
        if len(label) < 40
        and (_BUY.search(label) or _SOLD_OUT.fullmatch(label))
        and not any(element.get(name) is not None for name in _TEMPLATE)
        and (element.tag != "a" or _place(element, around) != "tile")
    ]


def _label(element: lxml.html.HtmlElement) -> str:
    return str(element.get("value") or "") if element.tag == "input" else text_of(element, 60)


def buttons_say(page: Page) -> tuple[bool, Stock]:
    """Whether a button puts the product into a basket; sold out where the only button says just that."""
    buttons = _buttons(page)
    can_buy = any(_BUY.search(fold(_label(one))) and one.get("disabled") is None for one in buttons)
    sold_out = any(_SOLD_OUT.fullmatch(fold(_label(one))) for one in buttons)
    return can_buy, Stock.OUT if sold_out and not can_buy else Stock.UNKNOWN


def seller_of(page: Page) -> str:
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


def picture_of(page: Page) -> str:
    """Address of the product's picture; loader pictures and the front page as a picture are none."""
    found = page.metas.get("og:image", "")
    if (
        found
        and urljoin(page.url, found).rstrip("/") != urljoin(page.url, "/").rstrip("/")
        and not LOADER.search(found)
    ):
        return urljoin(page.url, found)
    heading = heading_of(page)
    if page.tree is not None and heading:
        words = set(fold(heading).split())
        for image in page.tree.xpath("//img")[:300]:
            source = image.get("data-href") or image.get("data-src") or image.get("src") or ""
            named = set(fold(image.get("alt") or "").split())
            if source and named and named <= words and not LOADER.search(source):
                return str(urljoin(page.url, source))
    return ""
