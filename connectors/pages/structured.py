"""Structured data of a page, tolerantly: one broken block costs one block, not the page.

JSON-LD (with ``@graph`` and nesting), microdata and RDFa all come out as dictionaries of one form: ``@type`` and
property names without their vocabulary. Everything is walked without recursion and within a cap.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from bs4 import Tag

from connectors.pages.page import Page, attribute, text_of
from connectors.pages.page_facts import Stock

Item = dict[str, Any]

_MAX_BLOCK = 2 * 2**20  # characters of one script
_MAX_NODES = 100_000
_MAX_DEPTH = 400
# What lies below these is about other things than the page's product.
_ASIDE = {"isRelatedTo", "isSimilarTo", "isAccessoryOrSparePartFor", "review", "reviews", "hasVariant", "itemReviewed"}
_LISTS = {"itemListElement", "item", "mainEntity", "@graph"}
_STOCK = {
    "instock": Stock.IN,
    "available": Stock.IN,
    "instoreonly": Stock.IN,
    "onlineonly": Stock.IN,
    "limitedavailability": Stock.IN,
    "outofstock": Stock.OUT,
    "soldout": Stock.OUT,
    "unavailable": Stock.OUT,
    "discontinued": Stock.ENDED,
}
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


def products(page: Page) -> tuple[list[Item], list[Item]]:
    """Products the page describes.

    Returns:
        Those that stand by themselves, and those that stand in a list (a catalogue's rows).
    """
    alone: list[Item] = []
    listed: list[Item] = []
    for root in _roots(page):
        for item, in_list in _typed(root, "Product"):
            (listed if in_list else alone).append(item)
    return alone, listed


def is_list(page: Page) -> bool:
    """Whether the page calls itself a list of other pages (breadcrumbs aside)."""
    for root in json_blocks(page):
        for node, _ in walk(root):
            entries = node.get("itemListElement")
            if types(node) & {"ItemList", "OfferCatalog"} and isinstance(entries, list) and len(entries) >= 3:
                return True
    return False


def json_blocks(page: Page) -> Iterator[object]:
    """The page's JSON-LD blocks that can be read, mended where the mending is certain."""
    if page.tree is None:
        return
    for script in page.tree.find_all("script"):
        if attribute(script, "type").strip().lower().startswith("application/ld+json"):
            value = read_json(script.get_text())
            if value is not None:
                yield value


def next_data(page: Page) -> object:
    """The state a Next.js site renders its pages from, or None."""
    if page.tree is None:
        return None
    found = page.tree.find("script", id="__NEXT_DATA__")
    return read_json(found.get_text()) if found is not None else None


def read_json(text: str) -> object:
    """A value, or None. Wrappers, a trailing semicolon, entities and trailing commas are forgiven."""
    text = text.strip().lstrip("\ufeff").strip()
    if not text or len(text) > _MAX_BLOCK or _depth(text) > _MAX_DEPTH:
        return None
    text = re.sub(r"^(?:/[/*]\s*)?(?:<!\[CDATA\[|<!--)\s*(?:\*/)?", "", text)
    text = re.sub(r"(?:/[/*]\s*)?(?:\]\]>|-->)\s*(?:\*/)?$", "", text).strip().rstrip(";").strip()
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text), html.unescape(text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _depth(text: str) -> int:
    """How deep brackets nest, at most (strings that hold brackets only make it larger)."""
    deepest = level = 0
    for found in re.finditer(r"[\[\]{}]", text):
        level += 1 if found.group() in "[{" else -1
        deepest = max(deepest, level)
    return deepest


def walk(value: object) -> Iterator[tuple[Item, tuple[str, ...]]]:
    """Every dictionary below a JSON value with the keys that lead to it, in document order, within a cap."""
    waiting: list[tuple[object, tuple[str, ...]]] = [(value, ())]
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        node, path = waiting.pop()
        if isinstance(node, dict):
            yield node, path
            below: list[tuple[object, tuple[str, ...]]] = [(child, (*path, str(key))) for key, child in node.items()]
        elif isinstance(node, list):
            below = [(child, path) for child in node]
        else:
            continue
        waiting.extend(pair for pair in reversed(below) if isinstance(pair[0], dict | list) and len(pair[1]) < 40)


def types(item: Item) -> set[str]:
    """Type names without their vocabulary."""
    raw = item.get("@type", [])
    names = raw if isinstance(raw, list) else [raw]
    return {re.split(r"[/#:]", str(name))[-1] for name in names}


def texts(value: object) -> list[str]:
    """The texts of a structured property: plain, in a list, or the name or address of what it points to."""
    found: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            found += texts(one.get("name") or one.get("url") or one.get("contentUrl") or one.get("@id"))
        elif isinstance(one, str | int | float) and not isinstance(one, bool) and str(one).strip():
            found.append(str(one))
    return found


def stock_of(text: str) -> Stock:
    """What a word of schema.org or of a shop's state says about stock; unknown for every other word."""
    return _STOCK.get(re.split(r"[/#:]", text)[-1].replace(" ", "").replace("_", "").lower(), Stock.UNKNOWN)


def _typed(root: object, name: str) -> Iterator[tuple[Item, bool]]:
    for node, path in walk(root):
        if types(node) & {name, "ProductGroup", "IndividualProduct", "ProductModel"} and not _ASIDE & set(path):
            yield node, "itemListElement" in path


def _roots(page: Page) -> Iterator[object]:
    yield from json_blocks(page)
    if page.tree is not None:
        yield from _scoped(page.tree, "itemscope", "itemtype", ("itemprop",))
        yield from _scoped(page.tree, "typeof", "typeof", ("property", "rel"))


def _scoped(tree: Tag, scope: str, kind: str, names: tuple[str, ...]) -> Iterator[Item]:
    """Items of microdata or RDFa, nested ones inside their parents; only outermost items are given.

    Elements come in document order, so an element's owner is the nearest ancestor that opened a scope.
    """
    owners: dict[int, Item] = {}  # by the element's id(): bs4 compares elements by all that they hold
    outer: list[Item] = []
    for tag in tree.find_all(lambda tag: any(tag.has_attr(name) for name in (scope, *names)), limit=20_000):
        name = attribute(tag, *names)
        owner = next((owners[id(parent)] for parent in tag.parents if id(parent) in owners), None)
        item: Item | None = None
        if tag.has_attr(scope):
            item = owners[id(tag)] = {"@type": attribute(tag, kind).split()}
            if owner is None:
                outer.append(item)
        if owner is None:
            continue
        if not name and item is not None and tag.parent is not None:
            name = attribute(tag.parent, "rel")  # RDFa puts rel on a wrapper and typeof on the element inside it
        is_wrapper = item is None and tag.get("rel") and not tag.has_attr("property")
        if is_wrapper and not attribute(tag, "resource") and not tag.has_attr("href"):
            continue
        value: Any = item if item is not None else _value(tag)
        if value != "":
            for single in name.split():
                owner.setdefault(re.split(r"[/#:]", single)[-1], []).append(value)
    yield from outer


def _value(tag: Tag) -> str:
    stated = attribute(tag, "content", "resource", "href", "data-src", "src", "datetime", "value")
    return stated.strip() if stated else text_of(tag, 500)
