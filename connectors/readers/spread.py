"""Sheets through calamine: .xlsx, .xlsm, .xlsb, .ods, .xls."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import IO, Protocol

import python_calamine

from connectors.readers import refusals
from connectors.readers.output import Output, unescape

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
        send_grid(sheet.name, grid, output, dict(found.errors) if found is not None else {})


def tell_uncomputed(name: str, found: Findings, output: Output) -> None:
    """Say that formulas have no stored result: their cells are blank, and a blank is no answer."""
    if found.uncomputed:
        output.note(
            f"Trang tính '{name}': {found.uncomputed} ô công thức (ví dụ ô {found.uncomputed_at}) chưa có kết quả "
            "lưu sẵn nên được coi là ô trống. Mở tệp bằng Excel, bấm Lưu rồi gửi lại."
        )


def send_grid(name: str, grid: _Grid, output: Output, errors: dict[tuple[int, int], str]) -> None:
    """Send one sheet, from its first row with anything in it."""
    start = grid.start
    if start is None and not errors:
        output.sheet(name, [])
        return
    first = start[0] if start is not None else min(row for row, _ in errors)
    if errors:
        first = min(first, min(row for row, _ in errors))
    merges = [
        (top - first, left, bottom - first, right) for (top, left), (bottom, right) in grid.merged_cell_ranges or []
    ]
    output.sheet(
        name,
        _rows(grid, first, max((row for row, _ in errors), default=-1)),
        first_row=first + 1,
        merges=merges,
        overlay={(row - first, column): text for (row, column), text in errors.items()},
        decode=unescape,
    )


def _rows(grid: _Grid, first: int, last_error: int) -> Iterator[list[object]]:
    """Rows from position ``first``, each from column A: blank rows above and columns left of the cells included."""
    start, end = grid.start, grid.end
    if start is not None and end is not None:
        for _ in range(first, start[0]):
            yield []
        left: list[object] = [None] * start[1]
        # iter_rows begins at row 1 of the sheet, and at the first column that holds anything.
        for row in islice(grid.iter_rows(), start[0], None):
            yield [*left, *row]
        first = end[0] + 1
    for _ in range(first, last_error + 1):
        yield []
