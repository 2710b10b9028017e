"""Public services: a share of the portal's statistics reaches the threshold, in whole numbers.

Only periods inside the assessment year that end by the as-of date count. Of a stock (procedures) the period that ends
last speaks, of a flow (dossiers) the one of most days, or periods that follow each other without a gap and together
cover more. Passes when ``numerator`` × 100 ≥ ``threshold_pct`` × ``denominator``; fails when it does not. Conflict: two
rows of a speaking period give different figures. Otherwise unknown: no statistics for the unit or the year, a figure
left blank, a part larger than its whole, or a denominator of zero (never 100%). Shares without counts say nothing.
"""

from __future__ import annotations

from typing import Literal, get_args

import pandas as pd
from pydantic import Field

from doisoat.model import FactKind, Mover, Outcome
from expectations.dossier import Dossier
from expectations.facts import Need, Option
from expectations.measuring import by_group, evidence_of, first_true, vn_date
from expectations.reasons import AGREE, Fact, Facts, Reason, Reasons, about_a_list, about_our_moves
from expectations.rule import Expect, Meaning, Measured, Rule, RuleParams, Shape, always
from expectations.speaking_period import Span, last, longest

Count = Literal[
    "procedure_count",
    "eligible_count",
    "offered_count",
    "dossier_count",
    "dossier_count_online",
    "dossier_count_fully_online",
]


_COUNTS = get_args(Count)


class Params(RuleParams):
    """Which share, and how large it must be."""

    numerator: Count
    """column of the statistics that is counted"""
    denominator: Count
    """column of the statistics that is the whole"""
    threshold_pct: int = Field(strict=True, ge=1, le=100)
    """the share that must be reached, in whole per cent"""
    kind: Literal["stock", "flow"] = "stock"
    """a stock is what there is when a period ends; a flow is what came in while it lasted"""


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
    "impossible_figures": Reason(
        Outcome.UNKNOWN,
        "Kỳ {period} có số liệu không thể có: phần lớn hơn tổng ({top}/{bottom})",
        Mover.PORTAL,
        "Thống kê cần sửa lại số liệu của kỳ này; đơn vị chưa phải làm gì.",
    ),
    "period_outside_year": Reason(
        Outcome.UNKNOWN,
        "Thống kê hiện có không nằm trong năm {year} hoặc kết thúc sau ngày xét",
        Mover.PORTAL,
        _NEEDS_FIGURES,
    ),
    "no_statistics": Reason(Outcome.UNKNOWN, "Chưa có thống kê nào về đơn vị này", Mover.PORTAL, _NEEDS_FIGURES),
    **about_a_list(Mover.PORTAL, "source_held", "source_refused", "layout_asked", "source_contradicts_itself"),
}
FACTS: Facts = {
    **about_our_moves(),
    "more_counted": Fact(
        FactKind.LIST,
        Mover.CLAIMANT,
        "Đưa thêm {thing}, để thống kê của kỳ ghi nhận",
        "thêm {count} {thing} trong số {bottom} của kỳ {period}",
    ),
    "statistics": Fact(
        FactKind.LIST,
        Mover.PORTAL,
        "Gửi thống kê dịch vụ công có đủ số liệu của kỳ trong năm thẩm định",
        "thống kê {thing} của kỳ trong năm {year}, đủ số liệu và tới ngưỡng {threshold}%",
    ),
}
_THING = {
    "offered_count": "thủ tục được cung cấp trực tuyến",
    "dossier_count_fully_online": "hồ sơ được xử lý hoàn toàn trực tuyến",
    "dossier_count_online": "hồ sơ được tiếp nhận trực tuyến",
}


# A part and the whole it cannot exceed.
_WHOLE = {
    "offered_count": "eligible_count",
    "eligible_count": "procedure_count",
    "dossier_count_fully_online": "dossier_count_online",
    "dossier_count_online": "dossier_count",
}


def _rows(dossier: Dossier, units: pd.DataFrame, params: Params) -> pd.DataFrame:
    """The units' rows with ``top``, ``bottom``, ``impossible``, and whether each lies ``inside`` the year."""
    rows = dossier.rows("service_statistics")
    rows = rows[rows["unit_code"].isin(units.index)].copy()
    rows["from"], rows["to"] = pd.to_datetime(rows["period_from"]), pd.to_datetime(rows["period_to"])
    for name in _COUNTS:
        rows[name] = pd.to_numeric(rows[name]).astype("Float64")
    rows["top"], rows["bottom"] = rows[params.numerator], rows[params.denominator]
    rows["impossible"] = (rows["top"] > rows["bottom"]).fillna(False)
    part: str = params.numerator
    while part != params.denominator and part in _WHOLE:
        rows["impossible"] |= (rows[part] > rows[_WHOLE[part]]).fillna(False)
        part = _WHOLE[part]
    year = rows["unit_code"].map(units["year"])
    rows["inside"] = (
        (rows["to"].dt.year == year)
        & (rows["from"].isna() | (rows["from"].dt.year == year))
        & ~(rows["to"] > pd.Timestamp(dossier.as_of))
    )
    return rows


