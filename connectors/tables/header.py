"""Where a table's header stands, and what each of its columns is called.

A header has one to four rows somewhere in the first forty; groups stand above their columns, merged or written once.
Titles above and notes below belong to no column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace

from connectors.contract import Repair, Sheet
from connectors.tables.answers import read_answer
from connectors.tables.cells import as_text, is_blank
from connectors.tables.columns import BARE, NETWORKS, Assigned, ColumnFinder
from connectors.tables.context import caption_village
from connectors.tables.headings import Assignment, Chain, Headings, fold_heading
from connectors.tables.kinds import read_kind
from connectors.tables.marks import is_ordinal, unit_headings, without_number
from connectors.tables.periods import heading_period
from connectors.tables.statements import statement_of
from doisoat.model import Answer

TOP_ROWS = 40
_MAX_HEIGHT = 4
_BARE_FIGURE = re.compile(r"^\d+(?:[.,]\d+)*\s*%?$")
_LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[ .-]?\d){8,}(?!\d)")
_FIGURE = re.compile(r"\d(?!\s*g\b)", re.IGNORECASE)  # of anything but a generation
_STARRED = re.compile(r"^\D{0,12}[1-5]\s*(?:sao|star)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2}")
_KEYS = frozenset({"village", "sub_village", "name", "unit", "address", "product", "code", "village_code"})
_MAX_COLUMNS = 300  # a table of villages has a few dozen; hostile sheets have thousands


@dataclass
class Header:
    """Rows ``first`` to ``last`` (positions, both included) name the columns."""

    first: int
    last: int
    chains: list[Chain]
    assignment: Assignment
    missing: list[str] = field(default_factory=list)  # names of required fields without a column
    quotable: list[Chain] = field(default_factory=list)  # the chains without rows that may be data, for messages

    @property
    def columns(self) -> dict[str, int]:
        """Field to column position."""
        return self.assignment.columns

    def names(self) -> list[str]:
        """Every heading as one text, for messages; what may be a row of people is not among them."""
        return [" / ".join(chain) for chain in self.shown if chain]

    @property
    def shown(self) -> list[Chain]:
        """The chains as they may be quoted, one a column."""
        return self.quotable or self.chains


@dataclass(frozen=True)
class Wanted:
    """What a source looks for: its headings, the fields it cannot do without, and sets of which one will do.

    ``given`` tells what a sheet's name and titles say in place of a column ("Hộ gia đình" over a list of addresses).
    """

    headings: Headings | ColumnFinder
    required: tuple[str, ...]
    one_of: tuple[tuple[str, ...], ...] = ()
    given: Callable[[str, Sequence[str]], Mapping[str, str]] = lambda _sheet, _titles: {}

    def missing(self, assignment: Assignment, given: Container[str] = ()) -> list[str]:
        """Required fields without a column; of a set, its first field stands for all."""

        def here(name: str) -> bool:
            return name in assignment.columns or name in given

        lacking = [name for name in self.required if not here(name)]
        return lacking + [names[0] for names in self.one_of if not any(map(here, names))]

    def looked_for(self) -> list[str]:
        """Fields that the table is of no use without."""
        return list(dict.fromkeys([*self.required, *(name for names in self.one_of for name in names)]))


class TopRows:
    """The first rows of a sheet as texts with merged cells spread out: ``texts[r][c]``, blank as ``""``."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.height = min(TOP_ROWS, sheet.row_count)
        self.width = min(len(sheet.columns), _MAX_COLUMNS)
        self.texts = [[as_text(sheet.columns[c][r]) or "" for c in range(self.width)] for r in range(self.height)]
        self.merged_rows: set[int] = set()
        self._last_filled: dict[int, int] = {}
        for r1, c1, r2, c2 in sheet.merges:
            if r1 < self.height and c1 < self.width:
                text = self.texts[r1][c1]
                for r in range(r1, min(r2, self.height - 1) + 1):
                    for c in range(c1, min(c2, self.width - 1) + 1):
                        self.texts[r][c] = text
                if c2 > c1:
                    self.merged_rows.update(range(r1, r2 + 1))

    def repaired(self, repair: Repair) -> bool:
        """Mend the texts in place; whether any changed."""
        distinct = list(dict.fromkeys(t for row in self.texts for t in row if t and not t.isascii()))
        if not distinct:
            return False
        mended = {old: new or "" for old, new in zip(distinct, repair(distinct)[0], strict=True) if old != new}
        self.texts = [[mended.get(text, text) for text in row] for row in self.texts]
        return bool(mended)

    def is_empty_below(self, column: int, row: int) -> bool:
        """No value from ``row`` on. Each column is searched once, from its end."""
        if column not in self._last_filled:
            cells = self.sheet.columns[column]
            self._last_filled[column] = next((r for r in range(len(cells) - 1, -1, -1) if not is_blank(cells[r])), -1)
        return self._last_filled[column] < row

    def is_title(self, row: int) -> bool:
        """One text only, standing over the first filled column of the table below: a title, not a group."""
        filled = [c for c, text in enumerate(self.texts[row]) if text]
        if len({self.texts[row][c] for c in filled}) != 1:
            return False
        return filled[0] == 0 or len(filled) >= 0.8 * self.width

    def chains(self, first: int, last: int) -> list[Chain]:
        """The chain of each column over the rows ``first`` to ``last``."""
        rows = [list(self.texts[r]) for r in range(first, last + 1) if r == last or not self.is_title(r)]
        numbers = [r for r in range(first, last + 1) if r == last or not self.is_title(r)]
        for k in range(len(rows) - 1):
            if numbers[k] not in self.merged_rows:
                self._spread(rows, k)
        chains: list[Chain] = []
        for c in range(self.width):
            chain: list[str] = []
            for row in rows:
                if row[c] and (not chain or chain[-1] != row[c]):
                    chain.append(row[c])
            chains.append(tuple(chain))
        return chains

    def _spread(self, rows: list[list[str]], k: int) -> None:
        """Write a group's name, given once and not merged, over the columns to its right that have names below."""
        for c in range(1, self.width):
            here_below = any(row[c] for row in rows[k + 1 :])
            left_below = any(row[c - 1] for row in rows[k + 1 :])
            if not rows[k][c] and rows[k][c - 1] and here_below and left_below:
                rows[k][c] = rows[k][c - 1]


