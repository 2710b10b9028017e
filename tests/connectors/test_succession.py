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
