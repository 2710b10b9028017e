"""Pages that scripts draw, several nodes of one product, and prices in their currency."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.pages import money
from connectors.pages.answer import Answer
from connectors.pages.page_facts import PageFacts, Stock
from connectors.pages.read_answer import read_answer

URL = "https://shop.vn/mat-ong-bac-ha-p120552065.html"
PRODUCT = {"id": 7, "name": "Mật ong bạc hà", "price": 95000, "inStock": True, "brand": {"name": "HTX Kéo Cại"}}
OTHER = {"id": 8, "name": "Mật ong hoa nhãn", "price": 80000, "inStock": True}


def read(page: str, url: str = URL) -> PageFacts:
    return read_answer(
        Answer(url, 200, "OK", (("Content-Type", "text/html; charset=utf-8"),), page.encode()), url, None
    )


def shell(script: str, title: str = "Mật ong bạc hà | Cửa hàng") -> str:
    return f"<html><head><title>{title}</title></head><body><div id=__next></div>{script}</body></html>"


def next_data(*products: Any, key: str = "products", **props: Any) -> str:
    state = {"props": {"pageProps": {key: list(products), **props}}}
    return f"<script id=__NEXT_DATA__ type='application/json'>{json.dumps(state, ensure_ascii=False)}</script>"


NUXT = [{"data": 1}, {"product": 2, "more": 7}, {"name": 3, "price": 4, "brand": 5, "inStock": 6}]
NUXT3 = json.dumps([*NUXT, "Mật ong bạc hà", 95000, "HTX Kéo Cại", True, [2]], ensure_ascii=False)


@pytest.mark.parametrize(
    "script",
    [
        next_data(OTHER, PRODUCT),
        next_data(OTHER, product=PRODUCT),
        f"<script>window.__INITIAL_STATE__ = {json.dumps({'item': PRODUCT, 'more': [OTHER]})};</script>",
        f"<script>window.__PRELOADED_STATE__=JSON.parse({json.dumps(json.dumps({'a': [PRODUCT, OTHER]}))});</script>",
        f"<script>var productData = {json.dumps(PRODUCT)};\nvar x = 1;</script>",
        f"<script type='application/json' id='serverApp-state'>{json.dumps({'k': {'body': PRODUCT}})}</script>",
        f"<script type='application/json' id='__NUXT_DATA__'>{NUXT3}</script>",
    ],
)
def test_a_page_that_a_script_draws_says_what_it_sells(script: str) -> None:
    reading = read(shell(script))
    assert (reading.outcome, reading.kind, reading.source) == ("ok", "product", "state")
    assert (reading.title, reading.price, reading.stock) == ("Mật ong bạc hà", 95_000, Stock.IN)
    assert (reading.brand, reading.is_on_sale) == ("HTX Kéo Cại", True)


def test_a_record_is_tied_to_the_page_by_its_address_too() -> None:
    product = {**PRODUCT, "name": "Mật ong hoa rừng", "url_key": "/mat-ong-bac-ha-p120552065.html"}
    assert read(shell(next_data(OTHER, product), "Cửa hàng")).title == "Mật ong hoa rừng"
    numbered = {**PRODUCT, "name": "Mật ong hoa rừng", "id": 120552065}
    assert read(shell(next_data(OTHER, numbered), "Cửa hàng")).title == "Mật ong hoa rừng"


def test_of_names_that_the_title_begins_with_the_longest_is_the_page_s() -> None:
    short = {**OTHER, "name": "Mật ong"}
    assert read(shell(next_data(short, PRODUCT))).title == "Mật ong bạc hà"


@pytest.mark.parametrize(
    ("script", "title"),
    [
        (next_data(OTHER, {**PRODUCT, "name": "Chè đắng"}), "Cửa hàng"),
        (next_data(OTHER), "Mật ong bạc hà | Cửa hàng"),
        (next_data(product=OTHER) + "<h1>Mật ong bạc hà</h1>", "Cửa hàng"),
        (next_data({"name": "Mật ong bạc hà", "slug": "x"}), "Mật ong bạc hà"),
        ("<script>var config = {name: 'Mật ong bạc hà', price: 1};</script>", "Mật ong bạc hà"),
        ("<script id=__NEXT_DATA__>{broken</script>", "Mật ong bạc hà"),
        ("<script type='application/json'>" + "[" * 5_000 + "</script>", "Mật ong bạc hà"),
    ],
)
def test_a_state_without_a_product_of_the_page_s_own_says_nothing(script: str, title: str) -> None:
    reading = read(shell(script, title))
    assert reading.source != "state"
    assert reading.price is None
    assert reading.outcome in ("js_shell", "layout_changed")


def test_the_only_product_of_a_bare_shell_is_the_page_s_where_its_key_says_so() -> None:
    assert read(shell(next_data(product=PRODUCT), "Cửa hàng")).title == "Mật ong bạc hà"
    assert read(shell(next_data(PRODUCT), "Cửa hàng")).source != "state"


def test_a_state_that_points_back_at_itself_ends() -> None:
    looped = json.dumps([{"a": 1}, {"b": 0, "c": [1], "d": 2}, [0, 1, 2]])
    assert read(shell(f"<script type='application/json'>{looped}</script>")).source != "state"


@pytest.mark.parametrize(
    ("said", "stock"),
    [
        ({"inStock": False}, Stock.OUT),
        ({"is_sold_out": True, "soldOut": True}, Stock.OUT),
        ({"soldOut": False}, Stock.UNKNOWN),
        ({"inventory_status": "out_of_stock"}, Stock.OUT),
        ({"availability": "https://schema.org/InStock"}, Stock.IN),
        ({"quantity": 0}, Stock.UNKNOWN),
        ({}, Stock.UNKNOWN),
    ],
)
def test_a_state_speaks_of_stock_in_words_and_never_by_a_bare_quantity(said: dict[str, object], stock: Stock) -> None:
    product = {"name": "Mật ong bạc hà", "price": {"value": "95.000", "currency": "VND"}, **said}
    reading = read(shell(next_data(product)))
    assert (reading.stock, reading.price) == (stock, 95_000)


def node(name: str, availability: str, price: object = 95000, **more: object) -> dict[str, object]:
    offer = {
        "@type": "Offer",
        "priceCurrency": "VND",
        "price": price,
        "availability": f"https://schema.org/{availability}",
    }
    return {"@context": "https://schema.org", "@type": "Product", "name": name, "offers": offer, **more}


def structured(value: object, heading: str = "Mật ong bạc hà") -> PageFacts:
    script = f"<script type='application/ld+json'>{json.dumps(value)}</script>"
    return read(f"<html><head><title>{heading}</title>{script}</head><body><h1>{heading}</h1></body></html>")


@pytest.mark.parametrize("order", [("OutOfStock", "InStock", "InStock"), ("InStock", "OutOfStock", "Discontinued")])
def test_several_nodes_of_one_product_are_one_product_on_sale_where_one_is(order: tuple[str, ...]) -> None:
    reading = structured([node("Mật ong bạc hà", one, 95000 + n) for n, one in enumerate(order)])
    assert (reading.kind, reading.stock, reading.price) == ("product", Stock.IN, 95_000)
    assert reading.is_on_sale


@pytest.mark.parametrize(
    ("stocks", "stock"),
    [
        (("OutOfStock", "Discontinued"), Stock.OUT),
        (("Discontinued", "Discontinued"), Stock.ENDED),
        (("X",), Stock.UNKNOWN),
    ],
)
def test_only_what_ended_in_every_variant_has_ended(stocks: tuple[str, ...], stock: Stock) -> None:
    assert structured([node("Mật ong bạc hà", one) for one in stocks]).stock == stock


def test_sizes_under_one_heading_and_the_variants_of_a_group_are_one_product() -> None:
    sizes = [node("Mật ong bạc hà 250 ml", "OutOfStock"), node("Mật ong bạc hà 500 ml", "InStock", 180000)]
    reading = structured(sizes)
    assert (reading.kind, reading.title, reading.stock) == ("product", "Mật ong bạc hà", Stock.IN)
    group = {"@type": "ProductGroup", "name": "Mật ong bạc hà", "hasVariant": sizes}
    reading = structured(group, heading="Đặc sản")
    assert (reading.title, reading.stock, reading.price) == ("Mật ong bạc hà", Stock.IN, 95_000)
    members = [{**size, "name": name, "inProductGroupWithID": "A"} for size, name in zip(sizes, "XY", strict=True)]
    assert structured(members, heading="Đặc sản").stock == Stock.IN


def test_several_different_products_are_still_a_list() -> None:
    reading = structured([node("Mật ong", "InStock"), node("Chè đắng", "InStock")], heading="Đặc sản Lạng Sơn")
    assert (reading.kind, reading.stock) == ("catalogue", Stock.UNKNOWN)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("95.000 ₫", "95000", "VND"),
        ("€ 44,95", "44.95", "EUR"),
        ("$1,234.50", "1234.50", "USD"),
        ("1.234,56 €", "1234.56", "EUR"),
        ("119.01 EUR", "119.01", "EUR"),
        ("£450", "450", "GBP"),
    ],
)
def test_a_price_keeps_its_minor_units_and_its_currency(text: str, amount: str, currency: str) -> None:
    found = money.shown(text)
    assert found is not None
    assert (str(found.amount), found.currency) == (amount, currency)
    assert found.dong == (int(amount) if currency == "VND" else None)


@pytest.mark.parametrize("text", ["120k", "44,95", "$5 $6", "€", "5 kr", "giá 95", "x$5y"])
def test_what_is_no_single_price_with_a_currency_stays_unread(text: str) -> None:
    assert money.shown(text) is None


def test_foreign_prices_are_told_and_are_no_evidence_in_dong() -> None:
    offer = {"@type": "Offer", "price": "119.01", "priceCurrency": "EUR"}
    reading = structured({"@type": "Product", "name": "Mật ong bạc hà", "offers": offer})
    assert (reading.amount, reading.currency, reading.price) == ("119.01", "EUR", None)
