"""Kills, twins and readers: what must hold when things go wrong. Exits non-zero where something did not.

``python -m benchmarks.crash [--short] [--only sqlite|postgresql] [--part saving|whole|twins|readers]``, on SQLite and
on PostgreSQL:

* saving: 200 and 50 kills of a process that saves a run, on PostgreSQL half of them of the server;
* whole: reconciliations of the sample inbox (``benchmarks.drill``), killed at the beginning and the end of each step,
  on PostgreSQL the server too; then 200 and 50 kills of reconciliations of four of its files, half at a moment of the
  whole time, half aimed at one step after the other, so that short steps are hit too; on SQLite a disk that is full
  from each step on;
* twins: 2 to 8 runs of one scope started together, 50 times;
* readers: 20 of them while nights are written.

After each kill: sound files, only whole runs, no half object in the vault, no reader left, the lease free; and a second
run comes to the same verdicts. All of it takes some 35 minutes of one processor. ``--short`` does a tenth of the first,
third and fourth, and ends whole runs of a small inbox at the beginning of every step: some two minutes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

import pandas as pd

from benchmarks.drill import Drill
from benchmarks.postgres import server
from benchmarks.sound import check_warehouse
from benchmarks.whole import few_files
from doisoat.errors import TransientError
from flows.demo import demo_inbox
from warehouse.lease import BusyError
from warehouse.run import RunRecord, verdict_hash
from warehouse.store import Warehouse

# Forked: a child that had to import pandas first would be killed there most of the time.
_fork = multiprocessing.get_context("fork")
STATES = ("confirmed", "unverified", "contradicted")
VILLAGES = 300
FREE = (0, 1_000, 50_000, 300_000)  # bytes a file may still have on a full disk
PARTS = ("saving", "whole", "twins", "readers")


def frames(night: int) -> dict[str, pd.DataFrame]:
    """A night that differs from every other; its number stands in each verdict, so that a mixture can be seen."""
    rng = random.Random(night)
    keys = pd.DataFrame(
        [(f"V{v:04}", f"C{v % 12}", str(i)) for v in range(VILLAGES) for i in range(1, 6)],
        columns=["unit_code", "commune_code", "indicator"],
    ).assign(criteria="TTM-2023", level="village")
    verdicts = keys.assign(
        unit=keys["unit_code"],
        commune="Xã",
        claim="met",
        reasons=f"night-{night}",
        verdict=rng.choices(STATES, k=len(keys)),
    )
    rows = keys.loc[keys.index.repeat(8)].assign(check_id="fibre", role="for", source_id="vnpt", sheet="S", row=1)
    chosen = [rng.random() < 0.3 for _ in range(len(rows))]
    proofs = rows.assign(
        file_sha256=[f"{night if c else 0:064x}" for c in chosen], sentence="Nhà mạng xác nhận có cáp quang"
    )
    checks = keys.assign(check_id="fibre", outcome="pass", sentence=f"Vì đêm {night}")
    return {"verdicts": verdicts, "check_results": checks, "evidence": proofs}


def record(night: int) -> RunRecord:
    """The record of a night."""
    start = dt.datetime(2025, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=night)
    return RunRecord(run_id=f"night-{night}", as_of=start.date(), started_at=start, criteria={"TTM-2023": "x"})


def save(url: str, night: int) -> None:
    """One whole run as a process does it."""
    with Warehouse.open(url) as store, store.lease(()) as held:
        store.save_run(record(night), frames(night), lease=held)


def start(work: Callable[..., None], *arguments: object) -> BaseProcess:
    """``work`` in a child whose end says whether it was done."""

    def child() -> None:
        try:
            work(*arguments)
        except BusyError:
            os._exit(3)
        except TransientError:
            os._exit(4)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)

    process = _fork.Process(target=child)
    process.start()
    return process


def check(url: str, done: set[int]) -> None:
    """What must hold after every crash: sound files, only whole runs and their own verdicts."""
    runs = check_warehouse(url)
    seen = {int(run.run_id.removeprefix("night-")) for run in runs}
    assert done <= seen, f"runs that were finished are gone: {done - seen}"
    with Warehouse.open(url) as store:
        for run in runs[-3:]:
            night = int(run.run_id.removeprefix("night-"))
            assert set(store.verdicts(run.run_id)["reasons"]) == {f"night-{night}"}, "a mixture of runs"
            assert run.verdict_hash == verdict_hash(frames(night)["verdicts"])


def kills(name: str, new_url: Callable[[int], str], times: int, crash_server: Callable[[], None] | None) -> None:
    """Kill a run at a random moment, look, run it again to its end, look again."""
    rng = random.Random(4)
    begun = time.monotonic()
    save(new_url(-1), 0)
    whole = time.monotonic() - begun
    done: set[int] = set()
    url, cut_short = "", 0
    for trial in range(times):
        if trial % 10 == 0:  # from an empty database, so that migrations are killed too
            url, done = new_url(trial), set()
        process = start(save, url, trial)
        time.sleep(rng.uniform(0, whole))
        if crash_server is not None and trial % 2:
            crash_server()
        else:
            os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        assert process.exitcode in (0, 4, -signal.SIGKILL), f"the run ended with {process.exitcode}"
        cut_short += process.exitcode != 0
        check(url, done)
        begun = time.monotonic()
        _finish(url, trial)
        whole = time.monotonic() - begun  # how long a run takes changes with what else the machine does
        done.add(trial)
        check(url, done)
        with Warehouse.open(url) as store:
            assert store.resolve_run(f"night-{trial}").verdict_hash == verdict_hash(frames(trial)["verdicts"])
    print(f"{name}: {times} kills, {cut_short} of them cut a run short; 0 partial runs, 0 lost runs, 0 other hashes")
    assert cut_short > times // 4, "most kills came too late to test anything"


def _finish(url: str, night: int) -> None:
    """Run it again. The server may need a moment to notice that the dead holder of the lease is gone."""
    for _ in range(50):
        try:
            return save(url, night)
        except BusyError:
            time.sleep(0.1)
    raise AssertionError("the lease of a dead run was not free after 5 s")


def twins(name: str, url: str, times: int) -> None:
    """2 to 8 runs of one scope at once: one works, the others say who does."""
    for trial in range(times):
        count = 2 + trial % 7
        gate = _fork.Event()

        def meet(night: int, opened: object = gate) -> None:
            with Warehouse.open(url) as store:
                opened.wait()  # type: ignore[attr-defined]
                with store.lease(()) as held:
                    time.sleep(0.25)  # a run takes longer than starting one
                    store.save_run(record(night), frames(0), lease=held)

        processes = [start(meet, 1000 + trial) for _ in range(count)]
        time.sleep(0.15)
        gate.set()
        for process in processes:
            process.join()
        codes = sorted(process.exitcode or 0 for process in processes)
        assert codes == [0] + [3] * (count - 1), codes
    with Warehouse.open(url) as store:
        mine = [run for run in store.runs() if int(run.run_id.removeprefix("night-")) >= 1000]
    assert len(mine) == times
    assert len({run.verdict_hash for run in mine}) == 1
    print(f"{name}: {times} times 2 to 8 runs at once: one winner each, one hash")


def readers(name: str, url: str, nights: int) -> None:
    """20 readers of a commune's verdicts while nights are written: nobody sees a mixture, nobody waits."""
    save(url, 2000)
    stop, slowest, seen = _fork.Event(), _fork.Array("d", 20), _fork.Array("i", 20)

    def read(number: int) -> None:
        with Warehouse.open(url) as store:
            while not stop.is_set():
                begun, starved = time.monotonic(), _starved()
                found = store.verdicts("latest", [f"C{number % 12}"])
                slowest[number] = max(slowest[number], time.monotonic() - begun - (_starved() - starved))
                assert len(found) == 125, len(found)
                assert found["reasons"].nunique() == 1, "a mixture of runs"
                seen[number] += 1
                time.sleep(0.3)  # a page somebody looks at, not a race for the processor

    processes = [start(read, number) for number in range(20)]
    for night in range(2001, 2001 + nights):
        save(url, night)
    stop.set()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    worst = max(slowest)
    print(f"{name}: 20 readers, {sum(seen)} reads during {nights} nights, 0 mixtures")
    print(f"  slowest read {worst:.2f} s, time without a processor taken off")
    assert min(seen) > 0
    assert worst < 1, "a reader was blocked"


