"""The claims of a set in parts that are judged apart, on other processors or machines, and put together again.

What a rule measures for a unit rests on rows about the unit, about its commune or district, and on rows that may be
about any. So a part needs no other commune's addresses, nor what other communes say of themselves, nor what operators
say of them; of what rules look at across communes (contracts, products, pages) it gets the whole, which is small. Parts
are cut between communes, and made one by one as they are asked for: a nation's are never all there at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import overload

import numpy as np
import numpy.typing as npt
import pandas as pd

from doisoat.columns import LARGE_KINDS
from doisoat.frames import MANY, codes_of, compact
from doisoat.model import Level
from expectations.criteria_set import CriteriaSet
from expectations.dossier import Dossier
from expectations.judge import Judged
from expectations.unit_classes import joined, judge_by_class

# Of these no rule looks at what is said of a village of another commune. Who published when is asked of ``coverage``.
_OF_ONE_COMMUNE = (
    *LARGE_KINDS, "coverage", "members", "teams", "activities", "models", "address_claims", "village_channels",
)  # fmt: skip
ROWS_OF_A_PART = 1_000_000  # so many address rows, about, are judged at once: what a gigabyte is enough for


@dataclass(frozen=True)
class Part:
    """Some of the claims of a set, with what they are judged by. It can be sent to another process."""

    criteria: CriteriaSet
    dossier: Dossier
    claims: pd.DataFrame
    known: tuple[CriteriaSet, ...] = ()


class Parts(Sequence[Part]):
    """The parts of a set's claims; each is made when it is asked for.

    Args:
        number_of: for each claim the number of its part.
    """

    def __init__(self, whole: Part, number_of: npt.NDArray[np.int64]) -> None:
        self._whole, self._number_of = whole, number_of
        self._numbers = sorted(set(number_of.tolist()))

    def __len__(self) -> int:
        """How many."""
        return len(self._numbers)

    @overload
    def __getitem__(self, at: int) -> Part: ...
    @overload
    def __getitem__(self, at: slice) -> list[Part]: ...
    def __getitem__(self, at: int | slice) -> Part | list[Part]:
        """One part, or some."""
        if isinstance(at, slice):
            return [self[n] for n in range(len(self))[at]]
        number, whole = self._numbers[at], self._whole
        if len(self) == 1:
            return whole
        mine = whole.claims[self._number_of == number]
        narrowed = {kind: self._of(kind, number) for kind in _OF_ONE_COMMUNE if kind in whole.dossier.records}
        records = {**whole.dossier.records, **narrowed}
        dossier = replace(whole.dossier, records=records, published_until=self._last_day)
        return Part(whole.criteria, dossier, mine, whole.known)

    @cached_property
    def _last_day(self) -> dt.date | None:
        return self._whole.dossier.last_day()

    def _of(self, kind: str, number: int) -> pd.DataFrame:
        """The rows of a kind that may be about a unit of the part, in their order."""
        rows, own = self._whole.dossier.records[kind], self._part_of_rows[kind]
        found = rows[(own == number) | (own == _ANY)]
        return _with_fewer_texts(found) if kind in LARGE_KINDS and len(rows) >= MANY else found

    @cached_property
    def _part_of_rows(self) -> dict[str, npt.NDArray[np.int32]]:
        """By kind, for each row the number of the part it belongs to; ``_ANY``: to each; ``_NONE``: to none of them."""
        whole, numbers = self._whole, self._number_of.tolist()
        of_village = dict(zip(whole.claims.index, numbers, strict=True))
        communes = whole.dossier.units["commune_code"].reindex(whole.claims.index)
        of_commune = {commune: n for commune, n in zip(communes, numbers, strict=True) if isinstance(commune, str)}
        found = {}
        for kind in _OF_ONE_COMMUNE:
            rows = whole.dossier.records.get(kind)
            if rows is None:
                continue
            part = _looked_up(rows["commune_code"], of_commune, _ANY)
            for name in ("village_code", "candidates"):
                # Of two communes, or listed for villages of several: whoever is judged may be meant.
                other = _looked_up(rows[name], of_village, _NONE)
                part = np.where(other == _NONE, part, np.where((part == _NONE) | (part == other), other, _ANY))
            if kind == "coverage":  # of each list a row stays, so that who published when is known
                part[~rows.duplicated(["source_id", "published_on"]).to_numpy()] = _ANY
            found[kind] = part.astype(np.int32)
        return found


_ANY, _NONE = -1, -2


def _looked_up(column: pd.Series, number_of: Mapping[str, int], missing: int) -> npt.NDArray[np.int64]:
    """For each value (codes joined by "|") the number that its codes have; ``_ANY`` where they have several."""
    codes, texts = codes_of(column)
    numbers = np.full(len(texts) + 1, missing)
    for at, text in enumerate(texts):
        hit = {number_of[code] for code in str(text).split("|") if code in number_of}
        numbers[at] = hit.pop() if len(hit) == 1 else (_ANY if hit else _NONE)
    found: npt.NDArray[np.int64] = numbers[codes]  # -1 is the last: missing
    return found


def _with_fewer_texts(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows without the texts of others."""
    kinds = rows.dtypes.items()
    fewer = {
        str(name): rows[name].cat.remove_unused_categories() for name, k in kinds if isinstance(k, pd.CategoricalDtype)
    }
    return rows.assign(**fewer)


def parts_of(
    criteria: CriteriaSet, dossier: Dossier, claims: pd.DataFrame, most: int, known: tuple[CriteriaSet, ...] = ()
) -> Parts:
    """The claims in at most so many parts of about the same size, whole communes each; villages alone are parted.

    Where there are very many addresses there are more parts, so that each is judged in the memory of a small machine.
    ``known`` are all sets there are (``judge``).
    """
    whole = Part(criteria, dossier, claims, known)
    most = max(most, -(-len(dossier.records.get("addresses", ())) // ROWS_OF_A_PART))
    if most < 2 or criteria.level != Level.VILLAGE:
        return Parts(whole, np.zeros(len(claims), np.int64))
    communes = dossier.units["commune_code"].reindex(claims.index).fillna("").astype(object)
    sizes = communes.value_counts().sort_index()
    part_of = ((sizes.cumsum() - sizes) * most // len(claims)).to_dict()
    return Parts(whole, np.asarray(communes.map(part_of), np.int64))


def judge_part(part: Part) -> Judged:
    """Judge one part.

    Raises:
        NotEvaluatedError: as ``judge``.
    """
    judged = judge_by_class(part.criteria, part.dossier, part.claims, part.known)
    return replace(judged, evidence=compact(judged.evidence))


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
            order = pd.DataFrame({"check": check, "place": frame["unit_code"].astype(object).map(place)}).sort_values(
                ["check", "place"], kind="stable"
            )
            setattr(whole, each.name, frame.loc[order.index].reset_index(drop=True))
    return whole
