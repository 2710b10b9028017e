"""The parent's side: hand a stranger's bytes to a child, take what it sends, say how it ended.

What is asked of a child is a task of ``connectors.sandbox.server``; what its messages mean is the caller's business:
``connectors.files.reader`` builds sheets of them, ``connectors.pages.reader`` what a page says.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from connectors.sandbox.wire import MAX_FRAME, BrokenFrameError, Message, read_frames
from doisoat.settings import ReaderLimits

_OUT_OF_MEMORY = 77  # connectors.sandbox.server.OUT_OF_MEMORY, which only the child may import
_WALL = 30  # times the CPU seconds: the machine may be busy; a child that sleeps is ended all the same


class Death(StrEnum):
    """Why a child ended without an answer."""

    SLOW = "slow"
    MEMORY = "memory"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Cost:
    """What reading one file cost its child (the dearer one where there were two)."""

    cpu_seconds: float = 0.0
    peak_mb: float = 0.0
    died: bool = False  # ended by a signal or without an answer: the refusal is ours, not the reader's

    def plus(self, other: Cost) -> Cost:
        """The dearer of two tries in each respect."""
        cpu_seconds = max(self.cpu_seconds, other.cpu_seconds)
        return Cost(cpu_seconds, max(self.peak_mb, other.peak_mb), self.died or other.died)


@dataclass(frozen=True)
class Ending:
    """How a child ended. ``death`` says why there is no whole answer, where the caller finds that there is none."""

    cost: Cost
    death: Death
    is_broken: bool  # what it sent is no message


class SandboxPool:
    """A warm server process that forks one confined child per call. Usable from several threads at once."""

    def __init__(self, limits: ReaderLimits) -> None:
        self.limits = limits
        self._lock = threading.Lock()
        self._server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def __enter__(self) -> Self:
        """The server starts with the first call."""
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

    def call(
        self,
        task: str,
        file: IO[bytes],
        take: Callable[[Message], None],
        *,
        cpu_seconds: int,
        memory_mb: int,
        max_frame: int = MAX_FRAME,
        **asked: int | str,
    ) -> Ending:
        """Have a child read ``file`` and give each of its messages to ``take``, which may raise BrokenFrameError.

        Args:
            task: a key of ``connectors.sandbox.server.TASKS``.
            file: open, with a descriptor of its own; the child reads it from where it stands.
            take: what becomes of a message.
            cpu_seconds: of the child.
            memory_mb: of its address space.
            max_frame: bytes of one message.
            asked: what else the task wants to know; short, for it goes as one datagram.
        """
        job = {
            "task": task, "cpu_seconds": cpu_seconds, "memory_mb": memory_mb, "wall_seconds": _WALL * cpu_seconds,
            **asked,
        }  # fmt: skip
        try:
            results, status = self._start(job, file)
        except OSError:
            return Ending(Cost(died=True), Death.UNKNOWN, is_broken=True)
        is_broken = False
        with results:
            try:
                for message in read_frames(results, max_frame):
                    take(message)
            except BrokenFrameError:
                is_broken = True  # closing the pipe ends a child that still writes
        with status:
            word = json.loads(status.read() or b"{}")
        cost = Cost(float(word.get("cpu", 0)), word.get("peak_kb", 0) / 1024, died=False)
        return Ending(cost, death_of(word, cpu_seconds, memory_mb), is_broken)

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
    fixed = {"PYTHONPATH": root, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return {**kept, **fixed, "OPENBLAS_NUM_THREADS": "1"}  # numpy sets room aside for each, of which there is little


def death_of(word: dict[str, object], cpu_seconds: int, memory_mb: int) -> Death:
    """Why a child ended, from its exit status (negative: the signal), its CPU seconds and its peak memory."""
    code = word.get("exit")
    used, peak_kb = word.get("cpu"), word.get("peak_kb")
    slow = isinstance(used, float) and used >= cpu_seconds - 1
    if code == -signal.SIGXCPU or word.get("verdict") == "late" or slow:
        return Death.SLOW
    # Rust and C abort where Python raises MemoryError; 6 is what an allocation beyond the limit looks like.
    if code in (_OUT_OF_MEMORY, -signal.SIGABRT) or (isinstance(peak_kb, int) and peak_kb > memory_mb * 1024 * 0.95):
        return Death.MEMORY
    return Death.UNKNOWN
