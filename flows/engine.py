"""Where the heavy work of a run is done: in this process, in processes beside it, or on a Dask cluster.

An engine calls one function for several parts and gives the answers in their order; whatever it is, the answers are the
same. The warehouse keeps its one writer, in this process.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from typing import Protocol, TypeVar

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
                waited = {n: pool.submit(function, part) for n, part in enumerate(parts) if n not in done}
                try:
                    for number, future in waited.items():
                        done[number] = future.result()
                except BrokenProcessPool:
                    done.update({n: f.result() for n, f in waited.items() if f.done() and f.exception() is None})
                    if not left:
                        raise
                    self._tell("Một tiến trình phụ bị dừng giữa chừng; phần việc của nó được làm lại")
                    continue
            break
        return [done[number] for number in range(len(parts))]


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
        futures = self._client.map(function, parts, pure=False, retries=_TRIES - 1)
        answers: list[T] = self._client.gather(futures)
        return answers

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
