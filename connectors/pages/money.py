"""Prices in đồng: read by price-parser from the price's own text, with the shorthand it gets wrong kept out."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from price_parser import Price

_AMOUNT = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[.,\s]\d{3})+|\d{4,9})\s*(?:₫|đ(?!\w)|vnđ|vnd|đồng)|(?:₫|vnđ|vnd)\s*(\d{1,3}(?:[.,]\d{3})+|\d{4,9})(?![\w])",
    re.IGNORECASE,
)


def dong(text: str) -> int | None:
    """The one price in a short text, in đồng; None where there is none, or more than one to choose from.

    ``"120k"`` and ``"2,5 triệu"`` are left unread: a guess would be worse than silence.
    """
    found = {first or second for first, second in _AMOUNT.findall(text[:200])}
    if len(found) != 1:
        return None
    amount = Price.fromstring(found.pop() + " ₫").amount
    return _whole(amount)


def stated(value: object, currency: str) -> int | None:
    """A price out of structured data: a number or its text, in đồng; None for other currencies."""
    if currency and currency.upper() not in ("VND", "VNĐ", "Đ", "₫"):
        return None
    text = str(value).strip()
    try:
        # schema.org: a full stop is a decimal point; Vietnamese pages often mean thousands by it.
        amount = Decimal(text) if re.fullmatch(r"\d{1,12}(\.\d{1,2})?", text) else Price.fromstring(text[:60]).amount
    except InvalidOperation:
        return None
    return _whole(amount)


def _whole(amount: Decimal | None) -> int | None:
    return int(amount) if amount is not None and 0 <= amount < 10**11 else None
