"""Laws of reading: lists of what is missing, and rows of the claims that have nothing to do with each other."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.contract import Cell
from connectors.sources.village_claims.template import SHEETS
from tests.connectors.conftest import read
from tests.examples import examples

MISSING = (
    "chưa có",
    "không có",
    "còn thiếu",
    "chưa được phủ",
    "chưa phủ",
    "lõm sóng",
    "vùng trắng",
    "chưa lắp",
    "trắng sóng",
)
SERVICES = ("cáp quang", "sóng 4G", "sóng di động", "3G, 4G", "Internet cáp quang", "sóng 3G")
MARKS: tuple[Cell, ...] = ("x", "X", "v", "✓", "✔", "1", 1, 1.0, True, "+", "●", "ü")
HEADINGS = {"fibre": "Cáp quang", "3g": "3G", "4g": "4G"}


@given(st.sampled_from(MISSING), st.sampled_from(SERVICES), st.integers(0, 10_000), st.booleans())
@settings(max_examples=examples(40), deadline=None)
def test_marks_in_a_list_of_what_is_missing_never_give_a_yes(said: str, about: str, seed: int, loud: bool) -> None:
    chance = random.Random(seed)
    title = f"Danh sách thôn {said} {about} (tính đến ngày 30/9/2024)"
    title = title.upper() if loud else title
    in_heading = chance.random() < 0.3
    names = [f"{said.capitalize()} {name}" if in_heading else name for name in HEADINGS.values()]
    head: list[Cell] = ["TT", "Huyện", "Xã", "Thôn", *names]
    rows: list[list[Cell]] = [
        [n, "Bình Gia", "Vĩnh Yên", f"Thôn {n}", *(chance.choice([*MARKS, None]) for _ in names)] for n in range(1, 6)
    ]
    above: list[list[Cell]] = [] if in_heading and chance.random() < 0.5 else [[title]]
    parsed = read("vnpt", [*above, head, *rows], file=f"vnpt_{chance.choice(['', 'ds_'])}20240930.xlsx")
    coverage = parsed.records.get("coverage")
    assert coverage is None or "yes" not in set(coverage["answer"])


# What people write where something else is asked for.
ODD: tuple[Cell, ...] = (
    None, "", "-", "…", "Không", "Có", "x", "nt", "12/2024", "03/25/2024", "25/03/2024", "2024-03-25", 45000, 1, "Đạt",
    "Không đạt", "TTM-2023", "Không áp dụng", "HĐ–VNPT 8/2024", "không rõ", "Quý II/2024", "020123456789", "0912345678",
    "Nà Mẫu", "Tổng cộng", "UBND xã Vĩnh Yên", "Zalo", "https://voso.vn/a", "10.000", "3,5", "Nguyễn Thị Mẫu",
)  # fmt: skip
SHEET_KINDS = {
    "WiFi": "wifi_claims", "Tổ CNSCĐ": "teams", "Thành viên": "members", "Hoạt động": "activities", "Mô hình": "models",
    "Sản phẩm": "products", "Địa chỉ số": "address_claims", "Kênh thôn": "village_channels",
}  # fmt: skip
PLAIN: dict[str, Cell] = {
    "Loại": "Hộ gia đình", "Ngày": "25/03/2024", "Bắt đầu": "01/03/2023", "Ngày quyết định": "02/03/2023",
    "Số quyết định": "12/QĐ-UBND", "Tổng số": 3, "Đã gắn biển": 3, "Kênh": "Sàn TMĐT",
}  # fmt: skip


@given(st.sampled_from(sorted(SHEET_KINDS)), st.integers(0, 10_000))
@settings(max_examples=examples(25), deadline=None)
def test_what_one_row_of_the_claims_says_never_changes_how_another_is_read(sheet: str, seed: int) -> None:
    chance = random.Random(seed)
    headings = list(SHEETS[sheet])

    def row(village: str, odd: bool) -> list[Cell]:
        said = [chance.choice(ODD) if odd else PLAIN.get(name, "Mẫu") for name in headings[3:]]
        return ["Huyện Bình Gia", "Xã Vĩnh Yên", village, *said]

    mine = row("Thôn Nà Mẫu", odd=chance.random() < 0.7)
    if any(isinstance(cell, str) and cell == "nt" for cell in mine):
        return  # "as above" is about the row above by what it says
    others = [[row(f"Thôn Khác {n}", odd=True) for n in range(3)] for _ in range(2)]
    seen = [_read_of(sheet, headings, [*before[:2], mine, *before[2:]]) for before in others]
    assert seen[0] == seen[1]


def _read_of(sheet: str, headings: list[str], rows: list[list[Cell]]) -> list[dict[str, Any]]:
    """The records of the row that stands third."""
    assessed: list[list[Cell]] = [list(SHEETS["Tự đánh giá"]), *([*row[:3], "TTM-2023", 2024, "Đạt"] for row in rows)]
    parsed = read("village_claims", {"Tự đánh giá": assessed, sheet: [list(headings), *rows]}, file="tu_danh_gia.xlsx")
    frame = parsed.records.get(SHEET_KINDS[sheet])
    if frame is None:
        return []
    own = frame[frame["row"] == 4].drop(columns=["file_sha256", "source_id"]).astype(object)
    return own.where(own.notna(), None).to_dict("records")  # type: ignore[no-any-return]
