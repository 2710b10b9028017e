"""How every source stands in a run, for the pages: the states of the health mail, with the sources' own titles."""

from __future__ import annotations

import datetime as dt

from connectors.card import load_cards
from doisoat.settings import Settings
from flows.watch.source_states import STATUS_WORDS, SourceState, SourceStatus, source_states
from warehouse.reader import WarehouseReader
from warehouse.run import RunRecord

__all__ = ["STATUS_WORDS", "SourceState", "SourceStatus", "sources_of_run"]


def sources_of_run(
    settings: Settings, warehouse: WarehouseReader, run: RunRecord, before: RunRecord | None, day: dt.date
) -> list[SourceState]:
    """Every source that a run met, by title; late or not as of ``day``."""
    cards = load_cards(settings.sources_dir, settings.sources)
    gates = warehouse.gates(run.run_id)
    return source_states(cards, run, gates, day=day, before=before)
