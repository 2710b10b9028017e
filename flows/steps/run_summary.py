"""What came in and what became of it: the frames and counts that must add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from connectors.contract import ParsedFile
from connectors.reasons import SET_ASIDE_TEXT
from doisoat.errors import RefusedInputError
from doisoat.model import Match
from doisoat.vi import CLAIM_ASIDE
from flows.steps.intake import Intake, SourceResult, UnreadFile


def source_files(results: Sequence[SourceResult], unread: Iterable[UnreadFile]) -> pd.DataFrame:
    """A row for every file: where it came from, when it was published, and how its rows were used."""
    rows: list[dict[str, Any]] = [_file_row(parsed) for result in results for parsed in result.files]
    rows += [
        {"source_id": item.source_id, "file_sha256": "", "name": item.name, "status": item.status}
        for item in [*unread, *(again for result in results for again in result.repeated)]
    ]
    return pd.DataFrame(rows, columns=list(_FILE))


# Also where no file came to a source: each was refused at the door.
_FILE = (
    *("source_id", "file_sha256", "name", "size", "landed_at", "published_on", "published_from", "status"),
    *("rows_in", "rows_read", "rows_set_aside", "rows_refused"),
)


def _file_row(parsed: ParsedFile) -> dict[str, Any]:
    raw = parsed.raw
    return {
        "source_id": raw.source_id,
        "file_sha256": raw.sha256,
        "name": raw.name,
        "size": raw.size,
        "landed_at": raw.landed_at,
        "published_on": parsed.published_on,
        "published_from": parsed.published_from,
        "status": "read" if is_read(parsed) else "refused",
        "rows_in": parsed.rows_in,
        "rows_read": parsed.rows_read,
        "rows_set_aside": len(parsed.set_aside),
        "rows_refused": parsed.rows_refused,
    }


def is_read(parsed: ParsedFile) -> bool:
    """A file counts as read when anything of it was used or set aside; else it is refused as a whole."""
    return bool(parsed.rows_read) or (not parsed.refusals)


def refusals(results: Iterable[SourceResult], unread: Iterable[UnreadFile]) -> pd.DataFrame:
    """A row for every refused file or sheet: where, what, how to mend."""
    found = [
        (p.raw.source_id, p.raw.sha256, p.raw.name, r) for result in results for p in result.files for r in p.refusals
    ]
    found += [(item.source_id, "", item.name, item.refusal) for item in unread if item.status == "refused"]
    return pd.DataFrame([_refusal_row(*item) for item in found])


def _refusal_row(source_id: str, sha256: str, name: str, refusal: RefusedInputError) -> dict[str, Any]:
    return {
        "source_id": source_id,
        "file_sha256": sha256,
        "name": name,
        "sheet": refusal.spot.sheet,
        "kind": str(refusal.kind),
        "what": refusal.what,
        "fix": refusal.fix,
    }


def set_aside(results: Iterable[SourceResult], *judged_aside: pd.DataFrame) -> pd.DataFrame:
    """A row for every row that was set aside while reading, and for every claim or answer that does not count."""
    frames = [
        parsed.set_aside.assign(source_id=parsed.raw.source_id, file_sha256=parsed.raw.sha256)
        for result in results
        for parsed in result.files
        if len(parsed.set_aside)
    ]
    return pd.concat([*frames, *judged_aside], ignore_index=True)


def notes(results: Sequence[SourceResult], intake: Intake) -> pd.DataFrame:
    """What an officer may like to know about files that were read, repeated or passed over."""
    rows = [
        {"source_id": p.raw.source_id, "file_sha256": p.raw.sha256, "name": p.raw.name, "text": text}
        for result in results
        for p in result.files
        for text in p.notes
    ]
    rows += [
        {"source_id": u.source_id, "file_sha256": "", "name": u.name, "text": u.refusal.what}
        for result in results
        for u in result.repeated
    ]
    rows += [{"source_id": "", "file_sha256": "", "name": "", "text": text} for text in intake.notes]
    return pd.DataFrame(rows)


def summary(frames: Mapping[str, pd.DataFrame], resolutions: pd.DataFrame) -> dict[str, Any]:
    """The counts that ``run --json`` prints: what came in is what was read, set aside and refused."""
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
        "verdicts": _verdict_counts(verdicts),
        "signals": _counts(frames["signals"], "signal"),
    }


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


def _counts(frame: pd.DataFrame, column: str) -> dict[str, int]:
    return {str(k): int(v) for k, v in frame[column].value_counts().sort_index().items()} if len(frame) else {}


def _records(frame: pd.DataFrame, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    if frame.empty:
        return []
    chosen = frame[list(columns)].astype(object)
    return [{str(k): v for k, v in row.items()} for row in chosen.where(chosen.notna(), None).to_dict("records")]
