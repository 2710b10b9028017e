"""Tables with a row a figure ("Tổng số hồ sơ | 820") as tables with a column a figure."""

from __future__ import annotations

from dataclasses import replace

from connectors.contract import Cell, Sheet
from connectors.tables.cells import as_text, is_blank, read_count
from connectors.tables.columns import ColumnFinder
from connectors.tables.header import Header

_MOST_FIGURES = 40
_LEAST_FIELDS = 3


def widened(sheet: Sheet, header: Header, finder: ColumnFinder) -> Sheet | None:
    """The sheet with a column a figure; None where no column names figures, or none holds their values.

    The rows of one unit and period become one, which keeps the number of their first. A figure that stands there twice
    with two values is left blank: nobody may choose.
    """
    below = range(header.last + 1, sheet.row_count)
    figures = next((c for c in range(len(sheet.columns)) if _names_figures(sheet, c, below, finder)), None)
    if figures is None:
        return None
    rest = [c for c in range(len(sheet.columns)) if c != figures]
    values = next((c for c in reversed(rest) if _holds_counts(sheet, c, below)), None)
    if values is None:
        return None
    keys = [c for c in rest if c != values and not _runs_through(sheet, c, below)]
    if any(_says_something_unnamed(sheet, row, figures) for row in below):
        return None  # what it counts is not said: no row may go in silence
    rows: dict[tuple[Cell, ...], dict[str, set[Cell]]] = {}
    first: dict[tuple[Cell, ...], int] = {}
    for row in below:
        name = as_text(sheet.columns[figures][row])
        if name is None:
            continue
        key = tuple(sheet.columns[c][row] for c in keys)
        first.setdefault(key, row)
        rows.setdefault(key, {}).setdefault(name, set()).add(sheet.columns[values][row])
    names = list(dict.fromkeys(name for found in rows.values() for name in found))
    columns = _headed(sheet, header, keys)
    columns += [[*[None] * header.last, name] for name in names]
    for key, found in rows.items():
        cells = [*key, *(next(iter(found[n])) if len(found.get(n, ())) == 1 else None for n in names)]
        for column, cell in zip(columns, cells, strict=True):
            column.append(cell)
    numbers = [*(sheet.number_of(row) for row in range(header.last + 1)), *(sheet.number_of(r) for r in first.values())]
    return replace(sheet, columns=columns, first_row=1, merges=[], row_numbers=numbers, widths=None)


def _headed(sheet: Sheet, header: Header, keys: list[int]) -> list[list[Cell]]:
    """The key columns down to the header, whose last text stands in its last row."""
    found: list[list[Cell]] = []
    for c in keys:
        heading = header.chains[c][-1] if c < len(header.chains) and header.chains[c] else None
        found.append([*sheet.columns[c][: header.last], heading])
    return found


def _names_figures(sheet: Sheet, column: int, below: range, finder: ColumnFinder) -> bool:
    """Whether a column's texts, few and said again and again, are headings of several fields."""
    texts = [text for row in below if (text := as_text(sheet.columns[column][row]))]
    distinct = list(dict.fromkeys(texts))
    if not _LEAST_FIELDS <= len(distinct) <= _MOST_FIGURES or len(texts) < 2 * len(distinct):
        return False
    named = [found[0][1] for text in distinct if (found := finder.fields_of((text,)))]
    return len(set(named)) >= _LEAST_FIELDS and len(named) > 0.6 * len(distinct)


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
    return len(cells) > 2 and len(set(cells)) == len(cells)
