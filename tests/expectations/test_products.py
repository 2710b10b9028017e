"""Products: pages decide, the registry remembers, silence is neither."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from expectations.dossier import SourceState

URL = "https://shop.example/1"
CLAIM = {"product_name": "Miến mẫu", "supplier": "HTX Mẫu", "channel": "exchange", "url": URL}
REGISTERED = {"product_name": "Miến mẫu", "stars": 3, "valid_until": dt.date(2026, 12, 31)}
PAGE = {"url": URL, "product_name": "Miến mẫu", "outcome": "ok", "match": "match", "published_on": "2024-11-10"}


@pytest.fixture
def registry(case: Any) -> Any:
    """A registry that holds a product of the neighbour, so that it can be looked into."""
    return case.says("ocop_products", REGISTERED | {"product_name": "Khác", "village_code": "06070002"})


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        ({}, ("pass", "listing_live")),
        ({"outcome": "gone", "match": None}, ("fail", "listing_gone")),
        ({"match": "different"}, ("fail", "listing_other_product")),
        ({"match": "possible"}, ("unknown", "listing_possible")),
        ({"match": "other_pack"}, ("unknown", "listing_possible")),
        ({"match": None}, ("unknown", "listing_possible")),
        *(
            ({"outcome": why, "match": None}, ("unknown", "listing_unreachable"))
            for why in ("empty", "layout_changed", "blocked", "js_shell", "login", "robots", "error")
        ),
        ({"outcome": "not_fetched", "match": None}, ("unknown", "not_fetched")),
        ({"published_on": "2024-10-15"}, ("unknown", "stale")),
        ({"published_on": "2024-11-16"}, ("unknown", "not_fetched")),
    ],
)
def test_what_the_page_shows(registry: Any, page: dict[str, Any], outcome: tuple[str, str]) -> None:
    registry.says("products", CLAIM).says("listings", PAGE | page)
    assert registry.check("TTM-2023", "product_listed") == outcome


def test_a_claimed_link_nobody_fetched_is_unknown(registry: Any) -> None:
    registry.says("products", CLAIM)
    assert registry.check("TTM-2023", "product_listed") == ("unknown", "not_fetched")


def test_one_live_product_is_enough(registry: Any) -> None:
    registry.says("products", CLAIM, CLAIM | {"url": "https://shop.example/2", "product_name": "Khác"})
    registry.says("listings", PAGE)
    assert registry.check("TTM-2023", "product_listed")[0] == "pass"


def test_no_product_and_none_registered_does_not_apply(registry: Any) -> None:
    assert registry.check("TTM-2023", "product_listed") == ("not_applicable", "no_product_anywhere")
    assert registry.verdict("TTM-2023", "4")["verdict"] == "not_applicable"


def test_without_any_registry_nobody_knows(case: Any) -> None:
    assert case.check("TTM-2023", "product_listed") == ("unknown", "no_registry")


def test_claiming_none_while_one_is_registered_is_contradicted(registry: Any) -> None:
    registry.says("ocop_products", REGISTERED)
    assert registry.check("TTM-2023", "product_listed") == ("fail", "registry_has_product")


@pytest.mark.parametrize(
    "dates", [{"valid_until": dt.date(2024, 11, 14)}, {"valid_until": None, "recognised_on": dt.date(2021, 11, 1)}]
)
def test_a_certificate_that_ran_out_speaks_neither_way(registry: Any, dates: dict[str, Any]) -> None:
    registry.says("ocop_products", REGISTERED | dates)
    assert registry.check("TTM-2023", "product_listed") == ("unknown", "registry_expired")


def test_a_registered_product_whose_recognition_is_left_open_speaks_neither_way(registry: Any) -> None:
    registry.says("ocop_products", REGISTERED | {"state": "unclear"})
    assert registry.check("TTM-2023", "product_listed") == ("unknown", "registry_state_unclear")
    assert registry.check("TTM-2022", "ocop_all_listed") == ("unknown", "registry_state_unclear")
    registry.says("ocop_products", REGISTERED | {"state": "unclear", "question": "BA-1", "product_name": "Khác nữa"})
    assert registry.check("TTM-2023", "product_listed") == ("unknown", "layout_asked")
    assert registry.check("TTM-2022", "ocop_all_listed") == ("unknown", "layout_asked")
    registry.says("ocop_products", REGISTERED | {"product_name": "Thứ ba"})
    assert registry.check("TTM-2023", "product_listed") == ("fail", "registry_has_product")


def test_a_product_said_to_have_run_out_is_as_one_whose_day_is_past(registry: Any) -> None:
    registry.says("ocop_products", REGISTERED | {"state": "expired"})
    assert registry.check("TTM-2023", "product_listed") == ("unknown", "registry_expired")


def test_a_registered_product_without_a_village_may_be_anyones(registry: Any) -> None:
    registry.says("ocop_products", REGISTERED | {"match": "rejected", "village_code": None})
    assert registry.check("TTM-2023", "product_listed") == ("unknown", "registry_village_unknown")


def test_a_registered_product_without_a_village_is_his_who_claims_it(registry: Any) -> None:
    registry.says("ocop_products", REGISTERED | {"match": "rejected", "village_code": None})
    registry.says("products", CLAIM | {"village_code": "06070002"})
    assert registry.check("TTM-2023", "product_listed")[0] == "not_applicable"


def test_2022_wants_every_registered_product_on_an_exchange(registry: Any) -> None:
    registry.says("ocop_products", REGISTERED, REGISTERED | {"product_name": "Hồng mẫu"})
    registry.says("products", CLAIM).says("listings", PAGE)
    assert registry.check("TTM-2022", "ocop_all_listed") == ("unknown", "ocop_unclaimed")
    registry.says("products", CLAIM | {"product_name": "Hồng mẫu", "url": "https://shop.example/2"})
    registry.says("listings", PAGE | {"product_name": "Hồng mẫu", "url": "https://shop.example/2"})
    assert registry.check("TTM-2022", "ocop_all_listed") == ("pass", "ocop_all_live")


def test_2022_a_website_does_not_count(registry: Any) -> None:
    registry.says("ocop_products", REGISTERED).says("products", CLAIM | {"channel": "website"}).says("listings", PAGE)
    assert registry.check("TTM-2022", "ocop_all_listed")[0] == "unknown"


def test_2022_a_product_gone_from_the_exchange_refutes(registry: Any) -> None:
    registry.says("ocop_products", REGISTERED).says("products", CLAIM).says("listings", PAGE | {"outcome": "gone"})
    assert registry.check("TTM-2022", "ocop_all_listed") == ("fail", "ocop_not_all_live")


def test_2022_without_any_product_depends_on_how_the_letter_is_read(registry: Any) -> None:
    assert registry.check("TTM-2022", "ocop_all_listed") == ("not_applicable", "no_ocop_product")
    marks: pd.Series = registry.verdict("TTM-2022", "5")
    assert (marks["verdict"], marks["reasons"]) == ("not_applicable", "no_ocop_product;reading_dependent")


def test_a_refused_part_of_the_registry_may_hold_the_villages_product(registry: Any) -> None:
    registry.sources["ocop_registry"] = SourceState("ocop_registry", "OCOP", readable=True, refused=True)
    assert registry.check("TTM-2023", "product_listed") == ("unknown", "source_refused")
    assert registry.check("TTM-2022", "ocop_all_listed") == ("unknown", "source_refused")


def test_one_name_and_two_makers_are_two_products_and_a_claim_is_about_the_maker_it_names(case: Any) -> None:
    mine = REGISTERED | {"producer": "HTX Mẫu"}
    case.says("ocop_products", mine, REGISTERED | {"producer": "HTX Mẫu Hai"})
    case.says("products", CLAIM).says("listings", PAGE)
    assert case.check("TTM-2022", "ocop_all_listed") == ("unknown", "ocop_unclaimed")
    case.says("products", CLAIM | {"supplier": "HTX Mẫu Hai"})
    assert case.check("TTM-2022", "ocop_all_listed") == ("pass", "ocop_all_live")


NEIGHBOURS = CLAIM | {"village_code": "06070002", "url": "https://shop.example/2"}
LIVE_THERE = PAGE | {"url": NEIGHBOURS["url"]}


def verdict_and_marks(case: Any) -> tuple[str, bool]:
    row = case.verdict("TTM-2023", "4")
    return row["verdict"], "reading_dependent" in row["reasons"]


def test_a_neighbours_live_product_counts_only_where_the_communes_products_are_asked_for(registry: Any) -> None:
    registry.says("products", CLAIM, NEIGHBOURS).says("listings", PAGE | {"outcome": "gone", "match": None}, LIVE_THERE)
    assert verdict_and_marks(registry) == ("contradicted", True)


def test_where_the_whole_commune_has_a_product_a_village_without_one_is_marked(registry: Any) -> None:
    registry.says("products", NEIGHBOURS).says("listings", LIVE_THERE)
    assert verdict_and_marks(registry) == ("not_applicable", True)


def test_a_product_that_is_live_is_so_under_both_readings(registry: Any) -> None:
    registry.says("products", CLAIM).says("listings", PAGE)
    assert verdict_and_marks(registry) == ("confirmed", False)


def test_another_communes_product_is_nobodys_here_under_either_reading(case: Any) -> None:
    elsewhere = REGISTERED | {"village_code": "06001001", "commune_code": "06001"}
    case.says("ocop_products", elsewhere)
    assert verdict_and_marks(case) == ("not_applicable", False)
