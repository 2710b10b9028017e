"""One sheet as a table: the cells of each field, row by row, with everything that is no data set apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from connectors.coded_column import CodedColumn
from connectors.contract import Cell, PlaceLookup, Repair, Sheet
from connectors.tables.cells import as_text, is_blank, texts, without_rows
from connectors.tables.columns import Assigned, ColumnFinder
from connectors.tables.content import BY_CONTENT, Contents
from connectors.tables.explaining_columns import legend_beside
from connectors.tables.groups import LEVELS
from connectors.tables.header import Header, TopRows, Wanted, find_header
from connectors.tables.legend import Legend, legend_of
from connectors.tables.marks import is_total
from connectors.tables.meanings import Match, said
from connectors.tables.regions import Region
from connectors.tables.row_layout import Layout, lay_out
from connectors.tables.section_rows import sections_below

# Columns of a header that people were asked about: column → field, empty where it is none.
Explained = Callable[[Header], Mapping[int, str]]

ONE_SERVICE = "one_service"  # what a title or a sheet's name says: all columns are about this service
_TICKS = frozenset({"ticked_yes", "ticked_no"})
_TOP, _SUMS = 400, frozenset({"cộ", "tổ", "co", "to", "lũ", "lu"})
_SHORT = 30  # distinct texts; a column with fewer is judged together with a damaged one of the same file


class ColumnRepair:
    """Repairs the texts of a file column by column and remembers what damage it met.

    Short answer columns are too little to tell an encoding from, so the texts of damaged columns before them are
    shown along with them: one file has one damage.
    """

    def __init__(self, repair: Repair) -> None:
        self._repair = repair
        self._examples: list[str] = []
        self.damages: dict[str, str] = {}  # heading -> damage

    def mend(self, cells: Sequence[Cell], heading: str = "") -> Sequence[Cell]:
        """The column with its texts repaired; numbers and ASCII texts stay as they are."""
        known = cells.distinct() if isinstance(cells, CodedColumn) else dict.fromkeys(cells)
        texts = [c for c in known if isinstance(c, str) and not c.isascii()]
        if not texts:
            return cells
        fixed, damage = self._repair(texts)
        if not damage and self._examples and len(texts) <= _SHORT:
            fixed, damage = self._repair([*texts, *self._examples])
        changed: dict[Cell, Cell] = {a: b for a, b in zip(texts, fixed, strict=False) if a != b}
        if damage and changed:
            self.damages[heading] = damage
            self._examples = self._examples or texts[:200]
        if not changed:
            return cells
        if isinstance(cells, CodedColumn):
            return cells.mapped(lambda cell: changed.get(cell, cell))
        return [changed.get(cell, cell) for cell in cells]


@dataclass
class Table:
    """A sheet with a usable header. Lists are one entry a data row, in the sheet's order."""

    sheet: Sheet
    header: Header
    region: Region
    layout: Layout
    mender: ColumnRepair
    titles: list[str] = field(default_factory=list)
    given: Mapping[str, str] = field(default_factory=dict)  # what the sheet's name and titles say in place of a column
    legend: Legend = field(default_factory=Legend)
    contents: Contents | None = None
    finder: ColumnFinder | None = None
    shape: str = "table"  # blocks, side by side, transposed … (see blocks.py)
    left: tuple[tuple[int, str], ...] = ()  # number in the file of a row that is no part of the table, and why
    joined: dict[str, list[Cell]] = field(default_factory=dict)  # answers told by two columns (see ticks.py)
    answer: str = ""  # what a person answered to the question about the whole table

    def named_by_heading(self, name: str) -> bool:
        """Whether the field was found by its heading, not by its content alone."""
        return bool(self.header.chains[self.header.columns[name]]) and (name in self.heading_fields(name))

    def heading_fields(self, name: str) -> list[str]:
        """Fields that the heading of a field's column may name."""
        finder = self.finder
        return list(finder.matches(self.header.chains[self.header.columns[name]])) if finder else [name]

    @property
    def size(self) -> int:
        """Number of data rows."""
        return len(self.layout.data)

    @property
    def row_count(self) -> int:
        """Filled rows below the header: data and what was set aside."""
        return self.size + len(self.layout.aside) + len(self.left)

    def has(self, name: str) -> bool:
        """Whether the table has a column for the field, or its title says it for all rows."""
        known = name in self.header.columns or name in self.given or name in self.joined
        return known or name in self.layout.filled.keys() - LEVELS

    def sense(self, name: str) -> str:
        """In which sense a field's column says it: ``present``, ``missing``, ``share``, ``weak``."""
        found = self.matches.get(name)
        return found.sense if found else "present"

    @property
    def matches(self) -> Mapping[str, Match]:
        """How each field's heading was understood."""
        assignment = self.header.assignment
        return assignment.matches if isinstance(assignment, Assigned) else {}

    def heading(self, name: str) -> str:
        """The heading under which the field was found."""
        column = self.header.columns.get(name)
        return " / ".join(self.header.chains[column]) if column is not None else ""

    def row_numbers(self) -> Sequence[int]:
        """The number of each data row in the file."""
        data = self.layout.data
        if isinstance(data, range) and self.sheet.row_numbers is None:
            first = self.number(0)
            return range(first + data.start, first + data.stop)
        return [self.number(position) for position in data]

    def number(self, position: int) -> int:
        """The number in the file of a row of the region."""
        return self.sheet.number_of(self.region.start + position)

    def cells(self, name: str, *, mend: bool = True) -> Sequence[Cell]:
        """The cells of a field's column; all None where the table has no such column."""
        if name in self.joined:
            return list(self.joined[name])
        column = self.region.column(name)
        if column is None and name in self.layout.filled.keys() - LEVELS:
            return list(self.layout.filled[name])
        if column is None:
            return CodedColumn.constant(self.given.get(name), self.size)
        column = self._data_of(column)
        return self.mender.mend(column, self.heading(name)) if mend else column

    def column_cells(self, column: int) -> Sequence[Cell]:
        """The cells of a column of the sheet in the data rows, repaired."""
        return self.mender.mend(self._data_of(self.region.columns[column]), " / ".join(self.header.chains[column]))

    def _data_of(self, column: Sequence[Cell]) -> Sequence[Cell]:
        """The cells of a column of the region in the data rows."""
        if self.size == len(column):
            return column
        if isinstance(column, CodedColumn):
            return column.taken(self.layout.data)
        return [column[row] for row in self.layout.data]

    def texts(self, name: str) -> Sequence[str | None]:
        """The column as clean, repaired texts; districts and communes filled from their groups."""
        if name in self.layout.filled:
            return self.layout.filled[name]
        return texts(self.cells(name))

    def place_written(self, name: str, position: int) -> str | None:
        """What stands in a field's column in a row of the region, set aside or not."""
        column = self.region.column(name)
        return None if column is None else as_text(column[position])

    def unknown_headings(self, ignored: Callable[[str], bool]) -> list[str]:
        """Headings above filled columns that are no field and not known to be of no interest."""
        return list(self.unknown_columns(ignored).values())

    def unknown_columns(self, ignored: Callable[[str], bool]) -> dict[int, str]:
        """The same by the column's position."""
        known = set(self.header.columns.values())
        if isinstance(self.header.assignment, Assigned):
            known |= self.header.assignment.left_out.keys() | {offer.column for offer in self.header.assignment.lists}
            known |= {column for columns in self.header.assignment.together.values() for column in columns}
        return {
            c: " / ".join(self.header.shown[c] or chain[:1])
            for c, chain in enumerate(self.header.chains)
            if chain and c not in known and not ignored(chain[-1]) and not ignored(" ".join(chain))
        }


