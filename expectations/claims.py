"""Which claim counts: one a unit, criteria set and year, from its latest landing; of several years the newest.

Of one landing no row wins: where two rows of it differ about an indicator, nothing is claimed there. Names of files and
the order of rows decide nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from doisoat.columns import PROVENANCE
from doisoat.model import Claim, ClaimCell, Level, Match
from doisoat.text.compare import fold
from expectations.criteria_set import CriteriaSet, Indicator
from expectations.in_force import NO_RULEBOOK, has_rulebook
from expectations.landings import landed_last

_ASIDE = (*PROVENANCE, "reason", "detail")
# Rules that judge products: at their indicators "không có sản phẩm" is a claim.
_OF_PRODUCTS = frozenset({"product_on_sale", "all_ocop_on_exchange"})
CLAIMS_DIFFER, BAD_CELL = "claims_differ", "bad_claim_cell"


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
    landed: Mapping[str, dt.datetime] | None = None,
) -> Claims:
    """Pick the claims that each criteria set judges.

    Args:
        assessments: resolved rows of the self-assessment sheet.
        service_claims: resolved rows of the public-service sheet, likewise.
        criteria: all sets known.
        asked_for: ids to judge under; empty: each claim under the set it names. A row that names the set goes before
            one that does not. Of a unit that has only others nothing was declared here: its evidence alone is judged,
            as if all had been declared met.
        as_of: the day the verdicts speak about.
        landed: when each file was first seen, by its SHA-256; files of one moment are one landing.
    """
    wanted = list(asked_for)
    picked: dict[str, pd.DataFrame] = {}
    aside: list[pd.DataFrame] = []
    assessments = assessments.assign(criteria=_named_sets(assessments["criteria"], criteria))
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
        rows, late = _in_force(rows, criteria_set, as_of, known)
        rows = rows[(rows["named"] == key) | ~rows["unit_code"].isin(rows.loc[rows["named"] == key, "unit_code"])]
        rows, older = _latest(rows, landed or {})
        aside += [late, older]
        if len(rows):
            picked[key] = _statements(rows, criteria_set)
    unknown = assessments[~assessments["criteria"].isin(list(criteria))]
    detail = "bộ tiêu chí đã khai: " + unknown["criteria"].astype(object).fillna("(trống)")
    waits = _waits_for_a_rulebook(unknown["year"], Level.VILLAGE, as_of, known)
    aside.append(_aside(unknown, pd.Series("unknown_criteria", index=unknown.index).mask(waits, NO_RULEBOOK), detail))
    set_aside = pd.concat(aside, ignore_index=True).drop_duplicates(list(PROVENANCE))
    return Claims(picked, set_aside)


def _named_sets(texts: pd.Series, criteria: Mapping[str, CriteriaSet]) -> pd.Series:
    """The set each row names: its id as it stands, or the one id that stands within a longer text."""

    def named(text: str) -> str:
        words = f" {fold(text)} "
        found = [key for key in criteria if f" {fold(key)} " in words]
        return found[0] if len(found) == 1 else text

    return texts.astype(object).map({text: named(text) for text in texts.dropna().unique()}, na_action="ignore")


def _in_force(
    rows: pd.DataFrame, criteria: CriteriaSet, as_of: dt.date, known: Mapping[str, CriteriaSet]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows whose year the set is in force for and which is not after the as-of date; and the others."""
    first, last = criteria.years
    year = pd.to_numeric(rows["year"])
    own = rows["named"] == criteria.id
    fits = year.between(first, min(last, as_of.year)).fillna(False).astype(bool) | (~own & (year <= as_of.year))
    span = f"bộ {criteria.id} áp dụng cho các năm {first}–{last}, xét đến năm {as_of.year}"
    late = rows[~fits]
    waits = _waits_for_a_rulebook(late["year"], criteria.level, as_of, known)
    reason = pd.Series("year_outside_criteria", index=late.index).mask(waits, NO_RULEBOOK)
    return rows[fits], _aside(late, reason, span)


def _waits_for_a_rulebook(
    years: pd.Series, level: Level, as_of: dt.date, known: Mapping[str, CriteriaSet]
) -> pd.Series:
    """Years that have begun and for which no set of the level is in force: the claim is not at fault."""
    year = pd.to_numeric(years)
    begun = {int(y): not has_rulebook(known.values(), int(y), level) for y in year.dropna().unique() if y <= as_of.year}
    return year.map(begun).astype("boolean").fillna(False).astype(bool)


