"""The cases that were handed to us with their right outcome (``../shared/cases``), where they are at hand.

Their own check is run as it is; the commands it calls are answered by this process, which has loaded everything.
"""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from click.testing import CliRunner

from flows.cli import cli

GIVEN = Path(__file__).parents[3] / "shared" / "cases"
DOISOAT = "doisoat"


def answered_here(command: list[Any], env: dict[str, str], **how: Any) -> subprocess.CompletedProcess[str]:
    """A command of ours, as ``subprocess.run`` would give its end."""
    program, *args = map(str, command)
    assert program == DOISOAT
    with mock.patch.dict(os.environ, env, clear=True):
        found = CliRunner().invoke(cli, args, prog_name=DOISOAT, catch_exceptions=False)
    return subprocess.CompletedProcess(command, found.exit_code, found.stdout, found.stderr)


@pytest.mark.skipif(not GIVEN.is_dir(), reason="../shared/cases is not here")
def test_every_given_case_that_needs_no_shop_comes_out_as_it_must(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for box in GIVEN.iterdir():
        if box.is_dir() and not box.name.startswith("shop"):  # its shop has a fixed port
            (tmp_path / box.name).symlink_to(box)
    for name in [name for name in os.environ if name.startswith(("DOISOAT_", "PREFECT_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(sys, "argv", ["check.py", DOISOAT, str(tmp_path)])
    monkeypatch.setattr(subprocess, "run", answered_here)
    runpy.run_path(str(GIVEN / "check.py"), run_name="__main__")
    *wrong, counts = capsys.readouterr().out.splitlines()
    assert (wrong, int(counts.split()[1].rstrip(":")) > 100) == ([], True), counts
