"""The table of DOMAIN.md section 3, read cell by cell; indicators, villages and communes as a whole."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.model import Claim, Outcome, Verdict
from expectations.criteria_set import load_criteria
from expectations.verdicts import VERDICT, of_indicator, overall_of, verdicts_of

TABLE = """
met      | confirmed     | contradicted  | unverified    | conflict      | not_applicable
not_met  | underclaimed  | not_met       | not_met       | conflict      | not_applicable
         | missing_claim | missing_claim | missing_claim | missing_claim | not_applicable
"""
OUTCOMES = ("pass", "fail", "unknown", "conflict", "not_applicable")


def test_the_table_says_what_the_law_says() -> None:
    for line in TABLE.strip("\n").splitlines():
        claim, *verdicts = (cell.strip() for cell in line.split("|"))
        for outcome, verdict in zip(OUTCOMES, verdicts, strict=True):
            assert VERDICT[Claim(claim), Outcome(outcome)] == verdict
    assert len(VERDICT) == len(Claim) * len(Outcome)


@pytest.mark.parametrize(
    ("checks", "outcome"),
    [
        (("pass", "pass"), "pass"),
        (("pass", "unknown"), "unknown"),
        (("unknown", "fail"), "fail"),
        (("conflict", "fail"), "fail"),
        (("conflict", "unknown"), "conflict"),
        (("pass", "not_applicable"), "pass"),
        (("not_applicable", "not_applicable"), "not_applicable"),
    ],
)
def test_an_indicator_takes_the_weightiest_of_its_checks(checks: tuple[str, ...], outcome: str) -> None:
    frame = pd.DataFrame({str(n): [Outcome(c)] for n, c in enumerate(checks)})
    assert of_indicator(frame).tolist() == [outcome]


@given(st.lists(st.tuples(st.sampled_from(Claim), st.sampled_from(Outcome)), min_size=1, max_size=6))
def test_a_village_is_met_only_if_every_indicator_is_confirmed_or_does_not_apply(
    pairs: list[tuple[Claim, Outcome]],
) -> None:
    columns = {
        str(n): verdicts_of(pd.Series([claim]), pd.Series([outcome])) for n, (claim, outcome) in enumerate(pairs)
    }
    verdicts = [column.iloc[0] for column in columns.values()]
    overall = overall_of(pd.DataFrame(columns)).iloc[0]
    assert (overall == "met") == all(v in (Verdict.CONFIRMED, Verdict.NOT_APPLICABLE) for v in verdicts)
    assert (overall == "not_met") == any(v in (Verdict.CONTRADICTED, Verdict.NOT_MET) for v in verdicts)


@given(st.lists(st.sampled_from(Outcome), min_size=1, max_size=5), st.sampled_from(Claim))
def test_no_claim_is_confirmed_unless_every_check_that_applies_passes(outcomes: list[Outcome], claim: Claim) -> None:
    outcome = of_indicator(pd.DataFrame({str(n): [o] for n, o in enumerate(outcomes)}))
    verdict = verdicts_of(pd.Series([claim]), outcome).iloc[0]
    if verdict == Verdict.CONFIRMED:
        assert set(outcomes) <= {Outcome.PASS, Outcome.NOT_APPLICABLE}
        assert Outcome.PASS in outcomes


@pytest.mark.parametrize("criteria_id", sorted(load_criteria()))
def test_no_evidence_at_all_confirms_and_refutes_nothing(case: Any, criteria_id: str) -> None:
    judged = case.judged(criteria_id)
    assert set(judged.check_results["outcome"]) == {"unknown"}
    assert set(judged.verdicts.query("indicator != 'overall'")["verdict"]) == {"unverified"}
    assert judged.evidence.empty
    assert judged.check_results["sentence"].str.len().min() > 10


@pytest.mark.parametrize("claim", ["met", "not_met", ""])
def test_every_verdict_of_every_set_has_a_sentence_for_each_check(case: Any, claim: str) -> None:
    for criteria in load_criteria().values():
        judged = case.judged(criteria.id, claim)
        assert len(judged.check_results) == len(criteria.checks)
        assert not judged.check_results["sentence"].str.contains("[{}]", regex=True).any()
