"""A whole reconciliation in a child process that can be stopped and killed at any moment. Part of ``benchmarks.crash``.

The child tells each step as it begins and ends, so that a kill can be aimed at a step and it is known where one fell.
"""

from __future__ import annotations

import datetime as dt
import os
import resource
import select
import shutil
import signal
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from doisoat.errors import DoisoatError, TransientError
from doisoat.settings import Settings
from flows.demo import DEMO_AS_OF, demo_inbox
from flows.reconcile import reconcile
from flows.run_spec import RunSpec
from flows.runner import PlainRunner
from warehouse.lease import BusyError

T = TypeVar("T")
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
DONE, BROKEN, BUSY, TRANSIENT, REFUSED, KILLED = 0, 1, 3, 4, 5, -signal.SIGKILL
# Where a run is before its first step: opening the warehouse, taking the lease.
OPENING = "mở kho"
FEW = (
    "register/danh_muc_thon_2024.xlsx",
    "claims/binh_gia/tu_danh_gia_2024.xlsx",
    "operators/vnpt/vnpt_bao_cao_thon.xlsx",
    "operators/viettel/viettel_wifi.xls",
)


@dataclass(frozen=True)
class Scene:
    """Where a run takes place; ``number`` makes its id."""

    inbox: Path
    home: Path
    url: str
    number: int = 0

    def spec(self) -> RunSpec:
        """The order of the run: the same but for its id and the time of its start."""
        at = START + dt.timedelta(seconds=self.number)
        return RunSpec(f"run-{self.number:06}", at, DEMO_AS_OF, self.inbox, criteria=("TTM-2023",), offline=True)

    def settings(self) -> Settings:
        """The settings of the run."""
        return Settings(home=self.home, inbox=self.inbox, warehouse=self.url)


def few_files(folder: Path) -> Path:
    """An inbox of four files of the sample: a run of it takes a third of the time."""
    for name in FEW:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(demo_inbox() / name, folder / name)
    return folder


def stand_still() -> None:
    """Stop this process until somebody lets it go on or kills it."""
    os.kill(os.getpid(), signal.SIGSTOP)


def fill_disk(free: int) -> Callable[[], None]:
    """From now on no file of this process can be written beyond this many bytes, as on a disk that is full."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (free, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


class _Telling(PlainRunner):
    """Tells a pipe where the run is, and does at one mark what it is asked to."""

    def __init__(self, pipe: int, at: str, do: Callable[[], object]) -> None:
        super().__init__()
        self._pipe, self._at, self._do = pipe, at, do

    def tell(self, mark: str) -> None:
        line = mark.replace("\n", " ")
        os.write(self._pipe, f"{time.monotonic()}\t{line}\n".encode())
        if mark == self._at:
            self._do()

    def step(self, name: str, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401
        self.tell(f"+{name}")
        result = super().step(name, function, *args)
        self.tell(f"-{name}")
        return result

    def each(
        self, name: str, function: Callable[..., T], items: Mapping[str, tuple[Any, ...]]
    ) -> dict[str, T | Exception]:
        self.tell(f"+{name}")
        result = super().each(name, function, items)
        self.tell(f"-{name}")
        return result


@dataclass
class Run:
    """A run in a child. ``marks`` are moments of the monotonic clock and what began (``+``) or ended (``-``) then."""

    pid: int
    pipe: int
    begun: float
    marks: list[tuple[float, str]] = field(default_factory=list)
    exit_code: int | None = None
    readers: set[int] = field(default_factory=set)

    @classmethod
    def start(cls, scene: Scene, at: str = "", do: Callable[[], object] = stand_still) -> Run:
        """Begin a run; at the mark ``at`` (none: never) it does what is asked."""
        ours, theirs = os.pipe()
        begun = time.monotonic()
        pid = os.fork()
        if pid == 0:
            os.close(ours)
            os._exit(_child(scene, _Telling(theirs, at, do)))
        os.close(theirs)
        return cls(pid, ours, begun)

    def follow(self, until: float, where: str = "") -> None:
        """Take in marks until a moment, the child's end, or the mark ``where``."""
        while (left := until - time.monotonic()) > 0 and select.select([self.pipe], [], [], left)[0]:
            lines = os.read(self.pipe, 65536).decode().splitlines()  # each was written in one piece
            self.marks += [(float(moment), mark) for moment, mark in (line.split("\t") for line in lines)]
            if not lines or where in [mark for _, mark in self.marks]:
                return

    def finish(self) -> int:
        """Wait for the child's own end; its exit code (negative: the signal)."""
        self.follow(time.monotonic() + 3600)
        _, status = os.waitpid(self.pid, 0)
        return self._ended(status)

    def wait_stopped(self) -> bool:
        """Wait until the child stands still; False where it ended without."""
        _, status = os.waitpid(self.pid, os.WUNTRACED)
        self.follow(time.monotonic() + 0.05)
        if not os.WIFSTOPPED(status):
            self._ended(status)
        return os.WIFSTOPPED(status)

    def go_on(self) -> None:
        """Let a child that stands still go on."""
        os.kill(self.pid, signal.SIGCONT)

    def kill(self, *, with_readers: bool) -> None:
        """SIGKILL to the run and, where asked, in the same moment to all its readers."""
        os.kill(self.pid, signal.SIGSTOP)  # it starts no reader while its readers are counted
        self.readers = _descendants(self.pid)
        for pid in (*(self.readers if with_readers else ()), self.pid):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        _, status = os.waitpid(self.pid, 0)
        self.follow(time.monotonic() + 0.05)
        self._ended(status)

    def _ended(self, status: int) -> int:
        os.close(self.pipe)
        self.exit_code = os.waitstatus_to_exitcode(status)
        return self.exit_code

    def where(self) -> str:
        """The step in which the run was last, or after which."""
        return place([mark for _, mark in self.marks if mark[0] in "+-"][-1]) if self.marks else OPENING

    @property
    def error(self) -> str:
        """What it told at its end, as a user would have read it; empty where it had nothing to complain of."""
        return next((mark[1:] for _, mark in self.marks if mark[0] == "!"), "")

    def readers_left(self) -> bool:
        """Whether a reader of this run, or a child of one, is still alive."""
        return any(process.session in self.readers or process.pid in self.readers for process in _processes())


def place(mark: str) -> str:
    """The step that a mark begins, or ``sau`` (after) the one that it ends."""
    return mark[1:] if mark[0] == "+" else f"sau {mark[1:]}"


def _child(scene: Scene, runner: _Telling) -> int:
    try:
        runner.tell(f"+{OPENING}")
        reconcile(scene.spec(), scene.settings(), runner, lambda _text: None)
    except DoisoatError as error:
        runner.tell(f"!{error}")
        return BUSY if isinstance(error, BusyError) else TRANSIENT if isinstance(error, TransientError) else REFUSED
    except BaseException:
        traceback.print_exc()
        return BROKEN
    return DONE


@dataclass(frozen=True)
class _Process:
    pid: int
    parent: int
    session: int


def _processes() -> list[_Process]:
    """All processes of the machine that are not already dead."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, parent, _, session, *_ = (entry / "stat").read_text().rpartition(")")[2].split()
            except (OSError, ValueError):
                continue
            if state not in "ZX":
                found.append(_Process(int(entry.name), int(parent), int(session)))
    return found


def _descendants(pid: int) -> set[int]:
    processes, found = _processes(), {pid}
    while more := {p.pid for p in processes if p.parent in found} - found:
        found |= more
    return found - {pid}
