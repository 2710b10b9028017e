"""Remarks that take a row's answer back: "x" beside "dự kiến hoàn thành 12/2024", "đang thi công", "đã cắt 8/2024".

What a remark says is never an answer of its own; a yes that it takes back is unclear, a no stays one. A remark about
something else ("dự kiến sáp nhập với thôn bên") takes nothing back.
"""

from __future__ import annotations

import datetime as dt
import functools
import re

from connectors.contract import Cell
from connectors.tables.cells import as_text, each
from connectors.tables.columns import Assigned
from connectors.tables.dates import read_date
from connectors.tables.lexicon.segments import segments
from connectors.tables.lexicon.words import FILLER
from connectors.tables.pairs import answers_in
from connectors.tables.placeholders import is_placeholder
from connectors.tables.table import Table
from doisoat.columns import COVERAGE_SERVICES
from doisoat.text.compare import clean

ALL = "all"  # whatever the row says
_TURNS = frozenset({"plan", "needed", "registration", "target", "ended", "fault", "weak"})
_BROKEN = frozenset({"ended", "fault", "weak"})
_BESIDE = frozenset(
    {"presence", "network", "mobile_generic", "period", "date", "number", "answer", "technology", "plate", "contract",
     "wifi", "handled", "valid_until", "period_from", "period_to", "valid_from", "valid_to", "unit", "village",
     "negation", "public", "venue", *COVERAGE_SERVICES}
)  # fmt: skip
_DONE = re.compile(
    r"\b(?:đã (?:hoàn thành|khắc phục|xử lý|có|phủ|gắn|lắp|thay|nghiệm thu|phát sóng)|theo kế hoạch|đạt kế hoạch|"
    r"da (?:hoan thanh|khac phuc|co|phu|gan|lap|thay))\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(r"^(?:chưa|chua)\s+\S", re.IGNORECASE)
_LONGEST = 80
Taken = frozenset[str]


def taken_back(table: Table, until: dt.date | None) -> list[Taken]:
    """For each row the services whose yes its remarks take back, or ``ALL``.

    Args:
        table: where the rows stand.
        until: the day of publication: of a plan's day the later ones alone take anything back.
    """
    out: list[Taken] = [frozenset()] * table.size
    assignment = table.header.assignment
    left_out = assignment.left_out if isinstance(assignment, Assigned) else {}
    used = set(table.header.columns.values())
    for column, chain in enumerate(table.header.chains):
        if not chain or column in used:
            continue
        said = [s.meanings for s in segments(chain[-1])]
        if any("remark" in meanings for meanings in said):
            taken = each(table.column_cells(column), _taken_by)
        elif left_out.get(column, ("", ""))[1] == "plan" or _is_plans_day(chain):
            taken = each(table.column_cells(column), lambda cell: _taken_by_day(cell, until))
        else:
            continue
        out = [before | here for before, here in zip(out, taken, strict=True)]
    return out


def _is_plans_day(chain: tuple[str, ...]) -> bool:
    """A heading such as "Dự kiến hoàn thành", about no service of its own."""
    said = {m for text in chain for s in segments(text) for m in s.meanings}
    return bool(said & {"plan"}) and not said & set(COVERAGE_SERVICES)


def _taken_by_day(cell: Cell, until: dt.date | None) -> Taken:
    day = read_date(cell, months=True) if until is not None else None
    return frozenset({ALL}) if day is not None and until is not None and day > until else frozenset()


def _taken_by(cell: Cell) -> Taken:
    text = as_text(cell) if isinstance(cell, str) else None
    return frozenset() if text is None or is_placeholder(text) else _said(clean(text))


@functools.lru_cache(maxsize=5_000)
def _said(text: str) -> Taken:
    if len(text) > _LONGEST or _DONE.search(text):
        return frozenset()
    contradicted = {service for named, answer in answers_in(text) if answer != "Có" for service in named}
    found = segments(text)
    meanings = {m for s in found for m in s.meanings}
    named = meanings & set(COVERAGE_SERVICES)
    if not (meanings & _TURNS or _NOT_YET.match(text)):
        return frozenset(contradicted)
    if named:
        return frozenset(named | contradicted)
    if "holder" in meanings and not meanings & _BROKEN:
        return frozenset(contradicted)  # "Khách hàng đề nghị lắp thêm": what customers ask for
    beside = [s for s in found if not s.meanings & (_TURNS | _BESIDE | {FILLER})]
    return frozenset({ALL}) if len(beside) < max(2, len(found) - len(beside)) else frozenset(contradicted)


def is_taken(taken: Taken, service: str) -> bool:
    """Whether a yes about the service is taken back."""
    return ALL in taken or service in taken
