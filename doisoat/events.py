"""What people decided, as rows of an append-only CSV: dated, undone by a later row, never by deleting one.

Answers about names, about tables and their withdrawals are kept so. What a row means is for who keeps it to say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doisoat.errors import ConfigError, InputLocation
from doisoat.journal import Journal, as_line, of_line

if TYPE_CHECKING:
    import pandas as pd


def read_events(
    path: Path, columns: Sequence[str], actions: Collection[str], title: str, known_at: dt.datetime | None = None
) -> pd.DataFrame:
    """All events as a frame of texts; see ``event_rows``."""
    import pandas as pd

    rows = event_rows(path, columns, actions, title, known_at)
    return pd.DataFrame(rows, columns=list(columns), dtype="str")


def event_rows(
    path: Path, columns: Sequence[str], actions: Collection[str], title: str, known_at: dt.datetime | None = None
) -> list[dict[str, str]]:
    """All events, oldest first, as texts under ``columns``; with ``known_at`` only those decided by then.

    A line that a crash has torn is no event: its command never said that it was remembered.

    Args:
        path: the file; where there is none nothing was decided.
        columns: ``decided_at`` (ISO, with its zone) and ``action`` among them.
        actions: the values of ``action`` that count.
        title: what the file holds, in Vietnamese, for a message.
        known_at: a moment with its zone.

    Raises:
        ConfigError: the file has lost its headings.
    """
    lines: list[list[str]] = []
    Journal(path).follow(lambda line: lines.append(of_line(line)))
    head = [text.removeprefix("\ufeff") for text in lines[0]] if lines else list(columns)
    if not set(columns) <= set(head):
        raise ConfigError(
            f"tệp {title} thiếu cột",
            spot=InputLocation(file=str(path)),
            fix=f"khôi phục dòng đầu của tệp: {','.join(columns)}",
        )
    rows = [dict(zip(head, line, strict=True)) for line in lines[1:] if len(line) == len(head)]
    rows = [row for row in rows if row["action"] in actions and _moment(row) is not None]
    if known_at is not None:
        rows = [row for row in rows if (at := _moment(row)) is not None and at <= known_at]
    return rows


def append_events(path: Path, columns: Sequence[str], rows: Iterable[Mapping[Any, object]]) -> None:
    """Write events behind those already there, in one write, flushed to the disk."""
    Journal(path).append([as_line([str(row[name]) for name in columns]) for row in rows], head=as_line(columns))


def _moment(row: Mapping[str, str]) -> dt.datetime | None:
    try:
        at = dt.datetime.fromisoformat(row["decided_at"])
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
