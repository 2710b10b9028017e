"""Remarks that take an answer back; marks and months that a heading or a group explains."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from connectors.tables.month_heads import with_years
from tests.connectors.clerks import COMMUNES, known_places
from tests.connectors.conftest import sheet_of

Parse = Callable[..., Any]
PLACES = [(c, v) for c, names in COMMUNES.items() for v in names]


def coverage(parsed: Any) -> dict[tuple[str, str], str]:
    frame = parsed.records["coverage"]
    return dict(zip(zip(frame["village_text"], frame["service"], strict=True), frame["answer"], strict=True))


@pytest.mark.parametrize(
    ("remark", "fibre", "lte"),
    [
        ("Dự kiến hoàn thành 12/2024", "unclear", "unclear"),
        ("đang thi công", "unclear", "unclear"),
        ("4G đang triển khai", "yes", "unclear"),
        ("Chưa có cáp quang", "unclear", "yes"),
        ("sóng yếu", "unclear", "unclear"),
        ("đã cắt 8/2024", "unclear", "unclear"),
        ("Dự kiến sáp nhập với thôn bên cạnh", "yes", "yes"),
        ("Đã hoàn thành theo kế hoạch", "yes", "yes"),
        ("Thôn vùng cao, 32 hộ", "yes", "yes"),
        ("Khách hàng đề nghị lắp thêm", "yes", "yes"),
        ("Chủ hộ đăng ký thêm thuê bao", "yes", "yes"),
        (None, "yes", "yes"),
    ],
)
def test_a_yes_that_a_remark_takes_back_is_unclear(parse_rows: Parse, remark: str | None, fibre: str, lte: str) -> None:
    rows: list[list[Any]] = [["HIỆN TRẠNG 30/9/2024"], ["Xã", "Thôn", "Cáp quang", "4G", "Ghi chú"]]
    rows += [[*place, "x", "Có", remark] for place in PLACES[:1]]
    rows += [[*place, "Không", "Không", remark] for place in PLACES[1:2]]
    found = coverage(parse_rows("vnpt", rows, file="ht.xlsx", places=known_places))
    assert (found["Nà Pái", "fibre"], found["Nà Pái", "4g"]) == (fibre, lte)
    assert found["Bản Chu", "fibre"] == found["Bản Chu", "4g"] == "no"


def test_a_plans_day_after_the_publication_takes_the_mark_beside_it_back(parse_rows: Parse) -> None:
    rows: list[list[Any]] = [["HIỆN TRẠNG 30/9/2024"], ["Xã", "Thôn", "Cáp quang", "Dự kiến hoàn thành"]]
    rows += [[*place, "x", day] for place, day in zip(PLACES, ("12/2024", "6/2024", None, "31/12/2025"), strict=True)]
    found = coverage(parse_rows("vnpt", rows, file="ht.xlsx", places=known_places))
    assert [found[v, "fibre"] for _, v in PLACES] == ["unclear", "yes", "yes", "unclear"]


def test_a_remark_takes_back_a_plate_and_a_contract(parse_rows: Parse) -> None:
    points = [
        ["Đến 31/10/2024"],
        ["Mã địa chỉ", "Thôn", "Xã", "Loại", "Đã gắn biển", "Ghi chú"],
        ["A1", "Nà Pái", "Hòa Bình", "Hộ gia đình", "x", "biển hỏng"],
        ["A2", "Nà Pái", "Hòa Bình", "Hộ gia đình", "x", "cạnh trường học"],
    ]
    parsed = parse_rows("vpostcode", points, file="d.xlsx", places=known_places)
    assert parsed.records["addresses"]["plate"].tolist() == ["unclear", "yes"]
    contracts = [
        ["Đến 30/9/2024"],
        ["Thôn", "Xã", "Điểm WiFi", "Số hợp đồng", "Trạng thái", "Ghi chú"],
        ["Nà Pái", "Hòa Bình", "Nhà văn hóa thôn", "M1/HĐ", "Hoạt động", "đã thanh lý 8/2024"],
        ["Bản Chu", "Hòa Bình", "Nhà văn hóa thôn", "M2/HĐ", "Hoạt động", "hợp đồng cũ đã thay"],
    ]
    parsed = parse_rows("vnpt", contracts, file="w.xlsx", places=known_places)
    assert parsed.records["wifi_contracts"]["status"].tolist() == ["unread", "active"]


def test_a_remark_that_a_recognition_is_over_leaves_the_product_open(parse_rows: Parse) -> None:
    rows: list[list[Any]] = [["Tên sản phẩm", "Chủ thể", "Thôn", "Xã", "Số sao", "Kết quả đánh giá", "Ghi chú"]]
    for name, result, remark in (
        ("Chè", "Đạt", None),
        ("Cốm", "Không đạt", None),
        ("Mật", "4 sao", "QĐ đã bị thu hồi năm 2024"),
        ("Hồi", 85.5, "Dự kiến nâng hạng năm 2025"),
    ):
        rows.append([name, "HTX Mẫu", "Nà Pái", "Hòa Bình", 4, result, remark])
    frame = parse_rows("ocop_registry", rows, file="so.xlsx", places=known_places).records["ocop_products"]
    states = dict(zip(frame["product_name"], frame["state"], strict=True))
    assert states == {"Chè": "recognised", "Mật": "unclear", "Hồi": "recognised"}


def test_a_mark_explained_in_one_heading_is_a_yes_below_the_next(parse_rows: Parse) -> None:
    rows = [["30/9/2024"], ["Xã", "Thôn", "Cáp quang (x: chưa có)", "4G"], *[[*place, "x", "x"] for place in PLACES]]
    found = coverage(parse_rows("vnpt", rows, file="cq.xlsx", places=known_places))
    assert {found[v, "fibre"] for _, v in PLACES} == {"no"}
    assert {found[v, "4g"] for _, v in PLACES} == {"yes"}


def test_months_below_years_are_each_of_the_year_above_them() -> None:
    rows: list[list[Any]] = [
        ["Đơn vị", "Năm 2023", None, "Năm 2024", None],
        [None, "T11", "T12", "T1", "T2"],
        ["Xã Hòa Bình", 1, 2, 3, 4],
    ]
    heads = [column[1] for column in with_years(sheet_of(rows), None).columns[1:]]
    assert heads == ["Tháng 11/2023", "Tháng 12/2023", "Tháng 1/2024", "Tháng 2/2024"]