def find_header(sheet: Sheet, wanted: Wanted, repair: Repair) -> Header | None:
    """The best header of a sheet, or None where no row names two of the fields.

    The header with the fewest missing required fields wins, then the one that names more fields, then the lower and
    the earlier one. Headings that do not match as they stand are compared once more after repair (TCVN3, VNI).
    """
    top = TopRows(sheet)
    given = _Given(sheet.name, top, wanted)
    best = _search(top, wanted, given)
    if top.repaired(repair):
        mended = _search(top, wanted, _Given(sheet.name, top, wanted))
        if mended and (best is None or _worth(mended) > _worth(best)):
            best = mended
    if best is not None:
        best.quotable = top.chains(best.first, _last_heading_row(top, best, wanted))
    return best


def _last_heading_row(top: TopRows, header: Header, wanted: Wanted) -> int:
    """The last row of a header that by itself names two fields, or that names most.

    A row of data may be taken for sub-headings where one of its cells reads like a heading ("3G"): its other cells may
    be people, and are never quoted.
    """
    counts = {}
    for row in range(header.first, header.last + 1):
        assignment = wanted.headings.assign([(text,) if text else () for text in top.texts[row]], lambda _column: False)
        counts[row] = len(assignment.columns) + len(assignment.ambiguous)
    most = max(counts.values())
    return max(row for row, count in counts.items() if count >= 2 or count == most)


def _named(header: Header) -> int:
    """Fields that the header names, those that two columns claim and columns of what is missing included."""
    found = len(header.columns) + len(header.assignment.ambiguous)
    if not isinstance(header.assignment, Assigned):
        return found
    # An operator's name or a period alone may be the group above names that stand in the next row.
    # So may a network ("Di động (có/không)") above its generations.
    groups = sum(name in NETWORKS or match.is_bare for name, match in header.assignment.matches.items())
    return found + len(header.assignment.opposites) - groups


