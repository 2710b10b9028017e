"""The parent's side: hand files to children, build sheets from what they send, say why a child died.

>>> with ReaderPool(limits) as pool:            # doctest: +SKIP
...     book = pool.read(path, "operators/vnpt/T9.xlsx")
"""

from __future__ import annotations

import contextlib
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
from connectors.readers import refusals
from connectors.readers.assemble import Assembly
from connectors.readers.frames import BrokenFrameError, read_frames
from doisoat.errors import Refused, RefusedInputError, Spot
from doisoat.settings import ReaderLimits

_OUT_OF_MEMORY = 77  # connectors.readers.server.OUT_OF_MEMORY, which only the child may import

# A big file that is what it seems needs more than the default: a province's 250,000 addresses are a 20 MB xlsx that
# takes 250 MB and 6 CPU-seconds to read (11 bytes of memory and 0.3 microseconds a byte). Bounds grow with the real
# size of the file, so that only those who send many bytes get much memory.
_MEMORY_PER_BYTE = 16
_CPU_SECONDS_PER_MB = 1


@dataclass(frozen=True)
class Cost:
    """What reading one file cost its child."""

    cpu_seconds: float
    peak_mb: float
    died: bool  # ended by a signal or without an answer: the refusal is ours, not the reader's


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
        return self.read_measured(path, name)[0]

    def read_measured(self, path: Path, name: str) -> tuple[Workbook, Cost]:
        """Like ``read``, with what it cost.

        Raises:
            RefusedInputError: the file cannot be read; a note ``cost`` on the error tells what it cost.
        """
        try:
            book, cost = self._read(path, "")
            return book, cost
        except RefusedInputError as refusal:
            located = refusal.at(Spot(file=name))
            located.__dict__["cost"] = refusal.__dict__.get("cost")
            raise located from None

    def _read(self, path: Path, engine: str) -> tuple[Workbook, Cost]:
        try:
            file = path.open("rb")
        except OSError:
            raise refusals.vanished() from None
        with file:
            size_mb = os.fstat(file.fileno()).st_size / 2**20
            if size_mb > self._limits.max_file_mb:
                raise refusals.too_big(size_mb, self._limits.max_file_mb)
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
            results, status = self._start(job, file)
        assembly = Assembly(self._limits)
        broken = False
        with results:
            try:
                for message in read_frames(results):
                    assembly.take(message)
            except BrokenFrameError:
                broken = True  # closing the pipe below ends a child that still writes
        with status:
            word = json.loads(status.read() or b"{}")
        cost = Cost(float(word.get("cpu", 0)), word.get("peak_kb", 0) / 1024, died=broken or not assembly.finished)
        if assembly.refusal is not None and not broken:
            raise _with_cost(assembly.refusal, cost)
        if not cost.died:
            return assembly.workbook(), cost
        # calamine aborts on some real .xls files that the older reader can still read.
        if assembly.kind == "xls" and not engine:
            with contextlib.suppress(RefusedInputError):
                return self._read(path, "xlrd")
        raise _with_cost(_reason(word, cpu_seconds, memory_mb), cost)

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
                        raise refusals.reader_died() from None
        finally:
            os.close(result_write)
            os.close(status_write)
        return os.fdopen(result_read, "rb", buffering=2**20), os.fdopen(status_read, "rb")

    def _connect(self) -> socket.socket:
        if self._control is None:
            ours, theirs = socket.socketpair()
            with theirs:
                self._server = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
                    [sys.executable, "-m", "connectors.readers.server", str(theirs.fileno())],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    env={**_environment()},
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


def _with_cost(refusal: RefusedInputError, cost: Cost) -> RefusedInputError:
    refusal.__dict__["cost"] = cost
    return refusal


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
    return RefusedInputError(Refused.READER_DIED, refusals.reader_died().what, fix=refusals.reader_died().fix)
