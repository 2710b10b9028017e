"""The account of a reading: which column is what, by which sign, with which margin; and the question left open."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from doisoat.errors import Refused
from doisoat.text.compare import clean


class About(StrEnum):
    """What a question is about."""

    TABLE = "table"  # the whole table: read as proposed, or not at all
    COLUMN = "column"  # what a column under an unknown heading holds
    WORD = "word"  # what a word in the cells of a known column says


# Answers about a whole table. Those about columns are names of fields, those about words stand in unknown_words.
AS_PROPOSED, LISTS_MISSING, NOT_USED = "Đọc như dự định", "Bảng liệt kê nơi CHƯA có", "Không dùng bảng này"
NOT_THIS_COLUMN = "Không dùng cột này"


@dataclass(frozen=True)
class ColumnReading:
    """One column of a table as it was understood.

    ``sign`` is ``heading``, ``content``, ``answer`` where a person said so, or ``title`` where the sheet's name or
    title says it for all rows. ``margin`` is how much better the column fits than the next one. ``label`` is the field
    as a person would call it, where a person is asked.
    """

    field: str
    heading: str
    sign: str
    sense: str = "present"
    score: float = 0.0
    margin: float = 0.0
    label: str = ""


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
    """What waits for a person: the best proposal, the doubtful point, and examples from the file.

    ``key`` is what an answer is kept for: the source and the set of headings, and of those the doubtful point; for a
    word the source, the column's field and the word. No example is taken from a column that may hold people.
    ``subject`` is the heading or the word asked about; ``point`` tells doubts about one set of headings apart.
    """

    source_id: str
    file: str
    sheet: str
    headings: tuple[str, ...]
    proposal: tuple[ColumnReading, ...]
    doubt: str
    examples: tuple[tuple[str, tuple[str, ...]], ...] = ()
    about: About = About.TABLE
    subject: str = ""
    point: str = ""
    choices: tuple[str, ...] = (AS_PROPOSED, NOT_USED)

    @property
    def key(self) -> tuple[str, ...]:
        """What the answer is kept for; for a word the headings around it do not count."""
        around = () if self.about is About.WORD else sorted({_same(text) for text in self.headings})
        return (self.source_id, str(self.about), self.point, _same(self.subject), *around)

    @property
    def id(self) -> str:
        """The number of the question. It begins with letters, so that no program takes it for a figure."""
        return "BA-" + hashlib.sha256("\n".join(self.key).encode()).hexdigest()[:12].upper()

    @property
    def holds_the_table(self) -> bool:
        """Whether the table, or a column that a rule needs, waits for the answer; a word leaves its cells unclear."""
        return self.about is not About.WORD


def _same(text: str) -> str:
    return clean(text).casefold()


@dataclass(frozen=True)
class Doubt:
    """Why a table is not read: it is of another kind (``asked`` is false), or a person must say how it is meant.

    ``point`` names the kind of doubt, so that an answer holds for no other; ``choices`` are the answers to it.
    """

    what: str
    fix: str
    asked: bool = True
    kind: Refused | None = None  # where the refusal is neither a question nor another subject
    fields: Sequence[str] = field(default_factory=tuple)  # whose columns are doubtful
    point: str = ""
    choices: tuple[str, ...] = (AS_PROPOSED, NOT_USED)
