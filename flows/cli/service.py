"""``doisoat serve``: everything that runs by itself, on one machine without Docker.

Starts a Prefect server on the loopback interface, unless ``PREFECT_API_URL`` names one that is there already, registers
all deployments and carries their runs out, each in a process of its own. Prefect's page then is at
``http://127.0.0.1:4200``. Ends on SIGTERM or Ctrl+C, its server with it. See docs/van-hanh.md.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click

from doisoat.errors import ConfigError
from flows.cli.options import make_home

_HOST = "127.0.0.1"
_SECONDS_TO_START, _SECONDS_TO_STOP = 120, 20


@click.command()
@click.option(
    "--port", default=4200, show_default=True, metavar="SỐ", help="Cổng của máy chủ Prefect trên chính máy này."
)
def serve(port: int) -> None:
    """Chạy theo lịch và nhận yêu cầu đối soát. Hằng đêm đối soát, gửi báo cáo, dọn dẹp; dừng bằng Ctrl+C."""
    from doisoat.settings import read_settings
    from flows.prefect_home import settle_to_serve

    settings = read_settings()
    make_home(settings.home)
    settle_to_serve(settings.home)
    signal.signal(signal.SIGTERM, _leave)
    if os.environ.get("PREFECT_API_URL"):
        _carry_out_runs()
        return
    with _server(port):
        os.environ["PREFECT_API_URL"] = f"http://{_HOST}:{port}/api"
        click.echo(f"Trang của Prefect: http://{_HOST}:{port} (chỉ mở được trên máy này)", err=True)

        from flows.prefect_runs import take_up_again

        if again := take_up_again():
            click.echo(f"Chạy lại {again} lượt dở dang của lần trước", err=True)
        _carry_out_runs()


def _leave(_signal: int, _frame: object) -> None:
    sys.exit(0)


def _carry_out_runs() -> None:
    """Register the deployments and poll for their runs until told to end.

    Schedules stay on when we end: what was missed meanwhile is seen when we are back (``flows.nightly``).
    """
    import asyncio

    from prefect.runner import Runner

    from flows.deployments import DEPLOYMENTS, SIDE_BY_SIDE, to_serve

    runner = Runner(pause_on_shutdown=False, limit=SIDE_BY_SIDE)
    # Its own answer to SIGTERM leaves without ending what it has begun; its answer to Ctrl+C is in order.
    runner.handle_sigterm = lambda *_: signal.raise_signal(signal.SIGINT)
    for deployment in to_serve():
        runner.add_deployment(deployment)
    click.echo(f"Đang phục vụ: {', '.join(each.name for each in DEPLOYMENTS)}. Dừng bằng Ctrl+C.", err=True)
    with suppress(KeyboardInterrupt):
        asyncio.run(runner.start())


@contextmanager
def _server(port: int) -> Iterator[None]:
    """A Prefect server that lives as long as the block; it is started again where it dies within.

    Raises:
        ConfigError: it did not answer in time, or somebody else has the port.
    """
    if _answers(port):
        raise ConfigError(
            f"cổng {port} đã có một máy chủ Prefect",
            fix=f"dừng máy chủ đó, chọn cổng khác bằng --port, hoặc dùng nó: PREFECT_API_URL=http://{_HOST}:{port}/api",
        )
    keeper = _Keeper(port)
    try:
        keeper.start()
        yield
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
            self._process.wait(_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _begin(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "prefect", "server", "start", "--host", _HOST, "--port", str(self._port)]
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


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{_HOST}:{port}/api/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
