"""What a site asks of robots: read by protego, with the traps on the way to it taken out.

A byte order mark makes protego miss the first group, so the text is decoded with ``utf-8-sig``. RFC 9309: a site that
says 4xx has no rules; one that cannot be reached or says 5xx must be taken to forbid everything for now.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from protego import Protego

from connectors.pages.answer import Answer, unpacked

TOKEN = "doisoat"  # noqa: S105 - the name we answer to in robots.txt
_LONGEST = 512 * 1024  # bytes; RFC 9309 asks for at least 500 KiB


@dataclass(frozen=True)
class Rules:
    """The rules of one site. ``delay`` is seconds between requests, None where it names none."""

    delay: float | None = None
    is_readable: bool = True  # False: nothing may be fetched, for now
    _parsed: Protego | None = None

    def allow(self, url: str) -> bool:
        """Whether our robot may ask for ``url``."""
        if not self.is_readable:
            return False
        return self._parsed is None or bool(self._parsed.can_fetch(url, TOKEN))


def read_rules(answer: Answer) -> Rules:
    """Rules out of the answer to ``/robots.txt``."""
    if answer.trouble or answer.status == 429 or answer.status >= 500 or not 200 <= answer.status < 500:
        return Rules(is_readable=False)
    if answer.status >= 400:
        return Rules()
    body, trouble = unpacked(answer)
    if trouble:
        return Rules(is_readable=False)
    text = body[:_LONGEST].decode("utf-8-sig", "replace")
    parsed = Protego.parse(text)
    return Rules(delay=_seconds(parsed.crawl_delay(TOKEN)), _parsed=parsed)


def _seconds(value: float | None) -> float | None:
    if value is None or not math.isfinite(value) or value < 0:
        return None
    return float(value)
