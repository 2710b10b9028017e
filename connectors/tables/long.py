"""Tables with a row a figure ("Tổng số hồ sơ | 820") as tables with a column a figure."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from connectors.contract import Cell, Sheet
from connectors.tables.cells import as_text, is_blank, read_count
from connectors.tables.columns import ColumnFinder
from connectors.tables.context import caption_village
from connectors.tables.header import Header
from connectors.tables.lexicon.segments import segments
from connectors.tables.marks import unit_headings

_MOST_FIGURES = 40
_LEAST_FIELDS = 2
_ANSWERS = frozenset({"ticked_yes", "ticked_no"})  # fields that "Có" and "Không" name; as cells they are answers
_MOST_ROWS = 20_000


def widened(sheet: Sheet, header: Header | None, finder: ColumnFinder) -> Sheet | None:
    """The sheet with a column a figure; None where no column names figures, or none holds their values.

    The rows of one unit and period become one, which keeps the number of their first. A figure that stands there twice
    with two values is left blank: nobody may choose.
    """
    start = header.last + 1 if header else 0
    figures = next((c for c in range(len(sheet.columns)) if _names_figures(sheet, c, start, finder)), None)
    if figures is None:
        return None
    names = Counter(as_text(cell) for cell in sheet.columns[figures][:_MOST_ROWS])
    # What stands above the first figure is the header, though it names too little to be found.
    while header is None and start < sheet.row_count and not _is_again(sheet.columns[figures][start], names):
        start += 1
    head = start - 1
    if head < 0 or is_blank(sheet.columns[figures][head]):
        return None
    below = range(start, sheet.row_count)
    rest = [c for c in range(len(sheet.columns)) if c != figures and not _runs_through(sheet, c, below)]
    values = _values(sheet, rest, head, below)
    if values is None or any(_says_something_unnamed(sheet, row, figures) for row in below):
        return None  # what it counts is not said: no row may go in silence
    keys = [c for c in rest if c != values]
    rows: dict[tuple[Cell, ...], dict[str, set[Cell]]] = {}
    first: dict[tuple[Cell, ...], int] = {}
    above: dict[int, Cell] = {}
    for row in below:
        name = as_text(sheet.columns[figures][row])
        if name is None:
            continue
        key = tuple(sheet.columns[c][row] for c in keys)
        if all(map(is_blank, key)) and above:  # the unit is written once, above its figures
            key = tuple(above[c] for c in keys)
        above = dict(zip(keys, key, strict=True))
        first.setdefault(key, row)
        rows.setdefault(key, {}).setdefault(name, set()).add(sheet.columns[values][row])
    figured = list(dict.fromkeys(name for found in rows.values() for name in found))
    columns: list[list[Cell]] = [list(sheet.columns[c][: head + 1]) for c in keys]
    columns += [[*[None] * head, name] for name in figured]
    for key, found in rows.items():
        cells = [*key, *(next(iter(found[n])) if len(found.get(n, ())) == 1 else None for n in figured)]
        for column, cell in zip(columns, cells, strict=True):
            column.append(cell)
    numbers = [*(sheet.number_of(row) for row in range(head + 1)), *(sheet.number_of(r) for r in first.values())]
    return replace(sheet, columns=columns, first_row=1, merges=[], row_numbers=numbers, widths=None)


def _is_again(cell: Cell, names: Counter[str | None]) -> bool:
    text = as_text(cell)
    return text is not None and names[text] > 1


def _values(sheet: Sheet, rest: list[int], head: int, below: range) -> int | None:
    """The column of the values: counts, or what its heading calls a value; else the last one, where it is filled."""
    counts = next((c for c in reversed(rest) if _holds_counts(sheet, c, below)), None)
    if counts is not None:
        return counts
    called = [c for c in rest if any(s.meanings & {"answer", "count"} for s in segments(_text(sheet, c, head)))]
    if called:
        return called[-1]
    last = next((c for c in reversed(rest) if not is_blank(sheet.columns[c][head])), None)
    filled = last is not None and all(not is_blank(sheet.columns[last][row]) for row in below)
    return last if filled else None


def _text(sheet: Sheet, column: int, row: int) -> str:
    return as_text(sheet.columns[column][row]) or ""


def _names_figures(sheet: Sheet, column: int, start: int, finder: ColumnFinder) -> bool:
    """Whether a column's texts, few and said again and again, are headings of several fields."""
    texts = [text for cell in sheet.columns[column][start:_MOST_ROWS] if (text := as_text(cell))]
    counts = Counter(texts)
    distinct = list(counts)
    if not _LEAST_FIELDS <= len(distinct) <= _MOST_FIGURES or len(texts) < 2 * len(distinct) - 1:
        return False
    again = [text for text in distinct if counts[text] > 1 and not unit_headings(text) and not caption_village(text)]
    named = [found[0][1] for text in again if (found := finder.fields_of((text,)))]
    named = [name for name in named if name not in _ANSWERS]
    return len(set(named)) >= _LEAST_FIELDS and len(named) >= 0.4 * len(distinct)


def _holds_counts(sheet: Sheet, column: int, below: range) -> bool:
    cells = [cell for row in below if not is_blank(cell := sheet.columns[column][row])]
    return bool(cells) and sum(read_count(cell) is not None for cell in cells) > 0.8 * len(cells)


def _says_something_unnamed(sheet: Sheet, row: int, figures: int) -> bool:
    """A row without a figure's name that is more than a note."""
    filled = [c for c, column in enumerate(sheet.columns) if not is_blank(column[row])]
    return figures not in filled and len(filled) > 1


def _runs_through(sheet: Sheet, column: int, below: range) -> bool:
    """Whether a column numbers the rows: every cell another one."""
    cells = [cell for row in below if not is_blank(cell := sheet.columns[column][row])]
    if len(cells) < 3 or len(set(cells)) < len(cells):
        return False
    counts = [read_count(cell) for cell in cells]  # values may differ by chance; running numbers grow as well
    numbers = [count for count in counts if count is not None]
    return len(numbers) < len(cells) or numbers == sorted(numbers)
