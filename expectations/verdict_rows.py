"""From outcomes to the rows of verdicts: claim against evidence, with basis, reasons and marks."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from doisoat.columns import PROVENANCE
from doisoat.model import Basis, Outcome, Verdict
from expectations.claims import BAD_CELL, CLAIMS_DIFFER
from expectations.criteria_set import CriteriaSet, Indicator
from expectations.variants import LATER, Variant
from expectations.verdicts import DRAFT, of_indicator, overall_of, verdicts_of


def verdict_rows(
    criteria: CriteriaSet,
    units: pd.DataFrame,
    claims: pd.DataFrame,
    variants: list[Variant],
    by_variant: Mapping[str, pd.Series],
    checks: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A row for every unit and indicator, and one overall; the second frame names the claim's row."""
    frames = []
    indicator_verdicts = {}
    for indicator in criteria.indicators:
        claim = claims[f"claim_{indicator.id}"]
        outcome = of_indicator(pd.DataFrame({c.id: by_variant[c.id] for c in indicator.checks}))
        verdict = verdicts_of(claim, outcome)
        indicator_verdicts[indicator.id] = verdict
        mine = checks[checks["indicator"] == indicator.id]
        marks = {
            "changed_since": (verdict == Verdict.CONFIRMED)
            & units.index.isin(mine.loc[mine["changed_since"], "unit_code"]),
            "reading_dependent": _another_reading_differs(indicator, claim, verdict, variants, by_variant),
            "claim_names_other_set": claims["claim_set_differs"].astype(bool),
            **_marks_of_claim(claims, indicator),
            DRAFT: pd.Series(criteria.draft, index=units.index),
        }
        checks.loc[mine.index, "reading_dependent"] = mine["unit_code"].map(marks["reading_dependent"]).to_numpy()
        frames.append(
            units.reset_index(names="unit_code").assign(
                criteria=criteria.id,
                indicator=indicator.id,
                claim=claim.to_numpy(),
                verdict=verdict.map(str).to_numpy(),
                basis=_basis(outcome, mine, units).to_numpy(),
                reasons=_reasons(outcome, mine, marks, units).to_numpy(),
            )
        )
    overall = overall_of(pd.DataFrame(indicator_verdicts), criteria.roll_up.indicators_needed)
    frames.append(
        units.reset_index(names="unit_code").assign(
            criteria=criteria.id,
            indicator="overall",
            claim="",
            verdict=overall.map(str).to_numpy(),
            basis="",
            reasons=DRAFT if criteria.draft else "",
        )
    )
    verdicts = pd.concat(frames, ignore_index=True)
    provenance = _claim_rows(claims)
    named = verdicts[["criteria", "level", "unit_code", "indicator", "claim"]].query("indicator != 'overall'")
    return verdicts, named.merge(provenance, on="unit_code", how="left")


def _marks_of_claim(claims: pd.DataFrame, indicator: Indicator) -> dict[str, pd.Series]:
    """Why an indicator counts as not claimed although something was written."""
    if f"mark_{indicator.id}" not in claims:
        return {}
    mark = claims[f"mark_{indicator.id}"]
    return {code: mark == code for code in (CLAIMS_DIFFER, BAD_CELL)}


def _claim_rows(claims: pd.DataFrame) -> pd.DataFrame:
    """Where each unit's claim stands: every row of its last landing, which may differ."""
    if "claim_rows" not in claims:
        return claims[list(PROVENANCE)].reset_index(names="unit_code")
    rows = claims["claim_rows"].explode()
    places = pd.DataFrame(rows.tolist(), columns=list(PROVENANCE), index=rows.index)
    return places.reset_index(names="unit_code")


def _another_reading_differs(
    indicator: Indicator,
    claim: pd.Series,
    verdict: pd.Series,
    variants: list[Variant],
    by_variant: Mapping[str, pd.Series],
) -> pd.Series:
    """Where any other reading of an open question would give another verdict of this indicator."""
    differs = pd.Series(False, index=claim.index)
    ids = {check.id for check in indicator.checks}
    readings = {(v.reading, repr(v.value)) for v in variants if v.reading not in ("", LATER) and v.check.id in ids}
    for reading, value in readings:
        chosen = {
            check.id: next(
                (
                    by_variant[v.id]
                    for v in variants
                    if v.check.id == check.id and (v.reading, repr(v.value)) == (reading, value)
                ),
                by_variant[check.id],
            )
            for check in indicator.checks
        }
        differs |= verdicts_of(claim, of_indicator(pd.DataFrame(chosen))) != verdict
    return differs


def _basis(outcome: pd.Series, checks: pd.DataFrame, units: pd.DataFrame) -> pd.Series:
    """The weaker basis of the checks that decided; empty where nothing was decided."""
    deciding = checks[checks["outcome"] == checks["unit_code"].map(outcome.map(str))]
    documentary = units.index.isin(deciding.loc[deciding["basis"] == Basis.DOCUMENTARY, "unit_code"])
    answer = pd.Series(str(Basis.INDEPENDENT), index=units.index, dtype=object).mask(
        documentary, str(Basis.DOCUMENTARY)
    )
    decided = outcome.isin([Outcome.PASS, Outcome.FAIL, Outcome.CONFLICT])
    return answer.where(decided, str(Basis.NONE))


def _reasons(
    outcome: pd.Series, checks: pd.DataFrame, marks: Mapping[str, pd.Series], units: pd.DataFrame
) -> pd.Series:
    """Reason codes of the checks that decided, in the order of the checks, then the marks; joined by ``;``."""
    deciding = checks[checks["outcome"] == checks["unit_code"].map(outcome.map(str))]
    joined = deciding.groupby("unit_code", sort=False)["reason"].agg(lambda codes: ";".join(dict.fromkeys(codes)))
    answer = joined.reindex(units.index).fillna("").astype(object)
    for mark, holds in marks.items():
        answer = answer.where(~holds, (answer + ";" + mark).str.removeprefix(";"))
    return answer
