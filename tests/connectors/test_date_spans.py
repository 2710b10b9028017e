"""The days that a cell of a claim may mean."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.tables.date_spans import Span, has_no_end, read_span, read_spans, written

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2049, 12, 31))


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("Quý II/2024", (2024, 4, 1), (2024, 6, 30)),
        ("quý 3 năm 2023", (2023, 7, 1), (2023, 9, 30)),
        ("Quý I, II/2024", (2024, 1, 1), (2024, 6, 30)),
        ("10/2024", (2024, 10, 1), (2024, 10, 31)),
        ("Tháng 2 năm 2024", (2024, 2, 1), (2024, 2, 29)),
        ("Tháng 3-5/2024", (2024, 3, 1), (2024, 5, 31)),
        ("6 tháng đầu năm 2024", (2024, 1, 1), (2024, 6, 30)),
        ("12/2023 - 01/2024", (2023, 12, 1), (2024, 1, 31)),
        ("năm 2023", (2023, 1, 1), (2023, 12, 31)),
        (2023, (2023, 1, 1), (2023, 12, 31)),
        ("2023-2024", (2023, 1, 1), (2024, 12, 31)),
        ("cuối năm 2023", (2023, 1, 1), (2023, 12, 31)),
        ("Từ 03/09/2024 đến 05/09/2024", (2024, 9, 3), (2024, 9, 5)),
        ("28/12 - 30/12/2023", (2023, 12, 28), (2023, 12, 30)),
        ("10-12/05/2024", (2024, 5, 10), (2024, 5, 12)),
        ("8h30 ngày 05/4/2024 (thứ sáu)", (2024, 4, 5), (2024, 4, 5)),
        ("đến hết 31/12/2025", (2025, 12, 31), (2025, 12, 31)),
        ("05.04.24", (2024, 4, 5), (2024, 4, 5)),
        ("10/12/98", (1998, 12, 10), (1998, 12, 10)),
        (45422, (2024, 5, 10), (2024, 5, 10)),
        ("2024-03-01 00:00:00", (2024, 3, 1), (2024, 3, 1)),
    ],
)
def test_a_cell_means_every_day_it_names(
    cell: str | int, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert read_span(cell) == Span(dt.date(*first), dt.date(*last))


@pytest.mark.parametrize(
    "cell",
    [
        None,
        "",
        True,
        "10/5",
        "30/02/2024",
        "tháng 13/2024",
        "Thường xuyên",
        "Dự kiến 10/2024",
        "Hè 2024",
        "5",
        12,
        -3.5,
    ],
)
def test_what_names_no_day_is_not_read(cell: str | float | None) -> None:
    assert read_span(cell) is None


def test_of_a_text_that_can_only_be_month_first_the_year_is_known() -> None:
    assert read_span("03/25/2024") == Span(dt.date(2024, 1, 1), dt.date(2024, 12, 31))


@given(DAYS, st.lists(st.sampled_from(["03/25/2024", "12/31/2025", "13/01/2024", 45422, "x", None]), max_size=4))
def test_a_cell_is_read_in_the_same_way_whatever_stands_around_it(day: dt.date, others: list[str | int | None]) -> None:
    assert read_spans([*others, f"{day:%d/%m/%Y}"])[0][-1] == Span(day, day)


@given(DAYS)
def test_every_day_is_read_and_quoted_as_it_was_written(day: dt.date) -> None:
    for text in (f"{day:%d/%m/%Y}", f"{day.day}-{day.month}-{day.year}", f"ngày {day:%d} tháng {day:%m} năm {day:%Y}"):
        assert read_span(text) == Span(day, day)
        assert written(text) == text
    assert written(day.isoformat()) == f"{day:%d/%m/%Y}"


def test_until_now_is_a_beginning_and_no_end() -> None:
    assert read_span("Từ tháng 3/2023 đến nay") is None
    assert read_span("Từ tháng 3/2023 đến nay", to_now=True) == Span(dt.date(2023, 3, 1), dt.date(2023, 3, 31))
    assert [has_no_end(text) for text in ("Đang hoạt động", "đến nay", "Chưa kết thúc")] == [True] * 3
    assert [has_no_end(text) for text in ("hết năm", "khi hết kinh phí", "2024", None)] == [False] * 4
