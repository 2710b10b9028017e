"""The period or day a heading is about: "T9/2024", "Tháng 8", "Hiện trạng đến 30/9/2024", "Quý III/2024"."""

from __future__ import annotations

import functools
import re

from connectors.tables.dates import Period, period_in, plain

_MARKED = re.compile(
    r"(?:\b\d{1,2}\s*(?:tháng|thang)\s*(?:đầu|dau|cuối|cuoi)?\s*)?(?:đến|den|tính|tinh|tháng|thang|\bt|quý|quy|\bq|kỳ|ngày|ngay|năm|nam)?[\s.]*"
    r"(?:\d{1,2}\s*[/.\-]\s*)?(?:\d{1,2}|IV|I{1,3})?\s*[/.\-]?\s*20\d{2}",
    re.IGNORECASE,
)
_SHORT_MONTH = re.compile(r"^\s*(?:tháng|thang|t)\s*\.?\s*(\d{1,2})\s*$", re.IGNORECASE)


@functools.lru_cache(maxsize=20_000)
def heading_period(text: str) -> tuple[Period | None, str]:
    """The period that a heading states, and the heading without it. A year alone is a period of its own."""
    if "20" not in text:
        return None, text
    period = period_in(text.replace("_", " "))
    if period is None and (found := re.search(r"\b(\d{1,2})[/.](20\d{2})\b", text)):
        period = period_in(f"tháng {found[1]}/{found[2]}")
    if period is None and (found := re.search(r"(?<![\d/])(20\d{2})(?![\d/])", plain(text))):
        period = period_in(found[1])
    return (period, _MARKED.sub(" ", text)) if period else (None, text)
