"""Real stored pages, read field by field, and small pages of our own for each trap."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from connectors.pages import money
from connectors.pages.answer import Answer
from connectors.pages.judge_page import judge_address
from connectors.pages.page import decode, parse, text_of
from connectors.pages.page_facts import PageFacts, Stock
from connectors.pages.read_answer import alarmed, read_answer
from connectors.pages.shops import SHIPPED, Shop, load_shops
from connectors.pages.structured import read_json
from doisoat.errors import ConfigError

SHOPS = {shop.id: shop for shop in load_shops(SHIPPED)}
OWN = SHIPPED.parent / "pages"
HTML = (("Content-Type", "text/html; charset=utf-8"),)


def read(body: bytes | str, url: str = "https://shop.vn/p", shop: Shop | None = None, **more: Any) -> PageFacts:
    raw = body.encode() if isinstance(body, str) else body
    headers = (("Content-Type", "application/json"),) if raw[:1] in b"{[" and raw else HTML
    return read_answer(Answer(url, 200, "OK", headers, raw), url, shop, **more)


def test_voso_tiles_are_read_one_by_one(stored_pages: Path) -> None:
    body = (stored_pages / "voso" / "voso_home_2021.html").read_bytes()
    tiles = json.loads((stored_pages / "voso" / "voso_home_2021.tiles.json").read_text(encoding="utf-8"))
    reading = read(body, "https://voso.vn/", SHOPS["voso"], is_catalogue=True)
    assert (reading.outcome, reading.row_count, reading.link_count) == ("ok", 111, 111)
    assert sum(row.stars_stated is not None for row in reading.rows) == 16
    expected = {tile["url"]: tile for tile in tiles if re.search(r"-p\d+\.html", tile["url"] or "")}
    for row in reading.rows:
        tile = expected[row.url]
        assert row.title == " ".join(tile["name"].split())
        assert row.price == int(re.sub(r"\D", "", tile["price"]))
        assert row.stars_stated == (int(tile["ocop_stars"]) if tile["ocop_stars"] else None)
        assert row.picture.startswith(tile["image"][:60])


def test_a_renamed_class_is_an_alarm_and_not_an_empty_shop(stored_pages: Path) -> None:
    body = (stored_pages / "voso" / "voso_home_2021.html").read_bytes().replace(b"f-items_name", b"f-items_title")
    reading = read(body, "https://voso.vn/", SHOPS["voso"], is_catalogue=True)
    assert (reading.outcome, reading.row_count, reading.link_count) == ("layout_changed", 0, 111)


def test_the_voso_page_that_says_sold_out_three_times_is_in_stock(stored_pages: Path) -> None:
    body = (stored_pages / "voso" / "voso_product_101533_2021.html").read_bytes()
    assert body.decode().count("Hết hàng") == 3
    reading = read(body, "https://voso.vn/giay-sneaker-p101533.html", SHOPS["voso"])
    assert (reading.outcome, reading.kind, reading.stock) == ("ok", "product", Stock.IN)
    assert reading.title == "Giày Sneaker Nam Đen, Giày Sneaker Nam, Giày Sneaker Nam Thể Thao"
    assert (reading.seller, reading.price, reading.stars_stated) == ("Gic Store", 199_000, None)
    assert reading.picture.startswith("https://image.voso.vn/users/vosoimage/images/47ab29ffff6fb2024a887ee17f656adc")
    general = read(body, "https://voso.vn/giay-sneaker-p101533.html")
    assert general.stock in (Stock.IN, Stock.UNKNOWN)


def test_the_tiki_category_has_55_items_with_sellers_and_prices(stored_pages: Path) -> None:
    body = (stored_pages / "tiki" / "tiki_category_nha-cua-doi-song_selenium.html").read_bytes()
    reading = read(body, "https://tiki.vn/nha-cua-doi-song/c1883?page=1", SHOPS["tiki"], is_catalogue=True)
    assert (reading.outcome, reading.row_count) == ("ok", 55)
    assert reading.link_count == 43  # distinct products among the links that were drawn so far
    assert all(row.title and row.seller and row.price and row.picture for row in reading.rows)
    first = reading.rows[0]
    assert first.title == "Bình giữ nhiệt inox 304 Elmich EL8295 dung tích 500ml"
    assert (first.seller, first.price, first.stock) == ("Tiki Trading", 176_000, Stock.IN)
    assert reading.next_page == "https://tiki.vn/nha-cua-doi-song/c1883?page=2"


def test_the_tiki_product_state_gives_seller_price_and_stock(stored_pages: Path) -> None:
    state = json.loads((stored_pages / "tiki" / "tiki_product_120552065.next_data.json").read_text(encoding="utf-8"))
    wrapped = {"props": {"initialState": {"productv2": {"productData": {"response": {"data": state}}}}}}
    page = f"<html><title>Tiki</title><script id='__NEXT_DATA__'>{json.dumps(wrapped)}</script></html>"
    reading = read(page, "https://tiki.vn/binh-p120552065.html", SHOPS["tiki"])
    assert (reading.outcome, reading.title) == ("ok", "Bình giữ nhiệt inox 304 Elmich EL-8013OL dung tích 480ml")
    assert (reading.price, reading.stock) == (147_000, Stock.IN)
    assert reading.seller == state["current_seller"]["name"]


def test_the_sendo_answer_gives_prices_and_pictures(stored_pages: Path) -> None:
    text = (stored_pages / "sendo" / "sendo_shop_api_2022.js").read_text(encoding="utf-8")
    body = text[text.index("{", text.rindex("const ")) : text.rindex("}") + 1]
    body = re.sub(r"^(\s*)([a-z_A-Z]\w*):", r'\1"\2":', body, flags=re.MULTILINE)
    body = re.sub(r",(\s*[}\]])", r"\1", body)
    reading = read(
        json.dumps(json.loads(body)),
        "https://shop-home.sendo.vn/api/v1/product/filter",
        SHOPS["sendo"],
        is_catalogue=True,
    )
    assert reading.outcome == "ok"
    assert reading.row_count == reading.link_count > 0
    assert (reading.rows[0].price, reading.rows[0].stock) == (49_000, Stock.IN)
    assert all(row.price and row.picture and row.url.startswith("https://www.sendo.vn/") for row in reading.rows)


def test_an_advertised_product_does_not_turn_a_list_into_a_product(stored_pages: Path) -> None:
    reading = read(
        (stored_pages / "lazada_ph_listing_2024.html").read_bytes(), "https://www.lazada.com.ph/tag/diapers/"
    )
    assert reading.kind == "catalogue"


def test_pages_of_a_small_shop_end_in_nothing_that_speaks_against_a_claim(stored_pages: Path) -> None:
    endings = {}
    for path in sorted((stored_pages / "onplaza").glob("*.html")):
        reading = read(path.read_bytes(), f"https://onplaza.vn/{path.stem}.php")
        endings[path.stem] = reading
        assert reading.outcome in ("ok", "layout_changed"), path.stem
        assert reading.stock in (Stock.IN, Stock.UNKNOWN), path.stem
        assert reading.title, path.stem
    assert len(endings) == 10
    assert {name for name, one in endings.items() if one.kind == "catalogue"} >= {
        "caohongsam",
        "matongrung",
        "samtammatong",
    }
    assert endings["botnhunghuou"].price == 1_900_000


@pytest.mark.parametrize("path", sorted(OWN.rglob("*.json")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_own_pages_are_read_as_their_expected_results_say(path: Path) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    shop = SHOPS.get(path.parent.name)
    reading = read(path.with_suffix(".html").read_bytes(), expected.pop("url"), shop).to_json()
    assert {name: reading[name] for name in expected} == expected


def test_every_adapter_has_an_own_page() -> None:
    with_pages = {path.parent.name for path in OWN.rglob("*.json")}
    assert {shop.id for shop in SHOPS.values() if shop.adapter} <= with_pages


LD = "<script type='application/ld+json'>{}</script>"
PRODUCT = '{"@type":"Product","name":"Na dai","offers":{"price":"45000","priceCurrency":"VND"}}'


@pytest.mark.parametrize(
    "block",
    [
        LD.format(PRODUCT),
        LD.format(PRODUCT + ";"),
        LD.format("<![CDATA[" + PRODUCT + "]]>"),
        LD.format("//<![CDATA[\n" + PRODUCT + "\n//]]>"),
        LD.format("\ufeff" + PRODUCT),
        LD.format(PRODUCT.replace('"', "&quot;")),
        LD.format(PRODUCT.replace("}}", ",}}")),
        LD.format(PRODUCT.replace("Na dai", "Na\tdai")),
        LD.format('{"@graph":[{"@type":"WebPage"},' + PRODUCT + "]}"),
        LD.format('{"@type":"WebPage","mainEntity":' + PRODUCT + "}"),
        LD.format(PRODUCT.replace('"Product"', '["http://schema.org/Product"]')),
        LD.format("{broken") + LD.format("") + LD.format(PRODUCT),
        LD.format(PRODUCT).replace("ld+json", "LD+JSON; charset=utf-8"),
        "<div itemscope itemtype='http://schema.org/Product'><b itemprop=name>Na dai</b><i itemprop=offers itemscope "
        "itemtype='http://schema.org/Offer'><meta itemprop=price content=45000>"
        "<meta itemprop=priceCurrency content=VND></i></div>",
        "<div typeof='schema:Product'><p property='schema:name' content='Na dai'></p><div rel='schema:offers'>"
        "<div typeof='schema:Offer'><p property='schema:price' content='45000'></p></div></div></div>",
    ],
)
def test_structured_data_is_read_however_it_is_wrapped(block: str) -> None:
    reading = read(f"<html><head><title>t</title>{block}</head><body><h1>Na dai</h1></body></html>")
    assert (reading.outcome, reading.kind, reading.title, reading.price) == ("ok", "product", "Na dai", 45_000)
    assert reading.stock == Stock.UNKNOWN


def test_one_deep_block_costs_one_block() -> None:
    assert read_json("[" * 100_000) is None
    assert read_json('{"a":' * 5_000 + "1" + "}" * 5_000) is None
    assert read_json("1" * 10_000) is None


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("<title>Lỗi</title><h1>Không tìm thấy trang</h1><p>Mời bạn về trang chủ</p>", "gone"),
        ("<title>Shop</title><div class=empty>Sản phẩm này không tồn tại hoặc đã ngừng kinh doanh</div>", "gone"),
        ("<title>Shop</title><h1>Rất tiếc!</h1><p>Sản phẩm bạn đang tìm hiện không còn kinh doanh.</p>", "gone"),
        ("<title>404</title><h1>Oops</h1>", "gone"),
        ("<title>Shop</title><h2>Bạn cần đăng nhập để tiếp tục</h2>", "login"),
        (
            "<title>Shop</title><h1>Bảo trì</h1><p>Website đang bảo trì, vui lòng quay lại sau. " + "a " * 99,
            "layout_changed",
        ),
        ("<title>Shop</title><p>Sản phẩm không bán lẻ. " + "Giới thiệu hợp tác xã. " * 20, "layout_changed"),
        ("<title>Page not found</title><p>" + "menu " * 300, "gone"),
        ("<title>Shop</title><h1>Sản phẩm bạn tìm đã bị xóa</h1>" + "<p>gợi ý</p>" * 300, "gone"),
        (
            "<title>Shop</title><p>" + "tin tức " * 300 + "Nếu trang không tồn tại, hãy báo chúng tôi.</p>",
            "layout_changed",
        ),
        ("<title>Just a moment...</title><p>Checking your browser</p>", "blocked"),
        ("<title>Attention Required! | Cloudflare</title><h1>Sorry</h1>", "blocked"),
        ("<title>Đăng nhập Facebook</title><form><input type=password></form>", "login"),
        ("<title>Shop</title><form>Mời đăng nhập<input type=password></form>", "login"),
        ("<title>Shop</title><div id=root></div><script src=app.js></script>", "js_shell"),
        ("<title>Shop</title>", "empty"),
        ("<title>Tin</title><h1>Hội chợ OCOP</h1><p>" + "bài viết " * 100, "layout_changed"),
        ('{"error":90309999,"is_login":false}', "blocked"),
        ("{}", "empty"),
        ("[1,2", "layout_changed"),
    ],
)
def test_a_page_without_a_product_ends_in_the_right_word(body: str, outcome: str) -> None:
    assert read(body).outcome == outcome


def test_a_discontinued_product_is_gone_and_a_sold_out_one_is_not() -> None:
    page = (
        "<html><head>"
        + LD.format(PRODUCT.replace('"priceC', '"availability":"https://schema.org/{}","priceC'))
        + "</head><h1>Na dai</h1>"
    )
    assert read(page.replace("{}", "Discontinued")).outcome == "gone"
    sold_out = read(page.replace("{}", "OutOfStock"))
    assert (sold_out.outcome, sold_out.stock) == ("ok", Stock.OUT)


@pytest.mark.parametrize(
    ("asked", "final", "outcome"),
    [
        ("https://a.vn/p/1", "https://a.vn/", ("gone", "front_page")),
        ("http://a.vn/p/1", "https://www.a.vn/", ("gone", "front_page")),
        ("https://a.vn/p/1", "https://a.vn/trang-chu", ("gone", "front_page")),
        ("https://a.vn/p/1", "https://b.vn/", ("error", "elsewhere")),
        ("https://a.vn/p/1", "https://a.vn/login?next=/p/1", ("login", "")),
        ("https://a.vn/p/1", "https://a.vn/p/1-moi", None),
        ("https://a.vn/", "https://www.a.vn/", None),
        ("https://a.vn/p/1", "https://a.vn/p/1", None),
    ],
)
def test_where_a_redirect_ends_says_what_became_of_the_page(asked: str, final: str, outcome: Any) -> None:
    assert judge_address(asked, final) == outcome


def test_two_counters_that_agree_roughly_raise_no_alarm() -> None:
    assert alarmed(PageFacts(row_count=55, link_count=50)).outcome == "ok"
    assert alarmed(PageFacts(row_count=10, link_count=50)).outcome == "layout_changed"


@pytest.mark.parametrize(
    ("text", "dong"),
    [
        ("55,000₫", 55_000),
        ("1.900.000 đ", 1_900_000),
        ("Giá: 120.000 VNĐ", 120_000),
        ("₫ 99.000", 99_000),
        ("45000đ", 45_000),
        ("120k", None),
        ("2,5 triệu", None),
        ("Liên hệ", None),
        ("100.000đ - 200.000đ", None),
        ("500g - 85.000đ", 85_000),
        ("", None),
    ],
)
def test_prices_are_read_or_left(text: str, dong: int | None) -> None:
    assert money.dong(text) == dong


def test_bytes_become_text_whatever_they_claim() -> None:
    assert decode("Thôn".encode(), "text/html; charset=iso-8859-1")
    assert decode("Thôn".encode()) == "Thôn"
    assert decode("Thôn".encode("utf-16")) == "Thôn"
    assert decode(b"\xff" * 100, "text/html; charset=zip")


@pytest.mark.parametrize(
    ("button", "can_buy", "stock"),
    [
        ("<button>Mua ngay</button>", True, Stock.UNKNOWN),
        ("<button disabled>Hết hàng</button>", False, Stock.OUT),
        ("<button ng-if=available>Hết hàng</button><button>Thêm vào giỏ</button>", True, Stock.UNKNOWN),
        ("<button>Hết hàng</button><button>Thêm vào giỏ</button>", True, Stock.UNKNOWN),
        ("<button disabled>Mua ngay</button>", False, Stock.UNKNOWN),
        ("<p>Hết hàng</p>", False, Stock.UNKNOWN),
    ],
)
def test_only_the_products_own_button_speaks_of_stock(button: str, can_buy: bool, stock: Stock) -> None:
    reading = read(f"<html><body><div><h1>Na dai</h1><b class=price>45.000đ</b>{button}</div></body></html>")
    assert (reading.outcome, reading.price, reading.can_buy, reading.stock) == ("ok", 45_000, can_buy, stock)


def test_markup_of_every_kind_and_a_name_without_h1_are_enough() -> None:
    product = (
        "<div class=product><div class=product-title>Na dai Nhúng</div><div class=product-price>45.000 đ</div></div>"
    )
    named = read(f"<html><head><title>x</title></head><body>{product}</body></html>")
    assert (named.outcome, named.title, named.price) == ("ok", "Na dai Nhúng", 45_000)
    metas = "".join(
        f"<meta property='{name}' content='{value}'>"
        for name, value in {
            "og:type": "product",
            "og:title": "Na dai",
            "product:price:amount": "45000",
            "product:price:currency": "VND",
        }.items()
    )
    graph = read(f"<html><head>{metas}</head><body><p>Giới thiệu</p></body></html>")
    assert (graph.outcome, graph.title, graph.price) == ("ok", "Na dai", 45_000)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id: mau\ntitle: Mẫu\n", "mục 'hosts': còn thiếu"),
        ("id: mau\ntitle: Mẫu\nhosts: [mau.vn]\nclosed: dong\n", "chỉ ghi login, js_shell, blocked"),
        ("id: mau\ntitle: Mẫu\nhosts: [mau.vn]\nproduct_link: '(['\n", "chưa phải một biểu thức chính quy"),
        ("id: [mau\n", "không đọc được như YAML"),
    ],
)
def test_a_wrong_shop_file_says_which_entry_and_why(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "mau.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=re.escape(told)):
        load_shops(tmp_path)


def test_a_comment_in_the_middle_of_a_price_does_not_cut_it() -> None:
    page = "<div><h1>Mật ong</h1><div class=price>95<!-- -->.000<!-- -->₫</div></div>"
    assert read(page).price == 95_000


def test_what_nests_deeper_than_any_page_keeps_its_words() -> None:
    page = parse("<div>" * 5_000 + "Mật ong" + "</div>" * 5_000 + "<p>sau</p>")
    assert max(len(list(tag.parents)) for tag in page.find_all(True)) <= 251
    assert text_of(page) == "Mật ong sau"
