"""Còn thiếu gì: what units lack, by indicator for who asks about one, by act for who must tell many.

Rows are those of ``reports.contract.MISSING_COLUMNS`` (``Warehouse.missing``; ``ReportFrames.missing`` in a report).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Protocol

from doisoat.model import OWN_MOVERS, FactKind, Mover
from reports.rows import rows_of
from reports.titles import OVERALL, Titles

if TYPE_CHECKING:
    import pandas as pd

    Missing = pd.DataFrame | Sequence[Mapping[str, Any]]


class Said(Protocol):
    """What is needed of a fact to say it (``Choice`` and ``doisoat.explanation.MissingFact`` have it)."""

    @property
    def kind(self) -> str:
        """A ``doisoat.model.FactKind``."""

    @property
    def who(self) -> str:
        """Whose move it is."""

    @property
    def count(self) -> int:
        """How many are missing."""

    @property
    def sentence(self) -> str:
        """What is missing."""


@dataclass(frozen=True)
class Choice:
    """A fact that fills a need: whose move it is and what is handed in."""

    fact: str
    kind: str
    mover: str
    publisher: str
    who: str
    act: str
    subject: str
    count: int
    sentence: str


@dataclass(frozen=True)
class Lack:
    """One need of one unit: one of ``choices`` is enough, the nearest is the first."""

    criteria: str
    level: str
    unit_code: str
    unit: str
    indicator: str
    check_id: str
    choices: tuple[Choice, ...]

    @property
    def own(self) -> Choice:
        """What to ask for: what the unit's own side can do where it can do anything, else the nearest."""
        return next((one for one in self.choices if one.mover in OWN_MOVERS), self.choices[0])


@dataclass(frozen=True)
class Act:
    """One act, and all whom it serves: ``lacks`` in the order of the units; ``sentence`` has no full stop."""

    mover: str
    who: str
    kind: str
    sentence: str
    lacks: tuple[Lack, ...]

    @property
    def is_own(self) -> bool:
        """Whether thôn, xã or who declared can do it."""
        return self.mover in OWN_MOVERS

    @property
    def units(self) -> tuple[str, ...]:
        """The names of the units it serves, each once."""
        return tuple(dict.fromkeys(lack.unit for lack in self.lacks))


def lacks_of(missing: Missing) -> list[Lack]:
    """The needs of a frame or of rows with MISSING_COLUMNS, by criteria set, unit and indicator."""
    rows = sorted(rows_of(missing), key=lambda row: (*_need(row), _number(row["option"])))
    return [_lack(list(alike)) for _, alike in groupby(rows, key=_need)]


def _need(row: Mapping[str, Any]) -> tuple[str, str, str, str, int]:
    return row["criteria"], row["level"], row["unit_code"], row["indicator"], _number(row["need"])


def _number(cell: object) -> int:
    """A whole number as a frame, a file or a database gives it; a blank counts as none."""
    return int(float(str(cell))) if cell not in ("", None) else 0


def _lack(rows: Sequence[Mapping[str, Any]]) -> Lack:
    head = rows[0]
    return Lack(
        **{name: head[name] for name in ("criteria", "level", "unit_code", "unit", "indicator", "check_id")},
        choices=tuple(
            Choice(
                **{
                    name: row[name]
                    for name in ("fact", "kind", "mover", "publisher", "who", "act", "subject", "sentence")
                },
                count=_number(row["count"]) or 1,
            )
            for row in rows
        ),
    )


def acts_of(missing: Missing, unit_code: str = "") -> list[Act]:
    """What is missing grouped by act: what the units can do first, then what others owe; what serves most first.

    A letter uses it so: ``acts_of(frames.missing, unit.code)`` gives the acts of a recipient; those with ``is_own`` are
    what the unit can do, one line an act (``act.sentence``, then ``act.units`` or, where one is named,
    ``lack.own.sentence`` of each of ``act.lacks``), the others are what ``act.who`` owes. Where a need has several
    choices it stands under the one to ask for (``Lack.own``); the others are in ``lack.choices``.

    Args:
        missing: MISSING_COLUMNS.
        unit_code: only of this unit and those below it (village, commune or district); empty: of all.
    """
    rows = rows_of(missing)
    if unit_code:
        rows = [row for row in rows if unit_code in (row["unit_code"], row["commune_code"], row["district_code"])]
    found: dict[tuple[str, str, str, str], list[Lack]] = {}
    for lack in lacks_of(rows):
        own = lack.own
        # An act of the unit's own side is one act whoever in it does it; another's is that publisher's.
        who = own.who if own.kind != "unit" else ""
        found.setdefault((own.mover, who, own.kind, own.act), []).append(lack)
    acts = [Act(mover, who, kind, sentence, tuple(lacks)) for (mover, who, kind, sentence), lacks in found.items()]
    movers = list(Mover)
    return sorted(
        acts,
        key=lambda a: (not a.is_own, -len({x.unit_code for x in a.lacks}), movers.index(Mover(a.mover)), a.sentence),
    )


