"""Steps as Prefect tasks: what is tried again, what Prefect gets to see of them, and the log of a flow run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.exceptions import MissingContextError
from prefect.utilities.annotations import quote

from doisoat.errors import DoisoatError, TransientError, UnexpectedError
from doisoat.text.compare import fold
from flows.runner import P, T, Ts

_RETRIES, _RETRY_DELAYS, _JITTER = 3, [10, 60, 300], 0.5


@contextmanager
def quoting_nothing() -> Iterator[None]:
    """Errors as Prefect may keep them: our own quote no cells and stay, others become an ``UnexpectedError``."""
    try:
        yield
    except DoisoatError:
        raise
    except Exception as error:
        raise UnexpectedError(error) from None


def _worth_retrying(_task: object, _run: object, state: Any) -> bool:  # noqa: ANN401 - Prefect's State
    """Only the outside world's passing troubles are tried again; a wrong file stays wrong."""
    return isinstance(state.result(raise_on_failure=False), TransientError)


def _as_task(name: str) -> Any:  # noqa: ANN401 - Prefect's Task
    def call(function: Callable[..., T], args: tuple[Any, ...], named: Mapping[str, Any]) -> T:
        with quoting_nothing():
            return function(*args, **named)

    return task(
        call,
        name=name,
        task_run_name=fold(name),  # the run graph of Prefect's page drops every letter with a mark
        cache_policy=NO_CACHE,
        persist_result=False,
        retries=_RETRIES,
        retry_delay_seconds=_RETRY_DELAYS,
        retry_jitter_factor=_JITTER,
        retry_condition_fn=_worth_retrying,
    )


class PrefectRunner:
    """Steps as Prefect tasks. Arguments are quoted: Prefect does not look into them, store or hash them.

    ``done`` is told the name of every step that has ended well, for a person who watches.
    """

    def __init__(self, done: Callable[[str], None] = lambda _name: None) -> None:
        self._done = done

    def step(self, name: str, function: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> T:
        """Run the step as a task and wait for it."""
        result: T = _as_task(name)(quote(function), quote(args), quote(named))
        self._done(name)
        return result

    def each(
        self, name: str, function: Callable[[*Ts], T], items: Mapping[str, tuple[*Ts]]
    ) -> dict[str, T | Exception]:
        """Run a task an item side by side; a failed one gives its error and leaves the others standing."""
        futures = {
            key: _as_task(f"{name} {key}").submit(quote(function), quote(args), quote({}))
            for key, args in items.items()
        }
        results: dict[str, T | Exception] = {}
        for key, future in futures.items():
            try:
                results[key] = future.result()
            except UnexpectedError as error:
                results[key] = error.original
            except Exception as error:
                results[key] = error
        self._done(name)
        return results

    def job(self, name: str, function: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> T:
        """Run it as a flow within the flow. Its arguments do not pass through Prefect, which would store them."""
        results: list[T] = []

        @flow(name=name, flow_run_name=name, persist_result=False)
        def job_flow() -> None:
            with quoting_nothing():
                results.append(function(*args, **named))

        job_flow()
        self._done(name)
        return results[0]


def log(text: str) -> None:
    """Tell the flow run's log; nobody where there is none."""
    try:
        get_run_logger().info(text)
    except MissingContextError:
        return
