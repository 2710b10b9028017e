"""Digital addresses against the register: counted from both sides, and unread rows may fill a gap."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from expectations.dossier import SourceState

REGISTER = {
    "village_code": "06070001",
    "household_count_register": 2,
    "office_count_register": 0,
    "organization_count_register": 0,
    "heritage_site_count_register": 0,
}
EXPORT = "2024-10-31"


def point(code: str | None, **change: Any) -> dict[str, Any]:
    return {"address_code": code, "address_kind": "household", "plate": "yes", **change}


def check(
    case: Any, *points: dict[str, Any], register: dict[str, Any] | None = None, published: str = EXPORT
) -> tuple[str, str]:
    case.says("villages", REGISTER | (register or {}))
    if points:
        case.says("addresses", *points, published=published)
    found: tuple[str, str] = case.check("TTM-2023", "address_plates")
    return found


LOST = {"match": "review", "village_code": None, "candidates": None}


@pytest.mark.parametrize(
    ("points", "outcome"),
    [
        ([point("A"), point("B")], ("pass", "addresses_reach")),
        ([point("A")], ("fail", "addresses_short")),
        ([point("A"), point("B", plate="no")], ("fail", "addresses_short")),
        ([point("A"), point("A")], ("fail", "addresses_short")),
        ([point("A"), point("B", plate=None)], ("unknown", "addresses_could_fill")),
        ([point("A"), point("B", **LOST)], ("unknown", "addresses_could_fill")),
        ([point("A"), point("B", **LOST, plate="no")], ("fail", "addresses_short")),
        ([point("A"), point("B", **LOST, address_kind="office")], ("fail", "addresses_short")),
        ([point("A"), point("B", **LOST, address_kind=None)], ("unknown", "addresses_could_fill")),
        (
            [point("A"), point("B", match="review", village_code=None, commune_code="06099")],
            ("fail", "addresses_short"),
        ),
        ([point("A"), point("B", **LOST, commune_code=None)], ("unknown", "addresses_could_fill")),
        ([point("A"), point("B", **LOST, commune_code=None, district_code="199")], ("fail", "addresses_short")),
        ([point("A"), point("B", match="part", village_code=None, candidates="06070001")], ("pass", "addresses_reach")),
        ([point("A"), point("B", plated_on=dt.date(2024, 11, 20))], ("unknown", "addresses_could_fill")),
        ([], ("unknown", "addresses_not_covered")),
        ([point("Z", village_code="06099001", commune_code="06099")], ("unknown", "addresses_not_covered")),
    ],
)
def test_plated_points_against_two_households(
    case: Any, points: list[dict[str, Any]], outcome: tuple[str, str]
) -> None:
    assert check(case, *points) == outcome


def test_every_kind_must_reach_its_number(case: Any) -> None:
    register = {"office_count_register": 1}
    assert check(case, point("A"), point("B"), register=register) == ("fail", "addresses_short")


def test_a_blank_register_number_is_no_zero(case: Any) -> None:
    register = {"heritage_site_count_register": None}
    assert check(case, point("A"), point("B"), register=register) == ("unknown", "no_register_number")


def test_a_short_count_is_a_no_whatever_other_register_number_is_blank(case: Any) -> None:
    assert check(case, point("A"), register={"heritage_site_count_register": None}) == ("fail", "addresses_short")


def test_an_export_older_than_90_days_is_stale(case: Any) -> None:
    assert check(case, point("A"), point("B"), published="2024-08-16") == ("unknown", "stale")
    assert check(case, point("A"), point("B"), published="2024-08-17")[0] == "pass"


def test_the_newest_row_of_a_code_counts(case: Any) -> None:
    case.says("addresses", point("A"), point("B"), published="2024-09-30")
    assert check(case, point("B", plate="no")) == ("fail", "addresses_short")


def test_rows_of_one_day_that_disagree_are_a_conflict_where_they_decide(case: Any) -> None:
    assert check(case, point("A"), point("B"), point("B", plate="no")) == ("conflict", "source_contradicts_itself")


def test_disagreeing_rows_do_not_matter_where_enough_others_stand(case: Any) -> None:
    assert check(case, point("A"), point("B"), point("C"), point("C", plate="no"))[0] == "pass"


def test_2022_asks_for_a_code_not_a_plate_and_leaves_heritage_sites_out(case: Any) -> None:
    case.says("villages", REGISTER | {"heritage_site_count_register": 5})
    case.says("addresses", point("A", plate="no"), point("B", plate=None), published=EXPORT)
    assert case.check("TTM-2022", "digital_address") == ("pass", "addresses_reach")


def test_a_refused_export_may_hold_the_points_that_are_missing(case: Any) -> None:
    case.sources["vpostcode"] = SourceState("vpostcode", "Vpostcode", readable=True, refused=True)
    assert check(case, point("A")) == ("unknown", "source_refused")
    assert check(case, point("A"), point("B"))[0] == "pass"
