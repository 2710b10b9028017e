"""Rows that stand in one cell: separated text opened as a single column; sentences that begin with their village."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import replace

from connectors.contract import Cell, Sheet
from connectors.tables.cells import as_text, is_blank
from connectors.tables.columns import ColumnFinder
from connectors.tables.header import Header
from connectors.tables.pairs import answers_in

_SEPARATORS = ";|\t,"
_VILLAGE = (
    r"^(?:\d{1,3}\s*[.)]\s*|[-+*•]\s*)?(?P<village>(?:Thôn|Bản|Xóm|Khu phố|Khu|Khối phố|Khối|Tổ dân phố|TDP|Làng)\s+"
    r"(?!(?:đã|chưa|có|không|được|đang|hiện)\b)\S.{0,30}?)"
)
_COMMUNE = r"(?:\s*[,(]\s*(?P<commune>(?:xã|phường|thị trấn)\s[^,;:()]{2,30}?)\s*\)?)?"
_SENTENCE = re.compile(
    rf"{_VILLAGE}{_COMMUNE}\s*(?:[:,–-]\s*)?(?P<rest>(?:\b(?:đã|chưa|có|không|được|hiện|đang)\b|(?<=[:–-]\s)).*)$",
    re.IGNORECASE | re.DOTALL,
)
_TOP = 12


def separated(sheet: Sheet) -> Sheet | None:
    """The sheet with its only column cut at the separator that most of its rows hold equally often."""
    filled = [c for c, column in enumerate(sheet.columns) if any(not is_blank(cell) for cell in column)]
    if len(filled) != 1:
        return None
    column = sheet.columns[filled[0]]
    texts = [cell for cell in column if isinstance(cell, str) and not is_blank(cell)]
    for mark in _SEPARATORS if len(texts) > 1 else "":
        counts = Counter(len(_cut(text, mark)) for text in texts[:200])
        width, rows = counts.most_common(1)[0]
        if width >= 3 and rows >= 0.6 * min(len(texts), 200):
            cut = [_cut(cell, mark) if isinstance(cell, str) else [cell] for cell in column]
            wide = max(map(len, cut))
            columns: list[list[Cell]] = [[row[c] if c < len(row) else None for row in cut] for c in range(wide)]
            return replace(sheet, columns=columns, merges=[], widths=[len(row) for row in cut])
    return None


def _cut(text: str, mark: str) -> list[Cell]:
    return [part.strip() or None for part in next(csv.reader([text.replace("\n", " ")], delimiter=mark), [])]


def sentences_apart(sheet: Sheet, header: Header | None, finder: ColumnFinder) -> Sheet | None:
    """The sheet with the village, and the commune, that begin its sentences in columns of their own."""
    for at, column in enumerate(sheet.columns):
        found = [_SENTENCE.match(cell) if isinstance(cell, str) else None for cell in column]
        told = [match if match and answers_in(match["rest"]) else None for match in found]
        count = sum(match is not None for match in told)
        if count < 2 or count < 0.6 * sum(isinstance(cell, str) and len(cell) > 20 for cell in column):
            continue
        first = next(r for r, match in enumerate(told) if match)
        head = header.last if header is not None and header.last < first else None
        villages: list[Cell] = [match["village"] if match else None for match in told]
        communes: list[Cell] = [match["commune"] if match else None for match in told]
        rest: list[Cell] = [m["rest"] if m else cell for m, cell in zip(told, column, strict=True)]
        columns = [rest if c == at else list(own) for c, own in enumerate(sheet.columns)]
        columns += [villages, communes] if any(communes) else [villages]
        if head is None:  # no header at all: one is put above the first sentence
            for own in columns:
                own.insert(first, None)
            head = first
            numbers = [sheet.number_of(r - (r > first)) for r in range(sheet.row_count + 1)]
        else:
            numbers = [sheet.number_of(r) for r in range(sheet.row_count)]
        named = finder.fields_of((as_text(rest[head]) or "",))
        rest[head] = rest[head] if named and named[0][1] in ("answer", "technology") else "Hiện trạng"
        villages[head], communes[head] = "Thôn", "Xã"
        return replace(sheet, columns=columns, first_row=1, row_numbers=numbers, merges=[], widths=None)
    return None


def with_header_on_top(sheet: Sheet, finder: ColumnFinder) -> Sheet | None:
    """The sheet with a header that stands below its rows put above them."""
    filled = [r for r in range(sheet.row_count) if any(not is_blank(column[r]) for column in sheet.columns)]
    for row in filled[-3:][::-1] if len(filled) > 2 else ():
        texts = [text for column in sheet.columns if (text := as_text(column[row]))]
        named = {found[0][1] for text in texts if (found := finder.fields_of((text,)))}
        if len(named) >= 3 and len(named) >= 0.7 * len(texts):
            order = [row, *(r for r in range(sheet.row_count) if r != row)]
            columns = [[column[r] for r in order] for column in sheet.columns]
            numbers = [sheet.number_of(r) for r in order]
            return replace(sheet, columns=columns, first_row=1, merges=[], row_numbers=numbers, widths=None)
    return None
