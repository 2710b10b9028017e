"""Address points of each commune's newest export, counted once each.

Files of one day are one export. A code is one point over all of them, with or without its leading zeros. Rows without a
code are a point each in their file; two files of the same rows are one list; of other files it is not known which
points they share, so their number lies between the largest file's and the sum (DOMAIN.md section 3).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from doisoat.model import Answer, Match
from expectations.dossier import Dossier
from expectations.measuring import by_group, counted


class Asked(Protocol):
    """What makes a point count."""

    @property
    def plate_required(self) -> bool:
        """A plate is needed; else a code is enough."""

    @property
    def plate_notice(self) -> Literal["plate", "informed"]:
        """Whether a plate alone is one, or being informed of it is enough."""

    @property
    def fresh_days(self) -> int:
        """How old an export may be on the as-of date."""


@dataclass(frozen=True)
class Counts:
    """Points of one kind, whole numbers by unit code.

    ``sure`` are there whichever rows are one point, ``most`` where no two lists share any; ``unclear`` are the
    village's own that may turn out to count, ``torn`` those that rows of one day disagree about, ``part`` those of some
    of its former villages, which speak neither way, ``lost`` those whose village could not be told and may be this one.
    """

    sure: pd.Series
    most: pd.Series
    unclear: pd.Series
    torn: pd.Series
    part: pd.Series
    lost: pd.Series


@dataclass(frozen=True)
class Points:
    """What the newest exports say.

    Args:
        units: the assessed villages.
        placed: rows of the assessed villages, with ``state`` yes, no, open or torn, ``point``, which rows of one point
            share, and ``is_part``: of some former villages of it alone.
        unplaced: rows, likewise, whose village could not be told, one a point.
        newest: by unit the day of the newest export that mentions its commune.
        covered: by unit whether that export is fresh.
        listed: by unit whether that export has rows about the whole village.
    """

    units: pd.DataFrame
    placed: pd.DataFrame
    unplaced: pd.DataFrame
    newest: pd.Series
    covered: pd.Series
    listed: pd.Series

    @property
    def stale(self) -> pd.Series:
        """By unit: exports mention its commune, and the newest of them is too old."""
        return self.newest.notna() & ~self.covered

    @cached_property
    def tally(self) -> pd.Series:
        """The number of distinct points by ``village_code, kind, state, is_part, is_coded``; no kind is empty.

        Rows of one point agree about all of these but the village and the part.
        """
        once = _once(self._counted)
        return once.groupby(list(once.columns[:-1]), observed=True).size()

    @cached_property
    def _counted(self) -> pd.DataFrame:
        placed = self.placed
        kind = placed["address_kind"].astype("category")
        if kind.isna().any():
            kind = kind.cat.add_categories([""]).fillna("")
        return pd.DataFrame(
            {
                "village_code": placed["village_code"].astype("category"),
                "kind": kind,
                "state": placed["state"].astype("category"),
                "is_part": placed["is_part"].astype(bool),
                "is_coded": placed["address_code"].notna(),
                "point": placed["point"],
            }
        )

    @cached_property
    def _largest(self) -> pd.Series:
        """By village and kind the most plated points of the whole village that one file lists."""
        rows = self._counted.assign(file=self.placed["file_sha256"].astype("category"))
        rows = rows.loc[(rows["state"] == "yes") & ~rows["is_part"], ["village_code", "kind", "file", "point"]]
        by_file = _once(rows).groupby(["village_code", "kind", "file"], observed=True).size()
        return by_file.groupby(level=["village_code", "kind"], observed=True).max()

    def of_kind(self, kind: str) -> Counts:
        """The counts of one kind."""
        index = self.tally.index
        state, kinds = index.get_level_values("state"), index.get_level_values("kind")
        is_part, is_coded = (index.get_level_values(name).to_numpy(bool) for name in ("is_part", "is_coded"))
        is_kind, unkinded = kinds == kind, kinds == ""
        mine = is_kind & ~is_part
        coded = self._sum(mine & (state == "yes") & is_coded)
        of_kind = self._largest[self._largest.index.get_level_values("kind") == kind]
        largest = counted(of_kind.droplevel("kind"), self.units)
        return Counts(
            sure=largest.where(largest > coded, coded),
            most=self._sum(mine & (state == "yes")),
            unclear=self._sum((mine & (state == "open")) | (unkinded & ~is_part & (state != "no"))),
            torn=self._sum(mine & (state == "torn")),
            part=self._sum((is_kind | unkinded) & is_part & (state != "no")),
            lost=self._lost(kind),
        )

    def _sum(self, which: npt.NDArray[np.bool_]) -> pd.Series:
        """The points of each unit in the chosen lines of the tally."""
        return counted(self.tally[which].groupby(level="village_code", observed=True).sum(), self.units)

    def _lost(self, kind: str) -> pd.Series:
        """Unplaced points that could be of each unit: in its commune, its district, or anywhere."""
        lost = self.unplaced[(self.unplaced["address_kind"] == kind) | self.unplaced["address_kind"].isna()]
        several = lost[lost["match"] == Match.PART]  # of a village that was divided among those named
        named = several["candidates"].str.split("|").explode()
        lost = lost[lost["match"] != Match.PART]
        in_commune = lost[lost["commune_code"].notna()].groupby("commune_code").size()
        found = by_group(in_commune, self.units["commune_code"]) + counted(named.value_counts(), self.units)
        nowhere = lost[lost["commune_code"].isna()]
        for day, rows in nowhere.groupby("published_on"):  # an older export's have since been placed, or are gone
            in_district = rows[rows["district_code"].notna()].groupby("district_code").size()
            anywhere = int(rows["district_code"].isna().sum())
            found += (by_group(in_district, self.units["district_code"]) + anywhere).where(self.newest <= day, 0)
        return found


def _once(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows, those that agree in everything once. Most points stand in one row: the others alone are compared."""
    twice = rows["point"].duplicated(keep=False)
    return pd.concat([rows[~twice], rows[twice].drop_duplicates()]) if twice.any() else rows


