"""Lots of evidence: what one row may stand for, and that it counts as all of them."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from doisoat.columns import CHECK_RESULTS, EVIDENCE
from doisoat.row_runs import rows_of
from expectations.ground import grounds
from expectations.lots import LEAST, in_lots

ALIKE = ["village_code", "sheet", "kind"]
ROWS = st.lists(
    st.tuples(st.sampled_from(["A", "B", None]), st.sampled_from(["S", ""]), st.sampled_from("hk"), st.booleans()),
    max_size=120,
)


def frame(rows: list[tuple[str | None, str, str, bool]]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=[*ALIKE, "may"]).astype({"may": bool})
    return made.assign(row=[7 * n % 1009 + 2 for n in range(len(made))])


def told(rows: pd.DataFrame) -> list[tuple[object, ...]]:
    each = [
        (str(line.village_code), line.sheet, line.kind, line.may, number)
        for line in rows.itertuples()
        for number in (rows_of(line.row_runs) if line.row_runs else [line.row])
    ]
    return sorted(each)


@given(rows=ROWS)
def test_lots_and_rows_together_are_the_rows_that_were_there(rows: list[tuple[str | None, str, str, bool]]) -> None:
    given_rows = frame(rows)
    found = in_lots(given_rows, ALIKE, given_rows["may"])
    assert told(found) == told(given_rows.assign(row_runs=None))
    lots = found[found["row_runs"].notna()]
    assert [len(rows_of(text)) for text in lots["row_runs"]] == lots["row_count"].tolist()
    assert (lots["row_count"] >= LEAST).all() and lots["may"].all()


def test_what_may_not_be_put_together_stays_row_by_row() -> None:
    rows = frame([("A", "S", "h", False)] * 40)
    assert in_lots(rows, ALIKE, rows["may"])["row_runs"].isna().all()


def test_few_rows_are_told_one_by_one() -> None:
    rows = frame([("A", "S", "h", True)] * (LEAST - 1))
    assert len(in_lots(rows, ALIKE, rows["may"])) == LEAST - 1


KEY = {"criteria": "TTM-2023", "level": "village", "unit_code": "V1", "indicator": "5"}


def ground_of(rows: list[dict[str, object]]) -> str:
    verdicts = pd.DataFrame([{**KEY, "claim": "met", "verdict": "confirmed", "reasons": ""}])
    checks = pd.DataFrame([{**KEY, "check_id": "plates", "outcome": "pass", "reason": "r"}])
    evidence = pd.DataFrame([{**KEY, "check_id": "plates", "role": "for", **row} for row in rows])
    return str(
        grounds(verdicts, checks.reindex(columns=list(CHECK_RESULTS)), evidence.reindex(columns=list(EVIDENCE))).iloc[0]
    )


def test_the_ground_of_a_verdict_is_the_same_by_rows_and_by_lots() -> None:
    says = {"source_id": "vpostcode", "sentence": "Hộ gia đình: đã gắn biển"}
    other = {"source_id": "vpostcode", "sentence": "Cơ quan: đã gắn biển"}
    single = [{**says, "row": n} for n in range(2, 62)]
    lots = [
        {**says, "row": 2, "row_runs": "2-41", "row_count": 40},
        {**says, "row": 42, "row_runs": "42-60", "row_count": 19},
        {**says, "row": 61},
    ]
    assert ground_of([*single, other]) == ground_of([*lots, other])
    assert ground_of(single) != ground_of(single[1:])
