"""Read the catalogue pages that shops list in their files: what a shop sells as OCOP, whoever claims it.

A catalogue says nothing about a claim by itself. It shows an officer products that nobody has claimed yet, and its
two counters raise an alarm when a shop's pages have changed, before claims begin to look unread.
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
from connectors.pages.listing_collector import SOURCE_ID, ListingCollector, target_of
from connectors.pages.listing_outcome import end_of
from connectors.pages.pace import Pace
from connectors.pages.reader import PageReader
from connectors.pages.shops import Shops
from connectors.pages.target import Target
from doisoat.clock import VIETNAM
from doisoat.settings import ScrapeSettings

COLUMNS = (
    "shop", "url", "title", "seller", "price", "stock", "stars_stated", "picture_url", "fetched_on",
    "source_id", "file_sha256", "sheet", "row",
)  # fmt: skip
ALARMS = ("shop", "catalogue", "outcome", "row_count", "link_count")


def collect_catalogues(
    *,
    home: Path,
    settings: ScrapeSettings,
    now: dt.datetime,
    offline: bool,
    tell: Callable[[str], None],
    shops_dir: Path | None = None,
    pace: Pace | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Fetch the catalogues that are stale, and read all of them from the archive.

    Args:
        home: the working home.
        settings: as for ``collect_listings``.
        now: the current time, with its zone.
        offline: fetch nothing.
        tell: takes progress lines.
        shops_dir: a folder with further shop files.
        pace: over the settings, for tests.

    Returns:
        The products (``COLUMNS``: a row per product link and page; price in đồng; stars are the page's own words;
        ``sheet`` is the page, ``row`` the position on it), and the pages that could not be read as rows
        (``ALARMS``): a changed layout is an alarm, not an empty shop.
    """
    allowed = frozenset(settings.allow_hosts)
    shops, archive = Shops(home, allowed, shops_dir), Archive(home)
    today = day_of(now)
    starts = [(shop.id, target_of(url, allowed)) for shop in shops.shops if not shop.closed for url in shop.catalogues]
    known = [(name, target) for name, target in starts if isinstance(target, Target) and shops.admit(target)]
    rows: list[dict[str, object]] = []
    alarms: list[dict[str, object]] = []
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
        for name, target in known:
            for page_rows, alarm in _pages(sight, name, target.url, today):
                rows += page_rows
                alarms += [alarm] if alarm else []
    return pd.DataFrame(rows, columns=list(COLUMNS)), pd.DataFrame(alarms, columns=list(ALARMS))


def _pages(
    sight: ListingCollector, shop: str, start: str, today: dt.date
) -> Iterator[tuple[list[dict[str, object]], dict[str, object] | None]]:
    """The kept pages of one catalogue in order, each as its rows and, where it could not be read, an alarm."""
    url = start
    while url:
        look = choose(sight.archive.fetches(url, "catalogue"), today, saw=sight.saw)
        if look is None:
            return
        ending = end_of(look, sight.read)
        reading = ending.reading
        if reading is None or ending.outcome != "ok":
            counts = (reading.row_count, reading.link_count) if reading else (0, 0)
            yield [], dict(zip(ALARMS, (shop, url, ending.outcome, *counts), strict=True))
            return
        fetched = look.fetch.at.astimezone(VIETNAM).date()
        values = [
            (shop, row.url, row.title, row.seller or None, row.price, row.stock, row.stars_stated, row.picture or None,
             pd.Timestamp(fetched), SOURCE_ID, look.fetch.sha256, url, number)
            for number, row in enumerate(reading.rows)
        ]  # fmt: skip
        yield [dict(zip(COLUMNS, one, strict=True)) for one in values], None
        kept = sight.archive.answer(look.fetch.sha256, look.fetch.final_url)
        url = sight.next_page(look.fetch, kept) if kept else ""
