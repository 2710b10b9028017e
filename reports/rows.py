"""Frames as plain rows, for what is written line by line; reports are small, and blanks are one thing here."""

from __future__ import annotations

from typing import Any

import pandas as pd


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows by column name, missing values as ``""``."""
    cells = frame.astype(object).where(frame.notna(), "")
    return [{str(name): value for name, value in row.items()} for row in cells.to_dict("records")]
