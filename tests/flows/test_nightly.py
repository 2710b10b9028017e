"""What a night decides by the warehouse alone, how it waits its turn, and what Prefect gets to see of an error."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from doisoat.errors import Refused, RefusedInputError, TransientError, UnexpectedError
from flows import nightly as night
from flows.prefect_runner import _worth_retrying, quoting_nothing
from flows.queueing import in_turn
from warehouse.lease import BusyError
from warehouse.nights import done_since
from warehouse.run import RunRecord

DUE = dt.datetime(2026, 11, 20, 18, 0, tzinfo=dt.UTC)  # 01:00 on the 21st in Vietnam
CRITERIA = {"TTM-2023": "a", "DVC-9.5": "b"}


def _run(began: dt.datetime = DUE + dt.timedelta(minutes=1), **changes: Any) -> RunRecord:
    facts: dict[str, Any] = {"as_of": dt.date(2026, 11, 21), "criteria": CRITERIA, **changes}
    return RunRecord(run_id="r", started_at=began, finished_at=began, **facts)


def test_a_whole_run_begun_after_the_night_was_due_has_done_its_work() -> None:
    assert done_since(DUE, [_run()], CRITERIA) == _run()


def test_a_run_begun_at_the_very_moment_counts() -> None:
    assert done_since(DUE, [_run(DUE)], CRITERIA) == _run(DUE)


def test_a_run_dated_by_a_clock_that_was_set_back_since_replaces_no_night() -> None:
    ahead = _run(DUE + dt.timedelta(days=3650), as_of=dt.date(2036, 11, 18))
    assert done_since(DUE, [ahead], CRITERIA) == ahead
    assert done_since(DUE, [ahead], CRITERIA, now=DUE + dt.timedelta(minutes=5)) is None
    assert done_since(DUE, [_run(), ahead], CRITERIA, now=DUE + dt.timedelta(minutes=5)) == _run()


@pytest.mark.parametrize(
    "run",
    [
        _run(DUE - dt.timedelta(seconds=1)),
        _run(scope=("06103",)),
        _run(known_at=DUE),
        _run(as_of=dt.date(2026, 11, 20)),
        _run(criteria={"TTM-2023": "a"}),
    ],
    ids=["begun before", "one commune", "a look back", "another day", "one criteria set"],
)
def test_a_run_that_is_not_a_nights_work_does_not_replace_it(run: RunRecord) -> None:
    assert done_since(DUE, [run], CRITERIA) is None


def _busy_times(times: int) -> Callable[[], Any]:
    left = iter(range(times))

    def attempt() -> Any:
        if next(left, None) is not None:
            raise BusyError("một lượt đối soát khác của cùng phạm vi đang chạy")
        return "xong"

    return attempt


def test_a_run_waits_while_another_of_its_scope_is_at_work() -> None:
    messages: list[str] = []
    waits: list[float] = []
    assert in_turn(_busy_times(3), dt.timedelta(minutes=10), messages.append, pause=waits.append) == "xong"
    assert len(waits) == 3
    assert messages == ["Chờ tới lượt: một lượt đối soát khác của cùng phạm vi đang chạy"]


def test_a_run_that_waited_too_long_gives_up() -> None:
    waits: list[float] = []
    with pytest.raises(BusyError):
        in_turn(_busy_times(1000), dt.timedelta(minutes=1), lambda _text: None, pause=waits.append)
    assert sum(waits) == 60


def test_an_error_keeps_its_kind_and_place_but_not_a_cell() -> None:
    with pytest.raises(UnexpectedError) as caught, quoting_nothing():
        float("Nông Thị Mẫu 0977000000")
    assert "Nông" not in str(caught.value)
    assert "ValueError tại test_nightly.py:" in str(caught.value)
    assert caught.value.__cause__ is None
    assert isinstance(caught.value.original, ValueError)


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (TransientError("máy chủ bận"), True),
        (RefusedInputError(Refused.EMPTY, "tệp rỗng"), False),
        (ValueError("x"), False),
    ],
)
def test_only_a_passing_trouble_is_worth_another_try(error: Exception, again: bool) -> None:
    assert _worth_retrying(None, None, SimpleNamespace(result=lambda raise_on_failure: error)) is again


@pytest.fixture
def mails(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> list[tuple[Any, Any]]:
    """What would have been mailed of a night whose work is replaced; Prefect is left out (``night.nightly.fn``)."""
    sent: list[tuple[Any, Any]] = []
    monkeypatch.setenv("DOISOAT_HOME", str(tmp_path))
    monkeypatch.setattr(night, "send_health", lambda _settings, finished, error, _tell: sent.append((finished, error)))
    monkeypatch.setattr(night, "show", lambda *_: None)
    return sent


def test_a_finished_night_is_told_to_the_operators(monkeypatch: pytest.MonkeyPatch, mails: list[Any]) -> None:
    finished = SimpleNamespace(record=_run())
    monkeypatch.setattr(night, "_tonight", lambda _settings: finished)
    state = night.nightly.fn()
    assert (state.name, state.message) == ("Completed", "Đã lưu lượt r")
    assert mails == [(finished, None)]


def test_a_night_that_failed_is_told_and_fails(monkeypatch: pytest.MonkeyPatch, mails: list[Any]) -> None:
    def fail(_settings: Any) -> Any:
        raise ValueError("Nông Thị Mẫu")

    monkeypatch.setattr(night, "_tonight", fail)
    with pytest.raises(UnexpectedError):
        night.nightly.fn()
    ((finished, error),) = mails
    assert finished is None
    assert "Nông" not in str(error)


def test_a_night_that_never_got_its_turn_is_skipped_and_told(monkeypatch: pytest.MonkeyPatch, mails: list[Any]) -> None:
    monkeypatch.setattr(night, "_tonight", lambda _settings: _busy_times(1)())
    monkeypatch.setattr(night, "PATIENCE", dt.timedelta())
    state = night.nightly.fn()
    assert (state.type, state.name) == ("COMPLETED", "Skipped")
    assert "đang chạy" in state.message
    assert isinstance(mails[0][1], BusyError)


def test_a_night_done_already_is_skipped_without_a_mail(monkeypatch: pytest.MonkeyPatch, mails: list[Any]) -> None:
    monkeypatch.setattr(night, "_done_since", lambda _due, _settings: _run())
    monkeypatch.setattr(night, "_tonight", lambda _settings: pytest.fail("the work was done already"))
    state = night.nightly.fn()
    assert state.name == "Skipped"
    assert "r lúc 01:01 21/11/2026" in state.message
    assert mails == []
