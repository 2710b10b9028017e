"""The grammar of places: whole addresses, mixed cells, type words, numbers, and what is no place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pandas as pd
import pytest

from gazetteer.names import name_of
from gazetteer.no_place import why_no_place
from gazetteer.resolver import Gazetteer

DAY = dt.date(2024, 6, 1)
NEW = dt.date(2026, 11, 21)
Ask = Callable[..., pd.Series]


@pytest.fixture(scope="module")
def gazetteer(build: Callable[..., Gazetteer], make_villages: Callable[..., list[dict[str, object]]]) -> Gazetteer:
    v = make_villages
    return build(
        *v(
            "Xã Vĩnh Yên",
            "06070",
            "Huyện Bình Gia",
            "Khuổi Dụi",
            "Khuổi Luông",
            "Vằng Ứn",
            "1",
            "2",
            "3",
            "Nà Cuổn - Nà Rài",
        ),
        *v("Xã Hòa Bình", "06274", "Huyện Văn Quan", "Bó Rài", "Bản Mèo", "Khu 3", "Nà Mặn", "Cộng Hòa", "Ban"),
        *v("Xã Hòa Bình", "06103", "Huyện Bình Gia", "Thuồng", "Nhúng", "5"),
        *v("Phường Đông Kinh", "05980", "Thành phố Lạng Sơn", "11", "Cốc Bây", kind="Khối"),
        *v("Thị trấn Đình Lập", "06613", "Huyện Đình Lập", "Bản Ngọa", "1", kind="Khu"),
    )


KHUOI_DUI = [
    "Thôn Khuổi Dụi, xã Vĩnh Yên, huyện Bình Gia, tỉnh Lạng Sơn",
    "THÔN KHUỔI DỤI XÃ VĨNH YÊN HUYỆN BÌNH GIA",
    "thôn Khuổi Dụi,xã Vĩnh Yên,huyện Bình Gia",
    "xóm Khuổi Dụi - xã Vĩnh Yên - huyện Bình Gia - tỉnh Lạng Sơn",
    "Khuổi Dụi-Vĩnh Yên-Bình Gia-Lạng Sơn",
    "Khuổi Dụi, Vĩnh Yên, Bình Gia",
    "T.Khuổi Dụi, X.Vĩnh Yên, H.Bình Gia, T.Lạng Sơn",
    "Số 12, ngõ 3, tổ 2, thôn Khuổi Dụi, X. Vĩnh Yên, H. Bình Gia, Lạng Sơn, Việt Nam",
    "Nguyễn Văn A, Thôn Khuổi Dụi, Xã Vĩnh Yên",
    "Thôn Khuổi Dụi, xã Vĩnh Yên (nay là xã Quý Hòa), tỉnh Lạng Sơn",
    "Khuổi Dụi, Xã Vĩnh Yên, Huyện Bình Gia, Lạng Sơn, 240000",
    "Thon Khuoi Dui xa Vinh Yen huyen Binh Gia tinh Lang Son",
    "T. Khuổi Dụi, X. V.Yên, H. Bình Gia",
]


@pytest.mark.parametrize("address", KHUOI_DUI)
def test_one_address_written_in_many_ways_is_one_village(gazetteer: Gazetteer, ask: Ask, address: str) -> None:
    got = ask(gazetteer, DAY, address=address)
    assert (got.match, got.village_code, got.commune_code) == ("matched", "06070-1", "06070"), got.to_dict()


MATCHED = [
    ({"village": "THÔNKHUỔIDỤI", "commune": "XÃVĨNHYÊN", "district": "HUYỆNBÌNHGIA"}, "06070-1"),
    ({"village": "Khuổi Dụi, xã Vĩnh Yên, huyện Bình Gia"}, "06070-1"),
    ({"village": "Khuổi Dụi", "commune": "Vĩnh Yên (Bình Gia)"}, "06070-1"),
    ({"village": "Khuổi Dụi", "commune": "UBND xã Vĩnh Yên"}, "06070-1"),
    ({"village": "Khuổi Dụi", "commune": "xã Vĩnh Yên, huyện Bình Gia"}, "06070-1"),
    ({"village": "Khuổi Dụi (ĐBKK)", "commune": "Vĩnh Yên"}, "06070-1"),
    ({"village": "Thôn 1.0", "commune": "Vĩnh Yên"}, "06070-4"),
    ({"village": "Thôn số 2", "commune": "Vĩnh Yên"}, "06070-5"),
    ({"village": "THÔN III", "commune": "Vĩnh Yên"}, "06070-6"),
    ({"village": "Thôn Nà Rài và Nà Cuổn", "commune": "Vĩnh Yên"}, "06070-7"),
    ({"village": "Na Cuon - Na Rai", "commune": "Vinh Yen"}, "06070-7"),
    ({"village": "Khu 3", "commune": "Xã Hòa Bình", "district": "Văn Quan"}, "06274-3"),
    ({"village": "Thôn Khu 3", "commune": "Xã Hòa Bình", "district": "Văn Quan"}, "06274-3"),
    ({"village": "Cộng Hòa", "commune": "Xã Hòa Bình", "district": "Văn Quan"}, "06274-5"),
    ({"village": "Thôn Ban", "commune": "Xã Hòa Bình", "district": "Văn Quan"}, "06274-6"),
    ({"village": "Bó Rài", "commune": "Xã Hòa Bình"}, "06274-1"),
    ({"village": "Bó Rài", "commune": "6274"}, "06274-1"),
    ({"village": "KP 11", "commune": "P. Đông Kinh", "district": "TPLS"}, "05980-1"),
    ({"village": "Khối 11", "commune": "Đông Kinh", "district": "Lạng Sơn"}, "05980-1"),
    ({"village": "K. Bản Ngọa", "commune": "Đình Lập", "district": "Đình Lập"}, "06613-1"),
    ({"address": "Thôn Bó Rài, Xã Hòa Bình (huyện Văn Quan), Lạng Sơn"}, "06274-1"),
    ({"address": "Thôn Bó Rài (xã Hòa Bình, huyện Văn Quan)"}, "06274-1"),
    ({"address": "Thôn Bó Rài, xã Hòa Bình (Văn Quan)"}, "06274-1"),
    ({"village": "Thôn Thuồng (huyện Bình Gia)", "commune": "Xã Hòa Bình"}, "06103-1"),
    ({"village": "Thuồng (H. Bình Gia)", "commune": "Xã Hòa Bình", "district": "Huyện Bình Gia"}, "06103-1"),
    ({"village": "Khối 11, TP Lạng Sơn", "commune": "Đông Kinh", "district": "Lạng Sơn"}, "05980-1"),
]


@pytest.mark.parametrize(("texts", "code"), MATCHED, ids=[str(list(t.values())) for t, _ in MATCHED])
def test_a_village_is_found_in_the_ways_lists_write_it(
    gazetteer: Gazetteer, ask: Ask, texts: dict[str, str], code: str
) -> None:
    got = ask(gazetteer, DAY, **texts)
    assert (got.match, got.village_code) == ("matched", code), got.to_dict()


ASKED = [
    {"village": "Thuồng, huyện Văn Quan", "commune": "Xã Hòa Bình", "district": "Huyện Bình Gia"},
    {"village": "Thuồng (H. Văn Quan)", "commune": "Xã Hòa Bình", "district": "Huyện Bình Gia"},
    {"village": "Thôn Thuồng, xã Hòa Bình, huyện Văn Quan", "commune": "Hòa Bình", "district": "Bình Gia"},
    {"village": "Thuồng", "commune": "Xã Hòa Bình (Văn Quan)", "district": "Huyện Bình Gia"},
    {"address": "Thôn Thuồng, xã Hòa Bình, huyện Văn Quan", "district": "Bình Gia"},
    {"village": "Khu 3A", "commune": "Xã Hòa Bình", "district": "Văn Quan"},
    {"village": "Thôn 3", "commune": "Xã Hòa Bình", "district": "Văn Quan"},
    {"village": "Khối 3", "commune": "Xã Hòa Bình", "district": "Văn Quan"},
    {"village": "Mèo", "commune": "Xã Hòa Bình", "district": "Văn Quan"},
    {"village": "Làng Mèo", "commune": "Xã Hòa Bình", "district": "Văn Quan"},
    {"village": "Nà Mản", "commune": "Xã Hòa Bình", "district": "Văn Quan"},
    {"village": "Thôn Na Man", "commune": "Xã Hòa Bình", "district": "Văn Quan"},
    {"village": "Bó Rài 2", "commune": "Xã Hòa Bình", "district": "Văn Quan"},
    {"village": "Bó Rài", "commune": "Xã Hòa Bình", "district": "Huyện Cao Lộc"},
    {"village": "Bó Rài", "commune": "Xã Hòa Bình", "code": "06103"},
    {"village": "Bó Rài", "commune": "Xã Hòa Bình", "district": "Bình Gia"},
    {"village": "Bó Rài (Bản Mèo)", "commune": "Xã Hòa Bình", "district": "Văn Quan"},
    {"village": "Thôn 5", "commune": "Xã Hòa Bình"},
    {"village": "Thôn 1-3", "commune": "Vĩnh Yên"},
    {"village": "Khuổi Dụi, Nà Không", "commune": "Vĩnh Yên"},
    {"village": "Khuổi Dụi - xã Vĩnh Yên", "commune": "Xã Hòa Bình", "district": "Văn Quan"},
    {"village": "Tổ dân phố 1", "commune": "TT Đình Lập"},
    {"village": "Xã Hòa Bình", "commune": "Xã Hòa Bình", "district": "Văn Quan"},
    {"village": "Khuổi Dụi"},
    {"village": "Khuổi Dụi", "district": "Bình Gia"},
    {"village": "Khuổi Dụi", "commune": "Xã Không Có"},
    {"address": "Thôn Khuổi Dụi"},
]


@pytest.mark.parametrize("texts", ASKED, ids=[str(list(t.values())) for t in ASKED])
def test_what_may_be_another_village_is_asked(gazetteer: Gazetteer, ask: Ask, texts: dict[str, str]) -> None:
    got = ask(gazetteer, DAY, **texts)
    assert got.match == "review", got.to_dict()
    assert pd.isna(got.village_code) and got.reason.endswith(".")


def test_a_cell_that_lists_villages_names_all_of_them_in_order(gazetteer: Gazetteer, ask: Ask) -> None:
    for text, codes in (
        ("Vằng Ứn, Khuổi Dụi", "06070-3|06070-1"),
        ("Thôn 3; thôn 1", "06070-6|06070-4"),
        ("Thôn 1, 2 và 3", "06070-4|06070-5|06070-6"),
        ("Vang Un, Khuoi Dui", "06070-3|06070-1"),
    ):
        got = ask(gazetteer, DAY, village=text, commune="Vĩnh Yên")
        assert (got.match, got.candidates) == ("several", codes), text


def test_the_commune_is_told_even_where_the_village_is_not(gazetteer: Gazetteer, ask: Ask) -> None:
    got = ask(gazetteer, DAY, village="Không Rõ Lắm", commune="Xã Hòa Bình", district="Văn Quan")
    assert (got.match, got.commune_code, got.district_code) == ("review", "06274", "184")
    blank = ask(gazetteer, DAY, address="Xã Vĩnh Yên, Huyện Bình Gia")
    assert (blank.match, blank.commune_code) == ("rejected", "06070")
    assert ask(gazetteer, DAY, village="Nà Đâu", district="Huyện Văn Quan").district_code == "184"


NO_PLACES = {
    "total": [
        "Tổng cộng",
        "Cộng",
        "Cộng xã",
        "Cộng xã Vĩnh Yên: 12 thôn",
        "Toàn huyện",
        "TỔNG SỐ",
        "Tong cong",
        "Cộng các xã",
        "Tổng các thôn",
        "Tổng (12)",
        "Cộng mục I",
        "Cộng trang 2",
        "Luỹ kế đến nay",
        "Lũy kế",
    ],
    "date": ["01/02/2026 00:00:00", "2026-02-01", "2026-02-01 00:00:00", "1/2/2026", "01-Feb", "12-Thg2"],
    "no_place": [
        "0",
        "-1",
        "46054",
        "0912345678",
        "-",
        "...",
        "#N/A",
        "#REF!",
        "Không",
        "Chưa có",
        "Thôn/bản",
        "1.676",
    ],
    "": [
        "5",
        "05",
        "1-3",
        "Cộng Hòa",
        "Tổng Cọ",
        "Toàn Thắng",
        "Cống Xã",
        "Nà Không",
        "Khuổi Dụi",
        "Chưa Lụm",
        "Trung Tâm",
    ],
}


@pytest.mark.parametrize(("why", "text"), [(why, text) for why, texts in NO_PLACES.items() for text in texts])
def test_dates_totals_and_headings_are_no_places(why: str, text: str) -> None:
    assert why_no_place(text) == why


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Túc 3", "3 Túc", True),
        ("Bản Duồng II", "Bản Duồng 2", True),
        ("Nà Làng 01", "Nà Làng 1", True),
        ("Khu 3 A", "Khu 3A", True),
        ("Khu 3A", "Khu 3", False),
        ("Khu 1-1", "Khu 11", False),
        ("Nà A 1 - Nà B 2", "Nà A 2 - Nà B 1", False),
        ("Quý Hoà", "Quí Hòa", True),
        ("Nà Tai", "Nà Tay", False),
        ("Thúy", "Thúi", False),
        ("Nà Cuổn-Nà Rài", "Nà Cuổn Nà Rài", True),
        ("Nà Vi", "Nà 6", False),
    ],
)
def test_names_are_equal_by_what_is_written_and_numbers_by_value(one: str, other: str, same: bool) -> None:
    assert (name_of(one).key == name_of(other).key) is same


def test_old_and_new_commune_of_one_address_do_not_contradict(gazetteer: Gazetteer, ask: Ask) -> None:
    got = ask(gazetteer, NEW, commune="Xã Quý Hòa", address="Thôn Khuổi Dụi, Xã Vĩnh Yên, Huyện Bình Gia")
    assert (got.match, got.village_code) == ("matched", "06070-1")
