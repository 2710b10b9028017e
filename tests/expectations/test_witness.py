"""GE is a witness: what it did not look at is an error, never a pass."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from doisoat.errors import NotEvaluatedError
from expectations import compile as compiler
from expectations.compile import Asked, validate
from expectations.rule import Expect, Meaning, Shape

ASKED = [Asked("fibre", Expect(Meaning.PROVEN, Shape.POSITIVE, "yes"))]


def frame(*values: Any) -> pd.DataFrame:
    return pd.DataFrame({"fibre.yes": list(values)}, index=[f"v{n}" for n in range(len(values))])


def test_the_failing_rows_are_named_by_unit() -> None:
    assert list(validate("x", ASKED, frame(1, 0, 2, 0))[0].failing) == ["v1", "v3"]


@pytest.mark.parametrize(
    "bad",
    [
        frame(),
        frame(1, None),
        frame(None, None),
        frame(1).rename(columns={"fibre.yes": "other"}),
        pd.concat([frame(1), frame(1)]),
    ],
    ids=["no rows", "a gap", "all null", "missing column", "a unit twice"],
)
def test_what_cannot_be_evaluated_is_an_error(bad: pd.DataFrame) -> None:
    with pytest.raises(NotEvaluatedError):
        validate("x", ASKED, bad)


def test_no_question_is_an_error() -> None:
    with pytest.raises(NotEvaluatedError):
        validate("x", [], frame(1))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda results: results[:-1],
        lambda results: [_with(r, element_count=1) for r in results],
        lambda results: [_with(r, missing_count=1) for r in results],
        lambda results: [_with(r, unexpected_index_list=["v0"]) for r in results],
        lambda results: [_with(r, unexpected_index_list=["somebody"]) for r in results],
        lambda results: [_with(r, element_count=None) for r in results],
    ],
    ids=["left out", "fewer rows", "missing values", "count and list differ", "unknown row", "exception hidden"],
)
def test_an_answer_that_does_not_add_up_is_an_error(spoil: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    answered = compiler.run_suite

    def spoiled(suite: Any, rows: pd.DataFrame) -> list[Any]:
        results: list[Any] = spoil(answered(suite, rows))
        return results

    monkeypatch.setattr(compiler, "run_suite", spoiled)
    with pytest.raises(NotEvaluatedError):
        validate("x", ASKED, frame(1, 0, 0))


def _with(result: Any, **changes: Any) -> Any:
    result.result.update(changes)
    return result
