"""Places that stand whole in one text: "Thôn Nà Pái, xã Hòa Bình, huyện Bình Gia", put into columns of their own.

So do venues that end with their place: "Nhà văn hóa thôn Nà Pái, xã Hòa Bình" keeps its words, and the village and all
behind it become an address.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from connectors.contract import Cell, Sheet
from connectors.tables.cell_signs import is_venue
from connectors.tables.cells import as_text, is_blank
from connectors.tables.context import caption_village
from connectors.tables.header import Header
from connectors.tables.marks import are_column_numbers, is_note, unit_headings

_BETWEEN = r"\s*(?:[,;]|\s[-–])\s*"
_COMMUNE = r"(?:xã|phường|thị trấn|tt\.?)\s+[^,;()–]{2,40}?"
_DISTRICT = r"(?:huyện|quận|thị xã|thành phố|tp\.?)\s+[^,;()–]{2,40}?"
_REST = rf"(?:{_BETWEEN}(?P<district>{_DISTRICT}))?(?:{_BETWEEN}(?:tỉnh\s+)?[^,;()\d–]{{2,30}})?\s*\.?$"
_WHOLE = re.compile(rf"^(?P<name>[^,;]{{2,60}}?){_BETWEEN}(?P<commune>{_COMMUNE}){_REST}", re.IGNORECASE)
VILLAGE = r"(?:thôn|bản|xóm|khu phố|khu|khối phố|khối|tổ dân phố|tdp|làng)"
_VENUE = re.compile(
    rf"^(?P<venue>\S.{{1,60}}?)[\s,]+(?P<place>{VILLAGE}\s+(?!(?:văn hóa|xã|huyện)\b)[^,;()–]{{2,40}}?"
    rf"{_BETWEEN}{_COMMUNE}{_REST.replace('?P<district>', '?:')})",
    re.IGNORECASE,
)
# A venue that ends with its village; its commune stands elsewhere in the row.
_OF_VILLAGE = re.compile(
    rf"^\S.{{1,60}}?\s(?P<place>{VILLAGE}\s+(?!(?:văn hóa|xã|huyện|vui|di|thể)\b)[^,;()–]{{2,40}}?)\s*$", re.IGNORECASE
)
_HEAD_OF_COMMUNES = re.compile(r"\b(?:xã|phường|xa|phuong|commune|ward)\b|commune", re.IGNORECASE)
_MOST, _FEWEST = 0.8, 2


def names_apart(sheet: Sheet) -> Sheet:
    """The sheet with communes and districts that follow villages' names in columns of their own; else as it is."""
    for at, column in enumerate(sheet.columns):
        found = [_WHOLE.match(cell) if isinstance(cell, str) and "," in cell else None for cell in column]
        head = _head(sheet, column, [match is not None for match in found])
        if head is None:
            continue
        names: list[Cell] = [match["name"] if match else cell for match, cell in zip(found, column, strict=True)]
        communes: list[Cell] = [match["commune"] if match else None for match in found]
        districts: list[Cell] = [match["district"] if match else None for match in found]
        communes[head], districts[head] = "Xã", "Huyện"
        columns = [names if c == at else own for c, own in enumerate(sheet.columns)]
        return replace(sheet, columns=[*columns, communes, districts], widths=None)
    return sheet


def venues_apart(sheet: Sheet) -> Sheet | None:
    """The sheet with the places that end its venues in a column of addresses; None where venues name none."""
    for column in sheet.columns:
        found = [_VENUE.match(cell) if isinstance(cell, str) else None for cell in column]
        head = _head(sheet, column, [match is not None for match in found])
        if head is None:
            continue
        places: list[Cell] = [match["place"] if match else None for match in found]
        places[head] = "Địa chỉ"
        return replace(sheet, columns=[*sheet.columns, places], widths=None)
    return None


