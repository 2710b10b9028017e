"""A connection cut while a run holds its lease: all of the run or none of it, and never a save without the right."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from doisoat.errors import TransientError
from doisoat.settings import Settings
from flows.reconcile import reconcile
from flows.run_spec import new_run_spec
from flows.runner import PlainRunner
from tests.patience import PATIENCE, until
from tests.small import small_inbox
from tests.system.proxy import Proxy, proxied
from tests.warehouse.province import Night, record
from warehouse.dialects import postgresql
from warehouse.lease import BusyError, FencedError
from warehouse.store import Warehouse


@pytest.fixture
def proxy(postgres_url: str) -> Iterator[Proxy]:
    with proxied(postgres_url) as stretch:
        yield stretch


def soon(attempt: Callable[[], object]) -> None:
    """The server needs a moment to notice that a holder is gone."""

    def done() -> bool:
        try:
            attempt()
        except BusyError:
            return False
        return True

    until(done, "the lease of a run that was cut is held")


def test_a_connection_cut_while_the_run_reads_its_files_does_not_cost_the_run(proxy: Proxy) -> None:
    with Warehouse.open(proxy.url) as store:
        with store.lease(()) as held:
            assert proxy.cut() >= 1
            store.save_run(record(1), Night().frames(), lease=held)
        assert [run.run_id for run in store.runs()] == ["run-1"]


def test_a_run_whose_lock_was_cut_is_refused_once_another_came(proxy: Proxy, postgres_url: str) -> None:
    with Warehouse.open(proxy.url) as store, Warehouse.open(postgres_url) as other:
        with store.lease(()) as held:
            proxy.cut()

            def succeed() -> None:
                with other.lease(()) as newer:
                    other.save_run(record(2), Night().frames(), lease=newer)

            soon(succeed)
            for _ in range(2):  # trying again does not help, and says so
                with pytest.raises(FencedError, match="lượt khác thay thế"):
                    store.save_run(record(1), Night().frames(), lease=held)
        assert [run.run_id for run in other.runs()] == ["run-2"]


def test_a_save_is_tried_again_under_the_same_lease_when_the_server_is_back(proxy: Proxy) -> None:
    with Warehouse.open(proxy.url) as store:
        with store.lease(()) as held:
            proxy.is_up = False
            proxy.cut()
            with pytest.raises(TransientError, match=r"mất kết nối.*chạy lại"):
                store.save_run(record(1), Night().frames(), lease=held)
            proxy.is_up = True
            store.save_run(record(1), Night().frames(), lease=held)
        assert [run.run_id for run in store.runs()] == ["run-1"]


@pytest.mark.parametrize("delay", [0.002, 0.01, 0.03, 0.1])
def test_a_connection_cut_while_saving_leaves_all_or_nothing_and_the_second_try_succeeds(
    proxy: Proxy, postgres_url: str, delay: float
) -> None:
    with Warehouse.open(proxy.url) as store, Warehouse.open(postgres_url) as reader:
        with store.lease(()) as held:
            stop = threading.Event()
            failed = 0

            def scissors() -> None:
                while not stop.is_set():
                    time.sleep(delay)
                    proxy.cut()

            thread = threading.Thread(target=scissors)
            thread.start()
            deadline = time.monotonic() + PATIENCE
            try:
                while not failed and time.monotonic() < deadline:
                    number = len(reader.runs()) + 1
                    night = Night(villages=200, operator_file=f"T{number}")
                    try:
                        store.save_run(record(number), night.frames(), lease=held)
                    except TransientError:
                        failed += 1
            finally:
                stop.set()
                thread.join()
            assert failed
            # The commit may have arrived although its answer did not: then the same run is found there.
            store.save_run(record(number), night.frames(), lease=held)
        runs = [run.run_id for run in reader.runs()]
        assert runs == [f"run-{n}" for n in range(1, number + 1)]
        assert all(len(reader.verdicts(run)) == 600 for run in runs)


def test_the_server_is_asked_often_enough_for_a_firewall_not_to_forget(proxy: Proxy) -> None:
    with Warehouse.open(proxy.url) as store, store._engine.connect() as connection:
        parameters = connection.connection.driver_connection.info.get_parameters()  # type: ignore[union-attr]
        assert {**parameters, **postgresql.PATIENCE} == parameters
    with Warehouse.open(f"{proxy.url}?keepalives_idle=7") as store, store._engine.connect() as connection:
        parameters = connection.connection.driver_connection.info.get_parameters()  # type: ignore[union-attr]
        assert parameters["keepalives_idle"] == "7"


def test_only_what_may_pass_by_itself_is_worth_trying_again() -> None:
    def kind(error: Exception) -> str:
        return postgresql.diagnose(error)[0]

    assert kind(psycopg.OperationalError("server closed the connection")) == "transient"
    assert kind(psycopg.errors.AdminShutdown()) == "transient"
    assert kind(psycopg.errors.TooManyConnections()) == "transient"
    assert kind(psycopg.errors.DiskFull()) == "permanent"
    assert "hết chỗ" in postgresql.diagnose(psycopg.errors.DiskFull())[1]
    assert kind(psycopg.ProgrammingError("cannot adapt")) == "permanent"


def test_a_run_at_the_terminal_outlives_a_server_that_goes_away_and_comes_back(proxy: Proxy, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", inbox=small_inbox(tmp_path / "inbox"), warehouse=proxy.url)
    spec = new_run_spec(settings.inbox, now=dt.datetime.now(dt.UTC), as_of=dt.date(2024, 11, 15), offline=True)
    told: list[str] = []

    def tell(text: str) -> None:
        told.append(text)
        if sum("đã xét" in one for one in told) == 1:  # all has been read and judged; what is left needs the server
            proxy.is_up = False
            proxy.cut()

    def back(_seconds: float) -> None:
        proxy.is_up = True

    finished = reconcile(spec, settings, PlainRunner((5, 20), tell, back), tell)
    assert any("thử lại sau 5 giây" in text for text in told)
    with Warehouse.open(proxy.url) as store:
        assert [run.run_id for run in store.runs()] == [spec.run_id]
        assert store.resolve_run("latest").verdict_hash == finished.record.verdict_hash
