"""Signals point a person somewhere; they never decide."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from expectations.signals import COLUMNS, signals

OTHER = {"village_code": "06070002"}


def named(case: Any) -> set[tuple[str, str]]:
    found = signals(case.dossier)
    assert list(found.columns) == list(COLUMNS)
    return set(zip(found["signal"], found["unit_code"], strict=True))


def test_nothing_said_gives_no_signal(case: Any) -> None:
    assert named(case) == set()


@pytest.mark.parametrize(
    ("kind", "row", "signal"),
    [
        ("wifi_claims", {"contract_number": "1/HĐ"}, "same_contract"),
        ("products", {"product_name": "Miến", "supplier": "HTX Mẫu", "url": "https://shop.example/1"}, "same_product"),
    ],
)
def test_what_two_villages_claim_is_shown_at_both(case: Any, kind: str, row: dict[str, Any], signal: str) -> None:
    case.says(kind, row, row | OTHER)
    assert named(case) == {(signal, "06070001"), (signal, "06070002")}


def test_one_person_in_two_communes_is_shown_and_in_one_commune_not(case: Any) -> None:
    case.says("members", {"phone_mac": "k:1"}, {"phone_mac": "k:1"} | OTHER)
    assert named(case) == set()
    case.says("members", {"phone_mac": "k:1", "village_code": "06099001", "commune_code": "06099"})
    assert ("same_person", "06099001") in named(case)


@pytest.mark.parametrize(("claimed", "shown"), [(50, True), (41, False), (34, False), (30, True)])
def test_a_household_count_far_from_the_registers(case: Any, claimed: int, shown: bool) -> None:
    case.says("villages", {"village_code": "06070001", "household_count_register": 38})
    case.says("address_claims", {"address_kind": "household", "total_count": claimed})
    assert (("household_gap", "06070001") in named(case)) is shown


def test_operators_that_differ(case: Any) -> None:
    case.operator("vnpt", fibre="yes").operator("viettel", fibre="no")
    assert named(case) == {("operators_disagree", "06070001")}


def test_one_day_for_all_villages_of_a_commune(case: Any) -> None:
    day = dict.fromkeys(("activity_from", "activity_to"), dt.date(2024, 5, 1))
    case.says("activities", day, day | OTHER, day | {"village_code": "06070003"})
    assert {name for name, _ in named(case)} == {"same_activity_day"}


def test_stars_that_are_not_the_registrys(case: Any) -> None:
    case.says("products", {"product_name": "Miến mẫu", "stars": 4})
    case.says("ocop_products", {"product_name": "MIẾN MẪU", "stars": 3, "match": "rejected", "village_code": None})
    assert named(case) == {("stars_differ", "06070001")}


LINK = "https://shop.example/1"
CLAIM = {"product_name": "Miến mẫu", "url": LINK, "stars": 4}
SEEN = {"product_name": "Miến mẫu", "url": LINK, "outcome": "ok", "match": "match", "stars_stated": 4}
LISTED = {"product_name": "MIẾN MẪU", "stars": 4, "valid_until": dt.date(2026, 1, 1), "match": "rejected"}
EXPIRED = {"valid_until": dt.date(2024, 2, 1)}


def stars(case: Any) -> dict[str, str]:
    """Signals about stars with their sentences."""
    found = signals(case.dossier)
    found = found[found["signal"].isin(["stars_differ", "page_stars_differ", "certificate_expired"])]
    assert not found["signal"].duplicated().any()
    assert (found["source_id"] == "products").all(), "the claim's row is named"
    return dict(zip(found["signal"], found["sentence"], strict=True))


@pytest.mark.parametrize(
    ("claim", "page", "listed", "told"),
    [
        ({}, {}, {}, {}),
        ({}, {"stars_stated": None}, {}, {}),
        ({"stars": None}, {"stars_stated": None}, {}, {}),
        ({}, {"stars_stated": 5}, {}, {"page_stars_differ": "Trang bán hàng ghi 5 sao, sổ OCOP ghi 4 sao"}),
        ({}, {"stars_stated": 5, "match": "possible"}, {}, {}),  # perhaps another product's stars
        ({}, {"stars_stated": 5, "outcome": "gone", "match": None}, {}, {}),
        ({"stars": 5}, {}, {}, {"stars_differ": "Thôn khai 5 sao, sổ OCOP ghi 4 sao"}),
        ({}, {"stars_stated": 3}, None, {"page_stars_differ": "Trang bán hàng ghi 3 sao, thôn khai 4 sao"}),
        ({"stars": None}, {"stars_stated": 3}, None, {}),
        (
            {},
            {},
            EXPIRED,
            {
                "certificate_expired": "Giấy chứng nhận OCOP 4 sao đã hết hạn ngày 01/02/2024; thôn khai 4 sao; "
                "trang bán hàng ghi 4 sao"
            },
        ),
        (
            {"stars": None},
            {"stars_stated": 5},
            EXPIRED,  # what ran out is told apart, and is nothing to compare with
            {"certificate_expired": "Giấy chứng nhận OCOP 4 sao đã hết hạn ngày 01/02/2024; trang bán hàng ghi 5 sao"},
        ),
        ({"stars": None}, {"stars_stated": None}, EXPIRED, {}),
        ({}, {}, {"recognised_on": dt.date(2024, 12, 1), "stars": 5, "valid_until": None}, {}),  # not yet on the day
    ],
)
def test_page_claim_and_registry_are_kept_apart(
    case: Any, claim: dict[str, Any], page: dict[str, Any], listed: dict[str, Any] | None, told: dict[str, str]
) -> None:
    case.says("products", CLAIM | claim).says("listings", SEEN | page)
    if listed is not None:
        case.says("ocop_products", LISTED | {"village_code": None} | listed)
    assert stars(case) == told


def test_a_renewed_certificate_counts_and_not_the_one_before_it(case: Any) -> None:
    case.says("products", CLAIM).says("listings", SEEN)
    case.says("ocop_products", LISTED, LISTED | EXPIRED | {"stars": 3})
    assert stars(case) == {}


def test_a_product_sold_under_two_links_is_told_for_the_page_that_differs(case: Any) -> None:
    second = {"url": "https://shop.example/2"}
    case.says("products", CLAIM, CLAIM | second).says("listings", SEEN, SEEN | second | {"stars_stated": 5})
    case.says("ocop_products", LISTED)
    assert stars(case) == {"page_stars_differ": "Trang bán hàng ghi 5 sao, sổ OCOP ghi 4 sao"}


def test_a_point_in_another_commune(case: Any) -> None:
    case.says("addresses", {"address_code": "A", "point_agrees": "contradicts"})
    assert named(case) == {("point_outside_commune", "06070001")}
