"""One person's look at a run: the same on both databases, and never a row of a unit that is not theirs."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.warehouse.province import CRITERIA, Night, record
from warehouse.look import Wanted
from warehouse.store import Warehouse

OWN = frozenset({"V000", "V002"})


@pytest.fixture
def stored(warehouse: Warehouse) -> Warehouse:
    first = Night(
        verdicts={(0, "1"): "contradicted", (1, "1"): "contradicted"}, reasons={(0, "1"): "operator_no;disputed"}
    )
    second = Night(verdicts={(1, "1"): "contradicted"}, matches={3: ""})
    for number, night in ((1, first), (2, second)):
        frames = night.frames()
        units = frames["verdicts"].drop_duplicates("unit_code")
        frames["units"] = units[["level", "unit_code", "unit", "commune_code", "commune", "district_code", "district"]]
        summary = {"refusals": [], "places": {"review": 1}}
        warehouse.save_run(record(number, criteria={CRITERIA: "x"}, summary=summary), frames)
    return warehouse


def test_every_question_is_limited_to_the_codes_of_the_person(stored: Warehouse) -> None:
    with stored.looking("run-1", OWN) as look:
        assert {unit.code for unit in look.units(Wanted(CRITERIA))} == OWN
        assert [unit.code for unit in look.units(Wanted(CRITERIA, verdict="contradicted"))] == ["V000"]
        assert [unit.code for unit in look.units(Wanted(CRITERIA, mark="disputed"))] == ["V000"]
        assert sum(look.counts(CRITERIA)["village", "1"].values()) == len(OWN)
        assert set(look.verdicts(CRITERIA, ["V000", "V001"])) == {"V000"}
        assert set(look.frame(CRITERIA, ["V000", "V001"])["unit_code"]) == {"V000"}
        assert set(look.checks(CRITERIA, ["V000", "V001"])["unit_code"]) == {"V000"}
        assert look.explain("V001") is None and look.history("V001") == []
        assert look.names_to_review() == []
        assert look.missing(CRITERIA) == []
        assert {commune for commune, *_ in look.counts_by_commune(CRITERIA)} == {"C0"}
    with stored.looking("run-1", frozenset()) as look:
        assert look.criteria() == {} and look.units(Wanted(CRITERIA)) == []


def test_who_may_see_all_sees_all(stored: Warehouse) -> None:
    with stored.looking("latest", None) as look:
        assert look.criteria() == {CRITERIA: 4}
        assert [unit.code for unit in look.units(Wanted(CRITERIA, overall="pending"))] == ["V001"]
        assert [(one.village, one.rows) for one in look.names_to_review()] == [("Nà 3", 3)]
        explained = look.explain("V001")
        assert explained is not None and explained.unit == "Thôn Nà 1"
        changes, causes = look.changes(10)
        assert [row["unit_code"] for row in changes] == ["V000"] and sum(causes.values()) == 1
        before = look.before()
        assert before is not None and before.run_id == "run-1"
        past = look.history("V000")
        assert [(one.run_id, one.verdict) for one in past if one.indicator == "1"] == [
            ("run-2", "confirmed"),
            ("run-1", "contradicted"),
        ]
        assert look.village_names({"V001"}) == {"V001": "Thôn Nà 1, Xã C1"}
        assert look.villages_speaking(CRITERIA, "vnpt") == 4


def test_what_lies_below_a_unit_is_told_by_the_day(warehouse: Warehouse) -> None:
    for number, communes in ((1, {}), (40, {0: "C1", 2: "C9"})):
        frames = Night(communes=communes).frames()
        units = frames["verdicts"].drop_duplicates("unit_code")
        frames["units"] = units[["level", "unit_code", "unit", "commune_code", "commune", "district_code", "district"]]
        warehouse.save_run(record(number), frames)
    early, late = dt.date(2024, 11, 20), dt.date(2025, 3, 1)
    assert warehouse.codes_below("C0", early) == {"C0", "V000", "V002"}
    assert warehouse.codes_below("C0", late) == {"C0"}
    assert warehouse.codes_below("C1", late) == {"C1", "V000", "V001", "V003"}
    assert warehouse.codes_below("D1", early) == {"D1", "V000", "V001", "V002", "V003"}
    assert warehouse.codes_below("C0", dt.date(2020, 1, 1)) == {"C0", "V000", "V002"}, "before all runs: the first"
    assert warehouse.codes_below("khong-co", early) == {"khong-co"}
    assert [run.run_id for run in warehouse.recent_runs(1)] == ["run-40"]
    assert warehouse.newest_seq() == 2
