"""Which shop pages a person should look at: links claimed in the inbox, judged from the archive. Nothing is fetched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import pandas as pd

from connectors import page_answers
from connectors.card import CLAIMS
from connectors.collection import claimed_products
from connectors.contract import SourceCard
from connectors.listings import collect_listings
from connectors.read_sources import read_sources
from connectors.vault.store import Vault
from doisoat.settings import Settings


def open_page_questions(
    settings: Settings,
    cards: Mapping[str, SourceCard],
    vault: Vault,
    *,
    as_of: dt.date,
    known_at: dt.datetime | None,
    now: dt.datetime,
    tell: Callable[[str], None],
) -> pd.DataFrame:
    """The questions that are open. What has been answered since the run is not asked again.

    Args:
        settings: inbox, archive, limits.
        cards: all source cards.
        vault: where the inbox is kept.
        as_of: the day of a run, so that the looks are those that its verdicts rest on.
        known_at: the run's limit, or None.
        now: the current time, with its zone.
        tell: takes progress.

    Returns:
        The frame of ``connectors.page_answers.page_questions``.
    """
    asked = {source: cards[source] for source in (CLAIMS, page_answers.SOURCE_ID)}
    results = read_sources(settings.inbox, asked, vault, settings.reader, now, known_at)
    records = {kind: frame for result in results.values() for kind, frame in result.records.items()}
    wanted = claimed_products(results.get(CLAIMS))
    harvest = collect_listings(
        wanted,
        home=settings.home,
        settings=settings.scrape,
        now=now,
        offline=True,
        tell=tell,
        as_of=as_of,
        known_at=known_at,
    )
    answers, _ = page_answers.answers_of(records.get("page_answers"), results)
    listings = page_answers.answered(harvest.listings, answers)
    return page_answers.page_questions(listings, harvest.pages, wanted)
