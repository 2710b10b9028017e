from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.pages.match import Claimed, match_page
from connectors.pages.page_facts import PageFacts, Stock
from connectors.pages.syllables import Pack, syllables, take_packs
from tests.examples import examples

STAR_ANISE = ("Hoa hồi khô Lạng Sơn 500g", "HTX Hồi Văn Quan")


def matched(name: str, supplier: str, title: str, seller: str = "", **more: object) -> str:
    reading = PageFacts(outcome="ok", kind="product", title=title, seller=seller, price=45_000)
    for field, value in more.items():
        setattr(reading, field, value)
    return match_page(Claimed(name, supplier, "Xã Hòa Bình"), reading).match


@pytest.mark.parametrize(
    ("claim", "title", "seller", "expected"),
    [
        # The example on which every similarity score is upside down.
        (STAR_ANISE, "Đại hồi sấy khô cao cấp 500gr OCOP 4 sao", "HTX Hồi Văn Quan", "match"),
        (STAR_ANISE, "Đại hồi sấy khô cao cấp 500gr OCOP 4 sao", "", "possible"),
        (STAR_ANISE, "Hoa hồi khô Lạng Sơn 1kg", "HTX Hồi Văn Quan", "other_pack"),
        (STAR_ANISE, "Quế khô Lạng Sơn 500g", "HTX Hồi Văn Quan", "different"),
        (STAR_ANISE, "Hoa hồng khô Lạng Sơn 500g", "HTX Hồi Văn Quan", "different"),
        (STAR_ANISE, "Tinh dầu hồi Lạng Sơn 500ml", "HTX Hồi Văn Quan", "different"),
        (STAR_ANISE, "Hoa hồi tươi Lạng Sơn 500g", "HTX Hồi Văn Quan", "possible"),
        (("Mật ong", "HTX A Lù"), "Mật ong ngũ gia bì", "HTX A Lù", "possible"),
        (("Mật ong bạc hà", "HTX A Lù"), "Mật ong", "HTX A Lù", "possible"),
        (("Tinh dầu hồi", "HTX A Lù"), "Tinh dầu hồi Văn Quan", "HTX A Lù", "possible"),
        (("Nước mắm 40 độ đạm", "HTX Biển Xanh"), "Nước mắm 43 độ đạm", "HTX Biển Xanh", "possible"),
        (("Khâu nhục", "Cơ sở Hoa Lan"), "Khau nhục Lạng Sơn hộp 500g", "Hoa Lan", "match"),
        (("Mãng cầu ta Chi Lăng", "HTX Chi Lăng"), "Na Chi Lăng loại đặc biệt", "HTX Chi Lăng", "match"),
        (("Na Chi Lăng", "HTX Chi Lăng"), "Na Chi Lăng", "HTX Hữu Lũng Xanh", "possible"),
        # Neighbours: villages that differ by a number or a letter.
        (("Chè đắng Bản Ngọa 1", "HTX Bản Ngọa 1"), "Chè đắng Bản Ngọa 2", "HTX Bản Ngọa 2", "possible"),
        (("Chè đắng Bản Ngọa 1", "HTX Bản Ngọa 1"), "Chè đắng Bản Ngọa", "HTX Bản Ngọa 1", "possible"),
        (("Na dai Bản Hoàng", "HTX Bản Hoàng"), "Na dai Bản Hoong", "HTX Bản Hoong", "possible"),
        (("Na dai Phai Lùng", "HTX Phai Lùng"), "Na dai Kéo Cại", "HTX Kéo Cại", "different"),
        (("Na dai Nhúng", "HTX Nhúng Hòa Bình"), "Tai nghe bluetooth không dây X9", "TechZone Official", "different"),
        (
            ("Na dai Nhúng", "HTX Nhúng Hòa Bình"),
            "Na dai Nhúng - Đặc sản Bình Gia, OCOP 3 sao",
            "HTX Nhúng Hòa Bình",
            "match",
        ),
        # Goods that no lexicon knows.
        (("Bánh coóng phù", "HTX Tràng Định"), "Bánh coóng phù Tràng Định 200g", "HTX Tràng Định", "match"),
        (("Bánh coóng phù", "HTX Tràng Định"), "Nước rửa bát Sunlight 750g", "Unilever", "different"),
        (("Bánh coóng phù", "HTX Tràng Định"), "Bánh trôi", "HTX Tràng Định", "possible"),
        # Written without accents: enough to find it, not enough to speak against it.
        (("Chè đắng Bản Ngọa 1", "HTX Bản Ngọa 1"), "Che dang Ban Ngoa 1", "HTX Ban Ngoa 1", "match"),
        (("Hoa hồi Văn Quan", "HTX Văn Quan"), "Hoa hong Van Quan", "HTX Van Quan", "possible"),
    ],
)
def test_parts_are_compared_one_by_one(claim: tuple[str, str], title: str, seller: str, expected: str) -> None:
    assert matched(*claim, title, seller) == expected


def test_a_listing_that_does_not_sell_now_is_only_possible() -> None:
    claim = ("Na dai Nhúng", "HTX Nhúng Hòa Bình", "Na dai Nhúng", "HTX Nhúng Hòa Bình")
    assert matched(*claim) == "match"
    assert matched(*claim, stock=Stock.OUT) == "possible"
    assert matched(*claim, price=0) == "possible"
    assert matched(*claim, price=None) == "possible"
    assert matched(*claim, price=None, can_buy=True) == "match"
    assert matched(*claim, kind="catalogue") == "possible"


