"""Which papers count: of each sheet of a village those that landed last; activities add up; nothing vanishes unsaid."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from expectations.papers import PAPERS, papers_in_force
from tests.expectations.conftest import VILLAGE, record

LANDED = {"old": dt.datetime(2024, 11, 1, tzinfo=dt.UTC), "new": dt.datetime(2024, 11, 8, tzinfo=dt.UTC)}
LANDED["new-too"] = LANDED["new"]


def rows_of(kind: str, *rows: dict[str, Any]) -> pd.DataFrame:
    return record(kind, [{"row": n, **row} for n, row in enumerate(rows, start=2)])


def in_force(kind: str, *rows: dict[str, Any]) -> tuple[list[int], list[int]]:
    """Numbers of the rows that count, and of those that were replaced."""
    kept, aside = papers_in_force({kind: rows_of(kind, *rows)}, LANDED)
    return list(kept[kind]["row"]), list(aside["row"])


@pytest.mark.parametrize("kind", PAPERS)
def test_the_later_landing_of_a_sheet_replaces_the_earlier_and_that_is_told(kind: str) -> None:
    old, new = {"file_sha256": "old"}, {"file_sha256": "new"}
    assert in_force(kind, old, new, old) == ([3], [2, 4])


def test_files_of_one_landing_all_count_and_so_do_activities_of_every_landing() -> None:
    both = ({"file_sha256": "new"}, {"file_sha256": "new-too"})
    assert in_force("members", *both) == ([2, 3], [])
    assert in_force("activities", {"file_sha256": "old"}, {"file_sha256": "new"}) == ([2, 3], [])


def test_another_village_and_a_row_that_is_no_villages_replace_nothing() -> None:
    other = {"file_sha256": "new", "village_code": "06103009"}
    nobodys = {"file_sha256": "new", "village_code": None, "match": "review"}
    part = {"file_sha256": "new", "match": "part"}
    assert in_force("teams", {"file_sha256": "old"}, other, nobodys, part) == ([2, 3, 4, 5], [])
    assert VILLAGE != "06103009"


def test_a_sheet_replaces_no_other_sheet() -> None:
    records = {"teams": rows_of("teams", {"file_sha256": "old"}), "members": rows_of("members", {"file_sha256": "new"})}
    kept, aside = papers_in_force(records, LANDED)
    assert len(kept["teams"]) == len(kept["members"]) == 1 and aside.empty
