"""Tables as they are written down in tests: a line a row, ``|`` between cells, ``<`` and ``^`` for merged ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from connectors.contract import Cell, ParsedFile, PlaceLookup, Sheet
from tests.connectors.clerks import VILLAGES, known_places
from tests.connectors.conftest import read, sheet_of


def sheet(text: str, name: str = "Sheet1") -> Sheet:
    """The sheet of a text; figures are numbers."""
    lines = [[part.strip() for part in line.split("|")] for line in text.strip("\n").split("\n")]
    merges = []
    for r, line in enumerate(lines):
        for c, part in enumerate(line):
            if part in ("", "<", "^"):
                continue
            right, down = c, r
            while right + 1 < len(line) and line[right + 1] == "<":
                right += 1
            while down + 1 < len(lines) and c < len(lines[down + 1]) and lines[down + 1][c] == "^":
                down += 1
            if (right, down) != (c, r):
                merges.append((r, c, down, right))
    return sheet_of([[_cell(part) for part in line] for line in lines], name, merges)


def _cell(part: str) -> Cell:
    if part in ("", "<", "^"):
        return None
    return int(part) if part.isdecimal() and (part == "0" or part[0] != "0") else part


def parsed(
    source: str, *texts: str, file: str = "bang_20241031.xlsx", places: PlaceLookup = known_places
) -> ParsedFile:
    """The file of one sheet a text; a first line "@ name" names the sheet."""
    sheets = []
    for n, text in enumerate(texts, 1):
        first, _, rest = text.strip("\n").partition("\n")
        sheets.append(sheet(rest, first[2:]) if first.startswith("@ ") else sheet(text, f"Sheet{n}"))
    return read(source, sheets, file=file, places=places)


def coverage(found: ParsedFile) -> dict[str, dict[str, str]]:
    """Village → service → answer, without what is unclear."""
    out: dict[str, dict[str, str]] = {}
    for row in _rows(found, "coverage"):
        if row["answer"] != "unclear":
            out.setdefault(_village(row), {})[row["service"]] = row["answer"]
    return out


def contracts(found: ParsedFile) -> dict[str, tuple[str, str, str | None, str | None]]:
    """Number of a contract → village, state, password, venue."""
    return {
        row["contract_number"]: (_village(row), row["status"], row["has_password"], row["venue"])
        for row in _rows(found, "wifi_contracts")
    }


def plates(found: ParsedFile) -> dict[tuple[str, str | None, str | None], int]:
    """(village, kind, plate) → points."""
    return dict(Counter((_village(row), row["address_kind"], row["plate"]) for row in _rows(found, "addresses")))


def _rows(found: ParsedFile, kind: str) -> Sequence[dict[str, Any]]:
    if kind not in found.records:
        return []
    frame = found.records[kind].astype(object)
    return frame.where(frame.notna(), None).to_dict("records")  # type: ignore[no-any-return]


def _village(row: dict[str, Any]) -> str:
    text = row["village_text"] or row["address_text"] or ""
    return next((name for name in VILLAGES if name.lower() in text.lower()), text)
