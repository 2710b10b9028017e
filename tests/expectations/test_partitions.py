"""Judged in parts, a province comes out as it does judged as a whole, row for row."""

from __future__ import annotations

import pickle
from dataclasses import fields, replace

import pandas as pd
import pytest

from doisoat.columns import PROVENANCE
from expectations import partitions
from expectations.criteria_set import CriteriaSet, load_criteria
from expectations.dossier import Dossier
from expectations.judge import judge
from expectations.partitions import judge_part, parts_of, put_together
from tests.expectations.conftest import record
from tests.expectations.worlds import FRESH, World

CRITERIA = load_criteria()
LATER = "2024-12-01"


def world(seed: int) -> Dossier:
    """Thirty villages, some of them with points that no village, no commune or another one's name is known of."""
    made = World(seed, 30)
    for number, village in enumerate(made.villages[:12]):
        place = [
            {"match": "review", "village_code": None, "commune_code": village[:5]},
            {"match": "review", "village_code": None, "commune_code": None, "district_code": "181"},
            {"match": "part", "village_code": None, "candidates": f"{village}|{made.villages[-1]}"},
            {"match": "several", "village_code": None, "candidates": f"{made.villages[-2]}|{village}"},
        ][number % 4]
        made.says("addresses", village, {**made.saying("addresses"), **place}, FRESH[1])
        made.says("addresses", village, made.saying("addresses"), LATER)
    return made.dossier()


def claims_of(criteria: CriteriaSet, dossier: Dossier) -> pd.DataFrame:
    units = dossier.units[dossier.units["level"] == str(criteria.level)]
    said = {f"claim_{one.id}": ["met", "not_met", "", "met", "met"] * (len(units) // 5) for one in criteria.indicators}
    where = {**dict.fromkeys(PROVENANCE, "x"), "row": range(len(units))}
    return pd.DataFrame({"level": units["level"], "year": 2024, "claim_set_differs": False, **said, **where})


@pytest.mark.parametrize("criteria", ["TTM-2023", "TTM-2022", "DVC-9.5"])
@pytest.mark.parametrize("most", [2, 7])
def test_the_parts_together_say_what_the_whole_says(criteria: str, most: int) -> None:
    dossier = world(most)
    claims = claims_of(CRITERIA[criteria], dossier).sample(frac=1, random_state=most)
    whole = judge(CRITERIA[criteria], dossier, claims)
    parts = parts_of(CRITERIA[criteria], dossier, claims, most)
    assert len(parts) == (1 if criteria == "DVC-9.5" else most)
    travelled = [pickle.loads(pickle.dumps(part)) for part in parts]  # noqa: S301
    together = put_together([judge_part(part) for part in reversed(travelled)], claims)
    for each in fields(whole):
        one, other = getattr(whole, each.name), getattr(together, each.name)
        order = list(one.columns)
        if each.name == "evidence":  # rows of one unit keep their order; units among each other have none
            one, other = (
                f.sort_values(["check_id", "unit_code"], kind="stable", ignore_index=True) for f in (one, other)
            )
        if each.name == "expectation_results":
            one, other = (f.sort_values(["expectation_id"], ignore_index=True) for f in (one, other))
        pd.testing.assert_frame_equal(one, other[order], check_dtype=False, obj=each.name)


def test_a_part_holds_no_other_commune_s_addresses_and_all_that_may_be_its_own() -> None:
    dossier = world(3)
    claims = claims_of(CRITERIA["TTM-2023"], dossier)
    parts = parts_of(CRITERIA["TTM-2023"], dossier, claims, 3)
    every = dossier.records["addresses"]
    assert sum(len(part.claims) for part in parts) == len(claims)
    for part in parts:
        rows, own = part.dossier.records["addresses"], set(part.claims.index)
        assert len(rows) < len(every)
        assert set(rows.loc[rows["match"] == "matched", "village_code"]) <= own
        candidates = every["candidates"].dropna().str.split("|").explode()
        assert set(candidates.index[candidates.isin(list(own))]) | set(
            every.index[every["commune_code"].isna()]
        ) <= set(rows.index)
    assert {part.dossier.last_day() for part in parts} == {dossier.last_day()}


def test_there_are_never_more_parts_than_communes() -> None:
    dossier = Dossier(world(1).as_of, World(1, 5).units(), {"villages": record("villages", [{}])}, {})
    claims = claims_of(CRITERIA["TTM-2023"], dossier)
    assert [len(part.claims) for part in parts_of(CRITERIA["TTM-2023"], dossier, claims, 40)] == [1] * 5
    assert len(parts_of(CRITERIA["TTM-2023"], dossier, claims, 1)) == 1


def test_very_many_addresses_are_judged_in_more_parts_and_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = world(5)
    claims = claims_of(CRITERIA["TTM-2023"], dossier)
    whole = judge(CRITERIA["TTM-2023"], dossier, claims)
    monkeypatch.setattr(partitions, "ROWS_OF_A_PART", len(dossier.records["addresses"]) // 4)
    monkeypatch.setattr(partitions, "MANY", 1)
    texts = dict.fromkeys(("village_code", "commune_code", "candidates", "plate", "match", "file_sha256"), "category")
    held = {**dossier.records, "addresses": dossier.records["addresses"].astype(texts)}
    parts = parts_of(CRITERIA["TTM-2023"], replace(dossier, records=held), claims, 1)
    assert len(parts) > 3
    own = parts[0].dossier.records["addresses"]["village_code"].cat.categories
    assert len(own) < len(held["addresses"]["village_code"].cat.categories), "texts of others do not travel"
    together = put_together([judge_part(part) for part in parts], claims)
    for name in ("verdicts", "check_results", "missing"):
        pd.testing.assert_frame_equal(getattr(whole, name), getattr(together, name), check_dtype=False, obj=name)


def test_who_published_when_is_known_in_a_part_of_which_the_list_says_nothing() -> None:
    dossier = world(3)
    claims = claims_of(CRITERIA["TTM-2023"], dossier)
    lists = {tuple(row) for row in dossier.records["coverage"][["source_id", "published_on"]].to_numpy()}
    for part in parts_of(CRITERIA["TTM-2023"], dossier, claims, 6):
        mine = part.dossier.records["coverage"]
        assert {tuple(row) for row in mine[["source_id", "published_on"]].to_numpy()} == lists
        assert len(mine) < len(dossier.records["coverage"])
