"""One file read as it would be, and nothing stored: what it is taken for, and what became of its rows.

For who writes a card or a ``parse.py``, and for who wonders why a file was refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from connectors.card import CLAIMS, parser_of, source_of
from connectors.contract import Context, ParsedFile, PlaceLookup, RawFile, SourceCard, Workbook
from connectors.files.reader import ReaderPool
from connectors.read_sources import parse_book, parse_context, refused_file
from connectors.reasons import SET_ASIDE_TEXT
from connectors.sources.village_claims.check import Finding, OfUnit, check
from doisoat.errors import DoisoatError
from doisoat.settings import ReaderLimits

Status = Literal["read", "asked", "refused"]
MOST_RECORDS = 5
# What may name a person, or point at one. Nothing of it is shown, not even to who holds the file.
_NEVER_SHOWN = frozenset(
    {"address_text", "supplier", "producer", "venue", "group_url", "phone_mac", "id_number_mac"}
    | {"source_id", "file_sha256"}  # of no use here: one source, one file
)


@dataclass(frozen=True)
class Trial:
    """What a file was read as.

    ``chosen_by`` is ``user``, ``folder`` or ``trying``: no folder named the source, so each was tried and the one that
    read most is shown; ``others`` are sources that could have read it too. ``book`` is None where there is no table.
    """

    parsed: ParsedFile
    card: SourceCard | None = None
    book: Workbook | None = None
    chosen_by: str = ""
    others: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)

    @property
    def status(self) -> Status:
        """``asked`` where a table waits for an answer, ``refused`` where nothing of the file is used."""
        if any(question.holds_the_table for question in self.parsed.questions):
            return "asked"
        return "read" if self.parsed.rows_read or not self.parsed.refusals else "refused"

    @property
    def columns(self) -> dict[str, str]:
        """The heading of each field that was read, the first table's first."""
        found: dict[str, str] = {}
        for table in self.parsed.readings:
            for column in table.columns:
                found.setdefault(column.field, column.heading)
        return found

    @property
    def proposal(self) -> dict[str, str]:
        """The same for tables that wait for an answer: how they would be read."""
        found: dict[str, str] = {}
        for question in self.parsed.questions:
            for column in question.proposal:
                found.setdefault(column.field, column.heading)
        return found

    @property
    def rows(self) -> dict[str, int]:
        """Rows that came in, and what became of them; the sum holds."""
        parsed = self.parsed
        return {
            "in": parsed.rows_in,
            "read": parsed.rows_read,
            "set_aside": len(parsed.set_aside),
            "refused": parsed.rows_refused,
        }

    @property
    def set_aside(self) -> list[tuple[str, str, int]]:
        """Reason, its sentence and the number of rows, the commonest first."""
        counts = self.parsed.set_aside["reason"].value_counts()
        return [(str(reason), SET_ASIDE_TEXT.get(str(reason), str(reason)), int(n)) for reason, n in counts.items()]

    @property
    def first_records(self) -> dict[str, list[dict[str, Any]]]:
        """The first records of each kind, without blanks and without what may name a person."""
        return {kind: _shown(frame.head(MOST_RECORDS)) for kind, frame in self.parsed.records.items() if len(frame)}


