"""Which claim counts: one a unit and criteria set, the newest assessment year, the newest file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from doisoat.columns import PROVENANCE
from doisoat.model import Claim, Level, Match
from expectations.criteria_set import CriteriaSet

_ASIDE = (*PROVENANCE, "reason", "detail")


@dataclass(frozen=True)
class Claims:
    """Claims to judge, by criteria id (see ``judge``), and the claim rows that do not count, with the reason."""

    by_criteria: Mapping[str, pd.DataFrame]
    set_aside: pd.DataFrame


def claims_to_judge(
    assessments: pd.DataFrame,
    service_claims: pd.DataFrame,
    criteria: Mapping[str, CriteriaSet],
    asked_for: Iterable[str],
    as_of: dt.date,
) -> Claims:
    """Pick the claims that each criteria set judges.

    Args:
        assessments: resolved rows of the self-assessment sheet, in the order in which they came (oldest file first).
        service_claims: resolved rows of the public-service sheet, likewise.
        criteria: all sets known.
        asked_for: ids to judge under; empty: each claim under the set it names. Under a set it does not name, a
            claim is blank: what was declared about other indicators is no claim about these.
    """
    wanted = list(asked_for)
    picked: dict[str, pd.DataFrame] = {}
    aside: list[pd.DataFrame] = []
    known = {key: c for key, c in criteria.items() if not wanted or key in wanted}
    for key, criteria_set in sorted(known.items()):
        village = criteria_set.level == Level.VILLAGE
        rows = assessments if village else service_claims
        rows = rows[rows["match"] == Match.MATCHED]
        if village:
            rows = rows.assign(unit_code=rows["village_code"], named=rows["criteria"])
        else:
            rows = rows.assign(named=key)
        if not wanted:
            rows = rows[rows["named"] == key]
        if rows.empty:
            continue
        rows, late = _in_force(rows, criteria_set, as_of)
        rows, older = _newest(rows)
        aside += [late, older]
        if len(rows):
            picked[key] = _statements(rows, criteria_set)
    unknown = assessments[~assessments["criteria"].isin(list(criteria))]
    detail = "bộ tiêu chí đã khai: " + unknown["criteria"].astype(object).fillna("(trống)")
    aside.append(_aside(unknown, "unknown_criteria", detail))
    set_aside = pd.concat(aside, ignore_index=True).drop_duplicates(list(PROVENANCE))
    return Claims(picked, set_aside)


def _in_force(rows: pd.DataFrame, criteria: CriteriaSet, as_of: dt.date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows whose year the set is in force for and which is not after the as-of date; and the others."""
    first, last = criteria.years
    year = pd.to_numeric(rows["year"])
    own = rows["named"] == criteria.id
    fits = year.between(first, min(last, as_of.year)).fillna(False).astype(bool) | (~own & (year <= as_of.year))
    span = f"bộ {criteria.id} áp dụng cho các năm {first}–{last}, xét đến năm {as_of.year}"
    return rows[fits], _aside(rows[~fits], "year_outside_criteria", span)


def _newest(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The last row of the newest year of every unit; and those it replaces (repetitions of the same claim too)."""
    ranked = rows.sort_values("year", kind="stable")
    replaced = ranked.duplicated("unit_code", keep="last")
    return ranked[~replaced], _aside(ranked[replaced], "superseded_claim", "đã có bản khai mới hơn của cùng đơn vị")


def _statements(rows: pd.DataFrame, criteria: CriteriaSet) -> pd.DataFrame:
    """The claims frame of ``judge``: index ``unit_code``, a claim for every indicator."""
    differs = rows["named"] != criteria.id
    claims = pd.DataFrame({"level": rows["level"] if "level" in rows else str(criteria.level), "year": rows["year"]})
    for indicator in criteria.indicators:
        column = f"claim_{indicator.id}" if criteria.level == Level.VILLAGE else "claim"
        claims[f"claim_{indicator.id}"] = rows[column].astype(object).mask(differs, str(Claim.BLANK)).fillna("")
    claims["claim_set_differs"] = differs
    for name in PROVENANCE:
        claims[name] = rows[name]
    claims.index = pd.Index(rows["unit_code"], name="unit_code")
    return claims.sort_index()


def _aside(rows: pd.DataFrame, reason: str, detail: str | pd.Series) -> pd.DataFrame:
    return rows[list(PROVENANCE)].assign(reason=reason, detail=detail)[list(_ASIDE)]
