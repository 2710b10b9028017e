"""Small work of every day: are the raw files still what they were, and does Prefect's own database stay small?

No verdict is touched, and nothing that a verdict rests on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from prefect import flow
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
from prefect.states import Completed, Crashed, Failed

from connectors.vault import Vault, VaultDamagedError
from doisoat.settings import read_settings
from flows.doors import open_vault
from flows.order import HERE
from flows.prefect_runner import PrefectRunner, quoting_nothing

# Each day looks at another part of the vault; after so many days all of it was looked at.
_VAULT_ROUND_DAYS = 30
_PREFECT_KEEPS = dt.timedelta(days=60)
# No run takes a day. One that still "runs" then lost its machine, and nobody told Prefect.
_LONGEST_RUN = dt.timedelta(days=1)


@flow(name="housekeeping", flow_run_name="Dọn dẹp hằng ngày", persist_result=False)
def housekeeping() -> Any:  # noqa: ANN401 - Prefect's State
    """Look at a part of the vault, then tidy Prefect's list of runs. A damaged raw file ends it as failed."""
    settings, now, runner = read_settings(), dt.datetime.now(dt.UTC), PrefectRunner()
    with quoting_nothing():
        looked_at, damaged = runner.step(
            "xem kho bản gốc", look_at_vault, open_vault(settings), now.astimezone(HERE).date()
        )
        removed, lost = runner.step("dọn danh sách lượt của Prefect", tidy_prefect, now)
    line = (
        f"Kho bản gốc: đã xem {looked_at} tệp, {len(damaged)} tệp hỏng. "
        f"Prefect: xóa {removed} lượt cũ, đóng {lost} lượt dở dang"
    )
    return Failed(message=f"{line}. {'; '.join(damaged)}") if damaged else Completed(message=line)


def look_at_vault(vault: Vault, day: dt.date) -> tuple[int, list[str]]:
    """Read the day's part of the vault and compare each object with its name: how many, and what is damaged."""
    today = day.toordinal() % _VAULT_ROUND_DAYS
    kept = {s.sha256: s for s in vault.sightings() if int(s.sha256[:8], 16) % _VAULT_ROUND_DAYS == today}
    damaged = []
    for sighting in kept.values():
        try:
            with vault.opened(vault.raw_file(sighting)):
                pass
        except VaultDamagedError as error:
            damaged.append(str(error))
    return len(kept), damaged


def tidy_prefect(now: dt.datetime) -> tuple[int, int]:
    """Delete runs that ended long ago, close those that lost their machine: how many of each."""
    old = FlowRunFilter(end_time=FlowRunFilterEndTime(before_=now - _PREFECT_KEEPS))
    stuck = FlowRunFilter(
        start_time=FlowRunFilterStartTime(before_=now - _LONGEST_RUN),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING])),
    )
    removed = lost = 0
    with get_client(sync_client=True) as client:
        for run_id in _runs(client, old):
            try:
                client.delete_flow_run(run_id)
            except ObjectNotFound:  # deleted with the run it was part of, or by the server's own sweep
                continue
            removed += 1
        for run_id in _runs(client, stuck):
            client.set_flow_run_state(
                run_id, Crashed(message="Máy dừng giữa chừng; lượt này không chạy nữa"), force=True
            )
            lost += 1
    return removed, lost


def _runs(client: SyncPrefectClient, which: FlowRunFilter) -> Iterator[Any]:
    """Ids of all flow runs of a filter, read page by page before the first is changed."""
    ids: list[Any] = []
    while page := client.read_flow_runs(
        flow_run_filter=which, sort=FlowRunSort.EXPECTED_START_TIME_ASC, limit=200, offset=len(ids)
    ):
        ids += [run.id for run in page]
    yield from ids
