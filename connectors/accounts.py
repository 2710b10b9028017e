"""What came in and what became of it: files, refusals, rows set aside and notes as frames whose counts add up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from connectors.contract import ParsedFile
from connectors.intake import Intake, UnreadFile
from connectors.read_sources import SourceResult
from connectors.reasons import UNFIT_REASONS, UNREAD_TEXT
from doisoat.columns import PLACE, PROVENANCE
from doisoat.errors import RefusedInputError


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


def unfit_rows(result: SourceResult) -> pd.DataFrame:
    """Where the rows stand that did not fit their header (PROVENANCE, published_on): what they say is not known."""
    found = [pd.DataFrame(columns=[*PROVENANCE, "published_on"])]
    for parsed in result.files:
        rows = parsed.set_aside[parsed.set_aside["reason"].isin(list(UNFIT_REASONS))]
        days = [parsed.published_on, *(frame["published_on"].max() for frame in parsed.records.values())]
        newest = max((pd.Timestamp(day) for day in days if not pd.isna(day)), default=None)
        place = rows[["sheet", "row"]].assign(source_id=result.source_id, file_sha256=parsed.raw.sha256)
        found.append(place.assign(published_on=newest))
    return pd.concat([frame for frame in found if len(frame)] or found[:1], ignore_index=True)


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


# What was sent and is not used, beside whole files and sheets: where, whose, what was written, how to write it.
UNREAD = ("source_id", "file_sha256", "name", "sheet", "row", "heading", "written", *PLACE, "reason", "what")


def unread(results: Iterable[SourceResult]) -> pd.DataFrame:
    """A row (UNREAD) for every sheet, column, row or cell that was sent and is not used, and that somebody can mend."""
    rows = [
        {
            "source_id": parsed.raw.source_id,
            "file_sha256": parsed.raw.sha256,
            "name": parsed.raw.name,
            "sheet": one.sheet,
            "row": one.row,
            "heading": one.heading,
            "written": one.written,
            "village_text": one.village_text,
            "commune_text": one.commune_text,
            "district_text": one.district_text,
            "reason": one.reason,
            "what": UNREAD_TEXT[one.reason],
        }
        for result in results
        for parsed in result.files
        for one in parsed.unread
    ]
    return pd.DataFrame(rows, columns=list(UNREAD)).astype(object)


# How each table was understood, a row a column: what it is taken for, by which sign, and what was left out with why.
READINGS = ("source_id", "file_sha256", "name", "sheet", "header_row", "heading", "field", "sign", "sense", "score",
            "margin", "left_out")  # fmt: skip


def table_readings(results: Iterable[SourceResult]) -> pd.DataFrame:
    """A row (READINGS) for every column of every table that was read; ``field`` is empty where none was seen in it.

    Answers that people sent us are no tables of a source.
    """
    rows: list[tuple[object, ...]] = []
    for result in results:
        for parsed in result.files:
            raw = parsed.raw
            for table in parsed.readings:
                place = (raw.source_id, raw.sha256, raw.name, table.sheet, table.header_row)
                rows += [(*place, c.heading, c.field, c.sign, c.sense, c.score, c.margin, "") for c in table.columns]
                rows += [(*place, heading, "", "", "", None, None, why) for heading, why in table.left_out]
                rows += [(*place, heading, "", "", "", None, None, "unknown") for heading in table.unread]
    return pd.DataFrame(rows, columns=list(READINGS)).drop_duplicates(ignore_index=True)
