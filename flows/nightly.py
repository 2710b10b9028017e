"""The nightly reconciliation as a Prefect flow, and the same at the terminal.

Our own store is the truth: whether the night's work is done already is asked of the warehouse, never of Prefect, and
nothing of the data is handed to it. Where no server is named Prefect starts one for the time of the run.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from prefect import flow
from prefect.runtime import flow_run
from prefect.states import Completed

from doisoat.clock import VIETNAM
from doisoat.settings import Settings, read_settings
from expectations.criteria_set import load_criteria
from flows.artifacts import ProgressBar, show
from flows.finished import Finished
from flows.open_stores import open_warehouse
from flows.prefect_runner import PrefectRunner, log
from flows.queueing import in_turn, skipped
from flows.reconcile import reconcile
from flows.run_spec import RunSpec, new_run_spec
from flows.runner import Progress
from flows.watch.health import send_health
from flows.watch.logs import start_log
from reports.run_summary import no_rulebook_sentence
from warehouse.lease import BusyError
from warehouse.nights import done_since
from warehouse.run import RunRecord

# A run of everything takes minutes; after an hour somebody should look, and the health mail says so.
PATIENCE = dt.timedelta(hours=1)


def run_as_flow(spec: RunSpec, settings: Settings, tell: Progress = log) -> Finished:
    """Run a spec as a Prefect flow in this process, without results in Prefect's store.

    Raises:
        BusyError: another run of the same scope is at work; the flow ends as ``Skipped``.
    """
    finished: list[Finished] = []
    busy: list[BusyError] = []

    @flow(name="doi-soat", flow_run_name=f"Đối soát {spec.as_of:%d/%m/%Y} ({spec.run_id})", persist_result=False)
    def reconcile_flow() -> Any:  # noqa: ANN401 - Prefect's State, or the run's id
        try:
            with start_log(settings, spec.run_id, tell) as noted:
                finished.append(reconcile(spec, settings, noted.watching(PrefectRunner()), noted))
        except BusyError as other:
            busy.append(other)
            return skipped(str(other))
        return finished[0].record.run_id

    reconcile_flow()
    if busy:
        raise busy[0]
    return finished[0]


def _name_of_night() -> str:
    return f"Đêm {flow_run.get_scheduled_start_time().astimezone(VIETNAM):%d/%m/%Y}"


@flow(name="nightly", flow_run_name=_name_of_night, persist_result=False)
def nightly() -> Any:  # noqa: ANN401 - Prefect's State
    """Every night: reconcile the inbox of the settings as of today.

    Nights that were missed while the machine was down all come at once when it is up again. The first does the work;
    the later ones find in the warehouse that it was done after their time, and end as ``Skipped``.
    """
    settings = read_settings()
    due = flow_run.get_scheduled_start_time()
    try:
        done = _done_since(due, settings)
        if done is not None:
            began = done.started_at.astimezone(VIETNAM)
            return skipped(
                f"Lượt {done.run_id} lúc {began:%H:%M %d/%m/%Y} đã đối soát toàn bộ sau giờ hẹn này; không cần chạy lại"
            )
        finished = in_turn(lambda: _tonight(settings), PATIENCE, log)
    except BusyError as busy:
        send_health(settings, None, busy, log)
        return skipped(str(busy))
    except BaseException as error:
        send_health(settings, None, error, log)
        raise
    send_health(settings, finished, None, log)
    show(finished, settings)
    stored = f"Đã lưu lượt {finished.record.run_id}"
    return Completed(message=". ".join(filter(None, [stored, no_rulebook_sentence(finished.record.summary)])))


def _tonight(settings: Settings) -> Finished:
    spec = new_run_spec(settings.inbox, now=dt.datetime.now(dt.UTC), catalogues=True)
    with start_log(settings, spec.run_id, log) as noted:
        return reconcile(spec, settings, noted.watching(PrefectRunner(ProgressBar())), noted)


def _done_since(due: dt.datetime, settings: Settings) -> RunRecord | None:
    with open_warehouse(settings) as warehouse:
        return done_since(due, warehouse.runs(), load_criteria(settings.criteria_dir), dt.datetime.now(dt.UTC))
