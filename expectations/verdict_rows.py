"""From outcomes to the rows of verdicts: claim against evidence, with basis, reasons and marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from doisoat.columns import PROVENANCE
from doisoat.model import Basis, Claim, Outcome, Verdict
from expectations.claims import BAD_CELL, CLAIMS_DIFFER
from expectations.criteria_set import CriteriaSet, Indicator
from expectations.other_readings import Under
from expectations.rule import Measured
from expectations.variants import RULEBOOK
from expectations.verdicts import DRAFT, of_indicator, overall_of, verdicts_of


def verdict_rows(
    criteria: CriteriaSet,
    units: pd.DataFrame,
    claims: pd.DataFrame,
    unders: Sequence[Under],
    measured: Mapping[str, Measured],
    by_variant: Mapping[str, pd.Series],
    checks: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A row for every unit and indicator, and one overall; the second frame names the claim's row.

    Args:
        unders: the verdicts under other readings (``expectations.other_readings``).
        measured: what the rules found, by check.
    """
    frames = []
    indicator_verdicts = {}
    of_other_set = claims["claim_set_differs"].astype(bool)
    for indicator in criteria.indicators:
        claim = claims[f"claim_{indicator.id}"]
        outcome = of_indicator(pd.DataFrame({c.id: by_variant[c.id] for c in indicator.checks}))
        verdict = verdicts_of(claim, outcome)
        indicator_verdicts[indicator.id] = verdict
        mine = checks[checks["indicator"] == indicator.id]
        marks = {
            "changed_since": (verdict == Verdict.CONFIRMED)
            & units.index.isin(mine.loc[mine["changed_since"], "unit_code"]),
            "reading_dependent": _another_reading_differs(indicator, verdict, unders),
            "claim_names_other_set": of_other_set,
            **_marks_of_claim(claims, indicator),
            DRAFT: pd.Series(criteria.draft, index=units.index),
        }
        checks.loc[mine.index, "reading_dependent"] = mine["unit_code"].map(marks["reading_dependent"]).to_numpy()
        frames.append(
            units.reset_index(names="unit_code").assign(
                criteria=criteria.id,
                indicator=indicator.id,
                claim=claim.mask(of_other_set, str(Claim.BLANK)).to_numpy(),
                verdict=verdict.map(str).to_numpy(),
                basis=_basis(outcome, mine, units).to_numpy(),
                reasons=_reasons(outcome, mine, marks, units).to_numpy(),
                **_bounds_of(indicator, measured, units),
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


def _another_reading_differs(indicator: Indicator, verdict: pd.Series, unders: Sequence[Under]) -> pd.Series:
    """Where any other reading of an open question would give another verdict of this indicator."""
    differs = pd.Series(False, index=verdict.index)
    for under in unders:
        if under.switch != RULEBOOK and indicator.id in under.verdicts:
            differs |= under.verdicts[indicator.id] != verdict
    return differs


def _bounds_of(indicator: Indicator, measured: Mapping[str, Measured], units: pd.DataFrame) -> dict[str, Any]:
    """Of the check that counts something how many are sure, may be, and are needed; blank where nothing is counted."""
    for check in indicator.checks:
        bounds = measured[check.id].bounds
        if bounds is not None:
            return {name: bounds[name].reindex(units.index).to_numpy() for name in ("sure", "possible", "of")}
    return dict.fromkeys(("sure", "possible", "of"), pd.NA)


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
