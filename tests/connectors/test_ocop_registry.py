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
                    "Đề nghị công nhận",
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
        rows[1:], ("ACTIVE", "REVOKED", "REJECTED", "RECOGNIZED", "PENDING", "VALID", "x", ""), strict=True
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


HEAD = ["STT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Số sao", "Tình trạng"]


def test_a_state_nobody_knows_is_asked_about_once_and_until_then_its_product_is_neither_there_nor_missing(
    parse_rows: Parse,
) -> None:
    said = ("Đã công nhận", "Chờ quyết định", "Lưu hồ sơ", "Lưu hồ sơ", "RS-2", "Hết hạn")
    rows = [HEAD, *([n, f"Sản phẩm {n}", "HTX Mẫu", "Hòa Bình", "Văn Quan", 3, word] for n, word in enumerate(said))]
    parsed = parse_rows("ocop_registry", rows, file="ocop.xlsx")
    frame = parsed.records["ocop_products"]
    assert frame["state"].tolist() == ["recognised", "unclear", "unclear", "unclear", "expired"]
    assert list(parsed.set_aside["reason"]) == ["not_recognised"]  # still waits for its decision
    assert [question.subject for question in parsed.questions] == ["Lưu hồ sơ", "RS-2"]
    assert frame["question"].dropna().tolist() == [parsed.questions[n].id for n in (0, 0, 1)]
    answers = dict(
        zip(
            (q.id for q in parsed.questions), ("Đã được công nhận", "Chưa được công nhận, hoặc đã thu hồi"), strict=True
        )
    )
    told = parse_rows("ocop_registry", rows, file="ocop.xlsx", answers=answers)
    assert told.records["ocop_products"]["state"].tolist() == ["recognised", "recognised", "recognised", "expired"]
    assert not told.questions


def test_a_word_where_stars_a_day_or_a_decision_belong_speaks_of_the_recognition(parse_rows: Parse) -> None:
    head = ["STT", "Tên sản phẩm", "Xã", "Huyện", "Số sao", "Số quyết định", "Ngày công nhận", "Hiệu lực đến"]
    cells = {
        "recognised": (3, "12/QĐ-UBND", "12/5/2023", "36 tháng"),
        "unclear": ("Xem phụ lục", "12/QĐ-UBND", "12/5/2023", "12/5/2026"),
        "expired": (3, "12/QĐ-UBND", "12/5/2023", "Đã hết hạn"),
        "of four": (4, "12/QĐ-UBND", "12/5/2023", "12/5/2026"),
        "of five": ("5 sao", "12/QĐ-UBND", "12/5/2023", "12/5/2026"),
        "none": (3, "Chưa có quyết định", None, None),
        "not yet": ("Chưa phân hạng", None, None, None),
        "too few": (2, "12/QĐ-UBND", "12/5/2023", "12/5/2026"),
    }
    rows = [head, *([n, name, "Hòa Bình", "Văn Quan", *row] for n, (name, row) in enumerate(cells.items()))]
    frame = parse_rows("ocop_registry", rows, file="ocop.xlsx").records["ocop_products"]
    assert dict(zip(frame["product_name"], frame["state"], strict=True)) == {
        "recognised": "recognised", "of four": "recognised", "of five": "recognised", "unclear": "unclear",
        "expired": "expired", "too few": "unclear",
    }  # fmt: skip


def test_headings_of_groups_between_the_products_are_no_products(parse_rows: Parse) -> None:
    rows = [
        ["TT", "Tên sản phẩm", "Chủ thể", "Địa chỉ sản xuất", "Phân hạng"],
        [None, "Nhóm thực phẩm", None, None, None],
        [1, "Mật ong mẫu", "HTX Mẫu", "Thôn Mẫu, xã Thử", "OCOP 4 sao"],
        [None, "Nhóm đồ uống, dược liệu", None, None, None],
        [1, "Thạch mẫu", "HTX Thử", "Thôn Thử, xã Thử", "OCOP 3 sao"],
        [2, "Bộ quà Ngành mẫu", "HTX Thử", "Thôn Thử, xã Thử", "OCOP 3 sao"],
        [3, "Nhom qua tang mau", None, None, None],
    ]
    parsed = parse_rows("ocop_registry", rows)
    products = ["Mật ong mẫu", "Thạch mẫu", "Bộ quà Ngành mẫu", "Nhom qua tang mau"]  # what has a number is a product
    assert list(parsed.records["ocop_products"]["product_name"]) == products
    assert list(parsed.set_aside["reason"]) == ["section_row"] * 2


def test_what_the_newest_year_takes_back_is_no_recognised_product(parse_rows: Parse) -> None:
    rows = [
        ["SẢN PHẨM OCOP THEO NĂM"],
        ["TT", "Tên sản phẩm", "Chủ thể", "Thôn", "Xã", "2023", "2024"],
        [1, "Mật ong mẫu", "HTX Mẫu", "Nà Mẫu", "Xã Mẫu", None, "Đăng ký 3 sao"],
        [2, "Chè mẫu", "HTX Mẫu", "Nà Thử", "Xã Mẫu", "4 sao", None],
        [3, "Hồi mẫu", "HTX Mẫu", "Nà Thử", "Xã Mẫu", "3 sao", "Phấn đấu 4 sao"],
        [4, "Gạo mẫu", "HTX Mẫu", "Nà Thử", "Xã Mẫu", "Không đạt", "3 sao"],
    ]
    frame = parse_rows("ocop_registry", rows).records["ocop_products"]
    assert dict(zip(frame["product_name"], frame["state"], strict=True)) == {
        "Chè mẫu": "recognised", "Hồi mẫu": "unclear", "Gạo mẫu": "recognised"
    }  # fmt: skip
