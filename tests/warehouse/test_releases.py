"""What was accepted before, and a person's yes to what had shrunk."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from doisoat.errors import ConfigError
from tests.warehouse.province import Night, record
from warehouse.store import Warehouse

INBOX = Path("/srv/hop-thu-den")
NEVER = dt.date(2030, 1, 1)


def night(store: Warehouse, number: int, count: int, *, passed: bool = True, inbox: Path = INBOX) -> dt.datetime:
    """Saves a night that counted the list of vnpt; gives when it ended."""
    gate = {"source_id": "vnpt", "gate": "shrinkage coverage", "severity": "critical", "success": passed}
    file = {"source_id": "vnpt", "file_sha256": f"{number:064x}", "name": "vnpt.csv", "status": "read"}
    asked = record(number)
    ended = asked.started_at + dt.timedelta(minutes=10)
    frames = {
        **Night().frames(),
        "gate_results": pd.DataFrame([{**gate, "observed": str(count), "expected": "", "sentence": ""}]),
        "source_files": pd.DataFrame([file]),
    }
    store.save_run(replace(asked, inbox=str(inbox), finished_at=ended), frames)
    return ended


def test_the_newest_accepted_count_is_the_measure(warehouse: Warehouse) -> None:
    assert warehouse.accepted_volumes(INBOX, NEVER) == {}
    night(warehouse, 1, 100)
    night(warehouse, 2, 120)
    night(warehouse, 3, 50, passed=False)
    assert warehouse.accepted_volumes(INBOX, NEVER) == {("vnpt", "coverage"): 120}
    assert warehouse.accepted_files("vnpt", INBOX, NEVER) == [("vnpt.csv", f"{2:064x}")]
    assert warehouse.accepted_volumes(Path("/srv/khac"), NEVER) == {}
    assert warehouse.accepted_files("viettel", INBOX, NEVER) == []


def test_a_look_back_measures_against_what_was_accepted_by_then(warehouse: Warehouse) -> None:
    ended = night(warehouse, 1, 100)
    night(warehouse, 2, 120)
    before = record(2).as_of - dt.timedelta(days=1)
    assert warehouse.accepted_volumes(INBOX, before) == {("vnpt", "coverage"): 100}
    assert warehouse.accepted_volumes(INBOX, NEVER, ended) == {("vnpt", "coverage"): 100}
    assert warehouse.accepted_volumes(INBOX, NEVER, ended - dt.timedelta(seconds=1)) == {}


def test_a_release_makes_the_shrunken_list_the_measure_from_then_on(warehouse: Warehouse) -> None:
    night(warehouse, 1, 100)
    ended = night(warehouse, 2, 50, passed=False)
    with pytest.raises(ConfigError, match="vnpt"):
        warehouse.release("viettel", "nhầm nguồn", "nguoi-mau", ended)
    released = ended + dt.timedelta(hours=8)
    assert warehouse.release("vnpt", "đã hỏi nhà mạng", "nguoi-mau", released) == "run-2"
    assert warehouse.release("vnpt", "hỏi lại lần nữa", "nguoi-mau", released) == "run-2"
    assert warehouse.released("run-2") == {"vnpt"}
    assert warehouse.released("run-1") == frozenset()
    assert warehouse.accepted_volumes(INBOX, NEVER) == {("vnpt", "coverage"): 50}
    assert warehouse.accepted_volumes(INBOX, NEVER, released - dt.timedelta(hours=1)) == {("vnpt", "coverage"): 100}


def test_nothing_is_released_that_the_newest_run_did_not_hold(warehouse: Warehouse) -> None:
    now = dt.datetime(2024, 11, 20, tzinfo=dt.UTC)
    with pytest.raises(ConfigError, match="Cách khắc phục: chạy: doisoat run"):
        warehouse.release("vnpt", "kho còn trống", "nguoi-mau", now)
    night(warehouse, 1, 100)
    night(warehouse, 2, 50, passed=False)
    night(warehouse, 3, 100)
    with pytest.raises(ConfigError, match=r"Cách khắc phục: .*doisoat doctor"):
        warehouse.release("vnpt", "đã tự hết", "nguoi-mau", now)