@dataclass
class NoTable:
    """A sheet in which no usable header was found."""

    sheet: Sheet
    headings: list[str]  # of the best row found, or the first texts of the sheet
    missing: list[str]  # required fields without a heading; empty where nothing like a table was found
    row_count: int  # filled rows: below the best header, else all
    titles: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)  # headings that two columns bear, so that neither was chosen
    header: Header | None = None  # the best one found, though something is missing
    contents: Contents | None = None


def read_table(
    sheet: Sheet,
    wanted: Wanted,
    repair: Repair,
    *,
    keys: Sequence[str],
    answers: Sequence[str] = (),
    enough: Sequence[str] = (),
    places: PlaceLookup | None = None,
    until: dt.date | None = None,
    above: Sequence[str] = (),
    told: Explained = lambda _header: {},
) -> Table | NoTable:
    """Read one sheet.

    Args:
        sheet: as the reader found it.
        wanted: the fields and what is required of them.
        repair: mends mis-encoded texts.
        keys: fields of which one must be filled in a data row.
        enough: fields of which one makes a row with other contents a data row although its keys are blank.
        answers: fields whose cells may be merged sideways and then hold for each column.
        places: tells which texts name known places.
        until: the day the file is about; columns of later periods are plans.
        above: titles that stand over the sheet's part, before its own.
        told: what people said about the columns of a header.
    """
    header = find_header(sheet, wanted, repair)
    titles = [*above, *titles_of(sheet, repair, header.first if header else 10)]
    given = wanted.given(sheet.name, titles)
    if header is not None:  # each row's stands above it
        given = {**dict.fromkeys(sections_below(sheet, header), ""), **given}
    beside = legend_beside(sheet, header) if header else []
    legend = legend_of([*titles, *beside, *_last_texts(sheet)], header.chains) if header else Legend()
    if header is not None and isinstance(wanted.headings, ColumnFinder):
        header = _spelled_out(header, legend, wanted.headings)
    contents = None
    if header is not None:
        below = _without_totals([column[header.last + 1 :] for column in sheet.columns])
        contents = Contents(below, places, legend, [" / ".join(chain) for chain in header.chains])
    if header is not None and contents is not None and isinstance(wanted.headings, ColumnFinder):
        header = _by_content(header, wanted, contents, until, given, told(header))
        if header.missing and ONE_SERVICE in given and _TICKS & header.columns.keys():
            answered = [names[0] for names in wanted.one_of if "answer" in names]  # "Có" below a sheet's one service
            header = replace(header, missing=[name for name in header.missing if name not in answered])
    if header is None or header.missing:
        start = header.last + 1 if header else 0
        names = header.names() if header else _first_texts(sheet)
        missing = header.missing if header else []
        pairs = header.assignment.ambiguous.items() if header else ()
        twice = (
            [" / ".join(header.chains[c]) for name, columns in pairs if name in missing for c in columns[:1]]
            if header
            else []
        )
        shown = titles_of(sheet, repair, start)
        return NoTable(sheet, names, missing, _filled_rows(sheet, start), shown, twice, header, contents)
    mender = ColumnRepair(repair)
    region = Region(sheet, header, keys, answers, enough)
    for name in ("village", "sub_village", "address", "commune", "district", *keys, "stt"):
        position = header.columns.get(name)
        if position is not None:
            heading = " / ".join(header.chains[position])
            region.columns[position] = mender.mend(region.columns[position], heading)
    layout = lay_out(region)
    finder = wanted.headings if isinstance(wanted.headings, ColumnFinder) else None
    legend = legend_of([*titles, *beside, *layout.notes], header.chains)
    return Table(sheet, header, region, layout, mender, titles, given, legend, contents, finder)


