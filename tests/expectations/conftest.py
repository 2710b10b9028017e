"""Dossiers from a few words: what a source said, about which village."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from doisoat.columns import PLACE, PROVENANCE, RECORDS, RESOLUTION
from expectations.compile import Asked, validate
from expectations.criteria_set import CriteriaSet, load_criteria
from expectations.dossier import Dossier, SourceState
from expectations.judge import Judged, judge, outcomes
from expectations.rule import Rule, RuleParams

AS_OF = dt.date(2024, 11, 15)
CRITERIA = load_criteria()
VILLAGE, NEIGHBOUR = "06070001", "06070002"
_UNIT_KINDS = {"service_statistics", "service_claims"}


def record(kind: str, rows: list[dict[str, Any]], published: str | None = None) -> pd.DataFrame:
    """A resolved frame of one kind; rows are about ``VILLAGE`` unless they say otherwise."""
    filled = []
    for number, row in enumerate(rows, start=2):
        base: dict[str, Any] = dict.fromkeys((*RECORDS[kind], *PLACE, *PROVENANCE), None)
        base |= {"source_id": row.get("operator") or kind, "file_sha256": "a" * 64, "sheet": "S", "row": number}
        base |= {"published_on": pd.Timestamp(published) if published else pd.NaT}
        if kind in _UNIT_KINDS:
            base |= {"level": "commune", "unit_code": "06070", "match": "matched"}
        elif kind != "villages":
            base |= dict.fromkeys(RESOLUTION, None)
            base |= {"match": "matched", "village_code": VILLAGE, "commune_code": "06070", "district_code": "181"}
        if "published_on" in row:
            row = {**row, "published_on": pd.Timestamp(row["published_on"])}
        filled.append(base | row)
    return pd.DataFrame(filled)


class Case:
    """A dossier that grows by what is said, and the verdicts that come of it."""

    def __init__(self) -> None:
        self.records: dict[str, pd.DataFrame] = {}
        self.sources = {s: SourceState(s, s.upper(), readable=True) for s in ("vnpt", "viettel", "mobifone")}
        self.claims: dict[str, str] = {}
        self.as_of = AS_OF

    def says(self, kind: str, *rows: dict[str, Any], published: str | None = None) -> Case:
        """Add rows of one kind."""
        new = record(kind, list(rows), published)
        self.records[kind] = pd.concat([self.records[kind], new], ignore_index=True) if kind in self.records else new
        return self

    def operator(self, operator: str, published: str = "2024-10-01", **answers: str) -> Case:
        """One operator answers about the village: ``fibre="yes", s4g="no"``."""
        rows = [
            {"operator": operator, "service": name.removeprefix("s"), "answer": answer, "answer_text": answer}
            for name, answer in answers.items()
        ]
        return self.says("coverage", *rows, published=published)

    @property
    def dossier(self) -> Dossier:
        """What the rules may look at."""
        rows = [(code, f"Thôn {code[-1]}") for code in (VILLAGE, NEIGHBOUR)]
        units = pd.DataFrame(
            [
                {"unit_code": c, "level": "village", "unit": u, "commune_code": "06070", "commune": "Xã Vĩnh Yên"}
                for c, u in rows
            ]
            + [
                {
                    "unit_code": "06070",
                    "level": "commune",
                    "unit": "Xã Vĩnh Yên",
                    "commune_code": "06070",
                    "commune": "Xã Vĩnh Yên",
                }
            ]
        ).assign(
            district_code="181", district="Huyện Bình Gia", commune_history="Xã Vĩnh Yên|Huyện Bình Gia||2025-06-30"
        )
        return Dossier(self.as_of, units.set_index("unit_code"), self.records, self.sources)

    def judged(self, criteria_id: str, claim: str = "met", **claims: str) -> Judged:
        """Judge the village under a set; every indicator is claimed ``claim`` unless named (``claim_4="not_met"``)."""
        criteria = CRITERIA[criteria_id]
        return judge(criteria, self.dossier, claim_frame(criteria, claim, **claims))

    def check(self, criteria_id: str, check_id: str) -> tuple[str, str]:
        """Outcome and reason of one check."""
        criteria = CRITERIA[criteria_id]
        (indicator,) = (i.id for i in criteria.indicators if check_id in {check.id for check in i.checks})
        alone = part_of(criteria, indicator, check_id)
        rows = judge(alone, self.dossier, claim_frame(alone)).check_results.query("check_id == @check_id")
        assert len(rows) == 1
        return str(rows.iloc[0]["outcome"]), str(rows.iloc[0]["reason"])

    def asked(self, rule: Rule[Any], params: RuleParams) -> tuple[str, str]:
        """Outcome and reason of a rule, whether a criteria set asks it or not."""
        units = self.dossier.units.loc[[VILLAGE]].assign(year=2024)
        found = rule.measure(self.dossier, units, params)
        asked = [Asked("asked", expect) for expect in rule.expects(params)]
        outcome = outcomes(units, validate("asked", asked, found.numbers.add_prefix("asked."))).iloc[0]
        reason = found.reasons[outcome]
        return str(outcome), reason if isinstance(reason, str) else str(reason.iloc[0])

    def verdict(self, criteria_id: str, indicator: str, claim: str = "met") -> pd.Series:
        """The verdict row of one indicator, or of ``overall``."""
        criteria = CRITERIA[criteria_id]
        if indicator != "overall":
            criteria = part_of(criteria, indicator)
        verdicts = judge(criteria, self.dossier, claim_frame(criteria, claim)).verdicts
        return verdicts.query("indicator == @indicator").iloc[0]


def part_of(criteria: CriteriaSet, indicator: str, check: str = "") -> CriteriaSet:
    """The set with one indicator, or one check under the default readings: the others have no say in it."""
    kept = [each for each in criteria.indicators if each.id == indicator]
    if check:
        alone = [each.model_copy(update={"checks": tuple(c for c in each.checks if c.id == check)}) for each in kept]
        default = [
            reading.model_copy(update={"checks": (check,), "others": ()})
            for reading in criteria.readings
            if check in reading.checks
        ]
        return criteria.model_copy(update={"indicators": tuple(alone), "readings": tuple(default)})
    names = {check.id for each in kept for check in each.checks}
    readings = [
        reading.model_copy(update={"checks": tuple(name for name in reading.checks if name in names)})
        for reading in criteria.readings
        if names & set(reading.checks)
    ]
    return criteria.model_copy(update={"indicators": tuple(kept), "readings": tuple(readings)})


def claim_frame(criteria: CriteriaSet, claim: str = "met", **claims: str) -> pd.DataFrame:
    """A claims frame for the one village (or commune) of the case."""
    commune = criteria.level == "commune"
    body: dict[str, Any] = {"level": str(criteria.level), "year": 2024, "claim_set_differs": False}
    body |= {f"claim_{i.id}": claims.get(f"claim_{i.id}", claim) for i in criteria.indicators}
    body |= {"source_id": "village_claims", "file_sha256": "c" * 64, "sheet": "Tự đánh giá", "row": 2}
    return pd.DataFrame([body], index=pd.Index(["06070" if commune else VILLAGE], name="unit_code"))


@pytest.fixture
def case() -> Case:
    """An empty case: nobody has said anything yet."""
    return Case()
