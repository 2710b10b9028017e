"""A second reader for .xlsx that calamine cannot open: parts in UTF-16, broken relations, Excel 4 macro sheets.

Imported in the child only when needed: it costs a quarter of a second. Slower and hungrier, so for small files only.
"""

from __future__ import annotations

import warnings
from typing import IO

from connectors.readers import refusals
from connectors.readers.output import Output
from connectors.readers.spread import Finder, tell_uncomputed

MAX_BYTES = 8 * 2**20


def read_with_openpyxl(file: IO[bytes], output: Output, scan: Finder) -> None:
    """Read every sheet of cells, with stored results in place of formulas.

    Raises:
        RefusedInputError: DAMAGED, TOO_MANY_CELLS, NO_SHEET.
    """
    import openpyxl

    file.seek(0)
    # "Cannot handle date" and the like: a value openpyxl gives up on comes as an error text, which is kept.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(file, data_only=True, keep_links=False, rich_text=False)
        except MemoryError:
            raise
        except Exception:  # ValueError, KeyError, TypeError, IndexError, XML errors ... on damaged files
            raise refusals.damaged() from None
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            output.note(f"Trang tính '{sheet.title}' đang bị ẩn; vẫn được đọc.")
        found = scan.for_name(sheet.title)
        if found is not None:
            tell_uncomputed(sheet.title, found, output)
        first = sheet.min_row
        output.sheet(
            sheet.title,
            sheet.iter_rows(min_row=first, min_col=1, values_only=True),
            first_row=first,
            merges=[(m.min_row - first, m.min_col - 1, m.max_row - first, m.max_col - 1) for m in sheet.merged_cells],
        )
