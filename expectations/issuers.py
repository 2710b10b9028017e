"""Who issued a paper: a unit with a kind, at a date.

"UBND thị trấn X" is not "UBND xã X", a homonym commune of another district is another's, and a body that was not in
being on the paper's date issued nothing. Texts are compared folded; see ``doisoat.text.compare.fold``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import pandas as pd

from doisoat.text.compare import fold


class Issuer(StrEnum):
    """Who signed, as seen from the village."""

    COMMUNE = "commune"
    DISSOLVED = "dissolved"  # a commune that became part of the village's own, in being on the paper's date
    NOT_IN_BEING = "not_in_being"  # one of the commune's names, on a day when it did not bear it
    OTHER_COMMUNE = "other_commune"
    OTHER_LEVEL = "other_level"
    UNCLEAR = "unclear"  # nobody that can be told, or a body that is neither UBND nor another level
    MISSING = "missing"


@dataclass(frozen=True)
class Named:
    """A commune under one name: kind and names folded and without their kinds, both days inclusive."""

    kind: str
    name: str
    district: str
    first: dt.date
    last: dt.date


_APART = re.compile(r"[,;()\n]|\s[-–]\s")
_SIGNS = re.compile(
    r"^(?:(?:tm|kt|q|quyen|tuq|ky thay|thay mat|ong|ba|dong chi|lanh dao|(?:pho )?chu tich|pct|ct|\|) *)+(?=\b)"
)
_COMMITTEE = re.compile(r"^(?:ubnd|uy ban nhan dan|uy ban|ub)\b *")
_COMMUNE_KIND = re.compile(r"^(?:(xa|x)|(phuong|p)|(thi tran|tt))\b *")
_KINDS = ("xa", "phuong", "thi tran")
_UPPER = r"(?:huyen|h|thanh pho|tp|thi xa|tx|quan|tinh)"
_DISTRICT = re.compile(r"\b(?:huyen|h|thanh pho|tp|thi xa|tx|quan) +(?!\|)([^|]+?) *(?=$|\||\btinh\b)")
_FIRST_LEVEL = re.compile(rf"\b(?:(xa|phuong|thi tran)|({_UPPER}))\b")
_VILLAGE = re.compile(
    r"^(?:(?:pho )?truong )?(?:thon|ban (?!chi|quan|cong|can|chap|giam|thuong)|khu|khoi|xom|to dan pho|tdp)\b"
    r"|^(?:chi bo|chi uy)\b|^ban (?:cong tac mat tran|quan ly|nhan dan)\b"
)


@lru_cache(maxsize=20_000)
def bare_unit(name: str) -> str:
    """A unit's folded name without its kind: ``Thị trấn Bình Gia`` → ``binh gia``."""
    return re.sub(r"^(?:xa|phuong|thi tran|huyen|thanh pho|thi xa|quan) ", "", fold(name))


@lru_cache(maxsize=20_000)
def names_of(history: str) -> tuple[Named, ...]:
    """The names of a commune from the column ``commune_history`` (see ``doisoat.columns``)."""
    found = []
    for entry in history.split(";"):
        full, district, first, last = (*entry.split("|"), "", "", "")[:4]
        kind = next((k for k in _KINDS if fold(full).startswith(f"{k} ")), "")
        days = (
            dt.date.fromisoformat(first) if first else dt.date.min,
            dt.date.fromisoformat(last) if last else dt.date.max,
        )
        found.append(Named(kind, bare_unit(full), bare_unit(district), *days))
    return tuple(found)


@lru_cache(maxsize=20_000)
def issuer_of(text: str, own: tuple[Named, ...], first: dt.date | None, last: dt.date | None, on: dt.date) -> Issuer:
    """Who issued a paper that names its issuer so.

    Args:
        text: as written.
        own: all names of the village's commune and of those it came from.
        first: first day that the paper's date may mean; None where it has none.
        last: the last such day.
        on: the day the verdict speaks about: which of the names is today's.
    """
    said = " | ".join(part for part in map(fold, _APART.split(text)) if part)
    head = _SIGNS.sub("", said)
    committee = _COMMITTEE.match(head)
    rest = head[committee.end() :] if committee else head
    kind = _COMMUNE_KIND.match(rest)
    if not committee and not (kind and head != said):  # "Chủ tịch xã …" is the committee's chairman
        return _other_body(said)
    if re.match(rf"^{_UPPER}\b", rest):
        return Issuer.OTHER_LEVEL
    name, _, after = rest[kind.end() :].partition("|") if kind else rest.partition("|")
    name, above = _apart(name.strip(), {n.name for n in own})
    after = f"{above} | {after}" if above else after
    district = _DISTRICT.search(after)
    wanted = next(k for k, found in zip(_KINDS, kind.groups(), strict=True) if found) if kind else ""
    return _among(own, wanted, name.strip(), district[1].strip() if district else "", (first, last), on)


def _apart(name: str, known: set[str]) -> tuple[str, str]:
    """A commune's name and the district behind it: ``hoa binh huyen van quan``.

    A type word may belong to the name ("Văn Quan"): the longest beginning that is a name of the commune is its name.
    """
    cuts = [found.start() for found in re.finditer(rf" (?={_UPPER} )", f"{name} ")]
    own = [cut for cut in (*cuts, len(name)) if name[:cut] in known]
    cut = max(own) if own else min(cuts, default=len(name))
    return name[:cut], name[cut:].strip()


def _among(
    own: Sequence[Named], kind: str, name: str, district: str, days: tuple[dt.date | None, dt.date | None], on: dt.date
) -> Issuer:
    if not name and not kind:
        return Issuer.UNCLEAR
    if not kind and name in {n.district for n in own}:
        return Issuer.UNCLEAR  # "UBND Bình Gia": the district, or its town
    named = [
        n
        for n in own
        if (not name or n.name == name)
        and (not kind or n.kind in ("", kind))
        and (not district or not n.district or n.district == district)
        and (name or n.first <= on <= n.last)
    ]
    if not named:
        return Issuer.OTHER_COMMUNE if kind else Issuer.UNCLEAR
    first, last = days
    living = [n for n in named if first is None or last is None or (n.first <= first and last <= n.last)]
    if not living:
        return Issuer.NOT_IN_BEING
    return Issuer.COMMUNE if any(n.first <= on <= n.last for n in living) else Issuer.DISSOLVED


def _other_body(said: str) -> Issuer:
    """A body that is no People's Committee: of another level where a district or a village comes first."""
    if _VILLAGE.match(_SIGNS.sub("", said)) or said.startswith(("so ", "bo ", "phong ")):
        return Issuer.OTHER_LEVEL
    level = _FIRST_LEVEL.search(said)
    return Issuer.OTHER_LEVEL if level and level[2] else Issuer.UNCLEAR


def issuers(rows: pd.DataFrame, histories: pd.Series, on: pd.Timestamp) -> pd.Series:
    """Who issued each paper; ``rows`` with ``issuer``, ``decision_from`` and ``decision_to``, histories row by row."""
    firsts, lasts = pd.to_datetime(rows["decision_from"]), pd.to_datetime(rows["decision_to"])
    answers = [
        Issuer.MISSING if pd.isna(text) else issuer_of(text, names_of(history), _day(first), _day(last), on.date())
        for text, history, first, last in zip(rows["issuer"], histories, firsts, lasts, strict=True)
    ]
    return pd.Series(answers, index=rows.index, dtype=object)


def _day(moment: pd.Timestamp) -> dt.date | None:
    return None if pd.isna(moment) else moment.date()
