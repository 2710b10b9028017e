"""Verdicts that officers have set, laid over what the evidence says; a unit as a whole follows them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from doisoat.model import Basis
from doisoat.standing import Key, Standing
from expectations.criteria_set import CriteriaSet
from expectations.verdicts import overall_of

BY_DECISION, DISPUTED = "by_decision", "disputed"  # marks beside the reasons
_KEY = ["criteria", "level", "unit_code", "indicator"]


def with_decisions(criteria: CriteriaSet, verdicts: pd.DataFrame, decided: Mapping[Key, str]) -> pd.DataFrame:
    """The verdicts of a set with those that were decided.

    ``evidence_verdict`` keeps what the evidence says where a decision differs from it. The basis of a decided verdict
    is documentary: a paper decides.

    Args:
        criteria: the set.
        verdicts: rows of the set, ``overall`` among them.
        decided: the verdict set by a decision that is in force, by finding.
    """
    by_person = pd.Series([decided.get(key) for key in _keys(verdicts)], index=verdicts.index, dtype=object)
    is_decided = by_person.notna()
    differs = is_decided & (by_person != verdicts["verdict"])
    told = verdicts.assign(
        standing=pd.Series("", index=verdicts.index, dtype=object).mask(is_decided, str(Standing.DECISION)),
        evidence_verdict=verdicts["verdict"].astype(object).where(differs, ""),
        verdict=verdicts["verdict"].astype(object).mask(differs, by_person),
        basis=verdicts["basis"].astype(object).mask(differs, str(Basis.DOCUMENTARY)),
        reasons=_marked(verdicts["reasons"], is_decided, BY_DECISION),
    )
    if not differs.any():
        return told
    return _summed_up(criteria, told, set(told.loc[differs, "unit_code"]))


def with_disputes(verdicts: pd.DataFrame, disputed: set[Key]) -> pd.DataFrame:
    """The verdicts with those marked that a unit has objected to; none is changed."""
    is_disputed = pd.Series([key in disputed for key in _keys(verdicts)], index=verdicts.index, dtype=bool)
    return verdicts.assign(
        standing=verdicts["standing"].mask(is_disputed, str(Standing.DISPUTED)),
        reasons=_marked(verdicts["reasons"], is_disputed, DISPUTED),
    )


def _keys(verdicts: pd.DataFrame) -> list[Key]:
    rows = verdicts[_KEY].astype(str).astype(object).itertuples(index=False, name=None)
    return [(criteria, level, unit, indicator) for criteria, level, unit, indicator in rows]


def _marked(reasons: pd.Series, holds: pd.Series, mark: str) -> pd.Series:
    plain = reasons.astype(object).fillna("")
    return plain.where(~holds, (plain + ";" + mark).str.removeprefix(";"))


def _summed_up(criteria: CriteriaSet, verdicts: pd.DataFrame, units: set[str]) -> pd.DataFrame:
    """``overall`` of the units anew, from the verdicts that hold."""
    mine = verdicts["unit_code"].isin(units)
    single = verdicts[mine & (verdicts["indicator"] != "overall")]
    table = single.pivot(index="unit_code", columns="indicator", values="verdict")
    overall = overall_of(table, criteria.roll_up.indicators_needed).map(str)
    is_overall = mine & (verdicts["indicator"] == "overall")
    anew = verdicts["unit_code"].map(overall)
    before = verdicts["verdict"]
    changed = is_overall & (anew != before)
    return verdicts.assign(
        verdict=before.mask(changed, anew),
        evidence_verdict=verdicts["evidence_verdict"].mask(changed, before),
    )
