"""Layouts in the words of many clerks: read rightly, or not read; never read as something else.

Every layout is read as it stands and as it comes out when somebody shuffles its columns, adds others, drops the title,
leaves blank rows or copies the header: the same facts, or fewer where a word was needed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.connectors.clerks import FACTS, LAYOUTS, Facts, Rows, known_places, width_of
from tests.connectors.conftest import read
from tests.examples import examples

Parse = Callable[..., Any]

# Tables of one header row above one row a village: their columns may stand in any order.
PLAIN = [name for name, (rows, facts) in LAYOUTS.items() if facts == FACTS and len(rows) == 5]
NEGATED = {
    "Cáp quang": [
        "Chưa có cáp quang", "Kế hoạch cáp quang", "Số thuê bao cáp quang", "Chỉ tiêu giao cáp quang",
        "Hẹn kéo cáp quang", "Cáp quang chờ nghiệm thu", "Đang kéo cáp quang", "Có thể cung cấp cáp quang",
        "Cáp quang của nhà mạng khác", "Cáp quang (doanh nghiệp khác)", "Thôn bên có cáp quang",
    ]
}  # fmt: skip
SYNONYMS = {
    "Xã": ["Tên xã", "Xã/Phường", "COMMUNE_NAME", "Ten xa", "Xã, thị trấn", "Đơn vị hành chính cấp xã"],
    "Thôn": ["Tên thôn", "Thôn/bản", "VILLAGE_NA", "Thôn, TDP", "ten_thon", "Thôn (bản, khu phố)", "TenThon"],
    "Cáp quang": ["FTTH", "Internet cáp quang", "Có cáp quang (Có/Không)", "FTTX", "HAS_FIBER", "Mạng cáp quang"],
    "4G": ["Sóng 4G", "LTE", "Vùng phủ sóng 4G", "Mạng 4G (LTE)", "COV_4G", "Đã phủ sóng 4G"],
}
BESIDE = [
    ["Ghi chú", "núi cao", None, "", "xa trung tâm"],
    ["Số hộ", 30, 41, 27, 55],
    ["Dân số", 120, 160, 110, 210],
    ["Trưởng thôn", "Nông Văn Mẫu", "Hoàng Mẫu", "Lý Mẫu", "Vi Mẫu"],
    ["Kế hoạch 4G năm 2025", "x", "x", "x", "x"],
    ["Số thuê bao FTTH", 1, 0, 1, 1],
    ["Khoảng cách đến trạm (km)", 1, 0, 2, 1],
    ["Cột lạ", "a", "b", "c", "d"],
]
quick = settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def facts_of(parsed: Any) -> Facts:
    """What the records of coverage say, without "Thôn" before a name."""
    frame = parsed.records.get("coverage")
    if frame is None:
        return set()
    names = [str(name).removeprefix("Thôn ") for name in frame["village_text"]]
    return set(zip(names, frame["service"], frame["answer"], strict=True))


def facts_in(rows: Rows) -> Facts:
    return facts_of(read("vnpt", rows, places=known_places))


def plain(headings: dict[str, str] | None = None) -> Rows:
    """A table of the plainest kind under the given headings."""
    rows = LAYOUTS["no accents, abbreviations"][0]
    names = ["Xã", "Thôn", "Cáp quang", "4G"]
    return [["STT", *((headings or {}).get(name, name) for name in names)], *rows[1:]]


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_clerks_table_is_read_as_it_is_meant(name: str) -> None:
    rows, facts = LAYOUTS[name]
    parsed = read("vnpt", rows, places=known_places)
    assert facts_of(parsed) == (facts or set())
    if facts is None:
        assert parsed.refusals, "a table that is not read says why"


@quick
@given(st.sampled_from(PLAIN), st.randoms(use_true_random=False))
def test_the_order_of_columns_changes_nothing(name: str, random: Any) -> None:
    rows, _ = LAYOUTS[name]
    order = list(range(width_of(rows)))
    random.shuffle(order)
    assert facts_in([[row[c] for c in order] for row in rows]) == FACTS


@quick
@given(st.fixed_dictionaries({name: st.sampled_from([name, *others]) for name, others in SYNONYMS.items()}))
def test_a_heading_by_another_name_changes_nothing(headings: dict[str, str]) -> None:
    assert facts_in(plain(headings)) == FACTS


@quick
@given(st.lists(st.sampled_from(BESIDE), min_size=1, max_size=4, unique_by=lambda c: str(c[0])), st.booleans())
def test_columns_about_other_things_change_nothing(others: list[list[Any]], before: bool) -> None:
    rows = [
        [*extra, *row] if before else [*row, *extra]
        for row, extra in zip(plain(), zip(*others, strict=True), strict=True)
    ]
    assert facts_in(rows) == FACTS


@quick
@given(
    st.sampled_from(["BÁO CÁO HẠ TẦNG SỐ ĐẾN THÔN", "VNPT LẠNG SƠN", "TỔNG HỢP (tính đến ngày 30/9/2024)", ""]),
    st.integers(0, 3), st.integers(1, 4), st.booleans(),
)  # fmt: skip
def test_titles_blank_rows_and_copied_headers_change_nothing(title: str, blanks: int, at: int, again: bool) -> None:
    head, *data = plain()
    middle: Rows = [[None] * 5 for _ in range(blanks)] + ([head] if again else [])
    rows = [[title or None], *([None] for _ in range(blanks)), head, *data[:at], *middle, *data[at:]]
    assert facts_in(rows) == FACTS


@pytest.mark.parametrize("heading", NEGATED["Cáp quang"])
def test_a_heading_that_is_turned_never_keeps_its_meaning(heading: str) -> None:
    found = facts_in(plain({"Cáp quang": heading}))
    plainly = {fact for fact in FACTS if fact[1] == "fibre"}
    assert not {f for f in found if f[1] == "fibre" and f[2] == "yes"}, "what is missing or planned is no yes"
    assert not plainly <= found


@pytest.mark.parametrize("word", ["chưa có", "không có", "kế hoạch", "dự kiến", "đăng ký", "đề nghị", "chỉ tiêu giao"])
@pytest.mark.parametrize("place", ["title", "sheet", "file"])
def test_a_turning_word_anywhere_over_marks_gives_no_yes(word: str, place: str) -> None:
    rows = [["Xã", "Thôn", "4G"], ["Hòa Bình", "Nà Pái", "x"], ["Hòa Bình", "Bản Chu", "x"]]
    text = f"Danh sách thôn {word} sóng 4G"
    title = [[text.upper()]] if place == "title" else []
    sheets = {text[:31] if place == "sheet" else "Sheet1": [*title, *rows]}
    file = f"{text.replace(' ', '_')}_20240930.xlsx" if place == "file" else "bc_20240930.xlsx"
    parsed = read("vnpt", sheets, file=file, places=known_places)
    assert not {fact for fact in facts_of(parsed) if fact[2] == "yes"}
