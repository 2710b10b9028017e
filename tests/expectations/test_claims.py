"""Which claim counts: landings, rows that differ, cells that cannot be read, sets asked for."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.claims import Claims, claims_to_judge
from expectations.judge import judge
from tests.examples import examples
from tests.expectations.conftest import CRITERIA, VILLAGE, Case, record

AS_OF = dt.date(2024, 11, 15)
FIRST, SECOND = dt.datetime(2024, 11, 1, tzinfo=dt.UTC), dt.datetime(2024, 11, 8, tzinfo=dt.UTC)
NOTHING = dict.fromkeys([f"claim_{n}" for n in range(1, 7)], "")


def claim(file: str = "a", criteria: str = "TTM-2023", year: int = 2024, **cells: str) -> dict[str, Any]:
    return {**NOTHING, "criteria": criteria, "year": year, "file_sha256": file, **cells}


def picked(*rows: dict[str, Any], asked: tuple[str, ...] = (), landed: dict[str, dt.datetime] | None = None) -> Claims:
    services = record("service_claims", [{}]).iloc[0:0]
    return claims_to_judge(record("assessments", list(rows)), services, CRITERIA, asked, AS_OF, landed)


def row_of(found: Claims, criteria: str = "TTM-2023") -> pd.Series:
    return found.by_criteria[criteria].loc[VILLAGE]


def test_rows_of_one_landing_that_differ_leave_that_indicator_unclaimed_whatever_their_order() -> None:
    rows = [claim("a", claim_1="met", claim_2="met"), claim("b", claim_1="not_met", claim_2="met"), claim("c")]
    for order in itertools.permutations(rows):
        found = row_of(picked(*order))
        assert (found["claim_1"], found["mark_1"]) == ("", "claims_differ")
        assert (found["claim_2"], found["mark_2"]) == ("met", "")
        assert {place[1] for place in found["claim_rows"]} == {"a", "b", "c"}


def test_the_later_landing_replaces_the_earlier_whatever_the_names_say() -> None:
    rows = [claim("a", claim_1="not_met"), claim("b", claim_1="met")]
    for later in ("a", "b"):
        landed = {name: SECOND if name == later else FIRST for name in ("a", "b")}
        found = picked(*rows, landed=landed)
        assert row_of(found)["claim_1"] == ("not_met" if later == "a" else "met")
        assert list(found.set_aside["reason"]) == ["superseded_claim"]


def test_an_unreadable_cell_costs_its_own_indicator() -> None:
    found = row_of(picked(claim(claim_1="unread", claim_2="met")))
    assert (found["claim_1"], found["mark_1"], found["claim_2"], found["mark_2"]) == ("", "bad_claim_cell", "met", "")


@pytest.mark.parametrize(("criteria", "products"), [("TTM-2023", 4), ("TTM-2022", 5)])
def test_no_product_is_a_claim_at_the_product_indicator_alone(criteria: str, products: int) -> None:
    cells = {f"claim_{n}": "no_product" for n in (2, products)}
    found = row_of(picked(claim(criteria=criteria, **cells)), criteria)
    assert (found[f"claim_{products}"], found["claim_2"], found["mark_2"]) == ("met", "", "bad_claim_cell")


def test_of_the_set_asked_for_the_row_that_names_it_goes_first() -> None:
    rows = [claim("b", criteria="TTM-2022", claim_1="not_met"), claim("a", claim_1="met")]
    for order in itertools.permutations(rows):
        found = row_of(picked(*order, asked=("TTM-2023",)))
        assert (found["claim_1"], bool(found["claim_set_differs"])) == ("met", False)
    other = row_of(picked(rows[0], asked=("TTM-2023",)))
    assert (other["claim_1"], bool(other["claim_set_differs"])) == ("met", True)


@pytest.mark.parametrize("named", sorted({"TTM-2022", "TTM-2023"}))
def test_a_claim_that_names_another_set_is_judged_by_its_evidence_and_nothing_counts_as_unclaimed(
    case: Case, named: str
) -> None:
    (asked,) = {"TTM-2022", "TTM-2023"} - {named}
    case.operator("vnpt", fibre="yes", s4g="no")
    other = picked(claim(criteria=named, claim_1="not_met", claim_2="unread"), asked=(asked,)).by_criteria[asked]
    found = judge(CRITERIA[asked], case.dossier, other).verdicts.set_index("indicator")
    declared = case.judged(asked, "met").verdicts.set_index("indicator")
    assert (found["verdict"].to_dict(), set(found["claim"])) == (declared["verdict"].to_dict(), {""})
    assert found.drop("overall")["reasons"].str.contains("claim_names_other_set").all()
    assert "claim" not in set(judge(CRITERIA[asked], case.dossier, other).missing["kind"])


def test_claims_of_two_years_do_not_differ_and_the_newest_is_judged() -> None:
    found = row_of(picked(claim(year=2024, claim_1="met"), claim(year=2023, claim_1="not_met")))
    assert (found["claim_1"], found["mark_1"], found["year"]) == ("met", "", 2024)


def test_a_set_is_known_within_a_longer_text() -> None:
    assert row_of(picked(claim(criteria="BỘ-TIÊU-CHÍ-TTM-2023", claim_1="met")))["claim_1"] == "met"


WORDS = st.sampled_from(["met", "not_met", "", "unread"])
ROWS = st.lists(st.tuples(st.sampled_from("abc"), WORDS, WORDS), min_size=1, max_size=4)


@settings(max_examples=examples(40))
@given(ROWS, st.randoms())
def test_names_and_order_of_the_rows_of_a_landing_decide_nothing(rows: list[tuple[str, str, str]], chance: Any) -> None:
    def said(given: list[tuple[str, str, str]]) -> tuple[str, ...]:
        found = row_of(picked(*(claim(file, claim_1=one, claim_2=two) for file, one, two in given)))
        return tuple(str(found[name]) for name in ("claim_1", "mark_1", "claim_2", "mark_2"))

    other = [(chance.choice("xyz"), one, two) for _, one, two in rows]
    chance.shuffle(other)
    assert said(rows) == said(other)
    assert said([*rows, ("a", "", "")]) == said(rows), "a blank contradicts nothing"


def reasons_in(day: dt.date, *rows: dict[str, Any], asked: tuple[str, ...] = ()) -> list[str]:
    services = record("service_claims", [{}]).iloc[0:0]
    found = claims_to_judge(record("assessments", list(rows)), services, CRITERIA, asked, day)
    return sorted(found.set_aside["reason"])


def test_a_claim_of_a_year_that_no_set_covers_waits_and_is_not_at_fault() -> None:
    later = dt.date(2026, 6, 1)
    assert reasons_in(later, claim(year=2026)) == ["no_rulebook"]
    assert reasons_in(later, claim(year=2026, criteria="TTM-2026")) == ["no_rulebook"]
    assert reasons_in(later, claim(year=2025)) == []
    assert reasons_in(dt.date(2022, 6, 1), claim(year=2022), asked=("TTM-2023",)) == ["no_rulebook"]


def test_a_year_to_come_or_one_that_another_set_covers_is_the_claims_own_matter() -> None:
    assert reasons_in(AS_OF, claim(year=2026)) == ["year_outside_criteria"]
    assert reasons_in(AS_OF, claim(year=2022)) == ["year_outside_criteria"]
    assert reasons_in(AS_OF, claim(criteria="TTM-2031")) == ["unknown_criteria"]
