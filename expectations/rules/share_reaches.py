"""Public services: a share of the portal's statistics reaches the threshold, in whole numbers.

Read is the unit's newest period that lies in the assessment year and ended by the as-of date (of several that end on
one day the longest). Passes when ``numerator`` × 100 ≥ ``threshold_pct`` × ``denominator``; fails when it does not.
Conflict: two rows of that same period give different figures. Otherwise unknown: no statistics for the unit or the
year, a figure left blank, or a denominator of zero (never 100%).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from doisoat.model import Outcome
from expectations.dossier import Dossier
from expectations.rule import (
    Expect,
    Meaning,
    Measured,
    Rule,
    Shape,
    always,
    by_group,
    evidence_of,
    first_of,
    first_true,
    vn_date,
)


def measure(dossier: Dossier, units: pd.DataFrame, params: Mapping[str, Any]) -> Measured:
    """See the module's docstring."""
    top, bottom = params["numerator"], params["denominator"]
    rows = dossier.rows("service_statistics")
    rows = rows[rows["unit_code"].isin(units.index)].copy()
    rows["from"], rows["to"] = pd.to_datetime(rows["period_from"]), pd.to_datetime(rows["period_to"])
    year = rows["unit_code"].map(units["year"])
    in_year = (
        (rows["to"].dt.year == year)
        & (rows["from"].isna() | (rows["from"].dt.year == year))
        & ~(rows["to"] > pd.Timestamp(dossier.as_of))
    )
    used = rows[in_year]
    used = used[used["to"] == used.groupby("unit_code")["to"].transform("max")]
    used = used[used["from"] == used.groupby("unit_code")["from"].transform("min")]
    used = used.assign(
        top=pd.to_numeric(used[top]).astype("Float64"), bottom=pd.to_numeric(used[bottom]).astype("Float64")
    )
    told = used.dropna(subset=["top", "bottom"])
    # Two rows that give the same figures say one thing.
    figures = told.drop_duplicates(["unit_code", "top", "bottom"])
    each = figures.groupby("unit_code").size()
    one = figures.drop_duplicates("unit_code").set_index("unit_code")
    this = units.index.to_series()
    numerator, denominator = by_group(one["top"], this), by_group(one["bottom"], this)
    usable = (denominator > 0).astype(int)
    numbers = pd.DataFrame(
        {
            "figures_torn": (by_group(each, this) - 1).clip(lower=0),
            "figures_usable": usable,
            "reached": (numerator * 100).where(usable > 0, 0),
            "needed": (denominator * int(params["threshold_pct"])).where(usable > 0, 0),
        }
    )
    states = by_group(rows.groupby("unit_code").size(), this)
    words = pd.DataFrame({"top": numerator.astype(str), "bottom": denominator.astype(str)})
    words["period"] = first_of(
        used.assign(p=vn_date(used["from"]) + " – " + vn_date(used["to"])), "p", units, "", "unit_code"
    )
    words["threshold"] = str(params["threshold_pct"])
    words["year"] = units["year"].astype(str)
    words["torn"] = "Thống kê dịch vụ công"
    refused = dossier.source_of_kind_refused(*(s for s in dossier.sources if "service" in s))
    held = [state.title for key, state in dossier.sources.items() if "service" in key and state.held]
    words["held"] = ", ".join(held)
    sentence = (
        "Kỳ " + vn_date(rows["from"]) + " – " + vn_date(rows["to"]) + ": "
        + rows[top].astype("string").astype(object).fillna("(trống)") + "/"
        + rows[bottom].astype("string").astype(object).fillna("(trống)")
    )  # fmt: skip
    role = pd.Series("context", index=rows.index, dtype=object)
    enough = used["top"] * 100 >= used["bottom"] * int(params["threshold_pct"])
    role.loc[used.index] = enough.map({True: "for", False: "against"}).astype(object).fillna("open")
    return Measured(
        numbers=numbers,
        reasons={
            Outcome.PASS: "share_reached",
            Outcome.FAIL: "share_short",
            Outcome.CONFLICT: "source_contradicts_itself",
            Outcome.UNKNOWN: first_true(
                units,
                [
                    ("zero_denominator", this.isin(one.index)),
                    ("figures_blank", this.isin(used["unit_code"])),
                    ("period_outside_year", states > 0),
                    ("source_held", pd.Series(bool(held), index=units.index)),
                    ("source_refused", pd.Series(refused, index=units.index)),
                ],
                "no_statistics",
            ),
        },
        words=words,
        evidence=evidence_of(rows, role, sentence, unit="unit_code"),
    )


RULE = Rule(
    id="share_reaches",
    measure=measure,
    expects=always(
        Expect(Meaning.AGREES, Shape.ZERO, "figures_torn"),
        Expect(Meaning.STANDS, Shape.REACHES, "reached", "needed"),
        Expect(Meaning.PROVEN, Shape.POSITIVE, "figures_usable"),
    ),
    params=frozenset({"numerator", "denominator", "threshold_pct"}),
)
