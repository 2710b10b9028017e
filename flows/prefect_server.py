"""A Prefect server of our own on the loopback interface, for as long as a command needs it.

Prefect must be settled before (``flows.prefect_home``): the server takes its settings from the environment.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from doisoat.errors import ConfigError
from flows.kept_process import KeptProcess

_HOST = "127.0.0.1"


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
    command = [sys.executable, "-m", "flows.prefect_page", "server", "start", "--host", _HOST, "--port", str(port)]
    # Its banner would say what ``serve`` says in Vietnamese: nobody reads it.
    keeper = KeptProcess(
        command, lambda: _answers(port), "Máy chủ Prefect dừng đột ngột; đang khởi động lại", subprocess.DEVNULL
    )
    try:
        keeper.start(
            ConfigError(
                f"máy chủ Prefect chưa khởi động được ở cổng {port}",
                fix="xem dòng báo phía trên; nếu cổng đang bận, chọn cổng khác bằng --port",
            )
        )
        os.environ["PREFECT_API_URL"] = f"{at_port(port)}/api"
        try:
            yield
        finally:
            _deliver_logs()
    finally:
        keeper.stop()


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
