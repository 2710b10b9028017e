"""The log of a whole run over files that name people: codes, counts and durations, and nothing of anybody."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from doisoat.settings import Settings
from flows.open_stores import open_warehouse
from flows.reconcile import reconcile
from flows.run_spec import new_run_spec
from flows.runner import PlainRunner
from flows.watch.logs import KEYS, start_log
from flows.watch.night_account import night_health
from reports.found import night_reports
from reports.message import render
from reports.night_health.report import facts
from tests.planted import EXAMPLES, PLANTED, plant


def lines(home: Path) -> list[dict[str, Any]]:
    """All lines of all files, parsed."""
    found = (path.read_text("utf-8").splitlines() for path in sorted((home / "logs").glob("*.jsonl")))
    return [json.loads(line) for file in found for line in file]


def settings_of(tmp_path: Path, **more: Any) -> Settings:
    home = tmp_path / "home"
    return Settings(home=home, inbox=tmp_path / "inbox", warehouse=f"sqlite:///{home / 'd.sqlite'}", **more)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A logged run over an inbox with fifty people where they belong and where they do not; what it told."""
    folder = tmp_path_factory.mktemp("planted")
    shutil.copytree(EXAMPLES, folder / "inbox")
    plant(folder / "inbox")
    settings, messages = settings_of(folder), []
    spec = new_run_spec(
        settings.inbox, now=dt.datetime.now(dt.UTC), as_of=dt.date(2024, 11, 15), criteria=("TTM-2023",), offline=True
    )
    with start_log(settings, spec.run_id, messages.append) as log:
        reconcile(spec, settings, log.watching(PlainRunner()), log)
    return settings.home, messages


def test_a_run_is_told_from_its_beginning_to_its_end(planted: tuple[Path, list[str]]) -> None:
    home, messages = planted
    events = lines(home)
    assert [events[0]["event"], events[-1]["event"], events[-1]["outcome"]] == ["run_started", "run_ended", "done"]
    assert len({e["run_id"] for e in events}) == 1
    assert [e["text"] for e in events if e["event"] == "progress"] == messages
    times = [dt.datetime.fromisoformat(e["at"]) for e in events]
    assert times == sorted(times)
    assert times[0].tzinfo == dt.UTC


def test_every_source_is_told_with_its_counts_and_its_duration(planted: tuple[Path, list[str]]) -> None:
    read = {e["source"]: e for e in lines(planted[0]) if e.get("stage") == "đọc nguồn"}
    assert {"vnpt", "viettel", "mobifone", "register", "village_claims", "vpostcode"} <= set(read)
    for one in read.values():
        assert one["ms"] >= 0
        assert one["rows_in"] == one["rows_read"] + one["rows_set_aside"] + one["rows_refused"]
    assert read["village_claims"]["parts_refused"] >= 1


def test_refusals_gates_and_verdicts_are_told_in_counts(planted: tuple[Path, list[str]]) -> None:
    events = lines(planted[0])
    refused = [e for e in events if e["event"] == "refused"]
    assert {e.get("source") for e in refused} >= {"vnpt", "viettel", None}  # None: a folder of nobody
    assert all(e["kind"] and e["count"] for e in refused)
    assert sum(e["count"] for e in events if e["event"] == "verdicts") == next(
        e["rows"] for e in events if e.get("stage") == "xét"
    )


def test_none_of_fifty_planted_people_is_in_the_log(planted: tuple[Path, list[str]]) -> None:
    text = "".join(path.read_text("utf-8") for path in (planted[0] / "logs").iterdir())
    assert len(text) > 1000
    assert [value for person in PLANTED for value in person if value in text] == []
    assert {key for event in lines(planted[0]) for key in event} <= KEYS


def test_none_of_them_is_in_the_health_mail(planted: tuple[Path, list[str]]) -> None:
    settings = settings_of(planted[0].parent)
    with open_warehouse(settings) as warehouse:
        health = night_health(settings, warehouse, warehouse.resolve_run("latest"))
    text = "".join(render(night_reports()["night_health"][0], facts(health)))
    assert "nham_thu_muc" in text  # files are named, and why they were refused
    assert [value for person in PLANTED for value in person if value in text] == []
