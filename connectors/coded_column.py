"""A long column as whole numbers into the list of its distinct values.

A list of 250,000 addresses has nine columns and a few thousand different cells. Who asks something of every cell asks
it of the distinct ones; the column itself costs four bytes a row. It is a sequence of its cells like any list, but that
it is never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Generic, TypeVar, cast, overload

import numpy as np
import numpy.typing as npt

T = TypeVar("T")
U = TypeVar("U")
Codes = npt.NDArray[np.int32]


class CodedColumn(Sequence[T], Generic[T]):
    """A sequence of cells, each told by its number in ``values``.

    Args:
        values: as they came distinct in value *and* type (1, 1.0 and True are three); what was read of them
            (``mapped``) may be equal. Some may stand in no row.
        codes: one a row.
    """

    __slots__ = ("_codes", "_distinct", "_known", "_of_values", "_slices", "_used", "_values")

    def __init__(self, values: Sequence[T], codes: Codes, of_values: dict[str, object] | None = None) -> None:
        self._values, self._codes = values, codes
        self._of_values = {} if of_values is None else of_values
        self._used: npt.NDArray[np.intp] | None = None
        self._distinct: list[T] | None = None
        self._slices: dict[tuple[int, int, int], CodedColumn[T]] = {}
        self._known: dict[str, object] = {}

    def __len__(self) -> int:
        return len(self._codes)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> CodedColumn[T]: ...
    def __getitem__(self, at: int | slice) -> T | CodedColumn[T]:
        if isinstance(at, slice):
            bounds = at.indices(len(self))
            if bounds not in self._slices:  # who asks about a part asks again, and a part knows its distinct cells
                self._slices[bounds] = CodedColumn(self._values, self._codes[at], self._of_values)
            return self._slices[bounds]
        return self._values[int(self._codes[at])]

    def __iter__(self) -> Iterator[T]:
        return map(self._values.__getitem__, self._codes.tolist())

    def __contains__(self, cell: object) -> bool:
        return cell in self.distinct()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def count(self, value: object) -> int:
        """How many cells are equal to a value."""
        return int(np.count_nonzero(self.where(lambda cell: cell == value)))

    def distinct(self) -> list[T]:
        """The values that stand in a row, in the order in which they come."""
        if self._distinct is None:
            self._distinct = [self._values[code] for code in self._in_use().tolist()]
        return self._distinct

    def repeated(self) -> set[T]:
        """The values that stand in more than one row, also where cells that differed are read as one value."""
        return {cast(T, value) for value, rows in self.counts().items() if rows > 1}

    def once(self, what: str, make: Callable[[], U]) -> U:
        """What is made of the distinct cells, made once for each name."""
        if what not in self._known:
            self._known[what] = make()
        return cast(U, self._known[what])

    def once_for_all_parts(self, what: str, make: Callable[[Sequence[T]], U]) -> U | None:
        """What is made of all values, once for a column and its parts; None for a part that holds few of them."""
        if 2 * len(self._codes) < len(self._values):
            return None
        if what not in self._of_values:
            self._of_values[what] = make(self._values)
        return cast(U, self._of_values[what])

    def counts(self) -> dict[object, int]:
        """Each value that stands in a row, in that order, and in how many; equal ones of several types are one."""
        times = np.bincount(self._codes, minlength=len(self._values))
        found: dict[object, int] = {}
        for value, rows in zip(self.distinct(), times[self._in_use()].tolist(), strict=True):
            found[value] = found.get(value, 0) + rows
        return found

    def mapped(self, read: Callable[[T], U]) -> CodedColumn[U]:
        """``read`` of every cell; asked once for each distinct one. Several may be read as the same."""
        results: list[U | None] = [None] * len(self._values)
        for code in self._in_use().tolist():
            results[code] = read(self._values[code])
        return CodedColumn(cast(list[U], results), self._codes)

    def where(self, holds: Callable[[T], bool]) -> npt.NDArray[np.bool_]:
        """For every row whether its cell is such a one."""
        wanted = np.zeros(len(self._values) + 1, dtype=np.bool_)
        for code in self._in_use().tolist():
            wanted[code] = holds(self._values[code])
        return cast(npt.NDArray[np.bool_], wanted[self._codes])

    def taken(self, rows: Sequence[int] | npt.NDArray[np.int64]) -> CodedColumn[T]:
        """The cells of some rows."""
        return CodedColumn(self._values, self._codes[np.asarray(rows, dtype=np.int64)], self._of_values)

    def without(self, rows: Collection[int]) -> CodedColumn[T | None]:
        """The column with some rows blank."""
        values: Sequence[T | None] = self._values
        blank = next((code for code, value in enumerate(values) if value is None), len(values))
        codes = self._codes.copy()
        codes[list(rows)] = blank
        return CodedColumn(values if blank < len(values) else [*values, None], codes)

    def coded(self) -> tuple[list[T], npt.NDArray[np.int64]]:
        """The values in use, equal ones once, and each row's number among them."""
        numbers: dict[T, int] = {}
        renumbered = np.zeros(len(self._values) + 1, dtype=np.int64)
        for code in self._in_use().tolist():
            renumbered[code] = numbers.setdefault(self._values[code], len(numbers))
        return list(numbers), renumbered[self._codes]

    @classmethod
    def constant(cls, value: T, rows: int) -> CodedColumn[T]:
        """The same cell in every row."""
        return cls([value], np.zeros(rows, dtype=np.int32))

    def _in_use(self) -> npt.NDArray[np.intp]:
        """The codes that stand in a row, by the first row of each."""
        if self._used is None:
            first = np.full(len(self._values), len(self._codes), dtype=np.int64)
            first[self._codes[::-1]] = np.arange(len(self._codes) - 1, -1, -1)
            used = np.flatnonzero(first < len(self._codes))
            self._used = used[np.argsort(first[used], kind="stable")]
        return self._used
