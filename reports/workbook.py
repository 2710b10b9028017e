"""Workbooks that are safe to open: no text becomes a formula, a link or a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from xlsxwriter import Workbook

LINE = 15.0  # height of a line of text, in points
_MOST_LINES = 26.0
_INERT = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}


@contextmanager
def inert_workbook(target: Path | IO[bytes]) -> Iterator[Workbook]:
    """A new workbook that writes every string as a string; saved when the block ends."""
    # What is made in memory needs no files on the way, which cost more than the workbook itself.
    options = _INERT if isinstance(target, Path) else {**_INERT, "in_memory": True}
    book = Workbook(str(target) if isinstance(target, Path) else target, options)
    try:
        yield book
    finally:
        book.close()


def row_height(cells: Iterable[object], widths: Iterable[float], least: float = 1.0) -> float:
    """The height of a row whose texts wrap, in points: programs other than Excel do not grow it by themselves.

    Args:
        cells: what stands in the row.
        widths: of the columns, in characters.
        least: lines it has at least.
    """
    lines = max(-(-len(str(cell)) * 1.12 // width) if cell else 1 for cell, width in zip(cells, widths, strict=True))
    return max(least, min(lines, _MOST_LINES)) * LINE + 3
