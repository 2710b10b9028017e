"""Processes and servers: the command line as a user starts it, the sample's shop, databases."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from tests.commands import ROOT, Doisoat, as_process
from tests.databases import new_postgres_url as new_postgres_url
from tests.databases import postgres as postgres
from tests.databases import postgres_template as postgres_template
from tests.databases import postgres_url as postgres_url
from tests.databases import sqlite_template as sqlite_template
from tests.databases import sqlite_url as sqlite_url
from tests.databases import url as url
from tests.patience import until


@pytest.fixture
def shop(sample: Path, tmp_path: Path) -> Iterator[Path]:
    """The loopback shop behind the claimed links, on the port they name, for one test at a time; gives its log."""
    (tmp_path / "pages.csv").write_bytes((sample / "pages.csv").read_bytes())
    with FileLock(Path(tempfile.gettempdir()) / "doisoat-test-shop-8899.lock"):
        process = subprocess.Popen([sys.executable, "-m", "tests.samples.shop", str(tmp_path), "8899"], cwd=ROOT)
        try:
            until(lambda: answers(8899), "the shop does not open")
            yield tmp_path / "shop.log"
        finally:
            process.kill()
            process.wait()


def answers(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def doisoat(tmp_path: Path) -> Doisoat:
    """``doisoat`` in processes of its own, with a home of its own."""
    return as_process(tmp_path / "home")
