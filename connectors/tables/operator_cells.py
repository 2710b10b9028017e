"""Cells that name operators below a service: "VNPT/VTL", "VNPT: có; Viettel: không". Each speaks for its own.

A cell that names others and not the source's own operator says nothing about it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from connectors.contract import Cell
from connectors.tables.cells import each
from connectors.tables.lexicon.segments import segments
from connectors.tables.lexicon.words import FILLER, lexicon

_PART = re.compile(r"\s*[,;\n|]\s*")
_SAYS = re.compile(r"^(?P<who>[^:=]{2,30}?)\s*[:=]\s*(?P<answer>\S.{0,40})$")
_THERE = "Có"


def own_answers(cells: Sequence[Cell], own: frozenset[str]) -> list[Cell]:
    """The column with what cells say of operators said of ``own``; None where they speak of others alone."""
    if not own:
        return list(cells)
    return list(each(cells, lambda cell: _own(cell, own)))


def _own(cell: Cell, own: frozenset[str]) -> Cell:
    if not isinstance(cell, str):
        return cell
    named = _only_operators(cell)
    if named:
        return _THERE if named & own else None
    pairs = [_SAYS.match(part) for part in _PART.split(cell)]
    said = [(_only_operators(match["who"]), match["answer"]) for match in pairs if match]
    if len(said) < len(pairs) or not all(who for who, _ in said):
        return cell
    return next((answer for who, answer in said if who & own), None)


def _only_operators(text: str) -> frozenset[str]:
    """The operators of a text that names nothing else; empty where it does."""
    if len(text) > 80:
        return frozenset()
    found, known = segments(text), lexicon().operators
    if not all(s.meanings & (known | {FILLER, "presence"}) for s in found):
        return frozenset()
    return frozenset(m for s in found for m in s.meanings & known)
