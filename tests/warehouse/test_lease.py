from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import event, text

from tests.patience import PATIENCE
from tests.warehouse.province import Night, record
from warehouse.lease import BusyError, FencedError
from warehouse.store import Warehouse

ROOT = Path(__file__).parents[2]


def test_a_second_run_of_the_same_scope_is_told_who_is_at_work(warehouse: Warehouse) -> None:
    with (
        warehouse.lease(["V1", "V2"]),
        pytest.raises(BusyError, match=f"tiến trình {os.getpid()}"),
        warehouse.lease(["V2", "V1"]),
    ):
        pass


def test_runs_of_different_scopes_hold_their_leases_side_by_side(warehouse: Warehouse) -> None:
    with warehouse.lease(()) as one, warehouse.lease(["C1"]) as two:
        warehouse.save_run(record(1), Night().frames(), lease=one)
        warehouse.save_run(record(2, scope=("C1",)), Night(villages=1).frames(), lease=two)
    assert [run.run_id for run in warehouse.runs()] == ["run-1", "run-2"]


def test_a_lease_is_free_again_after_its_block(warehouse: Warehouse) -> None:
    tokens = []
    for _ in range(3):
        with warehouse.lease(()) as held:
            tokens.append(held.token)
    assert tokens == [1, 2, 3]
    with pytest.raises(RuntimeError, match="broken"), warehouse.lease(()):
        raise RuntimeError("broken")
    with warehouse.lease(()) as held:
        assert held.token == 5


def token_of(store: Warehouse) -> int | None:
    try:
        with store.lease(()) as held:
            return held.token
    except BusyError:
        return None


def test_a_holder_that_was_overtaken_cannot_write(warehouse: Warehouse) -> None:
    with warehouse.lease(()) as old:
        pass
    with warehouse.lease(()) as new:
        with pytest.raises(FencedError, match="đã bị một lượt khác thay thế"):
            warehouse.save_run(record(1), Night().frames(), lease=old)
        assert warehouse.runs() == []
        warehouse.save_run(record(2), Night().frames(), lease=new)
    assert [run.run_id for run in warehouse.runs()] == ["run-2"]


def test_a_run_whose_lock_was_cut_by_the_server_is_fenced_once_another_took_over(postgres_url: str) -> None:
    with Warehouse.open(postgres_url) as zombie, Warehouse.open(postgres_url) as successor:
        with ExitStack() as stack:
            held = stack.enter_context(zombie.lease(()))
            with successor._engine.connect() as connection:
                connection.execute(
                    text(
                        "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory'"
                        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                    )
                )
            with successor.lease(()) as newer:
                successor.save_run(record(1), Night().frames(), lease=newer)
            with pytest.raises(FencedError):
                zombie.save_run(record(2), Night().frames(), lease=held)
        assert [run.run_id for run in successor.runs()] == ["run-1"]


def test_runs_of_one_scope_started_together_have_one_winner(url: str) -> None:
    Warehouse.open(url).close()
    told_busy = threading.Semaphore(0)

    def attempt(number: int) -> str:
        with Warehouse.open(url) as store:
            try:
                with store.lease(()) as held:
                    for _ in range(7):  # a rival that came after the winner had left would find the lease free
                        assert told_busy.acquire(timeout=PATIENCE)
                    store.save_run(record(number), Night().frames(), lease=held)
                    return "won"
            except BusyError:
                told_busy.release()
                return "busy"

    for start in (0, 10):
        with ThreadPoolExecutor(8) as pool:
            results = list(pool.map(attempt, range(start, start + 8)))
        assert sorted(results) == ["busy"] * 7 + ["won"]


def test_runs_without_a_lease_saved_at_once_do_not_mix(url: str) -> None:
    """Writers of one line wait for each other inside the database, whatever the caller forgot."""
    nights = [Night(verdicts={(n % 4, "1"): "contradicted"}, communes={n % 4: f"C{n}"}) for n in range(8)]
    Warehouse.open(url).close()

    def save(number: int) -> None:
        with Warehouse.open(url) as store:
            scope = () if number % 2 else ("D1",)
            store.save_run(record(number, scope=scope), nights[number].frames())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(save, range(8)))
    with Warehouse.open(url) as store:
        assert len(store.runs()) == 8
        for number, night in enumerate(nights):
            found = store.verdicts(f"run-{number}")
            assert set(found.loc[found["verdict"] == "contradicted", "unit_code"]) == {f"V{number % 4:03}"}
            assert f"C{number}" in set(found["commune_code"])
            assert len(found) == len(night.frames()["verdicts"])


def test_readers_see_the_old_run_or_the_new_one_while_runs_are_saved(url: str) -> None:
    with Warehouse.open(url) as store:
        store.save_run(record(0), Night(villages=40).frames())
        hashes = {store.resolve_run("latest").verdict_hash}
        done = False

        def read() -> int:
            seen = 0
            with Warehouse.open(url) as reader:
                while not done:
                    found = reader.verdicts("latest")
                    verdicts = found.loc[found["indicator"] != "overall", "verdict"].unique()
                    assert len(found) == 120
                    assert len(verdicts) == 1, "a mixture of two runs"
                    seen += 1
            return seen

        with ThreadPoolExecutor(4) as pool:
            readers = [pool.submit(read) for _ in range(4)]
            for number in range(1, 5):
                states = {(v, i): "unverified" for v in range(40) for i in "12"} if number % 2 else {}
                store.save_run(record(number), Night(villages=40, verdicts=states).frames())
                hashes.add(store.resolve_run("latest").verdict_hash)
            done = True
            counts = [reader.result() for reader in readers]
    assert min(counts) >= 1
    assert len(hashes) == 2


def test_readers_do_not_wait_for_a_run_that_is_being_saved(url: str) -> None:
    with Warehouse.open(url) as store, Warehouse.open(url) as reader:
        store.save_run(record(0), Night().frames())
        before = reader.verdicts("latest")
        at_commit, go_on = threading.Event(), threading.Event()

        @event.listens_for(store._writer, "commit")
        def _stay(_connection: object) -> None:
            at_commit.set()
            go_on.wait(PATIENCE)

        with ThreadPoolExecutor(1) as pool:
            saving = pool.submit(store.save_run, record(1), Night(villages=2).frames())
            assert at_commit.wait(PATIENCE)
            assert reader.verdicts("latest").equals(before)
            assert not saving.done()
            go_on.set()
            saving.result()
        assert [run.run_id for run in reader.runs()] == ["run-0", "run-1"]
