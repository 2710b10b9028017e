"""The data dictionary: one page made from the comments of tables and views, so that it cannot say anything else.

``python -m warehouse.dictionary`` writes docs/dictionary.md; with ``--check`` it compares, and fails on a difference.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sqlalchemy import Column, Table

import warehouse.outbox  # noqa: F401 - adds its tables to the schema
from warehouse.marts import MARTS
from warehouse.schema import RANGED, metadata

PAGE = Path(__file__).parent.parent / "docs" / "dictionary.md"
_HEAD = """# Data dictionary of the warehouse

<!-- Made by `python -m warehouse.dictionary` from warehouse/schema.py and warehouse/marts.py; do not edit. -->

Read the views (`mart_…`); they are stable. Tables may change with a migration. Times are UTC. An empty value means
"not said", never "no". How rows are kept over many runs is told at the head of `warehouse/schema.py`: a row of a
*ranged* table belongs to every run of its line with `first_seq <= seq <= last_seq`.

"""


def dictionary() -> str:
    """The page as Markdown."""
    parts = [_HEAD, "## Views\n\n"]
    for mart in MARTS:
        parts.append(f"### {mart.name}\n\n{mart.comment}.\n\n| column | meaning |\n|---|---|\n")
        parts += [f"| `{name}` | {_cell(meaning)} |\n" for name, meaning in mart.columns.items()]
        parts.append("\n")
    parts.append("## Tables\n\n")
    for table in metadata.tables.values():
        ranged = " *Ranged.*" if table.name in RANGED else ""
        parts.append(f"### {table.name}\n\n{table.comment}.{ranged}\n\n")
        parts.append("| column | type | meaning |\n|---|---|---|\n")
        parts += [_row(table, column) for column in table.columns]
        parts.append("\n")
    return "".join(parts).rstrip("\n") + "\n"


def _row(table: Table, column: Column[object]) -> str:
    if not column.comment:
        raise ValueError(f"{table.name}.{column.name} has no comment")
    kind = (
        str(column.type).lower()
        + (", key" if column.primary_key else "")
        + (", never empty" if _required(column) else "")
    )
    return f"| `{column.name}` | {kind} | {_cell(column.comment)} |\n"


def _required(column: Column[object]) -> bool:
    return not column.nullable and not column.primary_key


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main(arguments: list[str]) -> int:
    """Write or check the page; the exit code."""
    if "--check" not in arguments:
        PAGE.write_text(dictionary(), encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == dictionary():
        return 0
    sys.stderr.write(f"{PAGE} is not what the schema says: run python -m warehouse.dictionary\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
