"""Frames put together, and memory given back."""

from __future__ import annotations

import gc

import pandas as pd
import pandas.testing as pdt
import pytest

from doisoat import memory
from doisoat.frames import below_each_other


def test_frames_stand_below_each_other_with_their_rows_numbered_anew() -> None:
    first, second = pd.DataFrame({"a": [1, 2]}, index=[5, 7]), pd.DataFrame({"a": [3]}, index=[5])
    pdt.assert_frame_equal(below_each_other([first, second]), pd.DataFrame({"a": [1, 2, 3]}))


def test_a_single_frame_is_numbered_anew_and_stays_its_own() -> None:
    only = pd.DataFrame({"a": [1, 2]}, index=[5, 7])
    found = below_each_other([only])
    pdt.assert_frame_equal(found, pd.concat([only], ignore_index=True))
    found.loc[0, "a"] = 9
    assert only["a"].tolist() == [1, 2]


def test_memory_is_given_back_where_the_c_library_knows_how_and_nothing_happens_elsewhere() -> None:
    memory.give_back()
    memory._trim.cache_clear()
    known = memory._trim()
    assert known is None or callable(known)


def test_rings_are_searched_for_seldom_while_a_run_is_at_work_and_as_before_after_it() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="stop"), memory.seldom_searched():
        assert gc.get_threshold() > before
        raise ValueError("stop")
    assert gc.get_threshold() == before
