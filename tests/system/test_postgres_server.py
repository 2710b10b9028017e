"""The server that tests and benchmarks start for themselves ends with them, whatever ends them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.postgres import Server
from tests.patience import until

ROOT = Path(__file__).parents[2]
BEGIN = """
import sys
from benchmarks.postgres import server
with server(durable=False) as running:
    print(running.folder, flush=True)
    sys.stdin.read()
"""


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL], ids=lambda end: end.name)
def test_the_server_ends_with_a_process_that_is_ended_by_a_signal(postgres: Server, end: signal.Signals) -> None:
    if postgres.folder is None:
        pytest.skip("the server is somebody else's here")
    command = [sys.executable, "-c", BEGIN]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        postmaster = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        assert is_there(postmaster)
        process.send_signal(end)
    until(lambda: not folder.exists(), "the server's folder is still there")
    assert not is_there(postmaster)
