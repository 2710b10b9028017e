"""Questions about columns of counts that nobody read, where a rule lacks the very figure that they may be.

The procedures offered are compared with those that are eligible, the dossiers handled entirely online with all. Where
one of these has no column, and a column of counts about procedures or dossiers was not understood ("Hồ sơ xử lý khép
kín"), a person says what it is; what else the table says is read.
"""

from __future__ import annotations

from connectors.contract import SourceCard
from connectors.reading import TableQuestion
from connectors.tables.column_questions import column_questions
from connectors.tables.lexicon.words import lexicon
from connectors.tables.meanings import said
from connectors.tables.table import Table

# What a rule needs → the sets of columns that give it.
_NEEDED = {
    "eligible": (("eligible",), ("eligible_partly", "eligible_fully")),
    "offered": (("offered",), ("offered_partly", "offered_fully")),
    "dossiers": (("dossiers",),),
    "dossiers_fully_online": (("dossiers_fully_online",),),
}
_OF_PROCEDURES = frozenset({"procedure", "eligible", "offered", "partly", "fully", "both_levels"})
_OF_DOSSIERS = frozenset({"dossier", "received", "handled", "returned", "fully_online", "entirely"})
# What is known to be another figure; a heading with one of them is not asked about, whatever else it says.
_OTHER = frozenset({"in_person", "on_time", "payment", "score", "share", "remark"})


def questions_about_counts(table: Table, card: SourceCard, file: str) -> list[TableQuestion]:
    """A question for each such column of a table of statistics; none where every figure has its column."""
    header = table.header
    older = getattr(header.assignment, "periods", {})
    here = {*header.columns, *(name for name, offers in older.items() if offers)}
    lacking = [name for name, ways in _NEEDED.items() if not any(here.issuperset(way) for way in ways)]
    if table.contents is None or not lacking:
        return []
    found = []
    for column, chain in enumerate(header.chains):
        about = _about(chain) if chain else frozenset()
        names = [name for name in lacking if name in about]
        if names:
            others = [c for c in range(len(header.chains)) if c != column]
            found += column_questions(card, header, table.contents, names, table.sheet.name, file, others)
    return found


def _about(chain: tuple[str, ...]) -> frozenset[str]:
    """The figures that a heading may be; none where it says another one, or turns what it says."""
    heading = said(chain)
    words = {m for segment in (*heading.last, *heading.group) for m in segment.meanings}
    if words & _OTHER or words & (lexicon().turning - {"cumulative"}):
        return frozenset()
    if words & {"dossier"} or (words & _OF_DOSSIERS and "procedure" not in words):
        return frozenset({"dossiers", "dossiers_fully_online"})
    return frozenset({"eligible", "offered"} if words & _OF_PROCEDURES else ())