def missing_by_verdict(missing: Missing) -> dict[tuple[str, str, str, str], str]:
    """What is missing in one text for each verdict, by (criteria, level, unit code, indicator)."""
    found: dict[tuple[str, str, str, str], list[str]] = {}
    for lack in lacks_of(missing):
        key = (lack.criteria, lack.level, lack.unit_code, lack.indicator)
        found.setdefault(key, []).append(need_said(lack.choices))
    return {key: "; ".join(needs) for key, needs in found.items()}


def missing_json(head: Mapping[str, object], missing: pd.DataFrame) -> str:
    """One JSON object: what was asked, the needs by indicator, and the acts with the needs' units."""
    lacks = [asdict(lack) for lack in lacks_of(missing)]
    acts = [
        {"mover": act.mover, "who": act.who, "kind": act.kind, "act": act.sentence, "is_own": act.is_own,
         "units": list(dict.fromkeys(lack.unit_code for lack in act.lacks))}
        for act in acts_of(missing)
    ]  # fmt: skip
    return json.dumps({**head, "missing": lacks, "acts": acts}, ensure_ascii=False, default=str)


_MOST_UNITS = 6


def missing_text(
    unit_code: str, heads: Mapping[tuple[str, str], str], missing: pd.DataFrame, titles: Titles
) -> Iterator[str]:
    """The lines of ``doisoat missing``: the unit's own needs by indicator, then the acts of the units below it.

    Args:
        heads: for each criteria set and level of the unit how it stands as a whole, in words.
        missing: MISSING_COLUMNS, of the unit and those below it.
    """
    mine, below = missing[missing["unit_code"] == unit_code], missing[missing["unit_code"] != unit_code]
    lacks = lacks_of(mine)
    for (criteria, _), stands in heads.items():
        yield ""
        own = [lack for lack in lacks if lack.criteria == criteria]
        yield f"{titles.sets.get(criteria, '')} ({criteria}): {stands}" + ("" if own else "; không còn thiếu gì")
        yield from lines_of(own, titles)
    if len(below):
        yield ""
        yield "Các đơn vị bên dưới còn thiếu, gộp theo việc:"
        for act in acts_of(below):
            names = act.units
            more = f" và {len(names) - _MOST_UNITS} đơn vị khác" if len(names) > _MOST_UNITS else ""
            who = f"{act.who}: " if act.who else ""
            yield f"  • {who}{act.sentence} — {', '.join(names[:_MOST_UNITS])}{more}"


def lines_of(lacks: Iterable[Lack], titles: Titles) -> Iterator[str]:
    """One unit's needs in words, by indicator in the order of the set."""
    ordered = sorted(lacks, key=lambda lack: titles.position(lack.criteria, lack.indicator))
    for (criteria, indicator), these in groupby(ordered, key=lambda lack: (lack.criteria, lack.indicator)):
        if indicator != OVERALL:
            yield f"  {title_of(criteria, indicator, titles)}"
        for lack in these:
            yield from need_lines(lack.choices)


def title_of(criteria: str, indicator: str, titles: Titles) -> str:
    """``Chỉ tiêu 1 Hạ tầng số``, or the title alone where the id is a word."""
    name = titles.indicator(criteria, indicator)
    return f"Chỉ tiêu {name}" if name[:1].isdecimal() else name[:1].upper() + name[1:]


def need_lines(choices: Sequence[Said]) -> Iterator[str]:
    """One need: its fact, or the facts of which one is enough."""
    if len(choices) == 1:
        yield f"    • {_choice(choices[0])}"
        return
    count = choices[0].count if choices[0].kind == FactKind.UNIT else 1
    yield f"    • {count if count > 1 else 'một'} trong:"
    yield from (f"        – {_choice(one)}" for one in choices)


def need_said(choices: Sequence[Said]) -> str:
    """One need in one line, without full stop."""
    return " hoặc ".join(_choice(one).removesuffix(".") for one in choices)


def bounds_said(sure: int | None, possible: int | None, of: int) -> str:
    """``chắc chắn 14, có thể 16, trong 17``; ``14/17`` where nothing is open."""
    return f"{sure}/{of}" if sure == possible else f"chắc chắn {sure}, có thể {possible}, trong {of}"


def _choice(one: Said) -> str:
    return one.sentence if one.kind == "unit" else f"{one.who}: {one.sentence}"
