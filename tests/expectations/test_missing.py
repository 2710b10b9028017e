"""Còn thiếu gì: with all needs filled a check passes, with any one left out it does not."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.criteria_set import Check, CriteriaSet, load_criteria
from expectations.dossier import Dossier
from expectations.facts import rows_of_needs
from expectations.judge import outcomes, spoken_of
from expectations.missing import _check_rows
from expectations.rulebook import rulebook
from expectations.variants import Variant, measure
from tests.cases.mutate import witnessed
from tests.examples import examples
from tests.expectations.applying import HANDED_IN, handed_in
from tests.expectations.worlds import AS_OF, SOURCES, World, asked

SETTLED = {"pass", "not_applicable"}


def outcome_of(criteria: CriteriaSet, check: Check, dossier: Dossier, units: pd.DataFrame) -> Any:
    """What a check's rule measures, and the outcome for every unit."""
    measured = measure(criteria, Variant(check), dossier, units)
    expects = [(e, False) for e in rulebook()[check.rule].expects(criteria.params(check))]
    seen = outcomes(units, witnessed(check.id, measured.numbers, expects))
    return measured, spoken_of(seen, measured).map(str)


def needs_of(check: Check, measured: Any, outcome: pd.Series) -> pd.DataFrame:
    """The facts of the units whose check does not pass, with what is counted."""
    open_units = outcome.index[~outcome.isin(SETTLED)]
    rows = rows_of_needs(measured.needs(), open_units).assign(check_id=check.id)
    if measured.bounds is not None:
        rows = rows.join(measured.bounds, on="unit_code")
    return rows


def chosen(rows: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    """Of every need one fact."""
    picks = [chance.choice(list(of.index)) for _, of in rows.groupby(["unit_code", "need"])]
    return rows.loc[picks]


def facts_make_it_met(dossier: Dossier, chance: random.Random, check_id: str, criteria: CriteriaSet) -> int:
    """How many facts there were; all of them together are enough, and no one can be left out."""
    (check,) = (each for each in criteria.checks if each.id == check_id)
    units = asked(criteria, dossier)
    measured, before = outcome_of(criteria, check, dossier, units)
    rows = needs_of(check, measured, before)
    lacking = set(before.index[~before.isin(SETTLED)])
    assert set(rows["unit_code"]) == lacking, check.id
    picked = chosen(rows, chance)
    _, after = outcome_of(criteria, check, handed_in(dossier, AS_OF.year, picked.to_dict("records")), units)
    wrong = after[~after.isin(SETTLED)]
    assert wrong.empty, (check.id, picked[picked["unit_code"].isin(wrong.index)].to_dict("records"), wrong.to_dict())
    position = picked.groupby("unit_code").cumcount()
    for left_out in range(int(position.max()) + 1 if len(position) else 0):
        kept = picked[position != left_out]
        _, after = outcome_of(criteria, check, handed_in(dossier, AS_OF.year, kept.to_dict("records")), units)
        needless = after.loc[picked.loc[position == left_out, "unit_code"]]
        needless = needless[needless.isin(SETTLED)]
        assert needless.empty, (check.id, picked[picked["unit_code"].isin(needless.index)].to_dict("records"))
    return len(picked)


CHECKS = [
    pytest.param(criteria, check.id, id=f"{criteria.id}-{check.id}")
    for criteria in load_criteria().values()
    for check in criteria.checks
]
# Of each rule one check; the system tests walk through all.
RULE_OF = {check.id: check.rule for criteria in load_criteria().values() for check in criteria.checks}
ONE_A_RULE = list({RULE_OF[str(param.values[1])]: param for param in CHECKS}.values())


@pytest.mark.parametrize(("criteria", "check_id"), ONE_A_RULE)
def test_the_facts_make_a_check_pass_and_none_can_be_left_out(criteria: CriteriaSet, check_id: str) -> None:
    assert facts_make_it_met(World(0, 12).dossier(), random.Random(0), check_id, criteria) > 3


@pytest.mark.system  # the same, of more worlds
@pytest.mark.parametrize(("criteria", "check_id"), CHECKS)
def test_the_facts_make_a_check_pass_in_many_worlds(criteria: CriteriaSet, check_id: str) -> None:
    @settings(max_examples=examples(12), deadline=None)
    @given(st.integers(1, 10_000))
    def law(seed: int) -> None:
        facts_make_it_met(World(seed, 12).dossier(), random.Random(seed), check_id, criteria)

    law()


@pytest.mark.parametrize("trouble", ["asked", "held", "refused"])
@pytest.mark.system
@pytest.mark.parametrize(("criteria", "check_id"), CHECKS)
def test_the_facts_of_one_unit_are_enough_while_every_list_waits(
    criteria: CriteriaSet, check_id: str, trouble: str
) -> None:
    world = World(3, 4)
    for name in set(SOURCES) - {"register", "village_claims"}:
        state = replace(world.sources[name], readable=trouble == "asked", refused=True)
        world.sources[name] = replace(state, **{trouble: True})
    papers = {"wifi_claims", "teams", "members", "activities", "models", "products", "address_claims", "villages",
              "village_channels"}  # fmt: skip
    dossier = world.dossier({kind: rows for kind, rows in world.records.items() if kind in papers})
    (check,) = (each for each in criteria.checks if each.id == check_id)
    units = asked(criteria, dossier)
    measured, before = outcome_of(criteria, check, dossier, units)
    rows = needs_of(check, measured, before)
    for unit, mine in rows.groupby("unit_code"):
        for option in range(int(mine["option"].max()) + 1):
            picked = mine[mine["option"] == mine.groupby("need")["option"].transform("max").clip(upper=option)]
            after = outcome_of(criteria, check, handed_in(dossier, AS_OF.year, picked.to_dict("records")), units)[1]
            assert after[unit] in SETTLED, picked.to_dict("records")


def test_every_fact_of_every_rule_can_be_handed_in_and_has_words() -> None:
    facts = {code: fact for rule in rulebook().values() for code, fact in rule.facts.items()}
    assert set(facts) - set(HANDED_IN) == {"recognised"}  # not asked for under the default readings
    for fact in facts.values():
        assert fact.act[0].isupper() or fact.act.startswith("{")
        assert not fact.act.endswith(".")
        assert not fact.sentence.endswith(".")


def test_a_rule_that_tells_no_facts_is_told_by_what_its_reason_asks_for(case: Any) -> None:
    criteria = load_criteria()["TTM-2023"]
    (check,) = (each for each in criteria.checks if each.id == "team_activity")
    units = asked(criteria, case.dossier)
    measured, _ = outcome_of(criteria, check, case.dossier, units)
    silent = pd.DataFrame({"fix": ["Khai hoạt động."], "mover": ["village"]}, index=[units.index[0]])
    measured.needs = list
    rows = _check_rows(check, measured, silent, case.dossier)
    assert rows[["act", "sentence", "who"]].to_numpy().tolist() == [["Khai hoạt động", "Khai hoạt động.", "Thôn"]]
