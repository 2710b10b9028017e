"""The vault's journal: which name of a source showed which bytes and when, and which bytes were removed since.

A line is added each time a name shows another content than before, and for each object that is purged. The journal is
only appended to; a line torn by a crash is left out, and the sighting is written again by the next run.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from doisoat.journal import Journal


@dataclass(frozen=True)
class Sighting:
    """That a name of a source showed some bytes, and when."""

    sha256: str
    source_id: str
    name: str
    size: int
    landed_at: dt.datetime


@dataclass(frozen=True)
class Removal:
    """That some bytes were removed at a time, because nothing had used them since the day ``before``."""

    sha256: str
    at: dt.datetime
    before: dt.date


class Sightings:
    """``sightings.jsonl`` in the vault's folder; several processes and threads may use it at once."""

    def __init__(self, folder: Path) -> None:
        self._journal = Journal(folder / "sightings.jsonl", lock=".journal.lock")
        self._every: list[Sighting] = []
        self._first: dict[tuple[str, str, str], Sighting] = {}
        self._last: dict[tuple[str, str], str] = {}
        self._removed: dict[str, Removal] = {}

    def lock(self) -> FileLock:
        """To be held while objects are put in their place or taken away, and that is noted."""
        return self._journal.lock()

    def first_sightings(self) -> list[Sighting]:
        """The first sighting of each content under each name of a source, in the order they came."""
        self._refresh()
        return list(self._first.values())

    def inbox_at(self, known_at: dt.datetime) -> list[Sighting]:
        """For each source and name the first sighting of the content it was last seen with by a moment."""
        self._refresh()
        current = {(s.source_id, s.name): s for s in self._every if s.landed_at <= known_at}
        return [self._first[s.sha256, s.source_id, s.name] for s in current.values()]

    def last_landed(self) -> dict[str, dt.datetime]:
        """The latest sighting of each content under any name, by SHA-256."""
        self._refresh()
        return {s.sha256: s.landed_at for s in sorted(self._every, key=lambda s: s.landed_at)}

    def removals(self) -> dict[str, Removal]:
        """What was removed and has not come again, by SHA-256."""
        self._refresh()
        return dict(self._removed)

    def note(self, sighting: Sighting) -> Sighting:
        """Note a sighting where its name last showed other bytes, or none; ``lock`` is held. Gives the first one."""
        self._refresh()
        seen = self._last.get((sighting.source_id, sighting.name))
        if seen != sighting.sha256 or sighting.sha256 in self._removed:
            self._append([{**vars(sighting), "landed_at": sighting.landed_at.isoformat()}])
        return self._first[sighting.sha256, sighting.source_id, sighting.name]

    def note_removals(self, removals: Iterable[Removal]) -> None:
        """Note what is about to be removed; ``lock`` is held."""
        self._refresh()
        lines: list[dict[str, object]] = [
            {"purged": r.sha256, "at": r.at.isoformat(), "before": r.before.isoformat()} for r in removals
        ]
        if lines:
            self._append(lines)

    def _append(self, entries: list[dict[str, object]]) -> None:
        self._journal.append([json.dumps(entry) for entry in entries])
        self._refresh()

    def _refresh(self) -> None:
        self._journal.follow(self._take)

    def _take(self, line: str) -> None:
        entry: dict[str, str] = json.loads(line)
        if "purged" in entry:
            at, before = dt.datetime.fromisoformat(entry["at"]), dt.date.fromisoformat(entry["before"])
            self._removed[entry["purged"]] = Removal(entry["purged"], at, before)
            return
        landed_at = dt.datetime.fromisoformat(entry["landed_at"])
        sighting = Sighting(entry["sha256"], entry["source_id"], entry["name"], int(entry["size"]), landed_at)
        self._every.append(sighting)
        self._first.setdefault((sighting.sha256, sighting.source_id, sighting.name), sighting)
        self._last[sighting.source_id, sighting.name] = sighting.sha256
        self._removed.pop(sighting.sha256, None)