def try_file(
    path: Path,
    cards: Mapping[str, SourceCard],
    limits: ReaderLimits,
    now: dt.datetime,
    *,
    source_id: str | None = None,
    inbox: Path | None = None,
    places: PlaceLookup | None = None,
    answers: Mapping[str, str] | None = None,
) -> Trial:
    """Read one file where it lies.

    Args:
        path: the file.
        cards: all source cards.
        limits: of the reading child.
        now: the current time, with its zone.
        source_id: whose file it is; None: by its folder, or by trying.
        inbox: the inbox, below which a folder tells the source; a folder of the same name anywhere else does too.
        places: tells which texts name known places.
        answers: what people answered about tables.
    """
    name, chosen_by, chosen = path.name, "user", source_id
    if chosen is None:
        chosen_by = "folder"
        chosen, name = _by_folder(path.absolute(), inbox, cards) or (None, name)
    elif chosen in cards:
        name = f"{cards[chosen].inbox}/{name}"  # a name may carry the date, and messages show it
    asked = [cards[chosen]] if chosen else list(cards.values())
    raw = RawFile("", name, "", path.stat().st_size, now, path)
    try:
        with ReaderPool(limits) as pool:
            book = pool.read(path, name)
    except DoisoatError as error:
        return Trial(
            refused_file(error, raw, asked[0]), asked[0] if chosen else None, None, chosen_by if chosen else ""
        )
    context = replace(parse_context(now, places=places), answers=answers or {})
    read = [(card, _parsed(book, raw, card, context)) for card in asked]
    trials = [Trial(parsed, card, book, chosen_by if chosen else "trying") for card, parsed in read]
    best = max(trials, key=_worth)
    others = [t.card.id for t in trials if t is not best and t.card and t.status != "refused" and t.parsed.rows_read]
    return Trial(best.parsed, best.card, book, best.chosen_by, tuple(sorted(others)))


def check_claims(
    path: Path,
    cards: Mapping[str, SourceCard],
    limits: ReaderLimits,
    now: dt.datetime,
    *,
    places: PlaceLookup,
    product_claims: Container[tuple[str, str]],
    of_unit: OfUnit | None = None,
) -> list[Finding]:
    """All that would be told about a claims workbook, were it sent; a file that cannot be read is one finding.

    Args:
        path: the file.
        cards: all source cards.
        limits: of the reading child.
        now: the current time, with its zone.
        places: tells which texts name known places.
        product_claims: see ``check``.
        of_unit: see ``check``.
    """
    card = cards[CLAIMS]
    raw = RawFile(card.id, path.name, "", path.stat().st_size, now, path)
    try:
        with ReaderPool(limits) as pool:
            book = pool.read(path, path.name)
        return check(book, raw, card, parse_context(now, places=places), product_claims, of_unit)
    except Exception as error:  # whatever a stranger's file does: it is told as a run would tell it
        return [Finding("", "", "", one.what, one.fix) for one in refused_file(error, raw, card).refusals]


def _parsed(book: Workbook, raw: RawFile, card: SourceCard, context: Context) -> ParsedFile:
    mine = RawFile(card.id, raw.name, raw.sha256, raw.size, raw.landed_at, raw.path)
    try:
        parse = parser_of(card)
    except DoisoatError as error:
        return refused_file(error, mine, card)
    return parse_book(book, mine, parse, card, context)


def _worth(trial: Trial) -> tuple[int, int, int, int]:
    """By what a source is chosen: it reads, most rows, fewest refusals, most columns."""
    order = {"read": 2, "asked": 1, "refused": 0}
    parsed = trial.parsed
    return (
        order[trial.status] if parsed.rows_read or trial.status == "asked" else 0,
        parsed.rows_read,
        -len(parsed.refusals),
        len(trial.columns),
    )


def _by_folder(path: Path, inbox: Path | None, cards: Mapping[str, SourceCard]) -> tuple[str, str] | None:
    """The source whose folder the file lies in, and the file's name below the inbox."""
    if inbox is not None and path.is_relative_to(inbox.absolute()):
        ways = [path.relative_to(inbox.absolute()).as_posix()]
    else:
        ways = ["/".join(path.parts[n:]) for n in range(1, len(path.parts))]
    return next(((source, way) for way in ways if (source := source_of(way, cards))), None)


def _shown(frame: pd.DataFrame) -> list[dict[str, Any]]:
    kept = frame.drop(columns=[name for name in frame.columns if name in _NEVER_SHOWN])
    rows = kept.astype(object).where(kept.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items() if value is not None} for row in rows]
