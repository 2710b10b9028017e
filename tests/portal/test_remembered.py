"""What is worked out once about a run is never shown to who may see less, and changes with the run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.people import Role
from portal.remembered import Remembered
from tests.portal.conftest import PASSWORD, Visitor
from tests.warehouse.province import CRITERIA, Night, record

PATHS = ("/", "/ra-soat", "/ra-soat?ket-luan=contradicted", "/con-thieu", "/nguon", "/luot/latest")
ON = dt.date(2024, 11, 15)


@pytest.fixture
def pages(portal_settings: Any, tmp_path: Path) -> Iterator[tuple[Any, Callable[[str], Visitor]]]:
    """A warehouse of two communes, and accounts of the office and of each."""
    from starlette.testclient import TestClient

    from portal.app import make_app
    from portal.services import Services
    from warehouse.store import Warehouse

    url = f"sqlite:///{tmp_path / 'kho.sqlite'}"
    communes = {0: "C0", 1: "C1"}
    with Warehouse.open(url) as warehouse:
        warehouse.save_run(
            record(1, criteria={CRITERIA: "x"}, summary={}), Night(villages=2, communes=communes).frames()
        )
        with Services(portal_settings.model_copy(update={"home": tmp_path, "warehouse": url})) as services:
            services.accounts.add("so", Role.OFFICE, PASSWORD, services.now())
            for unit in ("C0", "C1"):
                services.accounts.add(unit.lower(), Role.UNIT, PASSWORD, services.now(), unit, ON)
            application = make_app(services)

            def visitor(login: str) -> Visitor:
                made = Visitor(TestClient(application))
                assert made.log_in(login).status_code == 303
                return made

            yield warehouse, visitor


@pytest.mark.parametrize("order", [("so", "c0", "c1"), ("c1", "c0", "so")])
def test_whoever_looks_first_nobody_sees_more_than_they_may(pages: Any, order: tuple[str, ...]) -> None:
    _, visitor = pages
    looking = {login: visitor(login) for login in order}
    for path in PATHS * 2:
        seen = {login: looking[login].get(path).text for login in order}
        for own, foreign in (("0", "1"), ("1", "0")):
            assert f"V00{foreign}" not in seen[f"c{own}"] and f"Nà {foreign}" not in seen[f"c{own}"], path
        if path.startswith("/ra-soat") and "ket-luan" not in path:
            assert "V000" in seen["so"] and "V001" in seen["so"] and "V000" in seen["c0"]


def test_no_token_and_no_account_is_kept_with_what_is_remembered(pages: Any) -> None:
    _, visitor = pages
    first, second = visitor("so"), visitor("so")
    for path in PATHS:
        first.get(path)
        text = second.get(path).text
        assert first.token not in text and second.token in text, path


def test_the_next_run_is_shown_at_once(pages: Any) -> None:
    warehouse, visitor = pages
    office, unit = visitor("so"), visitor("c0")
    assert "/thon/V000" not in office.get("/ra-soat?ket-luan=contradicted").text
    assert "/thon/V000" not in unit.get("/ra-soat?ket-luan=contradicted").text
    night = Night(villages=2, communes={0: "C0", 1: "C1"}, verdicts={(0, "1"): "contradicted"})
    warehouse.save_run(record(2, criteria={CRITERIA: "x"}, summary={}), night.frames())
    assert "/thon/V000" in office.get("/ra-soat?ket-luan=contradicted").text
    assert "/thon/V000" in unit.get("/ra-soat?ket-luan=contradicted").text
    assert "/thon/V000" not in office.get("/ra-soat?ket-luan=contradicted&luot=run-1").text, "the older one stays"


def test_the_least_used_goes_first_and_is_made_again() -> None:
    made: list[str] = []

    def make(name: str) -> Callable[[], str]:
        return lambda: made.append(name) or name

    known = Remembered(most=2)
    for name in ("a", "b", "a", "c", "a", "b"):
        assert known.get(name, make(name)) == name
    assert made == ["a", "b", "c", "b"]
