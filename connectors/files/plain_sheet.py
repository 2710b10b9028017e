"""A large sheet of an .xlsx as columns, where its XML is written as spreadsheet programs write it.

The XML of a list of 250,000 rows is 100 MB of the same dozen ways to write a cell. Where a sheet holds nothing but
these, its cells are found by comparing whole windows of bytes at once, and each distinct value becomes an object once.
Whatever else stands in a sheet (a formula, an error, a rich text, another order of attributes) is for calamine.

Structure: ECMA-376 part 1, 18.3.1.4 (c), 18.3.1.73 (row), 18.3.1.55 (mergeCell).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from connectors.files.column_blocks import ColumnBlock
from connectors.files.plain_values import Column, column_of
from connectors.files.plain_xml import FORMS, ROW_TAG, NotPlainError, Words, stands

_FROM, _TO, _ROW = b"<sheetData>", b"</sheetData>", b"</row>"
_TAIL = 2**20  # of what stands behind the rows
_MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"\s?/>')
_MOST_PIECES = 200  # runs of rows without a blank one between, of one window
_DIGITS = 7

_Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Window:
    """Rows of one window that hold a value in some cell, by number from 1, and their columns, by number from 0."""

    rows: _Whole
    columns: dict[int, Column]


@dataclass
class PlainSheet:
    """Takes the windows of a sheet one after the other; each begins with a row but the first.

    Args:
        texts: the shared texts, None where they are not plain.
        styles: what the formats of cells make of a number, by the format's number.
    """

    texts: Sequence[str] | None
    styles: npt.NDArray[np.int8]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    _windows: list[_Window] = field(default_factory=list)
    _last_row: int = 0
    _tail: bytes | None = None
    _is_begun: bool = False

    def take(self, window: bytes) -> tuple[_Whole, int] | None:
        """The numbers of the rows in a window and its last column, formatted blank cells counted.

        None where the window is not plain, and with it the sheet.
        """
        try:
            return self._taken(window)
        except NotPlainError:
            return None

    def is_whole(self) -> bool:
        """Whether the end of the rows was seen; the merged ranges are read from what stands behind it."""
        if self._tail is None or len(self._tail) > _TAIL:
            return False
        found = _MERGE.findall(self._tail)
        if len(found) != self._tail.count(b"mergeCell ") or b":mergeCell" in self._tail:
            return False
        self.merges = [(int(b) - 1, _number(a), int(d) - 1, _number(c)) for a, b, c, d in found]
        return True

    def blocks(self) -> Iterator[ColumnBlock | tuple[()]]:
        """All rows from the first of the sheet: pieces without a blank row, and the blank rows between them."""
        following = 1
        for window in self._windows:
            cuts = np.flatnonzero(np.diff(window.rows) != 1) + 1
            for start, end in zip([0, *cuts.tolist()], [*cuts.tolist(), len(window.rows)], strict=True):
                first = int(window.rows[start])
                yield from iter([()] * (first - following))
                yield self._block(window, start, end)
                following = first + end - start

    def _block(self, window: _Window, start: int, end: int) -> ColumnBlock:
        rows = end - start
        parts = {number: column.part(start, end) for number, column in window.columns.items()}
        blank = Column((), (), np.full(rows, -1, dtype=np.int32))
        coded = [parts.get(number, blank) for number in range(max(parts, default=-1) + 1)]
        return ColumnBlock([column.coded() for column in coded], rows, sum(column.letters for column in coded))

    def _taken(self, window: bytes) -> tuple[_Whole, int]:
        if self._tail is not None:
            self._tail += window[: max(_TAIL + 1 - len(self._tail), 0)]
            return np.empty(0, dtype=np.int64), -1
        begin = 0
        if not self._is_begun:
            begin = window.find(_FROM) + len(_FROM)
            if begin < len(_FROM):
                raise NotPlainError
            self._is_begun = True
        end = window.find(_TO, begin)
        if end >= 0:
            self._tail = window[end : end + _TAIL + 1]
        return self._rows_of(window[begin : end if end >= 0 else len(window)])

    def _rows_of(self, window: bytes) -> tuple[_Whole, int]:
        if not window:
            return np.empty(0, dtype=np.int64), -1
        if b"\r" in window or b"\0" in window:
            raise NotPlainError
        words = Words(window)
        tags = ROW_TAG.findall(window)
        rows = np.flatnonzero(words.stand(b'<row r="'))
        if len(rows) != len(tags) or not len(rows) or rows[0] != 0 or words.tags[0] != 0:
            raise NotPlainError
        numbers = np.array([int(number) for number, _ in tags], dtype=np.int64)
        if numbers[0] <= self._last_row or (np.diff(numbers) <= 0).any() or numbers[-1] >= 10**_DIGITS:
            raise NotPlainError
        open_rows = sum(not closed for _, closed in tags)
        if window.count(_ROW) != open_rows:
            raise NotPlainError
        self._last_row = int(numbers[-1])
        last = self._cells_of(words, rows, numbers, other_tags=len(rows) + open_rows)
        return numbers, last

    def _cells_of(self, words: Words, rows: _Whole, numbers: _Whole, other_tags: int) -> int:
        """Keep the cells of a window; its last column."""
        cells = np.flatnonzero(words.stand(b'<c r="'))
        row_of = np.searchsorted(rows, cells) - 1
        columns, at = words.places(cells, rows, row_of, numbers)
        if ((np.diff(columns) <= 0) & (np.diff(row_of) == 0)).any():
            raise NotPlainError
        styles, at = words.styles(at)
        form = np.full(len(cells), -1, dtype=np.int8)
        left = np.arange(len(cells))
        for number, one in enumerate(FORMS):
            fits = stands(words, at[left], one.opening)
            form[left[fits]] = number
            left = left[~fits]
            if not len(left):
                break
        if len(left) or sum(int((form == n).sum()) * one.tags for n, one in enumerate(FORMS)) + other_tags != len(
            words.tags
        ):
            raise NotPlainError
        kept: dict[int, Column] = {}
        for column in np.unique(columns).tolist():
            here = np.flatnonzero(columns == column)
            found = column_of(
                words, cells[here], row_of[here], form[here], at[here], styles[here], len(rows), self.texts, self.styles
            )
            if found is not None:
                kept[column] = found
        says = np.zeros(len(rows), dtype=bool)
        for one_column in kept.values():
            says |= one_column.says()
        if int(((np.diff(numbers[says])) != 1).sum()) >= _MOST_PIECES:
            raise NotPlainError
        if says.any():
            where = np.flatnonzero(says)
            self._windows.append(_Window(numbers[says], {n: column.rows(where) for n, column in kept.items()}))
        return int(columns.max()) if len(columns) else -1


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
