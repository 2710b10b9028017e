"""Readers of files end with the process that asked them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.patience import until


def test_the_server_and_its_children_end_with_the_parent(tmp_path: Path) -> None:
    slow = tmp_path / "slow.csv"
    slow.write_text('"a","b"\n' + '"1","2"\n' * 3_000_000)
    code = (
        "import sys; from pathlib import Path; from connectors.files.reader import ReaderPool;"
        "from doisoat.settings import ReaderLimits; pool = ReaderPool(ReaderLimits());"
        "pool._connect(); print(pool._server.pid, flush=True); pool.read(Path(sys.argv[1]), 'x')"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(slow)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        server = int(parent.stdout.readline())
        if Path("/proc/self/task").exists():
            until(lambda: children_of(server), "nothing was read")
        parent.kill()
    until(lambda: not is_there(server), "the server or a child of it is still there")


def children_of(process: int) -> list[str]:
    return [child for task in Path(f"/proc/{process}/task").glob("*/children") for child in task.read_text().split()]


def is_there(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