def _worth(header: Header) -> tuple[int, int, int, int]:
    return (-len(header.missing), _named(header), header.first - header.last, -header.first)


class _Given:
    """What a sheet's name and the texts above a row say in place of columns, worked out once a row."""

    def __init__(self, sheet: str, top: TopRows, wanted: Wanted) -> None:
        self._sheet, self._top, self._wanted = sheet, top, wanted
        # Titles stand above the first row of a table; what stands below it is data.
        self._end = next((r for r, row in enumerate(top.texts) if len({text for text in row if text}) > 2), top.height)
        self._known: dict[int, Mapping[str, str]] = {}

    def above(self, row: int) -> Mapping[str, str]:
        row = min(row, self._end)
        if row not in self._known:
            titles = list(dict.fromkeys(text for texts in self._top.texts[:row] for text in texts if text))
            self._known[row] = self._wanted.given(self._sheet, titles)
        return self._known[row]


def _search(top: TopRows, wanted: Wanted, given: _Given) -> Header | None:
    best: Header | None = None
    for last in range(top.height):
        row = top.texts[last]
        if not any(row) or _counts_something(row) or _heads_section(row) or _states_something(row):
            continue
        for first in range(last, max(-1, last - _MAX_HEIGHT), -1):
            above = top.texts[first]
            if first < last and (_names_unit(above) or _are_shares(above) or any(text.endswith(":") for text in above)):
                break  # "Thôn:", "Xã:" above a form's table are labels, no groups
            header = _header(top, first, last, wanted)
            if header.missing:
                header.missing = wanted.missing(header.assignment, given.above(first))
            if _named(header) >= 2 and (best is None or _worth(header) > _worth(best)):
                best = header
    return _stretch(top, best, wanted, given) if best else None


def _counts_something(row: Sequence[str]) -> bool:
    """A row with two figures or more is data or numbers the columns; no heading is a bare figure but a year.

    Nor does any heading hold a number as long as a telephone's.
    """
    if any(_LONG_NUMBER.search(text) for text in row):
        return True
    figures = [text for text in row if _BARE_FIGURE.match(text) and not (len(text) == 4 and text.startswith("20"))]
    return len(figures) >= 2


def _are_shares(row: Sequence[str]) -> bool:
    """A row of data among those above: it has two shares of a hundred, or two marks."""
    return sum(text.endswith("%") and bool(_BARE_FIGURE.match(text)) for text in row) >= 2 or row.count("x") >= 2


def _heads_section(row: Sequence[str]) -> bool:
    """A row whose only text is a unit's name, a kind or one cell alone heads the rows below it and names no column."""
    filled = [text for text in row if text]
    alone = len(set(filled)) == 1 and (len(filled) == 1 or read_kind(without_number(filled[0])) is not None)
    return alone or _names_unit(row)


def _names_unit(row: Sequence[str]) -> bool:
    """A unit's name, "I | Thôn Nà Háo", or a numbered kind's, and nothing else; where merged, in several cells."""
    names = {text for text in row if text and not (is_ordinal(text.upper()) or text.isdigit())}
    if len(names) != 1 or not any(row):
        return False
    (only,) = names
    numbered = len({text for text in row if text}) > 1
    return bool(caption_village(only) or unit_headings(only)) or (numbered and read_kind(only) is not None)


def _states_something(row: Sequence[str]) -> bool:
    """A number or letter and one text that says something of all rows below: "B | Thôn chưa có cáp quang"."""
    filled = [text for text in row if text]
    words = [text for text in filled if not (is_ordinal(text) or text.isdigit())]
    return len(words) == 1 < len(filled) and statement_of(words[0]) is not None


def _header(top: TopRows, first: int, last: int, wanted: Wanted) -> Header:
    chains = top.chains(first, last)
    assignment = wanted.headings.assign(chains, lambda c: top.is_empty_below(c, last + 1))
    return Header(first, last, chains, assignment, wanted.missing(assignment))


