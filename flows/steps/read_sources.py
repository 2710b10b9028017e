"""Sources of the inbox read apart from a reconciliation, for a question that needs them alone."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.card import load_cards
from connectors.contract import Context
from connectors.sandbox.pool import ReaderPool
from doisoat.clock import VIETNAM
from doisoat.settings import Settings
from doisoat.text.repair import repair_texts
from flows.open_stores import open_vault
from flows.run_spec import RunSpec
from flows.steps.intake import SourceResult, read_source, take_in


def read_alone(spec: RunSpec, settings: Settings, sources: Iterable[str]) -> dict[str, SourceResult]:
    """Readings by source id, of those that have files. Persons are not compared.

    Raises:
        ConfigError: cards or settings are wrong, or there is no inbox.
    """
    every = load_cards(settings.sources_dir, settings.sources)
    cards = {source: every[source] for source in sources}
    vault = open_vault(settings)
    files = take_in(spec, vault, cards).files
    context = Context(spec.started_at.astimezone(VIETNAM).date(), repair_texts, lambda _column, _value: None)
    with ReaderPool(settings.reader) as pool:
        return {source: read_source(cards[source], found, vault, pool, context) for source, found in files.items()}
