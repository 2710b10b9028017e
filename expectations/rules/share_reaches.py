"""Public services: a share of the portal's statistics reaches the threshold, in whole numbers.

Read is the unit's newest period that lies in the assessment year and ended by the as-of date (of several that end on
one day the longest). Passes when ``numerator`` × 100 ≥ ``threshold_pct`` × ``denominator``; fails when it does not.
Conflict: two rows of that same period give different figures. Otherwise unknown: no statistics for the unit or the
year, a figure left blank, or a denominator of zero (never 100%).
"""

from __future__ import annotations

from typing import Literal

import pandas as pd
from pydantic import Field

from doisoat.model import Mover, Outcome
from expectations.dossier import Dossier
from expectations.measuring import by_group, evidence_of, first_of, first_true, vn_date
from expectations.reasons import AGREE, Reason, Reasons, about_a_list
from expectations.rule import Expect, Meaning, Measured, Rule, RuleParams, Shape, always

Count = Literal[
    "procedure_count",
    "eligible_count",
    "offered_count",
    "dossier_count",
    "dossier_count_online",
    "dossier_count_fully_online",
]


class Params(RuleParams):
    """Which share, and how large it must be."""

    numerator: Count
    """column of the statistics that is counted"""
    denominator: Count
    """column of the statistics that is the whole"""
    threshold_pct: int = Field(strict=True, ge=1, le=100)
    """the share that must be reached, in whole per cent"""


_NEEDS_FIGURES = "Cần số liệu thống kê của kỳ trong năm thẩm định; đơn vị chưa phải làm gì."
REASONS: Reasons = {
    "share_reached": Reason(
        Outcome.PASS, "Kỳ {period}: {top}/{bottom}, đạt ngưỡng {threshold}%", Mover.CLAIMANT, AGREE
    ),
    "share_short": Reason(
        Outcome.FAIL,
        "Kỳ {period}: {top}/{bottom}, chưa tới ngưỡng {threshold}%",
        Mover.CLAIMANT,
        "Đối chiếu với số liệu của đơn vị; nếu khác thì phản đối kèm số liệu, nếu đúng thì sửa tự đánh giá.",
    ),
    "zero_denominator": Reason(
        Outcome.UNKNOWN,
        "Kỳ {period} có mẫu số bằng 0 nên chưa tính được tỷ lệ",
        Mover.PORTAL,
        _NEEDS_FIGURES,
    ),
    "figures_blank": Reason(
        Outcome.UNKNOWN,
        "Kỳ {period} để trống số liệu cần tính",
        Mover.PORTAL,
        "Thống kê cần bổ sung các ô còn trống; đơn vị chưa phải làm gì.",
    ),
    "period_outside_year": Reason(
        Outcome.UNKNOWN,
        "Thống kê hiện có không nằm trong năm {year} hoặc kết thúc sau ngày xét",
        Mover.PORTAL,
        _NEEDS_FIGURES,
    ),
    "no_statistics": Reason(Outcome.UNKNOWN, "Chưa có thống kê nào về đơn vị này", Mover.PORTAL, _NEEDS_FIGURES),
    **about_a_list(Mover.PORTAL, "source_held", "source_refused", "source_contradicts_itself"),
}


def measure(dossier: Dossier, units: pd.DataFrame, params: Params) -> Measured:
    """See the module's docstring."""
    top, bottom = params.numerator, params.denominator
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
            "needed": (denominator * params.threshold_pct).where(usable > 0, 0),
        }
    )
    states = by_group(rows.groupby("unit_code").size(), this)
    words = pd.DataFrame({"top": numerator.astype(str), "bottom": denominator.astype(str)})
    words["period"] = first_of(
        used.assign(p=vn_date(used["from"]) + " – " + vn_date(used["to"])), "p", units, "", "unit_code"
    )
    words["threshold"] = str(params.threshold_pct)
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
    enough = used["top"] * 100 >= used["bottom"] * params.threshold_pct
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
    params=Params,
    measure=measure,
    expects=always(
        Expect(Meaning.AGREES, Shape.ZERO, "figures_torn"),
        Expect(Meaning.STANDS, Shape.REACHES, "reached", "needed"),
        Expect(Meaning.PROVEN, Shape.POSITIVE, "figures_usable"),
    ),
    reasons=REASONS,
)