def _without_totals(below: Sequence[Sequence[Cell]]) -> Sequence[Sequence[Cell]]:
    """The columns with the first rows' totals blank: "Cộng thôn | 3" counts and is no answer of the column above it."""
    totals = {
        r
        for column in below
        for r, cell in enumerate(column[:_TOP])
        if isinstance(cell, str) and cell.lstrip()[:2].casefold() in _SUMS and is_total(cell)
    }
    if not totals or len(totals) > _TOP // 4 or 2 * len(totals) > max(map(len, below)):
        return below
    return [without_rows(column, totals) for column in below]


def _spelled_out(header: Header, legend: Legend, finder: ColumnFinder) -> Header:
    """The header with headings that are signs of the legend ("GB: đã gắn biển") put as what they stand for."""
    chains = list(header.chains)
    for c, chain in enumerate(chains):
        if chain and not finder.matches(chain) and (meant := _meant(chain[-1], legend)) != chain[-1]:
            chains[c] = (*chain[:-1], meant)
    return replace(header, chains=chains, quotable=header.shown) if chains != header.chains else header


def _meant(heading: str, legend: Legend) -> str:
    """A heading with the signs of the legend in it spelled out: "Số DT" beside "DT: khu di tích"."""
    whole = legend.meanings.get(heading.casefold(), ())
    if len(whole) == 1:
        return whole[0].partition("(")[0].strip()
    words = heading.split()
    spelled = [legend.meanings.get(word.casefold(), ()) if len(word) > 1 and word.isupper() else () for word in words]
    return " ".join(
        meant[0].partition("(")[0].strip() if len(meant) == 1 else word
        for word, meant in zip(words, spelled, strict=True)
    )


