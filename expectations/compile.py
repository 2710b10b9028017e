"""Criteria to GE suites: the only place that names an expectation class of great_expectations.

Every check becomes a handful of expectations on its measured columns; severity carries the meaning (critical: speaks
against the claim; warning: leaves it open; info: does not apply). All units of a criteria set are validated in one
run, the frame's own index is the row id.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from doisoat.errors import InputLocation, NotEvaluatedError
from expectations.ge import configured_once, great_expectations
from expectations.rule import SEVERITY, Expect, Shape


@dataclass(frozen=True)
class Asked:
    """One expectation of one variant of a check. ``variant`` is the check's id, or ``check@reading=value``."""

    variant: str
    expect: Expect

    @property
    def id(self) -> str:
        """A name a data engineer can read, unique within a suite."""
        return f"{self.variant}:{self.expect.meaning}:{self.expect.column}"

    def column(self, name: str) -> str:
        """The measured column as the suite's frame calls it."""
        return f"{self.variant}.{name}"


def _zero(gxe: Any, asked: Asked, **common: Any) -> Any:  # noqa: ANN401 - GE ships no types
    return gxe.ExpectColumnValuesToBeInSet(column=asked.column(asked.expect.column), value_set=[0], **common)


def _positive(gxe: Any, asked: Asked, **common: Any) -> Any:  # noqa: ANN401
    return gxe.ExpectColumnValuesToBeBetween(column=asked.column(asked.expect.column), min_value=1, **common)


def _reaches(gxe: Any, asked: Asked, **common: Any) -> Any:  # noqa: ANN401
    return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A=asked.column(asked.expect.column), column_B=asked.column(asked.expect.other), or_equal=True, **common
    )


_BUILDERS: dict[Shape, Callable[..., Any]] = {Shape.ZERO: _zero, Shape.POSITIVE: _positive, Shape.REACHES: _reaches}

# Complete lists of failing row ids, and nothing else: no values, no partial lists, no query strings.
_RESULT_FORMAT = {
    "result_format": "COMPLETE",
    "partial_unexpected_count": 0,
    "include_unexpected_rows": False,
    "return_unexpected_index_query": False,
    "exclude_unexpected_values": True,
}


def compile_suite(name: str, asked: Iterable[Asked]) -> Any:  # noqa: ANN401
    """A GE suite: one expectation for each question asked, in order."""
    gx = great_expectations()
    built = [
        _BUILDERS[a.expect.shape](gx.expectations, a, severity=SEVERITY[a.expect.meaning], meta={"id": a.id})
        for a in asked
    ]
    return gx.ExpectationSuite(name=name, expectations=built)


@cache
def _whole_frame() -> Any:  # noqa: ANN401
    """GE's in-memory context, made once (each leaves a folder for pages that nobody asked for), and its one asset.

    The asset is whichever frame it is handed; each new one would have the context written out as YAML.
    """
    gx = great_expectations()
    for name in [name for name in logging.root.manager.loggerDict if name.startswith("great_expectations")]:
        logging.getLogger(name).setLevel(logging.WARNING)  # some of its modules set a level of their own
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("doisoat").add_dataframe_asset("frame")
    return asset.add_batch_definition_whole_dataframe("all")


def run_suite(suite: Any, frame: pd.DataFrame) -> list[Any]:  # noqa: ANN401
    """Validate the frame in memory and return GE's results, one for each expectation, in order."""
    # With a named index GE wraps every failing row's id in a dictionary.
    batch = _whole_frame().get_batch({"dataframe": frame.rename_axis(None)})
    with configured_once():
        return list(batch.validate(suite, result_format=_RESULT_FORMAT).results)


@dataclass(frozen=True)
class Witness:
    """What GE saw for one expectation: on how many rows, and the ids of the rows that failed."""

    asked: Asked
    element_count: int
    failing: pd.Index


def validate(name: str, asked: list[Asked], frame: pd.DataFrame) -> list[Witness]:
    """Ask GE all questions about all units at once.

    Args:
        name: the suite's name.
        asked: at least one question.
        frame: index unit code, one row a unit; the measured columns of all variants, whole numbers without gaps.

    Raises:
        NotEvaluatedError: there is no row or no question; a column is absent or holds missing values; GE raised, left
            an expectation out, or did not look at exactly the rows it was given.
    """
    if not asked or frame.empty:
        raise _not_evaluated(
            name, "không có dòng nào để xét" if asked else "bộ tiêu chí không có tiêu chí thành phần nào"
        )
    if not frame.index.is_unique:
        raise _not_evaluated(name, "một đơn vị xuất hiện hai lần")
    wanted = {a.column(c) for a in asked for c in (a.expect.column, a.expect.other) if c}
    absent = sorted(wanted - set(frame.columns))
    if absent:
        raise _not_evaluated(name, f"thiếu cột {', '.join(absent)}")
    gaps = sorted(column for column in wanted if frame[column].isna().any())
    if gaps:
        raise _not_evaluated(name, f"cột có ô trống: {', '.join(gaps)}")
    # Most readings measure what the default does: a question about the same numbers is asked once.
    alike: dict[tuple[Shape, bytes, bytes], Asked] = {}
    instead = {a.id: alike.setdefault(_question(a, frame), a) for a in asked}
    results = run_suite(
        compile_suite(name, alike.values()), frame[sorted(wanted)].copy()
    )  # as one block: GE cuts it often
    found = {result.expectation_config.meta["id"]: result for result in results}
    return [_witness(name, a, found.get(instead[a.id].id), frame) for a in asked]


def _question(asked: Asked, frame: pd.DataFrame) -> tuple[Shape, bytes, bytes]:
    """What is asked about which numbers: equal for questions whose answer must be equal."""
    column, other = asked.expect.column, asked.expect.other
    # As float64 a count keeps its value, and so does a number that should have been whole.
    numbers = [frame[asked.column(name)].to_numpy("float64").tobytes() if name else b"" for name in (column, other)]
    return asked.expect.shape, numbers[0], numbers[1]


def _witness(name: str, asked: Asked, result: Any, frame: pd.DataFrame) -> Witness:  # noqa: ANN401
    """GE's answer to one question, once it is sure that every row was looked at."""
    if result is None:
        raise _not_evaluated(name, f"kỳ vọng {asked.id} không có kết quả")
    body = result.result
    if result.exception_info.get("raised_exception") or body.get("element_count") is None:
        raise _not_evaluated(name, f"kỳ vọng {asked.id} không chạy được")
    failing = pd.Index(body.get("unexpected_index_list") or [])
    complete = (
        body["element_count"] == len(frame)
        and not body.get("missing_count")
        and body.get("unexpected_count") == len(failing)
        and failing.isin(frame.index).all()
        and result.success == (len(failing) == 0)
    )
    if not complete:
        raise _not_evaluated(name, f"kỳ vọng {asked.id} không xét đủ {len(frame)} dòng")
    return Witness(asked, int(body["element_count"]), failing)


def _not_evaluated(name: str, what: str) -> NotEvaluatedError:
    return NotEvaluatedError(
        f"chưa xét được bộ {name}: {what}",
        spot=InputLocation(source_id=name),
        fix="không kết luận nào được ghi; gửi thông báo này cho người phụ trách kỹ thuật",
    )
