"""Runs of one scope follow each other: wait for the one at work, and say so where the wait was too long."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

from prefect.states import Completed

from flows.finished import Finished
from flows.prefect_runner import quoting_nothing
from flows.runner import Progress
from warehouse.lease import BusyError

_PAUSE = dt.timedelta(seconds=30)


def in_turn(
    attempt: Callable[[], Finished],
    patience: dt.timedelta,
    tell: Progress,
    *,
    pause: Callable[[float], None] = time.sleep,
) -> Finished:
    """Make the attempt, again and again while another run of the same scope is at work.

    Args:
        attempt: starts the run; it makes its spec anew each time, so that the run's clock is that of its own start.
        patience: for how long at least it is tried again.
        tell: told once that there is somebody to wait for.
        pause: waits for some seconds.

    Raises:
        BusyError: the other run was still at work after the wait.
        DoisoatError: what the attempt raises; a fault of the program without its message.
    """
    waited = dt.timedelta()
    while True:
        try:
            with quoting_nothing():
                return attempt()
        except BusyError as busy:
            if waited >= patience:
                raise
            if not waited:
                tell(f"Chờ tới lượt: {busy.what}")
        pause(_PAUSE.total_seconds())
        waited += _PAUSE


def skipped(why: str) -> Any:  # noqa: ANN401 - Prefect's State
    """The end of a flow run that had nothing to do: no failure, and nothing that anybody must look after."""
    return Completed(name="Skipped", message=why)
