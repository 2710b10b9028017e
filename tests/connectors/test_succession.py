"""Succession lists: the province's own headings, merged cells, words for whole and part, days that are missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from connectors.card import parser_of

HEAD = ["Mã cũ", "Tên cũ", "Xã cũ", "Mã mới", "Tên mới", "Xã mới", "Phần", "Ngày hiệu lực", "Quyết định"]
XA = "Xã Minh Khai"
Parse = Callable[..., Any]


def test_each_row_is_an_old_village_and_what_it_became(parse_rows: Parse, as_dicts: Callable[..., Any]) -> None:
    rows = [
        ["NGHỊ QUYẾT SÁP NHẬP THÔN"],
        HEAD,
        ["06094011", "Nà Cuổn", XA, "06094001", "Đoàn Kết", XA, "Toàn bộ", 45474.0, "57/NQ-HĐND"],
        [6094012.0, "Nà Rài", XA, None, None, None, "một phần", "1/7/2024", "57/NQ-HĐND"],
        ["06094013", "Nà Bó", XA, None, None, None, None, "1/7/2024", None],
    ]
    parsed = parse_rows("succession", rows, merges=[(2, 3, 3, 3), (2, 4, 3, 4), (2, 5, 3, 5)])
    assert as_dicts(parsed, "successions", "old_code", "new_name", "extent", "effective_on") == [
        {"old_code": "06094011", "new_name": "Đoàn Kết", "extent": "whole", "effective_on": dt.date(2024, 7, 1)},
        {"old_code": "6094012", "new_name": "Đoàn Kết", "extent": "part", "effective_on": dt.date(2024, 7, 1)},
    ]
    assert parsed.set_aside["reason"].tolist() == ["no_successor"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("toàn bộ", "whole"),
        ("Cả thôn", "whole"),
        ("100%", "whole"),
        ("Toàn bộ diện tích, dân số", "whole"),
        ("toàn bộ, trừ 5 hộ", "part"),
        ("Một phần", "part"),
        ("1/2 thôn", "part"),
        ("12 hộ", "part"),
        ("", None),
        (None, None),
    ],
)
def test_what_is_not_said_to_be_the_whole_is_a_part_and_a_blank_stays_open(
    text: str | None, expected: str | None
) -> None:
    from connectors.card import load_cards

    extent = parser_of(load_cards()["succession"]).__globals__["extent"]
    assert extent(text) == expected


def test_a_row_without_a_day_is_read_and_told(parse_rows: Parse) -> None:
    parsed = parse_rows("succession", [HEAD, ["", "Nà Cuổn", XA, "", "Đoàn Kết", XA, "toàn bộ", "quý sau", ""]])
    assert parsed.records["successions"]["effective_on"].isna().all()
    assert any("ngày hiệu lực" in note for note in parsed.notes)


HERE = {"old_name": "Nà Cuổn", "new_name": "Nà Cuổn - Nà Rài", "old_commune": "Hòa Bình", "new_commune": "Hòa Bình"}


@pytest.mark.parametrize(
    "rows",
    [
        [["TT", "Tên thôn trước khi sắp xếp", "Tên thôn sau khi sắp xếp", "Xã"],
         [1, "Nà Cuổn", "Nà Cuổn - Nà Rài", "Hòa Bình"]],
        [["TT", "Trước sáp nhập", None, "Sau sáp nhập", None], [None, "Tên thôn", "Xã", "Tên thôn", "Xã"],
         [1, "Nà Cuổn", "Hòa Bình", "Nà Cuổn - Nà Rài", "Hòa Bình"]],
        [["Xã", "Thôn cũ", "Thôn được thành lập"], ["Hòa Bình", "Nà Cuổn", "Nà Cuổn - Nà Rài"]],
        [["COMMUNE", "OLD_NAME", "NEW_NAME"], ["Hòa Bình", "Nà Cuổn", "Nà Cuổn - Nà Rài"]],
    ],
)  # fmt: skip
def test_before_and_after_are_told_by_any_words_and_one_commune_is_that_of_both(
    rows: Any, parse_rows: Parse, as_dicts: Callable[..., Any]
) -> None:
    assert as_dicts(parse_rows("succession", rows), "successions", *HERE) == [HERE]


@pytest.mark.parametrize("cell", ["Nà Cuổn, Nà Rài", "Nà Cuổn và Nà Rài", "Nà Cuổn; Nà Rài", "Nà Cuổn\nNà Rài"])
def test_several_old_villages_of_one_cell_are_each_a_row(cell: str, parse_rows: Parse) -> None:
    parsed = parse_rows("succession", [["TT", "Các thôn sáp nhập", "Thôn mới", "Xã"], [1, cell, "Đoàn Kết", XA]])
    frame = parsed.records["successions"]
    assert frame[["old_name", "new_name"]].values.tolist() == [["Nà Cuổn", "Đoàn Kết"], ["Nà Rài", "Đoàn Kết"]]
    assert frame["extent"].isna().all()


def test_a_comma_below_one_old_village_belongs_to_its_name(parse_rows: Parse) -> None:
    parsed = parse_rows("succession", [["TT", "Thôn cũ", "Thôn mới", "Xã"], [1, "Nà Cuổn, Nà Rài", "Đoàn Kết", XA]])
    assert parsed.records["successions"]["old_name"].tolist() == ["Nà Cuổn, Nà Rài"]


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("PHƯƠNG ÁN SÁP NHẬP THÔN NĂM 2026", "Thôn mới"),
        ("DỰ THẢO DANH SÁCH SÁP NHẬP THÔN", "Thôn mới"),
        ("KẾ HOẠCH SẮP XẾP THÔN", "Thôn mới"),
    ],
)
def test_a_plan_of_merging_is_asked_about_and_merges_nothing(title: str, heading: str, parse_rows: Parse) -> None:
    parsed = parse_rows("succession", [[title], ["TT", "Thôn cũ", heading, "Xã"], [1, "Nà Cuổn", "Đoàn Kết", XA]])
    assert "successions" not in parsed.records
    assert parsed.questions


def test_the_day_of_a_title_holds_where_no_column_gives_one(parse_rows: Parse) -> None:
    rows = [
        ["DANH SÁCH THÔN SÁP NHẬP (có hiệu lực từ ngày 01/01/2021)"],
        ["TT", "Thôn cũ", "Thôn mới", "Xã"],
        [1, "Nà Cuổn", "Đoàn Kết", XA],
    ]
    assert parse_rows("succession", rows).records["successions"]["effective_on"].tolist() == [dt.date(2021, 1, 1)]


@pytest.mark.parametrize("heading", ["Số hộ trước sáp nhập", "Diện tích sau sắp xếp", "Trưởng thôn cũ"])
def test_what_is_counted_or_named_before_and_after_is_no_village(heading: str, parse_rows: Parse) -> None:
    rows = [["TT", "Thôn cũ", "Thôn mới", "Xã", heading], [1, "Nà Cuổn", "Đoàn Kết", XA, 12]]
    assert parse_rows("succession", rows).records["successions"]["old_name"].tolist() == ["Nà Cuổn"]


def test_the_same_words_below_two_groups_that_are_not_merged_are_headings(parse_rows: Parse) -> None:
    rows = [
        ["TT", "Xã", "Thôn trước sắp xếp", None, "Thôn sau sắp xếp", None, "Nghị quyết"],
        [None, None, "Tên thôn", "Số hộ", "Tên thôn", "Số hộ", None],
        [1, "Hòa Bình", "Nà Cuổn", 40, "Đoàn Kết", 81, "12/NQ-HĐND"],
    ]
    frame = parse_rows("succession", rows).records["successions"]
    assert frame[["old_name", "new_name", "old_commune"]].values.tolist() == [["Nà Cuổn", "Đoàn Kết", "Hòa Bình"]]


def test_rows_that_name_a_commune_are_that_of_the_mergers_below(parse_rows: Parse) -> None:
    rows = [
        ["TT", "Tên thôn mới", "Sáp nhập từ các thôn"],
        ["I", "Xã Hòa Bình", None],
        [1, "Đoàn Kết", "Nà Cuổn và Nà Rài"],
        ["II", "Xã Tân Văn", None],
        [1, "Hồng Phong", "Còn Quan, Pò Lạn"],
    ]
    frame = parse_rows("succession", rows).records["successions"]
    assert frame[["old_name", "new_name", "new_commune"]].values.tolist() == [
        ["Nà Cuổn", "Đoàn Kết", "Xã Hòa Bình"],
        ["Nà Rài", "Đoàn Kết", "Xã Hòa Bình"],
        ["Còn Quan", "Hồng Phong", "Xã Tân Văn"],
        ["Pò Lạn", "Hồng Phong", "Xã Tân Văn"],
    ]


def test_a_village_that_went_into_one_that_stays(parse_rows: Parse) -> None:
    rows = [["TT", "Thôn bị sáp nhập", "Sáp nhập vào thôn", "Xã"], [1, "Nà Cuổn", "Bản Chu", XA]]
    frame = parse_rows("succession", rows).records["successions"]
    assert frame[["old_name", "new_name"]].values.tolist() == [["Nà Cuổn", "Bản Chu"]]
