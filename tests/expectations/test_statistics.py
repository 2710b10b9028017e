"""Public services: whole numbers, the right year, never 0/0."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

ROW = {
    "period_from": dt.date(2024, 1, 1),
    "period_to": dt.date(2024, 10, 31),
    "eligible_count": 100,
    "offered_count": 100,
    "dossier_count": 1000,
    "dossier_count_fully_online": 700,
}


@pytest.mark.parametrize(
    ("change", "procedures", "dossiers"),
    [
        ({}, ("pass", "share_reached"), ("pass", "share_reached")),
        ({"offered_count": 99, "dossier_count_fully_online": 699}, ("fail", "share_short"), ("fail", "share_short")),
        ({"eligible_count": 0, "dossier_count": 0}, ("unknown", "zero_denominator"), ("unknown", "zero_denominator")),
        ({"offered_count": None}, ("unknown", "figures_blank"), ("pass", "share_reached")),
        (
            {"period_from": dt.date(2023, 1, 1), "period_to": dt.date(2023, 12, 31)},
            ("unknown", "period_outside_year"),
            None,
        ),
        ({"period_to": dt.date(2024, 12, 31)}, ("unknown", "period_outside_year"), None),
        ({"period_from": dt.date(2023, 11, 1)}, ("unknown", "period_outside_year"), None),
    ],
)
def test_shares(
    case: Any, change: dict[str, Any], procedures: tuple[str, str], dossiers: tuple[str, str] | None
) -> None:
    case.says("service_statistics", ROW | change)
    assert case.check("DVC-9.5", "procedures_online") == procedures
    assert case.check("DVC-9.5", "dossiers_online") == (dossiers or procedures)


def test_no_statistics_is_unknown(case: Any) -> None:
    assert case.check("DVC-9.5", "dossiers_online") == ("unknown", "no_statistics")


def quarter(number: int, handled: int, received: int = 100) -> dict[str, Any]:
    begin = dt.date(2024, 3 * number - 2, 1)
    end = dt.date(2024, 3 * number + 1, 1) - dt.timedelta(days=1)
    return ROW | {
        "period_from": begin,
        "period_to": end,
        "dossier_count": received,
        "dossier_count_fully_online": handled,
        "offered_count": handled,
    }


def test_of_dossiers_the_longest_period_speaks_and_of_procedures_the_last(case: Any) -> None:
    nine = ROW | {"period_to": dt.date(2024, 9, 30), "dossier_count_fully_online": 600, "offered_count": 90}
    october = ROW | {"period_from": dt.date(2024, 10, 1), "dossier_count_fully_online": 990}
    gap = october | {"period_from": dt.date(2024, 10, 15)}
    case.says("service_statistics", nine, gap)
    assert case.check("DVC-9.5", "dossiers_online")[0] == "fail"
    assert case.check("DVC-9.5", "procedures_online")[0] == "pass"


def test_quarters_without_a_gap_are_added_up(case: Any) -> None:
    case.says("service_statistics", quarter(1, 50), quarter(2, 100, 200), quarter(3, 100))
    assert case.check("DVC-9.5", "dossiers_online")[0] == "fail"  # 250 of 400, though the newest quarter has all
    case.says("service_statistics", quarter(2, 190, 200))
    assert case.check("DVC-9.5", "dossiers_online")[0] == "conflict"  # a quarter of the sum says two things


def test_quarters_with_a_gap_between_them_are_not_added_up_and_the_newest_speaks(case: Any) -> None:
    case.says("service_statistics", quarter(1, 10), quarter(3, 90))
    assert case.check("DVC-9.5", "dossiers_online")[0] == "pass"


def test_at_equal_cover_the_publishers_own_figure_speaks(case: Any) -> None:
    half = ROW | {"period_to": dt.date(2024, 6, 30), "dossier_count": 200, "dossier_count_fully_online": 100}
    case.says("service_statistics", quarter(1, 100), quarter(2, 100), half)
    assert case.check("DVC-9.5", "dossiers_online")[0] == "fail"


@pytest.mark.parametrize(
    "change", [{"dossier_count_fully_online": 1001}, {"dossier_count_online": 650}, {"dossier_count_online": 1200}]
)
def test_a_part_larger_than_its_whole_is_unknown(case: Any, change: dict[str, int]) -> None:
    case.says("service_statistics", ROW | change)
    assert case.check("DVC-9.5", "dossiers_online") == ("unknown", "impossible_figures")
    assert case.check("DVC-9.5", "procedures_online") == ("pass", "share_reached")


def test_the_newest_period_of_the_year_counts(case: Any) -> None:
    case.says("service_statistics", ROW | {"period_to": dt.date(2024, 6, 30), "dossier_count_fully_online": 100}, ROW)
    assert case.check("DVC-9.5", "dossiers_online")[0] == "pass"


def test_two_answers_of_one_period_are_a_conflict_and_the_same_answer_twice_is_not(case: Any) -> None:
    case.says("service_statistics", ROW, ROW)
    assert case.check("DVC-9.5", "dossiers_online")[0] == "pass"
    case.says("service_statistics", ROW | {"dossier_count_fully_online": 100})
    assert case.check("DVC-9.5", "dossiers_online") == ("conflict", "source_contradicts_itself")


def test_a_commune_is_met_when_both_hold(case: Any) -> None:
    case.says("service_statistics", ROW)
    verdicts = case.judged("DVC-9.5").verdicts.set_index("indicator")["verdict"]
    assert verdicts.to_dict() == {"procedures_online": "confirmed", "dossiers_online": "confirmed", "overall": "met"}