def points_of(dossier: Dossier, units: pd.DataFrame, asked: Asked) -> Points:
    """The points of each commune's newest export, and those of no known commune."""
    day_of = dossier.made_once(("newest export of addresses",), lambda: _day_of(dossier))
    days = asked.fresh_days
    rows = dossier.made_once(("newest addresses", days), lambda: _newest(dossier, day_of, days))
    rows = _agreed(rows.assign(state=_state(dossier, rows, asked)))
    last_day = pd.to_datetime(units["commune_code"].astype(object).map(day_of.to_dict()))
    is_placed = rows["of_village"].notna()
    unplaced = rows[~is_placed & (rows["state"] != "no")]
    if len(unplaced):  # a province's points are many to look among
        unplaced = unplaced[~unplaced["point"].isin(rows.loc[is_placed, "point"])]
    is_own = rows["of_village"].isin(units.index)
    placed = rows if is_own.all() else rows[is_own]
    placed = placed.assign(village_code=placed["of_village"])
    together = _told_by_parts(placed)
    listed = units.index.to_series().isin(placed.loc[placed["match"] == Match.MATCHED, "village_code"].unique())
    placed = placed.assign(is_part=(placed["match"] == Match.PART) & ~placed["village_code"].isin(together))
    return Points(
        units=units,
        placed=placed,
        unplaced=unplaced.drop_duplicates("point"),
        newest=last_day,
        covered=dossier.fresh(last_day, asked.fresh_days),
        listed=listed | units.index.to_series().isin(together),
    )


def _day_of(dossier: Dossier) -> pd.Series:
    """By commune the day of the newest export that mentions it."""
    rows = dossier.rows("addresses")
    day_of: pd.Series = (
        rows[["commune_code", "published_on"]]
        .dropna(subset="commune_code")
        .groupby("commune_code")["published_on"]
        .max()
    )
    return day_of


def _newest(dossier: Dossier, day_of: pd.Series, fresh_days: int) -> pd.DataFrame:
    """The rows of the newest exports that are fresh: what every reading asks of them, with the village of each.

    Returns:
        ``_USED``, ``point``, and ``of_village``: missing where it could not be told. Texts that come again and again
        are categories.
    """
    rows = dossier.rows("addresses")
    rows = rows[[name for name in _USED if name in rows]]
    newest = rows["published_on"] == pd.to_datetime(rows["commune_code"].astype(object).map(day_of.to_dict()))
    rows = rows[(newest | rows["commune_code"].isna()) & dossier.fresh(rows["published_on"], fresh_days)]
    rows = _one_list_once(rows.assign(point=_point(rows)))
    single = (rows["match"] == Match.PART) & ~rows["candidates"].astype("str").str.contains("|", regex=False)
    named = rows["candidates"].astype(object).where(single)
    village = rows["village_code"].astype(object).where(rows["match"] == Match.MATCHED, named)
    rows = rows.assign(of_village=village, plated_on=_days(rows["plated_on"]))
    return rows.astype({name: "category" for name in (*_REPEATED, "of_village") if name in rows})


