"""What the rules measure with: counts by unit, the first case that holds, rows of evidence."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from doisoat.columns import PROVENANCE
from expectations.dossier import Dossier
from expectations.lots import LOT


def counted(counts: pd.Series, units: pd.DataFrame) -> pd.Series:
    """Counts by unit code, one for every unit, 0 where nothing was counted."""
    found = counts.reindex(units.index, fill_value=0)
    return found if found.dtype == "int64" else found.fillna(0).astype("int64")


def by_group(counts: pd.Series, group_of: pd.Series) -> pd.Series:
    """Counts by group, looked up for every unit through the group it belongs to; 0 where nothing was counted."""
    return group_of.map(counts).astype("Float64").fillna(0).astype("int64")


def codes(values: pd.Series, *may_be: str) -> pd.Series:
    """Reason codes with all that they may be as categories, so that a rehearsal without rows sees every one."""
    known = dict.fromkeys([*may_be, *values.unique()])
    return values.astype(object).astype(pd.CategoricalDtype(list(known)))


def _may_be(found: pd.Series | str) -> list[str]:
    return [found] if isinstance(found, str) else list(found.cat.categories)


def first_true(rows: pd.DataFrame, cases: list[tuple[str, pd.Series]], otherwise: str) -> pd.Series:
    """For every row (or unit) the code of the first case that holds, else ``otherwise``."""
    answer = np.full(len(rows), otherwise, dtype=object)
    for code, holds in reversed(cases):
        if holds.index is not rows.index:
            holds = holds.reindex(rows.index)
        if holds.dtype != bool:
            holds = holds.astype("boolean").fillna(False).astype(bool)
        answer[holds.to_numpy()] = code
    return codes(pd.Series(answer, index=rows.index, dtype=object), *(code for code, _ in cases), otherwise)


def one_of(holds: pd.Series, then: pd.Series | str, otherwise: pd.Series | str) -> pd.Series:
    """Codes of one choice where it holds, else of another."""
    first, second = (
        found.astype(object) if isinstance(found, pd.Series) else pd.Series(found, index=holds.index, dtype=object)
        for found in (then, otherwise)
    )
    return codes(first.where(holds, second), *_may_be(then), *_may_be(otherwise))


def first_of(
    rows: pd.DataFrame, column: str, units: pd.DataFrame, default: str, unit: str = "village_code"
) -> pd.Series:
    """For every unit the value of ``column`` in its first row, ``default`` where it has none."""
    values = rows.drop_duplicates(unit).set_index(unit)[column]
    found = values.astype(object).reindex(units.index).fillna(default)
    known = rows[column].dtype
    return codes(found, *known.categories, default) if isinstance(known, pd.CategoricalDtype) else found


def roles(found: pd.Series, speaks_for: Collection[str], speaks_against: Collection[str]) -> pd.Series:
    """The role of evidence rows by the code of what they show; ``open`` where it speaks neither way."""
    answer = pd.Series("open", index=found.index, dtype=object)
    return answer.mask(found.isin(list(speaks_for)), "for").mask(found.isin(list(speaks_against)), "against")


def whole_rows(dossier: Dossier, kind: str, units: pd.DataFrame) -> pd.DataFrame:
    """Claim rows of one kind that speak about a whole assessed village."""
    rows = dossier.village_rows(kind)
    return rows[rows["village_code"].isin(units.index) & (rows["extent"] == "whole")].reset_index(drop=True)


def per_village(rows: pd.DataFrame, units: pd.DataFrame) -> pd.Series:
    """Number of rows of every unit."""
    return counted(rows.groupby("village_code").size(), units)


def evidence_of(
    rows: pd.DataFrame, role: pd.Series | str, sentence: pd.Series | str, unit: str = "village_code"
) -> pd.DataFrame:
    """Evidence rows of a frame with provenance, and of its lots (``expectations.lots``)."""
    return pd.DataFrame(
        {
            "unit_code": rows[unit],
            "role": role,
            **{name: rows[name] for name in PROVENANCE},
            "published_on": rows["published_on"],
            "sentence": sentence,
            **{name: rows[name] for name in LOT if name in rows},
        }
    )


def vn_date(days: pd.Series) -> pd.Series:
    """Dates as people write them here, dd/mm/yyyy; empty where missing."""
    return pd.to_datetime(days).dt.strftime("%d/%m/%Y").astype(object).fillna("")
