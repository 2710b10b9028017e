"""Kinds of tables that were once asked about: every relative of them is read as a colleague would read it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pandas as pd
import pytest

from tests.connectors import fourth_round, kindred_layouts, ten_clerks, third_round
from tests.connectors.clerks import known_places
from tests.connectors.conftest import read


def plainly(value: Any) -> Any:
    """A cell of a record as a text or a whole number, None where it is blank."""
    if isinstance(value, str):
        return value
    if value is None or pd.isna(value):
        return None
    return value.isoformat()[:10] if isinstance(value, dt.date) else int(value)


def told(parsed: Any, kind: str) -> Counter[tuple[Any, ...]]:
    """The records of a kind as a bag; of coverage the newest facts, each once, an address standing for its village."""
    frame = parsed.records.get(kind)
    if frame is None:
        return Counter()
    newest = (
        frame.groupby(["village_text", "service"], dropna=False)["published_on"].transform("max")
        if kind == "coverage"
        else None
    )
    frame = frame[frame["published_on"] == newest] if newest is not None else frame
    rows = []
    for row in frame.to_dict("records"):
        if kind == "coverage":
            name = (
                row["village_text"] if isinstance(row["village_text"], str) else str(row["address_text"]).split(",")[0]
            )
            row["village_text"] = " ".join(name.split()).removeprefix("Thôn ").removeprefix("thôn ")
        rows.append(tuple(plainly(row[name]) for name in kindred_layouts.COLUMNS[kind][1]))
    return Counter(set(rows) if kind == "coverage" else rows)


CLERKS = {**ten_clerks.LAYOUTS, **third_round.LAYOUTS, **fourth_round.LAYOUTS}


@pytest.mark.parametrize("name", CLERKS)
def test_what_more_clerks_send_is_read_as_it_is_meant(name: str) -> None:
    kind, sheets, facts = CLERKS[name]
    parsed = read(kindred_layouts.COLUMNS[kind][0], sheets, places=known_places)
    assert told(parsed, kind) == Counter(facts)


@pytest.mark.parametrize("name", kindred_layouts.LAYOUTS)
def test_a_table_of_a_known_kind_is_read_in_other_words_too(name: str) -> None:
    kind, sheets, facts = kindred_layouts.LAYOUTS[name]
    parsed = read(kindred_layouts.COLUMNS[kind][0], sheets, places=known_places)
    assert told(parsed, kind) == Counter(facts)
