"""Shop pages, collected in a flow of their own: the links that claims name, then the catalogues of known shops.

The nightly reconciliation looks at claimed links too, from the same archive: what this flow has seen is not asked for
again. Catalogues are looked at here only; they decide no verdict, but show when a shop's pages have changed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd
from prefect import flow

from connectors.card import load_cards
from connectors.catalogues import collect_catalogues
from connectors.contract import Context
from connectors.listings import ListingHarvest, collect_listings
from connectors.readers.pool import ReaderPool
from connectors.vault import Vault
from doisoat.columns import PLACE, PROVENANCE, RECORDS
from doisoat.settings import Settings, read_settings
from flows.intake import read_source, take_in
from flows.nightly import PrefectRunner, log
from flows.order import HERE, Order, new_order
from flows.runner import Runner, Tell
from gazetteer.repair import repair_texts

_CLAIMS = "village_claims"


@dataclass(frozen=True)
class Collected:
    """What was seen: claimed links, products of catalogues, catalogue pages whose layout changed, hosts that wait."""

    listings: pd.DataFrame
    catalogue: pd.DataFrame
    alarms: pd.DataFrame
    waiting: list[str]


def collect(order: Order, settings: Settings, runner: Runner, tell: Tell) -> Collected:
    """Look at everything that is due."""
    wanted = runner.step("đọc bản khai", _claimed_products, order, settings)
    harvest = runner.step("xem đường dẫn đã khai", _listings, wanted, order, settings, tell)
    catalogue, alarms = runner.step("xem danh mục của sàn", _catalogues, order, settings, tell)
    for alarm in alarms.itertuples(index=False):
        tell(f"Trang {alarm.catalogue} của {alarm.shop} đã đổi cách trình bày: cần người xem lại cách đọc trang này")
    for host in harvest.waiting:
        tell(f"Chưa xem {host}: chờ người đồng ý (doisoat shops approve {host})")
    return Collected(harvest.listings, catalogue, alarms, harvest.waiting)


def _claimed_products(order: Order, settings: Settings) -> pd.DataFrame:
    """The products that the claims in the inbox name."""
    cards = load_cards(settings.sources_dir, settings.sources)
    vault = Vault(settings.home)
    files = take_in(order, vault, {_CLAIMS: cards[_CLAIMS]}).files.get(_CLAIMS, [])
    context = Context(order.started_at.astimezone(HERE).date(), repair_texts, lambda _column, _value: None)
    with ReaderPool(settings.reader) as pool:
        records = read_source(cards[_CLAIMS], files, vault, pool, context).records
    columns = [*RECORDS["products"], *PLACE, *PROVENANCE]
    return records.get("products", pd.DataFrame(columns=columns))


def _listings(wanted: pd.DataFrame, order: Order, settings: Settings, tell: Tell) -> ListingHarvest:
    return collect_listings(
        wanted,
        home=settings.home,
        settings=settings.scrape,
        now=order.started_at,
        offline=order.offline,
        tell=tell,
        as_of=order.as_of,
        known_at=order.known_at,
    )


def _catalogues(order: Order, settings: Settings, tell: Tell) -> tuple[pd.DataFrame, pd.DataFrame]:
    return collect_catalogues(
        home=settings.home, settings=settings.scrape, now=order.started_at, offline=order.offline, tell=tell
    )


@flow(name="collect_listings", persist_result=False)
def collect_listings_flow(offline: bool = False) -> int:
    """Look at the shop pages that are due; returns the number of claimed links looked up."""
    settings = read_settings()
    order = new_order(settings.inbox, now=dt.datetime.now(dt.UTC), offline=offline)
    return len(collect(order, settings, PrefectRunner(), log).listings)
