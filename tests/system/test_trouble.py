"""A full disk and a lost connection: the whole run or none of it, and a word about what to do."""

from __future__ import annotations

import threading
import time

import pytest
from sqlalchemy import event, text

from doisoat.errors import TransientError
from tests.warehouse.province import Night, record
from warehouse.store import Warehouse
from warehouse.trouble import WarehouseError

NIGHT = Night(villages=300)


def test_a_disk_that_is_full_at_any_point_leaves_nothing_of_the_run(sqlite_url: str) -> None:
    with Warehouse.open(sqlite_url) as store:
        store.save_run(record(0), Night().frames())
        before = store.verdicts("latest")
        with store._engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    failed = 0
    for spare in (0, 1, 5, 20, 40, 10_000):
        with Warehouse.open(sqlite_url) as store:
            store.close()

            @event.listens_for(store._engine, "connect")
            def _limit(connection: object, _record: object, limit: int = pages + spare) -> None:
                connection.execute(f"PRAGMA max_page_count={limit}")  # type: ignore[attr-defined]

            try:
                store.save_run(record(1), NIGHT.frames())
            except WarehouseError as error:
                assert "ổ đĩa đầy" in str(error)
                failed += 1
                assert [run.run_id for run in store.runs()] == ["run-0"]
                assert store.verdicts("latest").equals(before)
                with store._engine.connect() as connection:
                    assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            else:
                assert len(store.verdicts("latest")) == 900
    assert failed == 5


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.15])
def test_a_connection_lost_while_saving_is_worth_trying_again(postgres_url: str, delay: float) -> None:
    with Warehouse.open(postgres_url) as store, Warehouse.open(postgres_url) as other:
        store.save_run(record(0), Night().frames())
        stop = threading.Event()
        cut = text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
        )

        def saboteur() -> None:
            time.sleep(delay)
            while not stop.is_set():
                with other._writer.begin() as connection:
                    connection.execute(cut)
                time.sleep(0.002)

        thread = threading.Thread(target=saboteur)
        thread.start()
        try:
            with pytest.raises(TransientError, match="mất kết nối"):
                for number in range(1, 60):
                    store.save_run(record(number), Night(villages=300, operator_file=f"T{number}").frames())
        finally:
            stop.set()
            thread.join()
        count = len(store.runs())
        assert all(len(store.verdicts(run.run_id)) in (12, 900) for run in store.runs())
        store.save_run(record(99), NIGHT.frames())
        assert len(store.runs()) == count + 1
        assert len(store.verdicts("latest")) == 900


def test_a_warehouse_in_a_folder_that_cannot_be_written_is_told() -> None:
    with pytest.raises((WarehouseError, OSError)) as caught:
        Warehouse.open("sqlite:////proc/nowhere/doisoat.sqlite")
    assert "INSERT" not in str(caught.value)