def _latest(rows: pd.DataFrame, landed: Mapping[str, dt.datetime]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of every unit's newest year that landed last, one landing together; and those that they replace."""
    if rows.empty:
        return rows, _aside(rows, "superseded_claim", "")
    year = pd.to_numeric(rows["year"])
    is_newest = year == year.groupby(rows["unit_code"]).transform("max")
    replaced = [rows[~is_newest]]
    rows = rows[is_newest]
    is_last = landed_last(rows, rows["unit_code"], landed)
    older = pd.concat([*replaced, rows[~is_last]])
    return rows[is_last], _aside(older, "superseded_claim", "đã có bản khai mới hơn của cùng đơn vị")


def _statements(rows: pd.DataFrame, criteria: CriteriaSet) -> pd.DataFrame:
    """The claims frame of ``judge``: index ``unit_code``, a claim for every indicator, and a mark where there is none.

    Rows of one landing that say the same are one claim, and its place is the first of them in the order of files.
    """
    rows = rows.sort_values([*PROVENANCE], kind="stable")
    differs = rows["named"] != criteria.id
    first = rows.drop_duplicates("unit_code").set_index("unit_code")
    claims = pd.DataFrame(
        {
            "level": first["level"] if "level" in first else str(criteria.level),
            "year": first["year"],
            "claim_set_differs": first["named"] != criteria.id,
        }
    )
    for indicator in criteria.indicators:
        column = f"claim_{indicator.id}" if criteria.level == Level.VILLAGE else "claim"
        said = rows[column].astype(object).mask(differs, str(Claim.MET)).fillna("").map(_meaning(indicator))
        found: dict[str, set[str]] = {}
        for unit, cell in zip(rows["unit_code"], said, strict=True):
            found.setdefault(unit, set()).add(cell)
        by_unit = pd.Series({unit: cells - {str(Claim.BLANK)} for unit, cells in found.items()}, dtype=object)
        claims[f"claim_{indicator.id}"] = by_unit.map(lambda found: next(iter(found)) if len(found) == 1 else "")
        is_bad = by_unit.map(lambda found: str(ClaimCell.UNREAD) in found).astype(bool)
        claims.loc[is_bad, f"claim_{indicator.id}"] = str(Claim.BLANK)
        mark = pd.Series("", index=by_unit.index, dtype=object).mask(by_unit.map(len) > 1, CLAIMS_DIFFER)
        claims[f"mark_{indicator.id}"] = mark.mask(is_bad, BAD_CELL)
    for name in PROVENANCE:
        claims[name] = first[name]
    speaking: dict[str, list[tuple[object, ...]]] = {}
    for unit, *place in rows[["unit_code", *PROVENANCE]].itertuples(index=False, name=None):
        speaking.setdefault(unit, []).append(tuple(place))
    claims["claim_rows"] = pd.Series(speaking, dtype=object)
    claims.index = pd.Index(claims.index, name="unit_code")
    return claims.sort_index()


def is_about_products(indicator: Indicator) -> bool:
    """Whether "không có sản phẩm" is a claim at this indicator."""
    return any(check.rule in _OF_PRODUCTS for check in indicator.checks)


def _meaning(indicator: Indicator) -> Mapping[str, str]:
    """What a cell means at one indicator."""
    none = Claim.MET if is_about_products(indicator) else ClaimCell.UNREAD
    return {str(cell): str(none) if cell == ClaimCell.NO_PRODUCT else str(cell) for cell in ClaimCell}


def aside_claims(claims: pd.DataFrame, reason: str) -> pd.DataFrame:
    """Claims of ``Claims.by_criteria`` that cannot be judged after all, as rows of ``Claims.set_aside``."""
    places = pd.DataFrame([row for rows in claims["claim_rows"] for row in rows], columns=list(PROVENANCE))
    return _aside(places, reason, "")


def _aside(rows: pd.DataFrame, reason: str | pd.Series, detail: str | pd.Series) -> pd.DataFrame:
    return rows[list(PROVENANCE)].assign(reason=reason, detail=detail)[list(_ASIDE)]
