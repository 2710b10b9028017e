"""Frames as plain rows, for what is written line by line; reports are small, and blanks are one thing here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def rows_of(frame: pd.DataFrame | Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows by column name, missing values as ``""``; what are rows already stays as it is."""
    if isinstance(frame, Sequence):
        return [dict(row) for row in frame]
    cells = frame.astype(object).where(frame.notna(), "")
    return [{str(name): value for name, value in row.items()} for row in cells.to_dict("records")]
