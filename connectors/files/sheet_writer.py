"""The child's side of the wire: readers give rows or columns, this counts, tidies and sends them.

Cells become plain values here: dates ISO text, whole floats ints, blanks ``None``. Limits on cells, columns and sheets
hold as the cells stream, so that a small file cannot fill the parent.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import IO, Any

from connectors.files import refusals
from connectors.files.blank_rows import Row, SentRows
from connectors.files.column_blocks import ColumnBlock
from connectors.sandbox.wire import BLANK, Cell, CodedCells, write_columns, write_frame

_CHUNK_CELLS = 120_000
_EXACT = 2**53  # beyond it a float no longer holds every whole number: left as it came
_MIDNIGHT = dt.time()
_MAX_TEXT = 32_767  # letters in a cell of Excel
_FRAME_LETTERS = 4 * 2**20
_SPARSE_FROM, _SPARSEST = 2_000_000, 50  # beyond so many cells, one in so many must hold something
_OTHERS = frozenset({int, float, bool})
_Decode = Callable[[str], str]
_NO_NUMBER = "#NUM!"  # what Excel shows for infinity
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # no database and no UTF-8 file takes NUL or half a surrogate pair


@dataclass(frozen=True)
class Limits:
    """What one file may hold; the fields of ``doisoat.settings.ReaderLimits`` that the child needs."""

    max_cells: int
    max_columns: int
    max_sheets: int


@dataclass
class Output:
    """Where a reader puts what it finds.

    Raises:
        RefusedInputError: from any method, kind TOO_MANY_CELLS, when a limit is passed.
    """

    stream: IO[bytes]
    limits: Limits
    notes: list[str] = field(default_factory=list)
    max_letters: int = 2**26  # in all cells together; raised with the file's size
    cells: int = 0
    letters: int = 0
    uncomputed: bool = False  # formulas without a stored result were met
    filled: int = 0
    sheets: int = 0

    def note(self, text: str) -> None:
        """A Vietnamese sentence for the officer; the same one once, at most 100 of them."""
        if text not in self.notes and len(self.notes) < 100:
            self.notes.append(text)

    def kind(self, kind: str) -> None:
        """Tell what the bytes are. Sent at once: it is the last word of a child that then dies."""
        write_frame(self.stream, {"type": "kind", "kind": kind})
        self.stream.flush()

    def sheet(
        self,
        name: str,
        rows: Iterable[Row],
        *,
        first_row: int = 1,
        merges: Iterable[tuple[int, int, int, int]] = (),
        overlay: dict[tuple[int, int], str | None] | None = None,
        row_numbers: Sequence[int] | None = None,
        decode: _Decode | None = None,
        is_hidden: bool = False,
        uncomputed: Iterable[tuple[int, int]] = (),
        widths: Sequence[int] | None = None,
    ) -> None:
        """Send one sheet.

        Args:
            name: the sheet's name.
            rows: cells row by row, which may differ in length, or many at once by columns.
            first_row: the file's number of the first of ``rows``, from 1.
            merges: (first row, first column, last row, last column), positions within ``rows``.
            overlay: what cells say that the reader lost or must not show, by position within ``rows``.
            row_numbers: filled while ``rows`` are read: each row's number in the file, where ``first_row`` and counting
                up do not give it.
            decode: applied to every text.
            is_hidden: whether Excel hides the sheet.
            uncomputed: formulas without a stored result, by position within ``rows``.
            widths: filled while ``rows`` are read: each row's number of cells, where cells can be lost or added.
        """
        self.sheets += 1
        if self.sheets > self.limits.max_sheets:
            raise refusals.too_many_cells(f"hơn {self.limits.max_sheets} trang tính")
        if is_hidden:
            self.note(f"Trang tính '{name}' đang bị ẩn.")
        write_frame(self.stream, {"type": "sheet", "name": name, "is_hidden": is_hidden})
        sent = SentRows(rows, overlay, self.limits.max_columns)
        pending = iter(sent)
        width = 0
        while chunk := _together(pending, max(1, _CHUNK_CELLS // max(width, 8))):
            block = chunk.pop() if isinstance(chunk[-1], ColumnBlock) else None
            rows_alone = [row for row in chunk if not isinstance(row, ColumnBlock)]
            # What is spread is held against what is filled: each part's cells are counted just before its values are.
            if rows_alone:
                width = self._widened(name, width, max(map(len, rows_alone)), len(rows_alone))
                self._send(name, list(zip_longest(*rows_alone)), len(rows_alone), decode)
            if isinstance(block, ColumnBlock):
                width = self._widened(name, width, len(block.columns), block.rows)
                filled = sum(block.rows - column.blanks for column in block.columns)
                self._account(name, filled, block.letters)
                write_columns(self.stream, block.columns, block.rows)
        number, numbers = sent.numbers(first_row)
        if row_numbers and sent.kept:
            number, last = row_numbers[sent.kept[0]], row_numbers[sent.kept[-1]]
            counting = last - number == len(sent.kept) - 1  # they only ever grow
            numbers = None if counting else [row_numbers[position] for position in sent.kept]
        write_frame(
            self.stream,
            {
                "type": "end_sheet",
                "first_row": number,
                "merges": sent.merges(merges, width),
                "row_numbers": numbers,
                "uncomputed": sent.places(uncomputed),
                "widths": None if widths is None else _widths(widths, sent.kept),
            },
        )

    def _widened(self, name: str, width: int, cells: int, rows: int) -> int:
        """The sheet's width with so many more rows of so many cells, which are counted."""
        width = max(width, cells)
        if width > self.limits.max_columns:
            raise refusals.too_many_cells(f"trang tính '{name}' có hơn {self.limits.max_columns} cột")
        self.cells += width * rows
        if self.cells > self.limits.max_cells:
            raise refusals.too_many_cells(f"hơn {self.limits.max_cells:,} ô".replace(",", "."))
        return width

    def _send(self, name: str, columns: Sequence[Sequence[Any]], rows: int, decode: _Decode | None) -> None:
        """Send some rows, in pieces where their texts are long; hold what has been sent so far against reason."""
        coded = [self._coded(column, decode) for column in columns]
        letters = sum(map(_letters, coded))
        self._account(name, sum(rows - column.blanks for column in coded), letters)
        if letters <= _FRAME_LETTERS:
            write_columns(self.stream, coded, rows)
            return
        step = max(1, rows * _FRAME_LETTERS // letters)
        for first in range(0, rows, step):
            piece = [self._coded(column[first : first + step], decode) for column in columns]
            write_columns(self.stream, piece, min(step, rows - first))

    def _account(self, name: str, filled: int, letters: int) -> None:
        """Hold what has been sent so far against reason."""
        self.filled += filled
        if self.cells > _SPARSE_FROM and self.filled * _SPARSEST < self.cells:
            raise refusals.too_many_cells(f"trang tính '{name}' trải trên hơn 2 triệu ô mà hầu hết là ô trống")
        self.letters += letters
        if self.letters > self.max_letters:
            raise refusals.bomb("chữ trong các ô bung ra quá lớn")

    def _coded(self, column: Sequence[Any], decode: _Decode | None) -> CodedCells:
        """A column of whatever a reader gives as plain cells; the common cases go without a call per cell."""
        cells: Sequence[Any] = column
        kinds = set(map(type, column))
        if kinds == {float}:
            cells = [int(v) if v.is_integer() and -_EXACT < v < _EXACT else _finite(v) for v in column]
            kinds = set(map(type, cells))
        elif not kinds <= {str, type(None)}:
            cells = [plain(value) for value in column]
            kinds = set(map(type, cells))
        # 1, 1.0 and True are equal to Python, and three values to a spreadsheet.
        are_typed = len(kinds & _OTHERS) > 1
        keys: Sequence[Any] = [(type(cell), cell) for cell in cells] if are_typed else cells
        numbers: dict[Any, int] = dict.fromkeys(keys, BLANK)
        values = [key[1] if are_typed else key for key in numbers]
        # What a text is changed into is asked of each distinct one.
        raw = [value for value in values if type(value) is str]
        tidy = dict(zip(raw, self._tidied(raw, decode), strict=True))
        texts = {text: number for number, text in enumerate(dict.fromkeys(text for text in tidy.values() if text))}
        others: list[Cell] = []
        for key, value in zip(numbers, values, strict=True):
            if type(value) is str:
                if text := tidy[value]:
                    numbers[key] = texts[text]
            elif value is not None:
                numbers[key] = len(texts) + len(others)
                others.append(value)
        return CodedCells(list(texts), others, array("i", map(numbers.__getitem__, keys)))

    def _tidied(self, texts: list[str], decode: _Decode | None) -> list[str]:
        """The texts decoded, without what no database takes, and no longer than Excel's."""
        every = "".join(texts)
        if decode is not None and "_x" in every:
            texts = list(map(decode, texts))
            every = "".join(texts)
        if (not every.isascii() or "\0" in every) and _UNSTORABLE.search(every):
            texts = [_UNSTORABLE.sub("", text) for text in texts]
        if len(every) > _MAX_TEXT and max(map(len, texts)) > _MAX_TEXT:
            self.note(f"Có ô dài hơn {_MAX_TEXT} ký tự; chỉ giữ phần đầu, như Excel vẫn làm.")
            texts = [text[:_MAX_TEXT] for text in texts]
        return texts

    def done(self) -> None:
        """The file is read to its end.

        Raises:
            RefusedInputError: there was no sheet, or no cell with a value: an empty file passes nothing.
        """
        if not self.sheets:
            raise refusals.no_sheet()
        if not self.filled:
            raise refusals.no_results() if self.uncomputed else refusals.no_cells()
        write_frame(self.stream, {"type": "done", "notes": self.notes})
        self.stream.flush()


def _together(rows: Iterator[Row], most: int) -> list[Row]:
    """The next rows, so many at most, up to the next rows by columns, which come last."""
    chunk: list[Row] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) >= most or isinstance(row, ColumnBlock):
            break
    return chunk


