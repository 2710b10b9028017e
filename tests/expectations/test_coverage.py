"""Coverage: one yes is enough, silence is not no, a publisher may contradict itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

YES, NO = "yes", "no"


def test_nobody_said_anything_is_unknown(case: Any) -> None:
    assert case.check("TTM-2023", "fibre") == ("unknown", "not_listed")


def test_one_operators_yes_is_enough_though_two_say_no(case: Any) -> None:
    case.operator("vnpt", fibre=NO).operator("viettel", fibre=YES).operator("mobifone", fibre=NO)
    assert case.check("TTM-2023", "fibre") == ("pass", "operator_yes")


def test_every_required_operators_no_is_a_no(case: Any) -> None:
    case.operator("vnpt", fibre=NO).operator("viettel", fibre=NO).operator("mobifone", fibre=NO)
    assert case.check("TTM-2023", "fibre") == ("fail", "all_operators_no")


def test_two_noes_and_one_silence_is_no_refutation(case: Any) -> None:
    case.operator("vnpt", fibre=NO).operator("viettel", fibre=NO)
    assert case.check("TTM-2023", "fibre") == ("unknown", "some_operators_no")


def test_an_operator_that_is_not_required_cannot_refute_but_can_confirm(case: Any) -> None:
    case.operator("vnpt", fibre=NO).operator("viettel", fibre=NO).operator("fpt", fibre=NO)
    assert case.check("TTM-2023", "fibre")[0] == "unknown"
    case.operator("fpt", published="2024-10-02", fibre=YES)
    assert case.check("TTM-2023", "fibre")[0] == "pass"


@pytest.mark.parametrize(("published", "outcome"), [("2024-05-19", "pass"), ("2024-05-18", "unknown")])
def test_a_yes_counts_for_exactly_180_days(case: Any, published: str, outcome: str) -> None:
    case.operator("vnpt", published=published, fibre=YES)
    assert case.check("TTM-2023", "fibre")[0] == outcome


def test_a_stale_yes_is_named_as_stale(case: Any) -> None:
    case.operator("vnpt", published="2024-01-01", fibre=YES)
    assert case.check("TTM-2023", "fibre") == ("unknown", "stale")


def test_what_is_published_after_the_as_of_date_is_not_seen(case: Any) -> None:
    case.operator("vnpt", published="2024-11-16", fibre=YES)
    assert case.check("TTM-2023", "fibre")[0] == "unknown"


def test_a_later_refutation_leaves_the_verdict_and_marks_it(case: Any) -> None:
    for operator in ("vnpt", "viettel", "mobifone"):
        case.operator(operator, fibre=YES, s4g=YES)
        case.operator(operator, published="2024-12-01", fibre=NO, s3g=NO, s4g=NO)
    rows = case.judged("TTM-2023").check_results.set_index("check_id")
    assert rows.loc["fibre", "outcome"] == "pass"
    assert rows.loc["fibre", "changed_since"]


def test_one_day_yes_and_no_of_one_operator_is_a_conflict(case: Any) -> None:
    case.operator("vnpt", fibre=YES).operator("vnpt", fibre=NO)
    assert case.check("TTM-2023", "fibre") == ("conflict", "source_contradicts_itself")


def test_a_conflict_does_not_matter_where_another_operator_says_yes(case: Any) -> None:
    case.operator("vnpt", fibre=YES).operator("vnpt", fibre=NO).operator("viettel", fibre=YES)
    assert case.check("TTM-2023", "fibre")[0] == "pass"


def test_an_operators_newer_row_replaces_its_older_one(case: Any) -> None:
    case.operator("vnpt", published="2024-08-01", fibre=YES)
    for operator in ("vnpt", "viettel", "mobifone"):
        case.operator(operator, published="2024-10-01", fibre=NO)
    assert case.check("TTM-2023", "fibre")[0] == "fail"


@pytest.mark.parametrize("service", ["s3g", "s4g", "s5g"])
def test_any_of_three_generations_is_mobile_coverage(case: Any, service: str) -> None:
    case.operator("vnpt", **{service: YES})
    assert case.check("TTM-2023", "mobile")[0] == "pass"


def test_2g_is_no_mobile_coverage(case: Any) -> None:
    case.operator("vnpt", s2g=YES)
    assert case.check("TTM-2023", "mobile")[0] == "unknown"


def test_a_no_to_4g_alone_says_nothing_about_3g(case: Any) -> None:
    for operator in ("vnpt", "viettel", "mobifone"):
        case.operator(operator, s4g=NO)
    assert case.check("TTM-2023", "mobile")[0] == "unknown"


def test_no_to_3g_and_4g_of_all_is_a_no(case: Any) -> None:
    for operator in ("vnpt", "viettel", "mobifone"):
        case.operator(operator, s3g=NO, s4g=NO)
    assert case.check("TTM-2023", "mobile")[0] == "fail"


def test_half_an_answer_is_unknown_and_depends_on_the_reading(case: Any) -> None:
    case.operator("vnpt", fibre="partial", s4g=YES)
    row = case.judged("TTM-2023").check_results.set_index("check_id").loc["fibre"]
    assert (row["outcome"], row["reason"], row["reading_dependent"]) == ("unknown", "partial_answer", False)


def test_a_reading_that_would_change_the_verdict_is_marked(case: Any) -> None:
    case.operator("vnpt", fibre="partial", s4g=YES)
    case.says(
        "wifi_claims", {"contract_number": "1/HĐ", "operator_text": "VNPT", "venue": "Nhà văn hóa", "has_password": NO}
    )
    case.says(
        "wifi_contracts",
        {"operator": "vnpt", "venue": "Nhà văn hóa", "contract_number": "1/HĐ", "status": "active", "has_password": NO},
        published="2024-10-01",
    )
    verdict = case.verdict("TTM-2023", "1")
    assert verdict["verdict"] == "unverified"
    assert verdict["reasons"].split(";") == ["partial_answer", "reading_dependent"]


def test_a_yes_about_one_constituent_of_a_merged_village_is_a_part(case: Any) -> None:
    part = {"operator": "vnpt", "service": "fibre", "answer": YES, "match": "part", "village_code": None}
    case.says("coverage", {**part, "candidates": "06070001"}, published="2024-10-01")
    assert case.check("TTM-2023", "fibre") == ("unknown", "partial_answer")


def test_a_no_about_a_part_refutes_nothing(case: Any) -> None:
    for operator in ("vnpt", "viettel", "mobifone"):
        part = {"operator": operator, "service": "fibre", "answer": NO, "match": "part", "village_code": None}
        case.says("coverage", {**part, "candidates": "06070001"}, published="2024-10-01")
    assert case.check("TTM-2023", "fibre")[0] == "unknown"


def test_a_row_for_several_villages_speaks_for_each(case: Any) -> None:
    row = {"operator": "vnpt", "service": "fibre", "answer": YES, "match": "several", "village_code": None}
    case.says("coverage", {**row, "candidates": "06070002|06070001"}, published="2024-10-01")
    assert case.check("TTM-2023", "fibre")[0] == "pass"


def test_a_similar_name_in_review_confirms_nothing(case: Any) -> None:
    row = {"operator": "vnpt", "service": "fibre", "answer": YES, "match": "review", "village_code": None}
    case.says("coverage", {**row, "candidates": "06070001"}, published="2024-10-01")
    assert case.check("TTM-2023", "fibre")[0] == "unknown"


def _complete(case: Any) -> None:
    case.sources = {key: replace(state, complete=True) for key, state in case.sources.items()}
    for operator in case.sources:
        other = {"operator": operator, "service": "fibre", "answer": YES, "village_code": "06070002"}
        case.says("coverage", other, published="2024-10-01")


def test_absence_from_a_complete_export_is_a_no_where_a_row_says_no_too(case: Any) -> None:
    _complete(case)
    case.operator("vnpt", fibre=NO)
    assert case.check("TTM-2023", "fibre") == ("fail", "all_operators_no")


def test_absence_alone_contradicts_nobody_though_every_export_is_complete(case: Any) -> None:
    _complete(case)
    assert case.check("TTM-2023", "fibre")[0] == "unknown"


def test_absence_from_a_complete_export_is_no_no_while_a_name_of_the_commune_is_unread(case: Any) -> None:
    _complete(case)
    lost = {"operator": "vnpt", "service": "fibre", "answer": YES, "match": "review", "village_code": None}
    case.says("coverage", lost, published="2024-10-01")
    assert case.check("TTM-2023", "fibre")[0] == "unknown"


def test_a_refused_source_is_named_as_the_reason(case: Any) -> None:
    case.sources["viettel"] = replace(case.sources["viettel"], readable=False, refused=True)
    assert case.check("TTM-2023", "fibre") == ("unknown", "source_refused")


def test_what_a_station_lacks_concludes_nothing_and_takes_no_rows_place(case: Any) -> None:
    lacks = {"service": "fibre", "answer": "unclear", "answer_text": "Không", "subject": "station"}
    for operator in ("vnpt", "viettel", "mobifone"):
        case.says("coverage", {**lacks, "operator": operator}, published="2024-10-01")
    assert case.check("TTM-2023", "fibre") == ("unknown", "stations_only")
    case.operator("vnpt", "2024-09-01", fibre=NO).operator("viettel", "2024-09-01", fibre=NO)
    case.operator("mobifone", "2024-09-01", fibre=NO)
    assert case.check("TTM-2023", "fibre") == ("fail", "all_operators_no")


def test_a_villages_no_against_a_stations_yes_of_the_same_day_is_a_conflict(case: Any) -> None:
    has = {"operator": "vnpt", "service": "fibre", "answer": "yes", "answer_text": "Có", "subject": "station"}
    case.operator("vnpt", fibre=NO).says("coverage", has, published="2024-10-01")
    assert case.check("TTM-2023", "fibre") == ("conflict", "source_contradicts_itself")
