"""The gate for foreign free text: persons and their numbers stay out, everything else comes through untouched."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.personal import KnownNames, without_persons
from gazetteer.editions import load_editions

MASKED = {
    "UBND xã Hòa Bình Lộc Quốc Duỵt 0912000014 ban hành": "UBND xã Hòa Bình ••• •••014 ban hành",
    "TDG ong Hoàng Hữu Thướng 2024.xlsx": "TDG ong ••• 2024.xlsx",
    "tdg_hoang_huu_thuong.xlsx": "tdg_•••.xlsx",
    "Người lập: Trang A Mau07": "Người lập: •••",
    "ông nguyễn văn minh": "ông •••",
    "Tạp hóa Hứa Thị Xoan, đồng chí Mận Văn Sáu": "Tạp hóa •••, đồng chí •••",
    "Bánh gai HOÀNG THỊ MẬN": "Bánh gai •••",
    "Lý Thị Hoa: 12 người": "•••: 12 người",
    "gọi 0977.000.001 hoặc +84 977 000 002, 84977000003": "gọi •••001 hoặc •••002, •••003",
    "0977000001 020990000001": "•••001 •••001",
    "SĐT0912345678 (02053) 812 345": "SĐT•••678 (•••345",
    "CCCD 020 990 000 007, CMND 082123456": "CCCD •••007, CMND •••456",
    "082 123 456": "•••456",
    "05 0977000001 12 người": "05 •••001 12 người",
}
UNTOUCHED = [
    "Quyết định 41/QĐ-UBND ngày 12/03/2024",
    "hợp đồng MAU-06/2024/HĐ-VT tại Nhà văn hóa Nà Cuổn",
    "Số 0912345678/2024/HĐ-VT, số 123456789/QĐ-UBND",
    "vốn 1.500.000.000 đồng, 150 000 000 đồng, 150000000 đồng",
    "mã 06103001, xã 06103, mã địa chỉ LSN123456789, 1234567890",
    "2024-09-30 20240930 12345678, 01/01/2024 - 31/12/2024",
    "toạ độ 21.8523456, 106.7612345",
    "TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG THÔN NÀ LÌNH",
    "DANH SÁCH CÁC THÔN HUYỆN CAO LỘC TỈNH LẠNG SƠN",
    "Mã Đơn Vị Hành Chính, An Ninh Trật Tự, Hộ Gia Đình",
    "to_cong_nghe_so_xa_hoa_binh.xlsx, do_thi_thong_minh.xlsx, mobifone_phu_song (1).csv, vnpt_bao_cao_thon.xlsx",
    "operators/vnpt/nham_thu_muc_20241001.csv, ho_thi_tran.xlsx, cao_y_te.csv",
    "đường Trần Hưng Đạo, Trường THCS Hoàng Văn Thụ, Xã Hoàng Văn Thụ",
    "Thôn Nà Cuổn - Nà Rài, Khu Lương Văn, Bản Hoàng",
    "cao công tác, lý do, vi phạm, lương thực; tiêu chí An toàn giao thông",
]


@pytest.mark.parametrize(("text", "told"), MASKED.items())
def test_persons_and_their_numbers_are_masked(text: str, told: str) -> None:
    assert without_persons(text) == told
    assert without_persons(unicodedata.normalize("NFD", text)) == told, "however it is composed"
    assert without_persons(told) == told


@pytest.mark.parametrize("text", UNTOUCHED)
def test_numbers_of_papers_sums_codes_days_and_places_come_through(text: str) -> None:
    assert without_persons(text) == text
    assert without_persons(text, of_a_file=True) == text


def test_no_unit_of_any_edition_is_taken_for_a_person() -> None:
    units = load_editions().units
    names = sorted({name for u in units for name in (u.full_name, u.name, u.district)})
    known = KnownNames(names)
    assert [name for name in names if without_persons(name, known) != name] == []
    assert [u.full_name for u in units if without_persons(u.full_name) != u.full_name] == []
    told = [f"UBND {u.full_name} Lộc Quốc Duỵt ban hành" for u in units]
    assert {without_persons(text, known).partition(" ••• ban hành")[1] for text in told} == {" ••• ban hành"}


def test_a_known_unit_is_told_from_a_person_of_a_like_name() -> None:
    known = KnownNames(["Xã Hoàng Văn Thụ", "Huyện Cao Lộc"])
    assert without_persons("Xã Hoàng Văn Thụ Lộc Quốc Duỵt", known) == "Xã Hoàng Văn Thụ •••"
    assert without_persons("Thôn Hoàng Văn Mẫu", known) == "Thôn •••"
    assert without_persons("Cao Lộc Hoàng Hữu Thướng", known) == "Cao Lộc •••"


@pytest.mark.parametrize("name", ["tdg-hoang-huu-thuong", "hoang huu thuong", "HoangHuuThuong 2024", "LE THI MAN"])
def test_a_file_or_sheet_is_named_after_people_without_capitals_too(name: str) -> None:
    assert "•••" in without_persons(name, of_a_file=True)


@given(st.text(max_size=200))
def test_any_text_passes_and_passes_again_unchanged(text: str) -> None:
    once = without_persons(text)
    assert without_persons(once) == once