def _stretch(top: TopRows, header: Header, wanted: Wanted, given: _Given) -> Header:
    """Take in group rows above and sub-heading rows below that the search could do without.

    A group above may say what a column is about; a row of sub-headings below must not be read as data.
    """
    while header.first > 0 and header.last - header.first + 1 < _MAX_HEIGHT and _is_group_row(top, header):
        wider = _header(top, header.first - 1, header.last, wanted)
        if wider.missing:
            wider.missing = wanted.missing(wider.assignment, given.above(wider.first))
        if len(wider.missing) > len(header.missing) or _speaking_columns(wider) < _speaking_columns(header):
            break
        header = wider
    while header.last + 1 < top.height and header.last - header.first + 1 < _MAX_HEIGHT:
        if _names_unit(top.texts[header.last + 1]):
            break
        if not _is_sub_row(top, header):
            if _divides_one(top, header, wanted):
                divided = top.chains(header.first, header.last + 1)
                return Header(header.first, header.last + 1, divided, header.assignment, header.missing)
            break
        taller = _header(top, header.first, header.last + 1, wanted)
        if taller.missing:
            taller.missing = wanted.missing(taller.assignment, given.above(taller.first))
        if _turned_away(header, taller):
            header = taller
            continue
        if len(taller.missing) > len(header.missing) or len(taller.columns) < len(header.columns):
            # The sub-headings hide names that were found above them: keep the names, leave the row out of the data. A
            # group that is divided into several columns bears no name for any one of them.
            return _undivided(top, header, taller, wanted)
        header = taller
    if header.last + 1 < top.height and _says_again(top, header, wanted):
        return replace(header, last=header.last + 1)
    return header


def _speaking_columns(header: Header) -> int:
    """Columns that say something of their own: "Có" and "Không" say it of what stands above them, each once."""
    both = len(header.assignment.opposites) if isinstance(header.assignment, Assigned) else 0
    return len(header.columns.keys() - BARE) + both


def _undivided(top: TopRows, header: Header, taller: Header, wanted: Wanted) -> Header:
    """The header with its own names, but over the columns that the row below divides, which keep both texts."""
    below, names = top.texts[header.last + 1], top.texts[header.last]
    parts = {c for c in range(1, top.width) if below[c] and below[c - 1] and names[c] in ("", names[c - 1])}
    parts |= {c - 1 for c in parts}
    if not parts & set(header.columns.values()):
        return Header(header.first, header.last + 1, header.chains, header.assignment, header.missing)
    chains = [taller.chains[c] if c in parts else chain for c, chain in enumerate(header.chains)]
    assignment = wanted.headings.assign(chains, lambda c: top.is_empty_below(c, header.last + 2))
    return Header(header.first, header.last + 1, chains, assignment, wanted.missing(assignment))


def _says_again(top: TopRows, header: Header, wanted: Wanted) -> bool:
    """The row below names the same columns once more in another language; it is no data."""
    if not isinstance(wanted.headings, ColumnFinder):
        return False
    fields = {column: name for name, column in header.columns.items()}
    below = {c: text for c, text in enumerate(top.texts[header.last + 1]) if text}
    above = "".join(top.texts[header.last][c] for c in below)
    if "".join(below.values()).isascii() == above.isascii() or any(map(_FIGURE.search, below.values())):
        return False
    same = [c for c, text in below.items() if c in fields and fields[c] in wanted.headings.matches((text,))]
    return len(same) >= max(3, 0.7 * len(below))


def _is_group_row(top: TopRows, header: Header) -> bool:
    """The row above names groups: it is filled, and over the table's first column stands nothing new."""
    above = top.texts[header.first - 1]
    first_column = next((c for c, chain in enumerate(header.chains) if chain), 0)
    return any(above) and above[first_column] in ("", top.texts[header.first][first_column])


def _is_sub_row(top: TopRows, header: Header) -> bool:
    """The row below the header divides a group of it, and has no text of its own below the recognised columns."""
    below, names = top.texts[header.last + 1], top.texts[header.last]
    own = [c for c, text in enumerate(below) if text and text != names[c]]
    if (
        _is_under_merged(top, header, own)
        or _divides_unmerged(top, header, own)
        or _says_the_same_below_groups(top, header, own)
        or _are_periods([below[c] for c in own])
    ):
        return True
    divided = any(not names[c] or names[c] in (names[c - 1] if c else "", *names[c + 1 : c + 2]) for c in own)
    return divided and not any(c in own for c in header.columns.values()) and not _is_numbering(below, own)


