"""What can go wrong, and whose move it is.

An error says where, what and how to mend it, in Vietnamese, because a person at a district may read it.
Its class says what happens next:

* ``RowError``: one row is set aside and counted, the rest of the file goes on.
* ``RefusedInputError``: a file or a sheet is refused, the rest of the inbox goes on.
* ``TransientError``: the only one worth trying again.
* ``NotEvaluatedError``: an expectation was not evaluated on the rows it was given; the run stops without verdicts.
* ``ConfigError``: settings, criteria or cards are wrong; the run stops before it starts.
* ``UnexpectedError``: the program itself is at fault; its message may quote a cell, so kind and place are all we tell.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True)
class InputLocation:
    """A place in the input: as much of source, file, sheet and row (1-based, as Excel shows it) as is known."""

    source_id: str | None = None
    file: str | None = None
    sheet: str | None = None
    row: int | None = None

    def __str__(self) -> str:
        """The place in Vietnamese, e.g. ``tệp vnpt/T9.xlsx · trang tính 'Thôn' · hàng 12``."""
        parts = []
        if self.file:
            parts.append(f"tệp {self.file}")
        elif self.source_id:
            parts.append(f"nguồn {self.source_id}")
        if self.sheet:
            parts.append(f"trang tính '{self.sheet}'")
        if self.row is not None:
            parts.append(f"hàng {self.row}")
        return " · ".join(parts)


class DoisoatError(Exception):
    """Root of all errors that a user may see: ``what`` happened, ``spot`` where, ``fix`` how to mend it."""

    def __init__(self, what: str, *, spot: InputLocation | None = None, fix: str = "") -> None:
        self.what = what
        self.spot = spot or InputLocation()
        self.fix = fix
        super().__init__(what, self.spot, fix)

    def __str__(self) -> str:
        """One line: where: what. Cách khắc phục: how."""
        where = str(self.spot)
        line = f"{where}: {self.what}" if where else self.what
        return f"{line}. Cách khắc phục: {self.fix}" if self.fix else line


class RowError(DoisoatError):
    """One row cannot be read; it is set aside with its number."""


class Refused(StrEnum):
    """Why a file or a sheet is refused. Texts for people are in ``doisoat.vi.REFUSED``."""

    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    TRUNCATED = "truncated"
    WRONG_TYPE = "wrong_type"
    BOMB = "bomb"
    TOO_MANY_CELLS = "too_many_cells"
    DTD = "dtd"
    NO_SHEET = "no_sheet"
    DAMAGED = "damaged"
    OLD_FORMAT = "old_format"
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"
    READER_DIED = "reader_died"
    ENCODING = "encoding"
    MISSING_HEADING = "missing_heading"
    NO_DATE = "no_date"
    FUTURE_DATE = "future_date"
    UNKNOWN_SOURCE = "unknown_source"
    NO_ROWS = "no_rows"
    UNREACHABLE = "unreachable"
    NO_ROOM = "no_room"
    SOURCE_FAILED = "source_failed"
    LOCKED = "locked"
    PURGED = "purged"
    REPEATED = "repeated"
    LAYOUT_ASKED = "layout_asked"
    OTHER_SUBJECT = "other_subject"


class RefusedInputError(DoisoatError):
    """A file, or one sheet of it, cannot be used. ``kind`` is the reason of its own kind."""

    def __init__(self, kind: Refused, what: str, *, spot: InputLocation | None = None, fix: str = "") -> None:
        super().__init__(what, spot=spot, fix=fix)
        self.kind = kind

    def at(self, spot: InputLocation) -> RefusedInputError:
        """The same refusal with the fields of ``spot`` filled in where it had none."""
        merged = replace(
            spot,
            sheet=self.spot.sheet or spot.sheet,
            row=self.spot.row if self.spot.row is not None else spot.row,
        )
        return RefusedInputError(self.kind, self.what, spot=merged, fix=self.fix)


class TransientError(DoisoatError):
    """The outside world failed for now; trying again may help."""


class NotEvaluatedError(DoisoatError):
    """An expectation was not evaluated on exactly the rows it was given; no verdict may rest on it."""


class ConfigError(DoisoatError):
    """Settings, a criteria file or a source card are wrong; nothing starts until they are mended."""


class UnexpectedError(DoisoatError):
    """A fault of the program, described by its kind and place in the code alone: its message may quote a cell."""

    def __init__(self, original: Exception) -> None:
        super().__init__(
            f"chương trình gặp sự cố ({describe_fault(original)})", fix="gửi dòng này cho người phụ trách kỹ thuật"
        )
        self.original = original


def describe_fault(error: BaseException, within: Path | None = None) -> str:
    """A foreign error without its message, which may quote a cell: ``KeyError tại parse.py:12``.

    Args:
        error: what was raised.
        within: the folder whose code is looked at first: the line of one's own that a library stumbled over.
    """
    kind, place = type(error).__name__, place_of(error, within)
    return f"{kind} tại {place}" if place else kind


def place_of(error: BaseException, within: Path | None = None) -> str:
    """The line of code an error came from, ``parse.py:12``; empty where it has none."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{Path(error.filename).name}:{error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if within and Path(frame.filename).is_relative_to(within)]
    return next((f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(own or frames)), "")


def passed_through(error: BaseException, folder: Path) -> bool:
    """Whether code of the folder was at work when the error arose."""
    return any(Path(frame.filename).is_relative_to(folder) for frame in traceback.extract_tb(error.__traceback__))
