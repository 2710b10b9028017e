"""Columns that a US Excel has split into swapped dates and untouched texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from connectors.tables.us_dates import swapped_dates

Parse = Callable[..., Any]
SEPTEMBER = st.dates(dt.date(2024, 9, 1), dt.date(2024, 9, 30))


def as_us_excel_keeps(day: dt.date) -> str:
    """A day typed dd/mm/yyyy in a US Excel, as the reader finds it."""
    return f"{day.year}-{day.day:02}-{day.month:02}" if day.day <= 12 else f"{day:%d/%m/%Y}"


@given(st.lists(SEPTEMBER, min_size=4, max_size=12))
def test_a_split_month_of_days_is_swapped_back_or_left_unknown_but_never_misread(days: list[dt.date]) -> None:
    cells = [as_us_excel_keeps(day) for day in days]
    found = swapped_dates(cells)
    for cell, day in zip(cells, days, strict=True):
        assert found.get(cell, day) in (day, None)


@given(st.lists(SEPTEMBER, min_size=1, max_size=12))
def test_a_column_of_real_dates_or_of_texts_alone_is_left_as_it_is(days: list[dt.date]) -> None:
    assert swapped_dates([day.isoformat() for day in days]) == {}
    assert swapped_dates([f"{day:%d/%m/%Y}" for day in days]) == {}


def test_real_dates_near_the_typed_ones_stay() -> None:
    assert swapped_dates(["2024-09-05", "13/09/2024", "20/09/2024"]) == {}


def test_an_export_with_a_split_column_is_read_as_it_was_typed_and_told(parse_rows: Parse) -> None:
    days = ["2024-05-09", "13/09/2024", "20/09/2024", "2024-12-09", "27/09/2024"]
    rows = [["Huyện", "Xã", "Thôn", "Cáp quang", "Ngày cập nhật"]]
    rows += [["Bình Gia", "Vĩnh Yên", f"Thôn Mẫu {n}", "Có", day] for n, day in enumerate(days)]
    parsed = parse_rows("mobifone", rows)
    assert [day.isoformat() for day in parsed.records["coverage"]["published_on"]] == [
        "2024-09-05",
        "2024-09-13",
        "2024-09-20",
        "2024-09-12",
        "2024-09-27",
    ]
    assert any("đã đảo ngày và tháng" in note for note in parsed.notes)
