"""A file without a header may begin with people, whatever folder it lies in: no row of theirs is ever quoted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.connectors.conftest import shipped_cards

Parse = Callable[..., Any]
PEOPLE = [
    ["1", "Nông Thị Mẫu", "Thôn Nà Lình", "Xã Hòa Bình", "0912345678", "020190001234"],
    ["2", "Hoàng Văn Thử", "Thôn Nà Pài", "Xã Hòa Bình", "0912345679", "020190005678"],
    ["3", "Lý Thị Giả", "Thôn Nà Lình", "Xã Hòa Bình", "0912345670", "020190009876"],
]
PERSONAL = ("Mẫu", "Thử", "Giả", "09123", "02019")
SHEETS: dict[str, list[list[Any]]] = {
    "no header": PEOPLE,
    "places first": [[row[2], row[3], row[1], row[5]] for row in PEOPLE],
    "below a title": [["DANH SÁCH HỘ DÂN"], *PEOPLE],
    "below half a header": [["STT", "Họ và tên", None, "Xã", None, None], *PEOPLE],
    "addresses": [["Nông Thị Mẫu, Thôn Nà Lình, Xã Hòa Bình", "Có", "0912345678"]] * 3,
    "words of headings in every cell": [["Bà Nông Thị Mẫu", "số hộ 5", "địa chỉ Thôn Nà Lình", "số 0912345678"]] * 3,
    "labels and values": [["Họ tên: Nông Thị Mẫu", "Thôn: Nà Lình", "Xã: Hòa Bình", "CCCD: 020190001234"]] * 3,
}


@pytest.mark.parametrize("rows", SHEETS.values(), ids=SHEETS.keys())
def test_no_source_quotes_a_person_in_what_it_says_of_a_file(rows: list[list[Any]], parse_rows: Parse) -> None:
    for source in shipped_cards():
        parsed = parse_rows(source, rows)
        told = [f"{refusal.what} {refusal.fix}" for refusal in parsed.refusals] + parsed.notes
        told += [f"{one.heading} {one.written}" for one in parsed.unread]
        assert [word for word in PERSONAL if word in " ".join(told)] == [], source
