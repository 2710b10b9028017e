"""Layouts by kind, of every source: each is read as it is meant, or nothing is read of it and somebody is told.

Those of ``ASKED`` are known to be asked about or left out; that they are never read as something else is what counts.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest

from tests.connectors import operator_layouts, other_layouts, post_and_portal_layouts
from tests.connectors.clerks import Facts, known_places
from tests.connectors.conftest import read

ASKED: frozenset[str] = frozenset()


def newest_facts(parsed: Any) -> Facts:
    """What the newest rows say of each village and service; an address stands for the village it begins with."""
    frame = parsed.records.get("coverage")
    if frame is None:
        return set()
    said: dict[tuple[str, str], dict[dt.date, set[str]]] = {}
    for row in frame.itertuples(index=False):
        name = row.village_text if isinstance(row.village_text, str) else str(row.address_text).split(",")[0]
        village = " ".join(name.split()).removeprefix("Thôn ")
        said.setdefault((village, row.service), {}).setdefault(row.published_on, set()).add(row.answer)
    return {(*key, answer) for key, by_day in said.items() for answer in by_day[max(by_day)]}


def is_told(parsed: Any) -> bool:
    """Whether somebody learns that the file, or a part of it, was not read."""
    return bool(parsed.refusals or parsed.questions or parsed.unread or len(parsed.set_aside))


@pytest.mark.parametrize("name", operator_layouts.LAYOUTS)
def test_an_operators_table_is_read_as_it_is_meant_or_asked_about(name: str) -> None:
    sheets, facts = operator_layouts.LAYOUTS[name]
    parsed = read("vnpt", sheets, places=known_places)
    assert newest_facts(parsed) == (facts or set())
    assert facts or is_told(parsed)


@pytest.mark.parametrize("name", [*other_layouts.LAYOUTS, *post_and_portal_layouts.LAYOUTS])
def test_a_registrys_table_is_read_as_it_is_meant_or_asked_about(name: str) -> None:
    source, sheets, records = (other_layouts.LAYOUTS | post_and_portal_layouts.LAYOUTS)[name]
    parsed = read(source, sheets, places=known_places)
    kind, columns = other_layouts.COLUMNS[source]
    frame = parsed.records.get(kind)
    found: Counter[tuple[Any, ...]] = Counter()
    if frame is not None:
        plain = frame[list(columns)].astype(object)
        found.update(plain.where(plain.notna(), None).itertuples(index=False, name=None))
    expected = [] if name in ASKED else records or []
    assert found == Counter(expected)
    assert expected or is_told(parsed)
