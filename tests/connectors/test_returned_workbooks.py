"""Workbooks as communes and home-affairs offices send them back: ticks for words, plans, numbers on another sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from tests.connectors.conftest import Rows, sheet_of

Parse = Callable[..., Any]
Dicts = Callable[..., list[dict[str, Any]]]
CLAIMS = ["Huyện", "Xã", "Thôn", "Bộ tiêu chí", "Năm thẩm định", *(f"Chỉ tiêu {n}" for n in range(1, 7))]
PLACE = ["Huyện Cao Lộc", "Xã Hợp Thành", "Thôn Nà Mạ"]
ALL_MET = [*PLACE, "TTM-2023", 2024, *["Đạt"] * 5, None]
COUNTS = ("village_code", "village_name", "household_count_register", "heritage_site_count_register")


def listed(*codes: str) -> Rows:
    head = ["STT", "Mã thôn", "Tên thôn", "Xã", "Huyện"]
    rows = [[n, code, f"Nà {code[-1]}", "Hợp Thành", "Cao Lộc"] for n, code in enumerate(codes, 1)]
    return [["DANH MỤC THÔN HUYỆN CAO LỘC"], [None], head, *rows]


def numbers(*rows: list[Any], title: str = "SỐ LIỆU HỘ, KHU DI TÍCH THEO THÔN", name: bool = False) -> Rows:
    head = ["STT", "Mã thôn", *(["Tên thôn"] if name else []), "Số hộ", "Số khu di tích"]
    return [[title], [None], head, *([n, *row] for n, row in enumerate(rows, 1))]


def test_numbers_on_another_sheet_under_the_villages_code_are_the_villages(parse_rows: Parse, as_dicts: Dicts) -> None:
    sheets = {"Danh mục": listed("06211001", "06211002"), "Số liệu": numbers(["06211002", 80, 0], [6211001, 120, 1])}
    parsed = parse_rows("register", sheets)
    assert [list(row.values()) for row in as_dicts(parsed, "villages", *COUNTS)] == [
        ["06211001", "Nà 1", 120, 1],
        ["06211002", "Nà 2", 80, 0],
    ]
    assert any("'Số liệu'" in note for note in parsed.notes)
    assert not parsed.refusals


def test_a_sum_and_a_signature_below_such_numbers_are_no_villages(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [*numbers(["06211001", 120, 1], ["06211002", 80, 0]), ["Tổng cộng", None, 200, 1], ["Người lập biểu"]]
    parsed = parse_rows("register", {"Danh mục": listed("06211001", "06211002"), "Số liệu": rows})
    assert [row["household_count_register"] for row in as_dicts(parsed, "villages", *COUNTS)] == [120, 80]


def test_names_beside_such_numbers_have_to_agree(parse_rows: Parse, as_dicts: Dicts) -> None:
    for second, read in (("Nà 2", [120, 80]), ("Nà 3", [None, None])):
        counts = numbers(["06211001", "Nà 1", 120, 1], ["06211002", second, 80, 0], name=True)
        parsed = parse_rows("register", {"Danh mục": listed("06211001", "06211002"), "Số liệu": counts})
        assert [row["household_count_register"] for row in as_dicts(parsed, "villages", *COUNTS)] == read


@pytest.mark.parametrize(
    "counts",
    [
        numbers(["06211001", 120, 1], ["06211009", 80, 0]),
        numbers(["06211001", 120, 1], ["06211001", 80, 0]),
        numbers(["06211001", 120, 1], ["06211002", 80, 0], title="SỐ HỘ NGHÈO, SỐ DI TÍCH"),
        numbers(["06211001", 120, 1], ["06211002", 80, 0], title="SỐ LIỆU DỰ KIẾN NĂM 2026"),
        numbers(["06211001", 120, 1], ["06211002", "trên 80", 0]),
    ],
    ids=["a code of no village", "a code twice", "numbers of some", "a plan", "words for a number"],
)
def test_numbers_of_other_villages_households_or_years_are_not_joined(
    parse_rows: Parse, as_dicts: Dicts, counts: Rows
) -> None:
    parsed = parse_rows("register", {"Danh mục": listed("06211001", "06211002"), "Số liệu": counts})
    assert [row["household_count_register"] for row in as_dicts(parsed, "villages", *COUNTS)] == [None, None]
    assert len(parsed.refusals) == 1


def test_of_two_sheets_of_numbers_for_one_list_neither_speaks(parse_rows: Parse, as_dicts: Dicts) -> None:
    sheets = {
        "Danh mục": listed("06211001", "06211002"),
        "2023": numbers(["06211001", 120, 1], ["06211002", 80, 0]),
        "2024": numbers(["06211001", 121, 1], ["06211002", 82, 0]),
    }
    parsed = parse_rows("register", sheets)
    assert [row["household_count_register"] for row in as_dicts(parsed, "villages", *COUNTS)] == [None, None]
    assert len(parsed.refusals) == 2


def test_households_below_a_title_of_poor_households_are_not_all_households(parse_rows: Parse, as_dicts: Dicts) -> None:
    head, row = ["TT", "Mã thôn", "Thôn", "Xã", "Số hộ"], [1, "06211001", "Nà Mạ", "Hợp Thành", 12]
    title = ["DANH SÁCH THÔN VÀ SỐ HỘ NGHÈO NĂM 2024"]
    parsed = parse_rows("register", [title, head, row])
    assert as_dicts(parsed, "villages", "household_count_register") == [{"household_count_register": None}]
    assert any("'Số hộ'" in note for note in parsed.notes)
    both = parse_rows("register", [title, [*head, "Số hộ nghèo"], [*row[:-1], 120, 12]])
    assert as_dicts(both, "villages", "household_count_register") == [{"household_count_register": 120}]


@pytest.mark.parametrize("merged", [True, False])
def test_a_claim_may_be_told_by_which_of_two_columns_is_ticked(
    parse_rows: Parse, as_dicts: Dicts, merged: bool
) -> None:
    head = [*CLAIMS[:5], *(cell for n in range(1, 7) for cell in (f"Chỉ tiêu {n}", None))]
    row = [*PLACE, "TTM-2023", 2024, "x", None, None, "x", "x", "x", 1, 0, "đang làm", None, None, None]
    rows = [["BIỂU TỰ ĐÁNH GIÁ NĂM 2024"], head, [*[None] * 5, *["Đạt", "Không đạt"] * 6], row]
    merges = [(1, c, 2, c) for c in range(5)] + [(1, c, 1, c + 1) for c in range(5, 17, 2)] if merged else []
    parsed = parse_rows("village_claims", [sheet_of(rows, "Biểu 1", merges)])
    (claims,) = as_dicts(parsed, "assessments", *(f"claim_{n}" for n in range(1, 7)))
    assert list(claims.values()) == ["met", "not_met", "unread", "met", "unread", ""]
    assert [(told.heading, told.written) for told in parsed.unread] == [
        ("Chỉ tiêu 3", "x | x"),
        ("Chỉ tiêu 5", "đang làm"),
    ]


@pytest.mark.parametrize(
    "title", ["KẾ HOẠCH ĐĂNG KÝ THÔN THÔNG MINH NĂM 2025 (DỰ KIẾN)", "THÔN PHẤN ĐẤU ĐẠT CHUẨN NĂM 2025"]
)
def test_what_a_title_calls_a_plan_is_claimed_by_nobody(parse_rows: Parse, title: str) -> None:
    activity = [*PLACE, "12/5/2024", "Hướng dẫn dùng VNeID", "VNeID", 20]
    heads = ["Huyện", "Xã", "Thôn", "Ngày", "Nội dung", "Nền tảng số", "Số người được hướng dẫn"]
    sheets = {"Tự đánh giá": [[title], CLAIMS, ALL_MET], "Hoạt động": [["KẾ HOẠCH HOẠT ĐỘNG NĂM"], heads, activity]}
    parsed = parse_rows("village_claims", sheets)
    assert not any(len(frame) for frame in parsed.records.values())
    assert [refusal.spot.sheet for refusal in parsed.refusals] == ["Tự đánh giá", "Hoạt động"]


@pytest.mark.parametrize(
    "title",
    [
        "BIỂU TỰ ĐÁNH GIÁ THEO KẾ HOẠCH XÂY DỰNG THÔN THÔNG MINH",
        "BÁO CÁO KẾT QUẢ THỰC HIỆN KẾ HOẠCH SỐ 12/KH-UBND",
        "DANH SÁCH THÔN ĐỀ NGHỊ THẨM ĐỊNH, CÔNG NHẬN THÔN THÔNG MINH NĂM 2024",
        "BIỂU ĐĂNG KÝ THẨM ĐỊNH THÔN THÔNG MINH",
    ],
)
def test_a_claim_that_asks_for_recognition_or_quotes_a_plan_is_a_claim(
    parse_rows: Parse, as_dicts: Dicts, title: str
) -> None:
    parsed = parse_rows("village_claims", {"Tự đánh giá": [[title], CLAIMS, ALL_MET]})
    assert as_dicts(parsed, "assessments", "claim_1") == [{"claim_1": "met"}]


def test_the_day_behind_a_decisions_number_is_its_day_where_the_column_is_blank(
    parse_rows: Parse, as_dicts: Dicts
) -> None:
    heads = ["Huyện", "Xã", "Thôn", "Số quyết định", "Ngày quyết định", "Cơ quan ban hành"]
    number, other = "45/QĐ-UBND ngày 12/3/2023", "Số 45/QĐ-UBND thay QĐ 5/QĐ-UBND ngày 01/01/2022"
    rows = [[*PLACE, *said, "UBND xã"] for said in ((number, None), (number, "15/3/2023"), (other, None))]
    parsed = parse_rows("village_claims", {"Tổ CNSCĐ": [heads, *rows]})
    found = [row["decision_from"] for row in as_dicts(parsed, "teams", "decision_from")]
    assert found == [dt.date(2023, 3, 12), dt.date(2023, 3, 15), None]


def test_whole_or_part_is_said_below_what_was_merged_in(parse_rows: Parse, as_dicts: Dicts) -> None:
    head = ["Tên thôn mới", "Mã mới", "Xã", "Nhập từ thôn", "Mã cũ", "Nhập toàn bộ hay một phần", "Hiệu lực"]
    rows = [
        ["Tân Thành", "06211101", "Hợp Thành", "Nà Mạ", "06211001", "Toàn bộ", "01/5/2026"],
        ["Tân Thành", "06211101", "Hợp Thành", "Nà Lình", "06211002", "Một phần (35 hộ)", "01/5/2026"],
    ]
    parsed = parse_rows("succession", [head, *rows])
    assert as_dicts(parsed, "successions", "extent") == [{"extent": "whole"}, {"extent": "part"}]


def test_a_claim_merged_over_two_indicators_is_of_both(parse_rows: Parse, as_dicts: Dicts) -> None:
    row = [*PLACE, "TTM-2023", 2024, "Đạt", None, "Không đạt", None, "Đạt", None]
    parsed = parse_rows("village_claims", [sheet_of([CLAIMS, row], merges=[(1, 5, 1, 6)])])
    (claims,) = as_dicts(parsed, "assessments", *(f"claim_{n}" for n in range(1, 6)))
    assert list(claims.values()) == ["met", "met", "not_met", "", "met"]


ACTIVITIES = ["Huyện", "Xã", "Thôn", "Ngày", "Nội dung", "Nền tảng số", "Số người được hướng dẫn"]
HELD = ["12/5/2024", "Hướng dẫn dùng VNeID", "VNeID", 20]


def test_a_village_alone_in_a_row_is_of_the_rows_below_it(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [
        ["1. Thôn Nà Mạ"],
        [*PLACE[:2], None, *HELD],
        [*PLACE[:2], None, *HELD],
        ["2. Thôn Bản Hoàng"],
        [*PLACE[:2], None, *HELD],
        [*PLACE[:2], "Thôn Nà Lình", *HELD],
        ["Khu vực khó khăn"],
        [*PLACE[:2], None, *HELD],
    ]
    parsed = parse_rows("village_claims", {"Hoạt động": [ACTIVITIES, *rows]})
    found = [(row["row"], row["village_text"]) for row in as_dicts(parsed, "activities", "row", "village_text")]
    assert found == [(3, "Thôn Nà Mạ"), (4, "Thôn Nà Mạ"), (6, "Thôn Bản Hoàng"), (7, "Thôn Nà Lình")]
    assert [(told.row, told.reason) for told in parsed.unread if told.reason == "no_place"] == [(9, "no_place")]


def test_a_rule_that_is_kept_says_nothing_about_a_password(parse_rows: Parse, as_dicts: Dicts) -> None:
    heads = ["Huyện", "Xã", "Thôn", "Địa điểm", "Doanh nghiệp", "Số hợp đồng", "Có mật khẩu"]
    rows = [[*PLACE, "Nhà văn hóa", "VNPT", f"{n}/HĐ", said] for n, said in enumerate(("Đạt", "x", "Không"), 1)]
    parsed = parse_rows("village_claims", {"WiFi": [heads, *rows]})
    assert [row["has_password"] for row in as_dicts(parsed, "wifi_claims", "has_password")] == ["unclear", "yes", "no"]


def test_places_may_be_headed_as_names(parse_rows: Parse, as_dicts: Dicts) -> None:
    heads = ["TT", "Tên huyện", "Xã, phường", "Tên thôn", *CLAIMS[3:]]
    parsed = parse_rows("village_claims", {"Biểu": [heads, [1, *ALL_MET]]})
    found = as_dicts(parsed, "assessments", "district_text", "commune_text", "village_text", "claim_5")
    assert [list(row.values()) for row in found] == [[*PLACE, "met"]]


def test_a_form_of_one_unit_names_it_behind_a_label(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [
        ["Đơn vị báo cáo: UBND xã Hòa Bình"],
        ["Kỳ báo cáo: Từ 01/01/2024 đến 30/9/2024"],
        ["TT", "Nội dung", "Số lượng"],
        [1, "Tổng số hồ sơ tiếp nhận", 500],
        [2, "Hồ sơ giải quyết trực tuyến toàn trình", 400],
    ]
    parsed = parse_rows("public_service_statistics", rows)
    found = as_dicts(parsed, "service_statistics", "unit_text", "dossier_count", "dossier_count_fully_online")
    assert [list(row.values()) for row in found] == [["UBND xã Hòa Bình", 500, 400]]


def test_an_example_of_how_to_fill_in_is_no_claim(parse_rows: Parse, as_dicts: Dicts) -> None:
    numbered = [["STT", *CLAIMS], ["VD", *ALL_MET], [1, *PLACE[:2], "Thôn Bản Hoàng", *ALL_MET[3:]]]
    placed = [CLAIMS, ["(Ví dụ) Huyện Cao Lộc", *ALL_MET[1:]], [*PLACE[:2], "Thôn Bản Hoàng", *ALL_MET[3:]]]
    for rows in (numbered, placed):
        parsed = parse_rows("village_claims", {"Tự đánh giá": rows})
        assert as_dicts(parsed, "assessments", "village_text") == [{"village_text": "Thôn Bản Hoàng"}]
        assert list(parsed.set_aside["reason"]) == ["note"]


def test_products_below_a_title_of_what_ran_out_are_not_read_as_recognised(parse_rows: Parse, as_dicts: Dicts) -> None:
    head, row = ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Hạng sao"], [1, "Hoa hồi", "HTX Hồi", "Hòa Bình", 4]
    title = "DANH SÁCH SẢN PHẨM OCOP HẾT HẠN GIẤY CHỨNG NHẬN"
    parsed = parse_rows("ocop_registry", [[title], head, row])
    assert "ocop_products" not in parsed.records
    assert len(parsed.questions) == 1
    dated = parse_rows("ocop_registry", [[title], [*head, "Có giá trị đến"], [*row, "10/6/2023"]])
    assert as_dicts(dated, "ocop_products", "valid_until") == [{"valid_until": dt.date(2023, 6, 10)}]


def test_a_village_that_was_divided_has_a_row_for_each_part(parse_rows: Parse, as_dicts: Dicts) -> None:
    head = ["TT", "Thôn trước chia tách", "Mã cũ", "Xã", "Thôn sau chia tách", "Mã mới"]
    rows = [[1, "Nà Mạ", "06211001", "Hợp Thành", "Nà Mạ 1", "06211101"], [*[None] * 4, "Nà Mạ 2", "06211102"]]
    merges = [(1, c, 2, c) for c in range(4)]
    parsed = parse_rows("succession", [sheet_of([head, *rows], merges=merges)])
    found = as_dicts(parsed, "successions", "old_name", "new_name")
    assert [list(row.values()) for row in found] == [["Nà Mạ", "Nà Mạ 1"], ["Nà Mạ", "Nà Mạ 2"]]


def test_households_and_people_in_one_cell_are_left_and_told(parse_rows: Parse, as_dicts: Dicts) -> None:
    head, row = ["TT", "Mã thôn", "Thôn", "Xã", "Số hộ/khẩu"], [1, "06211001", "Nà Mạ", "Hợp Thành", "120/480"]
    parsed = parse_rows("register", [head, row])
    assert as_dicts(parsed, "villages", "household_count_register") == [{"household_count_register": None}]
    assert any("'Số hộ/khẩu'" in note for note in parsed.notes)


def test_all_units_of_a_level_are_no_unit(parse_rows: Parse, as_dicts: Dicts) -> None:
    head = ["TT", "Đơn vị", "Tổng hồ sơ", "Hồ sơ trực tuyến toàn trình"]
    rows = [["A", "Sở, ban, ngành"], [1, "Sở Y tế", 300, 200], ["B", "UBND cấp xã"], [1, "Hòa Bình", 200, 150]]
    parsed = parse_rows("public_service_statistics", [["Năm 2024"], head, *rows])
    assert as_dicts(parsed, "service_statistics", "unit_text", "dossier_count") == [
        {"unit_text": "Hòa Bình", "dossier_count": 200}
    ]
