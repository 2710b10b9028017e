"""Shop pages: the links that claims name, then the catalogues of known shops. Part of the night, or a job alone."""

from __future__ import annotations

import pandas as pd

from connectors.card import CLAIMS, load_cards
from connectors.collection import Collected, Collection, claimed_products, no_catalogues
from connectors.read_sources import read_sources
from doisoat.settings import Settings
from flows.open_stores import open_vault
from flows.run_spec import RunSpec
from flows.runner import Progress, Runner


def collect(wanted: pd.DataFrame, spec: RunSpec, settings: Settings, runner: Runner, progress: Progress) -> Collected:
    """Look at the claimed products' pages that are due and, where the spec says so, at the shops' catalogues.

    One after the other: they share hosts, and no host is asked twice at once. Catalogues that cannot be looked at as a
    whole leave the claimed links standing.
    """
    pages = Collection(
        settings.home, settings.scrape, spec.started_at, spec.offline, progress, spec.as_of, spec.known_at
    )
    harvest = runner.step("xem đường dẫn đã khai", pages.claimed, wanted)
    catalogue = no_catalogues()
    if spec.catalogues:
        seen = runner.each("xem danh mục của sàn", pages.catalogues, {"": ()})[""]
        if isinstance(seen, Exception):
            why = type(seen).__name__
            progress(f"Chưa xem được danh mục của các sàn ({why}); đường dẫn đã khai không bị ảnh hưởng")
        else:
            catalogue = seen
    collected = Collected(harvest.listings, harvest.pages, catalogue, harvest.waiting)
    for notice in collected.notices():
        progress(notice)
    return collected


def collect_claimed(spec: RunSpec, settings: Settings, runner: Runner, progress: Progress) -> Collected:
    """The same without a reconciliation around it: the links come from the claims that lie in the inbox."""
    wanted = runner.step("đọc bản khai", _claimed, spec, settings)
    return collect(wanted, spec, settings, runner, progress)


def _claimed(spec: RunSpec, settings: Settings) -> pd.DataFrame:
    cards = {CLAIMS: load_cards(settings.sources_dir, settings.sources)[CLAIMS]}
    found = read_sources(spec.inbox, cards, open_vault(settings), settings.reader, spec.started_at, spec.known_at)
    return claimed_products(found.get(CLAIMS))
