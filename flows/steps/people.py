"""What people have said, laid over what the evidence says: decisions of officers, then answers of units."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pandas as pd

from doisoat.model import Verdict
from doisoat.standing import Key, in_force
from expectations.criteria_set import CriteriaSet
from expectations.decided import with_decisions
from expectations.ground import grounds
from expectations.judge import Judged
from flows.run import Run


def with_people(run: Run, criteria: CriteriaSet, judged: Judged) -> Judged:
    """The verdicts with the ground of each, and with those that officers have set.

    A decision counts while the run's evidence is the one it rests on; checks and evidence stay as they are.
    """
    verdicts = judged.verdicts
    verdicts = verdicts.assign(ground=grounds(verdicts, judged.check_results, judged.evidence))
    holding = {} if criteria.draft else in_force(run.decisions, grounds_by_key(verdicts), run.spec.as_of)
    decided = {key: str(one.proposed.verdict) for key, one in holding.items()}
    settled = [key for key, verdict in decided.items() if verdict in (Verdict.CONFIRMED, Verdict.NOT_APPLICABLE)]
    return replace(
        judged,
        verdicts=with_decisions(criteria, verdicts, decided),
        missing=_without(judged.missing, settled),
    )


def _without(missing: pd.DataFrame, settled: Collection[Key]) -> pd.DataFrame:
    """What is missing, but for findings that an officer has settled."""
    if not settled or missing.empty:
        return missing
    rows = (
        missing[["criteria", "level", "unit_code", "indicator"]]
        .astype(str)
        .astype(object)
        .itertuples(index=False, name=None)
    )
    return missing[[key not in settled for key in rows]]


def grounds_by_key(verdicts: pd.DataFrame) -> dict[Key, str]:
    """What each finding rests on, by its key."""
    names = ["criteria", "level", "unit_code", "indicator", "ground"]
    rows = (
        verdicts.loc[verdicts["indicator"] != "overall", names]
        .astype(str)
        .astype(object)
        .itertuples(index=False, name=None)
    )
    return {(c, level, unit, indicator): ground for c, level, unit, indicator, ground in rows}
