"""Coverage: one operator's fresh export says yes.

Passes when an operator's newest row about the whole village says yes to one of ``services`` and is at most
``fresh_days`` old. Fails when every one of ``required_operators`` says no to all of ``needed_for_no`` in a fresh row,
or lists every village it serves and does not list this one. Two operators that differ are no conflict. Conflict: one
operator's newest rows of one day say yes and no, and no other operator says yes. Otherwise unknown: not listed,
listed without an answer, a part of the village, a doubtful answer ("50%", "yếu"), stale.

``reach=met`` reads an answer about a part as a yes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from doisoat.model import Answer, Match, Outcome
from doisoat.vi import ANSWER, SERVICE
from expectations.dossier import Dossier
from expectations.rule import Expect, Meaning, Measured, Rule, Shape, always, counted, evidence_of, first_true, vn_date


def _newest(dossier: Dossier, units: pd.DataFrame, params: Mapping[str, Any]) -> pd.DataFrame:
    """The newest rows of each operator, village and service, with ``says`` (what they say about the whole village)."""
    rows = dossier.village_rows("coverage")
    rows = rows[rows["service"].isin(params["services"]) & rows["village_code"].isin(units.index)]
    key = ["village_code", "operator", "service"]
    rows = rows[rows["published_on"] == rows.groupby(key)["published_on"].transform("max")].copy()
    part = rows["extent"] == "part"
    says = rows["answer"].astype(object)
    says = says.mask(part & (says == Answer.YES), Answer.PARTIAL).mask(part & (says == Answer.NO), Answer.UNCLEAR)
    if params["reach"] == "met":
        says = says.mask(says == Answer.PARTIAL, Answer.YES)
    rows["says"] = says
    rows["fresh"] = dossier.fresh(rows["published_on"], params["fresh_days"])
    return rows


def _by_operator(rows: pd.DataFrame, params: Mapping[str, Any]) -> pd.DataFrame:
    """One row a village and operator: booleans ``yes, no, torn, partial, stale`` over its services."""
    flags = pd.DataFrame(
        {"village_code": rows["village_code"], "operator": rows["operator"], "service": rows["service"]}
    )
    for answer in Answer:
        flags[answer.value] = (rows["says"] == answer) & rows["fresh"]
    flags["stale"] = ~rows["fresh"].astype(bool)
    each = flags.groupby(["village_code", "operator", "service"], sort=False).max().reset_index()
    each["torn"] = each["yes"] & each["no"]
    each["yes"] &= ~each["torn"]
    each["no"] &= ~each["torn"]
    each["no_needed"] = each["no"] & each["service"].isin(params["needed_for_no"])
    each["partial"] |= each["unclear"]
    grouped = each.drop(columns="service").groupby(["village_code", "operator"], sort=False)
    found = grouped[["yes", "torn", "partial", "stale"]].max()
    found["no"] = (grouped["no_needed"].sum() == len(params["needed_for_no"])) & ~(
        found["yes"] | found["torn"] | found["partial"]
    )
    return found.reset_index()


def _absent_from_complete(dossier: Dossier, units: pd.DataFrame, params: Mapping[str, Any]) -> pd.DataFrame:
    """Villages that an operator's fresh export, declared complete, does not list: its "no" (village_code, operator)."""
    answers = []
    rows = dossier.rows("coverage")
    for operator in params["required_operators"]:
        state = dossier.sources.get(operator)
        mine = rows[rows["source_id"] == operator]
        mine = mine[dossier.fresh(mine["published_on"], params["fresh_days"])]
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


def measure(dossier: Dossier, units: pd.DataFrame, params: Mapping[str, Any]) -> Measured:
    """See the module's docstring."""
    params = {"reach": "unknown", **params}
    required = list(params["required_operators"])
    rows = _newest(dossier, units, params)
    found = _by_operator(rows, params)
    absent = _absent_from_complete(dossier, units, params)
    found = pd.concat([found, absent.assign(no=True)], ignore_index=True)
    flags = ["yes", "no", "torn", "partial", "stale"]
    found[flags] = found[flags].astype("boolean").fillna(False).astype(bool)

    def count(column: str, among: list[str] | None = None) -> pd.Series:
        hit = found[found[column] & (found["operator"].isin(among) if among else True)]
        return counted(hit.groupby("village_code")["operator"].nunique(), units)

    yes, torn = count("yes"), count("torn")
    titles = {operator: dossier.title(operator) for operator in {*required, *found["operator"].unique()}}
    numbers = pd.DataFrame(
        {
            "operators_yes": yes,
            "operators_torn": torn.where(yes == 0, 0),
            "operators_required_not_no": len(required) - count("no", required),
        }
    )
    missing = [o for o in required if not (o in dossier.sources and dossier.sources[o].readable)]
    refused = [o for o in required if dossier.source_of_kind_refused(o)]
    held = [o for o in required if dossier.is_held(o)]
    everywhere = pd.Series(True, index=units.index)
    unknown = first_true(
        units,
        [
            ("partial_answer", count("partial") > 0),
            ("stale", count("stale") > 0),
            ("source_held", everywhere if held else ~everywhere),
            ("source_refused", everywhere if refused else ~everywhere),
            ("some_operators_no", count("no") > 0),
            ("source_missing", everywhere if missing else ~everywhere),
            ("no_answer", units.index.to_series().isin(rows["village_code"])),
        ],
        "not_listed",
    )
    words = pd.DataFrame(
        {
            "yes": _names(found, "yes", units, titles),
            "no": _names(found, "no", units, titles),
            "torn": _names(found, "torn", units, titles),
            "partial": _names(found, "partial", units, titles),
            "stale": _names(found, "stale", units, titles),
        }
    )
    words["missing"] = ", ".join(titles[o] for o in missing)
    words["held"] = ", ".join(titles[o] for o in held)
    words["refused"] = ", ".join(titles[o] for o in refused)
    words["fresh_days"] = str(params["fresh_days"])
    return Measured(
        numbers=numbers,
        reasons={
            Outcome.PASS: "operator_yes",
            Outcome.FAIL: "all_operators_no",
            Outcome.CONFLICT: "source_contradicts_itself",
            Outcome.UNKNOWN: unknown,
        },
        words=words,
        evidence=_evidence(rows, titles),
    )


def _evidence(rows: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """A line for every row looked at: who says what, and when."""
    role = (
        rows["says"]
        .map({Answer.YES: "for", Answer.NO: "against"})
        .fillna("open")
        .mask(~rows["fresh"].astype(bool), "context")
    )
    said = rows["answer_text"].astype(object).fillna(rows["answer"].map(ANSWER))
    about = rows["extent"].map({"whole": "", "part": " (chỉ một phần của thôn)"})
    sentence = (
        rows["operator"].map(titles).astype(object)
        + ": "
        + rows["service"].map(SERVICE).astype(object)
        + " – ghi “"
        + said.astype(object)
        + "”"
        + about
        + ", công bố "
        + vn_date(rows["published_on"])
    )
    return evidence_of(rows, role, sentence)


RULE = Rule(
    id="any_operator_yes",
    measure=measure,
    expects=always(
        Expect(Meaning.AGREES, Shape.ZERO, "operators_torn"),
        Expect(Meaning.STANDS, Shape.POSITIVE, "operators_required_not_no"),
        Expect(Meaning.PROVEN, Shape.POSITIVE, "operators_yes"),
    ),
    params=frozenset({"required_operators", "services", "needed_for_no", "fresh_days", "reach"}),
)
