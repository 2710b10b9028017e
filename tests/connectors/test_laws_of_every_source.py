"""What changes nothing about any source's table, and what must: the laws of ``test_clerks`` for all the others."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.contract import Sheet
from tests.connectors.clerks import Rows, known_places
from tests.connectors.conftest import read, sheet_of
from tests.connectors.plain_tables import BESIDE, PLAIN, Plain, records
from tests.examples import examples

quick = settings(max_examples=examples(40), deadline=None)
FILE = "bang.xlsx"
NAMES = st.sampled_from(sorted(PLAIN))


def said(plain: Plain, rows: Rows | list[Sheet], **more: Any) -> list[tuple[Any, ...]]:
    return records(read(plain.source, rows, places=known_places, file=FILE, **more), plain)


def whole(plain: Plain) -> Rows:
    return [[plain.title], list(plain.head), *plain.rows]


def meant(name: str) -> list[tuple[Any, ...]]:
    """What the plain table says; every row of it is read."""
    plain = PLAIN[name]
    found = said(plain, whole(plain))
    assert len(found) == len(plain.rows)
    assert not any(value is None for row in found for value in row)
    return found


@quick
@given(NAMES, st.randoms(use_true_random=False))
def test_the_order_of_columns_and_rows_changes_nothing(name: str, random: Any) -> None:
    plain, rows = PLAIN[name], list(PLAIN[name].rows)
    order = list(range(len(plain.head)))
    random.shuffle(order)
    random.shuffle(rows)
    assert said(plain, [[plain.title], *([row[c] for c in order] for row in (plain.head, *rows))]) == meant(name)


@quick
@given(NAMES, st.data())
def test_headings_by_other_names_change_nothing(name: str, data: Any) -> None:
    plain = PLAIN[name]
    head = [data.draw(st.sampled_from([text, *plain.also.get(text, ())])) for text in plain.head]
    assert said(plain, [[plain.title], head, *plain.rows]) == meant(name), head


@quick
@given(NAMES, st.lists(st.sampled_from(BESIDE), min_size=1, max_size=3, unique_by=lambda c: str(c[0])), st.booleans())
def test_columns_about_other_things_change_nothing(name: str, others: list[list[Any]], before: bool) -> None:
    plain = PLAIN[name]
    lines = []
    for n, row in enumerate((plain.head, *plain.rows)):
        extra = [column[0] if n == 0 else column[1 + (n - 1) % 4] for column in others]
        lines.append([*extra, *row] if before else [*row, *extra])
    assert said(plain, [[plain.title], *lines]) == meant(name)


@quick
@given(NAMES, st.integers(0, 2), st.integers(0, 3), st.booleans(), st.booleans(), st.booleans())
def test_letterheads_blank_rows_copied_headers_and_signatures_change_nothing(
    name: str, blanks: int, at: int, again: bool, numbered: bool, signed: bool
) -> None:
    plain = PLAIN[name]
    gap: Rows = [[None] for _ in range(blanks)]
    numbers: Rows = [[f"({n})" for n in range(1, len(plain.head) + 1)]] if numbered else []
    copied: Rows = [list(plain.head)] if again else []
    signature: Rows = [[None], [None, "Người lập biểu", None, "Thủ trưởng đơn vị"]] if signed else []
    top: Rows = [["UBND TỈNH LẠNG SƠN", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], *gap, [plain.title], *gap]
    body = [*plain.rows[:at], *gap, *copied, *plain.rows[at:]]
    assert said(plain, [*top, list(plain.head), *numbers, *body, *signature]) == meant(name)


@quick
@given(NAMES, st.sampled_from(["Xã", "Huyện"]))
def test_places_merged_over_their_rows_change_nothing(name: str, heading: str) -> None:
    plain = PLAIN[name]
    if heading not in plain.head:
        return
    c, rows = plain.head.index(heading), [list(row) for row in plain.rows]
    merges, start = [], 0
    for n in range(1, len(rows) + 1):
        if n == len(rows) or plain.rows[n][c] != plain.rows[start][c]:
            merges.append((start + 2, c, n + 1, c))
            for r in range(start + 1, n):
                rows[r][c] = None
            start = n
    sheet = sheet_of([[plain.title], list(plain.head), *rows], merges=merges)
    assert said(plain, [sheet]) == meant(name)


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_a_title_may_be_missing_where_nothing_depends_on_it(name: str) -> None:
    plain = PLAIN[name]
    parsed = read(plain.source, whole(plain)[1:], places=known_places, file="bang_20240930.xlsx")
    if name != "statistics":  # whose period the file's name says as one day
        assert records(parsed, plain) == meant(name)


TURNED = [(name, text, other) for name, plain in PLAIN.items() for text, (_, others) in plain.turned.items()
          for other in others]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "other"), TURNED)
def test_a_heading_whose_sense_or_period_has_changed_never_keeps_its_meaning(name: str, text: str, other: str) -> None:
    plain = PLAIN[name]
    field = plain.kept.index(plain.turned[text][0])
    key = [n for n in range(len(plain.kept)) if n != field]
    before = {tuple(row[n] for n in key): row[field] for row in meant(name)}
    head = [other if cell == text else cell for cell in plain.head]
    kept = [row for row in said(plain, [[plain.title], head, *plain.rows]) if _keeps(row, before, key, field)]
    assert not kept, other


def _keeps(row: tuple[Any, ...], before: dict[tuple[Any, ...], Any], key: list[int], field: int) -> bool:
    """The row says of the field what it said under the plain heading, and that is something."""
    same = before.get(tuple(row[n] for n in key))
    return row[field] not in (None, "unclear") and row[field] == same


@pytest.mark.parametrize("word", ["KẾ HOẠCH", "DỰ KIẾN", "ĐĂNG KÝ", "CHỈ TIÊU GIAO", "NHU CẦU"])
@pytest.mark.parametrize("name", ["points", "statistics", "products", "wifi"])
def test_a_plan_a_wish_or_a_target_is_no_table_of_what_is_there(name: str, word: str) -> None:
    plain = PLAIN[name]
    title = f"{word} {plain.title.replace('THỐNG KÊ', 'SỐ LIỆU').replace('ĐƯỢC CÔNG NHẬN', '')}"
    assert said(plain, [[title], *whole(plain)[1:]]) == []
