"""Còn thiếu gì: for every verdict that is not met the smallest set of facts that would make it met, told to a person.

An indicator is met when it is declared met and each of its checks passes, so its needs are those of the checks that do
not pass, as their rules tell them, and the claim where there is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from doisoat.columns import MISSING
from doisoat.model import Claim, FactKind, Level, Mover, Outcome, Overall, Verdict
from doisoat.vi import MOVER
from expectations.claims import BAD_CELL, CLAIMS_DIFFER
from expectations.criteria_set import Check, CriteriaSet, Indicator
from expectations.dossier import Dossier
from expectations.facts import rows_of_needs
from expectations.reasons import Fact, Words
from expectations.rule import Measured
from expectations.rulebook import rulebook

GOOD = (Verdict.CONFIRMED, Verdict.NOT_APPLICABLE)
_SETTLED = (str(Outcome.PASS), str(Outcome.NOT_APPLICABLE))
_NO_FACT = "reason"  # a rule that tells no facts: what its reason asks for stands in their place
_AGAIN = "Gửi lại một bản tự đánh giá duy nhất, mọi bản ghi như nhau"
_CLAIMS: dict[str, tuple[str, str]] = {
    "claim": ("Khai ‘Đạt’ ở trang tính 'Tự đánh giá', nếu đúng như vậy", "lời khai ‘Đạt’ cho chỉ tiêu này"),
    CLAIMS_DIFFER: (_AGAIN, "một bản tự đánh giá duy nhất, khai ‘Đạt’ cho chỉ tiêu này"),
    BAD_CELL: (
        "Ghi lại ô tự đánh giá chưa đọc được: 'Đạt' hoặc 'Không đạt'",
        "lời khai ‘Đạt’ đọc được ở ô của chỉ tiêu này",
    ),
}


def missing_rows(
    criteria: CriteriaSet,
    dossier: Dossier,
    claims: pd.DataFrame,
    measured: Mapping[str, Measured],
    checks: pd.DataFrame,
    verdicts: pd.DataFrame,
) -> pd.DataFrame:
    """A row (``doisoat.columns.MISSING``) for every unit, indicator that is not met, need and fact.

    Args:
        claims: as ``judge`` gets them.
        measured: what each check's rule found under the default readings, by check id.
        checks: the rows of ``check_results``.
        verdicts: the rows of ``verdict_rows``.
    """
    frames = []
    for indicator in criteria.indicators:
        of_indicator = verdicts[verdicts["indicator"] == indicator.id]
        lacking = pd.Index(of_indicator.loc[~of_indicator["verdict"].isin(GOOD), "unit_code"])
        if lacking.empty:
            continue
        parts = [_claim_rows(claims.loc[lacking], indicator)]
        for check in indicator.checks:
            found = checks[(checks["check_id"] == check.id) & checks["unit_code"].isin(lacking)]
            open_checks = found[~found["outcome"].isin(_SETTLED)].set_index("unit_code")
            if len(open_checks):
                parts.append(_check_rows(check, measured[check.id], open_checks, dossier))
        frames.append(_numbered([part for part in parts if len(part)]).assign(indicator=indicator.id))
    if not frames:
        return pd.DataFrame(columns=list(MISSING))
    rows = pd.concat(frames, ignore_index=True)
    rows = rows.assign(criteria=criteria.id, level=rows["unit_code"].map(claims["level"]))
    return rows[list(MISSING)]


def _numbered(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """The rows of the claim and of all checks, the needs of each unit numbered through."""
    rows = pd.concat([part.assign(part=number) for number, part in enumerate(parts)], ignore_index=True)
    rows = rows.sort_values(["unit_code", "part", "need", "option"], kind="stable", ignore_index=True)
    begins = rows["option"] == 0
    return rows.assign(need=begins.groupby(rows["unit_code"]).cumsum() - 1).drop(columns="part")


def _claim_rows(claims: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """The claim that is missing of each unit that does not declare the indicator met."""
    blank = claims[claims[f"claim_{indicator.id}"] != Claim.MET]
    mark = blank.get(f"mark_{indicator.id}", pd.Series("", index=blank.index))
    code = mark.where(mark.isin([CLAIMS_DIFFER, BAD_CELL]), "claim").astype(object)
    village = blank["level"] == Level.VILLAGE
    mover = village.map({True: str(Mover.VILLAGE), False: str(Mover.CLAIMANT)}).astype(object)
    return pd.DataFrame(
        {
            "unit_code": blank.index,
            "check_id": "",
            "need": 0,
            "option": 0,
            "fact": code.to_numpy(),
            "kind": str(FactKind.CLAIM),
            "mover": mover.to_numpy(),
            "publisher": "",
            "who": mover.map(MOVER).to_numpy(),
            "act": code.map({key: act for key, (act, _) in _CLAIMS.items()}).to_numpy(),
            "subject": "",
            "count": 1,
            "sentence": code.map({key: f"{what}." for key, (_, what) in _CLAIMS.items()}).to_numpy(),
        }
    )


def _check_rows(check: Check, found: Measured, open_checks: pd.DataFrame, dossier: Dossier) -> pd.DataFrame:
    """The needs of one check in words; what its reason asks for where its rule tells none."""
    facts = rulebook()[check.rule].facts
    rows = rows_of_needs(found.needs(), open_checks.index)
    told = [_in_words(rows, facts, found, dossier)] if len(rows) else []
    silent = open_checks[~open_checks.index.isin(rows["unit_code"])]
    if len(silent):
        told.append(_as_the_reason_asks(silent))
    return pd.concat(told, ignore_index=True).assign(check_id=check.id)


def _in_words(rows: pd.DataFrame, facts: Mapping[str, Fact], found: Measured, dossier: Dossier) -> pd.DataFrame:
    units = pd.Index(rows["unit_code"].unique())
    words = found.numbers.loc[units].join(found.words.reindex(units)).to_dict("index")
    titles = {source: dossier.title(source) for source in rows["publisher"].unique() if source}
    return rows.assign(**dict(zip(_TOLD, zip(*_told(rows, facts, words, titles), strict=True), strict=True)))


_TOLD = ("kind", "mover", "who", "act", "sentence")


def _told(
    rows: pd.DataFrame, facts: Mapping[str, Fact], words: Mapping[Any, Mapping[Any, Any]], titles: Mapping[str, str]
) -> Iterator[tuple[str, str, str, str, str]]:
    columns = rows[["unit_code", "fact", "subject", "publisher", "count"]]
    for unit, code, subject, publisher, count in columns.itertuples(index=False):
        fact = facts[code]
        who = titles.get(publisher, "") or MOVER[fact.mover]
        own = Words(words[unit], subject=subject, publisher=titles.get(publisher) or MOVER[Mover.OPERATOR], count=count)
        yield (
            str(fact.kind),
            str(fact.mover),
            MOVER[fact.mover] if fact.mover == Mover.OFFICE else who,
            fact.act.format_map(own),
            fact.sentence.format_map(own) + ".",
        )


def _as_the_reason_asks(silent: pd.DataFrame) -> pd.DataFrame:
    asked = silent["fix"].str.removesuffix(".")
    return pd.DataFrame(
        {
            "unit_code": silent.index,
            "need": 0,
            "option": 0,
            "fact": _NO_FACT,
            "kind": str(FactKind.ANSWER),
            "mover": silent["mover"].to_numpy(),
            "publisher": "",
            "who": silent["mover"].map(MOVER).to_numpy(),
            "act": asked.to_numpy(),
            "subject": "",
            "count": 1,
            "sentence": silent["fix"].to_numpy(),
        }
    )


_MOST_UNITS = 5


def communes_missing(criteria: CriteriaSet, villages: pd.DataFrame, missing: pd.DataFrame) -> pd.DataFrame:
    """What each commune that is not met lacks: villages, those nearest to being met named, each with its needs' number.

    Args:
        villages: the verdicts of all judged villages and communes (``unit_code, unit, level, indicator, verdict,
            sure, possible, of`` ...), communes by the set's own roll-up.
        missing: rows of MISSING of the villages.
    """
    overall = villages[villages["indicator"] == "overall"]
    communes = overall[(overall["level"] == Level.COMMUNE) & (overall["verdict"] != Overall.MET)]
    children = overall[(overall["level"] == Level.VILLAGE) & (overall["verdict"] != Overall.MET)]
    needs = missing.drop_duplicates(["unit_code", "indicator", "need"]).groupby("unit_code").size()
    children = children.assign(needs=children["unit_code"].map(needs).fillna(0).astype(int))
    nearest: dict[str, list[tuple[str, str, int]]] = {}
    columns = ["commune_code", "unit_code", "unit", "needs"]
    ordered = children.sort_values(["needs", "unit_code"])[columns]
    for of_commune, code, name, needs_left in ordered.itertuples(index=False, name=None):
        nearest.setdefault(of_commune, []).append((code, name, needs_left))
    rows = []
    for commune in communes.to_dict("records"):
        short = max(1, int(commune["least"]) - int(commune["sure"]))
        named = nearest.get(commune["unit_code"], [])[: max(_MOST_UNITS, short)]
        for option, (code, name, needs_left) in enumerate(named):
            rows.append(
                {
                    "criteria": criteria.id,
                    "level": str(Level.COMMUNE),
                    "unit_code": commune["unit_code"],
                    "indicator": "overall",
                    "check_id": "",
                    "need": 0,
                    "option": option,
                    "fact": "village_met",
                    "kind": str(FactKind.UNIT),
                    "mover": str(Mover.VILLAGE),
                    "publisher": "",
                    "who": name,
                    "act": "Đưa thêm thôn đạt bộ tiêu chí",
                    "subject": code,
                    "count": short,
                    "sentence": f"{name} đạt (thôn này còn thiếu {needs_left} việc).",
                }
            )
    return pd.DataFrame(rows, columns=list(MISSING))
