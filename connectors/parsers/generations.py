"""Columns that name the technology in use, "FTTH" of the fixed network, "4G" the highest of the mobile one.

A technology that is named is there. "Chưa có" below a fixed technology says that there is no fibre, below a mobile one
that no generation is there; "Chưa có 4G" says so of 4G alone. Below the highest generation what lies above the one that
is named is not there. What lies below it is not said.
"""

from __future__ import annotations

from collections.abc import Sequence

from connectors.contract import Cell
from connectors.tables.answers import read_answer
from connectors.tables.cell_signs import names_service
from connectors.tables.cells import each
from connectors.tables.lexicon.segments import segments
from connectors.tables.pairs import services_named
from connectors.tables.table import Table
from doisoat.model import Answer

FIXED, MOBILE = "fixed_technology", "mobile_technology"
FIELDS = (FIXED, MOBILE)
_GENERATIONS = ("2g", "3g", "4g", "5g")
_OF = {FIXED: ("fibre",), MOBILE: _GENERATIONS}
_YES, _NO = "Có", "Không"


def generation_answers(table: Table, name: str, cells: Sequence[Cell]) -> dict[str, list[Cell]]:
    """What a column of technologies says of each service, ``None`` where nothing is said.

    Args:
        table: where it stands.
        name: one of ``FIELDS``.
        cells: of the column, with the words that people explained.
    """
    is_highest = any("highest" in s.meanings for s in segments(table.heading(name)))
    read = each(cells, lambda cell: _read(cell, _OF[name], is_highest and name == MOBILE))
    services = dict.fromkeys(service for said in read for service in said)
    return {service: [said.get(service) for said in read] for service in services}


def says_none(table: Table) -> bool:
    """Whether a column of technologies says of some row that there is none, so that what it names is there."""
    return any(read_answer(cell) is Answer.NO for name in FIELDS if table.has(name) for cell in set(table.cells(name)))


def _read(cell: Cell, family: Sequence[str], is_highest: bool) -> dict[str, Cell]:
    if read_answer(cell) is Answer.NO:
        return dict.fromkeys(services_named(str(cell)) or family, _NO)  # "Chưa có 4G" leaves 3G open
    if not names_service(cell):
        return {}
    named = services_named(str(cell))
    said: dict[str, Cell] = dict.fromkeys(named, _YES)
    best = max((service for service in named if service in _GENERATIONS), default=None)
    if is_highest and best is not None:
        said |= dict.fromkeys((service for service in _GENERATIONS if service > best), _NO)
    return said
