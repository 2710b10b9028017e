"""What a village has declared so far, read anew from the files that its verdicts cite; nothing of it is kept.

The warehouse keeps no names, phones and numbers of people, so the file itself is asked, as long as it lies in the inbox
as it was when the run read it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path

from connectors.card import CLAIMS, load_cards
from connectors.contract import RawFile
from connectors.files.reader import ReaderPool
from connectors.read_sources import parse_context
from connectors.sources.village_claims.declared import DeclaredRow, declared_rows
from doisoat.errors import DoisoatError
from doisoat.explanation import Explanation, Row
from doisoat.settings import Settings


def declared_now(found: Explanation, settings: Settings, now: dt.datetime) -> dict[str, list[DeclaredRow]]:
    """The village's rows by sheet of the template; empty where its files are no longer there as they were read."""
    cited: dict[tuple[str, str], dict[str, set[int]]] = {}
    for row in _claim_rows(found):
        if row.row is not None:
            cited.setdefault((row.file, row.file_sha256), {}).setdefault(row.sheet, set()).add(row.row)
    card, context = load_cards(settings.sources_dir, settings.sources)[CLAIMS], parse_context(now)
    told: dict[str, list[DeclaredRow]] = {}
    for (name, sha256), rows in sorted(cited.items()):
        path = _path_of(name, sha256, settings)
        if path is None:
            continue
        raw = RawFile(CLAIMS, name, sha256, path.stat().st_size, now, path)
        try:
            with ReaderPool(settings.reader) as pool:
                book = pool.read(path, name)
            for sheet, many in declared_rows(book, raw, card, context, rows).items():
                told.setdefault(sheet, []).extend(many)
        except DoisoatError:
            continue  # a file that can no longer be read is not shown; the form is there all the same
    return told


def _claim_rows(found: Explanation) -> Iterator[Row]:
    for each in found.indicators:
        yield from (row for row in each.claim_rows if row.file)
        yield from (row for check in each.checks for row in check.evidence if row.source_id == CLAIMS and row.file)


def _path_of(name: str, sha256: str, settings: Settings) -> Path | None:
    """The file below the inbox, if it still is the one that was read."""
    path = (settings.inbox / name).resolve()
    if not path.is_relative_to(settings.inbox.resolve()) or not path.is_file():
        return None
    with path.open("rb") as file:
        return path if hashlib.file_digest(file, "sha256").hexdigest() == sha256 else None
