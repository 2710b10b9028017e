"""What any shop page shows without markup: a heading, a price beside it, a button, a seller, a picture.

A price belongs to the product where climbing up from it meets the heading before it meets a link to something else.
"""

from __future__ import annotations

import re
from functools import cached_property
from urllib.parse import urljoin

from bs4 import Tag
from bs4.element import NavigableString

from connectors.pages import money
from connectors.pages.page import Page, attribute, text_of
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
_NAMING = {"product", "name", "title"}
LOADER = re.compile(r"loader|placeholder|blank|spinner|\.gif(?:\?|$)", re.IGNORECASE)


class Shopfront:
    """One page's front, each part looked for once."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._tree = page.tree
        self._leads_away: dict[int, bool] = {}  # by an element's id(): bs4 compares elements by all that they hold

    @cached_property
    def heading(self) -> str:
        """The product's name as the page shows it, or an empty text."""
        return text_of(self._heading) if self._heading is not None else ""

    @cached_property
    def prices(self) -> tuple[money.Money | None, int]:
        """The price that stands beside the heading, and how many prices stand in tiles that link elsewhere."""
        main: money.Money | None = None
        tiles = 0
        for tag in self._tree.find_all(True, limit=20_000) if self._tree is not None else ():
            names = _names(tag, "class", "id", "itemprop")
            words = set(re.split(r"[^a-z]+", names.lower()))
            if not words & _PRICE_WORDS and "price" not in names.lower():
                continue
            if _OLD.search(names) or tag.name in (*_STRUCK, "script", "input"):
                continue
            price = money.shown(_without_struck(tag)) if len(tag.find_all(recursive=False, limit=13)) <= 12 else None
            if price is None:
                continue
            place = self._place(tag)
            tiles += place == "tile"
            if place == "main" and main is None:
                main = price
        return main, tiles

    @cached_property
    def buttons(self) -> tuple[bool, Stock]:
        """Whether a button puts the product into a basket; sold out where the only button says just that."""
        pressed = list(self._buttons())
        can_buy = any(_BUY.search(label) and not is_off for label, is_off in pressed)
        sold_out = any(_SOLD_OUT.fullmatch(label) for label, _ in pressed)
        return can_buy, Stock.OUT if sold_out and not can_buy else Stock.UNKNOWN

    @cached_property
    def seller(self) -> str:
        """The name after "Nhà cung cấp:" and its like, where that is all its element says."""
        for tag in self._tree.find_all(_is_label, limit=3_000) if self._tree is not None else ():
            text = text_of(tag, 200)
            found = _SELLER.match(text)
            if (found is None and text.endswith(":")) or tag.name in ("dt", "th"):
                after = tag.find_next_sibling()
                found = _SELLER.match(f"{text.rstrip(':')}: {text_of(after, 130)}") if isinstance(after, Tag) else None
            if found:
                return clean(found.group(1))
        return ""

    @cached_property
    def picture(self) -> str:
        """Address of the product's picture; loader pictures and the front page as a picture are none."""
        url = self._page.url
        found = self._page.metas.get("og:image", "")
        if found and urljoin(url, found).rstrip("/") != urljoin(url, "/").rstrip("/") and not LOADER.search(found):
            return urljoin(url, found)
        if self._tree is not None and self.heading:
            words = set(fold(self.heading).split())
            for image in self._tree.find_all("img", limit=300):
                source = attribute(image, "data-href", "data-src", "src")
                named = set(fold(attribute(image, "alt")).split())
                if source and named and named <= words and not LOADER.search(source):
                    return urljoin(url, source)
        return ""

    @cached_property
    def _heading(self) -> Tag | None:
        """The element that names the product: the ``h1`` that says so, any ``h1``, else what is classed as its name."""
        if self._tree is None:
            return None
        found = [tag for tag in self._tree.find_all("h1", limit=100) if text_of(tag)]
        named = (tag for tag in found if set(fold(_names(tag, "class", "itemprop")).split()) & _NAMING)
        if found:
            return next(named, found[0])
        classed = self._tree.find_all(["h2", "h3", "div", "span", "p"], class_=_NAME_CLASS, limit=1_000)
        names = [tag for tag in classed if 3 <= len(text_of(tag, 300)) <= 200]
        # Several of them are tiles.
        return names[0] if len(names) == 1 else None

    @cached_property
    def _around(self) -> set[int]:
        """``id()`` of every element that holds the heading."""
        return {id(parent) for parent in self._heading.parents} if self._heading is not None else set()

    def _buttons(self) -> list[tuple[str, bool]]:
        """Label of what can be pressed beside the product, and whether it is switched off: no tiles, no templates."""
        found = self._tree.find_all(["button", "input", "a"], limit=5_000) if self._tree is not None else []
        labels = ((tag, fold(_label(tag))) for tag in found)
        return [
            (label, tag.has_attr("disabled"))
            for tag, label in labels
            if len(label) < 40
            and (_BUY.search(label) or _SOLD_OUT.fullmatch(label))
            and not any(tag.has_attr(name) for name in _TEMPLATE)
            and (tag.name != "a" or self._place(tag) != "tile")
        ]

    def _place(self, tag: Tag) -> str:
        """Whether a price belongs to the heading (main) or to a tile; climbing ends at the first of the two."""
        node = tag
        for _ in range(7):
            if node.name == "a" and node is not tag:
                return "tile"
            parent = node.parent
            if parent is None or parent.name in ("body", "html"):
                break
            node = parent
            if id(node) in self._around:
                return "main"
            if id(node) not in self._leads_away:
                links = node.find_all("a", href=True, limit=3)
                self._leads_away[id(node)] = any(map(_is_of_something_else, links))
            if self._leads_away[id(node)]:
                return "tile"
        return "loose"


def _is_of_something_else(link: Tag) -> bool:
    label = text_of(link, 80)
    return len(label or attribute(link, "title")) >= 8 and not _BUY.search(fold(label))


def _without_struck(tag: Tag) -> str:
    """A price's text without the older price that is struck out beside it."""
    parts = []
    for child in tag.children:
        if isinstance(child, Tag):
            parts.append("" if child.name in _STRUCK else text_of(child, 60))
        elif type(child) is NavigableString:
            parts.append(child)
    return clean(" ".join(parts))[:120]


def _names(tag: Tag, *names: str) -> str:
    return " ".join(attribute(tag, name) for name in names)


def _label(tag: Tag) -> str:
    if tag.name != "input":
        return text_of(tag, 60)
    return attribute(tag, "value") if tag.get("type") in ("submit", "button") else ""


def _is_label(tag: Tag) -> bool:
    if tag.name in ("dt", "th"):
        return True
    first = next((child for child in tag.children if type(child) is NavigableString), None)
    return first is not None and ":" in first
