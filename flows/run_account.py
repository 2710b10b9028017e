"""What the presenters of ``reports`` are handed about a run: its account, titles of its criteria and sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from expectations.criteria_set import CriteriaSet, read_stored_criteria, word_of
from reports.titles import Indicator, Titles

if TYPE_CHECKING:
    from doisoat.settings import Settings
    from flows.finished import Finished
    from reports.run_summary import RunAccount
    from warehouse.reader import WarehouseReader

# What people answered us, no source of theirs.
_ANSWERS = ("name_answers", "page_answers", "layout_answers", "finding_answers")
_SHOP_PAGES = {"ocop_listings": "Trang bán hàng"}  # pages are looked at, no file of theirs has a card


def titles_of(criteria: Mapping[str, CriteriaSet]) -> Titles:
    """The titles of criteria sets, by id and in their order."""
    return Titles(
        {key: one.title for key, one in criteria.items()},
        {
            key: tuple(Indicator(i.id, i.title, {check.id: check.title for check in i.checks}) for i in one.indicators)
            for key, one in criteria.items()
        },
        {
            key: {
                (reading.id, word_of(value)): said
                for reading in one.readings
                for value, said in reading.answers.items()
            }
            for key, one in criteria.items()
        },
    )


def titles_of_run(warehouse: WarehouseReader, *run_ids: str) -> Titles:
    """The titles of the criteria files that runs used, as they were then; the last run's where they differ."""
    texts = {f"{key}.yml": text for run_id in run_ids for key, text in warehouse.rules(run_id).items()}
    return titles_of(read_stored_criteria(texts))


def source_titles(settings: Settings, *, with_answers: bool = True) -> dict[str, str]:
    """What people call the sources, by id."""
    from connectors.card import load_cards

    cards = load_cards(settings.sources_dir, settings.sources)
    titles = {key: card.title for key, card in cards.items() if with_answers or key not in _ANSWERS}
    return {**titles, **_SHOP_PAGES} if with_answers else titles


def account_of(finished: Finished, settings: Settings, *, stored: bool = True) -> RunAccount:
    """The account of a run that has just ended."""
    from reports.run_summary import RunAccount

    used = finished.frames["criteria_files"]
    record = finished.record
    return RunAccount(
        run_id=record.run_id,
        as_of=record.as_of,
        summary=record.summary,
        warehouse=settings.warehouse_shown,
        titles=titles_of(read_stored_criteria(dict(zip(used["criteria"] + ".yml", used["text"], strict=True)))),
        source_titles=source_titles(settings),
        is_stored=stored,
    )
