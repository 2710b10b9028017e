"""The sixty measured pairs of damage and outcome, one test each (facts of the project's research on names).

``match``: this village. ``first``: a question with this village first, because a typing error alone never answers.
``ask``: a question that holds at least these. ``reject``: no place.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable

import pandas as pd
import pytest

from gazetteer.resolver import Gazetteer

OLD = dt.date(2024, 6, 1)
NEW = dt.date(2026, 11, 21)
VY = ("Xã Vĩnh Yên", "06070", "Huyện Bình Gia")


@pytest.fixture(scope="module")
def gazetteer(build: Callable[..., Gazetteer], make_villages: Callable[..., list[dict[str, object]]]) -> Gazetteer:
    v = make_villages
    bang_lung = ("Thị trấn Bằng Lũng", None, "Huyện Chợ Đồn")
    return build(
        *v(*VY, "Khuổi Dụi", "Khuổi Luông", "Khuổi Màn", "Vằng Ứn", "Vàng Mấn", "Nà Làng"),
        *v("Xã Thiện Thuật", "06091", "Huyện Bình Gia", "Pác Luống", "Khuổi Háp"),
        *v("Xã Tam Gia", "06559", "Huyện Lộc Bình", "Khòn Xè", "Khòn Tồng", "Khòn Cuồng", "Co Lượt"),
        *v("Xã Trường Hà", None, "Huyện Hà Quảng", "Lũng Loỏng", "Bản Hoàng", "Bản Hoong", kind="Xóm"),
        *v("Xã Cần Nông", None, "Huyện Hà Quảng", "Phiêng Phán", "Nà Cuổn-Nà Rài", "Khau Dựa-Lũng Rì", kind="Xóm"),
        *v("Xã Nghinh Tường", None, "Huyện Võ Nhai", "Nà Giàm", "Bản Cái", "Bản Rãi", "Nà Lẹng", kind="Xóm"),
        *v("Xã Lâm Thượng", None, "Huyện Lục Yên", "Nà Kèn-Năm Trọ", "Nặm Chắn"),
        *v("Xã Minh Chuẩn", None, "Huyện Lục Yên", "Cốc Bó"),
        *v("Thị trấn Ba Chẽ", None, "Huyện Ba Chẽ", "1", "3", "3A", kind="Khu"),
        *v(*bang_lung, "Bản Duồng 2", "Nà Pài", kind="Tổ dân phố"),
        *v("Xã Vân Tùng", None, "Huyện Ngân Sơn", "Nà Pài"),
        *v("Xã Phúc Lợi", None, "Huyện Lục Yên", "3 Túc", "1 Vàn"),
        *v("Xã Bằng Phúc", None, "Huyện Chợ Đồn", "Bản Mới", "Nà Bay"),
        *v("Phường Vĩnh Trại", "05977", "Thành phố Lạng Sơn", "3", "4", kind="Tổ dân phố"),
        *v("Xã Kim Hỷ", None, "Huyện Na Rì", "1", "2", "Bản Vèn"),
    )


NFD = unicodedata.normalize("NFD", "Thôn Khuổi Dụi")
NBSP = "Thôn Khuổi\u00a0Dụi\u200b "
BG = "huyện Bình Gia"

CASES: list[tuple[int, str, dict[str, str], str, str]] = [
    (1, "NFD", {"village": NFD, "commune": "xã Vĩnh Yên", "district": BG}, "match", "06070-1"),
    (2, "NBSP and zero width", {"village": NBSP, "commune": "xã  Vĩnh Yên", "district": BG}, "match", "06070-1"),
    (3, "capitals", {"village": "THÔN VẰNG ỨN", "commune": "XÃ VĨNH YÊN"}, "match", "06070-4"),
    (10, "TCVN3", {"address": "Th«n Khuæi Lu«ng, x· VÜnh Yªn", "district": BG}, "match", "06070-2"),
    (11, "TCVN3 capital font", {"village": "th«n khuæi dôi", "commune": "x· VÜnh Yªn"}, "match", "06070-1"),
    (12, "VNI", {"address": "Thoân Khuoåi Duïi, xaõ Vónh Yeân", "district": BG}, "match", "06070-1"),
    (13, "cp1258", {"address": "Thôn KhuôÒi Duòi, xaÞ ViÞnh Yên"}, "match", "06070-1"),
    (14, "mojibake", {"village": "ThÃ´n Khuá»•i LuÃ´ng", "commune": "xã Vĩnh Yên"}, "match", "06070-2"),
    (15, "mojibake cp437", {"village": "Th├┤n Khuß╗òi Lu├┤ng", "commune": "xã Vĩnh Yên"}, "match", "06070-2"),
    (16, "lossy", {"village": "Thôn Khu?i D?i", "commune": "xã V?nh Yên"}, "first", "06070-1"),
    (17, "bare", {"address": "Thon Vang Un, xa Vinh Yen, huyen Binh Gia, Lang Son"}, "match", "06070-4"),
    (18, "OCR", {"village": "Thôn Vàng ơn", "commune": "xã Vĩnh Yên"}, "first", "06070-4"),
    (19, "OCR of the type word", {"village": "Thòm Vẫng ún", "commune": "xã Vĩnh Yên"}, "first", "06070-4"),
    (20, "OCR guard", {"village": "Thôn Vàng Mấn", "commune": "xã Vĩnh Yên"}, "match", "06070-5"),
    (21, "OCR", {"address": "Thôu Khuổi Dui, xi Vĩnh Yên, buyện Bình Giu, Lang Sơn"}, "first", "06070-1"),
    (22, "OCR", {"village": "Thôn Khuổi Lướng", "commune": "xã Vĩnh Yên"}, "first", "06070-2"),
    (23, "OCR", {"village": "Thôn Khuổi Mản", "commune": "xã Vĩnh Yên"}, "first", "06070-3"),
    (
        24,
        "OCR and a serial number",
        {"address": "Thôn Pác Luống, xã Thiện Thuậu, Huyện Bình Gia, Tỉnh Lạng Sơn, H275322"},
        "first",
        "06091-1",
    ),
    (25, "Pắc for Pác", {"village": "Pắc Luống", "commune": "xã Thiện Thuật"}, "match", "06091-1"),
    (26, "hỏi for ngã", {"village": "xóm Lủng Loỏng", "commune": "xã Trường Hà"}, "match", "Xã Trường Hà-1"),
    (27, "p for ph", {"village": "Phiêng Pán", "commune": "xã Cần Nông"}, "match", "Xã Cần Nông-1"),
    (28, "s for x", {"village": "Khòn Sè", "commune": "xã Tam Gia", "district": "Lộc Bình"}, "match", "06559-1"),
    (29, "d for gi", {"village": "Nà Dàm", "commune": "xã Nghinh Tường"}, "match", "Xã Nghinh Tường-1"),
    (30, "two near", {"village": "Bản Hoang", "commune": "xã Trường Hà"}, "ask", "Xã Trường Hà-2|Xã Trường Hà-3"),
    (
        31,
        "two near",
        {"village": "Bản Cãi", "commune": "xã Nghinh Tường"},
        "ask",
        "Xã Nghinh Tường-2|Xã Nghinh Tường-3",
    ),
    (32, "misprint", {"village": "Thôn Nà Kèn-Nặm Trọ", "commune": "xã Lâm Thượng"}, "match", "Xã Lâm Thượng-1"),
    (33, "misprint", {"village": "Cốc Bó", "commune": "Xã Minh Chun"}, "first", "Xã Minh Chuẩn-1"),
    (34, "T. twice", {"address": "T. Khuổi Dụi, X. Vĩnh Yên, H. Bình Gia, T. Lạng Sơn"}, "match", "06070-1"),
    (35, "initials", {"address": "K.Luông - V.Yên - B.Gia"}, "first", "06070-2"),
    (38, "khối", {"village": "Khối 3", "commune": "P. Vĩnh Trại", "district": "TP Lạng Sơn"}, "first", "05977-1"),
    (39, "thôn for khu", {"village": "Thôn 3", "commune": "TT Ba Chẽ"}, "match", "Thị trấn Ba Chẽ-2"),
    (40, "letter suffix", {"village": "Khu 3A", "commune": "TT Ba Chẽ"}, "match", "Thị trấn Ba Chẽ-3"),
    (41, "Roman", {"village": "Bản Duồng II", "commune": "TT Bằng Lũng"}, "match", "Thị trấn Bằng Lũng-1"),
    (42, "number behind", {"village": "Thôn Túc 3", "commune": "xã Phúc Lợi"}, "match", "Xã Phúc Lợi-1"),
    (43, "leading zero", {"village": "Thôn 01", "commune": "xã Kim Hỷ"}, "match", "Xã Kim Hỷ-1"),
    (43, "Roman one", {"village": "Thôn I", "commune": "xã Kim Hỷ"}, "match", "Xã Kim Hỷ-1"),
    (43, "a word", {"village": "Thôn Một", "commune": "xã Kim Hỷ"}, "match", "Xã Kim Hỷ-1"),
    (44, "date", {"village": "01/02/2026 00:00:00", "commune": "xã Kim Hỷ"}, "reject", ""),
    (45, "no commune", {"village": "Nà Pài"}, "ask", "Thị trấn Bằng Lũng-2|Xã Vân Tùng-1"),
    (46, "Bản belongs to it", {"village": "Mới", "commune": "xã Bằng Phúc"}, "first", "Xã Bằng Phúc-1"),
    (47, "en dash", {"village": "Nà Cuổn – Nà Rài", "commune": "xã Cần Nông"}, "match", "Xã Cần Nông-2"),
    (48, "other order", {"village": "Nà Rài - Nà Cuổn", "commune": "xã Cần Nông"}, "match", "Xã Cần Nông-2"),
    (49, "a part", {"village": "Khau Dựa", "commune": "xã Cần Nông"}, "part", "Xã Cần Nông-3"),
    (50, "comma", {"address": "Nà Cuổn, Nà Rài, xã Cần Nông"}, "match", "Xã Cần Nông-2"),
    (60, "total row", {"village": "Cộng xã Vĩnh Yên: 12 thôn"}, "reject", ""),
]


@pytest.mark.parametrize("case", CASES, ids=[f"{c[0]} {c[1]}" for c in CASES])
def test_a_damaged_village_name_comes_out_as_measured(
    gazetteer: Gazetteer, ask: Callable[..., pd.Series], case: tuple[int, str, dict[str, str], str, str]
) -> None:
    _, _, texts, outcome, wanted = case
    got = ask(gazetteer, OLD, **texts)
    candidates = [] if pd.isna(got.candidates) else got.candidates.split("|")
    if outcome == "match":
        assert (got.match, got.village_code) == ("matched", wanted), got.to_dict()
    elif outcome == "reject":
        assert got.match == "rejected", got.to_dict()
    elif outcome == "part":
        assert (got.match, candidates) == ("part", [wanted]), got.to_dict()
    elif outcome == "first":
        assert got.match == "review" and candidates[:1] == [wanted], got.to_dict()
    else:
        assert got.match == "review" and set(wanted.split("|")) <= set(candidates), got.to_dict()
    assert (got.match == "matched") == (not pd.isna(got.village_code))


UNITS: list[tuple[int, str, dict[str, str], dt.date, str, str]] = [
    (4, "Ð for Đ", {"commune": "Ðồng Ý", "district": "huyện Bắc Sơn"}, OLD, "matched", "06337"),
    (4, "Ð for Đ, new", {"commune": "Ðồng Ý", "district": "huyện Bắc Sơn"}, NEW, "matched", "06337"),
    (5, "ð for đ", {"commune": "xã ðoàn Kết", "district": "huyện Tràng Định"}, OLD, "matched", "06001"),
    (6, "tone", {"commune": "xã Quý Hoà", "district": BG}, OLD, "matched", "06076"),
    (7, "tone", {"commune": "xã Thuỵ Hùng", "district": "huyện Văn Lãng"}, OLD, "matched", "06136"),
    (7, "tone, new", {"commune": "xã Thuỵ Hùng", "district": "huyện Văn Lãng"}, NEW, "matched", "06148"),
    (8, "i for y", {"commune": "xã Quí Hòa", "district": BG}, OLD, "matched", "06076"),
    (9, "i for y", {"commune": "xã Tân Mĩ", "district": "huyện Văn Lãng"}, OLD, "matched", "06172"),
    (36, "TTNT", {"commune": "TTNT Thái Bình", "district": "Đình Lập"}, OLD, "matched", "06616"),
    (37, "initial of a district", {"commune": "X. Thái Bình", "district": "Đ. Lập"}, OLD, "matched", "06631"),
    (37, "initial, new", {"commune": "X. Thái Bình", "district": "Đ. Lập"}, NEW, "matched", "06616"),
    (51, "four homonyms", {"commune": "Xã Hòa Bình"}, OLD, "review", "06103|06274|06397|06508"),
    (52, "two homonyms", {"commune": "Xã Hồng Phong"}, OLD, "review", "06079|06205"),
    (53, "one today", {"commune": "Xã Tân Thành"}, NEW, "matched", "06445"),
    (53, "three before", {"commune": "Xã Tân Thành"}, OLD, "review", "06250|06379|06442"),
    (54, "bare", {"address": "Tan Thanh, Lang Son"}, OLD, "review", "06166|06250|06379|06442"),
    (55, "moved name", {"address": "xã Chi Lăng, huyện Tràng Định"}, NEW, "matched", "06040"),
    (55, "moved name, old", {"address": "xã Chi Lăng, huyện Tràng Định"}, OLD, "matched", "06034"),
    (56, "moved name", {"commune": "TT Cao Lộc"}, NEW, "matched", "06187"),
    (57, "code", {"code": "06040"}, dt.date(2023, 3, 1), "matched", "06040"),
    (58, "code", {"commune": "6040"}, NEW, "matched", "06040"),
    (59, "split", {"commune": "Xã Bính Xá", "district": "huyện Đình Lập"}, NEW, "review", "06613|06625"),
]


@pytest.mark.parametrize("case", UNITS, ids=[f"{c[0]} {c[1]}" for c in UNITS])
def test_a_commune_comes_out_by_its_date(
    gazetteer: Gazetteer, case: tuple[int, str, dict[str, str], dt.date, str, str]
) -> None:
    _, _, texts, on, outcome, wanted = case
    columns = {"code": "commune_code_text"}
    frame = pd.DataFrame([{columns.get(k, f"{k}_text"): v for k, v in texts.items()}])
    got = gazetteer.resolve_units(frame, on).iloc[0]
    assert got.match == outcome, got.to_dict()
    if outcome == "matched":
        assert got.unit_code == wanted, got.to_dict()
    else:
        assert set(got.candidates.split("|")) == set(wanted.split("|")), got.to_dict()
        assert pd.isna(got.unit_code)
