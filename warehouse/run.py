"""One run of the reconciliation, as the warehouse keeps it."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from doisoat.columns import BESIDE_VERDICTS, VERDICTS

if TYPE_CHECKING:
    import pandas as pd

SORT_KEY = ("criteria", "level", "unit_code", "indicator")


@dataclass(frozen=True)
class RunRecord:
    """What a run was asked, with what it worked, and what came out in counts.

    ``criteria`` maps each criteria set's id to the hash of its file; ``asked_criteria`` names those it was limited to,
    empty for all there are; ``scope`` holds unit codes, empty for everything;
    times are aware and in UTC; ``summary`` is what ``run --json`` prints; ``verdict_hash`` is filled by the warehouse.
    """

    run_id: str
    as_of: dt.date
    started_at: dt.datetime
    finished_at: dt.datetime | None = None
    known_at: dt.datetime | None = None
    criteria: dict[str, str] = field(default_factory=dict)
    scope: tuple[str, ...] = ()
    code_version: str = ""
    inbox: str = ""
    summary: dict[str, object] = field(default_factory=dict)
    verdict_hash: str = ""
    asked_criteria: tuple[str, ...] = ()


def sorted_verdicts(verdicts: pd.DataFrame) -> pd.DataFrame:
    """The columns VERDICTS in their order, blanks as ``""``, sorted by code points (never by a server's collation).

    What stands beside the verdicts (BESIDE_VERDICTS) follows where it is there, counts as whole numbers.
    """
    beside = [name for name in BESIDE_VERDICTS if name in verdicts]
    frame = verdicts.reindex(columns=[*VERDICTS, *beside]).astype(object)
    frame = frame.where(frame.notna(), "")
    frame = frame.astype(dict.fromkeys(VERDICTS, str))
    return frame.sort_values(list(SORT_KEY), kind="stable", ignore_index=True)


def verdict_hash(verdicts: pd.DataFrame) -> str:
    """SHA-256 over the sorted verdict rows without the run's id: equal for equal verdicts, on any machine."""
    rows = sorted_verdicts(verdicts)
    text = io.StringIO()
    # Every cell quoted: two rows can never run together into the same bytes as two others.
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows(zip(*(rows[column].tolist() for column in VERDICTS), strict=True))
    return hashlib.sha256(text.getvalue().encode()).hexdigest()
