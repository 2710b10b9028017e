"""The team's activities: at least one recorded in the assessment year, by the as-of date (documentary).

Fails when activities are recorded and every one of them is dated in another year. Unknown when none is recorded, or
when one that could lie in the year has no readable date. A date after the as-of date is no activity yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from doisoat.model import Basis, Outcome
from expectations.dossier import Dossier
from expectations.rule import (
    Expect,
    Meaning,
    Measured,
    Rule,
    Shape,
    always,
    evidence_of,
    first_true,
    per_village,
    vn_date,
    whole_rows,
)


def measure(dossier: Dossier, units: pd.DataFrame, params: Mapping[str, Any]) -> Measured:
    """See the module's docstring."""
    rows = whole_rows(dossier, "activities", units)
    day = pd.to_datetime(rows["activity_date"])
    year = rows["village_code"].map(units["year"])
    future = day > pd.Timestamp(dossier.as_of)
    inside = (day.dt.year == year) & ~future
    undated = day.isna() | future
    recorded, in_year, open_rows = (
        per_village(rows, units),
        per_village(rows[inside], units),
        per_village(rows[undated], units),
    )
    when = vn_date(day).where(day.notna(), "chưa rõ ngày")
    return Measured(
        numbers=pd.DataFrame(
            {
                "activities_in_year": in_year,
                # All recorded activities lie in other years: nothing is left that could stand for the claim.
                "activities_not_elsewhere": (in_year + open_rows).where(recorded > 0, 1),
                "activities": recorded,
            }
        ),
        reasons={
            Outcome.PASS: "activity_in_year",
            Outcome.FAIL: "activity_other_years",
            Outcome.UNKNOWN: first_true(units, [("no_activity", recorded == 0)], "activity_undated"),
        },
        words=pd.DataFrame({"year": units["year"].astype(str)}),
        evidence=evidence_of(
            rows,
            pd.Series("against", index=rows.index, dtype=object).mask(undated, "open").mask(inside, "for"),
            "Hoạt động ngày " + when,
        ),
        basis=Basis.DOCUMENTARY,
    )


RULE = Rule(
    id="activity_in_year",
    measure=measure,
    expects=always(
        Expect(Meaning.STANDS, Shape.POSITIVE, "activities_not_elsewhere"),
        Expect(Meaning.PROVEN, Shape.POSITIVE, "activities_in_year"),
    ),
)
