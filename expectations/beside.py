"""What stands beside the verdicts once people have had their say: bounds, other readings, and what is still missing."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from doisoat.columns import OTHER_READINGS
from doisoat.model import Level
from doisoat.standing import Standing
from expectations.criteria_set import CriteriaSet
from expectations.judge import Judged
from expectations.missing import GOOD, communes_missing
from expectations.verdicts import communes_of, with_whole_bounds

_KEY = ["criteria", "level", "unit_code", "indicator"]


def settled(judged: Judged) -> Judged:
    """The judged units, with the bounds of each as a whole.

    An officer's verdict lacks nothing and is read in one way: neither is told of what the evidence says there.
    """
    verdicts = with_whole_bounds(judged.verdicts)
    good = verdicts.loc[verdicts["verdict"].isin([str(verdict) for verdict in GOOD]), _KEY]
    decided = verdicts.loc[verdicts["standing"] == Standing.DECISION, _KEY] if "standing" in verdicts else good.head(0)
    readings = _without(judged.other_readings, decided)
    whole_of_decided = decided.assign(indicator="overall")
    return replace(
        judged,
        verdicts=verdicts,
        missing=_without(judged.missing, good),
        other_readings=_without(readings, whole_of_decided),
    )


def _without(rows: pd.DataFrame, keys: pd.DataFrame) -> pd.DataFrame:
    if rows.empty or keys.empty:
        return rows
    gone = pd.MultiIndex.from_frame(keys.astype(str))
    return rows[~pd.MultiIndex.from_frame(rows[_KEY].astype(str)).isin(gone)]


def with_communes(criteria: CriteriaSet, judged: Judged, whole: pd.DataFrame, units: pd.DataFrame) -> Judged:
    """The judged villages with their communes: verdicts, bounds, what they lack, and what other readings would give.

    Args:
        whole: the verdicts of villages of communes that are judged as a whole.
        units: all units of the day.
    """
    communes = communes_of(criteria, whole, units)
    overall = whole[(whole["indicator"] == "overall") & (whole["level"] == Level.VILLAGE)]
    moved = judged.other_readings[judged.other_readings["indicator"] == "overall"]
    told = [judged.other_readings]
    for (switch, reading), rows in moved.groupby(["switch", "reading"], sort=False):
        then = rows.set_index("unit_code")["verdict"]
        altered = overall.assign(verdict=overall["unit_code"].map(then).fillna(overall["verdict"]))
        other = communes_of(criteria, altered, units).set_index("unit_code")["verdict"].rename("then")
        both = communes.join(other, on="unit_code")
        both = both[both["then"] != both["verdict"]]
        told.append(both.assign(verdict=both["then"], switch=str(switch), reading=str(reading), check_ids=""))
    both_levels = pd.concat([whole, communes], ignore_index=True)
    return replace(
        judged,
        verdicts=pd.concat([judged.verdicts, communes.drop(columns="least")], ignore_index=True),
        missing=pd.concat([judged.missing, communes_missing(criteria, both_levels, judged.missing)], ignore_index=True),
        other_readings=pd.concat(told, ignore_index=True).reindex(columns=list(OTHER_READINGS)),
    )


def with_other_readings(verdicts: pd.DataFrame, readings: pd.DataFrame) -> pd.DataFrame:
    """The verdicts with ``other_reading``: ``switch=reading:verdict``, joined by ``;`` in the order of the readings."""
    if readings.empty:
        return verdicts.assign(other_reading="")
    words = readings["switch"] + "=" + readings["reading"] + ":" + readings["verdict"]
    keys = pd.MultiIndex.from_frame(readings[_KEY].astype(str))
    joined = words.set_axis(keys).groupby(level=_KEY, sort=False).agg(";".join).to_dict()
    rows = verdicts[_KEY].astype(str).astype(object).itertuples(index=False, name=None)
    return verdicts.assign(other_reading=[joined.get(row, "") for row in rows])
