"""The account of a reading: which column is what, by which sign, with which margin; and the question left open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from doisoat.errors import Refused


@dataclass(frozen=True)
class ColumnReading:
    """One column of a table as it was understood.

    ``sign`` is ``heading``, ``content``, or ``title`` where the sheet's name or title says it for all rows. ``margin``
    is how much better the column fits than the next one.
    """

    field: str
    heading: str
    sign: str
    sense: str = "present"
    score: float = 0.0
    margin: float = 0.0


@dataclass(frozen=True)
class TableReading:
    """How one table of a file was read. ``left_out`` are headings that were understood and do not speak, with why."""

    sheet: str
    header_row: int
    columns: tuple[ColumnReading, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    unread: tuple[str, ...] = ()
    shape: str = "table"

    @property
    def margin(self) -> float:
        """The least margin of its columns."""
        return min((column.margin for column in self.columns), default=0.0)


@dataclass(frozen=True)
class TableQuestion:
    """A table that waits for a person: the best proposal, the doubtful point, and examples from the file.

    ``key`` is what an answer is kept for: the source and the set of headings. No example is taken from a column that
    may hold people.
    """

    source_id: str
    file: str
    sheet: str
    headings: tuple[str, ...]
    proposal: tuple[ColumnReading, ...]
    doubt: str
    examples: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def key(self) -> tuple[str, frozenset[str]]:
        """Source and headings."""
        return self.source_id, frozenset(self.headings)


@dataclass(frozen=True)
class Doubt:
    """Why a table is not read: it is of another kind (``asked`` is false), or a person must say how it is meant."""

    what: str
    fix: str
    asked: bool = True
    kind: Refused | None = None  # where the refusal is neither a question nor another subject
    fields: Sequence[str] = field(default_factory=tuple)  # whose columns are doubtful
