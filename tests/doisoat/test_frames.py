"""Large frames hold what small ones hold."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat import frames
from doisoat.frames import alike, below_each_other, compact, spread, taken_together

TEXTS = st.lists(st.sampled_from(["a", "b", "Nà Mò", None]), max_size=30)


@pytest.fixture(autouse=True)
def every_frame_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "MANY", 5)


def sample(count: int = 20) -> pd.DataFrame:
    day = dt.date(2024, 10, 31)
    return pd.DataFrame(
        {
            "source_id": pd.Series(["vpostcode"] * count, dtype="str"),
            "row": pd.Series(range(2, count + 2), dtype="Int64"),
            "village_text": pd.Series(["Thôn 1", None] * (count // 2), dtype="str"),
            "address_code": pd.Series([f"LS{n:05}" for n in range(count)], dtype="str"),
            "published_on": pd.Series([day] * count, dtype=object),
            "plated_on": pd.Series([day, None] * (count // 2), dtype=object),
            "latitude": pd.Series([None] * count, dtype="Float64"),
        }
    )


def test_a_compact_frame_says_the_same() -> None:
    given_frame = sample()
    found = compact(given_frame)
    assert str(found.dtypes["village_text"]) == "category" and found.dtypes["address_code"] != "category"
    for name in ("source_id", "row", "village_text", "address_code"):
        assert found[name].astype(object).where(found[name].notna(), None).tolist() == (
            given_frame[name].astype(object).where(given_frame[name].notna(), None).tolist()
        )
    assert found["latitude"].isna().all()
    assert pd.to_datetime(found["plated_on"].astype("datetime64[us]")).dt.date.iloc[0] == dt.date(2024, 10, 31)


@given(parts=st.lists(TEXTS, min_size=1, max_size=4))
def test_categories_below_each_other_are_the_texts_below_each_other(parts: list[list[str | None]]) -> None:
    plain = [pd.DataFrame({"text": pd.Series(part, dtype=object), "n": range(len(part))}) for part in parts]
    given_parts = [frame.astype({"text": "category"}) for frame in plain]
    for found in (below_each_other(given_parts), taken_together([part.copy() for part in given_parts])):
        texts = found["text"].astype(object)
        assert texts.where(texts.notna(), None).tolist() == [text for part in parts for text in part]


DAYS = st.lists(
    st.sampled_from([dt.date(2024, 10, 30), dt.date(2024, 10, 31), dt.date(9999, 12, 31), None]), max_size=9
)


@given(parts=st.lists(DAYS, min_size=1, max_size=4))
def test_a_day_of_a_small_frame_is_that_day_of_a_large_one(parts: list[list[dt.date | None]]) -> None:
    plain = [pd.DataFrame({"plated_on": pd.Series(part, dtype=object)}) for part in parts]
    for given_parts in ([compact(part) for part in plain], [*plain[:1], *map(compact, plain[1:])]):
        found = below_each_other(given_parts)["plated_on"]
        days = [None if pd.isna(day) else dt.date(day.year, day.month, day.day) for day in found]
        assert days == [day for part in parts for day in part]
        if isinstance(found.dtype, pd.CategoricalDtype):
            assert found.nunique() == len({day for day in days if day})


def test_what_is_put_together_is_let_go_of() -> None:
    parts = [compact(sample()), compact(sample(10))]
    assert len(taken_together(parts)) == 30
    assert all(len(part.columns) == 0 for part in parts)


@given(one=TEXTS, other=TEXTS, is_category=st.booleans())
def test_rows_are_grouped_as_pandas_groups_them(
    one: list[str | None], other: list[str | None], is_category: bool
) -> None:
    count = min(len(one), len(other))
    frame = pd.DataFrame({"one": one[:count], "other": other[:count]}, dtype=object)
    given_frame = frame.astype("category") if is_category else frame
    groups, first = alike(given_frame, ["one", "other"])
    expected = frame.groupby(["one", "other"], sort=False, dropna=False).ngroup().to_numpy()
    assert groups.tolist() == expected.tolist()
    assert first.tolist() == [int(np.flatnonzero(expected == n)[0]) for n in range(len(set(expected)))]


def test_many_columns_of_many_values_do_not_run_over() -> None:
    frame = pd.DataFrame({str(n): np.random.default_rng(n).permutation(2000) for n in range(9)})
    assert len(alike(frame, list(frame.columns))[1]) == 2000


def test_values_are_spread_by_number() -> None:
    found = spread(pd.Series(["x", None, "y"]), np.array([2, 0, 1, 2]))
    assert pd.Series(found).astype(object).where(~pd.isna(found), None).tolist() == ["y", "x", None, "y"]
