"""What the verdicts would be under each other reading of the letters, and under the other set of the time.

The evidence is the same; only what is asked of it differs. Of the other set the claim says nothing, so the evidence
alone is judged: as if all its indicators were declared met.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from doisoat.columns import OTHER_READINGS
from doisoat.model import Claim, Outcome, Overall
from expectations.criteria_set import CriteriaSet
from expectations.variants import LATER, RULEBOOK, OtherSet, Variant
from expectations.verdicts import of_indicator, overall_of, verdicts_of

_SETTLED = (Outcome.PASS, Outcome.NOT_APPLICABLE)


@dataclass(frozen=True)
class Under:
    """The set's own verdicts under one other reading.

    ``verdicts`` by indicator, of those that the reading concerns; ``checks`` the outcomes that it gives other checks.
    """

    switch: str
    reading: str
    verdicts: Mapping[str, pd.Series]
    checks: Mapping[str, pd.Series]


def unders_of(
    criteria: CriteriaSet, claims: pd.DataFrame, variants: Sequence[Variant], by_variant: Mapping[str, pd.Series]
) -> list[Under]:
    """The verdicts under each other reading, in the order of the file; then those under other sets."""
    found = []
    asked = [v for v in variants if v.reading not in ("", LATER) and (v.reading != RULEBOOK or v.instead_of)]
    for switch, reading in dict.fromkeys((v.reading, v.word) for v in asked):
        mine = [v for v in asked if (v.reading, v.word) == (switch, reading)]
        checks = {v.instead_of or v.check.id: by_variant[v.id] for v in mine}
        verdicts = {}
        for indicator in criteria.indicators:
            ids = [check.id for check in indicator.checks]
            if checks.keys() & set(ids):
                outcome = of_indicator(pd.DataFrame({i: checks.get(i, by_variant[i]) for i in ids}))
                verdicts[indicator.id] = verdicts_of(claims[f"claim_{indicator.id}"], outcome)
        found.append(Under(switch, reading, verdicts, checks))
    return found


def other_readings(
    criteria: CriteriaSet,
    units: pd.DataFrame,
    unders: Sequence[Under],
    sets: Sequence[OtherSet],
    by_variant: Mapping[str, pd.Series],
    own: pd.DataFrame,
) -> pd.DataFrame:
    """A row (``doisoat.columns.OTHER_READINGS``) for every verdict that would be another.

    Args:
        units: the judged units, with ``level`` and ``year``.
        own: index unit code, the verdict of each indicator, a column each.
    """
    frames = [
        frame for under in unders for frame in _frames(criteria, units, under, by_variant, own, _in_force(under, sets))
    ]
    frames += [_whole_under(criteria, one, by_variant, own, units) for one in sets]
    rows = pd.concat(frames) if frames else pd.DataFrame(columns=["verdict", "indicator"])
    rows = rows.rename_axis("unit_code").reset_index().assign(criteria=criteria.id)
    rows["level"] = rows["unit_code"].map(units["level"])
    rows["verdict"] = rows["verdict"].map(str)
    places = pd.Series(range(len(units)), index=units.index)
    order = {name: number for number, name in enumerate([*(i.id for i in criteria.indicators), "overall"])}
    rows = rows.assign(place=rows["unit_code"].map(places), number=rows["indicator"].map(order))
    rows = rows.sort_values(["number", "place"], kind="stable", ignore_index=True)
    return rows.reindex(columns=list(OTHER_READINGS))


def _in_force(under: Under, sets: Sequence[OtherSet]) -> OtherSet | None:
    return next((one for one in sets if under.switch == RULEBOOK and one.criteria.id == under.reading), None)


def _frames(
    criteria: CriteriaSet,
    units: pd.DataFrame,
    under: Under,
    by_variant: Mapping[str, pd.Series],
    own: pd.DataFrame,
    other: OtherSet | None,
) -> Iterator[pd.DataFrame]:
    """What one reading changes of the indicators, and of the units as a whole where it is a reading of this set."""
    holds = pd.Series(True, index=units.index) if other is None else other.holds(units["year"])
    every = pd.Series("", index=units.index, dtype=object)
    for indicator in criteria.indicators:
        if indicator.id not in under.verdicts:
            continue
        differs = (under.verdicts[indicator.id] != own[indicator.id]) & holds
        moved = pd.Series("", index=units.index, dtype=object)
        for check in indicator.checks:
            if check.id in under.checks:
                moved = moved.mask(differs & (under.checks[check.id] != by_variant[check.id]), moved + ";" + check.id)
        every += moved
        yield _rows(under.verdicts[indicator.id], moved, differs, indicator.id, under.switch, under.reading)
    if under.switch != RULEBOOK:
        needed = criteria.roll_up.indicators_needed
        then = overall_of(own.assign(**under.verdicts), needed)
        yield _rows(then, every, then != overall_of(own, needed), "overall", under.switch, under.reading)


def _whole_under(
    criteria: CriteriaSet,
    other: OtherSet,
    by_variant: Mapping[str, pd.Series],
    own: pd.DataFrame,
    units: pd.DataFrame,
) -> pd.DataFrame:
    """The units as a whole under another set, where that differs, and the checks of either that stand in the way."""
    outcomes = {check.id: by_variant[other.asked_as[check.id]] for check in other.criteria.checks}
    met = pd.Series(Claim.MET, index=units.index, dtype=object)
    table = {
        indicator.id: verdicts_of(met, of_indicator(pd.DataFrame({c.id: outcomes[c.id] for c in indicator.checks})))
        for indicator in other.criteria.indicators
    }
    then = overall_of(pd.DataFrame(table), other.criteria.roll_up.indicators_needed)
    now = overall_of(own, criteria.roll_up.indicators_needed)
    differs = (then != now) & other.holds(units["year"])
    theirs, ours = (pd.Series("", index=units.index, dtype=object) for _ in range(2))
    for check, outcome in outcomes.items():
        stops = outcome == Outcome.FAIL
        stops |= (then == Overall.PENDING) & ~outcome.isin(_SETTLED)
        theirs = theirs.mask(stops, theirs + ";" + check)
    for each in criteria.checks:
        ours = ours.mask(~by_variant[each.id].isin(_SETTLED), ours + ";" + each.id)
    return _rows(then, theirs.mask(then == Overall.MET, ours), differs, "overall", RULEBOOK, other.criteria.id)


def _rows(
    then: pd.Series, checks: pd.Series, differs: pd.Series, indicator: str, switch: str, reading: str
) -> pd.DataFrame:
    told = pd.DataFrame({"verdict": then, "check_ids": checks.str.removeprefix(";")})[differs]
    return told.assign(indicator=indicator, switch=switch, reading=reading)
