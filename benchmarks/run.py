"""``make bench``: a province and a nation from cold to verdicts; CPU and memory a stage, and the ratio to mere reading.

``python -m benchmarks.run province`` measures the cases that begin so; README.md here holds what was measured.

Each measurement runs in a process of its own. "Mere reading" is the floor: python-calamine and the csv module reading
the same files into Python lists and throwing them away.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

# What is measured: villages and addresses of an inbox, or the part of the nation (``benchmarks.nation``).
CASES: dict[str, tuple[int, int] | float] = {
    "province: 1,700 villages, 250,000 addresses": (1_700, 250_000),
    "county: 425 villages, 62,500 addresses": (425, 62_500),
    "villages: 90,000 villages, 3 operators, no addresses": (90_000, 0),
    "nation 1/100: 900 villages, 250,000 addresses": 0.01,
    "nation 1/10: 9,000 villages, 2.5 million addresses": 0.1,
    "nation 1/4: 22,500 villages, 6.25 million addresses": 0.25,
    "nation whole: 90,000 villages, 25 million addresses": 1.0,
}
# A province's cards hold a source back that has a nation's rows.
_SOURCES, _MOST_ROWS = ("register", "village_claims", "vnpt", "viettel", "mobifone", "vpostcode"), 40_000_000
_GLANCE = 0.25  # seconds between two looks at what all processes hold


def _used() -> tuple[float, float]:
    """CPU seconds of this process and its ended children; peak memory of this process in MB."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    return cpu, own.ru_maxrss / 1024


def _read_only(inbox: Path) -> None:
    import csv

    import pyarrow.parquet
    from python_calamine import CalamineWorkbook

    for path in sorted(inbox.rglob("*")):
        if path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                list(csv.reader(file))
        elif path.suffix == ".parquet":
            for batch in pyarrow.parquet.ParquetFile(path).iter_batches():
                batch.to_pydict()
        elif path.suffix == ".xlsx":
            book = CalamineWorkbook.from_path(str(path))
            for name in book.sheet_names:
                book.get_sheet_by_name(name).to_python()


class _Stages:
    """A runner that notes what each step cost."""

    def __init__(self) -> None:
        self.costs: list[dict[str, Any]] = []

    def step(self, name: str, function: Callable[..., Any], *args: Any) -> Any:  # noqa: ANN401
        return self._measured(name, lambda: function(*args))

    def each(self, name: str, function: Callable[..., Any], items: dict[str, tuple[Any, ...]]) -> dict[str, Any]:
        return {key: self._measured(f"{name} {key}", lambda a=args: function(*a)) for key, args in items.items()}

    def _measured(self, name: str, call: Callable[[], Any]) -> Any:  # noqa: ANN401
        before, result = _used()[0], call()
        cpu, peak = _used()
        self.costs.append({"stage": name, "cpu": cpu - before, "peak_mb": peak})
        return result


def _whole_run(inbox: Path, home: Path) -> list[dict[str, Any]]:
    import datetime as dt

    from benchmarks.inboxes import AS_OF
    from doisoat.settings import SourceSettings, read_settings
    from flows.prefect_home import settle
    from flows.run_spec import new_run_spec

    settle(home)
    stages = _Stages()
    bands = {source: SourceSettings(max_rows=_MOST_ROWS) for source in _SOURCES}
    settings = read_settings().model_copy(
        update={
            "home": home,
            "inbox": inbox,
            "warehouse": "",
            "sources": bands,
            "engine": os.environ.get("ENGINE", "plain"),
        }
    )
    before = _used()[0]
    from flows.reconcile import reconcile

    stages.costs.append({"stage": "imports", "cpu": _used()[0] - before, "peak_mb": _used()[1]})
    spec = new_run_spec(inbox, now=dt.datetime.now(dt.UTC), as_of=AS_OF)
    finished = reconcile(spec, settings, stages, lambda _text: None)
    stages.costs.append(
        {
            "stage": "rows",
            "rows": finished.record.summary["rows"],
            "verdicts": len(finished.frames["verdicts"]),
            "verdict_hash": finished.record.verdict_hash,
        }
    )
    return stages.costs


def _child(task: str, inbox: Path, home: Path) -> dict[str, Any]:
    """Run one task in a fresh process; what it cost as the operating system counts it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    command = [sys.executable, "-m", "benchmarks.run", task, str(inbox), str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        most, ended = 0.0, False
        while not ended:
            try:
                process.wait(_GLANCE)
                ended = True
            except subprocess.TimeoutExpired:
                most = max(most, _held_by(process.pid))
        assert process.stdout is not None
        told = process.stdout.read()
    assert process.returncode == 0, task
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"cpu": cpu, "wall": time.monotonic() - began, "all_mb": most, **json.loads(told.splitlines()[-1])}


def _held_by(pid: int) -> float:
    """What a process and those below it hold in memory, MB; what several share counts in part in each (PSS)."""
    above: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            above[int(path.parent.name)] = int(fields[1])
    mine = {pid}
    while more := {child for child, parent in above.items() if parent in mine} - mine:
        mine |= more
    total = 0
    for each in mine:
        with suppress(OSError):
            rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
            total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total / 1024


def main(asked: Sequence[str] = ()) -> None:
    """Print a table a case: of those whose titles begin as asked, else of all."""
    from benchmarks.inboxes import write_inbox
    from benchmarks.nation import write_nation

    for title, wanted in CASES.items():
        if asked and not title.startswith(tuple(asked)):
            continue
        with tempfile.TemporaryDirectory() as folder:
            inbox, home = Path(folder) / "inbox", Path(folder) / "home"
            if isinstance(wanted, float):
                rows = write_nation(inbox, wanted, as_parquet=True)
            else:
                rows = write_inbox(inbox, wanted[0], addresses=wanted[1])
            floor = _child("read", inbox, home)
            whole = _child("reconcile", inbox, home)
        print(f"\n{title}: {rows} rows")
        for cost in whole["stages"]:
            if "cpu" in cost:
                rate = f"{rows / cost['cpu']:>12,.0f} rows/CPU-s" if cost["cpu"] > 0.01 else ""
                print(f"  {cost['stage']:<42}{cost['cpu']:8.2f} CPU-s  {cost['peak_mb']:7.0f} MB peak {rate}")
        cpu, wall, peak, together = whole["cpu"], whole["wall"], whole["peak_mb"], whole["all_mb"]
        print(f"  whole run    {cpu:.1f} CPU-s, {wall:.1f} s wall, {rows / cpu:,.0f} rows/CPU-s")
        print(f"  memory       {peak:.0f} MB peak, {together:.0f} MB in all processes together")
        print(
            f"  mere reading {floor['cpu']:.1f} CPU-s, {floor['peak_mb']:.0f} MB peak; ratio {cpu / floor['cpu']:.1f}"
        )
        print(f"  {whole['stages'][-1]}")


if __name__ == "__main__":
    if len(sys.argv) == 4:
        task, inbox, home = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
        stages = _whole_run(inbox, home) if task == "reconcile" else _read_only(inbox)
        print(json.dumps({"stages": stages, "peak_mb": _used()[1]}))
    else:
        main(sys.argv[1:])
