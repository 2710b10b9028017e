"""What a check found, told to a person: outcome, reason, one sentence, and the rows it rests on."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from doisoat.columns import EVIDENCE
from doisoat.model import Basis, Outcome
from expectations.criteria_set import CriteriaSet
from expectations.lots import LOT
from expectations.reasons import Reasons, Words, undeclared
from expectations.rule import Measured
from expectations.rulebook import rulebook
from expectations.variants import LATER


def check_results(
    criteria: CriteriaSet, units: pd.DataFrame, measured: Mapping[str, Measured], by_variant: Mapping[str, pd.Series]
) -> pd.DataFrame:
    """A row for every unit and check: outcome, reason, one sentence why, whose move it is and what to do."""
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
                        "basis": _per_unit(found.basis, units.index).map(str),
                        "reason": reason,
                        **_sentences(rulebook()[check.rule].reasons, reason, outcome, found),
                        "reading_dependent": False,
                        "changed_since": (outcome == Outcome.PASS) & (later == Outcome.FAIL)
                        if later is not None
                        else False,
                    }
                )
            )
    return pd.concat(frames, ignore_index=True)


def _per_unit(value: str | Basis | pd.Series, index: pd.Index) -> pd.Series:
    return (
        value.astype(object).reindex(index)
        if isinstance(value, pd.Series)
        else pd.Series(value, index=index, dtype=object)
    )


def _sentences(reasons: Reasons, reason: pd.Series, outcome: pd.Series, found: Measured) -> dict[str, pd.Series]:
    """For every unit the reason's sentence and fix, filled with what was measured, and whose move it is."""
    words = found.numbers.join(found.words)
    filled: dict[str, dict[str, str]] = {"sentence": {}, "mover": {}, "fix": {}}
    for code, these in reason.groupby(reason).groups.items():
        known = reasons.get(str(code)) or undeclared(Outcome(outcome[these[0]]))
        rows = [Words(row) for row in words.loc[these].to_dict("records")]
        filled["sentence"].update(zip(these, [f"{known.sentence.format_map(row)}." for row in rows], strict=True))
        filled["mover"].update(dict.fromkeys(these, str(known.mover)))
        filled["fix"].update(zip(these, [known.fix.format_map(row) for row in rows], strict=True))
    return {name: pd.Series(texts, dtype=object).reindex(reason.index) for name, texts in filled.items()}


def evidence_rows(
    criteria: CriteriaSet, units: pd.DataFrame, measured: Mapping[str, Measured], checks: pd.DataFrame
) -> pd.DataFrame:
    """The evidence rows of the default readings; and where the evidence changed since, what came later."""
    frames = []
    levels = units["level"].to_numpy(dtype=object)
    for indicator in criteria.indicators:
        for check in indicator.checks:
            rows = measured[check.id].evidence
            changed = checks.loc[(checks["check_id"] == check.id) & checks["changed_since"], "unit_code"]
            if len(changed):
                later = measured[f"{check.id}@{LATER}"].evidence
                rows = pd.concat([rows, later[later["unit_code"].isin(changed)].assign(role=LATER)], ignore_index=True)
            places = units.index.get_indexer(pd.Index(rows["unit_code"], dtype=object))
            if (places < 0).any():
                rows, places = rows[places >= 0], places[places >= 0]
            frames.append(
                rows.assign(
                    criteria=criteria.id,
                    level=levels[places],
                    indicator=indicator.id,
                    check_id=check.id,
                )
            )
    # A frame without rows has columns of no type, and would make objects of all numbers beside it.
    rows = pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)
    return rows.reindex(columns=[*rows.columns, *(name for name in LOT if name not in rows)])[list(EVIDENCE)]
