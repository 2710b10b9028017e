"""Sheets built in the parent from a child's messages, believing none of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from connectors.coded_column import CodedColumn
from connectors.contract import Cell, Sheet, Workbook
from connectors.sandbox.wire import BrokenFrameError, Message, columns_of
from doisoat.errors import InputLocation, Refused, RefusedInputError
from doisoat.settings import ReaderLimits

_Key = str | tuple[type, Cell]
_BLANK_KEY: _Key = (type(None), None)
_SHORT = 2_000  # rows; a shorter sheet has plain lists, which are quicker where there is little to ask


class Assembly:
    """Takes messages one by one; afterwards either ``refusal`` is set, or ``workbook()`` gives the sheets."""

    def __init__(self, limits: ReaderLimits) -> None:
        self.kind = ""
        self.finished = False
        self.refusal: RefusedInputError | None = None
        self._limits = limits
        self._sheets: list[Sheet] = []
        self._notes: list[str] = []
        self._cells = 0
        self._rows = 0
        self._growing: list[_GrowingColumn] = []
        self._take = {
            "kind": self._kind,
            "sheet": self._sheet,
            "columns": self._columns,
            "end_sheet": self._end_sheet,
            "done": self._done,
            "refused": self._refused,
        }

    def take(self, message: Message) -> None:
        """One message.

        Raises:
            BrokenFrameError: it has not the form of any message, or comes after the last.
        """
        handler = self._take.get(str(message.get("type")))
        if handler is None or self.finished:
            raise BrokenFrameError("unexpected message")
        try:
            handler(message)
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise BrokenFrameError("malformed message") from error

    def workbook(self) -> Workbook:
        """What was read."""
        return Workbook(self.kind, self._sheets, self._notes)

    def _kind(self, message: Message) -> None:
        self.kind = _text(message["kind"])

    def _sheet(self, message: Message) -> None:
        if len(self._sheets) >= self._limits.max_sheets:
            raise BrokenFrameError("more sheets than allowed")
        self._sheets.append(Sheet(_text(message["name"]), [], is_hidden=message.get("is_hidden") is True))
        self._rows = 0
        self._growing = []

    def _columns(self, message: Message) -> None:
        if not self._sheets:
            raise BrokenFrameError("cells of no sheet")
        width, rows = len(message["columns"]), _whole(message["rows"])
        self._cells += rows * max(width, len(self._growing), 1)  # a column without a cell here gets blanks
        if width > self._limits.max_columns or self._cells > 2 * self._limits.max_cells:
            raise BrokenFrameError("more cells than allowed")
        for _ in range(width - len(self._growing)):
            self._growing.append(_GrowingColumn(self._rows))  # a row longer than all before it
        columns_of(message, self._grow)
        for column in self._growing[width:]:
            column.add_blanks(rows)
        self._rows += rows

    def _grow(self, position: int, values: Sequence[Cell], codes: memoryview) -> None:
        self._growing[position].add(values, np.frombuffer(codes, dtype=np.int32))

    def _end_sheet(self, message: Message) -> None:
        sheet = self._sheets[-1]
        merges, numbers, uncomputed = message["merges"], message["row_numbers"], message["uncomputed"]
        if not isinstance(merges, list) or not isinstance(numbers, list | None) or not isinstance(uncomputed, list):
            raise BrokenFrameError("merges, row numbers or uncomputed cells are no lists")
        if numbers is not None and len(numbers) != self._rows:
            raise BrokenFrameError("row numbers of another length")
        self._sheets[-1] = Sheet(
            sheet.name,
            [column.finished() for column in self._growing],
            _whole(message["first_row"]),
            [(_whole(a), _whole(b), _whole(c), _whole(d)) for a, b, c, d in merges],
            None if numbers is None else [_whole(number) for number in numbers],
            sheet.is_hidden,
            frozenset((_whole(row), _whole(column)) for row, column in uncomputed),
            _widths(message["widths"], self._rows),
        )
        self._growing = []

    def _done(self, message: Message) -> None:
        notes = message["notes"]
        if not isinstance(notes, list):
            raise BrokenFrameError("notes are no list")
        self._notes = [_text(note) for note in notes]
        self.finished = True

    def _refused(self, message: Message) -> None:
        sheet = message["sheet"]
        self.refusal = RefusedInputError(
            Refused(_text(message["kind"])),
            _text(message["what"]),
            spot=InputLocation(sheet=None if sheet is None else _text(sheet)),
            fix=_text(message["fix"]),
        )
        self.finished = True


class _GrowingColumn:
    """One column of a sheet while its chunks come; equal values of one type have one number over all of them."""

    def __init__(self, blanks: int) -> None:
        self._numbers: dict[_Key, int] = {}
        self._values: list[Cell] = []
        self._parts: list[npt.NDArray[np.int32]] = []
        self.add_blanks(blanks)

    def add(self, values: Sequence[Cell], codes: npt.NDArray[np.int32]) -> None:
        """The next rows: numbers among ``values``, -1 for a blank.

        Raises:
            BrokenFrameError: a number is none of these.
        """
        if len(codes) == 0:
            return
        least, most = int(codes.min()), int(codes.max())
        if least < -1 or most >= len(values):
            raise BrokenFrameError("a cell of no value")
        own = np.empty(len(values) + 1, dtype=np.int32)
        own[:-1] = self._numbered([value if type(value) is str and value else _key(value) for value in values])
        own[-1] = self._numbered([_BLANK_KEY])[0] if least < 0 else 0
        self._parts.append(own[codes])

    def add_blanks(self, rows: int) -> None:
        """The next rows, in which the column has no cell."""
        if rows:
            self._parts.append(np.full(rows, self._numbered([_BLANK_KEY])[0], dtype=np.int32))

    def finished(self) -> Sequence[Cell]:
        """The whole column."""
        codes = np.concatenate(self._parts) if self._parts else np.empty(0, dtype=np.int32)
        column = CodedColumn(self._values, codes)
        return column if len(codes) >= _SHORT else list(column)

    def _numbered(self, keys: list[_Key]) -> list[int]:
        """The numbers of values; those not met yet have the next ones."""
        # One look at a table of millions a value: a second one would cost as much as all the rest.
        setdefault, numbers, following = self._numbers.setdefault, [], len(self._numbers)
        for key in keys:
            number = setdefault(key, following)
            if number == following:
                self._values.append(key if isinstance(key, str) else key[1])
                following += 1
            numbers.append(number)
        return numbers


def _key(value: Cell) -> _Key:
    """What tells a value that is no text, or the empty one, from all others: 1, 1.0 and TRUE are three."""
    return _BLANK_KEY if value == "" else (type(value), value)


def _widths(value: object, rows: int) -> Sequence[int] | None:
    if value is None:
        return None
    if isinstance(value, int):
        return CodedColumn.constant(_whole(value), rows)
    if not isinstance(value, list) or len(value) != rows:
        raise BrokenFrameError("widths of another length")
    return [_whole(width) for width in value]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise BrokenFrameError("not a text")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BrokenFrameError("not a whole number")
    return value