def test_a_page_that_names_itself_in_two_ways_speaks_against_nobody() -> None:
    assert matched("Na dai Nhúng", "HTX Nhúng", "Tai nghe X9", other_titles=["Na dai Nhúng"]) == "possible"
    assert matched("Na dai Nhúng", "HTX Nhúng", "Tai nghe X9", other_titles=["Tai nghe X9 | Sàn"]) == "different"


def test_a_supplier_is_found_in_the_text_of_a_page_that_states_no_seller() -> None:
    text = "Liên hệ HTX Hồi Văn Quan, xã Hòa Bình"
    assert matched("Hoa hồi khô", "HTX Hồi Văn Quan", "Hoa hồi khô", text=text) == "match"
    assert matched("Hoa hồi khô", "HTX Hồi Văn Lãng", "Hoa hồi khô", text=text) == "possible"


@pytest.mark.parametrize(
    ("text", "packs"),
    [
        ("Đại hồi 500gr", {Pack(500, "g")}),
        ("COMBO 5KG ổi", {Pack(5000, "g")}),
        ("10 gói x 20g", {Pack(200, "g")}),
        ("gạo 5 lạng", {Pack(500, "g")}),
        ("hồi 500 Lạng Sơn", set()),
        ("Bình inox 304 dung tích 480ml", {Pack(480, "ml")}),
        ("mật ong 0,5 lít", {Pack(500, "ml")}),
        ("mật ong 1.000ml", {Pack(1000, "ml")}),
        ("40 độ đạm", set()),
        ("500g x 3", {Pack(1500, "g")}),
    ],
)
def test_packs_are_grams_and_millilitres(text: str, packs: set[Pack]) -> None:
    assert take_packs(text)[0] == packs


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa Bình", "Hoà Bình"),
        ("thủy", "thuỷ"),
        ("Lý", "Lí"),
        ("Mật ong", unicodedata.normalize("NFD", "Mật ong")),
        ("Khu 03", "khu 3"),
    ],
)
def test_spellings_that_mean_the_same_compare_equal(one: str, other: str) -> None:
    assert syllables(one) == syllables(other)


NAMES = st.lists(
    st.sampled_from(
        [
            "hoa hồi",
            "na dai",
            "khô",
            "tươi",
            "bản",
            "mèo",
            "ngọa",
            "1",
            "2",
            "500g",
            "1kg",
            "htx",
            "tinh dầu",
            "văn",
            "quan",
            "ocop",
            "3 sao",
            "x9",
        ]
    ),
    min_size=0,
    max_size=6,
).map(" ".join)


@settings(max_examples=examples(300), deadline=None)
@given(NAMES, NAMES, NAMES, NAMES)
def test_matching_is_total_and_a_match_never_crosses_numbers_goods_or_packs(
    name: str, supplier: str, title: str, seller: str
) -> None:
    result = matched(name, supplier, title, seller)
    assert result in ("match", "possible", "different", "other_pack")
    if result == "match":
        mine, theirs = take_packs(name), take_packs(title)
        assert not (mine[0] and theirs[0]) or mine[0] & theirs[0]
        assert [w for w in mine[1].split() if w.isdigit()] == [w for w in theirs[1].split() if w.isdigit()]
        assert ("hoa hồi" in name) == ("hoa hồi" in title)


@settings(max_examples=examples(200), deadline=None)
@given(NAMES, NAMES)
def test_a_page_that_repeats_the_claim_word_for_word_never_speaks_against_it(name: str, supplier: str) -> None:
    assert matched(name, supplier, name, supplier) in ("match", "possible")
    assert matched(name, supplier, name) != "different"


@settings(max_examples=examples(100), deadline=None)
@given(st.text(max_size=60), st.text(max_size=30), st.text(max_size=60), st.text(max_size=30))
def test_any_text_at_all_can_be_compared(name: str, supplier: str, title: str, seller: str) -> None:
    assert matched(name, supplier, title, seller)


GOODS = [
    "Bánh ngải",
    "Na dai",
    "Khoai lang sấy",
    "Rượu mẫu sơn",
    "Hoa hồi khô",
    "Chè dây",
    "Tinh dầu hồi",
    "Bánh coóng phù",
    "Chổi chít",
]
VILLAGES = [
    "Bó Rài",
    "Bó Nưa 1",
    "Bó Nưa 2",
    "Khe Man",
    "Khe Mằn",
    "Cốc Giàm - Slam Toòng",
    "6",
    "08",
    "Tềnh Toòng",
    "Nà Cam",
]
ELSEWHERE = ["Tai nghe không dây X9", "Dép lê nữ đế cao", "Nồi cơm điện 1.8L", "Đồng hồ nam dây da"]


@pytest.mark.parametrize("good", GOODS)
def test_each_village_finds_its_own_page_and_no_neighbours(good: str) -> None:
    for village in VILLAGES:
        claim = (f"{good} {village}", f"HTX {village} Tân Thành")
        assert matched(*claim, f"{good} {village} - Đặc sản Bắc Sơn, OCOP 4 sao", claim[1]) == "match", claim
        for other_good in GOODS:
            for other in VILLAGES:
                if (other_good, other) != (good, village):
                    title = f"{other_good} {other} - Đặc sản Bắc Sơn, OCOP 4 sao"
                    assert matched(*claim, title, f"HTX {other} Tân Thành") != "match", (claim, title)
        for title in ELSEWHERE:
            assert matched(*claim, title, "TechZone Official") == "different", (claim, title)
