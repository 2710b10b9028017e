"""A small process that forks one child per file or page: ``python -m connectors.sandbox.server FD``.

It imports the readers of a task once, when the task is first asked for, and stays small, so that a fork costs
milliseconds and a child starts at about 25 MB (60 MB for pages), and the big parent is never forked. A child lives for
one file or page: what it does to the child cannot touch the next one.

A job comes as one JSON line on the control socket with three descriptors: the file, the pipe for results, and the pipe
for the server's last word (exit status, CPU seconds, peak memory). The server holds no results and believes nothing.
POSIX only.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import resource
import selectors
import signal
import socket
import sys
import time
from dataclasses import dataclass

# Modules whose ``run(job, file descriptor, results descriptor)`` is what a child does.
TASKS = {"files.read": "connectors.files.read_file", "pages.read": "connectors.pages.read_answer"}
_POLL_SECONDS = 0.5
_DESCRIPTORS = 64  # a child needs its file, its pipes and what the interpreter opens
OUT_OF_MEMORY = 77  # exit status of a child that met MemoryError


@dataclass
class _Running:
    """A child at work."""

    status_fd: int
    deadline: float
    memory: int
    verdict: str = ""


def serve(control: socket.socket) -> None:
    """Run jobs until the parent closes the socket; then end the children that are left."""
    running: dict[int, _Running] = {}
    selector = selectors.DefaultSelector()
    selector.register(control, selectors.EVENT_READ)
    woken, waker = socket.socketpair()  # a child's end interrupts the wait
    woken.setblocking(False)
    waker.setblocking(False)
    selector.register(woken, selectors.EVENT_READ)
    signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while True:
        ready = {key.fileobj for key, _ in selector.select(_POLL_SECONDS if running else None)}
        if woken in ready:
            woken.recv(4096)
        if control in ready:
            data, fds, _, _ = socket.recv_fds(control, 65536, 3)
            if not data:
                break
            _start(json.loads(data), fds, running, control)
            control.send(b"+")  # one job at a time on the socket: lines never run together
        _watch(running)
        _reap(running)
    for pid in running:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _start(job: dict[str, int | str], fds: list[int], running: dict[int, _Running], control: socket.socket) -> None:
    file_fd, result_fd, status_fd = fds
    memory = int(job["memory_mb"]) * 2**20
    run = importlib.import_module(TASKS[str(job["task"])]).run
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            control.close()
            os.close(status_fd)
            for other in running.values():
                os.close(other.status_fd)
            _confine(int(job["cpu_seconds"]), memory)
            run(job, file_fd, result_fd)
            code = 0
        except MemoryError:
            code = OUT_OF_MEMORY
        finally:
            os._exit(code)  # no cleanup of the server's things, no traceback with cell contents
    os.close(file_fd)
    os.close(result_fd)
    running[pid] = _Running(status_fd, time.monotonic() + int(job["wall_seconds"]), memory)


def _confine(cpu_seconds: int, memory: int) -> None:
    """Bounds for this process; address space bounds resident memory from above, strictly, on every POSIX system."""
    for bound, soft, hard in (
        (
            resource.RLIMIT_CPU,
            max(1, cpu_seconds - 1),
            max(2, cpu_seconds),
        ),  # apart, so that the signal tells the reason
        (resource.RLIMIT_AS, memory, memory),
        (resource.RLIMIT_CORE, 0, 0),  # a core file would hold people's names
        (resource.RLIMIT_FSIZE, 0, 0),  # reading writes no file
        (resource.RLIMIT_NOFILE, _DESCRIPTORS, _DESCRIPTORS),
    ):
        with contextlib.suppress(ValueError, OSError):  # stricter already
            resource.setrlimit(bound, (soft, hard))


def _watch(running: dict[int, _Running]) -> None:
    """End children past their wall-clock time: one that sleeps uses no CPU."""
    for pid, state in running.items():
        if time.monotonic() > state.deadline:
            state.verdict = "late"
            os.kill(pid, signal.SIGKILL)


def _reap(running: dict[int, _Running]) -> None:
    """Send the last word about each child that ended."""
    while running:
        pid, status, usage = os.wait4(-1, os.WNOHANG)
        if pid == 0:
            return
        state = running.pop(pid)
        # ru_maxrss of a child starts at what the server had when it forked; kilobytes on Linux, bytes on macOS.
        peak = usage.ru_maxrss // (1024 if sys.platform == "darwin" else 1)
        word = {
            "exit": os.waitstatus_to_exitcode(status),
            "cpu": usage.ru_utime + usage.ru_stime,
            "peak_kb": peak,
            "verdict": state.verdict,
        }
        with contextlib.suppress(OSError):  # the parent has lost interest
            os.write(state.status_fd, json.dumps(word).encode())
        os.close(state.status_fd)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle; it closes the socket
    # A Rust panic prints the place and sometimes the data; both are for nobody.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    serve(socket.socket(fileno=int(sys.argv[1])))
