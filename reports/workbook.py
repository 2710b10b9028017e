"""Workbooks that are safe to open: no text becomes a formula, a link or a number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from xlsxwriter import Workbook

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
