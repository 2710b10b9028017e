"""Several things in one cell, in the order of its heading: "Huyện / Xã / Thôn", "Thôn (xã)", "Cáp quang/3G/4G".

The column becomes one a part. Every cell must fall into as many parts as the heading, so that no dash within a
village's own name ("Nà Cuổn - Nà Rài") is taken for one between two places; below services each part must be an answer.
"""

from __future__ import annotations

import re
from dataclasses import replace

from connectors.contract import Cell, Sheet
from connectors.tables import marks
from connectors.tables.answers import read_answer
from connectors.tables.cells import as_text, is_blank
from connectors.tables.lexicon.segments import segments
from connectors.tables.lexicon.words import FILLER
from doisoat.columns import COVERAGE_SERVICES
from doisoat.model import Answer

_LEVELS = {"village": "Thôn", "commune": "Xã", "district": "Huyện", "province": "Tỉnh"}
_BESIDE = frozenset({"name", "unit", "address", FILLER})
_SERVICES = frozenset(COVERAGE_SERVICES)
_BESIDE_SERVICES = frozenset({"presence", "network", "mobile_generic", "technology", FILLER})
_BRACKETS = "()"
_SEPARATORS = ("/", "\\", ">", "|", " - ", " – ", ";", ",", _BRACKETS)
_IN_BRACKETS = re.compile(r"^([^()]+?)\s*\(([^()]+)\)$")
_TOP = 15


def parts_apart(sheet: Sheet) -> Sheet:
    """The sheet with such columns in several; as it is where it has none."""
    for at, column in enumerate(sheet.columns):
        for row in range(min(_TOP, sheet.row_count)):
            text = as_text(column[row]) if isinstance(column[row], str) else None
            if text is None or len(text) > 60:
                continue
            for mark in _SEPARATORS:
                if levels := _levels(text, mark):
                    parts = _parts(sheet, at, row, mark, len(levels))
                elif levels := _services(text, mark):
                    parts = _parts(sheet, at, row, mark, len(levels), of_answers=True)
                else:
                    continue
                if parts:
                    return parts_apart(_apart(sheet, at, row, levels, parts))
    return sheet


def _cut(text: str, mark: str) -> list[str]:
    if mark == _BRACKETS:
        match = _IN_BRACKETS.match(text)
        return list(match.groups()) if match else [text]
    return [part.strip() for part in text.split(mark.strip() if len(mark) == 1 else mark)]


def _levels(text: str, mark: str) -> list[str]:
    """The levels that a heading names one after the other; empty where it names one alone, or anything else."""
    inner = re.search(r"\(([^()]+)\)", text)
    found: list[str] = []
    for part in _cut(inner[1] if inner and mark in inner[1] else text, mark):
        meanings = [s.meanings for s in segments(part)]
        named = {level for m in meanings for level in m if level in _LEVELS}
        if len(named) != 1 or not all(m & (_LEVELS.keys() | _BESIDE) for m in meanings):
            return []
        found.append(named.pop())
    return [_LEVELS[level] for level in found] if 1 < len(found) == len(set(found)) else []


def _services(text: str, mark: str) -> list[str]:
    """The services that a heading names one after the other, as it names them; else empty."""
    found: list[str] = []
    parts = _cut(text, mark)
    for part in parts:
        meanings = [s.meanings for s in segments(part)]
        named = {service for m in meanings for service in m & _SERVICES}
        if len(named) != 1 or not all(m & (_SERVICES | _BESIDE_SERVICES) for m in meanings):
            return []
        found.append(named.pop())
    return parts if 1 < len(found) == len(set(found)) else []


def _parts(
    sheet: Sheet, at: int, row: int, mark: str, count: int, *, of_answers: bool = False
) -> list[list[str] | None]:
    """The parts of each cell below the heading, None where it is blank, a note or a total; empty: they do not fit."""
    found: list[list[str] | None] = []
    for position in range(row + 1, sheet.row_count):
        text = as_text(sheet.columns[at][position])
        parts = _cut(text or "", mark)
        if text is None or marks.is_note(text) or marks.is_total(text) or _is_alone(sheet, position):
            found.append(None)
        elif len(parts) == count and all(parts) and (not of_answers or all(map(_is_answer, parts))):
            found.append(parts)
        else:
            return []
    return found if sum(parts is not None for parts in found) > 1 else []


def _is_answer(text: str) -> bool:
    return read_answer(text) in (Answer.YES, Answer.NO)


def _is_alone(sheet: Sheet, row: int) -> bool:
    return sum(not is_blank(column[row]) for column in sheet.columns) == 1


def _apart(sheet: Sheet, at: int, row: int, levels: list[str], parts: list[list[str] | None]) -> Sheet:
    new: list[list[Cell]] = []
    for n, level in enumerate(levels):
        below = [
            told[n] if told else (sheet.columns[at][row + 1 + k] if n == 0 else None) for k, told in enumerate(parts)
        ]
        above = sheet.columns[at][:row] if n == 0 else [None] * row
        new.append([*above, level, *below])
    more = len(levels) - 1
    merges = [
        (r1, c1 + more * (c1 > at), r2, c2 + more * (c2 >= at and not c1 == c2 == at))
        for r1, c1, r2, c2 in sheet.merges
    ]
    columns = [*sheet.columns[:at], *new, *sheet.columns[at + 1 :]]
    return replace(sheet, columns=columns, merges=merges, widths=None)
