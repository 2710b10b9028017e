"""Shop pages of one occasion: the links that claims name, and the catalogues of known shops.

Catalogues decide no verdict. They show when a shop's pages have changed, before claims begin to look unread.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from connectors.catalogues import PAGES, collect_catalogues
from connectors.listings import ListingHarvest, collect_listings
from connectors.read_sources import SourceResult
from doisoat.columns import PLACE, PROVENANCE, RECORDS
from doisoat.settings import ScrapeSettings


@dataclass(frozen=True)
class Collected:
    """What was seen: claimed links, what their pages say, and the pages of catalogues (``catalogues.PAGES``).

    ``waiting`` are hosts that wait for a person's yes.
    """

    listings: pd.DataFrame
    pages: pd.DataFrame
    catalogue: pd.DataFrame
    waiting: list[str]

    @property
    def alarms(self) -> pd.DataFrame:
        """Pages of catalogues that are no longer read as before."""
        return self.catalogue[self.catalogue["outcome"] != "ok"]

    def notices(self) -> Iterator[str]:
        """What a person should look at, a line each."""
        for alarm in self.alarms.itertuples(index=False):
            page = f"Trang {alarm.catalogue} của {alarm.shop}"
            yield f"{page} đã đổi cách trình bày: cần người xem lại cách đọc trang này"
        for host in self.waiting:
            yield f"Chưa xem {host}: chờ người đồng ý (doisoat shops approve {host})"


@dataclass(frozen=True)
class Collection:
    """How pages are looked at on one occasion; see ``connectors.listings.collect_listings`` for each of these."""

    home: Path
    settings: ScrapeSettings
    now: dt.datetime
    offline: bool
    tell: Callable[[str], None]
    as_of: dt.date | None = None
    known_at: dt.datetime | None = None

    def claimed(self, wanted: pd.DataFrame) -> ListingHarvest:
        """The pages that claims name."""
        return collect_listings(
            wanted,
            home=self.home,
            settings=self.settings,
            now=self.now,
            offline=self.offline,
            tell=self.tell,
            as_of=self.as_of,
            known_at=self.known_at,
        )

    def catalogues(self) -> pd.DataFrame:
        """The pages of known shops' catalogues."""
        return collect_catalogues(
            home=self.home, settings=self.settings, now=self.now, offline=self.offline, tell=self.tell
        )


def no_catalogues() -> pd.DataFrame:
    """What ``Collection.catalogues`` gives where none was looked at."""
    return pd.DataFrame(columns=list(PAGES))


def claimed_products(claims: SourceResult | None) -> pd.DataFrame:
    """The products of the claims (``RECORDS["products"]`` with their places); no row where no claims were read."""
    columns = [*RECORDS["products"], *PLACE, *PROVENANCE]
    empty = pd.DataFrame(columns=columns)
    return claims.records.get("products", empty) if claims else empty
