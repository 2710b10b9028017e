"""The place columns of a table's rows: village, commune, district as written, or one address."""

from __future__ import annotations

import re
from collections.abc import Sequence

from connectors.coded_column import CodedColumn
from connectors.contract import Cell, PlaceLookup
from connectors.tables.cell_signs import parts_of_path
from connectors.tables.cells import as_text, distinct, each, identifiers, pad
from connectors.tables.context import caption_village, title_units
from connectors.tables.marks import unit_headings
from connectors.tables.table import Table
from doisoat.text.compare import clean, fold

# Sheet names that name no place; any with a digit names none either ("Sheet1", "T9.2024").
_NO_PLACE = re.compile(
    r"^(?:sheet|data|du lieu|so lieu|thon|xa|huyen|tong hop|bao cao|danh sach|danh muc|bieu|phu luc|bang|trang|"
    r"ket qua|chi tiet|vnpt|viettel|mobifone|ha tang|cap quang|di dong|wifi|ftth|phu song|dia chi|vpostcode|"
    r"export|report|all)\b"
)


def sheet_units(tables: Sequence[Table], places: PlaceLookup | None = None) -> list[dict[str, str]]:
    """District (and commune) that each sheet's name, or a title above its table, gives to its rows.

    A typed name ("Huyện Bình Gia", "H. Cao Lộc", "Xã Vĩnh Yên") counts by itself. A bare one ("Bình Gia") is a
    district only in a workbook of several such sheets whose tables have communes and no district column.
    """
    found = [unit_headings(clean(table.sheet.name)) or title_units(table.titles, places) for table in tables]
    bare = [
        not units and not re.search(r"\d", table.sheet.name) and not _NO_PLACE.match(fold(table.sheet.name))
        for units, table in zip(found, tables, strict=True)
    ]
    by_district = len({table.sheet.name for table in tables}) > 1 and all(
        (is_bare or "district" in units) and not table.has("district") and table.has("commune")
        for is_bare, units, table in zip(bare, found, tables, strict=True)
    )
    if by_district:
        return [units or {"district": clean(table.sheet.name)} for units, table in zip(found, tables, strict=True)]
    return found


def place_columns(
    table: Table, units: dict[str, str], village: Sequence[str | None] | None = None
) -> dict[str, Sequence[str | None]]:
    """The columns of ``doisoat.columns.PLACE`` for every data row.

    Args:
        table: where the rows stand.
        units: what the sheet's name says; used for rows whose own column and group say nothing.
        village: the village texts, where they do not simply stand in the column ``village``.
    """
    codes = identifiers(table.cells("commune_code"))
    return {
        "village_text": village if village is not None else table.texts("village"),
        "commune_text": _or_else(table.texts("commune"), units.get("commune")),
        # Commune codes have five digits in every edition; a number of four lost its zero.
        "commune_code_text": pad(table.cells("commune_code"), codes, 5)[0],
        "district_text": _or_else(table.texts("district"), units.get("district")),
        "address_text": each(table.texts("address"), _narrowest_first),
        "village_code_text": identifiers(table.cells("village_code")),
    }


def _narrowest_first(cell: Cell) -> str | None:
    """A path from the province down ("Lạng Sơn/Đình Lập/Bắc Xa/Bản Mạ") as an address is written: village first."""
    text = as_text(cell)
    parts = parts_of_path(text or "")
    if not parts:
        return text
    return ", ".join(parts if caption_village(parts[0]) else parts[::-1])


def _or_else(values: Sequence[str | None], fallback: str | None) -> Sequence[str | None]:
    """A sheet named after a unit speaks for rows that name none, but only where no row names its own."""
    return CodedColumn.constant(fallback, len(values)) if fallback and not any(distinct(values)) else values
