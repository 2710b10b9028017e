"""One run: what was asked, what it works with, and what it has read so far. Every step is handed this, and no more."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from connectors.card import load_cards
from connectors.contract import Context, SourceCard
from connectors.files.reader import ReaderPool
from connectors.intake import Intake, take_in
from connectors.read_sources import SourceResult, failed_source, parse_context, read_source
from connectors.table_answers import SOURCE_ID, append, in_force, returned_answers, store
from connectors.table_answers import read as read_answers
from connectors.vault.store import Vault
from doisoat.memory import give_back
from doisoat.settings import Settings
from doisoat.standing import Decision
from expectations.criteria_set import CriteriaSet, load_criteria, read_criteria
from expectations.rehearsal import rehearse
from flows.open_stores import keyring, open_vault, open_warehouse
from flows.run_spec import RunSpec
from flows.runner import Progress, Runner
from flows.steps.places_known import with_villages
from gazetteer.editions import Editions, load_editions
from gazetteer.place_names import place_names
from reports.found import load_reports
from warehouse.store import Warehouse


@dataclass
class Run:
    """A run at work. What is asked of it twice (the inbox, the register, the editions) is opened once.

    ``runner`` and ``progress`` change when the run begins to be logged; all else stays as it was opened.
    """

    spec: RunSpec
    settings: Settings
    runner: Runner
    progress: Progress
    cards: dict[str, SourceCard]
    vault: Vault
    warehouse: Warehouse
    context: Context
    _results: dict[str, SourceResult] = field(default_factory=dict)

    @cached_property
    def criteria(self) -> dict[str, CriteriaSet]:
        """Today's criteria sets; for a look back those of the newest run that had ended by then, if any.

        Their rules are tried before anything is read.
        """
        past = self.warehouse.newest_run(self.spec.known_at) if self.spec.known_at else None
        rules = self.warehouse.rules(past.run_id) if past else {}
        found = {
            **load_criteria(self.settings.criteria_dir),
            **read_criteria({f"{key}.yml": text for key, text in rules.items()}),
        }
        rehearse(found.values())
        return found

    @cached_property
    def editions(self) -> Editions:
        """The administrative units of all dates."""
        return load_editions(self.settings.editions_dir)

    @cached_property
    def intake(self) -> Intake:
        """The files of the run, kept in the vault."""
        spec, limits = self.spec, self.settings.reader
        given = (spec.inbox, spec.known_at, spec.started_at, self.vault, self.cards, limits)
        return self.runner.step("nhận tệp", take_in, *given)

    @property
    def returned_answers(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Answers about tables that lie in the inbox and are not kept yet, and rows that could not be followed."""
        known = read_answers(store(self.settings.home), self.spec.known_at)
        return returned_answers(self._results.get(SOURCE_ID), known)

    @cached_property
    def table_answers(self) -> dict[str, str]:
        """What people have answered about tables: number of the question → answer. Asked for after their source."""
        known = read_answers(store(self.settings.home), self.spec.known_at)
        return in_force(pd.concat([known, self.returned_answers[0]], ignore_index=True))

    @cached_property
    def decisions(self) -> list[Decision]:
        """What officers had decided when the run began; for a look back what they had decided by then."""
        return self.warehouse.spoken().decisions(self.spec.known_at or self.spec.started_at)

    def keep_answers(self) -> None:
        """Remember the answers that lie in the inbox for good, so that they hold when the workbook has left it."""
        append(store(self.settings.home), self.returned_answers[0])

    def read(self, sources: Collection[str] | None = None) -> dict[str, SourceResult]:
        """The sources that have files, all or those named; each is read once, whoever asks.

        A source whose step failed is refused as a whole, and the others go on.
        """
        wanted = [s for s in self.intake.files if sources is None or s in sources]
        missing = [s for s in wanted if s not in self._results]
        # Answers about tables first, for all others are read by them; then the register: its villages tell the readers
        # of the others which column holds villages.
        if missing:
            answers = [s for s in missing if s == SOURCE_ID]
            registers = [s for s in missing if self.cards[s].parser == "village_register"]
            with ReaderPool(self.settings.reader) as pool:
                self._read_now(answers, pool)
                self._read_now(registers, pool)
                self._read_now([s for s in missing if s not in (*answers, *registers)], pool)
        return {s: self._results[s] for s in wanted}

    def let_go(self) -> None:
        """Give up the records of all files, by far the most that a run holds: what they say is judged."""
        for result in self._results.values():
            result.let_go()
        give_back()

    def _read_now(self, sources: Collection[str], pool: ReaderPool) -> None:
        if not sources:
            return
        known = [self._results[s] for s in self._results if self.cards[s].parser == "village_register"]
        answers = {} if list(sources) == [SOURCE_ID] else self.table_answers
        context = replace(with_villages(self.context, known), answers=answers)
        items = {s: (self.cards[s], self.intake.files[s], self.vault, pool, context) for s in sources}
        ended = self.runner.each("đọc nguồn", read_source, items)
        for source, end in ended.items():
            result = end if isinstance(end, SourceResult) else self._failed(source, end)
            self._results[source] = result
            self.progress(_line(self.cards[source], result))

    def _failed(self, source: str, error: Exception) -> SourceResult:
        return failed_source(self.cards[source], self.intake.files[source], error)


def _line(card: SourceCard, result: SourceResult) -> str:
    """One line of progress about a source that was read."""
    rows = sum(p.rows_read for p in result.files)
    aside = sum(len(p.set_aside) for p in result.files)
    refused = sum(len(p.refusals) for p in result.files)
    return (
        f"{card.title}: {len(result.files)} tệp, {rows} dòng"
        + (f", {aside} dòng để riêng" if aside else "")
        + (f", {refused} phần bị từ chối" if refused else "")
    )


@contextmanager
def open_run(spec: RunSpec, settings: Settings, runner: Runner, progress: Progress) -> Iterator[Run]:
    """Open what the run works with; the warehouse is closed at the end.

    Raises:
        ConfigError: cards, reports, keys or the warehouse's address are wrong.
    """
    cards = load_cards(settings.sources_dir, settings.sources)
    load_reports(settings.reports_dir)  # one that cannot be loaded is told now, not when the verdicts are there
    places = place_names(load_editions(settings.editions_dir))
    context = parse_context(spec.started_at, keyring(settings.keys.hmac), places, places.id)
    with open_warehouse(settings) as warehouse:
        yield Run(spec, settings, runner, progress, cards, open_vault(settings), warehouse, context)
