"""The village register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from doisoat.errors import Refused

Parse = Callable[..., Any]
Dicts = Callable[..., list[dict[str, Any]]]

HEAD = [
    "STT",
    "Mã thôn",
    "Tên thôn",
    "Loại",
    "Tên xã",
    "Mã xã",
    "Huyện",
    "Số hộ",
    "Số cơ quan",
    "Số tổ chức",
    "Số khu di tích",
    "Tên khác",
    "Hiệu lực từ",
    "Hiệu lực đến",
]


def village(
    code: object,
    name: object,
    commune: object = "06274",
    households: object = 71,
    start: object = None,
    end: object = None,
) -> list[Any]:
    return [1, code, name, "Thôn", "Xã Hòa Bình", commune, "Huyện Văn Quan", households, 0, "2", None, None, start, end]


def test_a_remark_that_a_village_went_into_another_one_ends_it_on_its_day(parse_rows: Parse) -> None:
    remarks = [
        "Sáp nhập vào thôn Bản Chu từ 01/7/2024",
        "đã sáp nhập từ ngày 01/7/2024",
        "Đã sáp nhập",
        "Sáp nhập từ thôn A và thôn B ngày 01/7/2024",
        "Dự kiến sáp nhập vào thôn Nà Pái 01/01/2025",
        None,
    ]
    rows = [["Mã thôn", "Tên thôn", "Xã", "Số hộ", "Ghi chú"]]
    rows += [[f"0610300{n}", f"Nà {n}", "Xã Hòa Bình", 40, remark] for n, remark in enumerate(remarks, 1)]
    parsed = parse_rows("register", rows, file="thon.xlsx")
    ends = [None if pd.isna(day) else f"{day:%d/%m/%Y}" for day in parsed.records["villages"]["valid_to"]]
    assert ends == ["01/07/2024", "01/07/2024", None, None, None, None]
    assert any("1 hàng có ghi chú thôn đã sáp nhập" in note for note in parsed.notes)


@pytest.mark.parametrize(
    "remark",
    ["Không đồng ý sáp nhập vào thôn Bản Chu (họp 05/10/2024)",
     "Đang lấy ý kiến sáp nhập vào thôn Bản Chu, họp 05/10/2024", "Thôn Nà Rài đã sáp nhập vào thôn này 01/7/2024",
     "Thôn Nà Rài đã sáp nhập vào thôn này từ ngày 01/7/2024", "Xã Hòa Bình nhập vào xã Tân Thành từ 01/7/2025",
     "Sáp nhập vào xã Thất Khê (NQ 1672 ngày 16/6/2025)", "Đề nghị giải thể tổ CNSCĐ 01/01/2025",
     "Chi bộ đã sáp nhập 05/5/2023", "Sáp nhập vào thôn này từ ngày 01/7/2024",
     "Sáp nhập vào thôn Bản Chu họp ngày 05/10/2024", "Nhà văn hóa đã giải thể từ ngày 05/5/2023"],
)  # fmt: skip
def test_a_remark_of_anything_but_the_end_of_this_village_ends_nothing(parse_rows: Parse, remark: str) -> None:
    rows = [["Mã thôn", "Tên thôn", "Xã", "Số hộ", "Ghi chú"], ["06103001", "Nà Pái", "Xã Hòa Bình", 40, remark]]
    parsed = parse_rows("register", rows, file="thon.xlsx")
    assert parsed.records["villages"]["valid_to"].isna().all()
    assert not any("theo ghi chú" in note for note in parsed.notes)


@pytest.mark.parametrize(
    "remark",
    ["Nhập vào thôn Nà Rài 2 từ ngày 01/7/2024", "Đã sáp nhập vào bản Chu, từ 1/7/2024", "Đã giải thể ngày 01/7/2024.",
     "Thôn đã được sáp nhập vào tổ dân phố Nà Cuổn - Nà Rài kể từ ngày 01/7/2024"],
)  # fmt: skip
def test_an_end_that_a_remark_alone_gives_is_told(parse_rows: Parse, remark: str) -> None:
    rows = [["Mã thôn", "Tên thôn", "Xã", "Số hộ", "Ghi chú"], ["06103001", "Nà Pái", "Xã Hòa Bình", 40, remark]]
    parsed = parse_rows("register", rows, file="thon.xlsx")
    assert [f"{day:%d/%m/%Y}" for day in parsed.records["villages"]["valid_to"]] == ["01/07/2024"]
    assert any("hàng 2" in note and "01/07/2024 theo ghi chú" in note for note in parsed.notes)


def test_a_register_gives_a_row_for_each_village_with_its_counts(parse_rows: Parse, as_dicts: Dicts) -> None:
    parsed = parse_rows(
        "register", [["DANH MỤC THÔN"], [], HEAD, village("06274001", "Bó Rài", households="1.071")], file="dm.xlsx"
    )
    assert as_dicts(
        parsed,
        "villages",
        "village_code",
        "village_name",
        "commune_code",
        "household_count_register",
        "organization_count_register",
        "heritage_site_count_register",
    ) == [
        {
            "village_code": "06274001",
            "village_name": "Bó Rài",
            "commune_code": "06274",
            "household_count_register": 1071,
            "organization_count_register": 2,
            "heritage_site_count_register": None,
        }
    ]
    assert parsed.published_on is None


def test_codes_that_excel_or_a_csv_stripped_of_their_zero_are_restored_by_their_commune(
    parse_rows: Parse, as_dicts: Dicts
) -> None:
    rows = [
        HEAD,
        village(6274001, "A", 6274),
        village("6274002", "B", "06274"),
        village("06274003", "C"),
        village("62740041", "D", "62740"),
    ]
    parsed = parse_rows("register", rows)
    assert [r["village_code"] for r in as_dicts(parsed, "villages", "village_code")] == [
        "06274001",
        "06274002",
        "06274003",
        "62740041",
    ]
    assert any("2 mã thôn" in note for note in parsed.notes)


def test_rows_without_code_or_name_and_repeated_codes_are_set_aside(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [HEAD, village("06274001", "A"), village(None, "B"), village("06274003", None), village("06274001", "C")]
    parsed = parse_rows("register", rows)
    assert [r["village_name"] for r in as_dicts(parsed, "villages", "village_name")] == ["A"]
    assert list(parsed.set_aside["reason"]) == ["no_code", "no_name", "duplicate_code"]
    assert "hàng 2" in parsed.set_aside["detail"].tolist()[2]


def test_a_renamed_village_keeps_one_code_in_two_periods(parse_rows: Parse) -> None:
    rows = [HEAD, village("06274001", "Cũ", end="30/6/2025"), village("06274001", "Mới", start="1/7/2025")]
    frame = parse_rows("register", rows).records["villages"]
    assert list(frame["valid_to"]) == [dt.date(2025, 6, 30), None]
    assert list(frame["valid_from"]) == [None, dt.date(2025, 7, 1)]


def test_two_villages_of_one_name_in_one_commune_are_noted(parse_rows: Parse) -> None:
    parsed = parse_rows("register", [HEAD, village("06274001", "A"), village("06274002", "A")])
    assert any("trùng tên" in note and "hàng 2, 3" in note for note in parsed.notes)


def test_group_rows_name_the_commune_where_there_is_no_such_column(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [
        ["STT", "Mã thôn", "Tên thôn", "Xã", "Số hộ"],
        ["I", None, "Xã Hòa Bình"],
        [1, "06274001", "Bó Rài", None, 5],
        ["II", None, "Xã Tân Thành", None, 30],
        [1, "06379001", "Thôn 5", None, 30],
    ]
    parsed = parse_rows("register", rows)
    assert [
        (r["village_name"], r["commune_name"]) for r in as_dicts(parsed, "villages", "village_name", "commune_name")
    ] == [("Bó Rài", "Xã Hòa Bình"), ("Thôn 5", "Xã Tân Thành")]
    assert list(parsed.set_aside["reason"]) == ["section_row"] * 2


def test_a_register_without_codes_is_refused(parse_rows: Parse) -> None:
    [refusal] = parse_rows("register", [["Tên thôn", "Xã"], ["A", "B"]]).refusals
    assert refusal.kind == Refused.MISSING_HEADING
    assert "'Mã thôn'" in refusal.what


STEPS = [
    ["Mã số", "Huyện", "Xã", "Thôn", "Số hộ"],
    ["181", "Huyện Bình Gia", None, None, 150],
    ["06103", None, "Xã Hòa Bình", None, 81],
    ["06103001", None, None, "Nà Pái", 40],
    ["06103002", None, None, "Bản Chu", 41],
    ["06109", None, "Xã Tân Văn", None, 69],
    ["06109001", None, None, "Còn Quan", 30],
    ["188", "Huyện Lộc Bình", None, None, None],
    ["06604", None, "Xã Nam Quan", None, None],
    ["06604001", None, None, "Nà Ái", 39],
]


def test_rows_of_districts_and_communes_that_bear_codes_head_the_villages_below_them(
    parse_rows: Parse, as_dicts: Dicts
) -> None:
    parsed = parse_rows("register", STEPS)
    found = as_dicts(parsed, "villages", "village_code", "commune_name", "district_name")
    assert [tuple(row.values()) for row in found] == [
        ("06103001", "Xã Hòa Bình", "Huyện Bình Gia"),
        ("06103002", "Xã Hòa Bình", "Huyện Bình Gia"),
        ("06109001", "Xã Tân Văn", "Huyện Bình Gia"),
        ("06604001", "Xã Nam Quan", "Huyện Lộc Bình"),
    ]
    assert set(parsed.set_aside["reason"]) == {"section_row"}


def test_a_row_that_lost_its_village_in_a_flat_list_heads_nothing(parse_rows: Parse) -> None:
    rows = [
        ["Mã thôn", "Thôn", "Xã", "Số hộ"],
        ["06103001", "Nà Pái", "Xã Hòa Bình", 40],
        ["06103002", None, "Xã Hòa Bình", 41],
        ["06109001", "Còn Quan", "Xã Tân Văn", 30],
    ]
    parsed = parse_rows("register", rows)
    assert list(parsed.records["villages"]["commune_name"]) == ["Xã Hòa Bình", "Xã Tân Văn"]
    assert list(parsed.set_aside["reason"]) == ["no_name"]


def test_codes_within_a_commune_are_completed_by_the_code_of_the_row_that_heads_it(
    parse_rows: Parse, as_dicts: Dicts
) -> None:
    rows = [
        ["TT", "Mã", "Tên thôn", "Số hộ"],
        ["I", "06103", "XÃ HÒA BÌNH", 81],
        [1, "001", "Nà Pái", 40],
        [2, "002", "Bản Chu", 41],
        ["II", "06109", "XÃ TÂN VĂN", 61],
        [1, "001", "Còn Quan", 30],
        [2, "002", "Pò Lạn", 31],
    ]
    found = as_dicts(parse_rows("register", rows), "villages", "village_code", "commune_code", "commune_name")
    assert [tuple(row.values()) for row in found] == [
        ("06103001", "06103", "XÃ HÒA BÌNH"),
        ("06103002", "06103", "XÃ HÒA BÌNH"),
        ("06109001", "06109", "XÃ TÂN VĂN"),
        ("06109002", "06109", "XÃ TÂN VĂN"),
    ]


@pytest.mark.parametrize("heading", ["Số hộ khá", "Hộ theo danh bạ lưu trữ"])
def test_a_count_of_households_with_an_unknown_word_is_asked_about_where_no_other_is_there(
    parse_rows: Parse, heading: str
) -> None:
    rows = [["Mã thôn", "Thôn", "Xã", heading], ["06103001", "Nà Pái", "Xã Hòa Bình", 40]]
    parsed = parse_rows("register", rows)
    assert parsed.records["villages"]["household_count_register"].isna().all()
    (question,) = parsed.questions
    assert question.subject == heading
    answered = parse_rows("register", rows, answers={question.id: question.choices[0]})
    assert (answered.records["villages"]["household_count_register"].tolist(), answered.questions) == ([40], [])
    beside = [[*rows[0], "Số hộ"], [*rows[1], 45]]
    told = parse_rows("register", beside)
    assert (told.records["villages"]["household_count_register"].tolist(), told.questions) == ([45], [])


@pytest.mark.parametrize("heading", ["Số hộ nghèo", "Số hộ dự kiến", "Số hộ chưa có điện", "Tỷ lệ hộ (%)"])
def test_a_count_of_other_households_is_not_asked_about(parse_rows: Parse, heading: str) -> None:
    rows = [["Mã thôn", "Thôn", "Xã", heading], ["06103001", "Nà Pái", "Xã Hòa Bình", 40]]
    parsed = parse_rows("register", rows)
    assert parsed.records["villages"]["household_count_register"].isna().all()
    assert not parsed.questions


@pytest.mark.parametrize(
    "heading", ["Tên thôn trước khi sắp xếp, đổi tên", "Tên thôn trước khi đổi tên", "Trước khi sắp xếp", "Tên thôn cũ"]
)
def test_names_before_a_redraw_are_other_names(parse_rows: Callable[..., Any], heading: str) -> None:
    rows: list[list[Any]] = [["STT", "Xã", "Mã thôn", "Tên thôn hiện nay", heading, "Số hộ"],
                             [1, "Xã Thử", "06460001", "Nà Thử", None, 5],
                             [2, "Xã Thử", "06460002", "Nà Mẫu", "Bản Cũ; Bản Xưa", 7]]  # fmt: skip
    villages = parse_rows("register", rows).records["villages"].astype(object)
    assert villages["other_names"].where(villages["other_names"].notna(), None).tolist() == [None, "Bản Cũ; Bản Xưa"]
