"""The workbook of a letter, filled in: one record a row that says anything, each with the cells in which it stands.

A table is known by its headings wherever it stands (a renamed sheet, moved columns, a new file). Rows are not looked up
here and no word is understood: ``connectors.finding_answers`` does both. Rows without an answer are silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from connectors.contract import Cell, Context, ParsedFile, RawFile, Sheet, SourceCard, Workbook
from connectors.tables.cells import as_text, is_blank
from connectors.tables.dates import read_date
from connectors.tables.headings import fold_heading
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.placeholders import Asked, is_placeholder, repeated
from doisoat.columns import PLACE, PROVENANCE, RECORDS
from doisoat.errors import Refused

KIND = "finding_answers"
_MOST_ROWS_ABOVE = 40  # rows in which the headings are looked for
_GIVEN = ("answer", "explanation", "changed_on")
_CODES = ("reference", "ground")


@dataclass(frozen=True)
class _Table:
    """Where the answers stand on a sheet: the row of its headings, and the columns of each field."""

    sheet: Sheet
    head: int
    columns: dict[str, list[int]]


def parse(workbook: Workbook, raw: RawFile, card: SourceCard, context: Context) -> ParsedFile:
    """Records ``finding_answers`` of one file."""
    harvest = ParsedFileBuilder(raw, card, context)
    tables = [table for sheet in workbook.sheets if (table := _table(sheet, card)) is not None]
    shown = [table for table in tables if not table.sheet.is_hidden] or tables
    if not shown:
        harvest.rows_in = sum(_filled(sheet) for sheet in workbook.sheets)
        what = "chưa thấy hàng tiêu đề có cột 'Mã phiếu' (hoặc 'Mã căn cứ') và cột 'Trả lời'"
        return harvest.refuse_whole(
            Refused.MISSING_HEADING, what, "trả lời trên trang 'Cần trả lời' của tệp đính kèm thư rồi gửi lại"
        )
    sent_to = _sent_to(workbook)
    records: list[dict[str, Any]] = []
    for table in shown:
        rows = [at for at in range(table.head + 1, table.sheet.row_count) if _says(table.sheet, at)]
        harvest.rows_in += len(rows)
        harvest.rows_read += len(rows)
        records += _records(table, rows, raw, sent_to)
    parsed = harvest.finish()
    names = [*PROVENANCE, "published_on", *PLACE, *RECORDS[KIND]]
    frame = pd.DataFrame(records, columns=names, dtype=object)
    parsed.records = {KIND: frame.astype({"row": "Int64"})}
    return parsed


def _filled(sheet: Sheet) -> int:
    return sum(_says(sheet, at) for at in range(sheet.row_count))


def _says(sheet: Sheet, at: int) -> bool:
    return any(not is_blank(column[at]) or (at, c) in sheet.uncomputed for c, column in enumerate(sheet.columns))


def _table(sheet: Sheet, card: SourceCard) -> _Table | None:
    """The table of answers of a sheet: codes and a column for the answer."""
    headings = {fold_heading(text): field.name for field in card.fields for text in field.headings}
    for head in range(min(sheet.row_count, _MOST_ROWS_ABOVE)):
        found: dict[str, list[int]] = {}
        for column, cells in enumerate(sheet.columns):
            text = as_text(cells[head])
            if text and (name := headings.get(fold_heading(text))):
                found.setdefault(name, []).append(column)
        if "answer" in found and any(name in found for name in _CODES):
            return _Table(sheet, head, found)
    return None


def _sent_to(workbook: Workbook) -> str:
    """The unit that the workbook was made for, by the hidden sheet, wherever that is now; "" where it is gone."""
    for sheet in workbook.sheets:
        for column, beside in zip(sheet.columns, sheet.columns[1:], strict=False):
            facts = {as_text(a): as_text(b) for a, b in zip(column, beside, strict=True) if not is_blank(a)}
            if (facts.get("form") or "").startswith("doisoat-tra-loi") and facts.get("unit_code"):
                return str(facts["unit_code"])
    return ""


def _records(table: _Table, rows: list[int], raw: RawFile, sent_to: str) -> list[dict[str, Any]]:
    sheet = table.sheet
    cells = {(name, c): _spread(table, c) if name in _GIVEN else sheet.columns[c] for name, c in _places(table)}
    records = []
    for at in rows:
        base = {
            "source_id": raw.source_id, "file_sha256": raw.sha256, "sheet": sheet.name, "row": sheet.number_of(at),
            "sent_to": sent_to,
        }  # fmt: skip
        for name in ("reference", "ground", "recipient"):
            column = next(iter(table.columns.get(name, [])), None)
            base[name] = as_text(cells[name, column][at]) if column is not None else None
            base[f"{name}_cell"] = _cell(sheet, at, column)
        # Two columns of one heading are two people's answers: each is told, and where they differ neither counts.
        for answer in table.columns["answer"]:
            record = {**base, **_given(table, cells, at, answer)}
            if any(record[name] is not None for name in (*_GIVEN, "formula_cell")):
                records.append(record)
    return records


def _given(table: _Table, cells: Mapping[tuple[str, int], Sequence[Cell]], at: int, answer: int) -> dict[str, Any]:
    """What one row answers: texts, the day, and the cell of each."""
    told: dict[str, Any] = {"formula_cell": None}
    for name in _GIVEN:
        columns = [answer] if name == "answer" else table.columns.get(name, [])
        filled = [c for c in columns if not _blank(cells[name, c][at], name)]
        column = next(iter(filled or columns), None)
        told[name] = "; ".join(filter(None, (as_text(cells[name, c][at]) for c in filled))) or None
        told[f"{name}_cell"] = _cell(table.sheet, at, column)
        waiting = [c for c in columns if (at, c) in table.sheet.uncomputed]
        if waiting and told["formula_cell"] is None:
            told["formula_cell"] = _cell(table.sheet, at, waiting[0])
        if name == "changed_on":
            told["day"] = read_date(cells[name, column][at]) if column is not None and filled else None
    return told


def _blank(cell: Cell, name: str) -> bool:
    return is_blank(cell) or is_placeholder(cell, Asked.VALUE if name == "changed_on" else Asked.ANYTHING)


def _places(table: _Table) -> list[tuple[str, int]]:
    return [(name, column) for name, columns in table.columns.items() for column in columns]


def _spread(table: _Table, column: int) -> list[Cell]:
    """A column of answers with merged cells and "như trên" filled in."""
    cells = list(table.sheet.columns[column])
    for first, left, last, right in table.sheet.merges:
        if left <= column <= right and first > table.head:
            cells[first : last + 1] = [table.sheet.columns[left][first]] * (last + 1 - first)
    return [*cells[: table.head + 1], *repeated(cells[table.head + 1 :])]


def _cell(sheet: Sheet, at: int, column: int | None) -> str:
    """``K7``, as Excel names it; "" where there is no such column."""
    if column is None:
        return ""
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{sheet.number_of(at)}"