def _speaking(rows: pd.DataFrame, params: Params) -> pd.DataFrame:
    """The rows of the periods that speak, one for each unit, period and pair of figures."""
    spans = [
        Span(to.date(), None if pd.isna(start) else start.date())
        for start, to in zip(rows["from"], rows["to"], strict=True)
    ]
    rows = rows.assign(span=pd.Series(spans, index=rows.index, dtype=object))
    choose = last if params.kind == "stock" else longest
    chosen = {unit: choose(list(of["span"])) for unit, of in rows.groupby("unit_code", sort=False)}
    holds = [span in chosen[unit] for unit, span in zip(rows["unit_code"], rows["span"], strict=True)]
    return rows[pd.Series(holds, index=rows.index, dtype=bool)]


def measure(dossier: Dossier, units: pd.DataFrame, params: Params) -> Measured:
    """See the module's docstring."""
    rows = _rows(dossier, units, params)
    used = _speaking(rows[rows["inside"] & rows[["top", "bottom"]].notna().any(axis=1)], params)
    # Two rows that give the same figures say one thing.
    figures = used.drop_duplicates(["unit_code", "span", "top", "bottom"])
    of_unit = figures.groupby("unit_code")
    this = units.index.to_series()
    torn = by_group(of_unit.size() - of_unit["span"].nunique(), this)
    blank = by_group(figures[["top", "bottom"]].isna().any(axis=1).groupby(figures["unit_code"]).sum(), this) > 0
    impossible = by_group(figures["impossible"].groupby(figures["unit_code"]).sum(), this) > 0
    numerator, denominator = by_group(of_unit["top"].sum(), this), by_group(of_unit["bottom"].sum(), this)
    usable = ((denominator > 0) & ~blank & ~impossible).astype(int)
    numbers = pd.DataFrame(
        {
            "figures_torn": torn.where(~impossible, 0),
            "figures_usable": usable,
            "reached": (numerator * 100).where(usable > 0, 0),
            "needed": (denominator * params.threshold_pct).where(usable > 0, 0),
        }
    )
    begun, ended = of_unit["from"].min(), of_unit["to"].max()
    words = pd.DataFrame({"top": numerator.astype(str), "bottom": denominator.astype(str)})
    words["period"] = (vn_date(begun) + " – " + vn_date(ended)).reindex(units.index).fillna("")
    words["threshold"] = str(params.threshold_pct)
    words["year"] = units["year"].astype(str)
    words["torn"] = "Thống kê dịch vụ công"
    words["thing"] = _THING.get(params.numerator, "mục được tính")
    known = (usable > 0) & (torn == 0)
    refused = dossier.source_of_kind_refused(*(s for s in dossier.sources if "service" in s))
    asked = any(state.asked for key, state in dossier.sources.items() if "service" in key)
    held = [state.title for key, state in dossier.sources.items() if "service" in key and state.held]
    words["held"] = ", ".join(held)
    role = pd.Series("context", index=rows.index, dtype=object)
    enough = (numbers["reached"] >= numbers["needed"]).where(usable > 0).map({True: "for", False: "against"})
    role.loc[used.index] = used["unit_code"].map(enough).astype(object).fillna("open")
    return Measured(
        numbers=numbers,
        reasons={
            Outcome.PASS: "share_reached",
            Outcome.FAIL: "share_short",
            Outcome.CONFLICT: "source_contradicts_itself",
            Outcome.UNKNOWN: first_true(
                units,
                [
                    ("layout_asked", blank & asked),  # a column that waits for an answer may hold the figure
                    ("figures_blank", blank),
                    ("zero_denominator", this.isin(used["unit_code"]) & (denominator == 0)),
                    ("impossible_figures", impossible),
                    ("figures_blank", this.isin(rows.loc[rows["inside"], "unit_code"])),
                    ("period_outside_year", this.isin(rows["unit_code"])),
                    ("source_held", pd.Series(bool(held), index=units.index)),
                    ("layout_asked", pd.Series(asked, index=units.index)),
                    ("source_refused", pd.Series(refused, index=units.index)),
                ],
                "no_statistics",
            ),
        },
        words=words,
        evidence=lambda: evidence_of(rows, role, _sentences(rows, params), unit="unit_code"),
        needs=lambda: _needs(dossier, numbers, known),
        bounds=pd.DataFrame({"sure": numerator, "possible": numerator, "of": denominator}).where(known).astype("Int64"),
    )


def _needs(dossier: Dossier, numbers: pd.DataFrame, known: pd.Series) -> list[Need]:
    """So many more of the same whole where the figures are known; else statistics that give them."""
    short = -((numbers["reached"] - numbers["needed"]) // 100)
    sources = {key: state for key, state in dossier.sources.items() if "service" in key}
    waiting = [
        *(Option("layout_answer", publisher=key) for key, state in sources.items() if state.asked),
        *(Option("list_released", publisher=key) for key, state in sources.items() if state.held),
    ]
    return [
        Need((Option("more_counted", count=short),), known),
        Need((*waiting, Option("statistics")), ~known),
    ]


def _sentences(rows: pd.DataFrame, params: Params) -> pd.Series:
    shown = [
        rows[name].astype("Int64").astype("string").astype(object).fillna("(trống)")
        for name in (params.numerator, params.denominator)
    ]
    return "Kỳ " + vn_date(rows["from"]) + " – " + vn_date(rows["to"]) + ": " + shown[0] + "/" + shown[1]


RULE = Rule(
    params=Params,
    measure=measure,
    expects=always(
        Expect(Meaning.AGREES, Shape.ZERO, "figures_torn"),
        Expect(Meaning.STANDS, Shape.REACHES, "reached", "needed"),
        Expect(Meaning.PROVEN, Shape.POSITIVE, "figures_usable"),
    ),
    reasons=REASONS,
    facts=FACTS,
)
