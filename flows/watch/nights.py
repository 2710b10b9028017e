"""Which of the stored runs are nights, and which one a run is compared with.

A look at a scope or at the past answers somebody's question; so does a run as of an earlier day, which is why nights
are told in the order of their days and not in the order in which they were stored.
"""

from __future__ import annotations

from collections.abc import Sequence

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
