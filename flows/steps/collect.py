"""Shop pages: the links that claims name, then the catalogues of known shops. Part of the night, or a job alone.

Catalogues decide no verdict. They show when a shop's pages have changed, before claims begin to look unread.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from connectors.catalogues import ALARMS, COLUMNS, collect_catalogues
from connectors.listings import ListingHarvest, collect_listings
from doisoat.columns import PLACE, PROVENANCE, RECORDS
from doisoat.settings import Settings
from flows.run_spec import RunSpec
from flows.runner import Progress, Runner
from flows.steps.intake import SourceResult
from flows.steps.read_sources import read_alone

_CLAIMS = "village_claims"


@dataclass(frozen=True)
class Collected:
    """What was seen: claimed links, what their pages say, products of catalogues, catalogue pages whose layout changed.

    ``waiting`` are hosts that wait for a person's yes.
    """

    listings: pd.DataFrame
    pages: pd.DataFrame
    catalogue: pd.DataFrame
    alarms: pd.DataFrame
    waiting: list[str]


def collect(wanted: pd.DataFrame, spec: RunSpec, settings: Settings, runner: Runner, tell: Progress) -> Collected:
    """Look at the claimed products' pages that are due and, where the spec says so, at the shops' catalogues.

    One after the other: they share hosts, and no host is asked twice at once. Catalogues that cannot be looked at as a
    whole leave the claimed links standing.
    """
    harvest = runner.step("xem đường dẫn đã khai", _listings, wanted, spec, settings, tell)
    catalogue, alarms = pd.DataFrame(columns=list(COLUMNS)), pd.DataFrame(columns=list(ALARMS))
    if spec.catalogues:
        seen = runner.each("xem danh mục của sàn", _catalogues, {"": (spec, settings, tell)})[""]
        if isinstance(seen, Exception):
            tell(f"Chưa xem được danh mục của các sàn ({type(seen).__name__}); đường dẫn đã khai không bị ảnh hưởng")
        else:
            catalogue, alarms = seen
    for alarm in alarms.itertuples(index=False):
        tell(f"Trang {alarm.catalogue} của {alarm.shop} đã đổi cách trình bày: cần người xem lại cách đọc trang này")
    for host in harvest.waiting:
        tell(f"Chưa xem {host}: chờ người đồng ý (doisoat shops approve {host})")
    return Collected(harvest.listings, harvest.pages, catalogue, alarms, harvest.waiting)


def collect_alone(spec: RunSpec, settings: Settings, runner: Runner, tell: Progress) -> Collected:
    """The same without a reconciliation around it: the links come from the claims that lie in the inbox."""
    wanted = runner.step("đọc bản khai", _claimed_products, spec, settings)
    return collect(wanted, spec, settings, runner, tell)


def _claimed_products(spec: RunSpec, settings: Settings) -> pd.DataFrame:
    claims = read_alone(spec, settings, [_CLAIMS]).get(_CLAIMS, SourceResult(_CLAIMS))
    columns = [*RECORDS["products"], *PLACE, *PROVENANCE]
    return claims.records.get("products", pd.DataFrame(columns=columns))


def _listings(wanted: pd.DataFrame, spec: RunSpec, settings: Settings, tell: Progress) -> ListingHarvest:
    return collect_listings(
        wanted,
        home=settings.home,
        settings=settings.scrape,
        now=spec.started_at,
        offline=spec.offline,
        tell=tell,
        as_of=spec.as_of,
        known_at=spec.known_at,
    )


def _catalogues(spec: RunSpec, settings: Settings, tell: Progress) -> tuple[pd.DataFrame, pd.DataFrame]:
    return collect_catalogues(
        home=settings.home, settings=settings.scrape, now=spec.started_at, offline=spec.offline, tell=tell
    )
