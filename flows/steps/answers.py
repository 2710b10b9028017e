"""People's answers about names: those given at the command line, and those that came back through the inbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from doisoat.columns import PROVENANCE, RECORDS
from flows.steps.intake import SourceResult
from gazetteer import aliases
from gazetteer.review import COMMUNE, DISTRICT, RIGHT, SUGGESTIONS, VILLAGE, WRONG, read_review

_HEADINGS = dict(zip(RECORDS["name_answers"], (VILLAGE, COMMUNE, DISTRICT, *SUGGESTIONS, RIGHT, WRONG), strict=True))


def decisions_in_force(
    home: Path,
    known_at: dt.datetime | None,
    returned: pd.DataFrame | None,
    villages: pd.DataFrame,
    readings: Mapping[str, SourceResult],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All decisions a run may use, oldest first, and the returned rows that could not be understood.

    A returned workbook counts from the moment it landed; it stays an input file like any other, so that taking it out
    of the inbox takes its answers back.

    Args:
        returned: records of kind ``name_answers``, or None.
    """
    given = aliases.read(aliases.store(home), known_at)
    columns = [*PROVENANCE, "reason", "detail"]
    if returned is None:
        return given, pd.DataFrame(columns=columns)
    landed = {p.raw.sha256: (p.raw.landed_at, p.raw.name) for r in readings.values() for p in r.files}
    codes = set(villages["village_code"])
    rows: list[dict[str, str]] = []
    unclear: list[pd.DataFrame] = []
    for sha256, frame in returned.groupby("file_sha256", sort=False):
        landed_at, name = landed[str(sha256)]
        found, aside = read_review(frame.rename(columns=_HEADINGS).reset_index(drop=True), codes, landed_at, name)
        rows += found
        # read_review counts the rows it was given; the file's own numbers are in the frame.
        where = frame.iloc[(aside["row"].astype(int) - 2).to_numpy()][list(PROVENANCE)].reset_index(drop=True)
        unclear.append(where.assign(reason=aside["reason"].to_numpy(), detail=aside["detail"].to_numpy()))
    together = pd.concat([given, pd.DataFrame(rows, columns=list(aliases.COLUMNS), dtype="str")], ignore_index=True)
    order = pd.to_datetime(together["decided_at"], utc=True, format="ISO8601").argsort(kind="stable")
    return together.iloc[order].reset_index(drop=True), pd.concat(unclear, ignore_index=True)[columns]
