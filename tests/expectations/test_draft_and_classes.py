"""What a criteria file may say beyond checks: classes with thresholds of their own, roll-up, draft. An invented set."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import yaml

from doisoat.errors import ConfigError
from expectations.criteria_set import CriteriaSet, RollUp, load_criteria, read_criteria
from expectations.unit_classes import class_of, judge_by_class, without_class
from expectations.verdicts import communes_of, overall_of
from tests.expectations.conftest import NEIGHBOUR, VILLAGE, Case, claim_frame, part_of

FILE = Path(__file__).parents[1] / "criteria" / "MAU-NHOM.yml"
TEXT = FILE.read_text(encoding="utf-8")
Edit = Callable[[dict[str, object]], object]


@pytest.fixture
def invented() -> CriteriaSet:
    return load_criteria(FILE.parent)["MAU-NHOM"]


def told(edit: Edit) -> str:
    """What is said of the invented file after a change."""
    written = yaml.safe_load(TEXT)
    edit(written)
    with pytest.raises(ConfigError) as caught:
        read_criteria({"MAU-NHOM.yml": yaml.safe_dump(written, allow_unicode=True)})
    assert "MAU-NHOM.yml" in str(caught.value)
    return caught.value.what


CHECK = ("indicators", 0, "checks", 0)


def at(written: object, *place: str | int) -> dict[str, object]:
    for step in place:
        written = written[step]  # type: ignore[index]
    return written  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda w: w.update(draft="có"), "draft"),
        (lambda w: w.update(drafts=True), "drafts"),
        (lambda w: at(w, "classes", 0).update(units=[]), "units"),
        (lambda w: at(w, "classes", 0).update(units=[6070]), "classes.1.units.1"),
        (lambda w: at(w, "classes", 1).update(units=["06070"]), "rest"),
        (lambda w: at(w, "classes", 1).update(id="vung_cao"), "trùng mã"),
        (lambda w: w.update(roll_up={"indicators_needed": 3}), "indicators_needed"),
        (lambda w: w.update(roll_up={"villages_met": 1, "villages_met_pct": 50}), "villages_met"),
        (lambda w: w.update(roll_up={"villages_met_pct": 0}), "roll_up.villages_met_pct"),
        (lambda w: w.update(roll_up={"all": True}), "roll_up.all"),
        (lambda w: at(w, *CHECK).update(by_class={"hai_dao": {}}), "hai_dao"),
        (lambda w: at(w, *CHECK).update(by_class={"vung_cao": {"fresh_dayz": 3}}), ".by_class.vung_cao.fresh_dayz"),
        (lambda w: at(w, *CHECK).update(by_class={"vung_cao": {"fresh_days": 0}}), ".by_class.vung_cao.fresh_days"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_with_file_and_key(edit: Edit, said: str) -> None:
    assert said in told(edit)


def test_the_nearest_class_counts_and_what_none_lists_is_of_the_rest_or_of_none(invented: CriteriaSet) -> None:
    places = pd.DataFrame(
        {"commune_code": ["06070", "06070", "06001", "06103"], "district_code": ["181", "181", "181", ""]},
        index=["06070001", "06070002", "06001001", "06103001"],
    )
    classes = invented.model_copy(
        update={
            "classes": (
                invented.classes[0].model_copy(update={"units": ("06070", "181")}),
                invented.classes[1].model_copy(update={"units": ("06070002",), "rest": False}),
            )
        }
    )
    found = class_of(classes, places)
    assert found.fillna("").tolist() == ["vung_cao", "con_lai", "vung_cao", ""]
    assert class_of(invented, places).tolist() == ["vung_cao", "vung_cao", "con_lai", "con_lai"]


def judged(case: Case, criteria: CriteriaSet) -> pd.Series:
    """Verdict and reason of the fibre indicator, in an export of 1/9/2024 seen on 15/11/2024: 75 days old."""
    alone = part_of(criteria, "1")
    found = judge_by_class(alone, case.dossier, _claims(alone))
    assert found.expectation_results["expectation_id"].is_unique
    return found.verdicts.query("indicator == '1'").set_index("unit_code")["verdict"]


def _claims(criteria: CriteriaSet) -> pd.DataFrame:
    one = claim_frame(criteria)
    return pd.concat([one, one.set_axis([NEIGHBOUR])]).rename_axis("unit_code")


def test_units_of_a_class_are_judged_by_its_thresholds(case: Case, invented: CriteriaSet) -> None:
    for code in (VILLAGE, NEIGHBOUR):
        row = {"operator": "vnpt", "service": "fibre", "answer": "yes", "answer_text": "x", "village_code": code}
        case.says("coverage", row, published="2024-09-01")
    apart = invented.model_copy(
        update={"classes": (invented.classes[0].model_copy(update={"units": (NEIGHBOUR,)}), invented.classes[1])}
    )
    assert judged(case, apart).to_dict() == {VILLAGE: "unverified", NEIGHBOUR: "confirmed"}


def test_a_unit_of_no_class_is_found(case: Case, invented: CriteriaSet) -> None:
    listed = (invented.classes[0].model_copy(update={"units": (VILLAGE,)}),)
    classes = invented.model_copy(update={"classes": listed})
    assert without_class(classes, case.dossier, _claims(classes)).to_dict() == {VILLAGE: False, NEIGHBOUR: True}
    assert not without_class(load_criteria()["TTM-2023"], case.dossier, _claims(invented)).any()


@pytest.mark.parametrize(
    ("verdicts", "needed", "overall"),
    [
        (("confirmed", "not_applicable", "contradicted"), 2, "met"),
        (("confirmed", "unverified", "contradicted"), 2, "pending"),
        (("confirmed", "not_met", "contradicted"), 2, "not_met"),
        (("confirmed", "confirmed", "contradicted"), None, "not_met"),
        (("confirmed", "confirmed", "missing_claim"), None, "pending"),
    ],
)
def test_as_many_indicators_as_the_file_says(verdicts: tuple[str, ...], needed: int | None, overall: str) -> None:
    frame = pd.DataFrame({str(n): [v] for n, v in enumerate(verdicts)})
    assert overall_of(frame, needed).tolist() == [overall]


@pytest.mark.parametrize(
    ("roll_up", "villages", "verdict"),
    [
        (RollUp(), ["met", "not_met"], "met"),
        (RollUp(), ["pending", "not_met"], "pending"),
        (RollUp(), ["not_met", "not_met"], "not_met"),
        (RollUp(villages_met=2), ["met", "not_met"], "not_met"),
        (RollUp(villages_met=2), ["met", "pending"], "pending"),
        (RollUp(villages_met_pct=50), ["met", "met"], "met"),
        (RollUp(villages_met_pct=50), ["met"], "pending"),  # of four; three have declared nothing
        (RollUp(villages_met_pct=50), ["not_met", "not_met", "not_met"], "not_met"),
        (RollUp(villages_met_pct=67), ["met", "met", "not_met"], "pending"),
        (RollUp(villages_met_pct=75), ["met", "met", "not_met", "not_met"], "not_met"),
    ],
)
def test_a_commune_by_the_roll_up_of_the_file(
    invented: CriteriaSet, roll_up: RollUp, villages: list[str], verdict: str
) -> None:
    codes = [f"0607000{n}" for n in range(1, 5)]
    units = pd.DataFrame({"level": [*["village"] * 4, "commune"], "commune_code": "06070"}, index=[*codes, "06070"])
    rows = pd.DataFrame(
        {
            "unit_code": codes[: len(villages)],
            "level": "village",
            "indicator": "overall",
            "commune_code": "06070",
            "verdict": villages,
        }
    )
    found = communes_of(invented.model_copy(update={"roll_up": roll_up}), rows, units)
    assert found[["verdict", "reasons"]].to_numpy().tolist() == [[verdict, "draft"]]


def test_every_verdict_of_a_draft_is_marked_and_none_of_another_set(case: Case, invented: CriteriaSet) -> None:
    claims = claim_frame(invented)
    reasons = judge_by_class(invented, case.dossier, claims).verdicts["reasons"].str.split(";")
    assert reasons.map(lambda codes: codes[-1] == "draft").all()
    assert not case.judged("TTM-2023").verdicts["reasons"].str.contains("draft").any()
