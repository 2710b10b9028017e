"""What reads a watched day without its noticing, and that no shipped parser does so."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from pydantic import TypeAdapter

import connectors
from connectors.staging.conditions import DaySpan, WatchedDay

ROOMS = [Path(connectors.__file__).parent / room for room in ("parsers", "tables", "sources")]
DAY = dt.date(2024, 5, 3)

# These go past Python and read a date's own fields.
UNSEEN = {
    "Timestamp": pd.Timestamp,
    "to_datetime": lambda day: pd.to_datetime([day]),
    "date_range": lambda day: pd.date_range(day, periods=1),
    "combine": lambda day: dt.datetime.combine(day, dt.time()),
    "array": lambda day: pa.array([day]),
    "scalar": pa.scalar,
    "validate_python": TypeAdapter(dt.date).validate_python,
}
# Called of the class, not of the day: ``dt.date.replace(today, day=1)``.
OF_A_DAY = {name for name in vars(dt.date) if name not in {"fromisoformat", "fromordinal", "min", "max", "today"}}


def unseen_uses(code: str) -> Iterator[str]:
    """Where code calls one of these, of whatever day: a day is handed on under many names."""
    of_pyarrow = {"array", "scalar"}
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom | ast.Import):
            names = [alias.name for alias in node.names]
            if "pyarrow" in (getattr(node, "module", None) or "", *names):
                yield f"{node.lineno} pyarrow"
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if name in UNSEEN.keys() - of_pyarrow:
            yield f"{node.lineno} {name}"
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "dt.date" and name in OF_A_DAY:
            yield f"{node.lineno} date.{name}"
        if isinstance(node, ast.keyword) and node.arg == "dtype" and "datetime64" in ast.unparse(node.value):
            yield f"{node.value.lineno} datetime64"


@pytest.mark.parametrize("use", UNSEEN.values(), ids=UNSEEN)
def test_these_uses_of_a_day_are_not_noted(use: Any) -> None:
    span = DaySpan(DAY)
    use(WatchedDay.of(span))
    assert (span.first, span.last) == (dt.date.min, dt.date.max)


@pytest.mark.parametrize(
    "line",
    [
        *("pd.Timestamp(context.today)", "dt.datetime.combine(until, NOON)", "import pyarrow as pa"),
        *("from pyarrow import array", "pd.Series([until], dtype='datetime64[s]')", "dt.date.replace(today, day=1)"),
        *("map(pd.to_datetime, days)", "adapter.validate_python(today)"),
    ],
)
def test_such_a_use_is_found_in_code(line: str) -> None:
    assert list(unseen_uses(line))


def test_no_shipped_parser_uses_a_day_so() -> None:
    found = {
        path.name: uses
        for room in ROOMS
        for path in room.rglob("*.py")
        if (uses := [*unseen_uses(path.read_text("utf-8"))])
    }
    assert found == {}
    assert sum(1 for room in ROOMS for _ in room.rglob("*.py")) > 50
