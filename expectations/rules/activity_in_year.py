"""The team's activities: at least one recorded in the assessment year, by the as-of date (documentary).

Fails when activities are recorded and every one of them lies in another year. Unknown when none is recorded, or when
one that could lie in the year cannot be told: a date that names a month, a quarter or a year counts where every day of
it gives the same answer. One that was put off, or with nobody guided, is not recorded; a date after the as-of date is
no activity yet.
"""

from __future__ import annotations

import pandas as pd

from doisoat.model import Basis, FactKind, Mover, Outcome
from expectations.dossier import Dossier
from expectations.facts import Need, Option
from expectations.measuring import evidence_of, first_true, per_village, whole_rows
from expectations.reasons import AGREE, Fact, Facts, Reason, Reasons
from expectations.rule import Expect, Meaning, Measured, Rule, RuleParams, Shape, always


class Params(RuleParams):
    """The letters leave nothing to set."""


REASONS: Reasons = {
    "activity_in_year": Reason(
        Outcome.PASS, "Có {activities_in_year} hoạt động trong năm {year}", Mover.VILLAGE, AGREE
    ),
    "activity_other_years": Reason(
        Outcome.FAIL,
        "Có {activities} hoạt động nhưng không có hoạt động nào trong năm {year}",
        Mover.VILLAGE,
        "Khai hoạt động trong năm thẩm định ở trang tính 'Hoạt động', hoặc sửa tự đánh giá.",
    ),
    "activity_undated": Reason(
        Outcome.UNKNOWN,
        "Có hoạt động chưa đọc được ngày hoặc ghi ngày sau ngày xét, chưa rõ có trong năm {year} không",
        Mover.VILLAGE,
        "Ghi lại ngày hoạt động theo dạng ngày/tháng/năm ở trang tính 'Hoạt động'.",
    ),
    "activity_not_held": Reason(
        Outcome.UNKNOWN,
        "Các hoạt động đã khai mới dự kiến, bị hoãn, hoặc chưa hướng dẫn ai",
        Mover.VILLAGE,
        "Khai hoạt động đã diễn ra, có người được hướng dẫn, ở trang tính 'Hoạt động'.",
    ),
    "no_activity": Reason(
        Outcome.UNKNOWN,
        "Chưa khai hoạt động nào ở trang tính 'Hoạt động'",
        Mover.VILLAGE,
        "Khai hoạt động của tổ ở trang tính 'Hoạt động'.",
    ),
}

FACTS: Facts = {
    "activity_dated": Fact(
        FactKind.ROW,
        Mover.VILLAGE,
        "Ghi rõ ngày hoạt động của tổ ở trang tính 'Hoạt động'",
        "ngày của hoạt động đã khai, nằm trong năm {year} và không sau ngày xét",
    ),
    "activity": Fact(
        FactKind.ROW,
        Mover.VILLAGE,
        "Khai hoạt động của tổ đã diễn ra trong năm ở trang tính 'Hoạt động'",
        "một hoạt động của tổ đã diễn ra trong năm {year}, có người được hướng dẫn",
    ),
}


def measure(dossier: Dossier, units: pd.DataFrame, _params: Params) -> Measured:
    """See the module's docstring."""
    rows = whole_rows(dossier, "activities", units)
    first, last = pd.to_datetime(rows["activity_from"]), pd.to_datetime(rows["activity_to"])
    year = pd.to_numeric(rows["village_code"].map(units["year"]).astype(object))  # also where there is no row
    held = rows["is_held"].astype("boolean").fillna(True).astype(bool) & ~rows["people_count"].eq(0).fillna(False)
    by_then = last <= pd.Timestamp(dossier.as_of)
    inside = held & by_then & (first.dt.year == year) & (last.dt.year == year)
    elsewhere = held & by_then & ((last.dt.year < year) | (first.dt.year > year))
    undated = held & ~inside & ~elsewhere
    recorded, in_year, open_rows = (
        per_village(rows[held], units),
        per_village(rows[inside], units),
        per_village(rows[undated], units),
    )
    when = ("ngày " + rows["activity_text"].astype(object)).where(rows["activity_text"].notna(), "chưa ghi ngày")
    when += pd.Series(", chưa diễn ra hoặc chưa hướng dẫn ai", index=rows.index).where(~held, "")
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
            Outcome.UNKNOWN: first_true(
                units,
                [("no_activity", per_village(rows, units) == 0), ("activity_not_held", recorded == 0)],
                "activity_undated",
            ),
        },
        words=pd.DataFrame({"year": units["year"].astype(str)}),
        evidence=lambda: evidence_of(
            rows,
            pd.Series("against", index=rows.index, dtype=object).mask(undated | ~held, "open").mask(inside, "for"),
            "Hoạt động " + when,
        ),
        basis=Basis.DOCUMENTARY,
        needs=lambda: [Need((Option("activity_dated", open_rows > 0), Option("activity")))],
    )


RULE = Rule(
    params=Params,
    measure=measure,
    expects=always(
        Expect(Meaning.STANDS, Shape.POSITIVE, "activities_not_elsewhere"),
        Expect(Meaning.PROVEN, Shape.POSITIVE, "activities_in_year"),
    ),
    reasons=REASONS,
    facts=FACTS,
)
