"""The ground of a verdict: equal as long as the deciding evidence says the same, another as soon as it does not."""

from __future__ import annotations

import pandas as pd
import pytest

from doisoat.columns import CHECK_RESULTS, EVIDENCE
from expectations.ground import grounds

KEY = {"criteria": "TTM-2023", "level": "village", "unit_code": "V1", "indicator": "1"}
SAYS = "VNPT Lạng Sơn: cáp quang – ghi “Chưa có”, công bố 30/09/2024"


def ground(
    verdict: str = "contradicted", claim: str = "met", reason: str = "all_no", reasons: str = "",
    checks: list[dict[str, str]] | None = None, rows: list[dict[str, object]] | None = None,
) -> str:  # fmt: skip
    fibre = {"check_id": "fibre", "outcome": "fail", "reason": reason}
    against = {"check_id": "fibre", "role": "against", "source_id": "vnpt", "sentence": SAYS}
    said = [{**KEY, **each} for each in ([fibre] if checks is None else checks)]
    told = [{**KEY, **each} for each in ([against] if rows is None else rows)]
    verdicts = pd.DataFrame([{**KEY, "claim": claim, "verdict": verdict, "reasons": reasons}])
    frames = pd.DataFrame(said, columns=list(CHECK_RESULTS)), pd.DataFrame(told, columns=list(EVIDENCE))
    return str(grounds(verdicts, *frames).iloc[0])


def row(**changes: object) -> dict[str, object]:
    return {"check_id": "fibre", "role": "against", "source_id": "vnpt", "sentence": SAYS, **changes}


def check(check_id: str, outcome: str) -> dict[str, str]:
    return {"check_id": check_id, "outcome": outcome, "reason": "all_no"}


SAME = [
    {"rows": [row(file_sha256="other", sheet="Thôn (2)", row=99)]},
    {"rows": [row(sentence=SAYS.replace("30/09/2024", "31/10/2024"))]},
    {"rows": [row(), row(role="for", sentence="MobiFone: có")]},
    {"rows": [row(), row(role="context", sentence="Danh mục: 12 hộ")]},
    {"rows": [row(), row(check_id="mobile", role="open")], "checks": [check("fibre", "fail"), check("mobile", "pass")]},
    {"reasons": "all_no;reading_dependent"},
]
OTHER = [
    {"claim": "not_met"},
    {"verdict": "unverified"},
    {"reason": "stale"},
    {"rows": []},
    {"rows": [row(), row()]},
    {"rows": [row(source_id="viettel")]},
    {"rows": [row(sentence=SAYS.replace("Chưa có", "Không"))]},
    {"checks": [check("fibre", "fail"), check("mobile", "fail")]},
]


@pytest.mark.parametrize("changes", SAME)
def test_where_a_row_stands_when_it_was_published_and_what_decides_nothing_make_no_other_ground(
    changes: dict[str, object],
) -> None:
    assert ground(**changes) == ground()  # type: ignore[arg-type]


@pytest.mark.parametrize("changes", OTHER)
def test_whatever_decides_and_says_something_else_makes_another_ground(changes: dict[str, object]) -> None:
    assert ground(**changes) != ground()  # type: ignore[arg-type]


def test_what_was_not_declared_rests_on_why_it_does_not_count() -> None:
    blank = {"verdict": "missing_claim", "claim": ""}
    assert ground(**blank) != ground(**blank, reasons="claims_differ")  # type: ignore[arg-type]
    assert ground(**blank) == ground(**blank, rows=[])  # type: ignore[arg-type]


def test_grounds_do_not_depend_on_the_order_of_rows(demo: tuple[object, object]) -> None:
    finished = demo[0]
    frames = {name: finished.frames[name] for name in ("verdicts", "check_results", "evidence")}  # type: ignore[attr-defined]
    told = frames["verdicts"].set_index(["criteria", "level", "unit_code", "indicator"])["ground"]
    mixed = {name: frame.sample(frac=1, random_state=1) for name, frame in frames.items()}
    again = mixed["verdicts"].assign(ground=grounds(*mixed.values()))
    again = again.set_index(["criteria", "level", "unit_code", "indicator"])["ground"]
    pd.testing.assert_series_equal(again.sort_index(), told.fillna("").sort_index(), check_dtype=False)
    single = told[told.fillna("") != ""]
    assert single.is_unique
    assert single.str.fullmatch(r"CC(-[0-9A-Z]{4}){3}").all()
