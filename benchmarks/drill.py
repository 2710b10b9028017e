"""Whole reconciliations killed at every step and at random moments, and what must hold afterwards."""

from __future__ import annotations

import random
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.sound import check_vault, check_warehouse
from benchmarks.whole import DONE, KILLED, REFUSED, TRANSIENT, Run, Scene, fill_disk, place
from flows.reconcile import reconcile
from flows.runner import PlainRunner
from warehouse.lease import BusyError
from warehouse.store import Warehouse

# Seconds until a server must have noticed that a holder is dead, and readers that their run is. A file lock is free at
# once.
_PATIENCE = 5.0
_PER_WAREHOUSE = 5  # trials on one warehouse, the first of them from an empty one


@dataclass
class Drill:
    """Trials on one kind of database; ``new_url`` makes an empty warehouse, ``crash_server`` is None for SQLite."""

    name: str
    inbox: Path
    folder: Path
    new_url: Callable[[str], str]
    crash_server: Callable[[], None] | None = None
    wanted: str = ""
    lengths: dict[str, float] = field(default_factory=dict)  # by the mark that begins it: seconds until the next
    fell: Counter[tuple[str, str]] = field(default_factory=Counter)
    cut_short: int = 0
    _url: str = ""
    _trials: int = 0
    _done: list[str] = field(default_factory=list)

    def measure(self) -> None:
        """An undisturbed run here, which pays for imports and gives the hash, and one in a child for the times."""
        scene = self._scene(self.new_url(f"{self.name} calm"))
        calm = reconcile(scene.spec(), scene.settings(), PlainRunner(), lambda _text: None)
        self.wanted = calm.record.verdict_hash
        assert len(calm.frames["verdicts"]) > 0
        run = Run.start(self._scene(self.new_url(f"{self.name} times")))
        assert run.finish() == DONE
        self._time(run)

    def _time(self, run: Run) -> None:
        """How long each step takes now: it changes with what else the machine does."""
        ends = [moment for moment, _ in run.marks[1:]] + [time.monotonic()]
        self.lengths = {mark: end - moment for (moment, mark), end in zip(run.marks, ends, strict=True)}

    def stop_at(self, marks: Iterable[str]) -> None:
        """Kill a run that has come exactly to each of these marks."""
        for mark in marks:
            scene = self._next()
            run = Run.start(scene, mark)
            assert run.wait_stopped(), f"the run did not come to {mark}"
            run.kill(with_readers=False)
            self._fell(scene, run, "kill")

    def crash_server_at(self, marks: Iterable[str]) -> None:
        """Let the server crash and come back while a run stands at each of these marks, then let it go on."""
        assert self.crash_server is not None
        for mark in marks:
            scene = self._next()
            run = Run.start(scene, mark)
            assert run.wait_stopped(), f"the run did not come to {mark}"
            self.crash_server()
            run.go_on()
            assert run.finish() in (DONE, TRANSIENT), f"{mark}: the run ended with {run.exit_code}"
            self._fell(scene, run, "crash of the server", place(mark))

    def kill_at_random(self, times: int) -> None:
        """Kill runs: in turn at a moment of the whole time, and at a moment within one segment after the other."""
        rng = random.Random(5)
        for trial in range(times):
            scene = self._next()
            run = Run.start(scene)
            self._wait(run, rng, trial)
            if self.crash_server is not None and trial % 4 > 1:
                where = run.where()
                self.crash_server()
                assert run.finish() in (DONE, TRANSIENT), f"the run ended with {run.exit_code}"
                self._fell(scene, run, "crash of the server", where)
            else:
                run.kill(with_readers=trial % 4 == 1)
                assert run.exit_code in (DONE, KILLED), f"the run ended with {run.exit_code}"
                self._fell(scene, run, "kill")

    def fill_disk_at(self, mark: str, free: Iterable[int]) -> None:
        """Let the disk be full, but for so many bytes a file, from a mark on."""
        for spare in free:
            scene = self._next()
            run = Run.start(scene, mark, fill_disk(spare))
            code = run.finish()
            assert code in (DONE, REFUSED), f"{mark}, {spare} bytes: the run ended with {code}"
            assert code == DONE or "ổ đĩa" in run.error, run.error
            self._fell(scene, run, "full disk")

    def _wait(self, run: Run, rng: random.Random, trial: int) -> None:
        whole = sum(self.lengths.values())
        if trial % 2:
            run.follow(run.begun + rng.uniform(0, whole))
        else:
            mark = list(self.lengths)[trial // 2 % len(self.lengths)]
            run.follow(run.begun + 10 * whole + 60, mark)
            run.follow(time.monotonic() + rng.uniform(0, self.lengths[mark]))

    def _scene(self, url: str, number: int = 0) -> Scene:
        home = self.folder / f"home-{self.name}-{number}"
        shutil.rmtree(home, ignore_errors=True)
        return Scene(self.inbox, home, url, number)

    def _next(self) -> Scene:
        """The next trial: a vault of its own, a warehouse that some trials share."""
        if self._trials % _PER_WAREHOUSE == 0:
            self._url, self._done = self.new_url(f"{self.name} {self._trials}"), []
        self._trials += 1
        return self._scene(self._url, 2 * self._trials)

    def _fell(self, scene: Scene, run: Run, what: str, where: str = "") -> None:
        """Note where it fell, and look at what must hold, before and after the run is started again.

        It is started again with its own id, or as a new one.
        """
        self.fell[what, where or run.where()] += 1
        self.cut_short += run.exit_code != DONE
        _soon(lambda: not run.readers_left(), _PATIENCE, "a reader outlived its run")
        self._check(scene, [*self._done, scene.spec().run_id] if run.exit_code == DONE else self._done)
        patience = _PATIENCE if self.crash_server else 0
        _soon(lambda: _lease_is_free(scene.url), patience, "the lease of a dead run was not free")
        again = scene if self._trials % 2 else replace(scene, number=scene.number + 1)
        second = Run.start(again)
        assert second.finish() == DONE
        self._time(second)
        self._done = self._check(scene, [*self._done, again.spec().run_id])
        shutil.rmtree(scene.home, ignore_errors=True)

    def _check(self, scene: Scene, wanted: list[str]) -> list[str]:
        runs = check_warehouse(scene.url)
        found = [run.run_id for run in runs]
        assert set(wanted) <= set(found), f"runs that were finished are gone: {set(wanted) - set(found)}"
        assert {run.verdict_hash for run in runs} <= {self.wanted}, "other verdicts than of an undisturbed run"
        check_vault(scene.home)
        return found

    def report(self, *, all_steps: bool) -> None:
        """Print where the trials fell, in the order of the steps; with ``all_steps`` each must have been met."""
        order = [place(mark) for mark in self.lengths]
        print(f"{self.name}: whole runs, {sum(self.fell.values())} mishaps, {self.cut_short} of them cut a run short")
        for what in sorted({what for what, _ in self.fell}):
            places = ", ".join(f"{where} {self.fell[what, where]}" for where in order if self.fell[what, where])
            print(f"  {what}: {places}")
        print("  0 partial runs, 0 half objects, 0 readers left, 0 leases held, 0 other hashes")
        missed = {place for place in order if not place.startswith("sau ")} - {place for _, place in self.fell}
        assert not (all_steps and missed), f"nothing fell into {missed}"


def _soon(holds: Callable[[], bool], patience: float, otherwise: str) -> None:
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < patience, f"{otherwise} after {patience:.0f} s"
        time.sleep(0.05)


def _lease_is_free(url: str) -> bool:
    try:
        with Warehouse.open(url) as store, store.lease(()):
            return True
    except BusyError:
        return False
