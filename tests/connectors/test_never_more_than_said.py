"""What looks like one of the kinds that are read and says something else: nothing is read as there, or as missing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.connectors.clerks import FACTS, VILLAGES, Facts, known_places
from tests.connectors.conftest import read
from tests.connectors.operator_layouts import COMMUNE, f, g
from tests.connectors.other_layouts import KINDS, POINTS, PORTAL
from tests.connectors.test_kindred_layouts import told


def coverage(rows: Any) -> Facts:
    return set(told(read("vnpt", rows, places=known_places), "coverage"))


def marked(heading: str, yes: Any = "x", no: Any = None, title: str = "") -> Any:
    head = [[title]] if title else []
    return [
        *head,
        ["TT", "Xã", "Thôn", heading],
        *[[n, COMMUNE[v], v, g(v, yes, no)] for n, v in enumerate(VILLAGES, 1)],
    ]


@pytest.mark.parametrize(
    "heading",
    ["Công nghệ di động dự kiến", "Công nghệ di động cao nhất theo kế hoạch 2025", "Mạng di động đã cắt",
     "Công nghệ di động đề nghị nâng cấp", "Thế hệ mạng cao nhất cần đầu tư"],
)  # fmt: skip
def test_a_technology_that_is_planned_or_gone_is_not_in_use(heading: str) -> None:
    assert not {fact for fact in coverage(marked(heading, "4G", "2G")) if fact[2] in ("yes", "no")}


@pytest.mark.parametrize(
    "caption",
    ["Biểu 2. Các thôn dự kiến phủ sóng 4G năm 2025", "Danh sách B: Thôn đề nghị đầu tư 4G",
     "Nhóm 2: Thôn sóng 4G yếu", "Biểu 2. Các thôn chưa có cả cáp quang và 4G"],
)  # fmt: skip
def test_a_list_below_another_one_is_not_read_by_its_heading(caption: str) -> None:
    head = ["TT", "Thôn", "Xã", "Số hộ"]
    rows = [["HIỆN TRẠNG"], ["Biểu 1. Các thôn đã có sóng 4G"], head, [1, "Bản Chu", "Hòa Bình", 40], [2, "Còn Quan",
      "Tân Thành", 41], [None],
            [caption], head, [1, "Nà Pái", "Hòa Bình", 42], [2, "Pò Lạn", "Tân Thành", 43]]  # fmt: skip
    found = coverage(rows)
    assert not {fact for fact in found if fact[0] in ("Nà Pái", "Pò Lạn") and fact[2] != "unclear"}


def test_two_letters_that_may_be_two_things_are_asked_about() -> None:
    parsed = read("vnpt", marked("Sóng 4G", "Đ", "C"), places=known_places)
    assert {fact[2] for fact in told(parsed, "coverage")} <= {"unclear"}
    assert parsed.questions


@pytest.mark.parametrize(
    ("signs", "yes", "no"), [("Có=1, Không=0", 1, 0), ("0: có; 1: không", 0, 1), ("K/C", "K", "C")]
)
def test_signs_that_a_heading_explains_count_as_it_says(signs: str, yes: Any, no: Any) -> None:
    answers = {"yes": {fact for fact in FACTS if fact[1] == "4g"}}
    found = coverage(marked(f"Sóng 4G ({signs})", yes, no))
    assert found == answers["yes"] or not {fact for fact in found if fact[2] != "unclear"} - answers["yes"]


def test_groups_of_rounds_and_plans_are_not_put_below_each_other() -> None:
    head = [["Xã", "Thôn", "Đo lần 1", None, "Đo lần 2", None], [None, None, "Cáp quang", "4G", "Cáp quang", "4G"]]
    rows = [*head, *[[COMMUNE[v], v, "Có", "Có", f(v), g(v)] for v in VILLAGES]]
    parsed = read("vnpt", rows, places=known_places)
    assert not told(parsed, "coverage")
    planned = [["Xã", "Thôn", "Điểm 1 (hiện có)", None, "Điểm 2 (dự kiến)", None], [None, None, "Số HĐ",
      "Trạng thái", "Số HĐ", "Trạng thái"],
               *[[COMMUNE[v], v, "1/HĐ", "Hoạt động", "2/HĐ", "Hoạt động"] for v in VILLAGES]]  # fmt: skip
    assert ("Nà Pái", "2/HĐ", "active", None) not in told(read("vnpt", planned, places=known_places), "wifi_contracts")


def test_a_sum_of_all_units_below_its_month_is_no_units_figure() -> None:
    figures = ["Hồ sơ tiếp nhận", "Hồ sơ xử lý hoàn toàn trực tuyến"]
    rows = [["NĂM 2024"], ["Kỳ", *figures], ["Tháng 1", 100, 80], ["Tháng 2", 90, 70], ["Tháng 3", 80, 60]]
    parsed = read("public_service_statistics", rows, places=known_places)
    assert not told(parsed, "service_statistics")


def test_a_plan_among_the_periods_below_a_unit_leaves_the_table_to_a_person() -> None:
    rows: list[list[Any]] = [["NĂM 2024"], ["Đơn vị / kỳ", "TTHC đủ điều kiện", "Hồ sơ tiếp nhận"]]
    for c in PORTAL:
        rows += [[f"Xã {c}"], ["Tháng 8", 20, 10], ["Tháng 9", 20, 12], ["Kế hoạch tháng 10", 20, 15]]
    parsed = read("public_service_statistics", rows, places=known_places)
    assert not told(parsed, "service_statistics")


def test_shares_of_plates_count_nothing_and_are_no_lost_part() -> None:
    rows = [["TỶ LỆ GẮN BIỂN ĐỊA CHỈ SỐ (%)"], ["Đến ngày 31/10/2024"], ["TT", "Xã", "Thôn", *KINDS.values()],
            *[[n, COMMUNE[v], v, 100, 100, 98.5, 100] for n, v in enumerate(VILLAGES, 1)]]  # fmt: skip
    parsed = read("vpostcode", rows, places=known_places)
    assert not {plate for _, _, plate in told(parsed, "addresses")} & {"yes", "no"}


def test_a_table_of_shares_alone_is_about_something_else() -> None:
    rows = [["TỶ LỆ GẮN BIỂN THEO THÔN"], ["Đến ngày 31/10/2024"], ["TT", "Xã", "Thôn",
      "Tỷ lệ gắn biển địa chỉ số (%)", None, None, None, "Xếp loại"],
            [None, None, None, *KINDS.values(), None], *[[n, COMMUNE[v], v, 100, 100, 98.5, 100, "Tốt"] for n,
              v in enumerate(VILLAGES, 1)]]  # fmt: skip
    parsed = read("vpostcode", rows, places=known_places)
    assert not parsed.questions
    assert ["tỷ lệ phần trăm" in str(refusal) for refusal in parsed.refusals] == [True]


def test_plates_that_were_handed_out_are_not_fixed() -> None:
    rows = [["Số liệu đến ngày 31/10/2024"], ["Mã ĐCS", "Loại", "Thôn", "Xã", "Biển địa chỉ số", None], [None, None,
      None, None, "Đã bàn giao", "Ghi chú"],
            *[[f"M{n:03}", KINDS[k], v, COMMUNE[v], "x", None] for n, (v, k, _) in enumerate(POINTS)]]  # fmt: skip
    assert not {plate for _, _, plate in told(read("vpostcode", rows, places=known_places), "addresses")} & {"yes"}


@pytest.mark.parametrize("behind", ["đã thu hồi", "đề nghị công nhận", "hết hạn năm 2023", "dự kiến"])
def test_a_product_of_a_list_whose_stars_are_taken_back_is_not_recognised(behind: str) -> None:
    rows = [["SẢN PHẨM OCOP"], ["TT", "Xã", "Các sản phẩm"],
            [1, "Hòa Bình", f"1. Mật ong - HTX Mẫu - 4 sao\n2. Na dai - HTX Mẫu - 3 sao ({behind})"]]  # fmt: skip
    parsed = read("ocop_registry", rows, places=known_places)
    frame = parsed.records["ocop_products"]
    states = dict(zip(frame["product_name"], frame["state"], strict=True))
    assert states["Mật ong"] == "recognised"
    assert states.get("Na dai") != "recognised"


def test_a_unit_that_finds_no_commune_in_the_list_leaves_it_to_a_person() -> None:
    rows = [["Mã", "Tên đơn vị", "Cấp", "Mã cha"], ["06103", "Xã Hòa Bình", "Xã", "181"], ["06103001", "Nà Pái",
      "Thôn", "06103"],
            ["06103002", "Bản Chu", "Thôn", "06103"], ["06106001", "Còn Quan", "Thôn", "06106"], ["06103003",
              "Pò Lạn", "Thôn", "06103"]]  # fmt: skip
    parsed = read("register", rows, places=known_places)
    found = {(code, commune) for code, _, commune, _ in told(parsed, "villages")}
    assert ("06106001", "Xã Hòa Bình") not in found


def test_a_number_of_villages_is_no_answer_of_any() -> None:
    rows = [
        ["TT", "Xã", "Số thôn", "Số thôn có cáp quang", "Số thôn có 4G"],
        [1, "Hòa Bình", 1, 1, 0],
        [2, "Tân Thành", 1, 1, 1],
    ]
    assert not {fact for fact in coverage(rows) if fact[2] in ("yes", "no")}


def test_a_sheet_of_an_earlier_month_is_as_old_as_its_month() -> None:
    sheet = [["TT", "Xã", "Thôn", "Cáp quang"], [1, "Hòa Bình", "Nà Pái", "Không"]]
    sheets = {"T8.2024": sheet, "T9.2024": [sheet[0], [1, "Hòa Bình", "Nà Pái", "Có"]]}
    frame = read("vnpt", sheets, places=known_places).records["coverage"]
    assert dict(zip(frame["published_on"].astype(str), frame["answer"], strict=True)) == {
        "2024-08-31": "no",
        "2024-09-30": "yes",
    }


@pytest.mark.parametrize(
    "heading", ["Biển (đã/chưa)", "Gắn biển (đã gắn/chưa gắn)", "Đã gắn/chưa gắn biển", "Biển số: đã hay chưa"]
)
def test_a_choice_that_a_heading_offers_turns_nothing(heading: str) -> None:
    rows = [["Số liệu đến ngày 31/10/2024"], ["Mã ĐCS", "Loại", "Thôn", "Xã", heading],
            *[[f"M{n:03}", KINDS[k], v, COMMUNE[v], "đã" if p == "yes" else "chưa"] for n, (v, k,
              p) in enumerate(POINTS)]]  # fmt: skip
    found = told(read("vpostcode", rows, places=known_places), "addresses")
    assert all(
        plate in (expected, "unclear", None)
        for (_, _, plate), (_, _, expected) in zip(
            sorted(found.elements(), key=str), sorted(POINTS, key=str), strict=False
        )
    )
