from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.examples import examples
from tests.warehouse.province import CRITERIA, Night, record, sha
from warehouse.diff import CAUSES, DIFF
from warehouse.run import verdict_hash
from warehouse.store import Warehouse

NO = {(1, "1"): "contradicted"}
SAYS_NO = {(1, "1"): "VNPT: không"}


def compare(store: Warehouse, one: Night, two: Night, **changes: object) -> pd.DataFrame:
    store.save_run(record(1), one.frames())
    store.save_run(record(2, **changes), two.frames())
    return store.diff("run-1", "run-2")


def test_equal_runs_have_no_difference(warehouse: Warehouse) -> None:
    found = compare(warehouse, Night(), Night())
    assert tuple(found.columns) == DIFF
    assert len(found) == 0


def test_a_new_file_that_says_otherwise_is_named_with_its_row(warehouse: Warehouse) -> None:
    found = compare(warehouse, Night(), Night(verdicts=NO, says=SAYS_NO, operator_file="vnpt T10"))
    assert list(found["indicator"]) == ["1", "overall"]
    assert list(found["cause"]) == ["source", "source"]
    first = found.iloc[0]
    assert (first["verdict_a"], first["verdict_b"]) == ("confirmed", "contradicted")
    assert (first["source_id"], first["file"], first["sheet"], first["row"]) == (
        "vnpt",
        "operators/vnpt/T9.xlsx",
        "Thôn",
        6,
    )
    assert "hàng 6" in first["sentence"]
    assert "theo chỉ tiêu 1 của V001" in found.iloc[1]["sentence"]


def test_evidence_that_is_gone_with_its_file_is_a_change_of_the_source(warehouse: Warehouse) -> None:
    two = Night(verdicts={(1, "1"): "unverified"}).frames()
    two["evidence"] = two["evidence"].iloc[0:0]
    two["source_files"] = two["source_files"].assign(status=["refused", "read"])
    warehouse.save_run(record(1), Night().frames())
    warehouse.save_run(record(2), two)
    found = warehouse.diff("run-1", "run-2")
    assert (found.iloc[0]["cause"], found.iloc[0]["row"]) == ("source", 6)
    assert "không còn dùng" in found.iloc[0]["sentence"]


def test_a_file_that_moved_its_rows_without_saying_otherwise_is_not_the_cause(warehouse: Warehouse) -> None:
    """The criteria changed on the night the operator sent its old list again: the rule changed the verdict."""
    two = Night(verdicts=NO, operator_file="vnpt T10")
    found = compare(warehouse, Night(), two, criteria={CRITERIA: sha("criteria, edited")})
    assert set(found["cause"]) == {"rule"}


def test_a_changed_rule_is_the_cause_where_nothing_else_differs(warehouse: Warehouse) -> None:
    found = compare(warehouse, Night(), Night(verdicts=NO), criteria={CRITERIA: sha("criteria, edited")})
    assert set(found["cause"]) == {"rule"}


def test_another_resolution_of_a_place_is_a_changed_match(warehouse: Warehouse) -> None:
    two = Night(verdicts={(1, "1"): "unverified"}, matches={1: ""}).frames()
    two["evidence"] = two["evidence"][two["evidence"]["unit_code"] != "V001"]
    warehouse.save_run(record(1), Night().frames())
    warehouse.save_run(record(2), two)
    assert set(warehouse.diff("run-1", "run-2")["cause"]) == {"match"}


def test_evidence_that_grew_old_is_expired(warehouse: Warehouse) -> None:
    two = Night(verdicts={(1, "1"): "unverified"}, reasons={(1, "1"): "stale"})
    assert set(compare(warehouse, Night(), two)["cause"]) == {"expired"}


def test_the_same_words_in_a_newer_file_undo_what_was_stale(warehouse: Warehouse) -> None:
    one = Night(verdicts={(1, "1"): "unverified"}, reasons={(1, "1"): "stale"})
    two = Night(operator_file="vnpt T10", published_on=dt.date(2024, 11, 1))
    found = compare(warehouse, one, two)
    assert set(found["cause"]) == {"source"}
    assert found.iloc[0]["file"] == "operators/vnpt/T9.xlsx"


def test_a_file_published_after_the_earlier_day_is_a_change_of_the_source(warehouse: Warehouse) -> None:
    late = Night(verdicts=NO, says=SAYS_NO, published_on=dt.date(2024, 11, 17))
    warehouse.save_run(record(1, as_of=dt.date(2024, 11, 10)), Night(published_on=dt.date(2024, 11, 1)).frames())
    warehouse.save_run(record(2, as_of=dt.date(2024, 11, 17)), late.frames())
    assert set(warehouse.diff("run-1", "run-2")["cause"]) == {"source"}


