"""What must not be taken for something that is there: parts of a list, plates only made, halves of a count."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.connectors.clerks import known_places

Parse = Callable[..., Any]


def states(parsed: Any) -> dict[str, str]:
    frame = parsed.records.get("ocop_products")
    return {} if frame is None else dict(zip(frame["product_name"], frame["state"], strict=True))


def test_a_heading_over_a_part_of_the_products_says_what_became_of_them(parse_rows: Parse) -> None:
    rows: list[list[Any]] = [
        ["DANH SÁCH SẢN PHẨM OCOP"],
        ["TT", "Tên sản phẩm", "Chủ thể", "Thôn", "Xã"],
        ["I", "Sản phẩm đang đề nghị công nhận"],
        [1, "Cốm", "HTX Mẫu", "Nà Pái", "Hòa Bình"],
        ["II", "Sản phẩm đã được công nhận"],
        [1, "Chè", "HTX Mẫu", "Nà Pái", "Hòa Bình"],
        ["III", "Sản phẩm hết hạn"],
        [1, "Hồi", "HTX Mẫu", "Bản Chu", "Hòa Bình"],
        ["IV", "Sản phẩm khác"],
        [1, "Mật", "HTX Mẫu", "Bản Chu", "Hòa Bình"],
    ]
    parsed = parse_rows("ocop_registry", rows, file="so.xlsx", places=known_places)
    assert states(parsed) == {"Chè": "recognised", "Hồi": "expired", "Mật": "recognised"}
    with_stars = [*rows[:2], ["I", "Sản phẩm đề nghị công nhận 4 sao"], rows[3], ["II", "Sản phẩm đạt 3 sao"], rows[5]]
    parsed = parse_rows("ocop_registry", with_stars, file="so.xlsx", places=known_places)
    assert states(parsed) == {"Chè": "recognised"}
    assert parsed.records["ocop_products"]["stars"].tolist() == [3]


@pytest.mark.parametrize("heading", ["Đã in biển", "Đã nhận biển", "Đã bàn giao biển", "Đã cấp phát biển"])
def test_a_plate_that_was_made_or_handed_out_is_not_fixed(parse_rows: Parse, heading: str) -> None:
    rows: list[list[Any]] = [
        ["ĐIỂM ĐỊA CHỈ SỐ đến 31/10/2024"],
        ["Mã địa chỉ", "Loại", "Thôn", "Xã", heading],
        ["A1", "Hộ gia đình", "Nà Pái", "Hòa Bình", "x"],
        ["A2", "Cơ quan", "Nà Pái", "Hòa Bình", "x"],
    ]
    parsed = parse_rows("vpostcode", rows, file="d.xlsx", places=known_places)
    assert parsed.records["addresses"]["plate"].isna().all()
    for row, plate in zip(rows[1:], ("Đã gắn biển", "x", None), strict=True):
        row.append(plate)
    parsed = parse_rows("vpostcode", rows, file="d.xlsx", places=known_places)
    assert parsed.records["addresses"]["plate"].fillna("").tolist() == ["yes", ""]


def test_one_of_two_parts_of_a_count_is_not_the_count(parse_rows: Parse) -> None:
    rows: list[list[Any]] = [
        ["SỐ BIỂN ĐÃ GẮN đến 31/10/2024"],
        ["Xã", "Thôn", "Hộ gia đình", None, "Cơ quan", None, "Tổ chức", None, "Khu di tích", None],
        [None, None, *["Đợt 1", "Đợt 2"] * 4],
        ["Hòa Bình", "Nà Pái", 5, 4, 1, 0, 0, 0, 1, 1],
    ]
    frame = parse_rows("vpostcode", rows, file="d.xlsx", places=known_places).records.get("addresses")
    assert frame is None or frame["plate"].isna().all()
    figures: list[list[Any]] = [
        ["KẾT QUẢ TỪ 01/01/2024 ĐẾN 30/9/2024"],
        ["Đơn vị", "TTHC đủ điều kiện", None, "Hồ sơ xử lý hoàn toàn trực tuyến", None, "Tổng số hồ sơ"],
        [None, "Giao", "Đạt", "Giao", "Đạt", None],
        ["Xã Hòa Bình", 20, 18, 70, 50, 100],
        ["Xã Tân Thành", 20, 19, 70, 60, 100],
    ]
    found = parse_rows("public_service_statistics", figures, file="kq.xlsx").records["service_statistics"]
    assert found["eligible_count"].isna().all()
    assert found["dossier_count_fully_online"].isna().all()
    assert found["dossier_count"].tolist() == [100, 100]


def test_ones_among_other_figures_that_nobody_explains_are_no_yes(parse_rows: Parse) -> None:
    places = [("Hòa Bình", "Nà Pái"), ("Hòa Bình", "Bản Chu"), ("Tân Thành", "Còn Quan")]
    rows = [["30/9/2024"], ["Xã", "Thôn", "Cáp quang", "4G"]]
    rows += [[*place, figure, "x"] for place, figure in zip(places, (1, 2, 1), strict=True)]  # type: ignore[list-item]
    frame = parse_rows("vnpt", rows, file="ht.xlsx", places=known_places).records["coverage"]
    assert set(frame["service"]) == {"4g"}
