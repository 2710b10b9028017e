"""What counts of procedures and dossiers may be mistaken for, and questions about those that a rule lacks.

The procedures offered are compared with those that are eligible, the dossiers handled entirely online with all. Where
one of these has no column, and a column of counts about procedures or dossiers was not understood ("Hồ sơ xử lý khép
kín"), a person says what it is; what else the table says is read.
"""

from __future__ import annotations

from connectors.contract import SourceCard
from connectors.reading import TableQuestion
from connectors.tables.column_questions import column_questions
from connectors.tables.header import Header
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
_FIGURES = {
    "procedures": frozenset({"eligible", "offered"}),
    "dossiers": frozenset({"dossiers", "dossiers_fully_online"}),
    "": frozenset[str](),
}
_LEVELS = frozenset({"partly", "fully", "both_levels", "fully_online"})
_OF_PROCEDURES = frozenset({"procedure", "eligible", "offered"})
_OF_DOSSIERS = frozenset({"dossier", "received", "handled", "returned", "entirely"})
# What is known to be another figure; a heading with one of them is not asked about, whatever else it says.
_OTHER = frozenset({"in_person", "on_time", "payment", "score", "share", "remark"})


def leave_levels_of_dossiers(table: Table) -> None:
    """Take "Trong đó: một phần", "toàn trình" behind a count of dossiers for no procedures that are offered."""
    header = table.header
    for name in ("offered_partly", "offered_fully"):
        column = header.columns.get(name)
        if column is not None and _counted(header, column) == "dossiers":
            del header.columns[name]


def questions_about_counts(table: Table, card: SourceCard, file: str) -> list[TableQuestion]:
    """A question for each such column of a table of statistics; none where every figure has its column."""
    header = table.header
    older = getattr(header.assignment, "periods", {})
    here = {*header.columns, *(name for name, offers in older.items() if offers)}
    lacking = [name for name, ways in _NEEDED.items() if not any(here.issuperset(way) for way in ways)]
    if table.contents is None or not lacking:
        return []
    found = []
    for column in range(len(header.chains)):
        about = _FIGURES[_counted(header, column)]
        names = [name for name in lacking if name in about and not _says_another(header.chains[column])]
        if names:
            others = [c for c in range(len(header.chains)) if c != column]
            found += column_questions(card, header, table.contents, names, table.sheet.name, file, others)
    return found


def _counted(header: Header, column: int) -> str:
    """What a heading counts, ``procedures`` or ``dossiers``, and empty where it is neither.

    Levels alone ("Trong đó: toàn trình") are parts of what the nearest column to the left counts.
    """
    words = said(header.chains[column]).meanings
    if not words & (_OF_PROCEDURES | _OF_DOSSIERS | _LEVELS):
        return ""
    for chain in reversed(header.chains[: column + 1]):
        said_here = said(chain).meanings
        if "dossier" in said_here or (said_here & _OF_DOSSIERS and "procedure" not in said_here):
            return "dossiers"
        if said_here & _OF_PROCEDURES:
            return "procedures"
    return "procedures"


def _says_another(chain: tuple[str, ...]) -> bool:
    """Whether a heading says another figure, or turns what it says."""
    return bool(said(chain).meanings & (_OTHER | (lexicon().turning - {"cumulative"})))