def _starved() -> float:
    """Seconds this process was ready to run but had no processor: 20 readers share two, and that is not a lock."""
    return int(Path("/proc/self/schedstat").read_text().split()[1]) / 1e9


def whole(
    name: str, new_url: Callable[[str], str], times: int, *, short: bool, crash: Callable[[], None] | None
) -> None:
    """Whole reconciliations: of the sample inbox once at each mark, of four of its files as often as is asked."""
    with tempfile.TemporaryDirectory() as folder:
        if not short:
            sample = Drill(f"{name}, sample inbox", demo_inbox(), Path(folder), new_url, crash)
            sample.measure()
            sample.stop_at(list(sample.lengths))
            if crash is not None:
                sample.crash_server_at(list(sample.lengths))
            sample.report(all_steps=True)
        drill = Drill(f"{name}, four files", few_files(Path(folder) / "inbox"), Path(folder), new_url, crash)
        drill.measure()
        marks = list(drill.lengths)
        begins = [mark for mark in marks if mark.startswith("+")]
        if not short:
            drill.kill_at_random(times)
        elif crash is None:
            drill.stop_at([*begins, marks[-1]])
        else:
            drill.stop_at(begins[-1:])
            drill.crash_server_at(begins[-1:])
            drill.kill_at_random(2)
        if crash is None and not short:
            for mark in begins:
                drill.fill_disk_at(mark, FREE)
        drill.report(all_steps=not short or crash is None)


def main() -> None:
    """The chosen parts on both databases."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--short", action="store_true", help="a tenth of each")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--part", choices=PARTS, action="append")
    chosen = parser.parse_args()
    parts = chosen.part or PARTS
    if chosen.only != "postgresql":
        with tempfile.TemporaryDirectory() as folder:
            _all("SQLite", lambda name: f"sqlite:///{Path(folder) / name}.sqlite", 200, chosen.short, parts, None)
    if chosen.only != "sqlite":
        with server() as running:
            _all("PostgreSQL", running.database, 50, chosen.short, parts, running.crash)


def _all(
    name: str,
    new_url: Callable[[str], str],
    times: int,
    short: bool,
    parts: Sequence[str],
    crash: Callable[[], None] | None,
) -> None:
    share = 10 if short else 1
    if "saving" in parts:
        kills(name, lambda trial: new_url(f"kill{trial + 1}"), times // share, crash)
    if "whole" in parts:
        whole(name, new_url, times, short=short, crash=crash)
    if "twins" in parts:
        twins(name, new_url("twins"), 50 // share)
    if "readers" in parts:
        readers(name, new_url("readers"), 30 // share)


if __name__ == "__main__":
    main()
    sys.exit(0)
