"""What people have answered about names: dated, reversible, used by every later run.

An append-only CSV in the working home; a decision is undone by a later line, never by deleting one. Rejected pairs
are remembered like accepted ones.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from doisoat.events import append_events, read_events
from doisoat.text.compare import clean
from gazetteer.names import name_of

COLUMNS = ("decided_at", "action", "village_text", "commune_text", "district_text", "village_code", "origin")
ACCEPT, REJECT, WITHDRAW = "accept", "reject", "withdraw"
FILE_NAME = "aliases.csv"


def store(home: Path) -> Path:
    """Where the decisions lie in the working home."""
    return home / FILE_NAME


def add(
    path: Path,
    village_text: str,
    village_code: str,
    commune_text: str = "",
    district_text: str = "",
    *,
    decided_at: dt.datetime,
    origin: str = "cli",
) -> None:
    """Remember that a text means a village. A later ``add`` of the same text replaces it."""
    append(path, [_row(decided_at, ACCEPT, village_text, commune_text, district_text, village_code, origin)])


def reject(
    path: Path,
    village_text: str,
    village_code: str,
    commune_text: str = "",
    district_text: str = "",
    *,
    decided_at: dt.datetime,
    origin: str = "cli",
) -> None:
    """Remember that a text does not mean a village."""
    append(path, [_row(decided_at, REJECT, village_text, commune_text, district_text, village_code, origin)])


def withdraw(
    path: Path,
    village_text: str,
    village_code: str,
    commune_text: str = "",
    district_text: str = "",
    *,
    decided_at: dt.datetime,
    origin: str = "cli",
) -> None:
    """Undo an earlier answer about a text and a village."""
    append(path, [_row(decided_at, WITHDRAW, village_text, commune_text, district_text, village_code, origin)])


def append(path: Path, rows: Sequence[dict[str, str]]) -> None:
    """Write decisions behind those already there, in one write, flushed to the disk."""
    append_events(path, COLUMNS, rows)


def read(path: Path, known_at: dt.datetime | None = None) -> pd.DataFrame:
    """All decisions, oldest first (COLUMNS); with ``known_at`` only those made by then.

    Raises:
        ConfigError: the file has lost its headings.
    """
    return read_events(path, COLUMNS, (ACCEPT, REJECT, WITHDRAW), "câu trả lời về tên thôn", known_at)


def current(decisions: pd.DataFrame) -> pd.DataFrame:
    """The decisions in force: for each text its last accepted village, and every pair rejected and not withdrawn."""
    accepted: dict[tuple[str, str, str], dict[Hashable, str]] = {}
    rejected: dict[tuple[str, str, str, str], dict[Hashable, str]] = {}
    for row in decisions.to_dict("records"):
        texts = (text_key(row["village_text"]), text_key(row["commune_text"]), text_key(row["district_text"]))
        pair = (*texts, row["village_code"])
        if row["action"] == ACCEPT:
            accepted[texts] = row
            rejected.pop(pair, None)
        elif row["action"] == REJECT:
            rejected[pair] = row
            if accepted.get(texts, {}).get("village_code") == row["village_code"]:
                del accepted[texts]
        else:
            rejected.pop(pair, None)
            if accepted.get(texts, {}).get("village_code") == row["village_code"]:
                del accepted[texts]
    return pd.DataFrame([*accepted.values(), *rejected.values()], columns=list(COLUMNS), dtype="str")


def text_key(text: str | None) -> str:
    """What two texts must share to be the same text of an answer: words, marks and numbers, in order."""
    return name_of(clean(text)).order if text else ""


@dataclass(frozen=True, slots=True)
class Given:
    """One answer about a village text: for which commune and district texts (keys), and which village."""

    commune: str
    district: str
    village_code: str

    def is_about(self, commune: str, district: str) -> bool:
        """Whether the texts are those of the answer; an answer without district holds for any."""
        return self.commune == commune and self.district in ("", district)


@dataclass
class AliasBook:
    """Decisions in force, by the key of the village text."""

    accepted: dict[str, list[Given]] = field(default_factory=dict)
    rejected: dict[str, list[Given]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything was decided at all."""
        return bool(self.accepted or self.rejected)

    @classmethod
    def read(cls, decisions: pd.DataFrame | None) -> AliasBook:
        """From a frame of decisions (COLUMNS), in the order they were made."""
        book = cls()
        if decisions is None or not len(decisions):
            return book
        for row in current(decisions).to_dict("records"):
            where = book.accepted if row["action"] == ACCEPT else book.rejected
            entry = Given(text_key(row["commune_text"]), text_key(row["district_text"]), row["village_code"])
            where.setdefault(text_key(row["village_text"]), []).append(entry)
        return book


def _row(
    decided_at: dt.datetime, action: str, village: str, commune: str, district: str, code: str, origin: str
) -> dict[str, str]:
    values = (
        decided_at.isoformat(),
        action,
        clean(village),
        clean(commune),
        clean(district),
        clean(code),
        clean(origin),
    )
    return dict(zip(COLUMNS, values, strict=True))
