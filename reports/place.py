"""Where a row stands, as a person looks it up: file, sheet, row; without names that a reader made up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from reports.privacy import masked_name

# What readers call the one table of a file that has no sheets.
_MADE_UP = frozenset({"csv", "html", "parquet"})


@dataclass(frozen=True)
class Place:
    """File, sheet and row; what is not known is blank or None."""

    file: str
    sheet: str
    row: int | None

    def __str__(self) -> str:
        """``tệp.xlsx · trang tính · hàng 12``."""
        row = "" if self.row is None else f"hàng {self.row}"
        return " · ".join(part for part in (self.file, self.sheet, row) if part)

    def in_a_letter(self) -> Place:
        """The same without the file's folder, which is the province's, and without persons."""
        return Place(masked_name(PurePosixPath(self.file).name), masked_name(self.sheet), self.row)


def place_of(file: str, sheet: str, row: int | None) -> Place:
    """The place of a row.

    Args:
        file: within the inbox; blank for a page of the web.
        sheet: its sheet, or the page's address.
        row: as Excel shows it; 0 for a page as a whole.
    """
    return Place(file, "" if file and sheet in _MADE_UP else sheet, row or None)
