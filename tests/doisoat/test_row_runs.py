"""Runs of rows: as text and back."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from doisoat.row_runs import rows_of, runs_of

NUMBERS = st.sets(st.integers(1, 2_000_000), min_size=1, max_size=60) | st.sets(st.integers(1, 80), min_size=1)


@given(groups=st.lists(NUMBERS, min_size=1, max_size=6))
def test_runs_name_exactly_the_rows_of_their_group(groups: list[set[int]]) -> None:
    number = np.repeat(np.arange(len(groups)), [len(rows) for rows in groups])
    rows = np.array([row for each in groups for row in sorted(each)])
    texts = runs_of(number, rows).to_pylist()
    assert [rows_of(text) for text in texts] == [sorted(each) for each in groups]


def test_rows_that_follow_each_other_are_one_run() -> None:
    assert runs_of(np.array([0, 0, 0, 0, 1]), np.array([2, 3, 4, 9, 10])).to_pylist() == ["2-4,9", "10"]


def test_no_rows_are_no_runs() -> None:
    assert runs_of(np.array([], int), np.array([], int)).to_pylist() == []
