"""Parts of a heading that is not merged, and lists of what is to be built."""

from __future__ import annotations

from typing import Any

import pytest

from tests.connectors.clerks import known_places
from tests.connectors.test_remarks import PLACES, Parse, coverage


@pytest.mark.parametrize("second", [["Tháng trước", "Tháng này"], ["Kỳ trước", "Kỳ này"], ["T8/2024", "T9/2024"]])
def test_parts_of_a_heading_that_is_not_merged_are_headings(parse_rows: Parse, second: list[str]) -> None:
    rows: list[list[Any]] = [
        ["CÁP QUANG ĐẾN THÔN 30/9/2024"],
        ["Xã", "Thôn", "Cáp quang", None],
        [None, None, *second],
        *[[*place, before, now] for place, before, now in zip(PLACES, "xx00", "x0x0", strict=True)],
    ]
    found = coverage(parse_rows("vnpt", rows, file="cq.xlsx", places=known_places))
    assert [found[v, "fibre"] for _, v in PLACES] == ["yes", "no", "yes", "no"]


@pytest.mark.parametrize(
    "title",
    ["DANH MỤC ĐẦU TƯ HẠ TẦNG GIAI ĐOẠN 2024-2025", "DANH SÁCH THÔN KHẢO SÁT LẮP ĐẶT CÁP QUANG", "THÔN CẦN PHỦ SÓNG"],
)
def test_what_is_to_be_built_or_looked_at_is_not_there_yet(parse_rows: Parse, title: str) -> None:
    rows = [[f"{title} (30/9/2024)"], ["Xã", "Thôn", "Cáp quang", "4G"], *[[*place, "x", "x"] for place in PLACES]]
    parsed = parse_rows("vnpt", rows, file="dt.xlsx", places=known_places)
    assert "coverage" not in parsed.records
