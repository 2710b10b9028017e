"""What a source read of a file, kept for the nights on which it would read the same again.

A reading rests on the file's bytes, name and landing, the card, the readers' limits, the known places, the keys that
persons are compared with, the code with its lexicon and libraries, the day, and people's answers about tables. All but
the last two make the key. Those two change every night, so a reading notes what it asked of them (``conditions``).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from connectors.card import is_users_own
from connectors.contract import Context, ParsedFile, RawFile, SourceCard
from connectors.staging.code_version import code_version
from connectors.staging.conditions import DaySpan, WatchedAnswers, WatchedDay
from connectors.staging.parsed_files import UnstageableError, about, packed, unpacked
from connectors.staging.staged_files import StagedFiles
from doisoat.errors import Refused
from doisoat.settings import ReaderLimits


@dataclass(frozen=True)
class Watch:
    """The context that a parser is handed where its reading is to be kept, and what it asked so far."""

    context: Context
    span: DaySpan
    answers: WatchedAnswers


class StagedReadings:
    """The readings of one source's files; usable from several threads at once.

    Args:
        files: where they are kept.
        card: the source.
        limits: of the readers.
        context: what its parser is handed.
    """

    def __init__(self, files: StagedFiles, card: SourceCard, limits: ReaderLimits, context: Context) -> None:
        self._files, self._card, self._context = files, card, context
        # A parser of somebody's own may ask anything of anybody; one without an id for its places cannot be told apart.
        self.is_used = not is_users_own(card) and bool(context.places_id or context.places is None)
        self._rests_on = (
            _digest(
                {
                    "code": code_version(),
                    "card": dataclasses.asdict(card),
                    "limits": limits.model_dump(),
                    "places": context.places_id if context.places else None,
                    "persons": context.digest("staging", "key"),
                    "repair": f"{context.repair.__module__}.{context.repair.__qualname__}",
                }
            )
            if self.is_used
            else ""
        )

    def find(self, raw: RawFile) -> ParsedFile | None:
        """The reading of a file that would come out again now; None where it must be read."""
        payload = self._files.read(raw.sha256, self._slot(raw)) if self.is_used else None
        if payload is None:
            return None
        try:
            return unpacked(payload, raw) if self._holds(about(payload), raw) else None
        except Exception:  # whatever is wrong with what we kept: the raw bytes are there, and are read
            self._files.discard(raw.sha256, self._slot(raw))
            return None

    def watch(self) -> Watch:
        """What to hand to the parser of one file."""
        span, answers = DaySpan(self._context.today), WatchedAnswers(self._context.answers)
        return Watch(replace(self._context, today=WatchedDay.of(span), answers=answers), span, answers)

    def keep(self, parsed: ParsedFile, watch: Watch) -> None:
        """Keep what was read under a watch."""
        has_failed = any(refusal.kind is Refused.SOURCE_FAILED for refusal in parsed.refusals)
        if not self.is_used or watch.answers.all_were_asked or has_failed:
            return
        known: dict[str, Any] = {
            "key": self._key(parsed.raw),
            "from": watch.span.first.isoformat(),
            "to": watch.span.last.isoformat(),
            "answers": watch.answers.asked,
        }
        try:
            payload = packed(parsed, known)
        except (UnstageableError, TypeError, ValueError):
            return
        self._files.write(parsed.raw.sha256, self._slot(parsed.raw), payload)

    def _holds(self, known: Mapping[str, Any], raw: RawFile) -> bool:
        first, last = dt.date.fromisoformat(known["from"]), dt.date.fromisoformat(known["to"])
        now = self._context.answers
        return (
            known["key"] == self._key(raw)
            and first <= self._context.today <= last
            and all(now.get(question) == answer for question, answer in known["answers"].items())
        )

    def _key(self, raw: RawFile) -> str:
        return _digest([self._rests_on, raw.source_id, raw.name, raw.sha256, raw.landed_at.isoformat()])

    def _slot(self, raw: RawFile) -> str:
        """One place a file and source: a reading under other conditions takes the place of the one before."""
        return _digest([raw.source_id, raw.name])[:16]


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, default=_plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _plain(value: object) -> object:
    """What a card may hold beside plain values."""
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, dt.date | Path):
        return str(value)
    raise TypeError(f"a card holds a {type(value).__name__}")
