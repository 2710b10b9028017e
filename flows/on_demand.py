"""A reconciliation that an officer asks for: one district or village, another day, another criteria set, a dry run."""

from __future__ import annotations

import datetime as dt
from typing import Any

from prefect import flow
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from doisoat.settings import Settings, read_settings
from flows import dry_runs
from flows.artifacts import ProgressBar, show
from flows.finished import Finished
from flows.prefect_runner import PrefectRunner, log
from flows.queueing import in_turn, skipped
from flows.reconcile import carry_out
from flows.run import open_run
from flows.run_form import Request, RequestRefusedError, check, read_request
from flows.scopes import ScopeError
from flows.watch.logs import start_log
from reports.run_summary import no_rulebook_sentence
from warehouse.lease import BusyError

# Somebody is waiting in front of a page.
PATIENCE = dt.timedelta(minutes=20)


def _name_of_request() -> str:
    """Who looks at the list of runs sees what was asked; a request that cannot be read has no more than the kind."""
    try:
        asked = read_request(flow_run.parameters["request"])
    except (RequestRefusedError, KeyError):
        return "Theo yêu cầu"
    where = ", ".join(asked.scope[:3]) + ("…" if len(asked.scope) > 3 else "")
    when = f" · ngày xét {asked.as_of:%d/%m/%Y}" if asked.as_of else ""
    return f"Theo yêu cầu · {where or 'toàn tỉnh'}{when}" + (" · chạy thử" if asked.dry_run else "")


# Prefect's own check would answer in English with the values quoted; ``read_request`` asks the same of the same model.
@flow(name="on_demand", flow_run_name=_name_of_request, persist_result=False, validate_parameters=False)
def on_demand(request: Request) -> Any:  # noqa: ANN401 - Prefect's State
    """Carry out a request; its end names the stored run.

    A request that cannot be carried out ends as ``Refused`` before anything starts. One for a scope on which another
    run is at work waits for it, and ends as ``Skipped`` where that takes too long.
    """
    settings = read_settings()
    try:
        asked = read_request(request)
        finished = in_turn(lambda: _answer(asked, settings), PATIENCE, log)
    except RequestRefusedError as error:
        return Failed(name="Refused", message=str(error))
    except ScopeError as error:
        return Failed(name="Refused", message=str(error))
    except BusyError as busy:
        return skipped(str(busy))
    show(finished, settings, stored=not asked.dry_run)
    run_id = finished.record.run_id
    done = f"Đã lưu lượt {run_id}" if not asked.dry_run else f"Chạy thử xong, không lưu ({run_id})"
    return Completed(message=". ".join(filter(None, [done, no_rulebook_sentence(finished.record.summary)])))


def _answer(asked: Request, settings: Settings) -> Finished:
    """One descent: what the check of the request opens and reads, the run goes on with."""
    spec = asked.spec(settings, dt.datetime.now(dt.UTC))
    with open_run(spec, settings, PrefectRunner(ProgressBar()), log) as run:
        check(asked, run)
        with start_log(settings, spec.run_id, log) as noted:
            run.runner, run.progress = noted.watching(run.runner), noted
            finished = carry_out(run)
    if asked.dry_run:
        dry_runs.keep(finished, settings)
    return finished
