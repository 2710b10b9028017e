"""A unit at a date: communes redrawn in 2025 and 2026 keep a code and mean other land; an account keeps its own land.

The code C0 is a commune of two villages in 2024, of three in 2025, and of one in 2026, each with a verdict of its own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import pytest

from portal.people import Role
from reports.outbox import NewLetter
from tests.portal.conftest import LogIn, Visitor
from tests.portal.test_guards import PAGES, PARTS
from tests.warehouse.province import CRITERIA, Night, record
from warehouse.store import Warehouse

# Number of the run (days after the first) → commune of each village.
REDRAWN = {1: ("C0", "C1", "C0", "C1"), 300: ("C0", "C0", "C0", "C5"), 600: ("C9", "C0", "C9", "C5")}
RUNS = [f"run-{number}" for number in REDRAWN]
# Account → its day, and the villages that lay below C0 on it.
ACCOUNTS = {
    "xa-2024": (dt.date(2024, 11, 16), {0, 2}),
    "xa-2025": (dt.date(2025, 9, 11), {0, 1, 2}),
    "xa-2026": (dt.date(2026, 7, 8), {1}),
}
OF_COMMUNE = {1: "VNPT: kết luận cả xã năm 2024", 300: "VNPT: cả xã năm 2025", 600: "VNPT: cả xã năm 2026"}


def frames_of(number: int) -> dict[str, Any]:
    """A night with a verdict of the commune C0 beside those of the villages."""
    communes = dict(enumerate(REDRAWN[number]))
    says = {(v, i): f"VNPT: thôn {v} năm {number}" for v in range(4) for i in ("1", "2")}
    night = Night(communes=communes, says=says, verdicts={(v, "1"): "contradicted" for v in range(4)})
    frames = night.frames()
    place = {"unit": "Xã C0", "commune_code": "C0", "commune": "Xã C0", "district_code": "D1", "district": "Huyện"}
    key = {"criteria": CRITERIA, "level": "commune", "unit_code": "C0", "indicator": "1"}
    extra = {
        "verdicts": {**key, **place, "claim": "met", "verdict": "contradicted", "basis": "independent", "reasons": ""},
        "check_results": {**key, "check_id": "fibre", "outcome": "fail", "reason": "", "sentence": OF_COMMUNE[number]},
    }
    for name, row in extra.items():
        frames[name] = pd.concat([frames[name], pd.DataFrame([row])], ignore_index=True)
    names = ["level", "unit_code", *place]
    frames["units"] = frames["verdicts"][names].drop_duplicates("unit_code")
    return frames


@pytest.fixture(scope="module")
def over_time(portal_settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Visitor]]:
    from flows.steps.letters import outbox_of
    from portal.services import Services

    home = tmp_path_factory.mktemp("over-time")
    url = f"sqlite:///{home / 'kho.sqlite'}"
    with Warehouse.open(url) as warehouse:
        for number in REDRAWN:
            warehouse.save_run(record(number, criteria={CRITERIA: "x"}, summary={}), frames_of(number))
        letters = [
            NewLetter(run, "district_quality", "C0", run, "c", f"{run}@mau.gov.vn", f"<{run}@x>", False) for run in RUNS
        ]
        outbox_of(warehouse).enqueue(letters, dt.datetime(2026, 7, 9, tzinfo=dt.UTC))
    with Services(portal_settings.model_copy(update={"home": home, "warehouse": url})) as services:
        yield LogIn(services, {login: (Role.UNIT, "C0", day) for login, (day, _) in ACCOUNTS.items()})


def words_of(text: str) -> set[int]:
    """The villages that a page names by code, name or what their rows say."""
    shown = re.sub(r'(?:value|href|action)="[^"]*"', "", text)
    return {v for v in range(4) if re.search(rf"V00{v}\b|Nà {v}\b|thôn {v} năm", shown)}


@pytest.mark.parametrize("login", ACCOUNTS)
def test_every_page_of_every_run_shows_the_land_of_the_account_alone(
    over_time: Callable[[str], Visitor], login: str
) -> None:
    visitor, own = over_time(login), ACCOUNTS[login][1]
    seen: set[int] = set()
    for page in PAGES:
        if page.methods != ("GET",) or page.guard.is_open or Role.UNIT not in page.guard.roles:
            continue
        for run in ("", *RUNS):
            for code in ("C0", "V000", "V001", "V002", "V003"):
                path = re.sub(r"{(\w+)}", lambda p, c=code, r=run: {**{k: v[0] for k, v in PARTS.items()}, "thon": c,
                                                             "luot": r or "latest"}[p[1]], page.path)  # fmt: skip
                answer = visitor.get(f"{path}?luot={run}&don-vi=C0&tim=na")
                assert answer.status_code < 500, path
                named = words_of(answer.text)
                assert named <= own, (path, run, named)
                seen |= named
                if "thon" not in page.path:
                    break
    assert seen == own


@pytest.mark.parametrize(("login", "own"), [("xa-2024", {1}), ("xa-2025", {1, 300, 600}), ("xa-2026", {600})])
def test_a_code_that_is_another_units_in_a_run_is_no_page_of_it(
    over_time: Callable[[str], Visitor], login: str, own: set[int]
) -> None:
    """A commune is the account's where all that lies below it in that run is."""
    visitor = over_time(login)
    letters = visitor.get("/thu").text
    for number in REDRAWN:
        answer = visitor.get(f"/thon/C0?luot=run-{number}")
        assert answer.status_code == (200 if number in own else 404)
        assert (OF_COMMUNE[number] in answer.text) == (number in own)
        assert (f"run-{number}@mau.gov.vn" in letters) == (number in own)


def test_nothing_is_answered_for_a_unit_that_bears_the_code_now(over_time: Callable[[str], Visitor]) -> None:
    form = {"tra-loi": "agree", "chi-tieu": "1", "bo": CRITERIA, "can-cu": ""}
    assert over_time("xa-2024").post("/thon/C0/tra-loi", form).status_code == 404
    assert over_time("xa-2026").post("/thon/C0/tra-loi", form).status_code == 422, "its own; the evidence is another"


def test_what_a_commune_lacks_follows_its_villages_below_another_code(over_time: Callable[[str], Visitor]) -> None:
    text = over_time("xa-2024").get("/con-thieu").text
    assert "Việc của thôn, xã" in text


def test_no_file_is_handed_in_for_a_unit_that_bears_the_code_now(over_time: Callable[[str], Visitor]) -> None:
    for path, form in (("/nhan-tep", {}), ("/nhan-tep/giu", {"tep": "x"})):
        told = over_time("xa-2024").post(path, form)
        assert told.status_code == 422 and "nay là của đơn vị khác" in told.text
        assert "nay là của đơn vị khác" not in over_time("xa-2026").post(path, form).text
