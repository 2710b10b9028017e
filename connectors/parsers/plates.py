"""Whether each address point has its plate: its own column, in words, signs or stages, and the day it was fixed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from connectors.coded_column import CodedColumn
from connectors.contract import Cell
from connectors.reading import LISTS_MISSING
from connectors.tables.answers import read_answer
from connectors.tables.cells import as_text, distinct, each, is_blank
from connectors.tables.lexicon.segments import segments
from connectors.tables.lexicon.splitting import split_words
from connectors.tables.lexicon.words import lexicon
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.senses import sensed_answers
from connectors.tables.table import Table
from connectors.tables.unknown_words import ANSWERS, told_words
from doisoat.model import Answer
from doisoat.text.compare import fold

_CLAUSES = re.compile(r"\s*[,;.]\s+|\s+(?:nhưng|và)\s+", re.IGNORECASE)
_ITS_OWN = re.compile(r"\b(?:da|co|chua|khong)\b")  # a clause with one of these needs no other one's
_OF_THE_CODE = frozenset({"address_code", "code", "points", "notified", "presence", "negation", "filler", "recognised"})
_STEPS = frozenset({"notified", "plate_made", "coded"})
_BESIDE_STEPS = frozenset({"presence", "negation", "filler", "address_code", "code"})
_OF_STATE = re.compile(r"\b(?:trang thai|tinh trang|tien do|status|state|stage|tt)\b")
_NOT_YET = "Chưa"


def plate_answers(table: Table, until: dt.date | None, harvest: ParsedFileBuilder) -> Sequence[str | None]:
    """Whether each point has its plate: its own column, and where that is blank the day it was fixed, if it is past."""
    by_day = _day_answers(table, until, harvest)
    if table.has("plate"):
        cells = table.legend.for_heading(table.heading("plate")).spelled_out(table.cells("plate"))
        if short := _stages(table, cells):
            cells = each(cells, lambda cell: short.get(cell, cell))
        if "plate" in table.header.columns:
            cells = told_words(table, "plate", cells, ANSWERS, harvest)[0]
        cells = each(cells, _without_steps)
        sense = "missing" if table.answer == LISTS_MISSING else table.sense("plate")
        cells = each(cells, _of_the_plate)
        said = sensed_answers(cells, sense, until)
        if not any(map(is_blank, distinct(cells))):
            return said
        return [day if is_blank(cell) else answer for cell, answer, day in zip(cells, said, by_day, strict=True)]
    return by_day


def _of_the_plate(cell: Cell) -> Cell:
    """Of a cell that says more, what it says of the plate: "Đã cấp mã, chưa gắn biển"; the rest must be of the code."""
    parts = _CLAUSES.split(cell) if isinstance(cell, str) else []
    of_plate = [part for part in parts if any("plate" in s.meanings for s in segments(part))]
    others = [s for part in parts if part not in of_plate for s in segments(part)]
    if len(of_plate) != 1 or len(parts) < 2 or not all(s.meanings & _OF_THE_CODE for s in others):
        return cell
    return of_plate[0] if _says_it_itself(of_plate, [part for part in parts if part not in of_plate]) else cell


def _says_it_itself(kept: Sequence[str], dropped: Sequence[str]) -> bool:
    """Whether clauses mean the same without the others: of "Chưa thông báo và gắn biển" the second one does not."""
    turns = {m for part in dropped for s in segments(part) for m in s.meanings} & lexicon().turning
    return not turns or all(_ITS_OWN.search(fold(part)) for part in kept)


def _day_answers(table: Table, until: dt.date | None, harvest: ParsedFileBuilder) -> Sequence[str | None]:
    """What the day of fixing says, or words in its place: "Chưa lắp". A day to come and a blank say nothing."""
    said = segments(table.heading("plated_on"))
    # A word nobody knows may turn what the day is of: that of an order, of an appointment.
    says_plate = any("plate" in s.meanings for s in said) and not any(s.unknown for s in said)
    if "plated_on" not in table.header.columns or not says_plate:
        return CodedColumn.constant(None, table.size)
    cells = table.legend.for_heading(table.heading("plated_on")).spelled_out(table.cells("plated_on"))
    cells = each(cells, lambda cell: None if len(as_text(cell) or "") == 1 else cell)  # a mark is no day, and no word
    told = sensed_answers(told_words(table, "plated_on", cells, ANSWERS, harvest)[0], "present", until)
    return each(told, lambda answer: answer if answer in (Answer.YES.value, Answer.NO.value) else None)


def _without_steps(cell: Cell) -> Cell:
    """A cell without the steps before a plate is fixed: "Mới in, chưa gắn" says that it is not."""
    parts = re.split(r"\s*[,;]\s*|\s+nhưng\s+", cell) if isinstance(cell, str) else []
    rest = [part for part in parts if not any("plate_made" in s.meanings for s in segments(part))]
    steps = [part for part in parts if part not in rest]
    return ", ".join(rest) if rest and steps and _says_it_itself(rest, steps) else cell


def _stages(table: Table, cells: Sequence[Cell]) -> dict[Cell, str]:
    """Words of a column of stages that stand short of the plate: each row bears the furthest one that it reached.

    "Đã thông báo", "Đã cấp mã", "Đã in biển" say where "Đã gắn biển" is another stage that no plate is there yet; so
    does what a legend numbers below such a stage, in whatever words.
    """
    if (
        not _OF_STATE.search(" ".join(split_words(table.heading("plate"))))
        or table.sense("plate") != "present"
        or table.answer == LISTS_MISSING
    ):
        return {}
    stages = {cell for cell in distinct(cells) if isinstance(cell, str)}
    numbered = table.legend.for_heading(table.heading("plate")).numbered()
    stages |= set(numbered.values())
    if not any(_is_fixed(stage) for stage in stages):
        return {}
    short: dict[Cell, str] = {stage: _NOT_YET for stage in stages if _is_short(stage)}
    without = [n for n, stage in numbered.items() if stage in short or read_answer(_of_the_plate(stage)) is Answer.NO]
    if without:
        short |= {stage: _NOT_YET for n, stage in numbered.items() if n < max(without) and not _is_fixed(stage)}
    return short


def _is_fixed(stage: str) -> bool:
    said = segments(stage)
    meanings = {m for s in said for m in s.meanings}
    is_there = bool(meanings & {"plate", "installed"}) and not meanings & (lexicon().turning | _STEPS)
    return is_there and not any(s.unknown for s in said)


def _is_short(stage: str) -> bool:
    """Whether every word is of a step before the plate is fixed: "Đã thông báo", "Chưa in"."""
    said = segments(stage)
    steps = [s for s in said if s.meanings & _STEPS]
    return bool(steps) and all(s.meanings & (_STEPS | _BESIDE_STEPS) for s in said)
