"""How fast, how long, and how again: numbers of politeness, and the reading of ``Retry-After``."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from connectors.pages.answer import Answer

MAX_HOPS = 5
MAX_TRIES = 3
_TRANSIENT = {"connect", "timeout", "cut_short", "not_http"}


@dataclass(frozen=True)
class Pace:
    """All in seconds but ``workers``. A site's own Crawl-delay counts where it is longer than ``interval``."""

    interval: float = 1.0  # between the end of one request to a site and the next
    budget: float = 1800.0  # for the whole collection; what is left over waits for the next night
    request: float = 30.0  # for one request, from look-up to last byte
    again: float = 5.0  # before a site that failed without saying when is asked once more
    workers: int = 16  # sites fetched side by side


def retry_after(answer: Answer, now: dt.datetime) -> float | None:
    """Seconds the server asks us to wait; None where it says nothing readable."""
    value = answer.header("retry-after").strip()
    if re.fullmatch(r"\d{1,9}", value):
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
    return max(0.0, (when - now).total_seconds())


def wait_before_retry(answer: Answer, tries: int, now: dt.datetime, pace: Pace) -> float | None:
    """Seconds until the same request may be made again; None where it must not be, or is not worth it.

    A server that names a time is asked up to ``MAX_TRIES`` times; one that merely failed, twice.
    """
    if answer.trouble:
        return pace.again if answer.trouble in _TRANSIENT and tries < 2 else None
    if answer.status in (429, 503) and tries < MAX_TRIES:
        asked = retry_after(answer, now)
        return pace.again * 2 ** (tries - 1) if asked is None else max(asked, 0.1)
    if answer.status in (500, 502, 504) and tries < 2:
        return pace.again
    return None
