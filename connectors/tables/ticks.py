"""An answer told by which of two columns is ticked: "Cáp quang / Có" and "Cáp quang / Không", or "Có" and "Không".

The two columns become one: a mark below "Có" is a yes, below "Không" a no, in both of them nothing clear.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from connectors.contract import Cell
from connectors.tables.answers import read_answer
from connectors.tables.cell_signs import says_stars
from connectors.tables.cells import each, is_blank
from connectors.tables.columns import Assigned
from connectors.tables.header import Header
from connectors.tables.meanings import QUALITY
from connectors.tables.table import Table
from doisoat.model import Answer

TICKED, NOT_TICKED = "ticked_yes", "ticked_no"
_NO, _BOTH = "Không", "?"


def combine_ticks(table: Table) -> None:
    """Let the fields of a table whose answers stand in two columns be read as one."""
    assignment = table.header.assignment
    if not isinstance(assignment, Assigned):
        return
    starred = star_columns(table.header) if table.has("product") else {}
    if starred and all(_is_ticked(table.column_cells(c)) for c in starred):
        table.header.columns["stars"] = min(starred)
        assignment.together["stars"] = sorted(starred)
    for name, column in assignment.opposites.items():
        there, sense = table.cells(name), table.sense(name)
        if sense == QUALITY:  # "Tốt" beside "Không có": what is not good is not missing, what is missing is said there
            there = each(there, lambda cell: _BOTH if read_answer(cell) is Answer.NO else cell)
        if sense not in ("present", QUALITY) or name not in table.header.columns:
            continue
        if _join(table, name, there, table.column_cells(column)):
            assignment.matches[name] = replace(assignment.matches[name], sense="present")
    if table.has(TICKED) and table.has(NOT_TICKED) and not table.has("answer"):
        _join(table, "answer", table.cells(TICKED), table.cells(NOT_TICKED))
    elif table.has(TICKED) and not table.has("answer"):
        table.joined["answer"] = list(table.cells(TICKED))
    elif table.has(NOT_TICKED) and not table.has("answer"):
        marked = [read_answer(cell) is Answer.YES for cell in table.cells(NOT_TICKED)]
        table.joined["answer"] = [_NO if is_marked else None for is_marked in marked]


def star_columns(header: Header) -> dict[int, str]:
    """Columns that are headed by one number of stars each, to be ticked: position → "3 sao"; none where it is one."""
    found = {c: chain[-1] for c, chain in enumerate(header.chains) if chain and says_stars(chain[-1])}
    return found if len(found) > 1 else {}


def _is_ticked(cells: Sequence[Cell]) -> bool:
    """Whether a column holds ticks and nothing else; it may hold none."""
    return all(is_blank(cell) or read_answer(cell) in (Answer.YES, Answer.NO) for cell in cells)


def _join(table: Table, name: str, there: Sequence[Cell], missing: Sequence[Cell]) -> bool:
    """Whether they are one: the second column holds ticks, and hardly a row is ticked in both."""
    ticks = [not is_blank(cell) for cell in missing]
    marks = all(read_answer(cell) is Answer.YES for cell, ticked in zip(missing, ticks, strict=True) if ticked)
    twice = sum(1 for cell, ticked in zip(there, ticks, strict=True) if ticked and not is_blank(cell))
    if is_one := marks and 10 * twice <= len(ticks):
        table.joined[name] = [
            cell if not ticked else _NO if is_blank(cell) else _BOTH for cell, ticked in zip(there, ticks, strict=True)
        ]
    return is_one
