"""Headings between the rows of operators and the post: each ends what the one above it said, understood or not."""

from __future__ import annotations

import datetime as dt

from tests.connectors.written_tables import contracts, coverage, parsed, plates


def test_parts_of_several_operators_speak_each_for_its_own() -> None:
    found = parsed(
        "viettel",
        """
        STT|Thôn|Xã|Cáp quang|4G
        A|Mạng Viettel
        1|Nà Pái|Hòa Bình|Có|Có
        2|Bản Chu|Hòa Bình|Không|Có
        B|Mạng VNPT
        1|Nà Pái|Hòa Bình|Không|Không
        2|Bản Chu|Hòa Bình|Có|Không
        """,
    )
    assert coverage(found) == {"Nà Pái": {"fibre": "yes", "4g": "yes"}, "Bản Chu": {"fibre": "no", "4g": "yes"}}
    assert set(found.set_aside["reason"]) == {"section_row", "other_operator"}


def test_parts_of_several_days_are_as_old_as_their_headings_and_a_plan_says_nothing() -> None:
    found = parsed(
        "vnpt",
        """
        TÌNH HÌNH PHỦ SÓNG
        STT|Thôn|Xã|Cáp quang|4G
        A|Đến 31/12/2023
        1|Nà Pái|Hòa Bình|Không|Không
        B|Đến 30/9/2024
        1|Nà Pái|Hòa Bình|Có|Có
        C|Kế hoạch 2025
        1|Bản Chu|Hòa Bình|Có|Có
        """,
    )
    frame = found.records["coverage"]
    said = {
        (village, day, answer)
        for village, day, answer in frame[["village_text", "published_on", "answer"]].itertuples(index=False)
    }
    old, new = dt.date(2023, 12, 31), dt.date(2024, 9, 30)
    assert said == {("Nà Pái", old, "no"), ("Nà Pái", new, "yes")}


def test_a_kind_that_is_not_understood_ends_the_kind_above_it() -> None:
    found = parsed(
        "vpostcode",
        """
        DANH SÁCH ĐIỂM - XÃ HÒA BÌNH
        STT|Mã|Thôn|Gắn biển
        I|Hộ gia đình
        1|G1|Nà Pái|Có
        II|Trang trại
        1|G2|Nà Pái|Có
        III|Khu di tích
        1|G3|Bản Chu|Không
        """,
    )
    assert plates(found) == {
        ("Nà Pái", "household", "yes"): 1,
        ("Nà Pái", None, "yes"): 1,
        ("Bản Chu", "heritage_site", "no"): 1,
    }


def test_a_part_numbered_like_the_commune_above_it_lies_in_no_commune_that_is_known() -> None:
    found = parsed(
        "vnpt",
        """
        TT|Thôn|Cáp quang|4G
        I|Xã Hòa Bình
        1|Nà Pái|Có|Có
        II|Khu vực giáp ranh
        1|Pò Lạn|Không|Có
        """,
    )
    frame = found.records["coverage"].astype(object)
    communes = dict(
        zip(frame["village_text"], frame["commune_text"].where(frame["commune_text"].notna(), None), strict=True)
    )
    assert communes == {"Nà Pái": "Xã Hòa Bình", "Pò Lạn": None}


def test_states_of_contracts_that_are_not_understood_end_the_state_above() -> None:
    found = parsed(
        "vnpt",
        """
        DANH SÁCH WIFI CÔNG CỘNG
        STT|Thôn|Xã|Địa điểm|Số HĐ|Hình thức truy cập|<
        ^|^|^|^|^|Tự do|Có mật khẩu
        I|Đang hoạt động
        1|Nà Pái|Hòa Bình|Nhà văn hóa|K1|x|
        II|Đang chờ nghiệm thu
        1|Bản Chu|Hòa Bình|Nhà văn hóa|K2||x
        III|Đã thanh lý
        1|Còn Quan|Tân Thành|Nhà văn hóa|K3|x|
        """,
    )
    said = {number: one[1:3] for number, one in contracts(found).items()}
    assert (said["K1"], said["K3"]) == (("active", "no"), ("ended", "no"))
    assert said["K2"][0] not in ("active", "ended") and said["K2"][1] == "yes"
