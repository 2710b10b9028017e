"""Sheets built in the parent from a child's messages, believing none of them."""

from __future__ import annotations

from connectors.contract import Cell, Sheet, Workbook
from connectors.sandbox.wire import BrokenFrameError, Message, columns_of
from doisoat.errors import InputLocation, Refused, RefusedInputError
from doisoat.settings import ReaderLimits

_MEMO = 100_000  # distinct texts remembered per sheet; enough for names and kinds, no second copy of every code


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
        self._memo: dict[str, str] = {}
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
        self._memo.clear()

    def _columns(self, message: Message) -> None:
        chunk = columns_of(message)
        rows = _whole(message["rows"])
        self._cells += rows * max(len(chunk), 1)
        if len(chunk) > self._limits.max_columns or self._cells > 2 * self._limits.max_cells:
            raise BrokenFrameError("more cells than allowed")
        columns = self._sheets[-1].columns
        for _ in range(len(chunk) - len(columns)):
            columns.append([None] * self._rows)  # a row longer than all before it
        for position, column in enumerate(columns):
            if position >= len(chunk):
                column.extend([None] * rows)
            elif len(chunk[position]) == rows:
                column.extend(self._shared(chunk[position]))
            else:
                raise BrokenFrameError("a column of another length")
        self._rows += rows

    def _shared(self, column: list[Cell]) -> list[Cell]:
        """The same cells, equal texts being one object: most columns of a list hold few distinct values."""
        if len(self._memo) > _MEMO:
            self._memo.clear()
        remember = self._memo.setdefault
        return [remember(cell, cell) if type(cell) is str else cell for cell in column]

    def _end_sheet(self, message: Message) -> None:
        sheet = self._sheets[-1]
        merges, numbers, uncomputed = message["merges"], message["row_numbers"], message["uncomputed"]
        if not isinstance(merges, list) or not isinstance(numbers, list | None) or not isinstance(uncomputed, list):
            raise BrokenFrameError("merges, row numbers or uncomputed cells are no lists")
        if numbers is not None and len(numbers) != self._rows:
            raise BrokenFrameError("row numbers of another length")
        self._sheets[-1] = Sheet(
            sheet.name,
            sheet.columns,
            _whole(message["first_row"]),
            [(_whole(a), _whole(b), _whole(c), _whole(d)) for a, b, c, d in merges],
            None if numbers is None else [_whole(number) for number in numbers],
            sheet.is_hidden,
            frozenset((_whole(row), _whole(column)) for row, column in uncomputed),
            _widths(message["widths"], self._rows),
        )

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


def _widths(value: object, rows: int) -> list[int] | None:
    if value is None:
        return None
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
