"""The same inbox gives the same bytes: on either database, in another process, whatever else is another."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.conftest import DEMO_DAY

ROOT = Path(__file__).parents[2]
ELSEWHERE = """
import sys
from pathlib import Path
from tests.system import test_same_everywhere as here
here.list_folders_backwards()
inbox, home = map(Path, sys.argv[1:])
sys.stdout.buffer.write(here.verdicts_of(inbox, home, f"sqlite:///{home / 'doisoat.sqlite'}"))
"""


def list_folders_backwards() -> None:
    """Every folder gives its entries in the order that no file system would."""
    real_scandir, real_listdir = os.scandir, os.listdir

    class Backwards:
        def __init__(self, path: Any = ".") -> None:
            self._real = real_scandir(path)
            self._entries = iter(sorted(self._real, key=lambda entry: entry.name, reverse=True))

        def __iter__(self) -> Any:
            return self._entries

        def __next__(self) -> Any:
            return next(self._entries)

        def __enter__(self) -> Any:
            return self

        def __exit__(self, *_: object) -> None:
            self.close()

        def close(self) -> None:
            self._real.close()

    os.scandir = Backwards  # type: ignore[assignment]
    os.listdir = lambda path=".": sorted(real_listdir(path), reverse=True)  # type: ignore[assignment]


def verdicts_of(inbox: Path, home: Path, url: str) -> bytes:
    """What ``doisoat verdicts --format csv`` prints after a run, the run's id left out."""
    from doisoat.settings import Settings
    from flows.reconcile import reconcile
    from flows.run_spec import new_run_spec
    from flows.runner import PlainRunner

    spec = new_run_spec(inbox, now=dt.datetime.now(dt.UTC), as_of=DEMO_DAY, offline=True)
    settings = Settings(home=home, inbox=inbox, warehouse=url)
    reconcile(spec, settings, PlainRunner(), lambda _text: None)
    return printed(url, spec.run_id)


def printed(url: str, run_id: str) -> bytes:
    """The verdicts of a run, its id left out."""
    from reports.tables import frame_csv
    from warehouse.store import Warehouse

    with Warehouse.open(url) as store:
        lines = frame_csv(store.verdicts(run_id)).splitlines(keepends=True)
    assert lines[0].startswith("run_id,")
    return "".join(line.partition(",")[2] for line in lines).encode()


def test_sqlite_and_postgresql_give_the_same_bytes(demo: Any, new_postgres_url: str, tmp_path: Path) -> None:
    finished, settings = demo
    here = printed(settings.warehouse_url, finished.record.run_id)
    assert verdicts_of(settings.inbox, tmp_path / "home", new_postgres_url) == here
    rows = list(csv.DictReader(io.StringIO(here.decode())))
    assert len(rows) == len(finished.frames["verdicts"]) > 100


def test_another_process_zone_language_and_order_of_files_give_the_same_bytes(demo: Any, tmp_path: Path) -> None:
    finished, settings = demo
    inbox = tmp_path / "inbox"
    for number, path in enumerate(sorted(settings.inbox.rglob("*"), reverse=True)):
        if path.is_file():
            copy = inbox / path.relative_to(settings.inbox)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
            os.utime(copy, (1_600_000_000 + number, 1_600_000_000 + number))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DOISOAT_", "LC_", "LANG", "PY"))}
    odd = {"PYTHONHASHSEED": "20241115", "TZ": "America/New_York", "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, inbox, tmp_path / "home"],
        env={**kept, **odd},
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == printed(settings.warehouse_url, finished.record.run_id)
