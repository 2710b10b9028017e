"""Questions about a register's counts: a heading that names one beside a word nobody knows ("Số hộ khá") may be it.

What villages are counted against must not be a part of them: such a column is not read, and is asked about where the
register has no other.
"""

from __future__ import annotations

from itertools import pairwise

from connectors.contract import SourceCard
from connectors.reading import TableQuestion
from connectors.tables.column_questions import column_questions
from connectors.tables.lexicon.segments import segments
from connectors.tables.lexicon.words import lexicon
from connectors.tables.meanings import said
from connectors.tables.table import Table

_COUNTED = {
    "households": "household",
    "offices": "office",
    "organizations": "organization",
    "heritage_sites": "heritage",
}
_OTHER_COUNTS = frozenset({"poor", "population", "area", "share", "remark"})
_OF_SOME = frozenset({"poor", "presence", "phone"})


def leave_counts_of_some(table: Table) -> None:
    """Take "Số hộ" below "SỐ HỘ NGHÈO NĂM 2024" for no count of all, unless a column beside it counts the poor."""
    if not table.has("households") or any("poor" in _words_of(chain) for chain in table.header.chains):
        return
    cuts = [segments(title) for title in table.titles]
    pairs = [pair for cut in cuts for pair in pairwise(cut)]
    if any("household" in one.meanings and other.meanings & _OF_SOME for one, other in pairs):
        del table.header.columns["households"]


def mixed_headings(table: Table) -> list[str]:
    """Headings of households and people in one cell ("Số hộ/khẩu"), where the register has no households apart."""
    if table.has("households"):
        return []
    return [" / ".join(chain) for chain in table.header.chains if {"household", "population"} <= _words_of(chain)]


def _words_of(chain: tuple[str, ...]) -> frozenset[str]:
    """Every meaning that a column's headings have."""
    return frozenset(m for text in chain for segment in segments(text) for m in segment.meanings)


def questions_about_counts(table: Table, card: SourceCard, file: str) -> list[TableQuestion]:
    """A question for each column that may be a count which the register lacks."""
    found: list[TableQuestion] = []
    chains = table.header.chains
    for name in (name for name in _COUNTED if not table.has(name)) if table.contents is not None else ():
        for column, chain in enumerate(chains):
            if chain and _may_count(chain, _COUNTED[name]) and table.contents is not None:
                others = [c for c in range(len(chains)) if c != column]
                found += column_questions(card, table.header, table.contents, [name], table.sheet.name, file, others)
    return found


def _may_count(chain: tuple[str, ...], meaning: str) -> bool:
    heading = said(chain)
    is_unknown = any(segment.unknown for segment in heading.last)
    return meaning in heading.meanings and is_unknown and not heading.meanings & (_OTHER_COUNTS | lexicon().turning)
