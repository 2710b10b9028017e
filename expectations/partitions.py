"""The claims of a set in parts that are judged apart, on other processors or machines, and put together again.

What a rule measures for a unit rests on rows about the unit, about its commune or district, and on rows that may be
about any. So a part needs no other commune's addresses, by far the most rows there are; of all else it gets the whole,
which is small. Parts are cut between communes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import pandas as pd

from doisoat.model import Level
from expectations.criteria_set import CriteriaSet
from expectations.dossier import Dossier
from expectations.judge import Judged
from expectations.unit_classes import joined, judge_by_class

_LARGE = "addresses"


@dataclass(frozen=True)
class Part:
    """Some of the claims of a set, with what they are judged by. It can be sent to another process."""

    criteria: CriteriaSet
    dossier: Dossier
    claims: pd.DataFrame
    known: tuple[CriteriaSet, ...] = ()


def parts_of(
    criteria: CriteriaSet, dossier: Dossier, claims: pd.DataFrame, most: int, known: tuple[CriteriaSet, ...] = ()
) -> list[Part]:
    """The claims in at most so many parts of about the same size, whole communes each; villages alone are parted.

    ``known`` are all sets there are (``judge``).
    """
    if most < 2 or criteria.level != Level.VILLAGE:
        return [Part(criteria, dossier, claims, known)]
    communes = dossier.units["commune_code"].reindex(claims.index).fillna("").astype(object)
    sizes = communes.value_counts().sort_index()
    part_of = ((sizes.cumsum() - sizes) * most // len(claims)).to_dict()
    of = communes.map(part_of)
    return [
        Part(criteria, _narrowed(dossier, claims.index[of == number]), claims[of == number], known)
        for number in sorted(set(part_of.values()))
    ]


def judge_part(part: Part) -> Judged:
    """Judge one part.

    Raises:
        NotEvaluatedError: as ``judge``.
    """
    return judge_by_class(part.criteria, part.dossier, part.claims, part.known)


def put_together(judged: Sequence[Judged], claims: pd.DataFrame) -> Judged:
    """What judging the whole would have given: rows check by check, units in the order of the claims.

    What is missing is told by indicator, units in the order of their codes; other readings likewise, units as claimed.
    """
    if len(judged) == 1:
        return judged[0]
    whole = joined(judged)
    rank = {indicator: number for number, indicator in enumerate(whole.verdicts["indicator"].unique())}
    whole.missing = whole.missing.sort_values(
        ["indicator", "unit_code"],
        key=lambda column: column.map(rank) if column.name == "indicator" else column,
        kind="stable",
        ignore_index=True,
    )
    place = pd.Series(range(len(claims)), index=claims.index)
    whole.other_readings = whole.other_readings.sort_values(
        ["indicator", "unit_code"],
        key=lambda column: column.map(rank if column.name == "indicator" else place),
        kind="stable",
        ignore_index=True,
    )
    for each in fields(Judged):
        frame = getattr(whole, each.name)
        keys = [name for name in ("indicator", "check_id") if name in frame]
        if each.name not in ("missing", "other_readings") and "unit_code" in frame and keys:
            check = frame.groupby(keys, sort=False, dropna=False).ngroup()
            order = pd.DataFrame({"check": check, "place": frame["unit_code"].map(place)}).sort_values(
                ["check", "place"], kind="stable"
            )
            setattr(whole, each.name, frame.loc[order.index].reset_index(drop=True))
    return whole


def _narrowed(dossier: Dossier, codes: pd.Index) -> Dossier:
    """The dossier without the addresses that cannot be about any of the villages."""
    rows = dossier.records.get(_LARGE)
    if rows is None:
        return dossier
    units = dossier.units.reindex(codes)
    communes, villages = set(units["commune_code"].dropna()), set(codes)
    named = {text for text in rows["candidates"].dropna().unique() if not villages.isdisjoint(text.split("|"))}
    mine = rows["commune_code"].isin(list(communes)) | rows["commune_code"].isna()
    mine |= rows["village_code"].isin(list(villages)) | rows["candidates"].isin(list(named))
    return replace(dossier, records={**dossier.records, _LARGE: rows[mine]}, published_until=dossier.last_day())
