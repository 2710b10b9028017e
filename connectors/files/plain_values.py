"""The values of a column of plainly written cells: distinct ones once, as calamine would give them."""

from __future__ import annotations

import datetime as dt
import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import repeat

import numpy as np
import numpy.typing as npt

from connectors.files.plain_xml import FORMS, NotPlainError, Says, Words, stands
from connectors.files.sheet_writer import plain, unescape
from connectors.sandbox.wire import BLANK, Cell, CodedCells

_NUMBER = re.compile(rb"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_DAY = re.compile(rb"\d{1,7}")
_FIRST_DAY, _LAST_DAY = 61, 2_958_465  # March 1900, before which Excel counts a day that never was; end of 9999
_DAY_ZERO = dt.date(1899, 12, 30)
_ENTITY = re.compile(r"&(amp|lt|gt|quot|apos);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # see ``sheet_writer``, which takes them out
_MAX_TEXT = 32_767
_MOST_LETTERS = 2**22  # in the distinct texts of a column of one window: more are for the careful reader

_Numbers = npt.NDArray[np.int32]
_Places = npt.NDArray[np.int64]


class StyleKind(IntEnum):
    """What a format of cells makes of a number."""

    NUMBER = 0
    DAY = 1
    UNCLEAR = 2


@dataclass(frozen=True)
class Column:
    """Distinct texts and other values, and for each row the number of its value among them, -1 for a blank."""

    texts: Sequence[str]
    others: Sequence[Cell]
    codes: _Numbers

    def says(self) -> npt.NDArray[np.bool_]:
        """In which rows there is a value."""
        filled = np.array([bool(text) for text in self.texts] + [True] * len(self.others) + [False])
        return filled[self.codes]

    def rows(self, where: _Places) -> Column:
        """Those rows alone."""
        return self if len(where) == len(self.codes) else Column(self.texts, self.others, self.codes[where])

    def part(self, start: int, end: int) -> Column:
        """Some rows after each other, with the values that stand in them."""
        if end - start == len(self.codes):
            return self
        used, codes = np.unique(self.codes[start:end], return_inverse=True)
        blanks, kept = int(used[0] == BLANK), used[used != BLANK].tolist()
        texts = [self.texts[number] for number in kept if number < len(self.texts)]
        others = [self.others[number - len(self.texts)] for number in kept if number >= len(self.texts)]
        return Column(texts, others, codes.astype(np.int32) - blanks)

    @property
    def letters(self) -> int:
        """In all its cells together."""
        lengths = np.array([*map(len, self.texts), *[0] * len(self.others), 0], dtype=np.int64)
        return int(lengths[self.codes].sum())

    def coded(self) -> CodedCells:
        """As it goes over the wire."""
        codes = array("i")
        codes.frombytes(np.ascontiguousarray(self.codes, dtype=np.int32).tobytes())
        return CodedCells(self.texts, self.others, codes)


def column_of(
    words: Words,
    cells: _Places,
    row_of: _Places,
    forms: npt.NDArray[np.int8],
    at: _Places,
    styles: _Places,
    rows: int,
    shared: Sequence[str] | None,
    kinds: npt.NDArray[np.int8],
) -> Column | None:
    """The cells of one column of a window; None where each is blank.

    Args:
        words: the window.
        cells: which tags its cells are.
        row_of: which row each lies in.
        forms: how each is written.
        at: where this begins.
        styles: the number of each one's format, -1 where it has none.
        rows: of the window.
        shared: the shared texts.
        kinds: what formats make of numbers.

    Raises:
        NotPlainError: a value is for the careful reader.
    """
    found: list[tuple[_Places, Sequence[Cell], _Numbers]] = []
    for number in np.unique(forms).tolist():
        form = FORMS[number]
        if form.says is Says.NOTHING:
            continue
        here = np.flatnonzero(forms == number)
        starts, ends = at[here] + len(form.opening), words.tags[cells[here] + 1 + form.opening.count(b"<")]
        if not stands(words, ends, form.closing).all():
            raise NotPlainError
        if form.says is Says.NUMBER:
            are = _kinds(styles[here], kinds)
            for kind in np.unique(are).tolist():
                which = are == kind
                values, codes = _distinct(words, starts[which], ends[which])
                found.append((row_of[here[which]], [_number(value, kind) for value in values], codes))
            continue
        values, codes = _distinct(words, starts, ends)
        said = _shared(values, shared) if form.says is Says.SHARED else texts_of(values, repeat(form.are_kept))
        found.append((row_of[here], said, codes))
    return _put_together(found, rows) if found else None


def _put_together(found: Sequence[tuple[_Places, Sequence[Cell], _Numbers]], rows: int) -> Column:
    """One column of cells that are written in several ways: rows, values and numbers among these of each way."""
    values = [value for _, values, _ in found for value in values]
    texts = {text: number for number, text in enumerate(dict.fromkeys(v for v in values if type(v) is str))}
    if sum(map(len, texts)) > _MOST_LETTERS:
        raise NotPlainError
    numbers = [value for value in dict.fromkeys(values) if type(value) is not str]
    number_of: dict[Cell, int] = {value: number for number, value in enumerate([*texts, *numbers])}
    all_codes = np.full(rows, BLANK, dtype=np.int32)
    for where, own_values, codes in found:
        all_codes[where] = np.array([number_of[value] for value in own_values], dtype=np.int32)[codes]
    return Column(list(texts), numbers, all_codes)


def texts_of(values: Sequence[bytes], are_kept: Iterable[bool]) -> list[str]:
    """What texts say that are written so in ``<t>``; none of them holds a NUL.

    Args:
        values: the texts.
        are_kept: of each, whether blanks at its ends are meant (``xml:space="preserve"``); else readers let go of them.

    Raises:
        NotPlainError: one of them is too long for a cell, or written with more than the five entities of XML.
    """
    if not values:
        return []
    try:
        every = b"\0".join(values).decode()
    except UnicodeDecodeError:
        raise NotPlainError from None
    texts = every.split("\0")
    if any(not is_kept and text != text.strip() for text, is_kept in zip(texts, are_kept, strict=False)):
        raise NotPlainError
    if "&" in every:
        if every.count("&") != len(_ENTITY.findall(every)):
            raise NotPlainError
        texts = [_ENTITY.sub(lambda match: _ENTITIES[match[1]], text) for text in texts]
    if "_x" in every:
        texts = list(map(unescape, texts))
        if any(map(_UNSTORABLE.search, texts)):
            raise NotPlainError
    if len(every) > _MAX_TEXT and max(map(len, texts)) > _MAX_TEXT:
        raise NotPlainError
    return texts


def _kinds(styles: _Places, kinds: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    """What the formats of some cells make of their numbers; a cell without a format holds a number."""
    if styles.max(initial=-1) >= len(kinds):
        raise NotPlainError
    are = np.append(kinds, np.int8(StyleKind.NUMBER))[styles]
    if (are == StyleKind.UNCLEAR).any():
        raise NotPlainError
    return are


def _distinct(words: Words, starts: _Places, ends: _Places) -> tuple[list[bytes], _Numbers]:
    """The distinct values between these places, and for each its number."""
    if (ends < starts).any():
        raise NotPlainError
    text = words.text
    values = [text[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    numbers = {value: number for number, value in enumerate(dict.fromkeys(values))}
    return list(numbers), np.fromiter(map(numbers.__getitem__, values), np.int32, len(values))


def _shared(values: Sequence[bytes], shared: Sequence[str] | None) -> list[str]:
    if shared is None or not all(map(bytes.isdigit, values)):
        raise NotPlainError
    try:
        return [shared[int(value)] for value in values]
    except IndexError:
        raise NotPlainError from None


def _number(value: bytes, kind: int) -> Cell:
    if kind == StyleKind.DAY:
        if not _DAY.fullmatch(value) or not _FIRST_DAY <= int(value) <= _LAST_DAY:
            raise NotPlainError
        return (_DAY_ZERO + dt.timedelta(days=int(value))).isoformat()
    if not _NUMBER.fullmatch(value):
        raise NotPlainError
    return plain(float(value))