def _divides_unmerged(top: TopRows, header: Header, own: Sequence[int]) -> bool:
    """Words below a name and below the blank headings to its right, and nothing below the other names: its parts."""
    below, names = top.texts[header.last + 1], top.texts[header.last]
    fields = {c for name, c in header.columns.items() if name in _KEYS}
    if len(own) < 2 or not fields or fields & set(own) or all(names[c] for c in own):
        return False
    groups = {next((g for g in range(c, -1, -1) if names[g]), None) for c in own}
    if None in groups or not groups <= set(own):
        return False
    words = [below[c] for c in own]
    # "Có | Không" are parts where they differ within each group; a second line of answers repeats itself.
    differ = all(below[c] != below[c - 1] for c in own if c - 1 in own and not names[c])
    answers = sum(read_answer(text) is not Answer.UNCLEAR for text in words)
    plain = all(_WORD.search(text) and not _STARRED.search(text) for text in words)
    return plain and (answers == 0 or (differ and answers < len(words)))


def _says_the_same_below_groups(top: TopRows, header: Header, own: Sequence[int]) -> bool:
    """The same words below two groups that are not merged, and nothing else but under groups: their parts.

    Such as "Tên thôn | Số hộ | Tên thôn | Số hộ" below "Trước sáp nhập | | Sau sáp nhập | ".
    """
    below, names = top.texts[header.last + 1], top.texts[header.last]
    parts: dict[int, list[str]] = {}
    for c in own:
        group = next((g for g in range(c, -1, -1) if names[g]), None)
        if group is None:
            return False
        parts.setdefault(group, []).append(below[c])
    said = list(parts.values())
    words = {text for texts in said for text in texts}
    plain = all(
        _WORD.search(text) and not _FIGURE.search(text) and read_answer(text) is Answer.UNCLEAR for text in words
    )
    return len(said) > 1 and len(said[0]) > 1 and plain and all(texts == said[0] for texts in said)


def _are_periods(texts: Sequence[str]) -> bool:
    """Several periods and nothing else: months below "Hồ sơ tiếp nhận"."""
    stated = [heading_period(text) for text in texts]
    return len(set(texts)) > 1 and all(period and not _WORD.search(rest) for period, rest in stated)


def _divides_one(top: TopRows, header: Header, wanted: Wanted) -> bool:
    """The row below divides a group into numbers of stars, one a column: "3 sao | 4 sao" below "Hạng sao"."""
    if not isinstance(wanted.headings, ColumnFinder):
        return False
    names = top.texts[header.last]
    below = {c: text for c, text in enumerate(top.texts[header.last + 1]) if text}
    groups = {next((g for g in range(c, -1, -1) if names[g]), None) for c in below}
    whole = [names[c] for c in below if names[c]]
    if len(below) < 2 or len(groups) != 1 or len(set(whole)) != 1 or len(set(below.values())) < len(below):
        return False
    return all(_STARRED.search(text) and wanted.headings.matches((text,)) for text in below.values())


def _is_under_merged(top: TopRows, header: Header, own: Sequence[int]) -> bool:
    """The columns that are no group reach over this row too, merged; what it says on its own divides the groups."""
    row = header.last + 1
    reached = {c for r1, c1, r2, c2 in top.sheet.merges if r1 <= header.last and r2 >= row for c in range(c1, c2 + 1)}
    filled = {c for c, chain in enumerate(header.chains) if chain}
    return bool(own) and len(reached) >= 2 and filled <= reached | set(own) and not reached & set(own)


def _turned_away(header: Header, taller: Header) -> bool:
    """The row of sub-headings says that columns found without it hold something else: "Số trạm" below "4G"."""
    if not isinstance(taller.assignment, Assigned):
        return False
    gone = [c for name, c in header.columns.items() if name not in taller.columns]
    return bool(gone) and all(c in taller.assignment.left_out for c in gone)


def _is_numbering(row: Sequence[str], columns: Sequence[int]) -> bool:
    return all(fold_heading(row[c]).isdigit() for c in columns)