def test_another_program_on_the_same_day_is_the_cause_of_what_is_left(warehouse: Warehouse) -> None:
    day = record(1).as_of
    found = compare(warehouse, Night(), Night(verdicts=NO), code_version="0.2.0", as_of=day)
    assert set(found["cause"]) == {"code"}


def test_units_outside_the_scope_are_told_as_such(warehouse: Warehouse) -> None:
    found = compare(warehouse, Night(), Night(villages=1), scope=("V000",))
    assert len(found) == 9
    assert set(found["cause"]) == {"scope"}
    assert set(found["verdict_b"]) == {""}


def said(frames: dict[str, pd.DataFrame], standing: str, **changes: str) -> dict[str, pd.DataFrame]:
    """The frames with what people say to indicator 1 of the second village."""
    table = frames["verdicts"]
    mine = (table["unit_code"] == "V001") & (table["indicator"] == "1")
    frames["verdicts"] = table.assign(
        standing=pd.Series(standing, index=table.index).where(mine, ""),
        **{
            name: table.get(name, pd.Series("", index=table.index)).where(~mine, value)
            for name, value in changes.items()
        },
    )
    return frames


def test_a_decision_is_the_cause_while_the_evidence_says_the_same_in_both_directions(warehouse: Warehouse) -> None:
    decided = said(Night(verdicts=NO).frames(), "decision", verdict="confirmed", evidence_verdict="contradicted")
    warehouse.save_run(record(1), Night(verdicts=NO).frames())
    warehouse.save_run(record(2), decided)
    for pair in (("run-1", "run-2"), ("run-2", "run-1")):
        found = warehouse.diff(*pair)
        assert list(found["cause"]) == ["decision"]
        assert "quyết định" in found.iloc[0]["sentence"]


def test_a_decision_that_ended_because_the_evidence_changed_is_told_by_the_evidence(warehouse: Warehouse) -> None:
    decided = said(Night(verdicts=NO).frames(), "decision", verdict="confirmed", evidence_verdict="contradicted")
    later = Night(verdicts={(1, "1"): "unverified"}, says={(1, "1"): "VNPT: một phần"}, operator_file="vnpt T10")
    warehouse.save_run(record(1), decided)
    warehouse.save_run(record(2), later.frames())
    assert warehouse.diff("run-1", "run-2").iloc[0]["cause"] == "source"


def test_an_objection_is_told_although_no_verdict_changes(warehouse: Warehouse) -> None:
    warehouse.save_run(record(1), Night(verdicts=NO).frames())
    warehouse.save_run(record(2), said(Night(verdicts=NO).frames(), "disputed"))
    found = warehouse.diff("run-1", "run-2")
    assert list(found["cause"]) == ["answer"]
    assert found.iloc[0]["verdict_a"] == found.iloc[0]["verdict_b"] == "contradicted"


def test_a_set_that_was_not_asked_for_is_told_as_such(warehouse: Warehouse) -> None:
    nothing = {**Night().frames(), "verdicts": Night().frames()["verdicts"].iloc[0:0]}
    warehouse.save_run(record(1), Night().frames())
    warehouse.save_run(record(2, criteria={"TTM-2022": sha("x")}, asked_criteria=("TTM-2022",)), nothing)
    assert set(warehouse.diff("run-1", "run-2")["cause"]) == {"set"}
    assert set(warehouse.diff("run-2", "run-1")["cause"]) == {"set"}


def test_another_file_does_not_hide_that_a_unit_was_not_asked_about(warehouse: Warehouse) -> None:
    two = Night(villages=1, operator_file="vnpt T10")
    found = compare(warehouse, Night(says={(2, "1"): "VNPT: có"}), two, scope=("V000",))
    assert set(found.loc[found["unit_code"] != "V000", "cause"]) == {"scope"}


def test_nothing_is_other_where_the_runs_were_asked_different_things(warehouse: Warehouse) -> None:
    day = record(1).as_of
    warehouse.save_run(record(1), Night().frames())
    warehouse.save_run(record(2, as_of=day, scope=("D1",)), Night(verdicts=NO).frames())
    more = {CRITERIA: sha("criteria"), "TTM-2022": sha("x")}
    warehouse.save_run(record(3, as_of=day, criteria=more), Night(verdicts=NO).frames())
    for pair in (("run-1", "run-2"), ("run-1", "run-3"), ("run-2", "run-3")):
        assert "other" not in set(warehouse.diff(*pair)["cause"])


def test_a_difference_has_the_same_cause_in_either_direction(warehouse: Warehouse) -> None:
    compare(warehouse, Night(), Night(verdicts=NO, says=SAYS_NO, operator_file="vnpt T10"))
    back = warehouse.diff("run-2", "run-1")
    assert list(back["cause"]) == ["source", "source"]
    assert list(back["verdict_b"]) == ["confirmed", "met"]


