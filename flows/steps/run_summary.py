"""A run in counts that must add up: what came in is what was read, set aside and refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from connectors.reasons import SET_ASIDE_TEXT
from doisoat.model import Match
from doisoat.vi import CLAIM_ASIDE
from expectations.in_force import NO_RULEBOOK
from reports.privacy import masked_sentence

# So much of a run is listed; beyond it the counts still tell how much there is.
_MOST_UNREAD, _MOST_NOTES = 1_000, 300
_CLAIMS = "village_claims"


@dataclass(frozen=True)
class BesideFrames:
    """What is told of a run and stored nowhere else.

    ``unread``: places of what was sent and is not used (``connectors.accounts.UNREAD``, with the codes of the units
    they are about as far as they are known). ``without_rulebook``: the sets asked for, where none is in force
    (``expectations.in_force``). ``waiting_claims``: ``commune_code, district_code`` of claims that wait for one.
    ``scope_without_claims``: units asked for of which nothing was declared. ``drafts``: the sets that are drafts.
    ``answers``: rows of units' answers taken in, those that could not be, and receipts; empty where none came.
    """

    unread: pd.DataFrame
    without_rulebook: pd.DataFrame
    waiting_claims: pd.DataFrame
    scope_without_claims: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    answers: Mapping[str, int] = field(default_factory=dict)


def summary(
    frames: Mapping[str, pd.DataFrame], resolutions: pd.DataFrame, told: BesideFrames, as_of: dt.date
) -> dict[str, Any]:
    """The counts that ``run --json`` prints: what came in is what was read, set aside and refused."""
    unread = told.unread
    files, verdicts = frames["source_files"], frames["verdicts"]
    status = files["status"].value_counts() if len(files) else pd.Series(dtype=int)
    rows = {
        name: int(files[f"rows_{name}"].fillna(0).sum()) if len(files) else 0
        for name in ("in", "read", "set_aside", "refused")
    }
    named = resolutions.groupby("match")["row_count"].sum() if len(resolutions) else pd.Series(dtype=int)
    return {
        "files": {"in": len(files), **{name: int(status.get(name, 0)) for name in ("read", "set_aside", "refused")}},
        "rows": rows,
        "places": {str(match): int(named.get(str(match), 0)) for match in Match},
        "register_rows": int((frames["units"]["level"] == "village").sum()),
        "sources": _by_source(files),
        "refusals": _records(frames["refusals"], ("source_id", "name", "sheet", "kind", "what", "fix")),
        "set_aside": _aside_counts(frames["set_aside"], SET_ASIDE_TEXT),
        # Read, counted as read, and then not judged: they are no part of rows.set_aside.
        "claims_set_aside": _aside_counts(frames["set_aside"], CLAIM_ASIDE),
        "unread_count": len(unread),
        "unread": [_unread(row) for row in unread.head(_MOST_UNREAD).to_dict("records")],
        "table_questions": _records(
            frames["table_questions"].head(_MOST_NOTES),
            ("question", "source_id", "name", "sheet", "about", "subject", "doubt"),
        ),
        "notes": _records(frames["notes"].head(_MOST_NOTES), ("source_id", "name", "text")),
        "verdicts": _verdict_counts(verdicts),
        "other_readings": _reading_counts(frames["other_readings"]),
        "signals": _counts(frames["signals"], "signal"),
        **({"answers": dict(told.answers)} if told.answers else {}),
        **({"drafts": list(told.drafts)} if told.drafts else {}),
        **({"scope_without_claims": list(told.scope_without_claims)} if told.scope_without_claims else {}),
        **_no_rulebook(told, as_of),
    }


def _no_rulebook(told: BesideFrames, as_of: dt.date) -> dict[str, Any]:
    """Said only where it is so: the year, the sets that are not in force, and whose claims wait for a rulebook."""
    sets, waiting = told.without_rulebook, told.waiting_claims
    if sets.empty and waiting.empty:
        return {}
    codes = {code for name in waiting for code in waiting[name].dropna()}
    said = {"year": as_of.year, "sets": sets.to_dict("records"), "claims": len(waiting), "units": sorted(codes)}
    return {NO_RULEBOOK: said}


def _unread(row: Mapping[Any, Any]) -> dict[str, Any]:
    """One of them, without what may name a person; pressing where a claim or a whole sheet is not used."""

    def text(name: str) -> str:
        value = row.get(name)
        return masked_sentence(str(value)) if isinstance(value, str) else ""

    place = {name: str(row[name]) if isinstance(row.get(name), str) else "" for name in _UNITS}
    return {
        "source_id": row["source_id"],
        "name": row["name"],
        "sheet": row["sheet"],
        "row": None if pd.isna(row["row"]) else int(row["row"]),
        "heading": text("heading"),
        "village": text("village_text"),
        "commune": text("commune_text"),
        "written": text("written"),
        "reason": row["reason"],
        "what": row["what"],
        "is_pressing": row["source_id"] == _CLAIMS or pd.isna(row["row"]),
        **place,
    }


_UNITS = ("village_code", "commune_code", "district_code")


def _by_source(files: pd.DataFrame) -> list[dict[str, Any]]:
    if files.empty:
        return []
    found = []
    for source_id, mine in files.groupby("source_id", sort=True):
        published = mine["published_on"].dropna()
        found.append(
            {
                "source_id": source_id,
                "files_in": len(mine),
                "files_read": int((mine["status"] == "read").sum()),
                "rows_read": int(mine["rows_read"].fillna(0).sum()),
                "published_on": str(max(published)) if len(published) else None,
            }
        )
    return found


def _aside_counts(frame: pd.DataFrame, texts: Mapping[str, str]) -> list[dict[str, Any]]:
    frame = frame[frame["reason"].isin(list(texts))]
    if frame.empty:
        return []
    counts = frame.groupby(["source_id", "reason"]).size().reset_index(name="rows").to_dict("records")
    return [{**{str(k): v for k, v in row.items()}, "text": texts[row["reason"]]} for row in counts]


def _verdict_counts(verdicts: pd.DataFrame) -> dict[str, dict[str, dict[str, int]]]:
    """Criteria → indicator → verdict → number of units."""
    counts: dict[str, dict[str, dict[str, int]]] = {}
    counted = verdicts.groupby(["criteria", "indicator", "verdict"]).size().reset_index(name="units")
    for row in counted.to_dict("records"):
        counts.setdefault(row["criteria"], {}).setdefault(row["indicator"], {})[row["verdict"]] = int(row["units"])
    return counts


def _reading_counts(readings: pd.DataFrame) -> list[dict[str, Any]]:
    """Of each other reading how many units it moves: in any verdict, and as a whole."""
    counts = []
    for key, rows in readings.groupby(["criteria", "level", "switch", "reading"], sort=False):
        moved = int((rows["indicator"] == "overall").sum())
        names = dict(zip(("criteria", "level", "switch", "reading"), map(str, key), strict=True))
        counts.append({**names, "units": int(rows["unit_code"].nunique()), "overall": moved})
    return counts


def _counts(frame: pd.DataFrame, column: str) -> dict[str, int]:
    return {str(k): int(v) for k, v in frame[column].value_counts().sort_index().items()} if len(frame) else {}


def _records(frame: pd.DataFrame, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    if frame.empty:
        return []
    chosen = frame[list(columns)].astype(object)
    return [{str(k): v for k, v in row.items()} for row in chosen.where(chosen.notna(), None).to_dict("records")]
