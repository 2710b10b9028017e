"""The command line in this process."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import Doisoat, in_process


@pytest.fixture
def doisoat(tmp_path: Path) -> Doisoat:
    """``doisoat`` with a home of its own."""
    return in_process(tmp_path / "home")
