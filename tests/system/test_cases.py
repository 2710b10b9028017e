"""The truth table: every case comes out as it must, and no slip in a rule would go unnoticed."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest

from tests.cases.mutate import Prepared, disagreements, mutants, prepared_of, survivors, unreached
from tests.cases.reading import Read, read
from tests.cases.score import score
from tests.cases.sent_otherwise import sent_otherwise

FILES = sorted((Path(__file__).parents[1] / "cases").glob("*.yml"))


@cache
def taken(file: Path) -> Read:
    with tempfile.TemporaryDirectory() as home:
        return read(file, Path(home))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_case_comes_out_as_it_must(file: Path) -> None:
    scored = list(score(taken(file)))
    assert scored
    wrong = [one for one in scored if not one.right]
    assert [f"{one.case.id} {one.indicator}: {one.verdict} {one.reasons}" for one in wrong] == []


@pytest.mark.parametrize("name", ["a_any_operator_yes", "b_contract_listed"])
def test_names_formats_and_cuts_of_files_change_no_verdict(name: str, tmp_path: Path) -> None:
    (file,) = (file for file in FILES if file.stem == name)
    plain = taken(file).verdicts.set_index(["criteria", "unit_code", "indicator"])
    otherwise = read(file, tmp_path, sent_otherwise).verdicts.set_index(["criteria", "unit_code", "indicator"])
    assert plain["verdict"].compare(otherwise["verdict"].reindex(plain.index)).empty
    assert len(plain) == len(otherwise)


@pytest.fixture(scope="module")
def prepared() -> list[Prepared]:
    return prepared_of(map(taken, FILES))


def test_an_expectation_inverted_or_dropped_makes_a_case_fail(prepared: list[Prepared]) -> None:
    assert len(mutants(prepared)) >= 70
    assert [str(mutant) for mutant in survivors(prepared)] == []


def test_every_reason_of_every_rule_is_reached_by_a_case(prepared: list[Prepared]) -> None:
    assert unreached(prepared) == []


def test_great_expectations_sees_what_plain_arithmetic_sees(prepared: list[Prepared]) -> None:
    assert disagreements(map(taken, FILES), prepared) == []
