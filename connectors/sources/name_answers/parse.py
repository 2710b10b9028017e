"""Answers about names: one row a question; what an answer means is the gazetteer's business."""

from __future__ import annotations

from connectors.contract import Context, ParsedFile, RawFile, SourceCard, Workbook
from connectors.tables.cells import as_text, each
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.source_tables import tables_of
from doisoat.columns import RECORDS


def parse(workbook: Workbook, raw: RawFile, card: SourceCard, context: Context) -> ParsedFile:
    """Records ``name_answers`` of one file."""
    harvest = ParsedFileBuilder(raw, card, context)
    for table in tables_of(workbook, harvest, keys=("village",), no_key="no_place"):
        columns = {name: each(table.cells(name), as_text) for name in RECORDS["name_answers"]}
        harvest.add("name_answers", table, columns)
        harvest.close(table, {})
    return harvest.finish()
