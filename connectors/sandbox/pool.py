"""The parent's side: hand files to children, build sheets from what they send, say why a child died.

>>> with ReaderPool(limits) as pool:            # doctest: +SKIP
...     book = pool.read(path, "operators/vnpt/T9.xlsx")
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from connectors.contract import Workbook
from connectors.files import refusals
from connectors.files.sheet_builder import Assembly
from connectors.sandbox.wire import BrokenFrameError, read_frames
from doisoat.errors import InputLocation, RefusedInputError
from doisoat.settings import ReaderLimits

_OUT_OF_MEMORY = 77  # connectors.sandbox.server.OUT_OF_MEMORY, which only the child may import

# A big file that is what it seems needs more than the default: a province's 250,000 addresses are a 20 MB xlsx that
# takes 250 MB and 6 CPU-seconds to read (11 bytes of memory and 0.3 microseconds a byte). Bounds grow with the real
# size of the file, so that only those who send many bytes get much memory.
_MEMORY_PER_BYTE = 16
_CPU_SECONDS_PER_MB = 1


@dataclass(frozen=True)
class Cost:
    """What reading one file cost its child (the dearer one where there were two)."""

    cpu_seconds: float
    peak_mb: float
    died: bool  # ended by a signal or without an answer: the refusal is ours, not the reader's

    def plus(self, other: Cost) -> Cost:
        """The dearer of two tries in each respect."""
        cpu_seconds = max(self.cpu_seconds, other.cpu_seconds)
        return Cost(cpu_seconds, max(self.peak_mb, other.peak_mb), self.died or other.died)


_NO_COST = Cost(0, 0, died=False)


class ReaderPool:
    """A warm server process that forks one confined child per file. Usable from several threads at once."""

    def __init__(self, limits: ReaderLimits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def __enter__(self) -> ReaderPool:
        """The server starts with the first file."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the server and whatever it still runs."""
        self.close()

    def close(self) -> None:
        """End the server; a later read starts a new one."""
        with self._lock:
            self._stop()

    def read(self, path: Path, name: str) -> Workbook:
        """Read one file.

        Args:
            path: where the bytes are.
            name: how messages call the file: its path relative to the inbox.

        Raises:
            RefusedInputError: the file cannot be read; ``spot.file`` is ``name``.
        """
        result, _ = self.read_measured(path)
        if isinstance(result, RefusedInputError):
            raise result.at(InputLocation(file=name))
        return result

    def read_measured(self, path: Path) -> tuple[Workbook | RefusedInputError, Cost]:
        """The workbook, or why there is none, and what it cost to find out."""
        try:
            file = path.open("rb")
        except OSError:
            return refusals.vanished(), _NO_COST
        with file:
            size_mb = os.fstat(file.fileno()).st_size / 2**20
            if size_mb > self._limits.max_file_mb:
                return refusals.too_big(size_mb, self._limits.max_file_mb), _NO_COST
            result, cost, kind = self._read(file, size_mb, "")
            # calamine aborts on some real files that the slower readers can still read.
            left = self._limits.cpu_seconds - cost.cpu_seconds
            if cost.died and kind in ("xls", "xlsx", "xlsm") and left > 2:
                file.seek(0)
                second, second_cost, _ = self._read(file, size_mb, "second")
                cost = cost.plus(second_cost)
                result = second if isinstance(second, Workbook) else result
        return result, cost

    def _read(self, file: IO[bytes], size_mb: float, engine: str) -> tuple[Workbook | RefusedInputError, Cost, str]:
        """One child's answer, its cost, and what it said the file is."""
        memory_mb = max(self._limits.memory_mb, int(size_mb * _MEMORY_PER_BYTE))
        cpu_seconds = max(self._limits.cpu_seconds, int(size_mb * _CPU_SECONDS_PER_MB))
        job: dict[str, int | str] = {
            "cpu_seconds": cpu_seconds,
            "memory_mb": memory_mb,
            "wall_seconds": 30 * cpu_seconds,  # the machine may be busy; a child that sleeps is ended all the same
            "max_cells": self._limits.max_cells,
            "max_columns": self._limits.max_columns,
            "max_sheets": self._limits.max_sheets,
            "engine": engine,
        }
        try:
            results, status = self._start(job, file)
        except OSError:
            return refusals.reader_died(), Cost(0, 0, died=True), ""
        assembly = Assembly(self._limits)
        broken = False
        with results:
            try:
                for message in read_frames(results):
                    assembly.take(message)
            except BrokenFrameError:
                broken = True  # closing the pipe ends a child that still writes
        with status:
            word = json.loads(status.read() or b"{}")
        died = broken or not assembly.finished
        cost = Cost(float(word.get("cpu", 0)), word.get("peak_kb", 0) / 1024, died)
        if died:
            return _reason(word, cpu_seconds, memory_mb), cost, assembly.kind
        return assembly.refusal or assembly.workbook(), cost, assembly.kind

    def _start(self, job: dict[str, int | str], file: IO[bytes]) -> tuple[IO[bytes], IO[bytes]]:
        """Hand the job over; returns the pipes of results and of the server's last word."""
        result_read, result_write = os.pipe()
        status_read, status_write = os.pipe()
        try:
            for attempt in (1, 2):
                try:
                    with self._lock:
                        control = self._connect()
                        fds = [file.fileno(), result_write, status_write]
                        socket.send_fds(control, [json.dumps(job).encode()], fds)
                        if control.recv(1) != b"+":
                            raise ConnectionResetError
                    break
                except OSError:
                    # The server itself is gone (somebody ended it): one new try with a new one.
                    with self._lock:
                        self._stop()
                    if attempt == 2:
                        os.close(result_read)
                        os.close(status_read)
                        raise
        finally:
            os.close(result_write)
            os.close(status_write)
        return os.fdopen(result_read, "rb", buffering=2**20), os.fdopen(status_read, "rb")

    def _connect(self) -> socket.socket:
        if self._control is None:
            ours, theirs = socket.socketpair()
            with theirs:
                self._server = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
                    [sys.executable, "-m", "connectors.sandbox.server", str(theirs.fileno())],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    env=_environment(),
                    start_new_session=True,
                )
            self._control = ours
        return self._control

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._server is not None:
            try:
                self._server.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
            self._server = None


def _environment() -> dict[str, str]:
    """What the server needs to find the house, and no secret: a stranger's file may take over a child."""
    root = str(Path(__file__).resolve().parents[2])
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if name in os.environ}
    return {**kept, "PYTHONPATH": root, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def _reason(word: dict[str, object], cpu_seconds: int, memory_mb: int) -> RefusedInputError:
    """Why a child ended without an answer, from its exit status (negative: the signal) and its peak memory."""
    code = word.get("exit")
    used, peak_kb = word.get("cpu"), word.get("peak_kb")
    slow = isinstance(used, float) and used >= cpu_seconds - 1
    if code == -signal.SIGXCPU or word.get("verdict") == "late" or slow:
        return refusals.too_slow(cpu_seconds)
    # Rust and C abort where Python raises MemoryError; 6 is what an allocation beyond the limit looks like.
    if code in (_OUT_OF_MEMORY, -signal.SIGABRT) or (isinstance(peak_kb, int) and peak_kb > memory_mb * 1024 * 0.95):
        return refusals.too_much_memory(memory_mb)
    return refusals.reader_died()
