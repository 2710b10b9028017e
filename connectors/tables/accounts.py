"""The account of a table's reading, and the question about one that was not read."""

from __future__ import annotations

from connectors.reading import ColumnReading, Doubt, TableQuestion, TableReading
from connectors.tables.cells import as_text
from connectors.tables.columns import Assigned
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
    used = {*table.header.columns.values(), *left_out}
    return TableReading(
        table.sheet.name,
        table.number(-1) if table.header.last >= 0 else 0,
        _columns(table),
        tuple((" / ".join(table.header.chains[c]), why) for c, (_, why) in sorted(left_out.items())),
        tuple(" / ".join(chain) for c, chain in enumerate(table.header.shown) if chain and c not in used),
        table.shape if known else "table",
    )


def _columns(table: Table) -> tuple[ColumnReading, ...]:
    assignment = table.header.assignment
    margins = assignment.margins if isinstance(assignment, Assigned) else {}
    found = []
    for name in table.header.columns:
        match = table.matches.get(name)
        by_heading = match is not None and table.named_by_heading(name)
        found.append(
            ColumnReading(
                name,
                table.heading(name),
                "heading" if by_heading or match is None else "content",
                match.sense if match else "present",
                round(match.score, 3) if match else 1.0,
                margins.get(name, 1.0),
            )
        )
    found.extend(ColumnReading(name, text, "title", score=1.0, margin=1.0) for name, text in table.given.items())
    return tuple(found)


def question_about(table: Table, doubt: Doubt, source_id: str, file: str) -> TableQuestion:
    """The question that a doubtful table puts to a person."""
    shown = [name for name in (doubt.fields or table.header.columns) if name in _SHOWN and name in table.header.columns]
    examples = []
    for name in shown:
        texts = dict.fromkeys(text for cell in table.cells(name) if (text := as_text(cell)))
        examples.append((table.heading(name), tuple(texts)[:_EXAMPLES]))
    return TableQuestion(
        source_id, file, table.sheet.name, tuple(table.header.names()), _columns(table), doubt.what, tuple(examples)
    )
