"""A column told by its distinct cells answers as the list of its cells would."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.coded_column import CodedColumn
from connectors.contract import Cell
from connectors.tables.cells import as_text, distinct, each, identifiers, several_times, tally, without_rows
from connectors.tables.table import _without_totals
from tests.connectors.conftest import sheet_of

Parse = Callable[..., Any]
Dicts = Callable[..., list[dict[str, Any]]]

CODES = ("LS 000001", "LS000001", "'LS000001", "LS000002", " LS000002", "", None, 1, 1.0, True, "1")


def coded(cells: Sequence[Cell]) -> CodedColumn[Cell]:
    """The cells as a long sheet has them."""
    numbers = {key: n for n, key in enumerate(dict.fromkeys((type(cell), cell) for cell in cells))}
    codes = np.array([numbers[type(cell), cell] for cell in cells], dtype=np.int32)
    return CodedColumn([value for _, value in numbers], codes)


@pytest.mark.parametrize("read", [identifiers, lambda cells: each(cells, as_text), lambda cells: cells])
@given(st.lists(st.sampled_from(CODES), max_size=12))
def test_what_stands_in_several_rows_is_told_by_what_was_read(
    read: Callable[[Sequence[Cell]], Sequence[Cell]], cells: list[Cell]
) -> None:
    long, short = read(coded(cells)), read(cells)
    assert list(long) == list(short)
    assert several_times(long) == several_times(short) == {cell for cell, rows in Counter(short).items() if rows > 1}
    assert tally(long) == tally(short)
    assert set(distinct(long)) == set(distinct(short))


@given(st.lists(st.sampled_from(CODES), max_size=12), st.sets(st.integers(0, 11)))
def test_a_column_with_some_rows_blank_is_the_list_with_them_blank(cells: list[Cell], rows: set[int]) -> None:
    rows = {row for row in rows if row < len(cells)}
    given_column = coded(cells)
    found = without_rows(given_column, rows)
    assert isinstance(found, CodedColumn)
    assert list(found) == without_rows(cells, rows)
    assert list(given_column) == cells
    assert found.distinct().count(None) <= 1


def test_a_total_among_the_first_rows_leaves_a_long_column_what_it_is() -> None:
    below = [coded(["Nà Pài", "Cộng thôn", *["Nà Pài"] * 40]), coded([None, 3, *["Có"] * 40])]
    names, answers = _without_totals(below)
    assert isinstance(names, CodedColumn) and isinstance(answers, CodedColumn)
    assert (names[1], answers[1]) == (None, None)
    assert names.counts() == {"Nà Pài": 41, None: 1}
    assert answers.counts() == {None: 2, "Có": 40}


def test_a_code_written_in_two_ways_is_one_point_in_a_long_list_too(parse_rows: Parse, as_dicts: Dicts) -> None:
    rows = [
        ["Mã Vpostcode", "Loại đối tượng", "Thôn", "Xã", "Đã gắn biển"],
        *([code, "Hộ gia đình", "Nà Pài", "Vĩnh Yên", "Có"] for code in ("LS 000001", "LS000001", "LS000002")),
    ]
    sheet = sheet_of(rows)
    long = replace(sheet, columns=[coded(column) for column in sheet.columns])
    for one in (sheet, long):
        parsed = parse_rows("vpostcode", [one])
        codes = [record["address_code"] for record in as_dicts(parsed, "addresses", "address_code")]
        assert codes == ["LS000001", "LS000002"]
        assert list(parsed.set_aside["reason"]) == ["duplicate_address"]
