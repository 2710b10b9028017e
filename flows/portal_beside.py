"""The officers' pages beside ``doisoat serve``: a process of its own, so that a page never waits for a night.

The pages stand on the floor above and are asked for by the name of their command.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from doisoat.errors import ConfigError
from flows.kept_process import KeptProcess

_HOST = "127.0.0.1"


@contextmanager
def portal_beside(port: int) -> Iterator[None]:
    """The pages on the loopback interface, for as long as the block; started again where they die within.

    Raises:
        ConfigError: they did not start, or somebody else has the port.
    """
    failed = ConfigError(
        f"trang cho cán bộ chưa mở được ở cổng {port}",
        fix="xem dòng báo phía trên; nếu cổng đang bận, chọn cổng khác bằng --portal-port",
    )
    if _answers(port):
        raise failed
    command = [sys.executable, "-m", "flows.cli", "portal", "--host", _HOST, "--port", str(port)]
    keeper = KeptProcess(command, lambda: _answers(port), "Trang cho cán bộ dừng đột ngột; đang khởi động lại")
    try:
        keeper.start(failed)
        yield
    finally:
        keeper.stop()


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((_HOST, port), timeout=2):
            return True
    except OSError:
        return False
