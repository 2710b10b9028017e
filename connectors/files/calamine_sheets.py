"""Sheets through calamine: .xlsx, .xlsm, .xlsb, .ods, .xls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Protocol

import python_calamine

from connectors.files import refusals
from connectors.files.sheet_writer import Output, unescape

_Grid = python_calamine.CalamineSheet


class Findings(Protocol):
    """What a look before calamine found on one sheet: texts of error cells, formulas without a result."""

    errors: dict[tuple[int, int], str]  # (row, column), both from 0
    uncomputed: int
    uncomputed_at: str


class Finder(Protocol):
    """Findings by the sheet's name."""

    def for_name(self, name: str) -> Findings | None:
        """Those of one sheet, ``None`` where it was not looked at."""


def read_with_calamine(file: IO[bytes], output: Output, scan: Finder | None = None) -> None:
    """Read every sheet of cells, hidden ones too.

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
        if sheet.visible != python_calamine.SheetVisibleEnum.Visible:
            output.note(f"Trang tính '{sheet.name}' đang bị ẩn; vẫn được đọc.")
        try:
            grid = book.get_sheet_by_name(sheet.name)
        except python_calamine.WorksheetNotFound:
            output.note(f"Trang tính '{sheet.name}' có tên trong tệp nhưng không có nội dung; bỏ qua.")
            continue
        found = scan.for_name(sheet.name) if scan is not None else None
        if found is not None:
            tell_uncomputed(sheet.name, found, output)
        send_grid(sheet.name, grid, output, found.errors if found is not None else {})


def tell_uncomputed(name: str, found: Findings, output: Output) -> None:
    """Say that formulas have no stored result: their cells are blank, and a blank is no answer."""
    if found.uncomputed:
        output.uncomputed = True
        output.note(
            f"Trang tính '{name}': {found.uncomputed} ô công thức (ví dụ ô {found.uncomputed_at}) chưa có kết quả "
            "lưu sẵn nên được coi là ô trống. Mở tệp bằng Excel, bấm Lưu rồi gửi lại."
        )


def send_grid(name: str, grid: _Grid, output: Output, errors: dict[tuple[int, int], str]) -> None:
    """Send one sheet."""
    merges = ((top, left, bottom, right) for (top, left), (bottom, right) in grid.merged_cell_ranges or [])
    last_error = max((row for row, _ in errors), default=-1)
    output.sheet(name, _rows(grid, last_error), merges=merges, overlay=errors, decode=unescape)


def _rows(grid: _Grid, last_error: int) -> Iterator[list[object]]:
    """Rows from the sheet's first, cells from column A; as far down as there are cells or errors."""
    count = 0
    if grid.start is not None:
        left: list[object] = [None] * grid.start[1]
        # iter_rows begins at the sheet's first row, but at the first column that holds anything.
        for row in grid.iter_rows():
            count += 1
            yield [*left, *row]
    for _ in range(count, last_error + 1):
        yield []
