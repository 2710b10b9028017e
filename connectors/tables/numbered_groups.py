"""Several things of a row side by side, each under the same headings: "Điểm thứ nhất | Điểm thứ hai", "Sản phẩm 1 | 2".

The groups are put below each other, a row each. Only places, contracts and products come in numbers: months, rounds and
levels ("Quý 1", "Lần 2", "Mức độ 3") say something of one thing and stay as they are.
"""

from __future__ import annotations

import re
from dataclasses import replace

from connectors.contract import Cell, Sheet
from connectors.tables.cells import is_blank
from connectors.tables.header import Header
from connectors.tables.headings import Chain
from connectors.tables.lexicon.segments import segments
from doisoat.text.compare import clean, fold

_WORDS = {"nhat": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
_LAST = re.compile(r"^(?P<stem>.*?[^\W\d_])[\s_.#-]*(?:\(\s*)?(?P<number>[1-6]|I{1,3}|IV|V)(?:\s*\))?$")
_NAMED = re.compile(
    r"^(?P<stem>.*?)\s*(?:thứ|thu)\s+(?P<number>\d|nhất|một|hai|ba|tư|bốn|năm|sáu|nhat|mot|bon|nam|sau)$", re.IGNORECASE
)
_SAYS_NUMBER = re.compile(r"\s+(?:số|so|thứ|thu|no\.?)$", re.IGNORECASE)
_COUNTED = frozenset({"venue", "wifi", "contract", "product"})
_MOST = 6
_Row = tuple[int, int]  # position in the sheet, number of the group


def groups_below(sheet: Sheet, header: Header) -> Sheet | None:
    """The sheet with its numbered groups of columns below each other; None where it has none."""
    found = {c: told for c, chain in enumerate(header.chains) if chain and (told := _numbered(chain))}
    numbers = sorted({number for _, number in found.values()})
    if numbers != list(range(1, len(numbers) + 1)) or not 2 <= len(numbers) <= _MOST:
        return None
    groups = [{stem: c for c, (stem, n) in found.items() if n == number} for number in numbers]
    stems = list(groups[0])
    if sum(map(len, groups)) < len(found) or any(group.keys() != groups[0].keys() for group in groups):
        return None
    said = {m for stem in stems for text in stem for s in segments(text) for m in s.meanings}
    return _stacked(sheet, header, groups, stems) if said & _COUNTED else None


def _numbered(chain: Chain) -> tuple[Chain, int] | None:
    """A heading without the number of its group, and that number; None where it bears none, or two."""
    told = [_cut(text) for text in chain]
    numbers = [number for _, number in told if number]
    if len(numbers) != 1:
        return None
    return tuple(text for text, _ in told if text), numbers[0]


def _cut(text: str) -> tuple[str, int]:
    bare = clean(text)
    for pattern in (_NAMED, _LAST):
        if match := pattern.match(bare):
            word = fold(match["number"])
            number = int(word) if word.isdecimal() else _ROMAN.get(word) or _WORDS.get(word, 0)
            return _SAYS_NUMBER.sub("", match["stem"]).strip(" _"), number
    return bare, 0


def _stacked(sheet: Sheet, header: Header, groups: list[dict[Chain, int]], stems: list[Chain]) -> Sheet:
    start, grouped = header.last + 1, {c for group in groups for c in group.values()}
    spread = [list(column) for column in sheet.columns]
    for r1, c1, r2, _ in sheet.merges:
        for row in range(r1, min(r2 + 1, sheet.row_count)) if r1 >= start and c1 < len(spread) else ():
            spread[c1][row] = sheet.columns[c1][r1]
    rows: list[_Row] = []
    for row in range(start, sheet.row_count):
        filled = [n for n, group in enumerate(groups) if any(not is_blank(spread[c][row]) for c in group.values())]
        rows += [(row, n) for n in filled or [0]]
    rest = [c for c in range(len(spread)) if c not in grouped]
    columns: list[list[Cell]] = [[*spread[c][:start], *(spread[c][row] for row, _ in rows)] for c in rest]
    for stem in stems:
        head: list[Cell] = [None] * start
        for up, text in enumerate(reversed(stem[-(header.last - header.first + 1) :])):
            head[header.last - up] = text
        columns.append([*head, *(spread[groups[n][stem]][row] for row, n in rows)])
    at = {c: place for place, c in enumerate(rest)}
    merges = [(a, at[b], c, at[d]) for a, b, c, d in sheet.merges if c < start and b in at and d in at and b == d]
    numbers = [sheet.number_of(row) for row in (*range(start), *(row for row, _ in rows))]
    return replace(sheet, columns=columns, first_row=1, merges=merges, row_numbers=numbers, widths=None)
