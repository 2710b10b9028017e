"""A command line in a home of its own, and the sample inbox where it is there."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from tests.databases import new_postgres_url as new_postgres_url
from tests.databases import postgres as postgres
from tests.databases import postgres_template as postgres_template
from tests.databases import postgres_url as postgres_url
from tests.databases import sqlite_template as sqlite_template
from tests.databases import sqlite_url as sqlite_url
from tests.patience import until

SAMPLE = Path(__file__).parents[2].parent / "shared" / "samples" / "dev"


@pytest.fixture
def sample() -> Path:
    """The stored sample inbox with its truth."""
    if not SAMPLE.is_dir():
        pytest.skip("the sample inbox ../shared/samples/dev is not on this machine")
    return SAMPLE


@pytest.fixture
def shop(sample: Path, tmp_path: Path) -> Iterator[Path]:
    """The loopback shop behind the claimed links, on the port they name, for one test at a time; gives its log."""
    (tmp_path / "pages.csv").write_bytes((sample / "pages.csv").read_bytes())
    with FileLock(Path(tempfile.gettempdir()) / "doisoat-test-shop-8899.lock"):
        process = subprocess.Popen([sys.executable, str(sample.parent / "shop.py"), str(tmp_path), "8899"])
        try:
            until(lambda: answers(8899), "the shop does not open")
            yield tmp_path / "shop.log"
        finally:
            process.kill()
            process.wait()


def answers(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


class Done:
    """What a finished command left."""

    def __init__(self, process: subprocess.CompletedProcess[bytes]) -> None:
        self.code = process.returncode
        self.out = process.stdout.decode("utf-8")
        self.err = process.stderr.decode("utf-8")

    @property
    def json(self) -> Any:
        """Stdout as the one JSON value it must be."""
        return json.loads(self.out)


Doisoat = Callable[..., Done]


@pytest.fixture
def doisoat(tmp_path: Path) -> Doisoat:
    """Runs ``doisoat`` as a user would: a process of its own, a home of its own, no settings but those given."""

    def call(*args: object, stdin: bytes | None = None, **settings: str) -> Done:
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("DOISOAT_", "PREFECT_"))}
        env = {**clean, "DOISOAT_HOME": str(tmp_path / "home"), **settings}
        command = [sys.executable, "-m", "flows.cli", *map(str, args)]
        root = Path(__file__).parents[2]
        return Done(subprocess.run(command, input=stdin, capture_output=True, env=env, cwd=root, check=False))

    return call