CELLS = st.tuples(st.integers(0, 3), st.sampled_from("12"))
VERDICTS = st.sampled_from(["confirmed", "contradicted", "unverified"])
NIGHTS = st.builds(
    Night,
    villages=st.integers(0, 4),
    verdicts=st.dictionaries(CELLS, VERDICTS, max_size=3),
    says=st.dictionaries(
        st.tuples(st.integers(0, 3), st.sampled_from("12")), st.sampled_from(["có", "không"]), max_size=2
    ),
    operator_file=st.sampled_from(["T9", "T10"]),
    matches=st.dictionaries(st.integers(0, 3), st.sampled_from(["", "V000"]), max_size=1),
    communes=st.dictionaries(st.integers(0, 3), st.sampled_from(["C0", "C9"]), max_size=2),
)


@settings(max_examples=examples(10), deadline=None)
@given(nights=st.lists(NIGHTS, min_size=2, max_size=3))
def test_any_history_can_be_read_back_and_its_causes_add_up(nights: list[Night], sqlite_template: Path) -> None:
    copy = shutil.copy(sqlite_template, sqlite_template.with_name("history.sqlite"))
    with Warehouse.open(f"sqlite:///{copy}") as store:
        for number, night in enumerate(nights):
            store.save_run(record(number), night.frames())
        seen = [store.verdicts(f"run-{number}") for number in range(len(nights))]
        for found, night in zip(seen, nights, strict=True):
            assert verdict_hash(found) == verdict_hash(night.frames()["verdicts"])
        key = ["criteria", "level", "unit_code", "indicator"]
        for number in range(1, len(nights)):
            both = seen[number - 1].merge(seen[number], on=key, how="outer")
            changed = (both["verdict_x"].fillna("") != both["verdict_y"].fillna("")).sum()
            found = store.diff(f"run-{number - 1}", f"run-{number}")
            assert len(found) == changed
            assert set(found["cause"]) <= set(CAUSES)
            with store._engine.connect() as connection:
                query = text("SELECT COUNT(*) FROM mart_change WHERE run_id = :run")
                known = connection.execute(query, {"run": f"run-{number}"}).scalar_one()
            assert known == (found["verdict_b"] != "").sum()


def test_current_findings_name_the_commune_then_and_now(warehouse: Warehouse) -> None:
    warehouse.save_run(record(1), Night(verdicts=NO).frames())
    # A look at one commune after the merger is the newest thing known about the unit's name.
    warehouse.save_run(record(9, scope=("C9",)), Night(verdicts=NO, communes={1: "C9"}).frames())
    with warehouse._engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM mart_open_finding")).mappings().one()
        counts = connection.execute(text("SELECT * FROM mart_open_finding_count")).mappings().one()
    assert (row["unit_code"], row["indicator"], row["verdict"]) == ("V001", "1", "contradicted")
    assert (row["commune_code"], row["commune_code_now"]) == ("C1", "C9")
    assert (counts["commune_code"], counts["unit_count"], counts["contradicted_count"]) == ("C1", 1, 1)


def test_operator_coverage_counts_villages_not_rows(warehouse: Warehouse) -> None:
    frames = Night(villages=4).frames()
    proofs = frames["evidence"]
    against = proofs.assign(
        role=["against" if code == "V001" else "for" for code in proofs["unit_code"]], check_id="fibre"
    )
    frames["evidence"] = pd.concat([against, against])
    warehouse.save_run(record(1), frames)
    with warehouse._engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM mart_operator_coverage ORDER BY commune_code")).mappings().all()
    found = [(r["source_id"], r["commune_code"], r["village_count"], r["yes_count"], r["no_count"]) for r in rows]
    assert found == [("vnpt", "C0", 2, 2, 0), ("vnpt", "C1", 2, 1, 1)]


def test_source_quality_tells_each_night_and_its_rows_add_up(warehouse: Warehouse) -> None:
    warehouse.save_run(record(1), Night().frames())
    warehouse.save_run(record(2), Night(operator_file="vnpt T10").frames())
    with warehouse._engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM mart_source_quality ORDER BY run_id, source_id")).mappings().all()
    assert [(r["run_id"], r["source_id"], r["rows_in"]) for r in rows] == [
        ("run-1", "village_claims", 5),
        ("run-1", "vnpt", 5),
        ("run-2", "village_claims", 5),
        ("run-2", "vnpt", 5),
    ]
    assert all(r["rows_in"] == r["rows_read"] + r["rows_set_aside"] + r["rows_refused"] for r in rows)
