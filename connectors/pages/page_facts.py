"""What a page says, as plain values: what the readers hand back, and all that matching ever sees."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from pydantic import TypeAdapter

from connectors.pages.words import GONE, TROUBLE

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")  # a title may hold what a terminal obeys
_OUTCOMES = {"ok", "empty", "layout_changed", "blocked", "js_shell", "login", "gone", "error"}
_KINDS = {"none", "product", "catalogue"}
EXTRACTOR = "2"  # raise it when the readers change what they find


class Stock(StrEnum):
    """Whether the page sells now. Unknown stays unknown: no page is in stock by default."""

    IN = "in_stock"
    OUT = "out_of_stock"
    ENDED = "discontinued"
    UNKNOWN = "unknown"


@dataclass
class Row:
    """One row of a catalogue page."""

    url: str
    title: str = ""
    seller: str = ""
    price: int | None = None  # đồng
    picture: str = ""
    stock: str = Stock.UNKNOWN
    stars_stated: int | None = None  # OCOP stars the page states; the registry alone knows them


@dataclass
class PageFacts:
    """One page. ``kind`` is product, catalogue or none; ``outcome`` is one of DOMAIN's nine words."""

    outcome: str = "layout_changed"
    why: str = ""  # a key of words.GONE or words.TROUBLE
    kind: str = "none"
    title: str = ""  # the product's name as the page writes it
    other_titles: list[str] = field(default_factory=list)  # heading, og:title, page title
    seller: str = ""
    brand: str = ""
    site_name: str = ""
    price: int | None = None  # đồng; None in any other currency
    amount: str = ""  # the price as a decimal number, with the minor units of its currency
    currency: str = ""  # ISO 4217; empty where the page does not say it
    stock: str = Stock.UNKNOWN
    can_buy: bool = False  # a button that puts it into a basket
    picture: str = ""
    stars_stated: int | None = None
    text: str = ""  # visible text, cut
    rows: list[Row] = field(default_factory=list)
    row_count: int = 0
    link_count: int = 0  # counted independently of the rows
    next_page: str = ""
    source: str = ""  # structured, state, adapter, dom

    def to_json(self) -> dict[str, object]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, raw: dict[str, object]) -> PageFacts:
        """The reading again, its texts without control characters; unknown names are left out.

        Raises:
            ValueError: it is not what a child of ours would say.
        """
        reading = _FORM.validate_json(json.dumps(_plain({"outcome": "", **raw})), strict=True)
        words = GONE if reading.outcome == "gone" else {*TROUBLE, ""}
        if reading.outcome not in _OUTCOMES or reading.kind not in _KINDS or reading.why not in words:
            raise ValueError("words that no reader uses")
        if not {reading.stock, *(row.stock for row in reading.rows)} <= set(Stock):
            raise ValueError("words that no reader uses")
        return reading

    @property
    def is_on_sale(self) -> bool:
        """Whether the page offers the product now: a price above zero, a basket button or a stated stock."""
        return self.stock not in (Stock.OUT, Stock.ENDED) and bool(
            self.price or (self.can_buy and self.price != 0) or self.stock == Stock.IN
        )


_FORM = TypeAdapter(PageFacts)


def _plain(value: object) -> object:
    """The value with every text in it made harmless to print."""
    if isinstance(value, str):
        return _CONTROL.sub(" ", value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value
