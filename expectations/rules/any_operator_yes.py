"""Coverage: one operator's fresh export says yes.

Passes when an operator's newest row about the whole village says yes to one of ``services`` and is at most
``fresh_days`` old. Fails when every one of ``required_operators`` says no to all of ``needed_for_no`` in a fresh row,
or lists every village it serves and does not list this one. Two operators that differ are no conflict. Conflict: one
operator's newest rows of one day say yes and no, and no other operator says yes. Otherwise unknown: not listed,
listed without an answer, a part of the village, a doubtful answer ("50%", "yếu"), stale, a table that waits for an
answer about how it is meant: while it does, no silence and no older no of its operator speaks. Of rows about
stations or cabinets one yes is enough; what a station lacks concludes nothing.

``reach=met`` reads an answer about a part as a yes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd
from pydantic import Field, field_validator
from pydantic_core.core_schema import ValidationInfo

from doisoat.model import Answer, FactKind, Match, Mover, Outcome
from doisoat.vi import ANSWER
from expectations.dossier import Dossier
from expectations.facts import Need, Option
from expectations.measuring import counted, evidence_of, first_true, vn_date
from expectations.reasons import Fact, Facts, Reason, Reasons, about_a_list, about_our_moves
from expectations.rule import Days, Expect, Meaning, Measured, Rule, RuleParams, Shape, Text, always

Service = Literal["fibre", "2g", "3g", "4g", "5g"]  # doisoat.columns.COVERAGE_SERVICES
_SERVICE = {"fibre": "cáp quang", "2g": "sóng 2G", "3g": "sóng 3G", "4g": "sóng 4G", "5g": "sóng 5G"}


class Params(RuleParams):
    """Which answers count, and whose no is needed."""

    required_operators: tuple[Text, ...] = Field(min_length=1)
    """operators whose no is needed before the evidence speaks against the claim"""
    services: tuple[Service, ...] = Field(min_length=1)
    """one of these is enough for a yes"""
    needed_for_no: tuple[Service, ...] = Field(min_length=1)
    """all of these must be denied for a no; some or all of ``services``"""
    fresh_days: Days
    """how old an operator's answer may be on the as-of date"""
    reach: Literal["unknown", "met"] = "unknown"
    """what a yes about a part of the village is"""

    @field_validator("needed_for_no")
    @classmethod
    def _is_asked(cls, needed: tuple[Service, ...], info: ValidationInfo) -> tuple[Service, ...]:
        unasked = [service for service in needed if service not in info.data.get("services", needed)]
        if unasked:
            raise ValueError(f"chỉ ghi dịch vụ có ở mục services; thừa: {', '.join(unasked)}")
        return needed


