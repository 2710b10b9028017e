"""Prices with their currency, read by price-parser from the price's own text; the shorthand it gets wrong kept out.

What counts as evidence is in đồng. Other currencies keep their minor units: they show how well pages are read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from price_parser import Price

VND = "VND"
# Signs that mean one currency on a shop's page; a bare "kr" or "¥" means several.
_SIGNS = {
    "₫": VND, "đ": VND, "vnđ": VND, "vnd": VND, "đồng": VND, "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP",
    "$": "USD", "us$": "USD", "usd": "USD", "zł": "PLN", "pln": "PLN", "₽": "RUB", "руб": "RUB", "₹": "INR",
    "chf": "CHF", "฿": "THB",
}  # fmt: skip
_DONG = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[.,\s]\d{3})+|\d{4,9})\s*(?:₫|đ(?!\w)|vnđ|vnd|đồng)|(?:₫|vnđ|vnd)\s*(\d{1,3}(?:[.,]\d{3})+|\d{4,9})(?![\w])",
    re.IGNORECASE,
)
_SIGN = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True) if _SIGNS[sign] != VND)
_NUMBER = r"\d{1,3}(?:[.,’'\s]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_FOREIGN = re.compile(
    rf"(?<![\w.,])(?:({_SIGN})\s*({_NUMBER})|({_NUMBER})\s*({_SIGN}))(?![\w])",
    re.IGNORECASE,
)
_MOST = 10**11


@dataclass(frozen=True)
class Money:
    """An amount in whole and minor units; ``currency`` is its ISO 4217 code, empty where nothing says it."""

    amount: Decimal
    currency: str = ""

    @property
    def dong(self) -> int | None:
        """The amount in đồng, which has no minor units; None in another currency."""
        return int(self.amount) if self.currency in ("", VND) else None


def shown(text: str) -> Money | None:
    """The one price in a short text with its currency; None where there is none, or more than one to choose from.

    ``"120k"`` and ``"2,5 triệu"`` are left unread: a guess would be worse than silence.
    """
    text = text[:200]
    found = {(first or second, VND) for first, second in _DONG.findall(text)}
    for sign, before, after, last in _FOREIGN.findall(text):
        found.add((before or after, _SIGNS[(sign or last).lower()]))
    if len(found) != 1:
        return None
    number, currency = found.pop()
    return _money(Price.fromstring(number + (" ₫" if currency == VND else "")).amount, currency)


def stated(value: object, currency: str) -> Money | None:
    """A price out of structured data: a number or its text, in the currency that stands beside it."""
    text, code = str(value).strip(), _SIGNS.get(currency.strip().lower(), currency.strip().upper())
    # schema.org: a full stop is a decimal point; Vietnamese pages often mean thousands by it.
    is_plain = re.fullmatch(r"\d{1,12}(\.\d{1,2})?" if code in ("", VND) else r"\d{1,12}(\.\d{1,4})?", text)
    try:
        return _money(Decimal(text) if is_plain else Price.fromstring(text[:60]).amount, code)
    except InvalidOperation:
        return None


def dong(text: str) -> int | None:
    """The one price in a short text, in đồng."""
    found = shown(text)
    return found.dong if found is not None and found.currency == VND else None


def stated_dong(value: object, currency: str = VND) -> int | None:
    """A price out of structured data, in đồng."""
    found = stated(value, currency)
    return found.dong if found is not None else None


def _money(amount: Decimal | None, currency: str) -> Money | None:
    return Money(amount, currency) if amount is not None and 0 <= amount < _MOST else None
