"""Answers about tables: one row a question; what an answer means is for ``connectors.table_answers`` to say."""

from __future__ import annotations

from dataclasses import replace

from connectors.contract import Context, ParsedFile, RawFile, SourceCard, Workbook
from connectors.tables.cells import as_text, each
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.source_tables import tables_of
from doisoat.columns import RECORDS


def parse(workbook: Workbook, raw: RawFile, card: SourceCard, context: Context) -> ParsedFile:
    """Records ``layout_answers`` of one file."""
    harvest = ParsedFileBuilder(raw, card, context)
    asked = replace(workbook, sheets=[s for s in workbook.sheets if s.name != card.options.get("choices")])
    for table in tables_of(asked, harvest, keys=("question",), no_key="no_question"):
        columns = {name: each(table.cells(name), as_text) for name in RECORDS["layout_answers"]}
        harvest.add("layout_answers", table, columns)
        harvest.close(table, {})
    return harvest.finish()
