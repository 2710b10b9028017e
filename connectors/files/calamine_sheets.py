"""Sheets through calamine: .xlsx, .xlsm, .xlsb, .ods, .xls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO

import python_calamine

from connectors.files import refusals
from connectors.files.findings import Finder, Findings, tell
from connectors.files.sheet_writer import Output, unescape

_Grid = python_calamine.CalamineSheet


def read_with_calamine(file: IO[bytes], output: Output, scan: Finder | None = None) -> None:
    """Read every sheet of cells, hidden ones too; those whose cells the look found already are sent as they are.

    Raises:
        RefusedInputError: ENCRYPTED, NO_SHEET, DAMAGED.
    """
    try:
        book = python_calamine.CalamineWorkbook.from_path(f"/dev/fd/{file.fileno()}")
    except python_calamine.PasswordError:
        raise refusals.encrypted() from None
    except (python_calamine.CalamineError, OSError):
        raise refusals.damaged() from None
    for sheet in book.sheets_metadata:
        if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        found = (scan.for_name(sheet.name) if scan is not None else None) or Findings()
        is_hidden = sheet.visible != python_calamine.SheetVisibleEnum.Visible
        if found.plain is not None and not found.overlay:
            tell(sheet.name, found, output)
            output.sheet(sheet.name, found.plain.blocks(), merges=found.plain.merges, is_hidden=is_hidden)
            continue
        try:
            grid = book.get_sheet_by_name(sheet.name)
        except python_calamine.WorksheetNotFound:
            output.note(f"Trang tính '{sheet.name}' có tên trong tệp nhưng không có nội dung; bỏ qua.")
            continue
        tell(sheet.name, found, output)
        send_grid(sheet.name, grid, output, found, is_hidden=is_hidden)


def send_grid(name: str, grid: _Grid, output: Output, found: Findings, *, is_hidden: bool) -> None:
    """Send one sheet."""
    merges = ((top, left, bottom, right) for (top, left), (bottom, right) in grid.merged_cell_ranges or [])
    last_row = max((row for (row, _), text in found.overlay.items() if text is not None), default=-1)
    output.sheet(
        name,
        _rows(grid, last_row),
        merges=merges,
        overlay=found.overlay,
        decode=unescape,
        is_hidden=is_hidden,
        uncomputed=found.uncomputed,
    )


def _rows(grid: _Grid, last_row: int) -> Iterator[Sequence[object]]:
    """Rows from the sheet's first, cells from column A; as far down as there are cells or errors."""
    count = 0
    if grid.start is not None:
        left: list[object] = [None] * grid.start[1]
        # iter_rows begins at the sheet's first row, but at the first column that holds anything.
        for row in grid.iter_rows():
            count += 1
            yield [*left, *row] if left else row
    for _ in range(count, last_row + 1):
        yield []
