"""``doisoat`` as a user calls it, with no settings but those given: in this process, or in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).parents[1]


class Done:
    """What a finished command left."""

    def __init__(self, code: int, out: bytes, err: bytes) -> None:
        self.code = code
        self.out = out.decode("utf-8")
        self.err = err.decode("utf-8")

    @property
    def json(self) -> Any:
        """Stdout as the one JSON value it must be."""
        return json.loads(self.out)


Doisoat = Callable[..., Done]


def _environment(home: Path, settings: dict[str, str]) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DOISOAT_", "PREFECT_"))}
    return {**clean, "DOISOAT_HOME": str(home), **settings}


def in_process(home: Path) -> Doisoat:
    """Commands in this process: quick, and enough wherever a process is not the point."""
    from click.testing import CliRunner

    from flows.cli import cli

    def call(*args: object, stdin: bytes | None = None, **settings: str) -> Done:
        with mock.patch.dict(os.environ, _environment(home, settings), clear=True):
            found = CliRunner().invoke(
                cli, [str(each) for each in args], input=stdin, prog_name="doisoat", catch_exceptions=False
            )
        return Done(found.exit_code, found.stdout_bytes, found.stderr_bytes or b"")

    return call


def as_process(home: Path) -> Doisoat:
    """Commands in processes of their own."""

    def call(*args: object, stdin: bytes | None = None, **settings: str) -> Done:
        command = [sys.executable, "-m", "flows.cli", *map(str, args)]
        env = _environment(home, settings)
        done = subprocess.run(command, input=stdin, capture_output=True, env=env, cwd=ROOT, check=False)
        return Done(done.returncode, done.stdout, done.stderr)

    return call