REASONS: Reasons = {
    "operator_yes": Reason(
        Outcome.PASS,
        "{yes} xác nhận có",
        Mover.VILLAGE,
        "Sửa tự đánh giá thành 'Đạt' nếu đồng ý với doanh nghiệp.",
    ),
    "all_operators_no": Reason(
        Outcome.FAIL,
        "Mọi doanh nghiệp phải hỏi ({no}) đều ghi không có",
        Mover.VILLAGE,
        "Kiểm tra tại thôn; nếu có dịch vụ thì phản đối và ghi rõ doanh nghiệp, nếu không thì sửa tự đánh giá.",
    ),
    "partial_answer": Reason(
        Outcome.UNKNOWN,
        "{partial} trả lời chưa dứt khoát hoặc chỉ nói về một phần của thôn",
        Mover.VILLAGE,
        "Ghi rõ dịch vụ đã đến toàn thôn chưa; doanh nghiệp cần trả lời dứt khoát.",
    ),
    "some_operators_no": Reason(
        Outcome.UNKNOWN,
        "{no} ghi không có, các doanh nghiệp khác chưa trả lời về thôn này",
        Mover.OPERATOR,
        "Chờ các doanh nghiệp còn lại trả lời về thôn này; đơn vị có thể ghi thực tế tại thôn.",
    ),
    "no_answer": Reason(
        Outcome.UNKNOWN,
        "Danh sách có tên thôn nhưng để trống câu trả lời",
        Mover.OPERATOR,
        "Doanh nghiệp cần điền ô còn trống về thôn này.",
    ),
    "stations_only": Reason(
        Outcome.UNKNOWN,
        "Mới có hàng về trạm hoặc tủ; một trạm không có dịch vụ chưa nói lên điều gì về cả thôn",
        Mover.OPERATOR,
        "Doanh nghiệp cần trả lời về thôn, không chỉ về từng trạm; đơn vị chưa phải làm gì.",
    ),
    "not_listed": Reason(
        Outcome.UNKNOWN,
        "Chưa danh sách nào nêu tên thôn này; không có tên chưa phải là không có dịch vụ",
        Mover.OPERATOR,
        "Doanh nghiệp cần đưa thôn vào danh sách; đơn vị xem tên thôn ghi ở doanh nghiệp đã đúng chưa.",
    ),
    **about_a_list(
        Mover.OPERATOR,
        *("stale", "source_held", "source_refused", "layout_asked", "source_missing", "source_contradicts_itself"),
    ),
}
FACTS: Facts = {
    **about_our_moves(),
    "operator_yes": Fact(
        FactKind.LIST,
        Mover.OPERATOR,
        "Xác nhận {subject} đến từng thôn trong danh sách mới",
        "ghi có {subject} cho cả thôn trong danh sách mới",
    ),
}


def _newest(dossier: Dossier, units: pd.DataFrame, params: Params) -> pd.DataFrame:
    """The newest rows of each operator, village and service, with ``says`` (what they say about the whole village)."""
    rows = dossier.village_rows("coverage")
    rows = rows[rows["service"].isin(params.services) & rows["village_code"].isin(units.index)]
    # What a station lacks takes no place of what was said about the village.
    rows = rows[~_is_stations_no(rows)]
    key = ["village_code", "operator", "service"]
    rows = rows[rows["speaks_on"] == rows.groupby([*key, "extent"])["speaks_on"].transform("max")].copy()
    part = rows["extent"] == "part"
    # Beside an operator's word about the whole its word about a part says nothing.
    pairs = pd.MultiIndex.from_frame(rows[["village_code", "operator"]])
    rows["idle"] = part & pairs.isin(pairs[~part])
    says = rows["answer"].astype(object)
    says = says.mask(part & (says == Answer.YES), Answer.PARTIAL).mask(part & (says == Answer.NO), Answer.UNCLEAR)
    if params.reach == "met":
        says = says.mask(says == Answer.PARTIAL, Answer.YES)
    rows["says"] = says
    rows["fresh"] = dossier.fresh(rows["speaks_on"], params.fresh_days)
    return rows


def _is_stations_no(rows: pd.DataFrame) -> pd.Series:
    """Rows in which a station or cabinet lacks the service, or says nothing clear: they conclude nothing."""
    return (rows["subject"] == "station") & (rows["answer"] == Answer.UNCLEAR)


def _stations_without(dossier: Dossier, units: pd.DataFrame, params: Params) -> pd.DataFrame:
    """Those rows, as lines to show."""
    rows = dossier.village_rows("coverage")
    rows = rows[rows["service"].isin(params.services) & rows["village_code"].isin(units.index) & _is_stations_no(rows)]
    fresh = dossier.fresh(rows["published_on"], params.fresh_days)
    return rows.assign(idle=True, says=rows["answer"].astype(object), fresh=fresh)


