"""From what GE witnessed to verdicts: outcomes of checks and indicators, claims against them, villages as a whole.

GE's ``success`` is evidence for the judge, never the verdict. Each reading of the letters that a criteria file leaves
open is judged too, and so is what was published after the as-of date; a verdict they would change is marked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from doisoat.columns import CHECK_RESULTS, MISSING, OTHER_READINGS
from doisoat.memory import give_back
from doisoat.model import Outcome
from expectations.check_findings import check_results, evidence_rows
from expectations.compile import Asked, Witness, validate
from expectations.criteria_set import CriteriaSet
from expectations.dossier import Dossier
from expectations.missing import missing_rows
from expectations.other_readings import other_readings, unders_of
from expectations.rule import OUTCOME, SEVERITY, Meaning, Measured
from expectations.rulebook import rulebook
from expectations.variants import LATER, Variant, measure, other_sets, params_of, variants_of
from expectations.verdict_rows import verdict_rows


@dataclass
class Judged:
    """All that one criteria set gave, as the frames that the warehouse stores."""

    check_results: pd.DataFrame
    evidence: pd.DataFrame
    verdicts: pd.DataFrame
    verdict_claims: pd.DataFrame
    missing: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(MISSING)))
    other_readings: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(OTHER_READINGS)))
    expectation_results: pd.DataFrame = field(default_factory=pd.DataFrame)


def outcomes(units: pd.DataFrame, witnesses: list[Witness]) -> pd.Series:
    """The outcome of one variant for every unit: the first meaning, in the judge's order, that failed; else pass."""
    answer = pd.Series(Outcome.PASS, index=units.index, dtype=object)
    for meaning in reversed(Meaning):
        for witness in witnesses:
            if witness.asked.expect.meaning == meaning:
                answer[witness.failing] = OUTCOME[meaning]
    return answer


def spoken_of(outcome: pd.Series, found: Measured) -> pd.Series:
    """Outcomes in which nothing fails without a row, of a publisher or of the claimant, that speaks about the unit.

    Whatever a rule concludes from silence (an export declared complete) is unknown: DOMAIN.md section 3.
    """
    fails = outcome == Outcome.FAIL
    if not fails.any():
        return outcome
    return outcome.mask(fails & ~outcome.index.isin(found.speaking()), Outcome.UNKNOWN)


def judge(criteria: CriteriaSet, dossier: Dossier, claims: pd.DataFrame, known: Iterable[CriteriaSet] = ()) -> Judged:
    """Judge every claimed unit under one criteria set.

    Args:
        known: all sets there are: units are looked at under those of their time as well (``other_readings``).
        claims: index ``unit_code``, one row a claimed unit: ``level``, ``year``, ``claim_<indicator id>`` (Claim
            values), ``claim_set_differs`` (the claim names another set: ``met`` stands for it), and the claim row's
            provenance.

    Raises:
        NotEvaluatedError: GE did not evaluate what it was asked on exactly these units.
    """
    units = dossier.units.reindex(claims.index).assign(year=claims["year"])
    sets, of_other_sets = other_sets(criteria, known)
    variants = [*variants_of(criteria), *of_other_sets]
    measured = {v.id: measure(criteria, v, dossier, units) for v in variants}
    later = dossier.after()
    if later is not None:
        for check in criteria.checks:
            found = measure(criteria, Variant(check), later, units)
            variants.append(Variant(check, LATER))
            measured[f"{check.id}@{LATER}"] = found
    asked = [Asked(v.id, e) for v in variants for e in rulebook()[v.check.rule].expects(params_of(criteria, v))]
    frame = pd.concat([m.numbers.add_prefix(f"{name}.") for name, m in measured.items()], axis=1)
    witnesses = validate(criteria.id, asked, frame)
    by_variant: dict[str, pd.Series] = {
        v.id: spoken_of(outcomes(units, [w for w in witnesses if w.asked.variant == v.id]), measured[v.id])
        for v in variants
    }
    give_back()  # what measuring took, before the rows of evidence are made
    checks = check_results(criteria, units, measured, by_variant)
    unders = unders_of(criteria, claims, variants, by_variant)
    verdicts, verdict_claims = verdict_rows(criteria, units, claims, unders, measured, by_variant, checks)
    single = verdicts[verdicts["indicator"] != "overall"]
    own = single.pivot(index="unit_code", columns="indicator", values="verdict").reindex(units.index)
    return Judged(
        check_results=checks[list(CHECK_RESULTS)],
        evidence=evidence_rows(criteria, units, measured, checks),
        verdicts=verdicts,
        verdict_claims=verdict_claims,
        missing=missing_rows(criteria, dossier, claims, measured, checks, verdicts),
        other_readings=other_readings(criteria, units, unders, sets, by_variant, own),
        expectation_results=_witnessed(criteria, witnesses),
    )


def _witnessed(criteria: CriteriaSet, witnesses: list[Witness]) -> pd.DataFrame:
    """What GE was asked and saw, for the warehouse."""
    return pd.DataFrame(
        {
            "suite": criteria.id,
            "expectation_id": [w.asked.id for w in witnesses],
            "check_id": [w.asked.variant for w in witnesses],
            "meaning": [str(w.asked.expect.meaning) for w in witnesses],
            "severity": [SEVERITY[w.asked.expect.meaning] for w in witnesses],
            "element_count": [w.element_count for w in witnesses],
            "unexpected_count": [len(w.failing) for w in witnesses],
            "success": [len(w.failing) == 0 for w in witnesses],
        }
    )