def _days(column: pd.Series) -> pd.Series:
    """Days as ``datetime64``; of categories each distinct day is asked once."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return pd.to_datetime(column)
    distinct = pd.to_datetime(column.cat.categories)
    return pd.Series(distinct.append(pd.DatetimeIndex([None]))[column.cat.codes.to_numpy()], index=column.index)


_REPEATED = (
    "source_id", "file_sha256", "sheet", "address_kind", "plate", "notified", "match", "village_code", "commune_code",
    "district_code",
)  # fmt: skip
_USED = (
    *_REPEATED, "row", "published_on", "list_digest", "address_code", "plated_on", "candidates", "former_names",
    "former_count",
)  # fmt: skip


def _point(rows: pd.DataFrame) -> pd.Series:
    """A number for what rows of one point share: its code without leading zeros; one without a code is its own."""
    code = rows["address_code"].astype("string[pyarrow]")  # a province's codes are asked at once
    digits = code.str.fullmatch(r"\d+").fillna(False).astype(bool)
    if digits.any():
        code = code.mask(digits, code.str.lstrip("0"))
    number, codes = pd.factorize(code)
    return pd.Series(np.where(number < 0, len(codes) + np.arange(len(rows)), number), index=rows.index)


def _state(dossier: Dossier, rows: pd.DataFrame, asked: Asked) -> pd.Series:
    """What each row says of its point: yes, no or open."""
    if not asked.plate_required:
        return rows["address_code"].notna().map({True: "yes", False: "open"}).astype(object)
    state = rows["plate"].map({Answer.YES: "yes", Answer.NO: "no"}).astype(object).fillna("open")
    late = rows["plated_on"] > pd.Timestamp(dossier.as_of)
    state = state.mask(late & (state == "yes"), "open")
    if asked.plate_notice == "informed":
        told = rows["notified"] if "notified" in rows else pd.Series(None, index=rows.index, dtype=object)
        state = state.mask((state == "no") & (told != Answer.NO), "open").mask(told == Answer.YES, "yes")
    return state


def _one_list_once(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows without those that carry no code in a second file of the same rows and day."""
    if "list_digest" not in rows:
        return rows
    bare = rows["address_code"].isna() & rows["list_digest"].notna()
    if not bare.any():
        return rows
    lists = rows[["published_on", "list_digest", "file_sha256"]]
    first = lists.drop_duplicates().astype({"file_sha256": object}).groupby(_LIST, observed=True)["file_sha256"].min()
    mine = lists[bare].astype({"list_digest": object, "file_sha256": object})
    again = mine["file_sha256"].to_numpy() != first.reindex(pd.MultiIndex.from_frame(mine[_LIST])).to_numpy()
    kept: pd.DataFrame = rows.drop(mine.index[again])
    return kept


_LIST = ["published_on", "list_digest"]


def _agreed(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of one code with what they say together: torn where they disagree, of no kind where the kinds differ."""
    twice = rows["address_code"].notna() & rows["point"].duplicated(keep=False)
    if not twice.any():
        return rows
    rows = rows.astype({"address_kind": "category"})
    several = rows[twice].astype({"village_code": object, "address_kind": object})
    point = several["point"]
    said = {word: (several["state"] == word).groupby(point).transform("any") for word in ("yes", "no")}
    villages = several["village_code"].groupby(point).transform("nunique")
    kinds = several["address_kind"].groupby(point).transform("nunique")
    state = pd.Series("open", index=several.index, dtype=object)
    state = state.mask(said["no"], "no").mask(said["yes"], "yes")
    rows.loc[twice, "state"] = state.mask((said["yes"] & said["no"]) | (villages > 1), "torn")
    kind = several["address_kind"].groupby(point).transform("first")
    rows.loc[twice, "address_kind"] = kind.where(kinds == 1, None)
    return rows


def _told_by_parts(placed: pd.DataFrame) -> pd.Index:
    """The villages of which rows name every former village: together they speak about the whole."""
    parts = placed[(placed["match"] == Match.PART) & placed["former_names"].notna()]
    if parts.empty:
        return pd.Index([], dtype=object)
    parts = parts.astype({"former_names": object, "former_count": object})
    named = parts.assign(former=parts["former_names"].str.split("|")).explode("former")
    found = named.groupby("village_code").agg(formers=("former", "nunique"), needed=("former_count", "max"))
    needed = pd.to_numeric(found["needed"]).fillna(0)
    return found.index[(needed > 0) & (found["formers"] >= needed)]
