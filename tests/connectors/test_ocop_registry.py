"""The OCOP registry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

Parse = Callable[..., Any]


def test_products_keep_their_stars_decision_and_validity(parse_rows: Parse) -> None:
    rows = [
        ["STT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Thôn", "Số sao", "Quyết định", "Hiệu lực đến"],
        [1, "Bánh ngải", "HTX A", "Hòa Bình", "Văn Quan", None, "5 sao", "100/QĐ-UBND ngày 12/5/2023", "31/12/2026"],
        [2, "Hạt dẻ", None, None, None, None, "****", "101/QĐ-UBND", "36 tháng"],
        [3, None, "HTX C", "Hòa Bình", "Văn Quan", None, 3, None, None],
    ]
    parsed = parse_rows("ocop_registry", rows, file="ocop.xlsx")
    frame = parsed.records["ocop_products"]
    assert frame["stars"].tolist() == [5, 4]
    assert list(frame["recognised_on"]) == [dt.date(2023, 5, 12), None]
    assert list(frame["valid_until"]) == [dt.date(2026, 12, 31), None]
    assert list(parsed.set_aside["reason"]) == ["no_product"]
    assert any("Hiệu lực đến" in note for note in parsed.notes)
    assert parsed.published_on is None
