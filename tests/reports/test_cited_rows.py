"""A letter cites a row that decided: not the first by name, and never one of another check."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from doisoat.explanation import Check, IndicatorExplanation, Row
from doisoat.model import Verdict
from flows.run_account import titles_of_run
from flows.steps.letters import make_reports
from reports.place import Place, place_of
from reports.verdict_sentence import deciding, deciding_rows
from warehouse.store import Warehouse

if TYPE_CHECKING:
    from doisoat.settings import Settings
    from flows.finished import Finished

    Ran = tuple[Finished, Settings]

OUTCOME = {"contradicted": "fail", "unverified": "unknown", "conflict": "conflict", "underclaimed": "pass"}
# Written down by hand here: which rows may be cited for an outcome where the check has any of them.
MAY_BE_CITED = {"fail": {"against"}, "pass": {"for"}, "unknown": {"open"}, "conflict": {"for", "against"}}


@pytest.fixture(scope="module", params=["demo", pytest.param("sample_run", marks=pytest.mark.system)])
def ran(request: pytest.FixtureRequest) -> Ran:
    finished: Ran = request.getfixturevalue(request.param)
    return finished


def shown(row: Row) -> Place:
    return place_of(row.file, row.sheet, row.row).in_a_letter()


def cited(ran: Ran) -> Iterator[tuple[Place, IndicatorExplanation]]:
    """The place of each finding as its letter's workbook names it, and what the warehouse says of its verdict."""
    with Warehouse.open(ran[1].warehouse_url) as warehouse:
        titles = titles_of_run(warehouse, "latest")
        for report in make_reports(warehouse, warehouse.resolve_run("latest"), ran[1], "district_quality"):
            sheet = load_workbook(io.BytesIO(report.workbook))["Cần trả lời"]
            heads, *rows = list(sheet.iter_rows(min_row=3, values_only=True))
            for cells in rows:
                told = dict(zip(heads, cells, strict=True))
                if told["Mã đơn vị"] is None:
                    continue
                file = re.sub(r" \(và \d+ hàng khác\)$", "", str(told["Tệp"]))
                place = Place(file, str(told["Trang tính"] or ""), int(told["Hàng"]) if told["Hàng"] else None)  # type: ignore[call-overload]
                for found in warehouse.explain("latest", str(told["Mã đơn vị"]), None).indicators:
                    called = titles.number(found.criteria, found.indicator)
                    if (found.criteria, called) == (told["Bộ tiêu chí"], told["Chỉ tiêu"]):
                        yield place, found


def test_every_finding_cites_a_row_that_decided(ran: Ran) -> None:
    counts: Counter[str] = Counter()
    for place, explained in cited(ran):
        decided = [check for check in explained.checks if check.outcome == OUTCOME.get(explained.verdict)]
        rows = [row for check in decided for row in check.evidence if row.role != "later"]
        preferred = [row for check in decided for row in check.evidence if row.role in MAY_BE_CITED[check.outcome]]
        if rows:
            assert place in {shown(row) for row in (preferred or rows)}, (place, explained)
            counts["row"] += 1
        else:
            assert place in {shown(row) for row in explained.claim_rows}, (place, explained)
            counts["claim"] += 1
    assert counts["row"] > 15
    assert counts["claim"] > 3


def row(role: str, source: str, number: int) -> Row:
    return Row(role, source, "ab", f"operators/{source}.xlsx", "Thôn", number, None, "ghi “x”")


def check(outcome: str, *rows: Row) -> Check:
    return Check("fibre", outcome, "independent", "x", "Vì thế.", "office", "Xem lại.", "", "", rows)


@pytest.mark.parametrize(
    ("outcome", "rows", "decided"),
    [
        ("pass", [("against", "mobifone", 1), ("for", "vnpt", 2), ("for", "viettel", 3)], {2, 3}),
        ("fail", [("for", "a", 1), ("context", "b", 2), ("against", "c", 3)], {3}),
        ("fail", [("for", "a", 1), ("context", "b", 2)], {2}),
        ("unknown", [("against", "a", 1), ("context", "b", 2), ("open", "c", 3)], {3}),
        ("unknown", [("against", "a", 1), ("context", "old", 2)], {2}),  # stale: what is old, not what is fresh
        ("unknown", [("against", "a", 1)], {1}),
        ("conflict", [("for", "mobifone", 1), ("for", "vnpt", 2), ("against", "vnpt", 3)], {2, 3}),
        ("conflict", [("for", "a", 1), ("against", "b", 2), ("context", "c", 3)], {1, 2}),
        ("conflict", [("for", "a", 1), ("open", "a", 2)], {1}),
        ("unknown", [("later", "a", 1)], set()),
        ("unknown", [], set()),
    ],
)  # fmt: skip
def test_the_rows_that_decide(outcome: str, rows: list[tuple[str, str, int]], decided: set[int]) -> None:
    assert {one.row for one in deciding_rows(outcome, [row(*one) for one in rows])} == decided


def test_a_check_of_another_outcome_decides_nothing() -> None:
    checks = [check("pass"), check("unknown"), check("fail")]
    assert deciding(Verdict.CONTRADICTED, checks) == [checks[2]]
    assert deciding(Verdict.UNVERIFIED, checks) == [checks[1]]
    assert deciding(Verdict.NOT_MET, checks[:2]) == [checks[1]]
    assert deciding(Verdict.MISSING_CLAIM, checks) == []