def _by_operator(rows: pd.DataFrame, params: Params) -> pd.DataFrame:
    """One row a village and operator: booleans ``yes, no, torn, partial, stale`` over its services."""
    flags = pd.DataFrame(
        {"village_code": rows["village_code"], "operator": rows["operator"], "service": rows["service"]}
    )
    for answer in Answer:
        flags[answer.value] = (rows["says"] == answer) & rows["fresh"]
    flags["stale"] = ~rows["fresh"].astype(bool)
    flags["asked"] = rows["question"].notna() & (rows["says"] == Answer.UNCLEAR) & rows["fresh"]
    each = flags.groupby(["village_code", "operator", "service"], sort=False).max().reset_index()
    each["torn"] = each["yes"] & each["no"]
    each["yes"] &= ~each["torn"]
    each["no"] &= ~each["torn"]
    each["no_needed"] = each["no"] & each["service"].isin(params.needed_for_no)
    each["partial"] |= each["unclear"]
    grouped = each.drop(columns="service").groupby(["village_code", "operator"], sort=False)
    found = grouped[["yes", "torn", "partial", "stale", "asked"]].max()
    found["no"] = (grouped["no_needed"].sum() == len(params.needed_for_no)) & ~(
        found["yes"] | found["torn"] | found["partial"]
    )
    return found.reset_index()


def _absent_from_complete(dossier: Dossier, units: pd.DataFrame, params: Params) -> pd.DataFrame:
    """Villages that an operator's fresh export, declared complete, does not list: its "no" (village_code, operator)."""
    answers = []
    rows = dossier.rows("coverage")
    for operator in params.required_operators:
        state = dossier.sources.get(operator)
        mine = rows[rows["source_id"] == operator]
        mine = mine[dossier.fresh(mine["published_on"], params.fresh_days)]
        if state is None or not state.complete or state.refused or mine.empty:
            continue
        listed = set(dossier.village_rows("coverage").query("source_id == @operator")["village_code"])
        lost = mine[mine["match"] == Match.REVIEW]  # an unread name may be any village of its commune
        if lost["commune_code"].isna().any():
            continue
        silent = units.index[~units.index.isin(listed) & ~units["commune_code"].isin(lost["commune_code"])]
        answers.append(pd.DataFrame({"village_code": silent, "operator": operator}))
    return pd.concat(answers) if answers else pd.DataFrame({"village_code": [], "operator": []}, dtype=object)


def _names(found: pd.DataFrame, column: str, units: pd.DataFrame, titles: Mapping[str, str]) -> pd.Series:
    """For every unit the operators for which ``column`` holds, named for people."""
    names = pd.Series("", index=units.index, dtype=object)
    for operator in sorted(titles):
        codes = found.loc[found[column] & (found["operator"] == operator), "village_code"]
        hit = names.index.isin(codes)
        names = names.mask(hit, names + ", " + titles[operator])
    return names.str.removeprefix(", ")


