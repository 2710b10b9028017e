"""The nightly reconciliation as a Prefect flow: one task a step, one task a source.

A foreground run needs no Prefect server; Prefect starts one in the background of the process. Our own store is the
truth: nothing is read back from Prefect, nothing of the data is handed to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.exceptions import MissingContextError
from prefect.utilities.annotations import quote

from doisoat.errors import TransientError
from doisoat.settings import Settings, read_settings
from flows.logs import start_log
from flows.order import Order, new_order
from flows.reconcile import Finished, reconcile
from flows.runner import Tell

T = TypeVar("T")
_RETRIES, _RETRY_DELAYS = 3, [10, 60, 300]


def _worth_retrying(_task: object, _run: object, state: Any) -> bool:  # noqa: ANN401 - Prefect's State
    """Only the outside world's passing troubles are tried again; a wrong file stays wrong."""
    return isinstance(state.result(raise_on_failure=False), TransientError)


def _as_task(name: str) -> Any:  # noqa: ANN401 - Prefect's Task
    def call(function: Callable[..., T], args: tuple[Any, ...]) -> T:
        return function(*args)

    return task(
        call,
        name=name,
        cache_policy=NO_CACHE,
        persist_result=False,
        retries=_RETRIES,
        retry_delay_seconds=_RETRY_DELAYS,
        retry_condition_fn=_worth_retrying,
    )


class PrefectRunner:
    """Steps as Prefect tasks. Arguments are quoted: Prefect does not look into them, store or hash them."""

    def step(self, name: str, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401
        """Run the step as a task and wait for it."""
        result: T = _as_task(name)(quote(function), quote(args))
        return result

    def each(
        self, name: str, function: Callable[..., T], items: Mapping[str, tuple[Any, ...]]
    ) -> dict[str, T | Exception]:
        """Run a task an item side by side; a failed one gives its error and leaves the others standing."""
        futures = {key: _as_task(f"{name} {key}").submit(quote(function), quote(args)) for key, args in items.items()}
        results: dict[str, T | Exception] = {}
        for key, future in futures.items():
            try:
                results[key] = future.result()
            except Exception as error:
                results[key] = error
        return results

    def job(self, name: str, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401
        """Run it as a flow within the flow. Its arguments do not pass through Prefect, which would store them."""
        results: list[T] = []

        @flow(name=name, persist_result=False)
        def job_flow() -> None:
            results.append(function(*args))

        job_flow()
        return results[0]


def log(text: str) -> None:
    """Tell the flow run's log; nobody where there is none."""
    try:
        get_run_logger().info(text)
    except MissingContextError:
        return


def run_order(order: Order, settings: Settings, tell: Tell = log) -> Finished:
    """Run an order as a Prefect flow in this process, without results in Prefect's store."""
    finished: list[Finished] = []

    @flow(name="doi-soat", flow_run_name=f"Đối soát {order.as_of:%d/%m/%Y} ({order.run_id})", persist_result=False)
    def reconcile_flow() -> str:
        with start_log(settings, order.run_id, tell) as told:
            finished.append(reconcile(order, settings, told.watching(PrefectRunner()), told))
        return finished[0].record.run_id

    reconcile_flow()
    return finished[0]


@flow(name="nightly", persist_result=False)
def nightly(as_of: dt.date | None = None, scopes: list[str] | None = None, criteria: list[str] | None = None) -> str:
    """Every night: reconcile the inbox of the settings as of today, or of the day given. Returns the run's id."""
    settings = read_settings()
    order = new_order(
        settings.inbox,
        now=dt.datetime.now(dt.UTC),
        as_of=as_of,
        scopes=tuple(scopes or ()),
        criteria=tuple(criteria or ()),
        catalogues=True,
    )
    with start_log(settings, order.run_id, log) as told:
        return reconcile(order, settings, told.watching(PrefectRunner()), told).record.run_id
