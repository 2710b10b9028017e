"""The columns of a table below its header: what is written once for several rows stands in each of them.

Merged cells, a village written once above the rows of its services, a unit above its periods, "nt" for the cell above.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from connectors.contract import Cell, Sheet
from connectors.tables.cells import as_text, distinct, is_blank, rows_where
from connectors.tables.groups import LEVELS
from connectors.tables.header import Header
from connectors.tables.placeholders import repeated

_ABOUT: Sequence[str] = ("technology", "kind", "answer", "villages_listed", "stt", "commune")
Mask = npt.NDArray[np.bool_]


def blanks(cells: Sequence[Cell]) -> Mask:
    """True where a cell is blank."""
    return rows_where(cells, is_blank)


class Region:
    """The columns below a header, merged cells spread out, and the rows of it that need a second look."""

    def __init__(
        self, sheet: Sheet, header: Header, keys: Sequence[str], answers: Sequence[str] = (), enough: Sequence[str] = ()
    ) -> None:
        self.sheet = sheet
        self.start = header.last + 1
        self.header = header
        self.size = max(0, sheet.row_count - self.start)
        self.columns: list[Sequence[Cell]] = [column[self.start :] for column in sheet.columns]
        self.keys = [name for name in keys if name in header.columns]
        if not self.keys:  # the sheet's name or title says the place: what the rows are about tells which are data
            self.keys = [name for name in _ABOUT if name in header.columns][:1]
        self.enough = {header.columns[name] for name in enough if name in header.columns}
        self.columns = [repeated(column) for column in self.columns]
        self._carry(header)
        self._carry_units(header)
        self._spread(sheet, {header.columns[name] for name in answers if name in header.columns})

    def _carry(self, header: Header) -> None:
        """Several rows a village: the village written once above the rows of its services or kinds means all of them.

        Kinds are carried in a summary alone, while each comes once: a list of points has a village on each row.
        """
        summed = {"points_total", "points_plated"} & header.columns.keys() and "code" not in header.columns
        about = next((n for n in ("technology", "kind") if n in header.columns and (n != "kind" or summed)), "")
        if not about or "village" not in header.columns:
            return
        villages, services = (self.columns[header.columns[name]] for name in ("village", about))
        numbers = self.columns[header.columns["stt"]] if "stt" in header.columns else [None] * self.size
        filled = {
            header.columns[name]: list(self.columns[header.columns[name]])
            for name in ("village", *LEVELS)
            if name in header.columns
        }
        current: int | None = None
        seen: set[str | None] = set()
        for row, (village, service, number) in enumerate(zip(villages, services, numbers, strict=True)):
            if not is_blank(village):
                current, seen = row, set()
            elif is_blank(service) or not is_blank(number) or (about == "kind" and as_text(service) in seen):
                current = None
            elif current is not None:
                for column in filled.values():
                    column[row] = column[row] if not is_blank(column[row]) else column[current]
            seen.add(as_text(service))
        for c, column in filled.items():
            self.columns[c] = column

    def _carry_units(self, header: Header) -> None:
        """Several rows a unit, one a period: the unit written once above them means all."""
        if not {"unit", "period"} <= header.columns.keys():
            return
        units, periods = (self.columns[header.columns[name]] for name in ("unit", "period"))
        named = [text for cell in units if (text := as_text(cell))]
        if len(set(named)) < len(named) or is_blank(next(iter(units), None)):
            return
        current: Cell = None
        carried: list[Cell] = []
        for unit, period in zip(units, periods, strict=True):
            if not is_blank(unit):
                current = unit
            elif is_blank(period):
                current = None
            carried.append(unit if current is None else current)
        self.columns[header.columns["unit"]] = carried

    def _spread(self, sheet: Sheet, answer_columns: set[int]) -> None:
        """Vertical merges mean "as above" in every column; sideways only answers are shared ("Chưa có" under 2G–5G)."""
        spread: dict[int, list[Cell]] = {}
        for r1, c1, r2, c2 in sheet.merges:
            if r1 < self.start or c1 >= len(self.columns):
                continue
            cell = (spread.get(c1) or self.columns[c1])[r1 - self.start]
            wide = set(range(c1, c2 + 1)) <= answer_columns
            for c in range(c1, c2 + 1) if wide else (c1,):
                own = spread.setdefault(c, [])
                own += self.columns[c][len(own) :]  # a list of its own, once
                for r in range(r1 - self.start, min(r2 - self.start + 1, self.size)):
                    own[r] = cell
        for c, own in spread.items():
            self.columns[c] = own

    def column(self, name: str) -> Sequence[Cell] | None:
        """The cells of a field's column, None where the table has no such column."""
        position = self.header.columns.get(name)
        return None if position is None else self.columns[position]

    def misfits(self) -> dict[int, str]:
        """Rows of separated text with more or fewer cells than the header: their cells stand under wrong headings.

        Blank cells at the end are nothing: a row may have some too many.
        """
        widths = self.sheet.widths
        if widths is None:
            return {}
        header = max(widths[self.header.first : self.start])
        named = max((c + 1 for c, chain in enumerate(self.header.chains) if chain), default=0)
        if all(width == 0 or named <= width <= header for width in distinct(widths[self.start :])):
            return {}
        found: dict[int, str] = {}
        for row, width in enumerate(widths[self.start :]):
            if width > header and self._last_filled(row) >= header:
                found[row] = "row_too_long"
            elif 0 < width < named:
                found[row] = "row_too_short"
        return found

    def _last_filled(self, row: int) -> int:
        return next((c for c in range(len(self.columns) - 1, -1, -1) if not is_blank(self.columns[c][row])), -1)

    def texts_of(self, row: int) -> dict[int, str]:
        """The filled cells of one row as texts, by column."""
        filled = ((c, as_text(column[row])) for c, column in enumerate(self.columns))
        return {c: text for c, text in filled if text is not None}
