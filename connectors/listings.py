"""Collect what the claimed links show: the entry point of the listings connector.

Fresh answers go into the archive first and are judged from there, so a run with ``offline=True`` takes the same road
and comes to the same results. One link that fails leaves the rest standing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from connectors.pages.archive import Archive, Fetch
from connectors.pages.client import Client
from connectors.pages.crawl import Crawl, FetchRequest
from connectors.pages.fetch_selection import day_of, must_fetch
from connectors.pages.guard import Guard
from connectors.pages.listing_collector import ListingCollector, ListingHarvest, target_of
from connectors.pages.match import Claimed
from connectors.pages.pace import Pace
from connectors.pages.page_facts import EXTRACTOR
from connectors.pages.reader import PageReader
from connectors.pages.shops import Shops, approve_host, waiting_hosts
from connectors.pages.target import Target
from doisoat.settings import ScrapeSettings

__all__ = ["ListingHarvest", "approve_host", "collect_listings", "waiting_hosts"]


def collect_listings(
    wanted: pd.DataFrame,
    *,
    home: Path,
    settings: ScrapeSettings,
    now: dt.datetime,
    offline: bool,
    tell: Callable[[str], None],
    as_of: dt.date | None = None,
    known_at: dt.datetime | None = None,
    pace: Pace | None = None,
) -> ListingHarvest:
    """Fetch what is due, and say what every claimed link shows.

    Args:
        wanted: columns url, product_name, supplier, commune_text (others are ignored); rows without a link are left
            out. Links may be as people write them; they come back unchanged.
        home: the working home; the archive is ``home/listings``, answers about hosts ``home/shops.csv``.
        settings: ``allow_hosts``, ``contact``, ``interval_seconds``, ``refresh_days``, ``budget_seconds``.
        now: the current time, with its zone; the run's clock starts there.
        offline: fetch nothing.
        tell: takes progress, one Vietnamese line at a time; called from this thread.
        as_of: the day the run asks about (today where it is None); see ``connectors.pages.fetch_selection``.
        known_at: looks made later do not count.
        pace: over the settings, for tests.
    """
    as_of = as_of or day_of(now)
    allowed = frozenset(settings.allow_hosts)
    shops, archive = Shops(home, allowed), Archive(home)
    claims = _claims(wanted)
    targets = {link: target_of(link, allowed) for link in dict.fromkeys(link for link, _ in claims)}
    with PageReader() as reader:
        sight = ListingCollector(archive, shops, reader, allowed)
        fetched = 0
        if not offline:
            due = _due(targets, sight, as_of, now, settings.refresh_days)
            fetched = fetch_wishes(due, sight, settings, now, tell, pace)
        return sight.harvest(claims, targets, as_of, known_at, now, fetched)


def _claims(wanted: pd.DataFrame) -> dict[tuple[str, str | None], list[Claimed]]:
    """Distinct (link, product) pairs with the claims made under them, in the order of the frame."""
    claims: dict[tuple[str, str | None], list[Claimed]] = {}
    texts = wanted.reindex(columns=["url", "product_name", "supplier", "commune_text"])
    for url, product, supplier, commune in texts.astype(object).where(texts.notna(), None).itertuples(index=False):
        if url:
            claimed = Claimed(product or "", supplier or "", commune or "")
            under = claims.setdefault((url, product), [])
            if claimed not in under:
                under.append(claimed)
    return claims


def _due(
    targets: dict[str, Target | str], sight: ListingCollector, as_of: dt.date, now: dt.datetime, refresh_days: int
) -> list[FetchRequest]:
    known = [target for target in targets.values() if isinstance(target, Target) and sight.shops.admit(target)]
    return [
        FetchRequest(target.url)
        for target in dict.fromkeys(known)
        if must_fetch(sight.archive.fetches(target.url, "page"), as_of, now, refresh_days=refresh_days, saw=sight.saw)
    ]


def fetch_wishes(
    due: list[FetchRequest],
    sight: ListingCollector,
    settings: ScrapeSettings,
    now: dt.datetime,
    tell: Callable[[str], None],
    pace: Pace | None,
) -> int:
    """Make the requests that are due; returns how many links and pictures were asked for."""
    pace = pace or Pace(interval=settings.interval_seconds, budget=settings.budget_seconds)
    agent = f"doisoat/0.1 (+{settings.contact})" if settings.contact else "doisoat/0.1"
    done = 0

    def report(_: Fetch) -> None:
        nonlocal done
        done += 1
        if done % 20 == 0:
            tell(f"Đã xem {done} trang và ảnh bán hàng …")

    def interval(target: Target) -> float:
        own = sight.shops.interval(target)
        return own if target.pair in sight.allowed else max(own, pace.interval)

    if due:
        tell(f"Xem {len(due)} đường dẫn bán hàng, mỗi trang một lượt một yêu cầu …")
    client = Client(Guard(sight.allowed), agent, seconds=pace.request)
    crawl = Crawl(
        client, sight.archive, pace=pace, started=now, admit=sight.shops.admit, interval=interval,
        follow=sight.follow, allowed=sight.allowed, extractor=EXTRACTOR, tell=report,
    )  # fmt: skip
    crawl.run(due)
    return done
