"""A Prefect server of our own on the loopback interface, for as long as a command needs it.

Prefect must be settled before (``flows.prefect_home``): the server takes its settings from the environment.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click

from doisoat.errors import ConfigError

_HOST = "127.0.0.1"
_SECONDS_TO_START, _SECONDS_TO_STOP = 300, 20  # a machine may be busy


def at_port(port: int) -> str:
    """Where a browser on this machine finds the server."""
    return f"http://{_HOST}:{port}"


@contextmanager
def prefect_server(port: int) -> Iterator[None]:
    """A Prefect server that lives as long as the block, and that Prefect's clients in this process and below ask.

    It is started again where it dies within.

    Raises:
        ConfigError: it did not answer in time, or somebody else has the port.
    """
    if _answers(port):
        raise ConfigError(
            f"cổng {port} đã có một máy chủ Prefect",
            fix=f"dừng máy chủ đó, chọn cổng khác bằng --port, hoặc dùng nó: PREFECT_API_URL={at_port(port)}/api",
        )
    keeper = _Keeper(port)
    try:
        keeper.start()
        os.environ["PREFECT_API_URL"] = f"{at_port(port)}/api"
        try:
            yield
        finally:
            _deliver_logs()
    finally:
        keeper.stop()


class _Keeper:
    """Keeps the server running. It has a session of its own, so that a Ctrl+C ends it after us and not before."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None
        self._leaving = threading.Event()

    def start(self) -> None:
        process = self._begin()
        until = time.monotonic() + _SECONDS_TO_START
        while not _answers(self._port):
            if process.poll() is not None or time.monotonic() > until:
                raise ConfigError(
                    f"máy chủ Prefect chưa khởi động được ở cổng {self._port}",
                    fix="xem dòng báo phía trên; nếu cổng đang bận, chọn cổng khác bằng --port",
                )
            time.sleep(0.2)
        threading.Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
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
        command = [sys.executable, "-m", "flows.prefect_page", "server", "start"]
        command += ["--host", _HOST, "--port", str(self._port)]
        # Its banner would say what the line above says in Vietnamese; its errors come through.
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
        return self._process

    def _watch(self) -> None:
        while self._process is not None:
            self._process.wait()
            if self._leaving.wait(1):
                return
            click.echo("Máy chủ Prefect dừng đột ngột; đang khởi động lại", err=True)
            self._begin()


def _deliver_logs() -> None:
    """Prefect's logs reach the server while it lives; else their worker tries again for minutes as we exit."""
    from prefect.logging.handlers import APILogHandler

    APILogHandler().flush()


def _answers(port: int) -> bool:
    import urllib.request

    try:
        with urllib.request.urlopen(f"{at_port(port)}/api/health", timeout=2) as answer:  # noqa: S310 - http, see above
            return bool(answer.status == 200)
    except OSError:
        return False
