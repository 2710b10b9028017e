"""Read the catalogue pages that shops list in their files: an alarm when a shop's pages have changed.

A catalogue says nothing about a claim. Its two counters, of products read and of links to products, disagree when a
shop has changed its pages, before claims begin to look unread.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from connectors.listings import fetch_wishes
from connectors.pages.archive import Archive
from connectors.pages.crawl import FetchRequest
from connectors.pages.fetch_selection import choose, day_of, must_fetch
from connectors.pages.listing_collector import ListingCollector, target_of
from connectors.pages.listing_outcome import end_of
from connectors.pages.pace import Pace
from connectors.pages.reader import PageReader
from connectors.pages.shops import Shops
from connectors.pages.target import Target
from doisoat.settings import ScrapeSettings

PAGES = ("shop", "catalogue", "outcome", "row_count", "link_count")


def collect_catalogues(
    *,
    home: Path,
    settings: ScrapeSettings,
    now: dt.datetime,
    offline: bool,
    tell: Callable[[str], None],
    shops_dir: Path | None = None,
    pace: Pace | None = None,
) -> pd.DataFrame:
    """Fetch the catalogues that are stale, and count on all of their pages from the archive.

    Args:
        home: the working home.
        settings: as for ``collect_listings``.
        now: the current time, with its zone.
        offline: fetch nothing.
        tell: takes progress lines.
        shops_dir: a folder with further shop files.
        pace: over the settings, for tests.

    Returns:
        A row a page (``PAGES``): how it ended, the products read and the product links counted beside them. A page that
        did not end as ``ok`` is an alarm, not an empty shop.
    """
    allowed = frozenset(settings.allow_hosts)
    shops, archive = Shops(home, allowed, shops_dir), Archive(home)
    today = day_of(now)
    starts = [(shop.id, target_of(url, allowed)) for shop in shops.shops if not shop.closed for url in shop.catalogues]
    known = [(name, target) for name, target in starts if isinstance(target, Target) and shops.admit(target)]
    with PageReader() as reader:
        sight = ListingCollector(archive, shops, reader, allowed)
        if not offline:
            due = [
                FetchRequest(target.url, "catalogue")
                for _, target in known
                if must_fetch(
                    archive.fetches(target.url, "catalogue"),
                    today,
                    now,
                    refresh_days=settings.refresh_days,
                    saw=sight.saw,
                )
            ]
            if due:
                fetch_wishes(due, sight, settings, now, tell, pace)
        sight.pages_read.clear()  # the bound on pages counts anew for those that are read
        pages = [page for name, target in known for page in _pages(sight, name, target.url, today)]
    return pd.DataFrame(pages, columns=list(PAGES))


def _pages(sight: ListingCollector, shop: str, start: str, today: dt.date) -> Iterator[dict[str, object]]:
    """The kept pages of one catalogue in order, up to one that could not be read."""
    url = start
    while url:
        look = choose(sight.archive.fetches(url, "catalogue"), today, saw=sight.saw)
        if look is None:
            return
        ending = end_of(look, sight.read)
        reading = ending.reading
        counts = (reading.row_count, reading.link_count) if reading else (0, 0)
        yield dict(zip(PAGES, (shop, url, ending.outcome, *counts), strict=True))
        kept = sight.archive.answer(look.fetch.sha256, look.fetch.final_url)
        url = sight.next_page(look.fetch, kept) if kept and ending.outcome == "ok" else ""
