"""Rows that name a quarter or months alone: what is below is of that period, and of no other."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.connectors.clerks import Rows
from tests.connectors.conftest import read

HEADINGS = ["STT", "Đơn vị", "Huyện", "TTHC đủ điều kiện cung cấp trực tuyến",
            "TTHC đã cung cấp (toàn trình và một phần)",
            "Hồ sơ tiếp nhận trong kỳ", "Hồ sơ xử lý hoàn toàn trực tuyến trong kỳ"]  # fmt: skip
FIRST, SECOND = [1, "Xã Thử", "Huyện Mẫu", 96, 90, 120, 50], [1, "Xã Thử", "Huyện Mẫu", 96, 94, 140, 110]
QUARTERS = [(dt.date(2024, 1, 1), dt.date(2024, 3, 31)), (dt.date(2024, 4, 1), dt.date(2024, 6, 30))]


@pytest.mark.parametrize(
    "sections",
    [
        ("Quý I/2024 (từ 01/01/2024 đến 31/3/2024)", "Quý II/2024 (từ 01/4/2024 đến 30/6/2024)"),
        ("I. Quý I/2024", "II. Quý II/2024"),
        ("Quý I", "Quý II"),
        ("3 tháng đầu năm 2024", "Quý II năm 2024"),
    ],
)
def test_a_quarter_above_its_rows_is_theirs(sections: tuple[str, str]) -> None:
    rows: Rows = [["KẾT QUẢ CUNG CẤP DỊCH VỤ CÔNG TRỰC TUYẾN CẤP XÃ NĂM 2024"], HEADINGS,
                  [sections[0]], FIRST, [sections[1]], SECOND]  # fmt: skip
    frame = read("public_service_statistics", rows, file="theo_quy.xlsx").records["service_statistics"]
    found = sorted(zip(frame["period_from"], frame["period_to"], frame["offered_count"], strict=True))
    assert [(start, end) for start, end, _ in found] == QUARTERS
    assert [count for *_, count in found] == [90, 94]


@pytest.mark.parametrize("caption", ["Kế hoạch quý II", "Dự kiến quý II/2024", "Chỉ tiêu năm 2025"])
def test_what_is_planned_for_a_quarter_is_of_no_period_that_is_over(caption: str) -> None:
    rows: Rows = [["KẾT QUẢ CUNG CẤP DỊCH VỤ CÔNG TRỰC TUYẾN CẤP XÃ NĂM 2024"], HEADINGS,
                  ["Quý I"], FIRST, [caption], SECOND]  # fmt: skip
    parsed = read("public_service_statistics", rows, file="theo_quy.xlsx")
    frame = parsed.records.get("service_statistics")
    assert frame is None or frame["offered_count"].tolist() == [90]


def test_words_written_as_one_are_known_words() -> None:
    rows: Rows = [["MAHUYEN", "TENHUYEN", "MAXA", "TENXA", "MATHON", "TENTHON", "LOAI", "SOHO", "SONHANKHAU",
                   "SOCOQUAN", "SOTOCHUC", "SODITICH"],
                  ["189", "Huyện Mẫu", "6643", "Xã Thử", "6643001", "Nà Thử", "Thôn", 5, 20, 1, 2, 0]]  # fmt: skip
    [village] = read("register", rows).records["villages"].to_dict("records")
    counts = ["household_count", "office_count", "organization_count", "heritage_site_count"]
    assert [village[f"{name}_register"] for name in counts] == [5, 1, 2, 0]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("Lũy kế 6 tháng đầu năm (01/01/2024 - 30/6/2024)", "Lũy kế 10 tháng (01/01/2024 - 31/10/2024)"),
        ("Lũy kế đến 30/6/2024", "Lũy kế đến 31/10/2024"),
        ("6 tháng đầu năm 2024", "10 tháng năm 2024"),
    ],
)
def test_of_sums_to_date_side_by_side_each_is_of_its_months(earlier: str, later: str) -> None:
    heads = ["TTHC đủ điều kiện", "Cung cấp mức độ 3, 4", "Hồ sơ tiếp nhận", "HS giải quyết hoàn toàn trực tuyến"]
    rows: Rows = [["TÌNH HÌNH CUNG CẤP DỊCH VỤ CÔNG TRỰC TUYẾN CẤP XÃ NĂM 2024"],
                  ["TT", "Xã", "Huyện", earlier, None, None, None, later, None, None, None],
                  [None, None, None, *heads, *heads],
                  [1, "Xã Thử", "Huyện Mẫu", 92, 80, 210, 120, 92, 92, 400, 300],
                  [2, "Xã Mẫu", "Huyện Mẫu", 92, 92, 180, 150, 94, 91, 350, 244]]  # fmt: skip
    merges = [(1, 3, 1, 6), (1, 7, 1, 10), *((1, c, 2, c) for c in range(3))]
    parsed = read("public_service_statistics", rows, file="luy_ke.xlsx", merges=merges)
    frame = parsed.records["service_statistics"]
    newest = frame[frame["period_to"] == dt.date(2024, 10, 31)]
    assert newest["offered_count"].tolist() == [92, 91]
    assert newest["dossier_count"].tolist() == [400, 350]
    assert set(frame["period_from"]) == {dt.date(2024, 1, 1)}


@pytest.mark.parametrize("title", ["UBND HUYỆN MẪU", "Ủy ban nhân dân huyện Mẫu - Văn phòng HĐND và UBND"])
def test_communes_across_are_turned_whatever_stands_above_and_with_their_sum(title: str) -> None:
    rows: Rows = [
        [title], ["BIỂU TỔNG HỢP DỊCH VỤ CÔNG TRỰC TUYẾN CÁC XÃ"], ["(Từ 01/01/2024 đến 31/10/2024)"],
        ["TT", "Nội dung", "Xã Thử", "Xã Mẫu", "Toàn huyện"],
        ["1", "Số TTHC đủ điều kiện cung cấp trực tuyến", 88, 88, 176],
        ["2", "Số TTHC đã cung cấp trực tuyến (một phần, toàn trình)", 88, 85, 173],
        ["3", "Tổng số hồ sơ tiếp nhận", 300, 240, 540], ["3.1", "Tiếp nhận trực tiếp", 61, 50, 111],
        ["3.2", "Xử lý hoàn toàn trực tuyến", 230, 186, 416],
    ]  # fmt: skip
    frame = read("public_service_statistics", rows, file="bieu.xlsx").records["service_statistics"]
    columns = ["unit_text", "offered_count", "dossier_count", "dossier_count_fully_online"]
    assert frame[columns].values.tolist() == [["Xã Thử", 88, 300, 230], ["Xã Mẫu", 85, 240, 186]]
