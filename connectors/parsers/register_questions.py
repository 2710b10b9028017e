"""Questions about a register's counts: a heading that names one beside a word nobody knows ("Số hộ khá") may be it.

What villages are counted against must not be a part of them: such a column is not read, and is asked about where the
register has no other.
"""

from __future__ import annotations

from connectors.contract import SourceCard
from connectors.reading import TableQuestion
from connectors.tables.column_questions import column_questions
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
    words = {m for segment in (*heading.last, *heading.group) for m in segment.meanings}
    is_unknown = any(segment.unknown for segment in heading.last)
    return meaning in words and is_unknown and not words & (_OTHER_COUNTS | lexicon().turning)
