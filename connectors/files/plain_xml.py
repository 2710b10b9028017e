"""Comparing bytes at many places of a window at once: eight at a time, as whole numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

ROW_TAG = re.compile(rb'<row r="([1-9]\d{0,6})"[^<>]*?(/?)>')
_QUOTE, _ZERO, _NINE, _A, _Z = b'"09AZ'

_ROW_TAG_BEGINS = b'<row r="'
_TENS = np.array([10**digits for digits in range(1, 7)], dtype=np.int64)
_MASKS = np.array([2 ** (8 * length) - 1 for length in range(9)], dtype=np.uint64)

_Places = npt.NDArray[np.int64]
_Mask = npt.NDArray[np.bool_]


class NotPlainError(Exception):
    """The sheet holds something that is for the careful reader."""


class Says(IntEnum):
    """What stands in a cell."""

    NOTHING = 0
    NUMBER = 1
    SHARED = 2
    TEXT = 3


@dataclass(frozen=True)
class Form:
    """A way to write a cell behind its reference and format. ``tags`` are all its "<"; the value ends before one."""

    opening: bytes
    says: Says
    closing: bytes = b""

    @property
    def tags(self) -> int:
        """How many "<" stand in such a cell."""
        return 1 + self.opening.count(b"<") + self.closing.count(b"<")

    @property
    def are_kept(self) -> bool:
        """Whether blanks at the ends of a text are meant."""
        return PRESERVED in self.opening


PRESERVED = b' xml:space="preserve"'
_VALUE, _INLINE = b"</v></c>", b"</t></is></c>"
FORMS = (
    Form(b' t="s"><v>', Says.SHARED, _VALUE),
    Form(b' t="inlineStr"><is><t>', Says.TEXT, _INLINE),
    Form(b"><v>", Says.NUMBER, _VALUE),
    Form(b' t="n"><v>', Says.NUMBER, _VALUE),
    Form(b"/>", Says.NOTHING),
    Form(b" />", Says.NOTHING),
    Form(b"></c>", Says.NOTHING),
    Form(b' t="n"/>', Says.NOTHING),
    Form(b' t="n" />', Says.NOTHING),
    Form(b' t="inlineStr"><is><t xml:space="preserve">', Says.TEXT, _INLINE),
)


class Words:
    """A window of XML: where its tags begin, and the eight bytes from any place on as one number."""

    def __init__(self, window: bytes) -> None:
        self.text, self.size = window, len(window)
        self.bytes = np.frombuffer(window + bytes(16), dtype=np.uint8)
        self._words = np.ndarray((self.size + 8,), "<u8", self.bytes.data, 0, (1,))
        self.tags: _Places = np.flatnonzero(self.bytes[: self.size] == ord("<"))
        self._at_tags = self._words[self.tags]

    def at(self, places: _Places) -> npt.NDArray[np.uint64]:
        """Eight bytes from each place on; beyond the window zeros."""
        return self._words[np.minimum(places, self.size)]

    def stand(self, literal: bytes) -> _Mask:
        """Which tags begin so, up to eight bytes."""
        fits: _Mask = (self._at_tags & _mask(literal)) == _word(literal)
        return fits

    def places(self, cells: _Places, rows: _Places, row_of: _Places, numbers: _Places) -> tuple[_Places, _Places]:
        """The columns of cells, from 0, and where their reference ends; it must name their row.

        Args:
            cells: which tags they are.
            rows: which tags the rows are.
            row_of: which row each cell lies in.
            numbers: the rows' numbers, of up to seven digits.

        Raises:
            NotPlainError: a reference is missing, names another row, or a column beyond ZZ.
        """
        if (row_of < 0).any():
            raise NotPlainError
        head = self._at_tags[cells]
        first, second = (head >> np.uint64(48)) & np.uint64(255), head >> np.uint64(56)
        is_double = (second >= _A) & (second <= _Z)
        if not ((first >= _A) & (first <= _Z) & (is_double | ((second >= _ZERO) & (second <= _NINE)))).all():
            raise NotPlainError
        one, two = first.astype(np.int64) - 64, second.astype(np.int64) - 64
        columns = np.where(is_double, one * 26 + two, one) - 1
        at = self.tags[cells] + 7 + is_double
        # What stands there is what stands in the row's own tag: its digits and a quotation mark.
        lengths = np.searchsorted(_TENS, numbers, side="right") + 2
        masks = _MASKS[lengths]
        expected = self.at(self.tags[rows] + len(_ROW_TAG_BEGINS)) & masks
        if not ((self.at(at) & masks[row_of]) == expected[row_of]).all():
            raise NotPlainError
        return columns, at + lengths[row_of]

    def styles(self, at: _Places) -> tuple[_Places, _Places]:
        """The formats of cells, -1 where none is named, and where they end."""
        styles, after = np.full(len(at), -1, dtype=np.int64), at.copy()
        named = np.flatnonzero(stands(self, at, b' s="'))
        words = self.at(at[named] + 4)
        number, is_open = np.zeros(len(named), dtype=np.int64), np.ones(len(named), dtype=bool)
        length = np.zeros(len(named), dtype=np.int64)
        for position in range(6):
            letter = ((words >> np.uint64(8 * position)) & np.uint64(255)).astype(np.int64)
            ends = is_open & (letter == _QUOTE)
            is_open &= ~ends
            if not is_open.any():
                break
            if not ((letter >= _ZERO) & (letter <= _NINE))[is_open].all():
                raise NotPlainError
            number[is_open] = number[is_open] * 10 + letter[is_open] - _ZERO
            length[is_open] += 1
        if is_open.any() or not length.all():
            raise NotPlainError
        styles[named] = number
        after[named] += 4 + length + 1
        return styles, after


def stands(words: Words, at: _Places, literal: bytes) -> _Mask:
    """Whether the literal stands at each place."""
    fits = np.ones(len(at), dtype=bool)
    for start in range(0, len(literal), 8):
        piece = literal[start : start + 8]
        fits &= (words.at(at + start) & _mask(piece)) == _word(piece)
        if not fits.any():
            break
    return fits


def _word(literal: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(literal, "little"))


def _mask(literal: bytes) -> np.uint64:
    return np.uint64(_MASKS[len(literal)])
