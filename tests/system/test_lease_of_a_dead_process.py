"""The right to write of a process that was killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.commands import ROOT
from tests.patience import until
from tests.warehouse.test_lease import token_of
from warehouse.lease import BusyError
from warehouse.store import Warehouse

HOLD = """
import sys
from warehouse.store import Warehouse
with Warehouse.open(sys.argv[1]) as store, store.lease(()):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(url: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lease of everything."""
    command = [sys.executable, "-c", HOLD, url]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def test_the_lease_dies_with_its_holder(url: str) -> None:
    with Warehouse.open(url) as store, holder(url) as process:
        with pytest.raises(BusyError), store.lease(()):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert until(lambda: token_of(store), "the lease of a dead process is held") == 2
