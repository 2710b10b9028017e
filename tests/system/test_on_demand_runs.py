"""A request that is carried out: read once, judged as a run is, stored only where it is asked for."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from doisoat.settings import Settings
from flows.demo import DEMO_AS_OF, demo_inbox
from flows.open_stores import open_warehouse
from flows.reconcile import carry_out, reconcile
from flows.run import open_run
from flows.run_form import Request, check
from flows.runner import PlainRunner
from tests.small import small_inbox
from warehouse.run import verdict_hash

NOW = dt.datetime(2026, 11, 21, 20, 0, tzinfo=dt.UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, inbox=demo_inbox())


def test_what_the_check_has_read_the_run_does_not_read_again(tmp_path: Path) -> None:
    settings, lines = Settings(home=tmp_path, inbox=small_inbox(tmp_path / "inbox")), list[str]()
    asked = Request(scope=["06070001"], as_of=DEMO_AS_OF, offline=True, dry_run=True)
    with open_run(asked.spec(settings, NOW), settings, PlainRunner(), lines.append) as run:
        check(asked, run)
        assert len(lines) == 1 and lines[0].startswith("Danh mục thôn của tỉnh: ")
        carry_out(run)
    assert sum(line.startswith("Danh mục thôn của tỉnh: ") for line in lines) == 1


def test_a_dry_run_judges_as_a_run_does_and_stores_nothing(settings: Settings, demo: tuple[Any, Settings]) -> None:
    spec = Request(as_of=DEMO_AS_OF, criteria=["DVC-9.5"], offline=True, dry_run=True).spec(settings, NOW)
    sentence: list[str] = []
    finished = reconcile(spec, settings, PlainRunner(), sentence.append)
    stored = demo[0].frames["verdicts"]
    assert finished.record.verdict_hash == verdict_hash(stored[stored["criteria"] == "DVC-9.5"])
    assert "Chạy thử: không lưu lượt, kết luận hay thư nào" in sentence
    with open_warehouse(settings) as warehouse:
        assert warehouse.runs() == []


def test_a_dry_run_does_not_wait_for_a_run_at_work(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "trong").mkdir()
    spec = Request(dry_run=True, offline=True).spec(settings.model_copy(update={"inbox": tmp_path / "trong"}), NOW)
    with open_warehouse(settings) as warehouse, warehouse.lease(()):
        assert reconcile(spec, settings, PlainRunner(), lambda _text: None).record.run_id == spec.run_id