def measure(dossier: Dossier, units: pd.DataFrame, params: Params) -> Measured:
    """See the module's docstring."""
    required = list(params.required_operators)
    rows, stations = _newest(dossier, units, params), _stations_without(dossier, units, params)
    found = _by_operator(rows[~rows["idle"]], params)
    absent = _absent_from_complete(dossier, units, params)
    found = pd.concat([found, absent.assign(no=True)], ignore_index=True)
    flags = ["yes", "no", "torn", "partial", "stale", "asked"]
    found[flags] = found[flags].astype("boolean").fillna(False).astype(bool)

    def count(column: str, among: list[str] | None = None) -> pd.Series:
        hit = found[found[column] & (found["operator"].isin(among) if among else True)]
        return counted(hit.groupby("village_code")["operator"].nunique(), units)

    yes, torn = count("yes"), count("torn")
    spoken = set(rows["operator"].unique())
    # A word that nobody could explain yet is our question, no doubtful answer of the operator.
    asked = [o for o in dossier.sources if dossier.sources[o].asked and (o in required or o in spoken)]
    speaking = [o for o in required if o not in asked]
    titles = {operator: dossier.title(operator) for operator in {*required, *found["operator"].unique()}}
    numbers = pd.DataFrame(
        {
            "operators_yes": yes,
            "operators_torn": torn.where(yes == 0, 0),
            "operators_required_not_no": len(required) - (count("no", speaking) if speaking else 0),
        }
    )
    missing = [o for o in required if not (o in dossier.sources and dossier.sources[o].readable)]
    refused = [o for o in required if dossier.source_of_kind_refused(o)]
    held = [o for o in required if dossier.is_held(o)]
    everywhere = pd.Series(True, index=units.index)
    unknown = first_true(
        units,
        [
            ("layout_asked", (count("asked") > 0) & (count("partial") <= count("asked"))),
            ("partial_answer", count("partial") > 0),
            ("layout_asked", everywhere if asked else ~everywhere),
            ("stale", count("stale") > 0),
            ("source_held", everywhere if held else ~everywhere),
            ("source_refused", everywhere if refused else ~everywhere),
            ("some_operators_no", count("no") > 0),
            ("source_missing", everywhere if missing else ~everywhere),
            ("stations_only", units.index.to_series().isin(stations["village_code"])),
            ("no_answer", units.index.to_series().isin(rows["village_code"].unique())),
        ],
        "not_listed",
    )

    def words() -> pd.DataFrame:
        """Who said what, named for people."""
        said = {name: _names(found, name, units, titles) for name in ("yes", "no", "torn", "partial", "stale")}
        lists = {"missing": missing, "held": held, "refused": refused}
        named = {name: ", ".join(titles[operator] for operator in which) for name, which in lists.items()}
        return pd.DataFrame(said).assign(**named, fresh_days=str(params.fresh_days))

    return Measured(
        numbers=numbers,
        reasons={
            Outcome.PASS: "operator_yes",
            Outcome.FAIL: "all_operators_no",
            Outcome.CONFLICT: "source_contradicts_itself",
            Outcome.UNKNOWN: unknown,
        },
        words=words,
        evidence=lambda: _evidence(pd.concat([rows, stations], ignore_index=True) if len(stations) else rows, titles),
        needs=lambda: _needs(dossier, found, units, params),
    )


def _needs(dossier: Dossier, found: pd.DataFrame, units: pd.DataFrame, params: Params) -> list[Need]:
    """One operator's yes about the whole village; who has said anything of it is named first."""
    service = " hoặc ".join(_SERVICE[name] for name in params.services)
    this = units.index.to_series()
    options = []
    for operator in params.required_operators:
        spoke = this.isin(found.loc[found["operator"] == operator, "village_code"].unique())
        state = dossier.sources.get(operator)
        if state and state.asked:
            options.append(Option("layout_answer", subject=service, publisher=operator))
        if state and state.held:
            options.append(Option("list_released", subject=service, publisher=operator))
        options.append(Option("operator_yes", subject=service, publisher=operator, first=spoke))
    return [Need(tuple(options))]


def _evidence(rows: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """A line for every row looked at: who says what, and when."""
    role = (
        rows["says"]
        .map({Answer.YES: "for", Answer.NO: "against"})
        .fillna("open")
        .mask(~rows["fresh"].astype(bool) | rows["idle"], "context")
    )
    said = rows["answer_text"].astype(object).fillna(rows["answer"].map(ANSWER))
    about = rows["extent"].map({"whole": "", "part": " (chỉ một phần của thôn)"})
    sentence = (
        rows["operator"].map(titles).astype(object)
        + ": "
        + rows["service"].map(_SERVICE).astype(object)
        + " – ghi “"
        + said.astype(object)
        + "”"
        + about
        + ", công bố "
        + vn_date(rows["published_on"])
    )
    return evidence_of(rows, role, sentence)


RULE = Rule(
    params=Params,
    measure=measure,
    expects=always(
        Expect(Meaning.AGREES, Shape.ZERO, "operators_torn"),
        Expect(Meaning.STANDS, Shape.POSITIVE, "operators_required_not_no"),
        Expect(Meaning.PROVEN, Shape.POSITIVE, "operators_yes"),
    ),
    reasons=REASONS,
    facts=FACTS,
)
