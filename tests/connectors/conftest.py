"""Small sheets for the parsers: rows as a person would type them, read as the flows would."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from connectors.card import load_cards, parser_of
from connectors.contract import Cell, Context, ParsedFile, PlaceLookup, RawFile, Repair, Sheet, SourceCard, Workbook

TODAY = dt.date(2026, 11, 21)
Rows = Sequence[Sequence[Cell]]
Merges = list[tuple[int, int, int, int]]
ParseRows = Callable[..., ParsedFile]


def sheet_of(rows: Rows, name: str = "Sheet1", merges: Merges | None = None) -> Sheet:
    """A sheet from rows; short rows are padded."""
    width = max((len(row) for row in rows), default=0)
    padded = [[*row, *[None] * (width - len(row))] for row in rows]
    return Sheet(name, [list(column) for column in zip(*padded, strict=True)] if padded else [], merges=merges or [])


def no_repair(texts: Sequence[str | None]) -> tuple[list[str | None], str]:
    return list(texts), ""


@cache
def shipped_cards() -> dict[str, SourceCard]:
    """The cards as they are shipped, read once for all tests."""
    return load_cards()


def read(
    source: str,
    sheets: Rows | Mapping[str, Rows] | list[Sheet],
    *,
    file: str = "bao_cao_20240930.xlsx",
    merges: Merges | None = None,
    today: dt.date = TODAY,
    landed: dt.date = TODAY,
    repair: Repair = no_repair,
    digest: Callable[[str, str], str | None] = lambda column, value: None,
    cards: Mapping[str, SourceCard] | None = None,
    places: PlaceLookup | None = None,
    answers: Mapping[str, str] | None = None,
) -> ParsedFile:
    """Parse rows as a file of ``source``; the accounting must hold every time."""
    if isinstance(sheets, Mapping):
        made = [sheet_of(rows, name) for name, rows in sheets.items()]
    elif sheets and isinstance(sheets[0], Sheet):
        made = list(sheets)  # type: ignore[arg-type]
    else:
        made = [sheet_of(sheets, merges=merges)]  # type: ignore[arg-type]
    card = (cards or shipped_cards())[source]
    sha = hashlib.sha256(repr(made).encode()).hexdigest()
    landed_at = dt.datetime.combine(landed, dt.time(8), tzinfo=dt.UTC)
    raw = RawFile(source, f"{card.inbox}/{file}", sha, 1, landed_at, Path("unused"))
    parsed = parser_of(card)(
        Workbook("xlsx", made), raw, card, Context(today, repair, digest, places, answers=answers or {})
    )
    assert parsed.rows_in == parsed.rows_read + len(parsed.set_aside) + parsed.rows_refused
    return parsed


@pytest.fixture
def parse_rows() -> ParseRows:
    """``read`` for tests."""
    return read


@pytest.fixture
def as_dicts() -> Callable[..., list[dict[str, Any]]]:
    """Records as dictionaries of the named columns, blanks as None."""

    def convert(parsed: ParsedFile, kind: str, *columns: str) -> list[dict[str, Any]]:
        frame = parsed.records[kind][list(columns)].astype(object)
        return frame.where(frame.notna(), None).to_dict("records")

    return convert
