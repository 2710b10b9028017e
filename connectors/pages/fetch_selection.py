"""Which look at a page speaks for which day: the one place that weighs dates of fetches against the as-of date.

A run may be asked about a day in the past while pages can only be looked at today. The rule:

1. the newest look that saw the page at or before the as-of date, if it is no older than listings may be;
2. else the first such look after it: the nearest there is. It is dated to the as-of date, and says when it was made;
3. else the newest such look before, stale as it is;
4. else the newest attempt, whatever hindered it.

A captcha or a script shell is an answer with status 200, but nobody saw the page: whoever reads pages says which looks
did (``Saw``).

The choice depends on the archive and the as-of date alone, so the same run made again, online or offline, rests on
the same look, and a page that vanishes later does not undo what was seen when it counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from connectors.pages.archive import Fetch
from doisoat.clock import VIETNAM

Saw = Callable[[Fetch], bool]  # whether a look saw the page, or saw that there is none


@dataclass(frozen=True)
class Look:
    """A chosen fetch, and the date it speaks for (never after the as-of date)."""

    fetch: Fetch
    fetched_on: dt.date
    published_on: dt.date


def day_of(moment: dt.datetime) -> dt.date:
    """The calendar day in Vietnam."""
    return moment.astimezone(VIETNAM).date()


def is_whole(fetch: Fetch) -> bool:
    """Whether a whole answer came, with a page or with the word that there is none. It may still be a wall."""
    return not fetch.trouble and (200 <= fetch.status < 300 or fetch.status in (404, 410))


def choose(
    fetches: Sequence[Fetch],
    as_of: dt.date,
    *,
    fresh_days: int = 30,
    known_at: dt.datetime | None = None,
    saw: Saw = is_whole,
) -> Look | None:
    """The look that speaks for a day; None where the link was never tried.

    Args:
        fetches: of one link, in the order they were made.
        as_of: the day in question.
        fresh_days: how old a look may be on that day.
        known_at: looks made later do not count.
        saw: asked of as few fetches as will do, for it may have to read a page.
    """
    known = [fetch for fetch in fetches if known_at is None or fetch.at <= known_at]
    before = next((fetch for fetch in reversed(known) if day_of(fetch.at) <= as_of and saw(fetch)), None)
    if before is not None and (as_of - day_of(before.at)).days <= fresh_days:
        return _look(before, as_of)
    after = next((fetch for fetch in known if day_of(fetch.at) > as_of and saw(fetch)), None)
    chosen = after or before or (known[-1] if known else None)
    return _look(chosen, as_of) if chosen is not None else None


def must_fetch(
    fetches: Sequence[Fetch],
    as_of: dt.date,
    now: dt.datetime,
    *,
    refresh_days: int = 7,
    fresh_days: int = 30,
    saw: Saw = is_whole,
) -> bool:
    """Whether looking again tonight could change what the run rests on.

    A page seen within ``refresh_days`` is not asked for again; an attempt that failed is made anew every time. A site
    that answered with a wall instead of its page is left in peace until another day.
    """
    if fetches and is_whole(fetches[-1]) and day_of(fetches[-1].at) >= day_of(now) and not saw(fetches[-1]):
        return False
    look = choose(fetches, as_of, fresh_days=fresh_days, saw=saw)
    if look is None or not saw(look.fetch):
        return True
    if look.fetched_on > as_of:
        return False
    if (as_of - look.fetched_on).days > fresh_days:
        return True
    return day_of(now) <= as_of and now - look.fetch.at >= dt.timedelta(days=refresh_days)


def _look(fetch: Fetch, as_of: dt.date) -> Look:
    day = day_of(fetch.at)
    return Look(fetch, day, min(day, as_of))
