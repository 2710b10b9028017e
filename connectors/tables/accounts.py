"""The account of a table's reading, and the question about one that was not read."""

from __future__ import annotations

from collections.abc import Callable

from connectors.reading import ColumnReading, Doubt, TableQuestion, TableReading
from connectors.tables.cells import as_text
from connectors.tables.columns import Assigned
from connectors.tables.header import Header
from connectors.tables.subject import subject_of
from connectors.tables.table import Table

_EXAMPLES = 5
# Only columns of these fields are shown by example: no name of a person can stand in them.
_SHOWN = frozenset(
    {"fibre", "2g", "3g", "4g", "5g", "mobile", "technology", "answer", "kind", "plate", "notified", "stars",
     "operator", "wifi_status", "wifi_password", "village", "commune", "district", "period", "unit"}
)  # fmt: skip


def account_of(table: Table) -> TableReading:
    """Which column is what, by which sign, with which margin, and what was left unread."""
    assignment = table.header.assignment
    known = isinstance(assignment, Assigned)
    left_out = assignment.left_out if isinstance(assignment, Assigned) else {}
    together = assignment.together.values() if isinstance(assignment, Assigned) else ()
    used = {*table.header.columns.values(), *left_out, *(column for columns in together for column in columns)}
    return TableReading(
        table.sheet.name,
        table.number(-1) if table.header.last >= 0 else 0,
        _columns(table),
        tuple((_quotable(table.header, c), why) for c, (_, why) in sorted(left_out.items())),
        tuple(" / ".join(chain) for c, chain in enumerate(table.header.shown) if chain and c not in used),
        table.shape if known else "table",
    )


def _columns(table: Table) -> tuple[ColumnReading, ...]:
    found = list(columns_of(table.header, table.named_by_heading))
    found.extend(ColumnReading(name, text, "title", score=1.0, margin=1.0) for name, text in table.given.items())
    return tuple(found)


def columns_of(header: Header, is_named: Callable[[str], bool]) -> tuple[ColumnReading, ...]:
    """The account of a header's columns; ``is_named`` tells whether a field was found by its heading."""
    assignment = header.assignment
    known = assignment if isinstance(assignment, Assigned) else Assigned()
    found = []
    for name, column in header.columns.items():
        match = known.matches.get(name)
        by_heading = match is None or is_named(name)
        found.append(
            ColumnReading(
                name,
                " + ".join(dict.fromkeys(_quotable(header, c) for c in known.together.get(name, [column]))),
                "answer" if known.told.get(column) == name else "heading" if by_heading else "content",
                match.sense if match else "present",
                round(match.score, 3) if match else 1.0,
                known.margins.get(name, 1.0),
            )
        )
    return tuple(found)


def _quotable(header: Header, column: int) -> str:
    """A heading without rows that may be data: it is stored and shown."""
    return " / ".join(header.shown[column] or header.chains[column][:1])


def question_about(table: Table, doubt: Doubt, source_id: str, file: str) -> TableQuestion:
    """The question that a doubtful table puts to a person.

    What the title turns is a part of it: an answer about a list without a title holds for none of what is missing.
    """
    shown = [name for name in (doubt.fields or table.header.columns) if name in _SHOWN and name in table.header.columns]
    examples = []
    for name in shown:
        texts = dict.fromkeys(text for cell in table.cells(name) if (text := as_text(cell)))
        examples.append((table.heading(name), tuple(texts)[:_EXAMPLES]))
    subject = subject_of(table.titles, (table.sheet.name, file.rsplit("/", 1)[-1].rsplit(".", 1)[0]))
    return TableQuestion(
        source_id,
        file,
        table.sheet.name,
        tuple(table.header.names()),
        _columns(table),
        doubt.what,
        tuple(examples),
        point=" ".join((doubt.point, *sorted(subject.turns))),
        choices=doubt.choices,
    )
