"""A second reader for .xlsx that calamine cannot open: parts in UTF-16, broken relations, Excel 4 macro sheets.

Imported in the child only when needed: it costs a quarter of a second. Slower and hungrier, so for small files only.
"""

from __future__ import annotations

import warnings
from typing import IO

from connectors.files import refusals
from connectors.files.findings import Finder, Findings, tell
from connectors.files.sheet_writer import Output

MAX_BYTES = 8 * 2**20


def read_with_openpyxl(file: IO[bytes], output: Output, scan: Finder, *, sparse: bool = False) -> None:
    """Read every sheet of cells, with stored results in place of formulas.

    Args:
        file: the workbook.
        output: where the sheets go.
        scan: what the look before found.
        sparse: few cells far apart: read row by row, without merged cells.

    Raises:
        RefusedInputError: DAMAGED, TOO_MANY_CELLS, NO_SHEET.
    """
    import openpyxl

    file.seek(0)
    # "Cannot handle date" and the like: a value openpyxl gives up on comes as an error text, which is kept.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(file, data_only=True, keep_links=False, read_only=sparse)
        except MemoryError:
            raise
        except Exception:  # ValueError, KeyError, TypeError, IndexError, XML errors ... on damaged files
            raise refusals.damaged() from None
    for sheet in book.worksheets:
        found = scan.for_name(sheet.title) or Findings()
        tell(sheet.title, found, output)
        if sparse:
            sheet.reset_dimensions()  # what the file says of its size may be a lie
            merges = []
        else:
            merges = [(m.min_row - 1, m.min_col - 1, m.max_row - 1, m.max_col - 1) for m in sheet.merged_cells.ranges]
        struck_places = set(found.struck)
        struck = {place: text for place, text in found.overlay.items() if place in struck_places}
        output.sheet(
            sheet.title,
            sheet.iter_rows(min_row=1, min_col=1, values_only=True),
            merges=merges,
            overlay=struck,
            is_hidden=sheet.sheet_state != "visible",
            uncomputed=found.uncomputed,
        )
