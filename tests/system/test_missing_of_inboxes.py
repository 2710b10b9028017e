"""Còn thiếu gì, of real inboxes: with the facts listed every indicator is met, with any need left out it is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pandas as pd
import pytest

from doisoat.settings import Settings
from expectations.criteria_set import CriteriaSet, Indicator
from expectations.dossier import Dossier
from expectations.judge import Judged, outcomes, spoken_of
from expectations.missing import GOOD
from expectations.partitions import judge_part
from expectations.rulebook import rulebook
from expectations.variants import Variant, measure
from expectations.verdicts import of_indicator, verdicts_of
from flows.demo import DEMO_AS_OF, demo_inbox
from flows.reconcile import reconcile
from flows.run_spec import new_run_spec
from flows.runner import PlainRunner
from tests.cases.mutate import witnessed
from tests.expectations.applying import handed_in

INBOXES = {"demo": (demo_inbox(), DEMO_AS_OF)}


def judged_of(inbox: Path, as_of: dt.date, home: Path) -> list[tuple[Any, Judged]]:
    """What a run of the inbox judged, part by part, and what came of it."""
    seen: list[tuple[Any, Judged]] = []

    def judge(part: Any) -> Judged:
        found = judge_part(part)
        seen.append((part, found))
        return found

    settings = Settings(home=home, inbox=inbox, warehouse=f"sqlite:///{home / 'doisoat.sqlite'}")
    spec = new_run_spec(inbox, now=dt.datetime.now(dt.UTC), as_of=as_of, offline=True, dry_run=True)
    with patch("flows.steps.judging.judge_part", judge):
        reconcile(spec, settings, PlainRunner(), lambda _text: None)
    return seen


def verdict_of(criteria: CriteriaSet, indicator: Indicator, dossier: Dossier, unit: str, year: int, claim: str) -> str:
    units = dossier.units.loc[[unit]].assign(year=year)
    found = {}
    for check in indicator.checks:
        measured = measure(criteria, Variant(check), dossier, units)
        expects = [(e, False) for e in rulebook()[check.rule].expects(criteria.params(check))]
        found[check.id] = spoken_of(outcomes(units, witnessed(check.id, measured.numbers, expects)), measured)
    (verdict,) = verdicts_of(pd.Series([claim], index=[unit]), of_indicator(pd.DataFrame(found)))
    return str(verdict)


def chosen(rows: pd.DataFrame) -> Iterator[list[dict[str, Any]]]:
    """The first fact of every need, then its second, as far as there is one …"""
    for option in range(int(rows["option"].max()) + 1):
        last = rows.groupby("need")["option"].transform("max").clip(upper=option)
        yield rows[rows["option"] == last].to_dict("records")


@pytest.mark.parametrize("name", sorted(INBOXES))
def test_the_listed_facts_make_every_indicator_met_and_none_can_be_left_out(name: str, tmp_path: Path) -> None:
    inbox, as_of = INBOXES[name]
    walked = 0
    for part, found in judged_of(inbox, as_of, tmp_path):
        criteria, dossier, claims = part.criteria, part.dossier, part.claims
        bounds = found.verdicts.set_index(["unit_code", "indicator"])[["sure", "of"]]
        lacking = found.verdicts[(found.verdicts["indicator"] != "overall") & ~found.verdicts["verdict"].isin(GOOD)]
        missing = found.missing.join(bounds, on=["unit_code", "indicator"])
        for unit, indicator_id in lacking[["unit_code", "indicator"]].itertuples(index=False):
            rows = missing[(missing["unit_code"] == unit) & (missing["indicator"] == indicator_id)]
            assert len(rows), (unit, indicator_id)
            (indicator,) = (one for one in criteria.indicators if one.id == indicator_id)
            year, said = int(claims.at[unit, "year"]), str(claims.at[unit, f"claim_{indicator_id}"])

            def verdict(
                facts: list[dict[str, Any]],
                of: tuple[CriteriaSet, Indicator, Dossier, str, int, str] = (
                    criteria, indicator, dossier, unit, year, said),
            ) -> str:  # fmt: skip
                claim = "met" if any(one["kind"] == "claim" for one in facts) else of[5]
                papers = [one for one in facts if one["kind"] != "claim"]
                return verdict_of(of[0], of[1], handed_in(of[2], of[4], papers), of[3], of[4], claim)

            for facts in chosen(rows):
                walked += 1
                assert verdict(facts) in GOOD, (unit, indicator_id, facts)
            facts = next(chosen(rows))
            for left_out in facts:
                rest = [one for one in facts if one is not left_out]
                assert verdict(rest) not in GOOD, (unit, indicator_id, left_out)
    assert walked > 60
