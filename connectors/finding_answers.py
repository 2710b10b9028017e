"""What units answer to the findings of their letters: which finding a row is about, and whether it can be taken.

A row names its finding by two plain columns of the letter's workbook: the number of the finding and the number of the
evidence that the unit saw (its *ground*). The ground alone tells both, as it is made of them. What cannot be taken is
told with its cell, and nothing is guessed: a row whose two numbers differ was torn apart by sorting one column alone.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from connectors.read_sources import SourceResult
from doisoat.answer_rules import ABOUT, LATE, TAKEN, meant, problem_of
from doisoat.clock import VIETNAM
from doisoat.short_code import short_code, typed_code
from doisoat.standing import Key, Said

SOURCE_ID = "finding_answers"
GROUND_LETTERS = 12
_NOWHERE: Key = ("", "", "", "")


@dataclass(frozen=True)
class Row:
    """One row of a unit's workbook and what became of it; the fields are those of ``warehouse.schema.answer_row``."""

    file_sha256: str
    name: str
    sheet: str
    row: int
    answered_at: dt.datetime
    outcome: str
    cell: str = ""
    by_unit: str = ""
    key: Key = _NOWHERE
    reference: str = ""
    ground: str = ""
    said: str = ""
    explanation: str = ""
    changed_on: dt.date | None = None
    receipt: str = ""


@dataclass(frozen=True)
class Letters:
    """What letters have told so far, and what the run at hand finds.

    ``grounds`` maps each number of evidence that any run had to its finding; ``owners`` each finding to the units that
    were ever written to about it (the district, since 1/7/2025 the commune), the newest last; ``now`` each finding to
    its ground in this run.
    """

    grounds: Mapping[str, Key]
    owners: Mapping[Key, tuple[str, ...]]
    now: Mapping[Key, str] = field(default_factory=dict)

    @cached_property
    def references(self) -> frozenset[str]:
        """The numbers of all findings."""
        return frozenset(short_code("DS", key) for key in self.owners)


def letters_of(known: pd.DataFrame, now: Mapping[Key, str]) -> Letters:
    """From ``Spoken.known_grounds``, then the run's own verdicts, and what the run finds."""
    grounds: dict[str, Key] = {}
    owners: dict[Key, tuple[str, ...]] = {}
    names = ["criteria", "level", "unit_code", "indicator", "ground", "commune_code", "district_code"]
    for c, level, unit, indicator, ground, commune, district in known[names].itertuples(index=False, name=None):
        key = (str(c), str(level), str(unit), str(indicator))
        grounds[str(ground)] = key
        told = str(district or commune or unit)
        owners[key] = (*(one for one in owners.get(key, ()) if one != told), told)
    return Letters(grounds, owners, now)


def returned(result: SourceResult | None, letters: Letters, done: frozenset[str]) -> list[Row]:
    """The rows of the workbooks in the inbox that no earlier run has taken in, each with what becomes of it.

    Args:
        result: the source ``finding_answers``, or None.
        letters: what rows may be about.
        done: SHA-256 of the workbooks taken in before; a workbook sent again changes nothing.
    """
    if result is None:
        return []
    files = [parsed for parsed in result.files if parsed.raw.sha256 not in done and parsed.rows_read]
    rows: list[Row] = []
    for parsed in files:
        frame = parsed.records.get(SOURCE_ID)
        records = [] if frame is None else frame.astype(object).where(frame.notna(), None).to_dict("records")
        place = Row(parsed.raw.sha256, parsed.raw.name, "", 0, parsed.raw.landed_at, "no_answers")
        told = [_read(place, {str(name): value for name, value in record.items()}, letters) for record in records]
        rows += _of_one_unit(told, records, letters) if told else [place]
    return _numbered(_agreeing(rows))