def _by_content(
    header: Header,
    wanted: Wanted,
    contents: Contents,
    until: dt.date | None,
    given: Mapping[str, str],
    told: Mapping[int, str],
) -> Header:
    """The header with its columns told by heading and content together."""
    finder = wanted.headings
    assert isinstance(finder, ColumnFinder)  # noqa: S101 - told by the caller
    still = wanted.missing(header.assignment, given)
    unknown = [c for c, chain in enumerate(header.chains) if contents.rules_out(c, finder.matches(chain))]
    lacking = [name for name in wanted.looked_for() if name in still]
    lacking += [name for names in wanted.one_of if names[0] in still for name in names if name == "address"]
    lacking += [name for name in ("district",) if "unit" in still and name in finder.fields]
    lacking += [name for name in BY_CONTENT if name in finder.fields and name not in header.columns]
    extra = contents.alone(unknown, lacking) if lacking else {}
    # "Hạng sao đề nghị" holds stars, but none that were given.
    extra = {(c, name): s for (c, name), s in extra.items() if name != "stars" or not said(header.chains[c]).turns}
    assignment = finder.assign(
        header.chains,
        lambda c: not contents.sample(c),
        evidence=contents.evidence,
        until=until,
        extra=extra,
        lists=contents.lists_villages,
        told=told,
    )
    return replace(header, assignment=assignment, missing=wanted.missing(assignment, given))


def _last_texts(sheet: Sheet, rows: int = 8) -> list[str]:
    """Texts that stand alone in the last rows of a sheet: notes, where a legend may stand."""
    found = []
    for r in range(max(0, sheet.row_count - rows), sheet.row_count):
        texts = [text for column in sheet.columns if (text := as_text(column[r]))]
        if len(texts) == 1 and len(texts[0]) > 8:
            found.append(texts[0])
    return found


def titles_of(sheet: Sheet, repair: Repair, end: int = 10) -> list[str]:
    """Distinct texts of the first ``end`` rows, repaired: what stands above a header, or on a cover."""
    top = TopRows(sheet)
    top.repaired(repair)
    return list(dict.fromkeys(text for row in top.texts[:end] for text in row if text))


def _first_texts(sheet: Sheet, limit: int = 12) -> list[str]:
    return list(dict.fromkeys(text for row in TopRows(sheet).texts for text in row if text))[:limit]


def _filled_rows(sheet: Sheet, start: int) -> int:
    """Rows from ``start`` on with at least one filled cell."""
    filled: set[int] = set()
    for column in sheet.columns:
        filled.update(n for n, cell in enumerate(column[start:]) if not is_blank(cell))
    return len(filled)
