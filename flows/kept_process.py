"""A process that one of ours needs beside it: started again where it dies, ended with us."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import click

from doisoat.errors import ConfigError

_SECONDS_TO_START, _SECONDS_TO_STOP = 300, 20  # a machine may be busy


class KeptProcess:
    """Keeps a process running. It has a session of its own, so that a Ctrl+C ends it after us and not before.

    Args:
        command: what is run.
        answers: whether it is ready.
        died: what people are told when it is started again.
        stdout: where its output goes; its errors come through.
    """

    def __init__(
        self, command: Sequence[str], answers: Callable[[], bool], died: str, stdout: int | None = None
    ) -> None:
        self._command, self._answers, self._died, self._stdout = list(command), answers, died, stdout
        self._process: subprocess.Popen[bytes] | None = None
        self._leaving = threading.Event()

    def start(self, failed: ConfigError) -> None:
        """Start it and wait until it is ready.

        Raises:
            ConfigError: ``failed``, where it ends or does not get ready.
        """
        process = self._begin()
        until = time.monotonic() + _SECONDS_TO_START
        while not self._answers():
            if process.poll() is not None or time.monotonic() > until:
                raise failed
            time.sleep(0.2)
        threading.Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
        """End it; what does not end in time is killed."""
        self._leaving.set()
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_SECONDS_TO_STOP)
        finally:  # also where somebody has no patience and tells us a second time
            self._process.kill()
            self._process.wait()

    def _begin(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(self._command, stdout=self._stdout, start_new_session=True)  # noqa: S603
        return self._process

    def _watch(self) -> None:
        while self._process is not None:
            self._process.wait()
            if self._leaving.wait(1):
                return
            click.echo(self._died, err=True)
            self._begin()
