"""The table of verdicts: claim against evidence, villages and communes as a whole (DOMAIN.md section 3)."""

from __future__ import annotations

import pandas as pd

from doisoat.model import Claim, Level, Outcome, Overall, Verdict
from expectations.criteria_set import CriteriaSet, RollUp

DRAFT = "draft"  # the mark of every verdict of a set that is a draft

VERDICT: dict[tuple[Claim, Outcome], Verdict] = {
    (Claim.MET, Outcome.PASS): Verdict.CONFIRMED,
    (Claim.MET, Outcome.FAIL): Verdict.CONTRADICTED,
    (Claim.MET, Outcome.UNKNOWN): Verdict.UNVERIFIED,
    (Claim.MET, Outcome.CONFLICT): Verdict.CONFLICT,
    (Claim.NOT_MET, Outcome.PASS): Verdict.UNDERCLAIMED,
    (Claim.NOT_MET, Outcome.FAIL): Verdict.NOT_MET,
    (Claim.NOT_MET, Outcome.UNKNOWN): Verdict.NOT_MET,
    (Claim.NOT_MET, Outcome.CONFLICT): Verdict.CONFLICT,
    (Claim.BLANK, Outcome.PASS): Verdict.MISSING_CLAIM,
    (Claim.BLANK, Outcome.FAIL): Verdict.MISSING_CLAIM,
    (Claim.BLANK, Outcome.UNKNOWN): Verdict.MISSING_CLAIM,
    (Claim.BLANK, Outcome.CONFLICT): Verdict.MISSING_CLAIM,
    **{(claim, Outcome.NOT_APPLICABLE): Verdict.NOT_APPLICABLE for claim in Claim},
}

# An indicator takes the first of these that any of its checks has; one whose checks do not apply does not apply.
_WEIGHT = (Outcome.FAIL, Outcome.CONFLICT, Outcome.UNKNOWN, Outcome.PASS)


def of_indicator(by_check: pd.DataFrame) -> pd.Series:
    """Outcome of an indicator from the outcomes of its checks (a column each)."""
    answer = pd.Series(Outcome.NOT_APPLICABLE, index=by_check.index, dtype=object)
    for outcome in reversed(_WEIGHT):
        answer = answer.mask((by_check == outcome).any(axis=1), outcome)
    return answer


def verdicts_of(claim: pd.Series, outcome: pd.Series) -> pd.Series:
    """Claim against outcome, by the table."""
    return pd.Series(
        [VERDICT[Claim(c), Outcome(o)] for c, o in zip(claim, outcome, strict=True)], index=claim.index, dtype=object
    )


def overall_of(verdicts: pd.DataFrame, needed: int | None = None) -> pd.Series:
    """A unit as a whole from its indicators' verdicts (a column each): all must hold, or as many as ``needed``."""
    least = len(verdicts.columns) if needed is None else needed
    good = verdicts.isin([Verdict.CONFIRMED, Verdict.NOT_APPLICABLE]).sum(axis=1) >= least
    lost = verdicts.isin([Verdict.CONTRADICTED, Verdict.NOT_MET]).sum(axis=1)
    bad = len(verdicts.columns) - lost < least
    answer = pd.Series(Overall.PENDING, index=verdicts.index, dtype=object)
    return answer.mask(bad, Overall.NOT_MET).mask(good, Overall.MET)


def communes_of(criteria: CriteriaSet, villages: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """A row for every commune with a judged village, by the roll-up of the set: one village that is met is enough.

    Pending while enough villages still may be met. ``sure`` villages are met, ``possible`` may be, ``of`` are counted,
    and ``least`` must be.
    """
    overall = villages[(villages["indicator"] == "overall") & (villages["level"] == Level.VILLAGE)]
    listed = units.loc[units["level"] == Level.VILLAGE, "commune_code"].value_counts()
    rows = []
    for code, found in overall.groupby("commune_code")["verdict"]:
        met, pending = int((found == Overall.MET).sum()), int((found == Overall.PENDING).sum())
        verdict, bounds = _commune(criteria.roll_up, len(found), met, pending, int(listed.get(code, 0)))
        rows.append({"unit_code": code, "verdict": str(verdict), **bounds})
    places = units[units["level"] == Level.COMMUNE]
    names = ["unit_code", "verdict", "sure", "possible", "of", "least"]
    frame = pd.DataFrame(rows, columns=names).set_index("unit_code").join(places)
    return frame.reset_index(names="unit_code").assign(
        criteria=criteria.id,
        level=str(Level.COMMUNE),
        indicator="overall",
        claim="",
        basis="",
        reasons=DRAFT if criteria.draft else "",
    )


def _commune(rule: RollUp, judged: int, met: int, pending: int, listed: int) -> tuple[Overall, dict[str, int]]:
    """A commune by its villages, in whole numbers; ``listed`` are those of the register."""
    if rule.villages_met_pct is None:
        every, least, possible = judged, rule.villages_met or 1, met + pending
    else:  # a village that declared nothing is no village that is not met
        every = max(judged, listed)
        least = -(-rule.villages_met_pct * every // 100)
        possible = met + pending + every - judged
    verdict = Overall.MET if met >= least else Overall.PENDING if possible >= least else Overall.NOT_MET
    return verdict, {"sure": met, "possible": possible, "of": every, "least": least}


def with_whole_bounds(verdicts: pd.DataFrame) -> pd.DataFrame:
    """The verdicts of units with, for each unit as a whole, how many indicators hold, may hold, and there are."""
    single = verdicts[verdicts["indicator"] != "overall"]
    good = single["verdict"].isin([str(Verdict.CONFIRMED), str(Verdict.NOT_APPLICABLE)])
    lost = single["verdict"].isin([str(Verdict.CONTRADICTED), str(Verdict.NOT_MET)])
    counts = pd.DataFrame({"sure": good, "possible": ~lost, "of": True}).groupby(single["unit_code"]).sum()
    whole = verdicts["indicator"] == "overall"
    told = verdicts.copy()
    for name in ("sure", "possible", "of"):
        told[name] = told[name].astype("Int64").mask(whole, told["unit_code"].map(counts[name]))
    return told
