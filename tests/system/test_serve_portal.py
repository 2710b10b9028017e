"""``doisoat serve --portal``: schedule, Prefect's server and the officers' pages by one command."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import ROOT
from tests.patience import PATIENCE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds the pages' process in /proc")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def until(seen: Callable[[], object], log: Path) -> None:
    end = time.monotonic() + 300
    while time.monotonic() < end:
        if seen():
            return
        time.sleep(0.2)
    raise AssertionError(log.read_text("utf-8", errors="replace")[-4000:])


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/giup", timeout=5) as answer:
            return "Tám chữ" in answer.read().decode()
    except OSError:
        return False


def pages_of(serving: int, port: int) -> list[int]:
    found = []
    for children in Path(f"/proc/{serving}/task").glob("*/children"):
        for pid in children.read_text().split():
            words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
            if "portal" in words and str(port) in words:
                found.append(int(pid))
    return found


def test_one_command_serves_the_nights_and_the_pages_and_ends_both(tmp_path: Path) -> None:
    port, pages_port = free_port(), free_port()
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DOISOAT_", "PREFECT_"))}
    env = {**clean, "DOISOAT_HOME": str(tmp_path / "home"), "DOISOAT_INBOX": str(tmp_path)}
    log = tmp_path / "serve.log"
    command = [sys.executable, "-m", "flows.cli", "serve", "--port", str(port), "--portal"]
    command += ["--portal-port", str(pages_port)]
    with log.open("ab") as out:
        serving = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)
    try:
        until(lambda: b"on_demand" in log.read_bytes() and answers(pages_port), log)
        assert f"http://127.0.0.1:{pages_port}" in log.read_text("utf-8")
        (first,) = pages_of(serving.pid, pages_port)
        os.kill(first, signal.SIGKILL)
        until(lambda: pages_of(serving.pid, pages_port) not in ([], [first]) and answers(pages_port), log)
        (second,) = pages_of(serving.pid, pages_port)
    finally:
        serving.send_signal(signal.SIGTERM)
        ended = serving.wait(PATIENCE)
    assert ended == 0
    assert not Path(f"/proc/{second}").exists()
    assert not answers(pages_port)
