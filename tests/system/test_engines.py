"""The same run in this process, in processes beside it and on a Dask cluster; and workers that are killed meanwhile."""

from __future__ import annotations

import datetime as dt
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from distributed import LocalCluster

from benchmarks.inboxes import write_inbox
from doisoat.errors import ConfigError
from doisoat.settings import Settings
from expectations import partitions
from flows.engine import DaskEngine, PlainEngine, ProcessEngine, engine_of
from flows.finished import Finished
from flows.open_stores import open_warehouse
from flows.watch.doctor.check import Inspection, State
from flows.watch.doctor.services import dask

RunInbox = Callable[..., tuple[Finished, Settings]]


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """Two workers, each a process of its own."""
    with LocalCluster(n_workers=2, threads_per_worker=1, scheduler_kwargs={"dashboard": False}) as workers:
        yield workers.scheduler_address


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("engines") / "inbox"
    write_inbox(folder, 60, addresses=1500)
    return folder


@pytest.fixture(scope="module")
def plain(inbox: Path, run_inbox: RunInbox, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any]]:
    return stored(run_inbox(inbox, tmp_path_factory.mktemp("plain")))


def stored(ran: tuple[Finished, Settings]) -> tuple[str, dict[str, Any]]:
    """The hash of the verdicts, and all that was stored beside them but when it was."""
    finished, settings = ran
    with open_warehouse(settings) as warehouse:
        folder = settings.home / "export"
        warehouse.export(finished.record.run_id, folder, ("csv",))
    tables = {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.csv"))}
    run_id = finished.record.run_id
    same = {
        name: text.replace(run_id, "RUN")
        for name, text in tables.items()
        if name not in ("run", "mart_run", "source_file")
    }
    return finished.record.verdict_hash, same


def killed_once(marker: Path) -> int:
    """The number of the worker; the first that is asked is killed."""
    try:
        marker.touch(exist_ok=False)
    except FileExistsError:
        return len(marker.name)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def always_killed(_part: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuses(part: int) -> int:
    if part == 2:
        raise ConfigError("phần này chưa xét được")
    return part


@pytest.mark.parametrize("engine", ["processes", "dask"])
def test_a_run_stores_the_same_whatever_its_engine(
    engine: str, inbox: Path, plain: tuple[str, Any], cluster: str, run_inbox: RunInbox, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    seen = []
    parts_of = partitions.parts_of
    monkeypatch.setattr(
        "flows.steps.judging.parts_of", lambda *given: seen.append(len(parts := parts_of(*given))) or parts
    )
    ran = run_inbox(inbox, tmp_path, engine=engine, workers=3, scheduler=cluster)
    assert seen == [{"processes": 3, "dask": 2}[engine]], "it was spread"
    digest, tables = stored(ran)
    assert digest == plain[0]
    assert tables.keys() == plain[1].keys()
    assert [name for name in tables if tables[name] != plain[1][name]] == []
    assert len(tables["verdict"].splitlines()) > 300


def test_a_process_that_is_killed_is_replaced_and_its_work_done_again(tmp_path: Path) -> None:
    told: list[str] = []
    parts = [tmp_path / "a", tmp_path / "a", tmp_path / "a"]
    assert ProcessEngine(2, told.append).spread(killed_once, parts) == [1, 1, 1]
    assert len(told) == 1
    assert "làm lại" in told[0]


def test_who_kills_every_process_ends_the_step() -> None:
    with pytest.raises(Exception, match="terminated abruptly"):
        ProcessEngine(2, lambda _text: None).spread(always_killed, [1, 2])


def test_a_worker_of_the_cluster_that_is_killed_is_replaced(tmp_path: Path, cluster: str) -> None:
    engine = DaskEngine(cluster)
    assert engine.spread(killed_once, [tmp_path / "a", tmp_path / "a", tmp_path / "a"]) == [1, 1, 1]
    engine.close()


def test_the_error_of_a_part_comes_as_it_was_raised(cluster: str) -> None:
    dask = DaskEngine(cluster)
    for engine in (PlainEngine(), ProcessEngine(2, lambda _text: None), dask):
        with pytest.raises(ConfigError, match="phần này chưa xét được"):
            engine.spread(refuses, [1, 2, 3])
    dask.close()


def test_a_cluster_that_does_not_answer_is_told_and_the_work_is_done_here(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("flows.engine._SECONDS_TO_ANSWER", 1)
    told: list[str] = []
    settings = Settings(home=tmp_path, engine="dask", scheduler="tcp://127.0.0.1:9")
    with engine_of(settings, told.append) as engine:
        assert isinstance(engine, PlainEngine)
    assert len(told) == 1
    assert "Chưa gọi được Dask ở tcp://127.0.0.1:9" in told[0]
    with (
        pytest.raises(ConfigError, match="địa chỉ của Dask"),
        engine_of(Settings(home=tmp_path, engine="dask"), told.append),
    ):
        pass


def test_the_frames_of_both_are_whole(plain: tuple[str, dict[str, Any]]) -> None:
    assert {"verdict", "evidence", "check_result"} <= plain[1].keys()
    assert all(isinstance(text, str) and text for text in plain[1].values())
    assert pd.Series(plain[1]).str.len().min() > 0


def test_doctor_says_whether_the_cluster_answers(tmp_path: Path, cluster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.engine._SECONDS_TO_ANSWER", 1)

    def told(**given: Any) -> list[tuple[State, str]]:
        inspection = Inspection(Settings(home=tmp_path, **given), dt.datetime.now(dt.UTC))
        return [(check.state, check.what) for check in dask(inspection)]

    assert told() == []
    ((state, sentence),) = told(engine="dask", scheduler=cluster)
    assert state is State.OK
    assert sentence.startswith(f"Cụm Dask {cluster}: trả lời, "), "one of its two may still be coming back"
    ((state, sentence),) = told(engine="dask", scheduler="tcp://127.0.0.1:9")
    assert state is State.WARN
    assert "tcp://127.0.0.1:9" in sentence