def _widths(widths: Sequence[int], kept: Sequence[int]) -> list[int] | int:
    """Those of the rows sent; one number where all are alike."""
    first = widths[kept[0]] if kept else 0
    if len(widths) == len(kept) and set(widths) == {first}:
        return first
    return [widths[position] for position in kept]


def _letters(column: CodedCells) -> int:
    """In all its cells together."""
    lengths = [*map(len, column.texts), *[0] * len(column.others), 0]
    return sum(map(lengths.__getitem__, column.codes))  # a blank's number is that of the last


def _finite(value: float) -> float | str:
    return value if math.isfinite(value) else _NO_NUMBER


def plain(value: object) -> Cell:
    """One value as a plain cell.

    ``datetime`` at midnight becomes a date: spreadsheets know no other dates. Numbers beyond 2**53 stay floats.
    """
    if isinstance(value, str):
        return value or None
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            return _NO_NUMBER
        return int(value) if value.is_integer() and abs(value) < _EXACT else value
    if isinstance(value, dt.datetime):
        if value.microsecond and value.year < dt.MAXYEAR:  # serial numbers are floats: 07:59:59.9999 is 08:00
            value = (value + dt.timedelta(milliseconds=500)).replace(microsecond=0)
        return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(" ")
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(value, dt.time):
        return value.isoformat("seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
    """Undo OOXML's ``_x000D_`` notation for characters that XML cannot hold."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
