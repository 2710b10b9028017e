"""A format of a file says nothing: the same lists as Parquet give the same verdicts, cell for cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.inboxes import write_inbox
from flows.finished import Finished
from flows.open_stores import open_warehouse

COLUMNS = ["unit_code", "indicator", "claim", "verdict", "basis", "reasons"]


def verdicts(finished: tuple[Finished, Any]) -> pd.DataFrame:
    done, settings = finished
    with open_warehouse(settings) as warehouse:
        found: pd.DataFrame = warehouse.verdicts(done.record.run_id)
    return found[COLUMNS].reset_index(drop=True)


def test_lists_as_parquet_give_the_verdicts_they_give_as_csv(
    tmp_path: Path, run_inbox: Callable[..., tuple[Finished, Any]]
) -> None:
    inbox = tmp_path / "inbox"
    write_inbox(inbox, 30, addresses=600)
    before = verdicts(run_inbox(inbox, tmp_path / "a"))
    lists = sorted(inbox.rglob("*.csv"))
    assert len(lists) == 4
    for path in lists:
        pd.read_csv(path, dtype=str).to_parquet(path.with_suffix(".parquet"))
        path.unlink()
    after = verdicts(run_inbox(inbox, tmp_path / "b"))
    pd.testing.assert_frame_equal(before, after)
    assert {"confirmed", "contradicted", "unverified"} <= set(before["verdict"]), "a case that shows a difference"
