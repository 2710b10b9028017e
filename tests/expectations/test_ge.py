"""What makes great_expectations quicker changes none of its answers, and goes when it is needed no longer."""

from __future__ import annotations

import contextlib
from typing import Any

import pandas as pd
import pytest

from expectations import compile as compiler
from expectations.compile import Asked, compile_suite, run_suite
from expectations.ge import configured_once, great_expectations
from expectations.rule import Expect, Meaning, Shape

ASKED = [
    Asked("fibre", Expect(Meaning.PROVEN, Shape.POSITIVE, "yes")),
    Asked("fibre", Expect(Meaning.AGREES, Shape.ZERO, "torn")),
]
FRAME = pd.DataFrame({"fibre.yes": [1, 0, 2], "fibre.torn": [0, 0, 1]}, index=["v1", "v2", "v3"])


def builds(monkeypatch: pytest.MonkeyPatch) -> tuple[int, list[Any]]:
    """How many configurations are built for the two expectations, and GE's results."""
    great_expectations()
    from great_expectations.expectations import expectation

    count, build = 0, expectation.ExpectationConfiguration

    def counted(*args: Any, **more: Any) -> Any:
        nonlocal count
        count += 1
        return build(*args, **more)

    with monkeypatch.context() as patched:
        patched.setattr(expectation, "ExpectationConfiguration", counted)
        results = run_suite(compile_suite("x", ASKED), FRAME)
    return count, [result.to_json_dict() for result in results]


def test_configurations_built_once_give_the_same_results_and_are_still_worth_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    once, quick = builds(monkeypatch)
    with monkeypatch.context() as patched:
        patched.setattr(compiler, "configured_once", contextlib.nullcontext)
        often, slow = builds(monkeypatch)
    assert quick == slow
    assert [len(result["result"]["unexpected_index_list"]) for result in quick] == [1, 1]
    assert often > 3 * once, "great_expectations builds a configuration once by itself: remove configured_once"


def test_afterwards_a_changed_expectation_has_another_configuration() -> None:
    (expectation, _) = compile_suite("x", ASKED).expectations
    with configured_once():
        assert expectation.configuration is expectation.configuration
    before = expectation.configuration.kwargs["min_value"]
    expectation.min_value = before + 1
    assert expectation.configuration.kwargs["min_value"] == before + 1
