"""What a person sees of a run on Prefect's page: how far it is, and afterwards what it found.

Prefect keeps only counts, names of files and our own sentences. Its page is not the truth: where it cannot be reached
the run goes on without it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact

from doisoat.settings import Settings
from flows.finished import Finished
from flows.how_far import PERCENT, step_done
from flows.run_account import account_of
from reports.run_summary import summary_markdown


class ProgressBar:
    """A bar on the page of the flow run that moves when a step ends; to be handed to ``PrefectRunner``."""

    def __init__(self) -> None:
        self._bar: UUID | None = None

    def __call__(self, step: str) -> None:
        """Move the bar; a step it does not know leaves it where it is."""
        if step in PERCENT:
            _unless_away(lambda: self._move(PERCENT[step], step_done(step)))

    def _move(self, percent: float, text: str) -> None:
        if self._bar is None:
            self._bar = create_progress_artifact(percent, key="tien-do", description=text)
        else:
            update_progress_artifact(self._bar, percent, description=text)


def show(finished: Finished, settings: Settings, *, stored: bool = True) -> None:
    """Put the account of a run on the page of its flow run."""
    text = summary_markdown(account_of(finished, settings, stored=stored))
    _unless_away(lambda: create_markdown_artifact(text, key="ket-qua", description="Kết quả đối soát"))


def _unless_away(tell: Callable[[], object]) -> None:
    with suppress(Exception):  # a page that cannot be reached must not cost a run
        tell()
