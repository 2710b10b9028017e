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
    book = Workbook(str(target) if isinstance(target, Path) else target, _INERT)
    try:
        yield book
    finally:
        book.close()
