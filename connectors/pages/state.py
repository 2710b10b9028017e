"""The state from which a script draws a page, where it lies in the page as data: ``__NEXT_DATA__`` and its kin.

Such a page shows nothing without running its scripts, and says all the same what it sells. A state holds many products:
the page's own is the one that bears the page's name or address. Where no such tie is, nothing is said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from connectors.pages import money
from connectors.pages.page import Page, attribute
from connectors.pages.page_facts import Stock
from connectors.pages.structured import read_json, stock_of, texts, walk
from doisoat.text.compare import clean, fold

_ASSIGNED = re.compile(
    r"(?:\bwindow\.|\bself\.|\b(?:var|let|const)\s+|^\s*)([\w$]{3,40})\s*=\s*(JSON\.parse\(\s*)?(?=[{\"'])"
)
_STATE_NAME = re.compile(r"__\w+__|\w*state\w*|\w*product\w*|\w*data\w*", re.IGNORECASE)
_MAX_SCRIPT = 4 * 2**20  # characters
_NAMES = ("name", "productName", "product_name", "title", "displayName", "display_name")
_PRICES = (
    "price", "salePrice", "sale_price", "finalPrice", "final_price", "sellingPrice", "selling_price", "currentPrice",
    "current_price", "specialPrice", "special_price", "promotionPrice", "minPrice", "min_price", "priceInfo", "prices",
)  # fmt: skip
_AMOUNTS = ("value", "amount", "price", "final", "current", "sale", "finalPrice", "final_price", "salePrice", "min")
_CURRENCIES = ("currency", "currencyCode", "currency_code", "priceCurrency")
_ADDRESSES = ("slug", "url", "urlKey", "url_key", "url_path", "urlPath", "handle", "permalink", "link", "canonical")
_NUMBERS = ("id", "productId", "product_id", "itemId", "item_id", "sku")
_STOCKS = ("availability", "inventory_status", "stock_status", "stockStatus", "inventoryStatus", "status")
_IN_STOCK = ("inStock", "in_stock", "isInStock", "is_in_stock", "isAvailable", "is_available", "available")
_OUT_OF_STOCK = ("isOutOfStock", "outOfStock", "out_of_stock", "isSoldOut", "soldOut", "sold_out")
_PICTURES = ("image", "thumbnail", "thumbnail_url", "thumbnailUrl", "imageUrl", "image_url", "images", "pictures")
_OWN_KEYS = re.compile(r"product(?:Detail|Data|Info)?|item(?:Detail)?|goods", re.IGNORECASE)


@dataclass(frozen=True)
class StateProduct:
    """A product as a page's state describes it."""

    name: str
    price: money.Money
    stock: Stock
    brand: str
    seller: str
    picture: str


def product_of(page: Page, heading: str) -> StateProduct | None:
    """The page's own product; ``heading`` is what the page calls it in sight, where it does."""
    names = [name for name in (heading, page.metas.get("og:title", ""), page.title) if name]
    tied: list[tuple[tuple[int, int], StateProduct]] = []
    found: list[tuple[StateProduct, bool]] = []
    for state in states(page):
        for node, path in walk(state):
            product = _product(node)
            if product is not None:
                tie = _tie(node, product.name, page.url, names)
                tied += [(tie, product)] if tie else []
                found.append((product, bool(path) and _OWN_KEYS.fullmatch(path[-1]) is not None))
    closest = max((tie for tie, _ in tied), default=None)
    own = [product for tie, product in tied if tie == closest]
    if not own and not heading and "og:title" not in page.metas and any(is_own for _, is_own in found):
        own = [product for product, _ in found]  # the only product of the state, under a key that says it is the page's
    if len({fold(product.name) for product in own}) != 1:
        return None
    return max(own, key=lambda one: (one.stock != Stock.UNKNOWN, bool(one.seller)))  # the fullest of its records


def states(page: Page) -> Iterator[object]:
    """The values that the page's scripts begin with; none is run."""
    for script in page.tree.find_all("script") if page.tree is not None else ():
        kind = attribute(script, "type").strip().lower()
        text = script.get_text()
        if len(text) > _MAX_SCRIPT:
            continue
        if kind in ("application/json", "text/json") or (script.get("id") == "__NEXT_DATA__"):
            value = read_json(text)
            yield _unflattened(value) if isinstance(value, list) else value
        elif kind in ("", "text/javascript", "application/javascript", "module"):
            for found in _ASSIGNED.finditer(text):
                if _STATE_NAME.fullmatch(found[1]):
                    yield _assigned(text, found.end(), is_text=bool(found[2]))


