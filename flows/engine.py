"""Where the heavy work of a run is done: in this process, in processes beside it, or on a Dask cluster.

An engine calls one function for several parts and gives the answers in their order; whatever it is, the answers are the
same. The warehouse keeps its one writer, in this process.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from typing import Any, Protocol, TypeVar

from doisoat.errors import ConfigError
from doisoat.settings import Settings
from flows.runner import Progress

S = TypeVar("S")
T = TypeVar("T")
_TRIES = 3  # a worker that was killed is replaced; who kills every one is told so
_PRELOADED = ["expectations.partitions"]
_SECONDS_TO_ANSWER = 10


class Engine(Protocol):
    """``workers`` is the number of parts that are worked on at once."""

    workers: int

    def spread(self, function: Callable[[S], T], parts: Sequence[S]) -> list[T]:
        """The function's answer for every part, in their order; the first error of any is raised."""


class PlainEngine:
    """One after the other, here."""

    workers = 1

    def spread(self, function: Callable[[S], T], parts: Sequence[S]) -> list[T]:
        """Call it for each."""
        return [function(part) for part in parts]


class ProcessEngine:
    """Processes of this machine. They begin afresh, and load what they need; a killed one is replaced.

    Args:
        workers: how many.
        tell: told of a worker that was lost.
    """

    def __init__(self, workers: int, tell: Progress) -> None:
        self.workers, self._tell = workers, tell

    def spread(self, function: Callable[[S], T], parts: Sequence[S]) -> list[T]:
        """Call it for all at once; of a single part here, for a process of its own costs more than it saves.

        Raises:
            BrokenProcessPool: worker after worker was killed.
        """
        if len(parts) < 2:
            return PlainEngine().spread(function, parts)
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOADED)
        done: dict[int, T] = {}
        for left in reversed(range(_TRIES)):
            with ProcessPoolExecutor(self.workers, mp_context=context) as pool:
                try:
                    self._work_off(pool, function, parts, done)
                except BrokenProcessPool:
                    if not left:
                        raise
                    self._tell("Một tiến trình phụ bị dừng giữa chừng; phần việc của nó được làm lại")
                    continue
            break
        return [done[number] for number in range(len(parts))]

    def _work_off(
        self, pool: ProcessPoolExecutor, function: Callable[[S], T], parts: Sequence[S], done: dict[int, T]
    ) -> None:
        """Have all parts done that are not yet; a part is made when a process will soon be free for it."""
        left = [number for number in range(len(parts)) if number not in done]
        waited: dict[Future[T], int] = {}
        while left or waited:
            while left and len(waited) <= self.workers:
                number = left.pop(0)
                waited[pool.submit(function, parts[number])] = number
            ended, _ = wait(waited, return_when=FIRST_COMPLETED)
            for future in ended:
                done[waited.pop(future)] = future.result()


class DaskEngine:
    """Workers of a Dask cluster, who need this program installed and nothing else: a part holds all it is judged by.

    Args:
        address: of the scheduler, ``tcp://host:8786``.

    Raises:
        ConfigError: Dask is not installed here.
        OSError: the scheduler does not answer.
    """

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise ConfigError("chưa cài Dask", fix="cài thêm: pip install 'doisoat[dask]'") from None
        self._client = Client(address, timeout=f"{_SECONDS_TO_ANSWER}s", set_as_default=False)
        self.workers = max(1, len(self._client.scheduler_info(n_workers=-1)["workers"]))

    def spread(self, function: Callable[[S], T], parts: Sequence[S]) -> list[T]:
        """Call it for all on the cluster, which replaces a lost worker by another one."""
        from distributed import as_completed

        left = iter(range(len(parts)))
        number_of: dict[Any, int] = {}
        done: dict[int, T] = {}

        def hand_out() -> Any:  # noqa: ANN401 - a future of Dask
            """The next part, made when a worker will soon be free for it; None where all are handed out."""
            number = next(left, None)
            if number is None:
                return None
            future = self._client.submit(function, parts[number], pure=False, retries=_TRIES - 1)
            number_of[future.key] = number
            return future

        first = [future for future in (hand_out() for _ in range(self.workers + 1)) if future]
        waited = as_completed(first, loop=self._client.loop)
        for future in waited:
            done[number_of[future.key]] = future.result()
            if (following := hand_out()) is not None:
                waited.add(following)
        return [done[number] for number in range(len(parts))]

    def close(self) -> None:
        """Leave the cluster."""
        self._client.close()


@contextmanager
def engine_of(settings: Settings, tell: Progress) -> Iterator[Engine]:
    """The engine that the settings name. A cluster that does not answer is told, and the work is done here.

    Raises:
        ConfigError: Dask is asked for and not installed, or its scheduler's address is not given.
    """
    if settings.engine == "processes":
        yield ProcessEngine(settings.workers or os.cpu_count() or 1, tell)
        return
    if settings.engine == "dask":
        if not settings.scheduler:
            raise ConfigError("chưa có địa chỉ của Dask", fix="đặt DOISOAT_SCHEDULER=tcp://máy:8786")
        try:
            cluster = DaskEngine(settings.scheduler)
        except OSError:
            tell(f"Chưa gọi được Dask ở {settings.scheduler}; lượt này xét trên máy đang chạy")
        else:
            with closing(cluster):
                yield cluster
            return
    yield PlainEngine()
