"""Former villages of a merged village: each speaks for itself, all together speak for the whole."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.parts import join_parts
from tests.examples import examples
from tests.expectations.conftest import VILLAGE, Case

YES, NO = "yes", "no"
OPERATORS = ("vnpt", "viettel", "mobifone")


def part_row(operator: str, former: str, answer: str, on: str = "2024-10-01", of: int = 2) -> dict[str, Any]:
    """One operator's fibre answer about one of ``of`` former villages."""
    row = {"operator": operator, "service": "fibre", "answer": answer, "match": "part", "village_code": None}
    return {**row, "candidates": VILLAGE, "former_names": former, "former_count": of, "published_on": on}


def about_part(case: Any, operator: str, former: str, answer: str, on: str = "2024-10-01", of: int = 2) -> None:
    """Let one operator answer about one of ``of`` former villages."""
    case.says("coverage", part_row(operator, former, answer, on, of))


def test_all_former_villages_with_a_yes_are_a_yes(case: Any) -> None:
    about_part(case, "vnpt", "a", YES)
    assert case.check("TTM-2023", "fibre") == ("unknown", "partial_answer")
    about_part(case, "vnpt", "b", YES)
    assert case.check("TTM-2023", "fibre") == ("pass", "operator_yes")


def test_all_former_villages_with_a_no_of_every_operator_are_a_no(case: Any) -> None:
    for operator in OPERATORS:
        about_part(case, operator, "a", NO)
    assert case.check("TTM-2023", "fibre")[0] == "unknown"
    for operator in OPERATORS:
        about_part(case, operator, "b", NO)
    assert case.check("TTM-2023", "fibre") == ("fail", "all_operators_no")


def test_halves_that_differ_are_neither_yes_nor_no_nor_conflict(case: Any) -> None:
    for operator in OPERATORS:
        about_part(case, operator, "a", YES)
        about_part(case, operator, "b", NO)
    assert case.check("TTM-2023", "fibre") == ("unknown", "partial_answer")


def test_answers_of_two_operators_are_not_laid_together(case: Any) -> None:
    about_part(case, "vnpt", "a", YES)
    about_part(case, "viettel", "b", YES)
    assert case.check("TTM-2023", "fibre")[0] == "unknown"


def test_pieces_of_villages_never_make_a_whole(case: Any) -> None:
    about_part(case, "vnpt", "a", YES, of=0)
    about_part(case, "vnpt", "b", YES, of=0)
    assert case.check("TTM-2023", "fibre")[0] == "unknown"


def test_the_newest_word_about_each_former_village_counts(case: Any) -> None:
    about_part(case, "vnpt", "a", YES, "2024-08-01")
    about_part(case, "vnpt", "b", YES, "2024-08-01")
    assert case.check("TTM-2023", "fibre")[0] == "pass"
    about_part(case, "vnpt", "b", NO, "2024-10-01")
    assert case.check("TTM-2023", "fibre")[0] == "unknown"


def test_together_they_are_as_old_as_the_oldest(case: Any) -> None:
    about_part(case, "vnpt", "a", YES, "2024-05-01")  # more than 180 days before the as-of date
    about_part(case, "vnpt", "b", YES, "2024-10-01")
    assert case.check("TTM-2023", "fibre") == ("unknown", "stale")
    said = case.judged("TTM-2023").evidence["sentence"].tolist()
    assert any("01/10/2024" in sentence for sentence in said)  # each row is quoted with its own day


@pytest.mark.parametrize("answer", [YES, NO])
@pytest.mark.parametrize("on", ["2024-09-01", "2024-11-01"])
def test_a_part_changes_nothing_about_what_was_said_of_the_whole(case: Any, answer: str, on: str) -> None:
    for operator in OPERATORS:
        case.operator(operator, fibre=NO if answer == YES else YES)
    before = case.check("TTM-2023", "fibre")
    for operator in OPERATORS:
        about_part(case, operator, "a", answer, on)
    assert case.check("TTM-2023", "fibre") == before


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.sampled_from([YES, NO, "partial"]),
            st.integers(1, 28),
            st.sampled_from(OPERATORS),
        ),
        max_size=12,
    )
)
@settings(max_examples=examples(25), deadline=None)
def test_order_does_not_matter_and_only_all_that_agree_are_joined(said: list[tuple[str, str, int, str]]) -> None:
    def joined(rows: list[tuple[str, str, int, str]]) -> dict[str, tuple[str, pd.Timestamp]]:
        case = Case()
        if rows:
            case.says("coverage", *(part_row(o, f, a, f"2024-10-{d:02}", of=3) for f, a, d, o in rows))
        found = case.dossier.village_rows("coverage")
        if not len(found):
            return {}
        whole = found[found["extent"] == "whole"]
        return {str(r.operator): (str(r.answer), r.speaks_on) for r in whole.itertuples()}

    together = joined(said)
    assert together == joined(said[::-1])
    for operator, (answer, since) in together.items():
        mine = [(f, a, d) for f, a, d, o in said if o == operator]
        newest = {f: max(d for g, _, d in mine if g == f) for f in "abc"}
        assert {a for f, a, d in mine if d == newest[f]} == {answer} and answer in (YES, NO)
        assert since == pd.Timestamp(2024, 10, min(newest.values()))


def test_rows_without_parts_stay_as_they_are(case: Any) -> None:
    case.operator("vnpt", fibre=YES)
    rows = case.dossier.rows("coverage").assign(extent="whole")
    joined = join_parts(rows)
    assert joined["extent"].tolist() == ["whole"] and (joined["speaks_on"] == joined["published_on"]).all()
