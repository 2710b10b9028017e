"""Whatever the sheet: rows in == rows read + set aside + refused, and no parser fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.card import load_cards
from connectors.contract import Cell, Sheet
from connectors.reasons import LAYOUT_REASONS, SET_ASIDE_TEXT
from connectors.tables.blocks import parts_of
from connectors.tables.cells import is_blank
from connectors.tables.header import find_header
from connectors.tables.source_tables import wanted_of
from doisoat.columns import PLACE, PROVENANCE, RECORDS
from tests.examples import examples

Parse = Callable[..., Any]
HEADS: dict[str, list[str]] = {
    "vnpt": ["STT", "Huyện", "Xã", "Thôn", "Cáp quang", "4G", "Số hợp đồng", "Trạng thái", "Ngày cập nhật"],
    "mobifone": ["Địa bàn", "Công nghệ", "Trạng thái", "Ngày cập nhật"],
    "vpostcode": ["Mã Vpostcode", "Loại đối tượng", "Thôn", "SubVillage", "Xã", "Đã gắn biển", "Ngày gắn", "Vĩ độ"],
    "register": ["STT", "Mã thôn", "Tên thôn", "Xã", "Mã xã", "Số hộ", "Hiệu lực từ"],
    "succession": ["Mã cũ", "Tên cũ", "Xã cũ", "Mã mới", "Tên mới", "Phần", "Ngày hiệu lực"],
    "ocop_registry": ["STT", "Tên sản phẩm", "Xã", "Số sao", "Quyết định", "Hiệu lực đến"],
    "public_service_statistics": ["STT", "Đơn vị", "Kỳ", "Số TTHC", "Mức độ 3", "Mức độ 4", "Tổng hồ sơ"],
}
WORDS = [
    "Xã Vĩnh Yên",
    "Huyện Bình Gia",
    "Nà Pài",
    "Cộng xã Vĩnh Yên",
    "Tổng cộng",
    "6 thôn",
    "x",
    "Không",
    "",
    " ",
    "I",
    "1",
    "(1)",
    "Ghi chú: a",
    "DVC trực tuyến một phần",
    "Thôn",
    "STT",
    "4G",
    "30/9/2024",
    "31/12/2099",
    "Quý III/2024",
    "FTTH",
    "06274001",
    "Hộ gia đình",
    "\u200b",
    "#N/A",
    "5 sao",
]
CELL = st.one_of(
    st.none(), st.sampled_from(WORDS), st.integers(-3, 60000), st.booleans(), st.floats(), st.text(max_size=5)
)
SPAN = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 3), st.integers(0, 3))


def no_repair(texts: Any) -> tuple[list[Any], str]:
    return list(texts), ""


@st.composite
def damaged_sheets(draw: Any, head: list[str]) -> Sheet:
    """A header somewhere, perhaps broken or doubled, over arbitrary cells and merges."""
    width = len(head) + draw(st.integers(0, 2))
    row = st.lists(CELL, min_size=width, max_size=width)
    header: list[Cell] = [*head, *[None] * (width - len(head))]
    for _ in range(draw(st.integers(0, 1))):
        header[draw(st.integers(0, width - 1))] = draw(CELL)
    below = draw(st.lists(st.one_of(row, st.just(header)), max_size=8))
    rows = [*draw(st.lists(row, max_size=3)), header, *below]
    spans = draw(st.lists(SPAN, max_size=3))
    last_row, last_column = len(rows) - 1, width - 1
    merges = [
        (min(r, last_row), min(c, last_column), min(r + h, last_row), min(c + w, last_column)) for r, c, h, w in spans
    ]
    return Sheet("Biểu", [list(column) for column in zip(*rows, strict=True)], merges=merges)


@pytest.mark.parametrize("source", sorted(HEADS))
@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_rows_add_up_over_damaged_sheets(source: str, parse_rows: Parse, data: Any) -> None:
    sheets = data.draw(st.lists(damaged_sheets(HEADS[source]), min_size=1, max_size=2))
    parsed = parse_rows(source, sheets, cards=CARDS)  # asserts the sum itself
    wanted = wanted_of(CARDS[source])
    # Blocks have a header each: which rows are headers is then no question of the first one alone. A table on its side
    # has a row a column.
    shapes = [part.shape for part in parts_of(sheets[0], wanted, no_repair)] if len(sheets) == 1 else []
    if shapes == ["table"] and not sheets[0].merges:
        header = find_header(sheets[0], wanted, no_repair)
        start = header.last + 1 if header else 0
        below = list(zip(*sheets[0].columns, strict=True))[start:]
        assert parsed.rows_in == sum(not all(map(is_blank, row)) for row in below)
    assert set(parsed.set_aside["reason"]) <= set(SET_ASIDE_TEXT)
    for kind, frame in parsed.records.items():
        assert list(frame.columns) == [
            *PROVENANCE,
            "published_on",
            *(() if kind == "villages" else PLACE),
            *RECORDS[kind],
        ]
        assert frame["row"].notna().all()
        texts = frame.select_dtypes("str")
        claims = [name for name in texts if name.startswith("claim")]
        assert not (texts.drop(columns=claims) == "").any().any(), "a blank is a missing value"


def test_layout_reasons_have_texts_and_the_rest_say_how_to_mend() -> None:
    assert set(SET_ASIDE_TEXT) >= LAYOUT_REASONS
    mending = [text for code, text in SET_ASIDE_TEXT.items() if code not in LAYOUT_REASONS]
    assert all("Hãy" in text or "Không cần sửa" in text or "chỉ được đếm" in text for text in mending)


CARDS = load_cards()