def venues_of_addresses(sheet: Sheet, header: Header) -> Sheet:
    """The sheet of contracts with venues and places, which one column tells together, in columns of their own.

    "Trụ sở UBND xã Thử, huyện Mẫu" beside them stays a place, and names no venue.
    """
    told = [name for name in ("address", "wifi_venue") if name in header.columns]
    if "wifi_contract" not in header.columns or len(told) != 1 or {"village", "village_code"} & header.columns.keys():
        return sheet
    at = header.columns[told[0]]
    column = sheet.columns[at]
    found = [_VENUE.match(cell) if isinstance(cell, str) else None for cell in column]
    found = [match if match and is_venue(match["venue"]) else None for match in found]
    if sum(match is not None for match in found) < _FEWEST:
        return sheet
    venues: list[Cell] = [match["venue"] if match else None for match in found]
    places: list[Cell] = [match["place"] if match else cell for match, cell in zip(found, column, strict=True)]
    venues[header.last], places[header.last] = "Địa điểm", "Địa chỉ"
    places[header.first : header.last] = [None] * (header.last - header.first)  # "Địa chỉ lắp đặt", maybe merged
    merges = [(a, b, c, d) for a, b, c, d in sheet.merges if not (header.first <= a <= header.last and b == d == at)]
    columns = [places if own is column else own for own in sheet.columns]
    return replace(sheet, columns=[*columns, venues], merges=merges, widths=None)


def villages_of_venues(sheet: Sheet) -> Sheet | None:
    """The sheet with the villages that end its venues in a column; None where hardly a venue names one."""
    for column in sheet.columns:
        found = [_OF_VILLAGE.match(cell) if isinstance(cell, str) and is_venue(cell) else None for cell in column]
        found = [match if match and caption_village(match["place"]) else None for match in found]
        if sum(match is not None for match in found) < _FEWEST:
            continue
        first = next(row for row, match in enumerate(found) if match)
        texts = [
            cell for cell in column[first:] if isinstance(cell, str) and not is_blank(cell) and not _is_of_rows(cell)
        ]
        if sum(match is not None for match in found) < _MOST * len(texts):
            continue
        above = ((r, as_text(column[r])) for r in range(first - 1, -1, -1))
        head = next(
            (r for r, text in above if text and not unit_headings(text) and not _numbers(sheet, r)), None
        )  # "Xã Hòa Bình" heads a section
        if head is not None:
            places: list[Cell] = [match["place"] if match else None for match in found]
            places[head] = "Thôn"
            return replace(sheet, columns=[*sheet.columns, places], widths=None)
    return None


def _head(sheet: Sheet, column: Sequence[Cell], matched: list[bool]) -> int | None:
    """The row of the headings over a column in which most texts name a place, and no other column does."""
    if sum(matched) < _FEWEST:
        return None
    first = matched.index(True)
    texts = [row for row in range(first, len(column)) if isinstance(column[row], str) and not is_blank(column[row])]
    if sum(matched) < _MOST * len([row for row in texts if not _is_of_rows(column[row])]):
        return None
    for row in range(first - 1, max(-1, first - 5), -1):
        if _numbers(sheet, row):
            continue
        heads = [text for own in sheet.columns if (text := as_text(own[row]))]
        if as_text(column[row]) and len(heads) > 2:
            return None if any(map(_HEAD_OF_COMMUNES.search, heads)) else row
    return None


def _numbers(sheet: Sheet, row: int) -> bool:
    """A row that numbers the columns: "1", "2", "3"."""
    return are_column_numbers([text for column in sheet.columns if (text := as_text(column[row]))])


def _is_of_rows(cell: Cell) -> bool:
    """A sum of rows, a commune's name above them, a remark or signature: a place of no row."""
    sums = ("cộng", "tổng", "cong", "tong")
    return isinstance(cell, str) and (
        cell.strip().lower().startswith(sums) or bool(unit_headings(cell)) or is_note(cell)
    )
