"""A row of evidence that stands for many is told as these, wherever somebody looks."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import text

from tests.warehouse.province import Night, record, sha
from warehouse import migrations
from warehouse.store import Warehouse

LOT = [*range(12, 40), 44, *range(50, 60)]
RUNS = "12-39,44,50-59"


def frames(lots: bool, says: str = "Hộ gia đình: đã gắn biển") -> dict[str, pd.DataFrame]:
    found = Night(villages=2).frames()
    first = found["evidence"].iloc[0].to_dict()
    each = {**first, "check_id": "fibre", "file_sha256": sha("vnpt T9"), "sentence": says}
    rows = (
        [{**each, "row": 12, "row_runs": RUNS, "row_count": len(LOT)}]
        if lots
        else [{**each, "row": number} for number in LOT]
    )
    found["evidence"] = pd.concat([found["evidence"], pd.DataFrame(rows)], ignore_index=True)
    return found


@pytest.fixture
def both(tmp_path: Path) -> tuple[Warehouse, Warehouse]:
    opened = [Warehouse.open(f"sqlite:///{tmp_path}/{name}.sqlite") for name in ("rows", "lots")]
    for store, lots in zip(opened, (False, True), strict=True):
        store.save_run(record(1), frames(lots))
    return opened[0], opened[1]


def test_explain_names_every_row(both: tuple[Warehouse, Warehouse]) -> None:
    by_rows, by_lots = (store.explain("run-1", "V000", None) for store in both)
    assert by_rows == by_lots
    assert LOT[1] in [row.row for row in by_lots.indicators[0].checks[0].evidence]


def test_an_export_holds_every_row(both: tuple[Warehouse, Warehouse], tmp_path: Path) -> None:
    for name, store in zip(("a", "b"), both, strict=True):
        store.export("run-1", tmp_path / name, ("csv",))
    one, other = ((tmp_path / name / "evidence.csv").read_bytes() for name in ("a", "b"))
    assert one == other and one.count(b"\n") == 1 + 4 + len(LOT)


def test_the_rows_of_findings_and_their_number_are_the_same(both: tuple[Warehouse, Warehouse]) -> None:
    one, other = (store.report_frames("run-1")["proofs"] for store in both)
    order = sorted(one.columns)
    pd.testing.assert_frame_equal(
        *(f[order].sort_values(order, ignore_index=True) for f in (one, other)), check_dtype=False
    )
    counts = [_one(store, "SELECT SUM(row_count) FROM evidence_block") for store in both]
    assert counts[0] == counts[1] == 4 + len(LOT)


def test_a_diff_names_the_row_that_speaks_otherwise(tmp_path: Path) -> None:
    store = Warehouse.open(f"sqlite:///{tmp_path}/diff.sqlite")
    store.save_run(record(1), frames(lots=False))
    store.save_run(record(2), frames(lots=True))
    assert store.diff("run-1", "run-2").empty


def test_going_back_to_an_older_program_makes_rows_of_lots(both: tuple[Warehouse, Warehouse]) -> None:
    by_rows, by_lots = both
    with by_lots._writer.begin() as connection:
        migrations.downgrade(connection, "0010")
    query = 'SELECT role, "row", sentence FROM evidence ORDER BY block_id, "row", sentence'
    assert _all(by_lots, query) == _all(by_rows, query)


def _one(store: Warehouse, query: str) -> object:
    return _all(store, query)[0][0]


def _all(store: Warehouse, query: str) -> list[tuple[object, ...]]:
    with store._engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]
