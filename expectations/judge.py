"""From what GE witnessed to verdicts: outcomes of checks and indicators, claims against them, villages as a whole.

GE's ``success`` is evidence for the judge, never the verdict. Each reading of the letters that a criteria file leaves
open is judged too, and so is what was published after the as-of date; a verdict they would change is marked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from doisoat.columns import CHECK_RESULTS, EVIDENCE, PROVENANCE
from doisoat.model import Basis, Outcome, Verdict
from doisoat.vi import REASON
from expectations.compile import Asked, Witness, validate
from expectations.criteria_set import Check, CriteriaSet, Indicator
from expectations.dossier import Dossier
from expectations.rule import OUTCOME, SEVERITY, Meaning, Measured
from expectations.rulebook import RULES
from expectations.verdicts import of_indicator, overall_of, verdicts_of

LATER = "later"


@dataclass(frozen=True)
class Variant:
    """A check under one reading (``""``: the default), or against what was published later."""

    check: Check
    reading: str = ""
    value: Any = None

    @property
    def id(self) -> str:
        """``fibre``, ``fibre@reach=met`` or ``fibre@later``."""
        if not self.reading:
            return self.check.id
        return (
            f"{self.check.id}@{self.reading}"
            if self.reading == LATER
            else f"{self.check.id}@{self.reading}={self.value}"
        )


@dataclass
class Judged:
    """All that one criteria set gave, as the frames that the warehouse stores."""

    check_results: pd.DataFrame
    evidence: pd.DataFrame
    verdicts: pd.DataFrame
    verdict_claims: pd.DataFrame
    expectation_results: pd.DataFrame = field(default_factory=pd.DataFrame)


def outcomes(units: pd.DataFrame, witnesses: list[Witness]) -> pd.Series:
    """The outcome of one variant for every unit: the first meaning, in the judge's order, that failed; else pass."""
    answer = pd.Series(Outcome.PASS, index=units.index, dtype=object)
    for meaning in reversed(Meaning):
        for witness in witnesses:
            if witness.asked.expect.meaning == meaning:
                answer[witness.failing] = OUTCOME[meaning]
    return answer


def judge(criteria: CriteriaSet, dossier: Dossier, claims: pd.DataFrame) -> Judged:
    """Judge every claimed unit under one criteria set.

    Args:
        claims: index ``unit_code``, one row a claimed unit: ``level``, ``year``, ``claim_<indicator id>`` (Claim
            values), ``claim_set_differs`` (the claim names another set), and the claim row's provenance.

    Raises:
        NotEvaluatedError: GE did not evaluate what it was asked on exactly these units.
    """
    units = dossier.units.reindex(claims.index).assign(year=claims["year"])
    variants = _variants(criteria)
    measured = {v.id: _measure(criteria, v, dossier, units) for v in variants}
    later = dossier.after()
    if later is not None:
        for check in criteria.checks:
            found = _measure(criteria, Variant(check), later, units)
            variants.append(Variant(check, LATER))
            measured[f"{check.id}@{LATER}"] = found
    asked = [Asked(v.id, e) for v in variants for e in RULES[v.check.rule].expects(criteria.params(v.check))]
    frame = pd.concat([m.numbers.add_prefix(f"{name}.") for name, m in measured.items()], axis=1)
    witnesses = validate(criteria.id, asked, frame)
    by_variant: dict[str, pd.Series] = {
        v.id: outcomes(units, [w for w in witnesses if w.asked.variant == v.id]) for v in variants
    }
    checks = _check_results(criteria, units, measured, by_variant)
    verdicts, verdict_claims = _verdicts(criteria, units, claims, variants, by_variant, checks)
    return Judged(
        check_results=checks[list(CHECK_RESULTS)],
        evidence=_evidence(criteria, units, measured, checks),
        verdicts=verdicts,
        verdict_claims=verdict_claims,
        expectation_results=_expectation_results(criteria, witnesses),
    )


def _variants(criteria: CriteriaSet) -> list[Variant]:
    """Every check under the default readings, and under each other reading that concerns it."""
    return [Variant(check) for check in criteria.checks] + [
        Variant(check, reading.id, other)
        for reading in criteria.readings
        for check in criteria.checks
        if check.id in reading.checks
        for other in reading.others
    ]


