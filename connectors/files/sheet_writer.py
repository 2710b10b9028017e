"""The child's side of the wire: readers give rows or columns, this counts, tidies and sends them.

Cells become plain values here: dates ISO text, whole floats ints, blanks ``None``. Limits on cells, columns and sheets
hold as the cells stream, so that a small file cannot fill the parent.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from typing import IO, Any

from connectors.files import refusals
from connectors.files.blank_rows import SentRows
from connectors.sandbox.wire import Cell, write_columns, write_frame

_CHUNK_CELLS = 40_000
_EXACT = 2**53  # beyond it a float no longer holds every whole number: left as it came
_MIDNIGHT = dt.time()
_MAX_TEXT = 32_767  # letters in a cell of Excel
_FRAME_LETTERS = 4 * 2**20
_SPARSE_FROM, _SPARSEST = 2_000_000, 50  # beyond so many cells, one in so many must hold something
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
        rows: Iterable[Sequence[object]],
        *,
        first_row: int = 1,
        merges: Iterable[tuple[int, int, int, int]] = (),
        overlay: dict[tuple[int, int], str | None] | None = None,
        row_numbers: list[int] | None = None,
        decode: Callable[[str], str] | None = None,
        is_hidden: bool = False,
        uncomputed: Iterable[tuple[int, int]] = (),
        widths: list[int] | None = None,
    ) -> None:
        """Send one sheet.

        Args:
            name: the sheet's name.
            rows: cells row by row; rows may differ in length.
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
        while chunk := list(islice(pending, max(1, _CHUNK_CELLS // max(width, 8)))):
            width = max(width, max(map(len, chunk)))
            if width > self.limits.max_columns:
                raise refusals.too_many_cells(f"trang tính '{name}' có hơn {self.limits.max_columns} cột")
            self.cells += width * len(chunk)
            if self.cells > self.limits.max_cells:
                raise refusals.too_many_cells(f"hơn {self.limits.max_cells:,} ô".replace(",", "."))
            self._send(name, [self._plain(column, decode) for column in zip_longest(*chunk)], len(chunk))
        number, numbers = sent.numbers(first_row)
        if row_numbers:
            numbers = [row_numbers[position] for position in sent.kept]
            number = numbers[0] if numbers else first_row
            if numbers and numbers[-1] - numbers[0] == len(numbers) - 1:  # they only ever grow
                numbers = None
        write_frame(
            self.stream,
            {
                "type": "end_sheet",
                "first_row": number,
                "merges": sent.merges(merges, width),
                "row_numbers": numbers,
                "uncomputed": sent.places(uncomputed),
                "widths": None if widths is None else [widths[position] for position in sent.kept],
            },
        )

    def _send(self, name: str, columns: list[list[Any]], rows: int) -> None:
        """Send some rows, in pieces where their texts are long; hold what has been sent so far against reason."""
        self.filled += sum(len(column) - column.count(None) for column in columns)
        if self.cells > _SPARSE_FROM and self.filled * _SPARSEST < self.cells:
            raise refusals.too_many_cells(f"trang tính '{name}' trải trên hơn 2 triệu ô mà hầu hết là ô trống")
        letters = sum(map(_letters, columns))
        self.letters += letters
        if self.letters > self.max_letters:
            raise refusals.bomb("chữ trong các ô bung ra quá lớn")
        step = max(1, rows * _FRAME_LETTERS // letters) if letters > _FRAME_LETTERS else max(rows, 1)
        for first in range(0, rows, step):
            piece = [column[first : first + step] for column in columns] if step < rows else columns
            write_columns(self.stream, piece, min(step, rows - first))

    def _plain(self, column: Sequence[Any], decode: Callable[[str], str] | None) -> list[Cell]:
        """A column of whatever a reader gives as plain cells; the common cases go without a call per cell."""
        cells: list[Any]
        kinds = set(map(type, column))
        if kinds <= {str, type(None)}:
            cells = [value or None for value in column]
        elif kinds == {float}:
            return [int(v) if v.is_integer() and -_EXACT < v < _EXACT else _finite(v) for v in column]
        else:
            cells = [plain(value) for value in column]
        texts = [cell for cell in cells if type(cell) is str]
        every_text = "".join(texts)
        if decode is not None and "_x" in every_text:
            cells = [decode(cell) if type(cell) is str else cell for cell in cells]
            texts = [cell for cell in cells if type(cell) is str]
            every_text = "".join(texts)
        if _UNSTORABLE.search(every_text):
            cells = [(_UNSTORABLE.sub("", cell) or None) if type(cell) is str else cell for cell in cells]
        if len(every_text) > _MAX_TEXT and max(map(len, texts)) > _MAX_TEXT:
            self.note(f"Có ô dài hơn {_MAX_TEXT} ký tự; chỉ giữ phần đầu, như Excel vẫn làm.")
            cells = [cell[:_MAX_TEXT] if type(cell) is str else cell for cell in cells]
        return cells

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


def _letters(column: list[Cell]) -> int:
    return sum([len(cell) for cell in column if type(cell) is str])


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
