"""``latest``: the newest run that covers what is asked, so that a run of one commune empties nothing."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.warehouse.province import Night, record
from warehouse.store import Warehouse

# Villages V000 and V002 lie in commune C0, V001 and V003 in C1; both communes in district D1.


def night(*codes: str) -> dict[str, pd.DataFrame]:
    """The frames of a run of these units: verdicts of these alone, but the places of all."""
    frames = Night().frames()
    verdicts = frames["verdicts"]
    places = ["level", "unit_code", "unit", "commune_code", "commune", "district_code", "district"]
    kept = verdicts[verdicts[["unit_code", "commune_code", "district_code"]].isin(codes).any(axis=1)]
    return {"verdicts": kept if codes else verdicts, "units": verdicts[places].drop_duplicates()}


@pytest.fixture
def stored(warehouse: Warehouse) -> Warehouse:
    """A night, then a run of commune C1, then one of village V000."""
    warehouse.save_run(record(1), night())
    warehouse.save_run(record(2, scope=("C1",)), night("C1"))
    warehouse.save_run(record(3, scope=("V000",)), night("V000"))
    return warehouse


def answering(store: Warehouse, *units: str) -> str:
    return store.resolve_run("latest", units).run_id


def test_a_run_of_one_commune_leaves_the_others_theirs(stored: Warehouse) -> None:
    assert answering(stored) == "run-1"
    assert answering(stored, "C1") == answering(stored, "V003") == "run-2"
    assert answering(stored, "V000") == "run-3"
    assert answering(stored, "V002") == answering(stored, "C0") == answering(stored, "D1") == "run-1"
    assert answering(stored, "V001", "V003") == "run-2"
    assert answering(stored, "V000", "V001") == "run-1"
    assert answering(stored, "X999") == "run-1"


def test_whoever_asks_the_warehouse_gets_that_run(stored: Warehouse) -> None:
    assert set(stored.verdicts("latest")["unit_code"]) == {"V000", "V001", "V002", "V003"}
    assert set(stored.verdicts("latest", ["C1"])["run_id"]) == {"run-2"}
    assert set(stored.verdicts("latest", ["C0"])["run_id"]) == {"run-1"}
    assert stored.explain("latest", "V001").run_id == "run-2"
    assert stored.explain("latest", "V002").run_id == "run-1"
    assert stored.diff("latest", "run-2").empty == stored.diff("run-2", "run-2").empty
    assert [later.run_id for later in stored.stored_after("run-1")] == ["run-2", "run-3"]


def test_all_units_below_one_cover_it(stored: Warehouse) -> None:
    stored.save_run(record(4, scope=("V001", "V003")), night("V001", "V003"))
    assert answering(stored, "C1") == "run-4"
    stored.save_run(record(5, scope=("C0", "V001")), night("C0", "V001"))
    assert answering(stored, "D1") == "run-1"
    stored.save_run(record(6, scope=("C0", "C1")), night())
    assert answering(stored, "D1") == "run-6"
    assert answering(stored) == "run-1"  # there may be units of which no run knew


def test_a_run_of_one_criteria_set_does_not_answer_for_the_others(warehouse: Warehouse) -> None:
    limited = record(2, asked_criteria=("TTM-2023",))
    warehouse.save_run(limited, night())
    assert answering(warehouse) == "run-2"  # there is no other
    warehouse.save_run(record(1), night())
    warehouse.save_run(record(3, asked_criteria=("TTM-2023",)), night())
    assert answering(warehouse) == answering(warehouse, "C1") == "run-1"
    assert warehouse.resolve_run("run-2").asked_criteria == ("TTM-2023",)


def test_where_no_run_covers_what_is_asked_the_one_stored_last_is_all_there_is(warehouse: Warehouse) -> None:
    warehouse.save_run(record(1, scope=("C1",)), night("C1"))
    warehouse.save_run(record(2, scope=("V000",)), night("V000"))
    assert answering(warehouse) == answering(warehouse, "V002") == "run-2"