def _assigned(text: str, at: int, *, is_text: bool) -> object:
    """The JSON value that begins at a place; as a quoted text inside ``JSON.parse(…)``."""
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text, at)
    except (ValueError, RecursionError):
        return None
    return read_json(value) if is_text and isinstance(value, str) else value


def _unflattened(values: list[object]) -> object:
    """The form Nuxt 3 writes: one list, in which whole numbers in lists and objects are places in that list."""
    if not values or not all(isinstance(place, int) for place in _children(values[0])):
        return values
    made: list[object] = [{} if isinstance(one, dict) else [] if isinstance(one, list) else one for one in values]

    def at(place: object) -> object:
        return made[place] if type(place) is int and 0 <= place < len(made) else None

    for one, new in zip(values, made, strict=True):
        if isinstance(one, dict) and isinstance(new, dict):
            new.update({key: at(place) for key, place in one.items()})
        elif isinstance(one, list) and isinstance(new, list):
            # ["Reactive", 5] and its like wrap a value.
            new.extend(map(at, one[1:] if one and isinstance(one[0], str) else one))
    return made[:1] if made else None


def _children(value: object) -> list[object]:
    return list(value.values()) if isinstance(value, dict) else value[1:] if isinstance(value, list) else [None]


def _product(node: Mapping[str, object]) -> StateProduct | None:
    name = next((clean(value) for key in _NAMES if isinstance(value := node.get(key), str) and value.strip()), "")
    price = _price(node)
    if not 2 <= len(name) <= 300 or price is None:
        return None
    return StateProduct(
        name, price, _stock(node), _text(node, "brand", "brandName"),
        _text(node, "seller", "current_seller", "shop", "shopName", "shop_info", "vendor", "store"),
        _text(node, *_PICTURES),
    )  # fmt: skip


def _price(node: Mapping[str, object]) -> money.Money | None:
    currency = next((value for key in _CURRENCIES if isinstance(value := node.get(key), str)), "")
    for key in _PRICES:
        value = node.get(key)
        if isinstance(value, Mapping):
            inner = next((found for name in _CURRENCIES if isinstance(found := value.get(name), str)), currency)
            value, own = next((value[name] for name in _AMOUNTS if value.get(name) is not None), None), inner
        else:
            own = currency
        if isinstance(value, int | float | str) and not isinstance(value, bool) and re.search(r"\d", str(value)):
            found_price = (money.shown(value) if isinstance(value, str) else None) or money.stated(value, own)
            if found_price is not None and found_price.amount > 0:
                return found_price
    return None


def _stock(node: Mapping[str, object]) -> Stock:
    """In the words of the state; a quantity says nothing, for nought is also what an unused field holds."""
    for key in _STOCKS:
        value = node.get(key)
        found = stock_of(value) if isinstance(value, str) else Stock.UNKNOWN
        if found != Stock.UNKNOWN:
            return found
    for keys, yes, no in ((_IN_STOCK, Stock.IN, Stock.OUT), (_OUT_OF_STOCK, Stock.OUT, Stock.UNKNOWN)):
        said = next((node[key] for key in keys if isinstance(node.get(key), bool)), None)
        if said is not None and (found := yes if said else no) != Stock.UNKNOWN:
            return found
    return Stock.UNKNOWN


def _text(node: Mapping[str, object], *keys: str) -> str:
    return clean(next((found[0] for key in keys if (found := texts(node.get(key)))), ""))[:300]


def _tie(node: Mapping[str, object], name: str, url: str, names: list[str]) -> tuple[int, int] | None:
    """How closely a record is tied to the page: by address, by name, by a name that the page's goes on after."""
    if _bears_address(node, url):
        return 3, 0
    own = fold(name)
    if len(own) < 4:
        return None
    if any(own == fold(one) for one in names):
        return 2, 0
    begins = any(re.match(re.escape(own) + r"(?!\w)", fold(one)) for one in names)
    return (1, len(own)) if begins and " " in own else None  # "Mật ong rừng | Cửa hàng": the longest one


def _bears_address(node: Mapping[str, object], url: str) -> bool:
    """Whether the record's own address, or its number of five digits and more, is the page's."""
    path = unquote(urlsplit(url).path).rstrip("/").lower()
    last = path.rpartition("/")[2].removesuffix(".html")
    for key in _ADDRESSES:
        value = node.get(key)
        if isinstance(value, str) and len(last) >= 4:
            given = unquote(urlsplit(value).path).rstrip("/").lower().rpartition("/")[2].removesuffix(".html")
            if given == last:
                return True
    numbers = set(re.findall(r"\d{5,}", last))
    return any(str(node.get(key)) in numbers for key in _NUMBERS)