def _read(place: Row, record: Mapping[str, object], letters: Letters) -> Row:
    """One row: its finding, its answer, and the first thing that stands against taking it."""

    def text(name: str) -> str:
        value = record.get(name)
        return value if isinstance(value, str) else ""

    said = meant(text("answer"))
    day = record.get("day")
    row = replace(
        place,
        sheet=text("sheet"),
        row=int(str(record["row"])),
        reference=typed_code("DS", text("reference")),
        ground=typed_code("CC", text("ground"), GROUND_LETTERS),
        said=str(said or ""),
        explanation=text("explanation"),
        changed_on=day if isinstance(day, dt.date) else None,
    )

    def refused(outcome: str, about: str = "") -> Row:
        cell = text(f"{about or ABOUT[outcome]}_cell") or text("reference_cell") or text("answer_cell")
        return replace(row, outcome=outcome, cell=cell)

    key = letters.grounds.get(row.ground)
    if text("formula_cell"):
        return refused("formula", "formula")
    if key is None:
        if row.ground:
            return refused("unknown_finding", "ground")
        if row.reference in letters.references:
            return refused("no_ground", "ground" if text("ground_cell") else "reference")
        seen = bool(text("reference") or text("ground"))
        return refused("unknown_finding" if row.reference else "no_finding", "reference" if seen else "answer")
    row = replace(row, key=key)
    if row.reference and row.reference != short_code("DS", key):
        return refused("codes_differ")
    row = replace(row, reference=short_code("DS", key))
    if said is None:
        return refused("word_unclear" if text("answer") else "no_word")
    if said is Said.CHANGED and text("changed_on") and row.changed_on is None:
        return refused("day_unreadable")
    problem = problem_of(said, row.explanation, row.changed_on, place.answered_at.astimezone(VIETNAM).date())
    if problem:
        return refused(problem)
    late = letters.now.get(key) != row.ground
    return replace(row, outcome=LATE if late else TAKEN, cell=text("answer_cell"))


def _of_one_unit(rows: list[Row], records: list[dict[object, object]], letters: Letters) -> list[Row]:
    """The rows of one file with the unit that answers; what is not that unit's is not taken."""
    made_for = {str(r["sent_to"]) for r in records if r.get("sent_to")}
    named = {str(r["recipient"]) for r in records if r.get("recipient")}
    units = made_for or named or _owner(rows, letters)
    both = list(zip(rows, records, strict=True))
    if len(units) > 1:
        return [replace(row, outcome="two_units", cell=_cell(record, row)) for row, record in both]
    unit = next(iter(units), "")
    told = []
    for row, record in both:
        foreign = record.get("recipient") not in (None, unit) or unit not in letters.owners.get(row.key, (unit,))
        is_ours = replace(row, by_unit=unit)
        told.append(replace(is_ours, outcome="other_unit", cell=_cell(record, row)) if foreign else is_ours)
    return told


def _owner(rows: list[Row], letters: Letters) -> set[str]:
    """The unit that all rows of a file can be of, by their findings; several where there is none."""
    mine = [letters.owners[row.key] for row in rows if row.key in letters.owners]
    shared = set.intersection(*map(set, mine)) if mine else set()
    newest = {owners[-1] for owners in mine}
    return newest & shared if len(newest & shared) == 1 else shared if len(shared) == 1 else newest


def _cell(record: Mapping[object, object], row: Row) -> str:
    return str(record.get("reference_cell") or record.get("ground_cell") or row.cell)


_NOT_THEIRS = ("other_unit", "two_units", "codes_differ")


def _agreeing(rows: list[Row]) -> list[Row]:
    """Rows about one finding that came together: where they differ neither counts, where they agree they are one."""
    groups: defaultdict[tuple[Key, dt.datetime], list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        if row.key != _NOWHERE and row.said and row.outcome not in _NOT_THEIRS:
            groups[row.key, row.answered_at].append(at)
    told = list(rows)
    for places in groups.values():
        mine = [rows[at] for at in places]
        # One that cannot be taken as it is says all the same that the other is not the whole answer.
        torn = len({(one.said, one.changed_on, one.ground) for one in mine}) > 1
        words = "; ".join(sorted({one.explanation for one in mine if one.explanation}))
        for at in places:
            if rows[at].outcome in (TAKEN, LATE):
                told[at] = replace(told[at], outcome="torn") if torn else replace(told[at], explanation=words)
    return told


def _numbered(rows: list[Row]) -> list[Row]:
    """The rows with the number of the receipt that tells of them: one a unit for all that came in together."""
    files: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        files[row.by_unit].add(row.file_sha256)
    numbers = {unit: short_code("BN", [unit, *sorted(shas)]) for unit, shas in files.items()}
    return [replace(row, receipt=numbers[row.by_unit]) for row in rows]
