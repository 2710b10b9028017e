"""A legend beside the table: a column whose cells explain signs of the others, "A = đã có" below "Chú thích"."""

from __future__ import annotations

from connectors.contract import Sheet
from connectors.tables.cells import as_text, distinct
from connectors.tables.header import Header
from connectors.tables.legend import pairs_in

_FEWEST, _MOST, _LONGEST, _LONGEST_SIGN, _MOST_ROWS = 2, 12, 80, 4, 400


def legend_beside(sheet: Sheet, header: Header) -> list[str]:
    """Texts of a column without a field, one sign each; empty where no column explains signs of the table."""
    fields = set(header.columns.values())
    for c in range(len(sheet.columns) - 1, 0, -1):
        if c in fields:
            continue
        cells = sheet.columns[c][header.first : header.last + 1 + _MOST_ROWS]
        texts = [text for cell in cells if isinstance(cell, str) and (text := as_text(cell)) and len(text) <= _LONGEST]
        found = {text: pairs_in(text) for text in texts[: _MOST + 1]}
        signs = [sign.casefold() for pairs in found.values() for sign, _ in pairs]
        if not _FEWEST <= len(signs) <= _MOST or len(set(signs)) < len(signs) or len(texts) > _MOST:
            continue
        if len(set(signs) & _written(sheet, header, c)) >= _FEWEST:
            return [text for text, pairs in found.items() if pairs]
    return []


def _written(sheet: Sheet, header: Header, beside: int) -> set[str]:
    """The short texts of the table's other columns."""
    columns = (column[header.last + 1 :][:_MOST_ROWS] for c, column in enumerate(sheet.columns) if c != beside)
    texts = {text.casefold() for column in columns for cell in distinct(column) if (text := as_text(cell))}
    return {text for text in texts if len(text) <= _LONGEST_SIGN}
