"""The cases that were handed to us with their right outcome (``../shared/cases``), where they are at hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

GIVEN = Path(__file__).parents[3] / "shared" / "cases"


@pytest.mark.skipif(not GIVEN.is_dir(), reason="../shared/cases is not here")
def test_every_given_case_that_needs_no_shop_comes_out_as_it_must(tmp_path: Path) -> None:
    for box in GIVEN.iterdir():
        if box.is_dir() and not box.name.startswith("shop"):  # its shop has a fixed port
            (tmp_path / box.name).symlink_to(box)
    command = [sys.executable, GIVEN / "check.py", Path(sys.executable).with_name("doisoat"), tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=True)
    *wrong, counts = done.stdout.splitlines()
    assert (wrong, int(counts.split()[1].rstrip(":")) > 100) == ([], True), counts
