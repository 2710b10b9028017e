"""Digital addresses against the register: counted from both sides, and unread rows may fill a gap."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from expectations.dossier import SourceState
from expectations.rules.address_points_reach_register import RULE, Params

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
        ([point("A"), point("B", plate=None)], ("unknown", "points_unclear")),
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
        (
            [point("A"), point("B", match="part", village_code=None, candidates="06070001")],
            ("unknown", "points_of_a_part"),
        ),
        ([point("A"), point("B", plated_on=dt.date(2024, 11, 20))], ("unknown", "points_unclear")),
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


def test_a_code_that_lost_its_leading_zeros_is_the_same_point(case: Any) -> None:
    assert check(case, point("00981"), point("981")) == ("fail", "addresses_short")


def test_a_point_that_is_missing_from_the_newer_export_is_gone(case: Any) -> None:
    case.says("addresses", point("A"), point("B"), published="2024-09-30")
    assert check(case, point("C")) == ("fail", "addresses_short")


def test_an_export_of_another_commune_says_nothing_about_this_one(case: Any) -> None:
    case.says("addresses", point(None), point(None), published="2024-10-15")
    elsewhere = {"village_code": "06099001", "commune_code": "06099"}
    assert check(case, point("Z", **elsewhere)) == ("pass", "addresses_reach")


def test_the_newest_export_that_lists_only_the_neighbour_is_no_no(case: Any) -> None:
    case.says("addresses", point("A"), point("B"), published="2024-09-30")
    assert check(case, point("Z", village_code="06070002")) == ("unknown", "no_point_listed")


def test_absence_from_an_export_declared_complete_contradicts_nobody_without_a_row(case: Any) -> None:
    case.sources["vpostcode"] = SourceState("vpostcode", "Vpostcode", readable=True, complete=True)
    assert check(case, point("Z", village_code="06070002")) == ("unknown", "no_point_listed")


@pytest.mark.parametrize(
    ("second", "outcome"),
    [
        ([point(None, file_sha256="b" * 64)] * 2, ("unknown", "lists_may_overlap")),
        ([point(None, file_sha256="b" * 64, list_digest="one")] * 2, ("fail", "addresses_short")),
        ([point(None, file_sha256="b" * 64)] * 3, ("pass", "addresses_reach")),
        ([], ("fail", "addresses_short")),
    ],
)
def test_rows_without_codes_number_between_the_largest_file_and_the_sum(
    case: Any, second: list[dict[str, Any]], outcome: tuple[str, str]
) -> None:
    first = [point(None, list_digest="one")] * 2
    assert check(case, *first, *second, register={"household_count_register": 3}) == outcome


def test_a_register_that_counts_nothing_at_all_is_unknown(case: Any) -> None:
    nothing = {"household_count_register": 0}
    assert check(case, point("A"), register=nothing) == ("unknown", "register_counts_nothing")


def own_sheet(total: int, plated: int, signed: int) -> dict[str, Any]:
    return {
        "address_kind": "household", "total_count": total, "plated_count": plated, "signature_count": signed,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sheet", "outcome"),
    [
        (own_sheet(2, 2, 2), ("pass", "addresses_reach")),
        (own_sheet(2, 1, 2), ("unknown", "own_papers_differ")),
        (own_sheet(2, 2, 1), ("unknown", "own_papers_differ")),
    ],
)
def test_the_villages_own_sheet_may_not_say_less_than_its_claim(
    case: Any, sheet: dict[str, Any], outcome: tuple[str, str]
) -> None:
    case.says("address_claims", sheet)
    assert check(case, point("A"), point("B")) == outcome


def test_its_own_sheet_undoes_a_refutation_too_and_says_so(case: Any) -> None:
    case.says("address_claims", own_sheet(2, 1, 1))
    assert check(case, point("A")) == ("unknown", "own_papers_differ")


def test_points_of_one_former_village_do_not_say_that_the_whole_is_short(case: Any) -> None:
    part = {"match": "part", "village_code": None, "candidates": "06070001", "former_count": 2}
    assert check(case, point("A", **part, former_names="na a")) == ("unknown", "no_point_listed")
    assert check(case, point("B", **part, former_names="na b"))[0] == "pass"


def test_points_of_one_former_village_do_not_count_towards_the_whole(case: Any) -> None:
    part = {"match": "part", "village_code": None, "candidates": "06070001", "former_count": 2}
    both = [point(code, **part, former_names="na a") for code in "AB"]
    assert check(case, *both) == ("unknown", "no_point_listed")
    torn = point("B", **part, former_names="na a", plate="no")
    assert check(case, torn) == ("unknown", "no_point_listed")
    assert check(case, point("C")) == ("unknown", "points_of_a_part")
    assert check(case, point("D"))[0] == "pass"


def test_a_point_of_a_divided_village_may_belong_to_each_of_its_successors(case: Any) -> None:
    divided = {"match": "part", "village_code": None, "candidates": "06070001|06070002"}
    assert check(case, point("A"), point("B", **divided)) == ("unknown", "addresses_could_fill")


def test_where_being_informed_is_enough_a_notice_counts_as_a_plate(case: Any) -> None:
    params = {"kinds": ["household"], "plate_required": True, "fresh_days": 90}
    case.says("villages", REGISTER)
    told = {"plate": "no", "notified": "yes"}
    case.says("addresses", point("A"), point("B", **told), published=EXPORT)
    assert case.asked(RULE, Params(**params)) == ("fail", "addresses_short")
    assert case.asked(RULE, Params(**params, plate_notice="informed")) == ("pass", "addresses_reach")


@pytest.mark.parametrize("notice", ["plate", "informed"])
@pytest.mark.parametrize(
    "points",
    [
        [point("A"), point("B", plate="no")],
        [point("A", match="part", village_code=None, candidates="06070001")],
        [point("A", **LOST)],
        [],
    ],
)
def test_the_units_that_rows_speak_about_are_known_without_the_rows(case: Any, points: Any, notice: str) -> None:
    case.says("villages", REGISTER)
    case.says("address_claims", {"address_kind": "household", "total_count": 2, "plated_count": 1})
    if points:
        case.says("addresses", *points, published=EXPORT)
    dossier = case.dossier
    params = Params(kinds=["household"], fresh_days=90, plate_required=True, plate_notice=notice)
    found = RULE.measure(dossier, dossier.units, params)
    rows = found.evidence
    assert set(found.speaking()) == set(rows.loc[rows["role"] != "context", "unit_code"])
    assert found.speaking().is_unique
