"""Public WiFi: the claimed contract must be the operator's, active, here, public and open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from expectations.rulebook import rulebook
from tests.expectations.conftest import CRITERIA, VILLAGE

CLAIM = {
    "contract_number": "12/2023/HĐ-VNPT",
    "operator_text": "VNPT",
    "venue": "Nhà văn hóa thôn",
    "has_password": "no",
}
LISTED = {
    "operator": "vnpt",
    "venue": "Nhà văn hóa thôn",
    "contract_number": "12/2023/HĐ-VNPT",
    "status": "active",
    "status_text": "Đang hoạt động",
    "has_password": "no",
    "village_text": "Thôn Một",
}


def check(case: Any, claim: dict[str, Any] | None = None, criteria: str = "TTM-2023", **listed: Any) -> tuple[str, str]:
    case.says("wifi_claims", CLAIM | (claim or {}))
    case.says("wifi_contracts", LISTED | listed, published=listed.pop("published", "2024-10-01"))
    found: tuple[str, str] = case.check(criteria, "public_wifi")
    return found


def test_an_active_open_contract_at_a_public_place_of_this_village_passes(case: Any) -> None:
    assert check(case) == ("pass", "contract_active")


def test_no_claimed_contract_is_unknown_though_the_operator_lists_one(case: Any) -> None:
    case.says("wifi_contracts", LISTED, published="2024-10-01")
    assert case.check("TTM-2023", "public_wifi") == ("unknown", "no_contract_claimed")


def test_a_contract_nobody_lists_is_unknown(case: Any) -> None:
    case.operator("vnpt", fibre="yes").says("wifi_claims", CLAIM)
    assert case.check("TTM-2023", "public_wifi") == ("unknown", "contract_not_listed")


@pytest.mark.parametrize(
    ("listed", "outcome"),
    [
        ({"status": "ended"}, ("fail", "contract_ended")),
        ({"status": "term", "ends_on": "2026-01-04"}, ("pass", "contract_active")),
        ({"status": "term", "ends_on": "2024-11-14"}, ("fail", "contract_ended")),
        ({"status": "active", "ends_on": "2024-11-14"}, ("unknown", "contract_term_over")),
        ({"village_code": "06070002"}, ("fail", "contract_elsewhere")),
        ({"has_password": "yes"}, ("fail", "contract_password")),
        ({"status": "unclear"}, ("unknown", "contract_status_unclear")),
        ({"venue": "Nhà riêng ông Mẫu"}, ("unknown", "contract_venue")),
        ({"venue": None}, ("unknown", "contract_venue")),
        ({"match": "review", "village_code": None}, ("unknown", "contract_place_unresolved")),
        ({"match": "part", "village_code": None, "candidates": "06070001"}, ("unknown", "contract_part")),
        ({"match": "several", "village_code": None, "candidates": "06070001|06070002"}, ("pass", "contract_active")),
        ({"contract_number": "12/2023/HD-VNPT"}, ("pass", "contract_active")),
        ({"contract_number": "112/2023/HĐ-VNPT"}, ("unknown", "contract_not_listed")),
        ({"operator": "viettel"}, ("unknown", "contract_not_listed")),
        ({"has_password": None}, ("pass", "contract_active")),
        ({"published": "2024-01-01"}, ("unknown", "stale")),
    ],
)
def test_what_the_operator_lists_decides(case: Any, listed: dict[str, Any], outcome: tuple[str, str]) -> None:
    assert check(case, **listed) == outcome


def test_where_the_list_has_the_contract_ones_own_word_about_the_password_is_what_is_missing(case: Any) -> None:
    case.says("wifi_claims", CLAIM | {"has_password": "yes"}).says("wifi_contracts", LISTED, published="2024-10-01")
    criteria = CRITERIA["TTM-2023"]
    (asked,) = (one for one in criteria.checks if one.id == "public_wifi")
    units = case.dossier.units.loc[[VILLAGE]].assign(year=2024)
    needs = rulebook()["contract_listed"].measure(case.dossier, units, criteria.params(asked)).needs()
    missing = {option.fact for need in needs if need.where is not None and need.where.all() for option in need.options}
    assert missing == {"no_password"}


def test_nobody_saying_no_password_is_unknown(case: Any) -> None:
    assert check(case, {"has_password": None}, has_password=None) == ("unknown", "contract_password_unstated")


def test_active_and_ended_on_one_day_is_a_conflict(case: Any) -> None:
    case.says("wifi_contracts", LISTED | {"status": "ended"}, published="2024-10-01")
    assert check(case) == ("conflict", "contract_torn")


def test_one_good_contract_is_enough_beside_an_ended_one(case: Any) -> None:
    case.says("wifi_claims", CLAIM | {"contract_number": "9/HĐ"})
    case.says("wifi_contracts", LISTED | {"contract_number": "9/HĐ", "status": "ended"}, published="2024-10-01")
    assert check(case) == ("pass", "contract_active")


def test_a_password_given_out_freely_was_allowed_in_2022_and_the_other_reading_is_marked(case: Any) -> None:
    assert check(case, criteria="TTM-2022", has_password="yes")[0] == "pass"
    assert "reading_dependent" in case.verdict("TTM-2022", "3")["reasons"].split(";")


def test_2022_asks_for_the_cultural_house(case: Any) -> None:
    assert check(case, criteria="TTM-2022", venue="Chợ trung tâm")[0] == "unknown"


def test_a_contract_that_may_stand_in_a_column_not_understood_is_not_said_to_be_listed_by_nobody(case: Any) -> None:
    case.operator("vnpt", fibre="yes").operator("viettel", fibre="yes").says("wifi_claims", CLAIM)
    case.sources["viettel"] = replace(case.sources["viettel"], unread_contract_columns=("Mã KH",))
    assert case.check("TTM-2023", "public_wifi") == ("unknown", "contract_not_listed")  # VNPT's list was understood
    case.sources["vnpt"] = replace(case.sources["vnpt"], unread_contract_columns=("Căn cứ",))
    assert case.check("TTM-2023", "public_wifi") == ("unknown", "contract_column_unread")


def test_whoever_names_no_operator_may_stand_in_any_column_not_understood(case: Any) -> None:
    case.operator("vnpt", fibre="yes").says("wifi_claims", CLAIM | {"operator_text": None})
    case.sources["viettel"] = replace(case.sources["viettel"], unread_contract_columns=("Mã KH",))
    assert case.check("TTM-2023", "public_wifi") == ("unknown", "contract_column_unread")
