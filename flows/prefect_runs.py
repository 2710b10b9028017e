"""Prefect's own list of runs kept in order: old ones deleted, those that lost their process taken up again or closed.

Prefect learns that a flow's process died from the process that started it. Where both died (a power cut, a restart of
``doisoat serve``) a run stays ``Running`` on its page for ever, and its work is not done.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectNotFound
from prefect.states import Crashed, Scheduled

_AT_WORK = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING]))
_TIMES = 3  # a run that has ended with its process so often is what ended it


def delete_ended(before: dt.datetime) -> int:
    """Delete runs that ended before a moment; how many were."""
    deleted = 0
    with get_client(sync_client=True) as client:
        for run in _runs(client, FlowRunFilter(end_time=FlowRunFilterEndTime(before_=before))):
            try:
                client.delete_flow_run(run.id)
            except ObjectNotFound:  # the server's own sweep was faster
                continue
            deleted += 1
    return deleted


def close_lost(before: dt.datetime) -> int:
    """Close runs that began before a moment and are still at work by Prefect's word; how many were."""
    with get_client(sync_client=True) as client:
        lost = _runs(client, FlowRunFilter(start_time=FlowRunFilterStartTime(before_=before), state=_AT_WORK))
        for run in lost:
            _close(client, run)
    return len(lost)


def take_up_again() -> int:
    """Have every run that is at work by Prefect's word run again; how many will.

    Only for who knows that none of them has a process: the one that serves them all, before it starts any. A run is
    repeatable, so it comes to the same verdicts; a night that was done meanwhile sees that in the warehouse.
    """
    again = 0
    with get_client(sync_client=True) as client:
        for run in _runs(client, FlowRunFilter(state=_AT_WORK)):
            if run.deployment_id is None or run.run_count >= _TIMES:  # a part of another run, or a danger to all
                _close(client, run)
            else:
                client.set_flow_run_state(run.id, Scheduled(message="Máy dừng giữa chừng; chạy lại từ đầu"), force=True)
                again += 1
    return again


def _close(client: SyncPrefectClient, run: Any) -> None:  # noqa: ANN401 - Prefect's FlowRun
    client.set_flow_run_state(run.id, Crashed(message="Máy dừng giữa chừng; lượt này không chạy nữa"), force=True)


def _runs(client: SyncPrefectClient, which: FlowRunFilter) -> list[Any]:
    """All flow runs of a filter, read page by page before the first of them is changed."""
    found: list[Any] = []
    while page := client.read_flow_runs(
        flow_run_filter=which, sort=FlowRunSort.EXPECTED_START_TIME_ASC, limit=200, offset=len(found)
    ):
        found += page
    return found
