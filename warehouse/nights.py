"""Which of the stored runs are nights, and which one a run is compared with.

A look at a scope or at the past answers somebody's question; so does a run as of an earlier day, which is why nights
come in the order of their days and not in the order in which they were stored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from doisoat.clock import VIETNAM
from warehouse.run import RunRecord
from warehouse.store import question_of


def nights(runs: Sequence[RunRecord]) -> list[RunRecord]:
    """Runs of everything, the earliest day first; of one day in the order they were stored.

    Args:
        runs: in the order they were stored, as ``Warehouse.runs`` gives them.
    """
    whole = (run for run in runs if not run.scope and run.known_at is None)
    # A run as of a day to come answers a question too; it would be the newest night until that day.
    begun = (run for run in whole if run.as_of <= run.started_at.astimezone(VIETNAM).date())
    return sorted(begun, key=lambda run: run.as_of)


def before(runs: Sequence[RunRecord], run: RunRecord) -> RunRecord | None:
    """The run of the same question that a run is compared with: stored before it, of the latest day up to its own."""
    asked = question_of(run)
    ids = [other.run_id for other in runs]
    earlier = runs[: ids.index(run.run_id)] if run.run_id in ids else runs
    same = [other for other in earlier if question_of(other) == asked and other.as_of <= run.as_of]
    return max(reversed(same), key=lambda other: other.as_of, default=None)


def done_since(
    due: dt.datetime, runs: Sequence[RunRecord], criteria: Collection[str], now: dt.datetime | None = None
) -> RunRecord | None:
    """The newest stored run that did all of a night's work and began when the night was due, or later.

    All of it: everything in scope, under every criteria set, as of the day on which the run began, and with all that
    was known. A look back, or a run for one district, is not a night's work.

    Args:
        due: when the night was to begin, with a zone.
        runs: stored runs.
        criteria: ids of all criteria sets there are.
        now: a run that began later than this was dated by a clock that has been set back since, and replaces no night.
    """
    whole = [
        run
        for run in nights(runs)
        if run.started_at >= due
        and (now is None or run.started_at <= now)
        and run.as_of == run.started_at.astimezone(VIETNAM).date()
        and set(criteria) <= set(run.criteria)
    ]
    return max(whole, key=lambda run: run.started_at, default=None)
