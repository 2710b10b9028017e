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
    day = {"activity_date": dt.date(2024, 5, 1)}
    case.says("activities", day, day | OTHER, day | {"village_code": "06070003"})
    assert {name for name, _ in named(case)} == {"same_activity_day"}


def test_stars_that_are_not_the_registrys(case: Any) -> None:
    case.says("products", {"product_name": "Miến mẫu", "stars": 4})
    case.says("ocop_products", {"product_name": "MIẾN MẪU", "stars": 3, "match": "rejected", "village_code": None})
    assert named(case) == {("stars_differ", "06070001")}


def test_a_point_in_another_commune(case: Any) -> None:
    case.says("addresses", {"address_code": "A", "point_agrees": "contradicts"})
    assert named(case) == {("point_outside_commune", "06070001")}
