"""The province's OCOP registry: one row a product, with its stars and how long they are valid."""

from __future__ import annotations

import datetime as dt
import re

from connectors.contract import Cell, Context, ParsedFile, RawFile, SourceCard, Workbook
from connectors.tables.cells import as_text, each, is_blank, read_stars
from connectors.tables.dates import read_date, read_dates
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.places import place_columns, sheet_units
from connectors.tables.source_tables import tables_of

_DATED = re.compile(
    r"(\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*(?:\d{4}|\d{2}))\s*\)?\s*$|(\d{1,2} tháng \d{1,2} năm \d{4})\s*\)?\s*$"
)


def parse(workbook: Workbook, raw: RawFile, card: SourceCard, context: Context) -> ParsedFile:
    """Records ``ocop_products`` of one file."""
    harvest = ParsedFileBuilder(raw, card, context)
    tables = tables_of(workbook, harvest, keys=("product",), no_key="no_product")
    for table, units in zip(tables, sheet_units(tables), strict=True):
        decisions = table.cells("decision_number")
        recognised, unread_recognised = read_dates(table.cells("recognised_on"))
        until_cells = table.cells("valid_until")
        until, unread_until = read_dates(until_cells)
        star_cells = table.cells("stars")
        stars = each(star_cells, read_stars)
        unread_stars = sum(1 for cell, n in zip(star_cells, stars, strict=True) if n is None and not is_blank(cell))
        for count, name in (
            (unread_recognised, "recognised_on"),
            (unread_until, "valid_until"),
            (unread_stars, "stars"),
        ):
            if count:
                harvest.note(f"cột '{table.heading(name)}': {count} ô không đọc được, để trống")
        columns = {
            **place_columns(table, units),
            "product_name": table.texts("product"),
            "producer": table.texts("producer"),
            "stars": stars,
            "decision_number": each(decisions, as_text),
            "recognised_on": [
                own or given for own, given in zip(recognised, each(decisions, decision_date), strict=True)
            ],
            "valid_until": until,
        }
        harvest.add("ocop_products", table, columns)
        harvest.close(table, {})
    return harvest.finish()


def decision_date(cell: Cell) -> dt.date | None:
    """The date at the end of a decision's text: "100/QĐ-UBND ngày 12/5/2023"."""
    match = _DATED.search(cell) if isinstance(cell, str) else None
    return read_date(match[1] or match[2]) if match else None
