"""Legends that explain the signs of one column, and months whose year stands in the title alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from connectors.tables.month_heads import with_years
from tests.connectors.clerks import known_places
from tests.connectors.conftest import sheet_of

Parse = Callable[..., Any]
HEAD = ["Xã", "Thôn", "Cáp quang", "4G"]
ROWS = [["Hòa Bình", "Nà Pái", 2, 1], ["Hòa Bình", "Bản Chu", 3, 0], ["Tân Thành", "Còn Quan", 1, 1]]
FIBRE = {("Nà Pái", "yes"), ("Bản Chu", "partial"), ("Còn Quan", "no")}


def said(parsed: Any, service: str) -> set[tuple[str, str]]:
    frame = parsed.records["coverage"]
    mine = frame[frame["service"] == service]
    return set(zip(mine["village_text"], mine["answer"], strict=True))


@pytest.mark.parametrize(
    "legend",
    [
        "Cáp quang: 1 - chưa có; 2 - đã có; 3 - có một phần",
        "Ghi chú cột Cáp quang: 1 - chưa có; 2 - đã có; 3 - có một phần",
        "Ghi chú: Ở cột “Cáp quang”: 1: chưa có; 2: đã có; 3: có một phần",
        "* Cáp quang: 3 - có một phần; 2 - đã có; 1 - chưa có",
    ],
)
def test_a_legend_of_one_column_explains_its_figures_and_no_others(parse_rows: Parse, legend: str) -> None:
    for rows in ([["HẠ TẦNG 30/9/2024"], [legend], HEAD, *ROWS], [["HẠ TẦNG 30/9/2024"], HEAD, *ROWS, [legend]]):
        parsed = parse_rows("vnpt", rows, file="ht.xlsx", places=known_places)
        assert said(parsed, "fibre") == FIBRE
        assert said(parsed, "4g") == {("Nà Pái", "yes"), ("Bản Chu", "no"), ("Còn Quan", "yes")}


def test_a_legend_within_a_heading_explains_that_column(parse_rows: Parse) -> None:
    head = ["Xã", "Thôn", "Cáp quang (1: chưa có; 2: đã có; 3: có một phần)", "4G"]
    parsed = parse_rows("vnpt", [["HẠ TẦNG 30/9/2024"], head, *ROWS], file="ht.xlsx", places=known_places)
    assert said(parsed, "fibre") == FIBRE
    assert said(parsed, "4g") == {("Nà Pái", "yes"), ("Bản Chu", "no"), ("Còn Quan", "yes")}


def test_a_figure_that_a_legend_of_figures_leaves_out_is_neither_yes_nor_no(parse_rows: Parse) -> None:
    for legend in ("2 - đã có; 3 - có một phần", "Quy ước (mức): 2 = đã có; 3 = có một phần"):
        parsed = parse_rows("vnpt", [["HẠ TẦNG 30/9/2024"], [legend], HEAD, *ROWS], file="ht.xlsx", places=known_places)
        assert ("Còn Quan", "unclear") in said(parsed, "fibre")
        assert {answer for _, answer in said(parsed, "4g")} == {"unclear"}


def test_states_of_contracts_are_spelled_out_by_the_legend(parse_rows: Parse) -> None:
    rows = [
        ["HỢP ĐỒNG WIFI (30/9/2024)"],
        ["Trạng thái: 1 - đang hoạt động; 2 - đã thanh lý; 3 - đang xin ý kiến"],
        ["Xã", "Thôn", "Điểm WiFi", "Số hợp đồng", "Trạng thái hợp đồng"],
        *(["Hòa Bình", "Nà Pái", "Nhà văn hóa thôn", f"M{n}/HĐ", n] for n in (1, 2, 3)),
    ]
    frame = parse_rows("vnpt", rows, file="wf.xlsx", places=known_places).records["wifi_contracts"]
    assert frame["status"].tolist() == ["active", "ended", "unread"]


MONTHS = [f"T{n}" for n in range(1, 5)]


def months(title: str, heads: list[str], groups: list[str] | None = None) -> list[list[Any]]:
    first, second = groups or ["Hồ sơ tiếp nhận", "Hồ sơ xử lý hoàn toàn trực tuyến"]
    return [
        [title],
        ["TT", "Đơn vị", first, None, None, None, second, None, None, None],
        [None, None, *heads, *heads],
        [1, "Xã Hòa Bình", 20, 21, 22, 23, 10, 11, 12, 13],
        [2, "Xã Tân Thành", 30, 31, 32, 33, 5, 6, 7, 8],
    ]


@pytest.mark.parametrize("heads", [MONTHS, [f"Tháng {n}" for n in range(1, 5)], [f"t.0{n}" for n in range(1, 5)]])
def test_months_below_two_figures_are_a_record_each_with_both_figures(parse_rows: Parse, heads: list[str]) -> None:
    parsed = parse_rows("public_service_statistics", months("HỒ SƠ TRỰC TUYẾN NĂM 2024", heads), file="hs.xlsx")
    frame = parsed.records["service_statistics"]
    names = ["commune_text", "period_to", "dossier_count", "dossier_count_fully_online"]
    found = set(frame[names].itertuples(index=False, name=None))
    assert found == {
        (commune, dt.date(2024, month, day), first + month - 1, second + month - 1)
        for commune, first, second in (("Xã Hòa Bình", 20, 10), ("Xã Tân Thành", 30, 5))
        for month, day in ((1, 31), (2, 29), (3, 31), (4, 30))
    }


def test_quarters_side_by_side_never_lend_each_other_their_figures(parse_rows: Parse) -> None:
    heads = ["Quý I", "Quý II", "Quý III", "Quý IV"]
    for groups in (None, ["Hồ sơ xử lý hoàn toàn trực tuyến", "Tổng số hồ sơ"]):
        parsed = parse_rows("public_service_statistics", months("SỐ LIỆU NĂM 2024", heads, groups), file="hs.xlsx")
        frame = parsed.records["service_statistics"]
        mine = frame[frame["commune_text"] == "Xã Hòa Bình"].sort_values("period_to")
        pairs = list(zip(mine["dossier_count"], mine["dossier_count_fully_online"], strict=True))
        whole = [20, 21, 22, 23], [10, 11, 12, 13]
        assert pairs == list(zip(*(whole if groups is None else whole[::-1]), strict=True))


def test_without_a_year_said_once_months_stay_months_of_no_year() -> None:
    rows = months("SỐ LIỆU GIAI ĐOẠN 2023-2024", MONTHS)
    assert with_years(sheet_of(rows), None).columns == sheet_of(rows).columns
    assert with_years(sheet_of(months("SỐ LIỆU", MONTHS)), dt.date(2024, 3, 31)).columns[2][2] == "T1"  # T4 is filled
    assert with_years(sheet_of(months("SỐ LIỆU", MONTHS)), dt.date(2024, 4, 30)).columns[2][2] == "Tháng 1/2024"


def test_of_months_of_one_service_the_newest_that_is_filled_speaks(parse_rows: Parse) -> None:
    heads = [*MONTHS, "T10", "T11"]
    rows: list[list[Any]] = [
        ["HIỆN TRẠNG CÁP QUANG CÁC THÁNG NĂM 2024 (đến 30/4/2024)"],
        ["Xã", "Thôn", *heads],
        ["Hòa Bình", "Nà Pái", "Không", "Không", "Không", "Có", None, None],
        ["Hòa Bình", "Bản Chu", "Có", "Có", "Có", "Không", None, None],
    ]
    parsed = parse_rows("vnpt", rows, file="ht.xlsx", places=known_places)
    assert said(parsed, "fibre") == {("Nà Pái", "yes"), ("Bản Chu", "no")}


@pytest.mark.parametrize("lead", ["Thực hiện ", "Kết quả thực hiện ", "TH ", "Số liệu đến hết ", ""])
def test_a_period_may_be_led_by_what_its_figures_are_and_a_plan_beside_it_is_none(parse_rows: Parse, lead: str) -> None:
    heads = [f"{lead}quý II", f"{lead}quý III", "Kế hoạch quý IV"]
    rows: list[list[Any]] = [
        ["TIẾN ĐỘ PHỦ MẠNG NĂM 2024"],
        ["Ngày lập: 08/10/2024"],
        ["Xã", "Thôn", "Cáp quang", None, None, "Sóng 4G", None, None],
        [None, None, *heads, *heads],
        ["Hòa Bình", "Nà Pái", "Chưa", "Có", None, "Có", "Chưa", "Có"],
        ["Hòa Bình", "Bản Chu", "Có", "Chưa", "Có", None, "Có", None],
    ]
    parsed = parse_rows("vnpt", rows, file="ht.xlsx", places=known_places)
    assert said(parsed, "fibre") == {("Nà Pái", "yes"), ("Bản Chu", "no")}
    assert said(parsed, "4g") == {("Nà Pái", "no"), ("Bản Chu", "yes")}
