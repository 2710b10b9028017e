"""Which rows are data, and when a blank means "as above"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.tables import marks
from connectors.tables.groups import fill_groups
from tests.connectors.conftest import sheet_of

Parse = Callable[..., Any]


@pytest.mark.parametrize(
    "text",
    [
        "Cộng xã Vĩnh Yên: 12 thôn",
        "Tổng cộng",
        "TỔNG SỐ",
        "Cộng",
        "Tổng: 12",
        "Toàn huyện",
        "Cong xa Vinh Yen",
        "Cộng (3 xã)",
    ],
)
def test_total_rows_are_known_by_their_words(text: str) -> None:
    assert marks.is_total(text)


@pytest.mark.parametrize(
    "text",
    [
        "Cộng Hòa",
        "Tổng Cọt",
        "Toàn Thắng",
        "Cống Thôn",
        "Cống 2",
        "Tổng Đoàn",
        "Thôn Cộng",
        "Tòng Xa",
        "Công Sơn",
        "Toàn Tâm",
    ],
)
def test_places_that_begin_like_totals_are_places(text: str) -> None:
    assert not marks.is_total(text)


def test_a_sum_named_after_a_unit_of_the_table_is_a_total_and_otherwise_a_place(parse_rows: Parse) -> None:
    header = ["Xã", "Thôn", "4G", "3G"]
    rows = [
        header,
        ["Xã Thụy Hùng", "Nà Pài", "x", None],
        ["Cộng Thụy Hùng", "Nà Pài", None, None],
        ["Cộng Lạc", "Nà Làng", "x", None],
    ]
    parsed = parse_rows("vnpt", rows)
    assert list(parsed.set_aside["row"]) == [3]
    assert list(parsed.records["coverage"]["commune_text"]) == ["Xã Thụy Hùng", "Cộng Lạc"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("6 thôn", True), ("12 thôn, bản", True), ("3 Túc", False), ("Thôn 6", False), ("1 Vàn", False)],
)
def test_a_number_of_villages_is_no_village(text: str, expected: bool) -> None:
    assert marks.is_count_of_units(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I. Huyện Bình Gia", {"district": "Huyện Bình Gia"}),
        ("UBND xã Vĩnh Yên", {"commune": "xã Vĩnh Yên"}),
        ("Xã: Vĩnh Yên", {"commune": "Xã Vĩnh Yên"}),
        ("H. Cao Lộc", {"district": "H. Cao Lộc"}),
        ("Xã Vĩnh Yên, huyện Bình Gia", {"commune": "Xã Vĩnh Yên", "district": "huyện Bình Gia"}),
        ("Huyện Bình Gia: 120 thôn", {"district": "Huyện Bình Gia"}),
        ("Quan Son", {}),
        ("Quan Sơn", {}),
        ("Thôn Nà Pài", {}),
        ("Xã Đàn, Khu 2", {}),
        ("Thị trấn Thất Khê", {"commune": "Thị trấn Thất Khê"}),
    ],
)
def test_group_headings_are_known_by_their_type_word(text: str, expected: dict[str, str]) -> None:
    assert marks.unit_headings(text) == expected


def test_a_column_that_names_each_group_once_is_carried_down() -> None:
    assert fill_groups(["A", None, None, "B", None, None]) == ["A", "A", "A", "B", "B", "B"]


@pytest.mark.parametrize(
    "values",
    [
        ["A", "A", None, "B", "B", None],  # a flat list with gaps
        ["A", "B", None, "C", "A"],  # unsorted
        ["A", "B", "C", None],  # more values than blanks: one was forgotten
        [None, "A", None, None],  # nothing stands above the first row
        ["A", None, "B", None, "A", None],  # A comes back
    ],
)
def test_blanks_of_a_flat_list_stay_blank(values: list[str | None]) -> None:
    assert fill_groups(values) == values


def test_a_commune_is_never_carried_into_the_next_district() -> None:
    values: list[str | None] = ["Hòa Bình", None, None, None, "Hòa Bình", None]
    outer = ["Văn Quan", "Văn Quan", "Bình Gia", "Bình Gia", "Hữu Lũng", "Hữu Lũng"]
    assert fill_groups(values, outer) == ["Hòa Bình", "Hòa Bình", None, None, "Hòa Bình", "Hòa Bình"]


@given(st.lists(st.one_of(st.none(), st.sampled_from("ABCDE")), max_size=30))
def test_filling_never_changes_a_value_and_only_repeats_the_one_above(values: list[str | None]) -> None:
    filled = fill_groups(values)
    assert len(filled) == len(values)
    above: str | None = None
    for before, after in zip(values, filled, strict=True):
        above = before if before is not None else above
        assert after == before if before is not None else after in (None, above)
    assert fill_groups(filled) == filled


def test_districts_and_communes_written_in_the_first_row_of_their_group_only(parse_rows: Parse) -> None:
    rows = [
        ["STT", "Huyện", "Xã", "Thôn", "4G"],
        [1, "Bình Gia", "Vĩnh Yên", "A", "x"],
        [None, None, None, "B", "x"],
        [None, None, None, "C", "x"],
        [2, None, "Quý Hòa", "D", "x"],
        [None, None, None, "E", "x"],
        [3, "Cao Lộc", "Hòa Cư", "F", "x"],
        [None, None, None, "G", "x"],
        [None, None, None, "H", "x"],
    ]
    frame = parse_rows("vnpt", rows).records["coverage"]
    assert list(frame["district_text"]) == ["Bình Gia"] * 5 + ["Cao Lộc"] * 3
    assert list(frame["commune_text"]) == ["Vĩnh Yên"] * 3 + ["Quý Hòa"] * 2 + ["Hòa Cư"] * 3


def test_a_group_row_does_not_speak_for_rows_that_name_their_own_commune(parse_rows: Parse) -> None:
    rows = [["STT", "Xã", "Thôn", "4G"], [None, "Xã Vĩnh Yên"], [1, "Quý Hòa", "A", "x"], [2, None, "B", "x"]]
    frame = parse_rows("vnpt", rows).records["coverage"]
    assert frame["commune_text"].tolist()[0] == "Quý Hòa"
    assert frame["commune_text"].isna().tolist() == [False, True]


def test_a_commune_level_statement_is_no_group_heading(parse_rows: Parse) -> None:
    rows = [["Thôn", "3G", "4G"], ["Xã Vĩnh Yên", "Có", "Không"], ["Nà Pài", "Có", "Có"]]
    parsed = parse_rows("vnpt", rows)
    assert parsed.records["coverage"]["commune_text"].isna().all()
    assert "Xã Vĩnh Yên" in set(parsed.records["coverage"]["village_text"])


def test_a_refused_sheet_quotes_headings_and_no_row_of_people(parse_rows: Parse) -> None:
    head = ["STT", "BTS_Name", "Loại trạm", "Hệ thống", "Tổ hạ tầng", "NVQL", "CCCD", "SĐT"]
    with_numbers = [None, "3G_ABC01", "Loại 2", "3G", "Bình Gia", "Hoàng Văn Thử", "020099012345", "0912345678"]
    without = [None, "4G_ABC02", "Loại 1", "4G", "Bình Gia", "Nông Thị Giả", None, None]
    for rows in ([with_numbers, without], [without, with_numbers]):
        parsed = parse_rows("vnpt", [head, *rows])
        told = " ".join([*map(str, parsed.refusals), *parsed.notes])
        assert "BTS_Name" in told, told
        assert not any(secret in told for secret in ("Thử", "Giả", "020099012345", "0912345678"))


def test_a_hidden_sheet_beside_a_visible_one_of_its_shape_is_set_aside_and_told(parse_rows: Parse) -> None:
    head = ["STT", "Huyện", "Xã", "Thôn", "Cáp quang", "4G"]
    now = sheet_of([head, [1, "Bình Gia", "Hòa Bình", "Bản Mẫu", "Có", "Có"]], "Tháng 9")
    old = replace(sheet_of([head, [1, "Bình Gia", "Hòa Bình", "Bản Mẫu", "Không", "Không"]], "Tháng 3"), is_hidden=True)
    parsed = parse_rows("viettel", [now, old])
    assert set(parsed.records["coverage"]["answer"]) == {"yes"}
    assert list(parsed.set_aside["reason"]) == ["hidden_sheet"]
    assert [(told.reason, told.sheet) for told in parsed.unread] == [("hidden_sheet", "Tháng 3")]
    alone = parse_rows("viettel", [old])
    assert set(alone.records["coverage"]["answer"]) == {"no"}


def test_rows_of_separated_text_that_do_not_fit_their_header_are_set_aside_with_their_line(parse_rows: Parse) -> None:
    rows = [
        ["Huyện", "Xã", "Thôn", "Ghi chú", "Cáp quang", "4G"],
        ["Bình Gia", "Hòa Bình", "Nà Một", "núi cao", " đường xa", "Không", "Không"],
        ["Bình Gia", "Hòa Bình", "Nà Hai", None, "Có", "Có", None, None],
        ["Bình Gia", "Hòa Bình", "Nà Ba", "Có", "Có"],
    ]
    parsed = parse_rows("vnpt", [replace(sheet_of(rows), widths=[6, 7, 8, 5])])
    assert set(parsed.records["coverage"]["village_text"]) == {"Nà Hai"}
    assert list(zip(parsed.set_aside["row"], parsed.set_aside["reason"], strict=True)) == [
        (2, "row_too_long"),
        (4, "row_too_short"),
    ]
    assert [told.village_text for told in parsed.unread] == ["Nà Một", "Nà Ba"]
