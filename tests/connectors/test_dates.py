"""Dates in cells, titles and file names."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.tables.dates import Period, period_in, read_date, read_dates, title_date, title_period
from connectors.tables.file_dates import name_date, name_period

TODAY = dt.date(2026, 11, 21)
SEPTEMBER_30 = dt.date(2024, 9, 30)
DAYS = st.dates(dt.date(2016, 1, 1), dt.date(2026, 12, 31))


@pytest.mark.parametrize(
    "cell",
    [
        "30/9/2024",
        "30-09-24",
        "30.9.2024",
        "2024-09-30 08:15:00",
        45565,
        45565.5,
        20240930,
        "20240930",
        "ngày 30 tháng 9 năm 2024",
        "30/09/2024 10:15",
        "Ngày 30/9/2024",
    ],
)
def test_one_day_is_read_however_it_is_written(cell: str | int | float) -> None:
    assert read_date(cell) == SEPTEMBER_30


@pytest.mark.parametrize(
    "cell", [None, "", "2024", 2024, "1/2", "31/02/2024", "30/9", True, "#N/A", "chưa rõ", float("nan"), -1, 9e18]
)
def test_what_is_no_day_gives_none(cell: object) -> None:
    assert read_date(cell) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["9/2024", "09-2024", "tháng 9/2024", "Tháng 9 năm 2024", "T9/2024", "T9.2024"])
def test_a_month_is_its_last_day_only_where_months_are_asked_for(cell: str) -> None:
    assert read_date(cell, months=True) == SEPTEMBER_30
    assert read_date(cell) is None


def test_a_column_written_month_first_is_read_month_first() -> None:
    assert read_dates(["09/25/2024", "05/09/2024"]) == ([dt.date(2024, 9, 25), dt.date(2024, 5, 9)], 0)


def test_a_column_in_both_orders_gives_no_date_that_could_be_either() -> None:
    dates, unread = read_dates(["25/09/2024", "09/25/2024", "05/09/2024", None])
    assert dates == [dt.date(2024, 9, 25), dt.date(2024, 9, 25), None, None]
    assert unread == 1


@given(DAYS)
def test_every_day_survives_each_way_of_writing_it(day: dt.date) -> None:
    serial = (day - dt.date(1899, 12, 30)).days
    assert read_date(f"{day:%d/%m/%Y}") == read_date(day.isoformat()) == read_date(serial) == day
    assert title_date([f"(tính đến ngày {day.day}/{day.month}/{day.year})"]) == day
    assert name_date(f"vnpt/bao_cao_{day:%Y%m%d}.xlsx", TODAY) == day
    assert name_date(f"vnpt/bao cao {day.day}-{day.month}-{day.year}.xls", TODAY) == day


@pytest.mark.parametrize(
    "title",
    [
        "THỐNG KÊ THEO THÔN (tính đến ngày 30/9/2024)",
        "(Từ ngày 01/01/2024 đến ngày 30/09/2024)",
        "Lạng Sơn, ngày 30 tháng 9 năm 2024",
        "BÁO CÁO THÁNG 9 NĂM 2024",
        "Quý III/2024",
        "9 tháng đầu năm 2024",
        "Ngày xuất: 30/09/2024 10:15",
        "Cập nhật: 2024-09-30",
        "Số: 45/BC-VNPT Lạng Sơn, ngày 30 tháng 9 năm 2024",
        "(Kèm theo Công văn số 45/VNPT-LSN ngày 30/9/2024)",
        "Kế hoạch phủ sóng năm 2025 tính đến 30/9/2024",
        "DANH SÁCH HỢP ĐỒNG WIFI THÁNG 9/2024",
    ],
)
def test_titles_state_when_a_file_was_published(title: str) -> None:
    assert title_date(["UBND TỈNH", title]) == SEPTEMBER_30


@pytest.mark.parametrize(
    "title",
    [
        "Căn cứ Quyết định số 367/QĐ-UBND ngày 8/3/2023",
        "Ban hành kèm theo Công văn 12 ngày 2/3/2024",
        "BÁO CÁO NĂM 2024",
        "Danh sách thôn",
        "theo Nghị quyết số 5 ngày 1/2/2023 của HĐND",
    ],
)
def test_dates_of_quoted_documents_and_bare_years_date_no_file(title: str) -> None:
    assert title_date([title]) is None


def test_two_different_dates_of_one_kind_are_ambiguous_but_the_stronger_kind_decides() -> None:
    assert title_date(["tính đến ngày 30/9/2024", "tính đến ngày 31/10/2024"]) is None
    assert title_date(["Lạng Sơn, ngày 05 tháng 10 năm 2024", "(tính đến ngày 30/9/2024)"]) == SEPTEMBER_30


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("vpostcode_langson_20241031.xlsx", dt.date(2024, 10, 31)),
        ("mobifone_phu_song_0924.csv", SEPTEMBER_30),
        ("T9.2024.xlsx", SEPTEMBER_30),
        ("bao cao T09-2024.xls", SEPTEMBER_30),
        ("30-9-2024.csv", SEPTEMBER_30),
        ("quy3_2024.xlsx", SEPTEMBER_30),
        ("QuyIII-2024.xlsx", SEPTEMBER_30),
        ("300924_v2.xls", SEPTEMBER_30),
        ("240930.xls", SEPTEMBER_30),
        ("092024.xls", SEPTEMBER_30),
        ("202409.xls", SEPTEMBER_30),
        ("30092024.xls", SEPTEMBER_30),
        ("thang9_2024.csv", SEPTEMBER_30),
        ("tu_01012024_den_30092024.xls", SEPTEMBER_30),
        ("T9.2024/vnpt.xls", SEPTEMBER_30),
        ("T9-24.xls", SEPTEMBER_30),
        ("vnpt_2024.xls", None),
        ("vnpt.xls", None),
        ("112233.xls", None),
        ("lan_30.09.2024_02.10.2024.xls", None),
        ("vnpt_01-02.xls", None),
        ("bao_cao_0109.xls", None),
        ("101124.xls", dt.date(2024, 11, 10)),
        ("11_12_13.xls", None),
    ],
)
def test_file_names_date_a_file_only_where_one_reading_is_possible(name: str, expected: dt.date | None) -> None:
    assert name_date(f"operators/vnpt/{name}", TODAY) == expected


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("(Từ ngày 01/01/2024 đến ngày 31/10/2024)", (2024, 1, 1), (2024, 10, 31)),
        ("Quý III/2024", (2024, 7, 1), (2024, 9, 30)),
        ("6 tháng đầu năm 2024", (2024, 1, 1), (2024, 6, 30)),
        ("6 tháng cuối năm 2024", (2024, 7, 1), (2024, 12, 31)),
        ("từ tháng 1 đến tháng 9 năm 2024", (2024, 1, 1), (2024, 9, 30)),
        ("Tháng 1-9/2024", (2024, 1, 1), (2024, 9, 30)),
        ("Năm 2024", (2024, 1, 1), (2024, 12, 31)),
        ("2024", (2024, 1, 1), (2024, 12, 31)),
        ("Lũy kế từ đầu năm đến 31/10/2024", (2024, 1, 1), (2024, 10, 31)),
        ("Từ ngày 1 tháng 1 năm 2024 đến ngày 31 tháng 10 năm 2024", (2024, 1, 1), (2024, 10, 31)),
    ],
)
def test_periods_are_read_in_words(text: str, start: tuple[int, int, int], end: tuple[int, int, int]) -> None:
    assert period_in(text) == Period(dt.date(*start), dt.date(*end))


def test_a_period_up_to_a_day_has_no_start_and_an_impossible_one_is_none() -> None:
    assert period_in("tính đến ngày 31/10/2024") == Period(None, dt.date(2024, 10, 31))
    assert period_in("Quý 5/2024") is None
    assert period_in("từ 31/10/2024 đến 01/01/2024") is None


def test_a_file_name_may_state_a_period_but_not_with_the_day_it_was_made() -> None:
    assert name_period("dichvucong/thong_ke_dvc_2024.xlsx") == Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    assert name_period("dichvucong/quy3_2024.xlsx") == Period(dt.date(2024, 7, 1), dt.date(2024, 9, 30))
    assert name_period("dichvucong/dvc_30-9-2024.xlsx") is None
    assert title_period(["Căn cứ Quyết định số 1 ngày 2/3/2023", "Quý I/2024"]) == Period(
        dt.date(2024, 1, 1), dt.date(2024, 3, 31)
    )
