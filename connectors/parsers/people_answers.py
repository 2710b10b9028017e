"""Workbooks of questions that come back answered: one row a question. What an answer means is for others to say.

The card's id names the kind of record. Its options say which field a row cannot do without (``key``), why a row without
it is set aside (``no_key``), and which sheet only holds the choices of drop-downs (``choices``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from connectors.contract import Context, ParsedFile, RawFile, SourceCard, Workbook
from connectors.tables.cells import as_text, each
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.source_tables import tables_of
from doisoat.columns import RECORDS


def parse(workbook: Workbook, raw: RawFile, card: SourceCard, context: Context) -> ParsedFile:
    """Records of one file, of the kind that the card's id names."""
    harvest = ParsedFileBuilder(raw, card, context)
    key, no_key = (cast(str, card.options[name]) for name in ("key", "no_key"))
    asked = replace(workbook, sheets=[s for s in workbook.sheets if s.name != card.options.get("choices")])
    for table in tables_of(asked, harvest, keys=(key,), no_key=no_key):
        harvest.add(card.id, table, {name: each(table.cells(name), as_text) for name in RECORDS[card.id]})
        harvest.close(table, {})
    return harvest.finish()
