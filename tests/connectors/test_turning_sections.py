"""Captions between the rows of a table: what one says holds for the rows below it and for no others."""

from __future__ import annotations

from typing import Any

import pytest

from tests.connectors.clerks import Rows
from tests.connectors.conftest import read

POINTS = ["TT", "Mã Vpostcode", "Đối tượng", "Thôn", "Xã", "Huyện"]
PRODUCTS = ["TT", "Tên sản phẩm", "Chủ thể", "Thôn", "Xã", "Huyện", "Số sao"]
SERVICES = ["TT", "Thôn", "Xã", "Huyện", "Cáp quang", "4G"]


def point(number: int, village: str = "Nà Mẫu") -> list[Any]:
    return [number, f"2500{number:04}", "Hộ gia đình", village, "Xã Mẫu", "Huyện Thử"]


def product(number: int, name: str) -> list[Any]:
    return [number, name, "HTX Mẫu", "Nà Mẫu", "Xã Mẫu", "Huyện Thử", 3]


def village(number: int, name: str) -> list[Any]:
    return [number, name, "Xã Mẫu", "Huyện Thử", "x", "x"]


def plates(rows: Rows) -> list[Any]:
    found = read("vpostcode", rows, file="ds_20240930.xlsx").records["addresses"]["plate"]
    return [None if plate != plate else plate for plate in found]


@pytest.mark.parametrize("again", [[], [POINTS]], ids=["one header", "a header each"])
@pytest.mark.parametrize("space", [[], [[None]]], ids=["close", "a blank row between"])
def test_points_below_a_caption_have_the_plates_that_it_says(again: Rows, space: Rows) -> None:
    top: Rows = [["DANH SÁCH ĐỊA CHỈ SỐ"], ["I. Đã gắn biển"], POINTS] if again else [
        ["DANH SÁCH ĐỊA CHỈ SỐ"], POINTS, ["I. Đã gắn biển"]
    ]  # fmt: skip
    rows = [*top, point(1), point(2), *space, ["II. CHƯA GẮN BIỂN"], *again, point(3), point(4)]
    assert plates(rows) == ["yes", "yes", "no", "no"]


def test_a_caption_against_the_title_leaves_its_rows_open() -> None:
    rows: Rows = [["DANH SÁCH ĐỊA CHỈ SỐ ĐÃ GẮN BIỂN"], POINTS, point(1), ["Các điểm chưa gắn biển"], point(2)]
    assert plates(rows) == ["yes", None]


def test_what_a_caption_plans_is_refused_with_its_own_sentence_and_the_rest_is_read() -> None:
    rows: Rows = [["DANH SÁCH ĐỊA CHỈ SỐ"], POINTS, ["ĐÃ GẮN BIỂN"], point(1), ["Dự kiến gắn trong quý IV"], point(2)]
    parsed = read("vpostcode", rows, file="ds_20240930.xlsx")
    assert list(parsed.records["addresses"]["row"]) == [4]
    assert [refusal.kind.value for refusal in parsed.refusals] == ["other_subject"]


@pytest.mark.parametrize("caption", ["II. Sản phẩm đăng ký năm 2025", "B. Sản phẩm chưa được công nhận", "II. Dự kiến"])
def test_products_that_are_put_forward_below_those_recognised_are_none(caption: str) -> None:
    rows = [["DANH MỤC SẢN PHẨM OCOP"], PRODUCTS, ["I. Đã được công nhận"], product(1, "Mật ong mẫu"), [caption],
            product(2, "Chè mẫu")]  # fmt: skip
    assert list(read("ocop_registry", rows).records["ocop_products"]["product_name"]) == ["Mật ong mẫu"]


@pytest.mark.parametrize("caption", ["II. Kế hoạch năm 2025", "II. Thôn chưa có", "Các thôn đang đề nghị phủ sóng"])
def test_no_mark_below_such_a_caption_is_a_yes(caption: str) -> None:
    rows = [
        ["HIỆN TRẠNG HẠ TẦNG"],
        SERVICES,
        ["I. Đã triển khai"],
        village(1, "Nà Mẫu"),
        [caption],
        village(2, "Nà Thử"),
    ]
    coverage = read("vnpt", rows).records["coverage"]
    said = dict(zip(coverage["village_text"] + " " + coverage["service"], coverage["answer"], strict=True))
    assert said["Nà Mẫu fibre"] == "yes"
    assert said.get("Nà Thử fibre", "asked") != "yes"


def test_the_commune_that_stands_above_a_caption_still_holds_below_it() -> None:
    rows: Rows = [["HIỆN TRẠNG"], ["TT", "Thôn", "Cáp quang", "4G"], ["Xã Mẫu"], ["I. Đã triển khai"],
                  [1, "Nà Mẫu", "x", "x"], ["II. Thôn chưa có"], [2, "Nà Thử", "Có", "Có"], ["Xã Thử"],
                  [3, "Nà Thử", "Có", "Có"]]  # fmt: skip
    coverage = read("vnpt", rows).records["coverage"]
    assert dict(zip(coverage["row"], coverage["commune_text"], strict=True)) == {
        5: "Xã Mẫu", 7: "Xã Mẫu", 9: "Xã Thử"
    }  # fmt: skip


@pytest.mark.parametrize("name", ["Thon Chua", "Nà Chưa", "Khu Không Mẫu"])
def test_a_villages_name_that_stands_alone_in_its_row_is_no_caption(name: str) -> None:
    rows: Rows = [["HIỆN TRẠNG"], ["Thôn", "Xã", "Cáp quang", "4G"], [name], ["Nà Mẫu", "Xã Mẫu", "x", "x"]]
    coverage = read("vnpt", rows).records["coverage"]
    assert dict(zip(coverage["village_text"], coverage["answer"], strict=True))["Nà Mẫu"] == "yes"


def test_a_table_above_one_with_the_better_header_is_read_as_well() -> None:
    rows: Rows = [
        ["BÁO CÁO, số liệu đến ngày 10/9/2024"],
        ["A. MẠNG CỐ ĐỊNH"], ["TT", "Xã", "Thôn", "Đã kéo cáp quang đến thôn"],
        [1, "Xã Mẫu", "Nà Mẫu", "Rồi"], [2, "Xã Mẫu", "Nà Thử", "Chưa"],
        ["B. MẠNG DI ĐỘNG"], ["TT", "Thôn", "Xã", "Có sóng 3G", "Có sóng 4G"],
        [1, "Nà Thử", "Xã Mẫu", "Có", "Có"], [2, "Nà Mẫu", "Xã Mẫu", "Không", "Không"],
    ]  # fmt: skip
    coverage = read("vnpt", rows, file="bao_cao.xlsx").records["coverage"]
    said = dict(zip(coverage["village_text"] + " " + coverage["service"], coverage["answer"], strict=True))
    assert said == {
        "Nà Mẫu fibre": "yes", "Nà Thử fibre": "no", "Nà Thử 3g": "yes", "Nà Mẫu 3g": "no", "Nà Thử 4g": "yes",
        "Nà Mẫu 4g": "no",
    }  # fmt: skip
    assert {str(day) for day in coverage["published_on"]} == {"2024-09-10"}
