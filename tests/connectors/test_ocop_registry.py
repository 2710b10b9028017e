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


def test_a_product_whose_state_is_not_recognised_is_set_aside(parse_rows: Parse) -> None:
    rows = [
        ["STT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Số sao", "Trạng thái"],
        *(
            [n, f"Sản phẩm {n}", "HTX Mẫu", "Hòa Bình", "Văn Quan", 3, state]
            for n, state in enumerate(
                (
                    "Đã công nhận",
                    "Bị thu hồi",
                    "Hết hạn",
                    None,
                    "Chưa được công nhận",
                    "Đang hoạt động",
                    "Đang xét",
                    "-",
                )
            )
        ),
    ]
    parsed = parse_rows("ocop_registry", rows, file="ocop.xlsx")
    assert parsed.records["ocop_products"]["product_name"].tolist() == [f"Sản phẩm {n}" for n in (0, 3, 5, 7)]
    assert list(parsed.set_aside["reason"]) == ["not_recognised"] * 4
    rows[0] = ["NO", "PRODUCT_NAME", "OWNER", "COMMUNE", "DISTRICT", "STARS", "STATUS"]
    for row, state in zip(
        rows[1:], ("ACTIVE", "REVOKED", "EXPIRED", "RECOGNIZED", "PENDING", "VALID", "x", ""), strict=True
    ):
        row[6] = state
    dumped = parse_rows("ocop_registry", rows, file="ocop.xlsx")
    assert dumped.records["ocop_products"]["product_name"].tolist() == [f"Sản phẩm {n}" for n in (0, 3, 5, 6, 7)]


def test_the_state_of_something_else_than_the_recognition_takes_no_product_away(parse_rows: Parse) -> None:
    head = ["STT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Số sao"]
    for heading, said in (
        ("Tình trạng đăng ký nhãn hiệu", "Đã đăng ký"),
        ("Trademark status", "REGISTERED"),
        ("Tình trạng bán hàng", "Hết hạn hợp đồng"),
    ):
        rows = [[*head, heading], [1, "Bánh ngải", "HTX Mẫu", "Hòa Bình", "Văn Quan", 3, said]]
        parsed = parse_rows("ocop_registry", rows, file="ocop.xlsx")
        assert parsed.records["ocop_products"]["product_name"].tolist() == ["Bánh ngải"], heading
    rows = [[*head, "Tình trạng công nhận"], [1, "Bánh ngải", "HTX Mẫu", "Hòa Bình", "Văn Quan", 3, "Đã thu hồi"]]
    assert "ocop_products" not in {
        kind for kind, frame in parse_rows("ocop_registry", rows, file="ocop.xlsx").records.items() if len(frame)
    }
