"""Which rows of a sheet are sent: all but long runs of blank ones, each with its number in the file.

One stray cell in row 1,048,576 makes a million blank rows of a list of ten. They say nothing, so they are not sent; the
rows that are keep their true numbers.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from connectors.files.column_blocks import ColumnBlock

_LONG_RUN = 1_000  # shorter runs stay: blank rows part titles from tables
_MAX_MERGES = 200_000

Merge = tuple[int, int, int, int]
Row = Sequence[object] | ColumnBlock


class SentRows:
    """Filters the rows of one sheet and remembers where they stood.

    Args:
        rows: cells row by row, which may differ in length, or many rows at once by columns, of which none is blank.
        overlay: what cells say that a reader lost or must not show, by (row, column) within ``rows``.
        max_columns: rows longer than this lose blank cells at their end; they are not data.
    """

    def __init__(
        self, rows: Iterable[Row], overlay: dict[tuple[int, int], str | None] | None, max_columns: int
    ) -> None:
        self._rows = rows
        self._overlay: dict[int, list[tuple[int, str | None]]] = {}
        for (row, column), text in (overlay or {}).items():
            self._overlay.setdefault(row, []).append((column, text))
        self._max_columns = max_columns
        self.kept = array("q")  # positions within ``rows``, ascending

    def __iter__(self) -> Iterator[Row]:
        """The rows to send; blank rows at the end never are."""
        sent: Row
        waiting: list[tuple[int, Sequence[object]]] = []
        run = 0
        following = 0
        for given in self._rows:
            first = following
            if isinstance(given, ColumnBlock):
                sent, following = given, first + given.rows
            else:
                following = first + 1
                row = self._patched(first, given) if first in self._overlay else given
                if is_blank(row):
                    run += 1
                    if run <= _LONG_RUN:
                        waiting.append((first, ()))
                    continue
                sent = row if len(row) <= self._max_columns else _trimmed(row)
            if run <= _LONG_RUN:
                for before, blank in waiting:
                    self.kept.append(before)
                    yield blank
            waiting.clear()
            run = 0
            self.kept.extend(range(first, following))
            yield sent

    def _patched(self, position: int, row: Sequence[object]) -> Sequence[object]:
        cells = list(row)
        for column, text in self._overlay[position]:
            cells.extend([None] * (column + 1 - len(cells)))
            cells[column] = text
        return cells

    def merges(self, given: Iterable[Merge], width: int) -> list[list[int]]:
        """The part of each merged range that lies on the rows sent, by their new positions.

        Ranges that cover one cell or none of them are left out.
        """
        result = []
        for top, left, bottom, right in islice(given, _MAX_MERGES):
            first, last = bisect_left(self.kept, top), bisect_right(self.kept, bottom) - 1
            left, right = max(left, 0), min(right, width - 1)
            if first <= last and left <= right and (first < last or left < right):
                result.append([first, left, last, right])
        return result

    def places(self, given: Iterable[tuple[int, int]]) -> list[list[int]]:
        """Cells by their new positions; those on rows that were not sent are left out."""
        moved = []
        for row, column in islice(given, _MAX_MERGES):
            at = bisect_left(self.kept, row)
            if at < len(self.kept) and self.kept[at] == row:
                moved.append([at, column])
        return moved

    def numbers(self, first_row: int) -> tuple[int, list[int] | None]:
        """The number of the first row sent, and each row's number where they do not simply count up."""
        if not self.kept:
            return first_row, None
        if self.kept[-1] - self.kept[0] == len(self.kept) - 1:
            return first_row + self.kept[0], None
        return first_row + self.kept[0], [first_row + position for position in self.kept]


def is_blank(row: Sequence[object]) -> bool:
    """Whether a row holds no value; zero and false are values."""
    return row.count("") + row.count(None) == len(row)


def _trimmed(row: Sequence[object]) -> Sequence[object]:
    length = len(row)
    while length and (row[length - 1] is None or row[length - 1] == ""):
        length -= 1
    return row[:length]
