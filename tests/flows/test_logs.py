"""The log tells what happened in codes, counts and durations, and nothing of anybody."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from doisoat.clock import VIETNAM
from doisoat.errors import ConfigError, Refused, RefusedInputError
from doisoat.settings import Settings
from flows.runner import PlainRunner
from flows.watch.logs import describe_error, last_run, start_log
from tests.planted import PLANTED
from warehouse.lease import BusyError


def lines(home: Path) -> list[dict[str, Any]]:
    """All lines of all files, parsed."""
    found = (path.read_text("utf-8").splitlines() for path in sorted((home / "logs").glob("*.jsonl")))
    return [json.loads(line) for file in found for line in file]


def settings_of(tmp_path: Path, **more: Any) -> Settings:
    home = tmp_path / "home"
    return Settings(home=home, inbox=tmp_path / "inbox", warehouse=f"sqlite:///{home / 'd.sqlite'}", **more)


def test_a_failure_keeps_a_strangers_words_out_of_the_log(tmp_path: Path) -> None:
    name, phone, card = PLANTED[0]

    def broken(_frame: pd.DataFrame) -> None:
        raise ValueError(f"could not parse {name} {card}")

    settings = settings_of(tmp_path)
    with pytest.raises(ValueError, match=card), start_log(settings, "20261121T010000-123456") as log:
        log(f"gọi {phone} gặp ông {name}")
        log.watching(PlainRunner()).step("đọc", broken, pd.DataFrame([[name, phone, card]]))
    events = lines(settings.home)
    text = json.dumps(events, ensure_ascii=False)
    assert not any(value in text for value in (name, phone, card))
    assert events[-1] | {"outcome": "failed", "error": "ValueError", "run_id": "20261121T010000-123456"} == events[-1]
    assert events[-1]["where"].startswith("test_logs.py:")


def test_errors_are_told_in_our_words_and_a_refused_input_by_its_kind() -> None:
    assert describe_error(ConfigError("thiếu kho", fix="đặt kho")) == {"error": "ConfigError", "text": "thiếu kho"}
    refused = RefusedInputError(Refused.MISSING_HEADING, "thiếu cột; thấy: Tráng A Mẫu")
    assert describe_error(refused)["kind"] == "missing_heading"
    assert "Tráng" not in str(describe_error(refused))


def test_keys_that_nobody_allowed_are_left_out(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with start_log(settings, "r") as log:
        log._logger.info("step", holder="Tráng A Mẫu", rows=3)
    assert lines(settings.home)[1].keys() == {"at", "event", "level", "run_id", "rows"}


def test_a_source_that_fails_is_told_by_name_and_the_others_go_on(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with start_log(settings, "r") as log:
        results = log.watching(PlainRunner()).each("đọc nguồn", int, {"vnpt": ("7",), "viettel": ("bảy",)})
    assert results["vnpt"] == 7
    messages = {e["source"]: e["outcome"] for e in lines(settings.home) if e["event"] == "step"}
    assert messages == {"vnpt": "done", "viettel": "failed"}


def test_files_older_than_the_settings_say_are_removed_and_others_left_alone(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, log_days=10)
    folder = settings.home / "logs"
    folder.mkdir(parents=True)
    today = dt.datetime.now(VIETNAM).date()
    kept, old = (f"doisoat-{today - dt.timedelta(days=n):%Y%m%d}.jsonl" for n in (10, 11))
    for name in (kept, old, "doisoat-cu.jsonl", "ghi-chu.txt"):
        (folder / name).write_text("")
    with start_log(settings, "r"):
        pass
    left = {path.name for path in folder.iterdir()}
    assert left == {kept, "doisoat-cu.jsonl", "ghi-chu.txt", f"doisoat-{today:%Y%m%d}.jsonl"}


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    settings.home.mkdir()
    (settings.home / "logs").write_text("a file where the folder should be")
    messages: list[str] = []
    with start_log(settings, "r", messages.append) as log:
        log("vẫn chạy")
    assert messages == ["vẫn chạy"]


def test_services_get_the_lines_on_stderr_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with start_log(settings_of(tmp_path, log_to_stderr=True), "r") as log:
        log("Đã lưu")
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == [
        "run_started", "progress", "run_ended",
    ]  # fmt: skip


def test_the_last_run_is_found_with_its_end_or_without_one(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    assert last_run(settings.home) is None
    with start_log(settings, "one"):
        found = last_run(settings.home)
        assert found is not None
        assert (found.run_id, found.outcome) == ("one", "")
    with pytest.raises(BusyError), start_log(settings, "two"):
        raise BusyError("đang có lượt khác")
    found = last_run(settings.home)
    assert found is not None
    assert (found.run_id, found.outcome, found.text) == ("two", "skipped", "đang có lượt khác")
