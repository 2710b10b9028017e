"""How steps are called: as plain functions, or as Prefect tasks (``flows.nightly``). The steps do not know which."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, Protocol, TypeVar, TypeVarTuple

from doisoat.errors import TransientError

P = ParamSpec("P")
T = TypeVar("T")
Ts = TypeVarTuple("Ts")

# Tells a person (or a log) one line of progress.
Progress = Callable[[str], None]


class Runner(Protocol):
    """Calls steps in order; ``each`` may call its function for several items at once."""

    def step(self, name: str, function: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> T:
        """Call one step and return what it returns."""

    def each(
        self, name: str, function: Callable[[*Ts], T], items: Mapping[str, tuple[*Ts]]
    ) -> dict[str, T | Exception]:
        """Call the function once an item (its arguments by key); an item that raises gives its error."""

    def job(self, name: str, function: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> T:
        """Call a part of the run that has steps of its own and can also be run alone."""


class PlainRunner:
    """Steps as plain function calls; the items of one step side by side, for they wait for other processes.

    Args:
        pauses: seconds to wait before a step that failed with ``TransientError`` is tried again; none: never.
        tell: told why somebody waits.
        pause: waits for some seconds.
    """

    def __init__(
        self,
        pauses: Sequence[float] = (),
        tell: Progress = lambda _text: None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._pauses, self._tell, self._pause = pauses, tell, pause

    def step(self, name: str, function: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> T:
        """Call it; where the outside world failed for now, again after a while."""
        for seconds in self._pauses:
            try:
                return function(*args, **named)
            except TransientError as passing:
                self._tell(f"Bước “{name}”: {passing.what}; thử lại sau {seconds:g} giây")
                self._pause(seconds)
        return function(*args, **named)

    def each(
        self, name: str, function: Callable[[*Ts], T], items: Mapping[str, tuple[*Ts]]
    ) -> dict[str, T | Exception]:
        """Call it for every item; an error is that item's own."""
        results: dict[str, T | Exception] = {}
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            waited = {key: pool.submit(function, *args) for key, args in items.items()}
            for key, future in waited.items():
                try:
                    results[key] = future.result()
                except Exception as error:
                    results[key] = error
        return results

    def job(self, _name: str, function: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> T:
        """Call it."""
        return function(*args, **named)
