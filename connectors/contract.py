"""What passes between the vault, the readers, the sources and the flows.

``fetch`` keeps bytes, ``parse`` reads them. Parsing is pure: the same workbook and card give the same records.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from connectors.reading import TableQuestion, TableReading
from doisoat.columns import SET_ASIDE
from doisoat.errors import RefusedInputError

if TYPE_CHECKING:
    import pandas as pd

# A cell as the reader found it. Dates arrive as ISO text ("2024-11-15" or "2024-11-15 08:30:00"), numbers as numbers
# (so that a code which lost its leading zero can be told from one that was typed), Excel's errors as text ("#N/A").
Cell = str | int | float | bool | None


@dataclass(frozen=True)
class RawFile:
    """One file as it landed: bytes in the vault, and where in the inbox it came from.

    ``name`` is the path relative to the inbox, with ``/``, e.g. ``operators/vnpt/T9.xlsx``.
    """

    source_id: str
    name: str
    sha256: str
    size: int
    landed_at: dt.datetime
    path: Path


@dataclass(frozen=True)
class Sheet:
    """One sheet as columns of cells: ``columns[c][r]`` is row ``first_row + r`` of the file.

    ``merges`` are (first row, first column, last row, last column), zero-based positions within ``columns``.
    For a CSV file ``row_numbers`` holds each record's first line, where quoted line breaks make them differ.
    ``uncomputed`` are (row, column) positions of formulas without a stored result; their cells are None. ``widths`` are
    the numbers of cells of each row of separated text, blank ones at the end included; None for other files.
    """

    name: str
    columns: Sequence[Sequence[Cell]]
    first_row: int = 1
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    row_numbers: list[int] | None = None
    is_hidden: bool = False
    uncomputed: frozenset[tuple[int, int]] = frozenset()
    widths: Sequence[int] | None = None

    @property
    def row_count(self) -> int:
        """Number of rows, blank ones included."""
        return len(self.columns[0]) if self.columns else 0

    def number_of(self, position: int) -> int:
        """The row's number in the file, as Excel (or a text editor) shows it."""
        return self.row_numbers[position] if self.row_numbers is not None else self.first_row + position


@dataclass(frozen=True)
class Workbook:
    """A file read into sheets. ``kind`` is what the bytes are (xlsx, xls, csv …), not what the name says."""

    kind: str
    sheets: list[Sheet]
    notes: list[str] = field(default_factory=list)  # Vietnamese: encoding found, macros present ...


@dataclass(frozen=True)
class Unread:
    """Something that was sent and is not used, to be told to whoever sent it: a sheet, a column, a row or a cell.

    ``reason`` is a key of ``connectors.reasons.UNREAD_TEXT``; ``written`` is empty where persons stand in the sheet.
    """

    reason: str
    sheet: str
    row: int | None = None
    heading: str = ""
    written: str = ""
    village_text: str | None = None
    commune_text: str | None = None
    district_text: str | None = None


def _no_rows() -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(columns=list(SET_ASIDE))


@dataclass
class ParsedFile:
    """What one file became. ``rows_in == rows read + rows set aside + rows of refused sheets`` always holds."""

    raw: RawFile
    published_on: dt.date | None = None
    published_from: str = ""  # title, column, file_name, settings; empty where none is needed or found
    records: dict[str, pd.DataFrame] = field(default_factory=dict)  # by kind, see doisoat.columns.RECORDS
    set_aside: pd.DataFrame = field(default_factory=_no_rows)
    refusals: list[RefusedInputError] = field(default_factory=list)  # of sheets, or of the file itself
    notes: list[str] = field(default_factory=list)  # Vietnamese, for the officer: unknown headings, repairs ...
    unread: list[Unread] = field(default_factory=list)
    rows_in: int = 0
    rows_read: int = 0
    rows_refused: int = 0
    readings: list[TableReading] = field(default_factory=list)  # how each table was understood
    questions: list[TableQuestion] = field(default_factory=list)  # what waits for a person's answer


@dataclass(frozen=True)
class FieldMeaning:
    """What a field's heading says, in meanings of the lexicon (``connectors/tables/lexicon``).

    Each of ``means`` is a set of meanings that must all be said; ``maybe`` likewise, where the heading alone is a weak
    sign. ``allow`` may stand beside them without changing anything. A word that turns the sense ("chưa có", "kế
    hoạch", "số thuê bao") rules the field out, unless the sense it gives is one of ``senses``. ``beside`` are another
    field and what a heading must say to mean this one where that field has a column and no heading says this one
    outright: "Trực tuyến toàn trình" beside "Trực tuyến một phần". ``every_word``: a heading with a word that nobody
    knows may count something narrower ("Hồ sơ đất đai") and is asked about, not read.
    """

    means: tuple[frozenset[str], ...]
    maybe: tuple[frozenset[str], ...] = ()
    allow: frozenset[str] = frozenset()
    senses: frozenset[str] = frozenset()
    beside: tuple[tuple[str, frozenset[str]], ...] = ()
    every_word: bool = False


@dataclass(frozen=True)
class FieldCard:
    """One logical field of a source: its name in our frames, the headings it goes by, and what they mean."""

    name: str
    headings: tuple[str, ...]
    required: bool = False
    meaning: FieldMeaning | None = None


@dataclass(frozen=True)
class SourceCard:
    """``source.yml``: the shape of a source as data. Documented in docs/add-a-source.md."""

    id: str
    title: str  # Vietnamese, shown to officers
    inbox: str  # folder below the inbox, e.g. operators/vnpt
    parser: str  # name of a shared parser in connectors/parsers, or "own" for parse.py beside the card
    needs_date: bool
    complete: bool  # the export declares itself complete: a village it does not list is a "no"
    fresh_days: int | None  # cadence of the source; None: no limit of its own
    min_rows: int
    max_rows: int
    max_drop: float | None  # share of its list a source may lose between two nights; None: lists come and go
    fields: tuple[FieldCard, ...]
    options: dict[str, object]
    folder: Path
    published_on: dt.date | None = None  # given by the settings where the files carry no date


# Texts of one column -> the same texts repaired, and the name of the damage found ("" where there was none). The
# gazetteer knows how; the flows hand it in, because rooms have no doors between them.
Repair = Callable[[Sequence[str | None]], tuple[list[str | None], str]]


# Texts of one column -> for each what it names: "village", "commune", "district", or "" where it names no place that is
# known. The gazetteer knows; the flows hand it in.
PlaceLookup = Callable[[Sequence[str]], Sequence[str]]


@dataclass(frozen=True)
class Context:
    """What parsers are handed: the date, text repair, the keyed digest of persons, known places, people's answers."""

    today: dt.date
    repair: Repair
    digest: Callable[[str, str], str | None]  # (column, value) -> keyed digest, or None where no key is set
    places: PlaceLookup | None = None  # the strongest sign that a column holds villages; optional
    # What people answered to questions about tables: number of the question -> the answer's words.
    answers: Mapping[str, str] = field(default_factory=dict)
    places_id: str = ""  # tells one set of known places from another; empty: they cannot be told apart


Parse = Callable[[Workbook, RawFile, SourceCard, Context], ParsedFile]
