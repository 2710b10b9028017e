"""Bounds, other readings and the other set of the time stand beside the verdicts."""

from __future__ import annotations

from typing import Any

import pandas as pd

from doisoat.model import Level
from expectations.criteria_set import RollUp, load_criteria
from expectations.judge import judge
from expectations.missing import communes_missing
from expectations.verdicts import communes_of, with_whole_bounds
from tests.expectations.conftest import VILLAGE, claim_frame

CRITERIA = load_criteria()
POINTS = [
    {"address_code": f"A{n}", "address_kind": "household", "plate": plate, "notified": "yes"}
    for n, plate in enumerate(["yes", "yes", "no", None])
]


def with_points(case: Any) -> Any:
    """A village of five households: two plates, one point without, one not said."""
    case.says("villages", {"village_code": VILLAGE, "household_count_register": 5, "office_count_register": 0,
                           "organization_count_register": 0, "heritage_site_count_register": 0})  # fmt: skip
    return case.says("addresses", *POINTS, published="2024-10-31")


def test_what_is_counted_has_bounds_in_whole_numbers(case: Any) -> None:
    judged = with_points(case).judged("TTM-2023")
    rows = judged.verdicts.set_index("indicator")
    assert rows.loc["5", ["sure", "possible", "of"]].tolist() == [2, 3, 5]
    assert rows.loc["1", ["sure", "possible", "of"]].isna().all()
    whole = with_whole_bounds(judged.verdicts).set_index("indicator").loc["overall"]
    assert whole[["sure", "possible", "of"]].tolist() == [0, 4, 5]


def test_a_reading_is_told_with_what_the_verdict_would_be_and_by_which_check(case: Any) -> None:
    case.says("villages", {"village_code": VILLAGE, "household_count_register": 4, "office_count_register": 0,
                           "organization_count_register": 0, "heritage_site_count_register": 0})  # fmt: skip
    case.says("addresses", *POINTS, published="2024-10-31")
    told = case.judged("TTM-2023").other_readings
    (row,) = told[told["indicator"] == "5"].to_dict("records")
    assert (row["switch"], row["reading"], row["verdict"]) == ("plate_notice", "informed", "confirmed")
    assert row["check_ids"] == "address_plates"


def test_a_village_is_looked_at_under_the_other_set_of_its_year_too(case: Any) -> None:
    case.says("villages", {"village_code": VILLAGE, "household_count_register": 4, "office_count_register": 0,
                           "organization_count_register": 0, "heritage_site_count_register": 0})  # fmt: skip
    case.says("addresses", *POINTS, published="2024-10-31")
    set_2023 = CRITERIA["TTM-2023"]
    alone = judge(set_2023, case.dossier, claim_frame(set_2023))
    both = judge(set_2023, case.dossier, claim_frame(set_2023), CRITERIA.values())
    pd.testing.assert_frame_equal(alone.verdicts, both.verdicts)
    told = both.other_readings[both.other_readings["switch"] == "rulebook"]
    five = told[told["indicator"] == "5"].to_dict("records")
    assert [(row["reading"], row["verdict"]) for row in five] == [("TTM-2022", "confirmed")]
    assert "missing_claim" not in set(told["verdict"])
    later = claim_frame(set_2023).assign(year=2030)
    assert "rulebook" not in set(judge(set_2023, case.dossier, later, CRITERIA.values()).other_readings["switch"])


def test_a_commune_lacks_the_villages_nearest_to_being_met() -> None:
    units = pd.DataFrame(
        {"level": ["village"] * 3 + ["commune"], "unit": ["Thôn A", "Thôn B", "Thôn C", "Xã X"]},
        index=["x1", "x2", "x3", "x"],
    ).assign(commune_code="x", commune="Xã X", district_code="d", district="Huyện D")
    verdicts = pd.DataFrame({"unit_code": ["x1", "x2", "x3"], "verdict": ["met", "pending", "not_met"]})
    verdicts = verdicts.assign(level=str(Level.VILLAGE), indicator="overall", commune_code="x")
    verdicts["unit"] = verdicts["unit_code"].map(units["unit"])
    criteria = CRITERIA["TTM-2023"].model_copy(update={"roll_up": RollUp(villages_met=2)})
    communes = communes_of(criteria, verdicts, units)
    assert communes[["sure", "possible", "of", "least", "verdict"]].to_numpy().tolist() == [[1, 2, 3, 2, "pending"]]
    needs = pd.DataFrame({"unit_code": ["x2", "x3", "x3"], "indicator": ["1", "1", "1"], "need": [0, 0, 1]})
    rows = communes_missing(criteria, pd.concat([verdicts, communes], ignore_index=True), needs)
    assert rows["sentence"].tolist() == [
        "Thôn B đạt (thôn này còn thiếu 1 việc).", "Thôn C đạt (thôn này còn thiếu 2 việc)."
    ]  # fmt: skip
    assert rows["count"].tolist() == [1, 1]