def _measure(criteria: CriteriaSet, variant: Variant, dossier: Dossier, units: pd.DataFrame) -> Measured:
    params = criteria.params(variant.check, None if variant.reading in ("", LATER) else variant.reading, variant.value)
    return RULES[variant.check.rule].measure(dossier, units, params)


def _per_unit(value: str | pd.Series, index: pd.Index) -> pd.Series:
    return value.reindex(index) if isinstance(value, pd.Series) else pd.Series(value, index=index, dtype=object)


def _check_results(
    criteria: CriteriaSet, units: pd.DataFrame, measured: Mapping[str, Measured], by_variant: Mapping[str, pd.Series]
) -> pd.DataFrame:
    """A row for every unit and check: outcome, reason and one sentence why."""
    frames = []
    for indicator in criteria.indicators:
        for check in indicator.checks:
            found, outcome = measured[check.id], by_variant[check.id]
            reason = pd.Series("", index=units.index, dtype=object)
            for name, value in found.reasons.items():
                reason = reason.mask(outcome == name, _per_unit(value, units.index))
            later = by_variant.get(f"{check.id}@{LATER}")
            frames.append(
                pd.DataFrame(
                    {
                        "criteria": criteria.id,
                        "level": units["level"],
                        "unit_code": units.index,
                        "indicator": indicator.id,
                        "check_id": check.id,
                        "outcome": outcome.map(str),
                        "basis": str(found.basis),
                        "reason": reason,
                        "sentence": _sentences(reason, found),
                        "reading_dependent": False,
                        "changed_since": (outcome == Outcome.PASS) & (later == Outcome.FAIL)
                        if later is not None
                        else False,
                    }
                )
            )
    return pd.concat(frames, ignore_index=True)


def _sentences(reason: pd.Series, found: Measured) -> pd.Series:
    """The reason's sentence for every unit, filled with what was measured."""
    words = found.numbers.join(found.words)
    told: dict[str, str] = {}
    for code, these in reason.groupby(reason).groups.items():
        template, rows = REASON[str(code)], words.loc[these].to_dict("records")
        told.update(zip(these, [f"{template.format_map(row)}." for row in rows], strict=True))
    return pd.Series(told, dtype=object).reindex(reason.index)


def _evidence(
    criteria: CriteriaSet, units: pd.DataFrame, measured: Mapping[str, Measured], checks: pd.DataFrame
) -> pd.DataFrame:
    """The evidence rows of the default readings; and where the evidence changed since, what came later."""
    frames = []
    for indicator in criteria.indicators:
        for check in indicator.checks:
            rows = measured[check.id].evidence
            changed = checks.loc[(checks["check_id"] == check.id) & checks["changed_since"], "unit_code"]
            if len(changed):
                later = measured[f"{check.id}@{LATER}"].evidence
                rows = pd.concat([rows, later[later["unit_code"].isin(changed)].assign(role=LATER)], ignore_index=True)
            rows = rows[rows["unit_code"].isin(units.index)]
            frames.append(
                rows.assign(
                    criteria=criteria.id,
                    level=rows["unit_code"].map(units["level"]),
                    indicator=indicator.id,
                    check_id=check.id,
                )
            )
    return pd.concat(frames, ignore_index=True)[list(EVIDENCE)]


def _verdicts(
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
    overall = overall_of(pd.DataFrame(indicator_verdicts))
    frames.append(
        units.reset_index(names="unit_code").assign(
            criteria=criteria.id,
            indicator="overall",
            claim="",
            verdict=overall.map(str).to_numpy(),
            basis="",
            reasons="",
        )
    )
    verdicts = pd.concat(frames, ignore_index=True)
    provenance = claims[list(PROVENANCE)].reset_index(names="unit_code")
    named = verdicts[["criteria", "level", "unit_code", "indicator", "claim"]].query("indicator != 'overall'")
    return verdicts, named.merge(provenance, on="unit_code", how="left")


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


def _expectation_results(criteria: CriteriaSet, witnesses: list[Witness]) -> pd.DataFrame:
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
