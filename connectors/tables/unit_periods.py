"""Units and periods in one column, "Xã Hòa Bình" above "Tháng 1", "Tháng 2", or the other way round: a column each.

So are tables a unit below their captions whose rows are months. A row that is neither a unit nor a period, a total or a
note leaves the sheet as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from connectors.contract import Cell, Sheet
from connectors.tables import marks
from connectors.tables.cells import as_text, is_blank
from connectors.tables.dates import period_in
from connectors.tables.month_heads import bare_period
from connectors.tables.periods import heading_period

UNIT, PERIOD = "Đơn vị", "Kỳ báo cáo"
_UBND = re.compile(
    r"^(?:(?:\d{1,3}|[IVX]{1,5})\s*[.)]\s*)?(?:(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân)\s+)?", re.IGNORECASE
)
_BRACKET = re.compile(r"\s*\([^()]*\)\s*$")
_WORD = re.compile(r"[^\W\d_]{2}")
_FEWEST, _MOST = 2, 20_000


@dataclass(frozen=True)
class Untangled:
    """The table with a column of units and one of periods, and positions of the rows that are in it no more."""

    sheet: Sheet
    left: tuple[tuple[int, str], ...]


def units_beside_periods(sheet: Sheet) -> Untangled | None:
    """The sheet with a unit and a period in each row; None where a column does not hold both, or captions do not."""
    if sheet.row_count > _MOST:
        return None
    for at, column in enumerate(sheet.columns):
        periods = {cell for cell in set(column) if _is_period(cell)}
        if len(periods) >= _FEWEST and (found := _untangled(sheet, at)):
            return found
    return None


def _untangled(sheet: Sheet, at: int) -> Untangled | None:
    head = next((row for row in range(sheet.row_count) if _is_heading(sheet, row)), None)
    if head is None:
        return None
    lead: dict[str, str] = {}
    rows: list[tuple[int, str | None, str | None]] = []
    left: list[tuple[int, str]] = []
    outer = ""
    for row in range(sheet.row_count):
        kind, text = _what(sheet, row, at, head)
        if kind == "other" or (kind in ("unit", "period") and not text):
            return None
        if kind in ("unit", "period"):
            if kind == "unit" and "district" in marks.unit_headings(text):
                lead["district"] = text
            figures = _figures(sheet, row, at)
            outer = outer or (kind if row > head or kind == "unit" else "")
            if kind == outer:
                lead[kind] = _within(text, lead.get("district", "")) if kind == "unit" else text
                if figures and row > head:
                    rows.append((row, lead["unit"] if kind == "unit" else None, text if kind == "period" else None))
                elif row > head:
                    left.append((row, "section_row"))
            elif row > head and figures and outer in lead:
                rows.append((row, *((lead["unit"], text) if kind == "period" else (text, lead["period"]))))
            elif row > head:
                return None
        elif row > head and kind != "blank":
            left.append((row, {"header": "header_row", "total": "total_row"}.get(kind, "note")))
    told = [(unit, period) for _, unit, period in rows]
    if outer == "period" and any(unit is None for unit, _ in told):
        return None  # the sum of a month over all units is none of theirs
    if len({period for unit, period in told if unit and period}) < _FEWEST or not any(
        unit and period for unit, period in told
    ):
        return None
    return Untangled(_table(sheet, at, head, rows), tuple(left))


def _within(unit: str, district: str) -> str:
    """The unit with the district above it in brackets, where it names none itself."""
    named = marks.unit_headings(_BRACKET.sub("", unit))
    return f"{unit} ({district})" if district and "district" not in named and "(" not in unit else unit


def _what(sheet: Sheet, row: int, at: int, head: int) -> tuple[str, str]:
    """What a row is, and the unit or the period it names."""
    texts = [text for column in sheet.columns if (text := as_text(column[row]))]
    own = as_text(sheet.columns[at][row]) or ""
    if not texts:
        return "blank", ""
    if row <= head:
        alone = _UBND.sub("", texts[0]) if len(set(texts)) == 1 and row < head else ""
        return ("unit", alone) if alone and marks.unit_headings(_BRACKET.sub("", alone)) else ("above", "")
    if [as_text(column[row]) for column in sheet.columns] == [as_text(column[head]) for column in sheet.columns]:
        return "header", ""
    if any(marks.is_total(text) for text in texts):
        return "total", ""
    if _is_period(sheet.columns[at][row]):
        return "period", own
    words = [text for text in texts if _WORD.search(text)]
    only = own if _WORD.search(own) else words[0] if len(set(words)) == 1 else ""
    bare = _UBND.sub("", only)
    if bare and marks.unit_headings(_BRACKET.sub("", bare)):
        return "unit", bare
    return ("note", "") if len(set(texts)) == 1 else ("other", "")


def _is_period(cell: Cell) -> bool:
    """A month, a quarter, the first months of a year and nothing else, with its year or without."""
    if bare_period(cell):
        return True
    text = as_text(cell) if isinstance(cell, str) and len(cell) < 40 else None
    if text is None or period_in(text) is None:
        return False
    rest = heading_period(text)[1]
    return not _WORD.search(re.sub(r"tháng|quý|năm|đầu|thang|quy|nam|dau", " ", rest, flags=re.IGNORECASE))


def _is_heading(sheet: Sheet, row: int) -> bool:
    """Three texts at least, of which none is a figure or a period."""
    cells = [column[row] for column in sheet.columns if not is_blank(column[row])]
    return len(cells) > 2 and all(isinstance(c, str) and not c.strip().isdigit() and not _is_period(c) for c in cells)


def _figures(sheet: Sheet, row: int, at: int) -> bool:
    """A value beside the row's own text and its number in front."""
    return any(not is_blank(column[row]) for column in sheet.columns[at + 1 :])


def _table(sheet: Sheet, at: int, head: int, rows: list[tuple[int, str | None, str | None]]) -> Sheet:
    order = [*range(head + 1), *(row for row, _, _ in rows)]
    columns = [[column[row] for row in order] for column in sheet.columns]
    columns[at] = [*columns[at][:head], PERIOD, *(period for _, _, period in rows)]
    units: list[Cell] = [*[None] * head, UNIT, *(unit for _, unit, _ in rows)]
    numbers = [sheet.number_of(row) for row in order]
    merges = [merge for merge in sheet.merges if merge[2] < head]
    return replace(sheet, columns=[*columns, units], first_row=1, merges=merges, row_numbers=numbers, widths=None)
