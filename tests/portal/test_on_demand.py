"""A run that is asked for on the page: looked at first, started, watched; here without any process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from flows import asked_process, asked_runs
from tests.portal.conftest import OWN, Visitor

As = Callable[[str], Visitor]


def test_what_would_be_run_is_told_before_anything_starts(as_role: As) -> None:
    office = as_role("so")
    seen = office.post("/doi-soat", {"don-vi": "Xã Hòa Bình, Bình Gia", "ngay": "2024-11-15", "chay-thu": "1"})
    assert seen.status_code == 200
    assert OWN in seen.text and "chạy thử, không lưu" in seen.text


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"don-vi": "Xã Không Có Đâu"}, "chưa thấy đơn vị nào tên như mục thứ 1"),
        ({"ngay": "15/11/2024"}, "Ngày xét"),
        ({"bo": "<script>"}, "Bộ tiêu chí"),
    ],
)
def test_a_request_that_cannot_be_carried_out_says_what_to_mend(as_role: As, form: dict[str, str], told: str) -> None:
    answer = as_role("so").post("/doi-soat", form)
    assert answer.status_code == 422
    assert told in answer.text and "<script>" not in answer.text


@pytest.fixture
def folder(portal_settings: Any) -> Path:
    made: Path = portal_settings.home / "asked-runs" / "0123456789abcdef"
    made.mkdir(parents=True, exist_ok=True)
    for old in made.iterdir():
        old.unlink()
    return made


PATH = "/doi-soat/m-0123456789abcdef"


def test_the_page_loads_itself_anew_until_the_run_has_ended(as_role: As, folder: Path, monkeypatch: Any) -> None:
    office = as_role("so")
    monkeypatch.setattr(asked_runs, "_is_at_work", lambda _folder: True)
    assert "Đang chờ máy nhận việc" in office.get(PATH).text
    diary = asked_process.Diary(folder)
    diary.ended("đọc nguồn")
    running = office.get(PATH)
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in running.text
    assert f'data-dong="{PATH}/tien-do"' in running.text and 'src="/tinh/tien-do.js"' in running.text
    assert "40 %" in running.text and "Xong bước: đọc nguồn" in running.text
    (folder / asked_process.ENDED).write_text(
        json.dumps({"state": "done", "run_id": "20261128T111314-esmhny", "dry_run": False, "message": ""}), "utf-8"
    )
    done = office.get(PATH)
    assert "refresh" not in done.text and "<script" not in done.text
    assert "/ra-soat?luot=20261128T111314-esmhny" in done.text


def test_its_events_follow_until_it_has_ended(as_role: As, services: Any, folder: Path, monkeypatch: Any) -> None:
    """The stand of each look is told once; then that it is over, and the stream ends."""
    running = asked_runs.AskedRun("m-0123456789abcdef", "running", 40, ("Xong bước: <b>đọc nguồn</b>",))
    stands = iter([running, running, running, replace(running, percent=70), replace(running, state="done")])
    monkeypatch.setattr(asked_runs, "look", lambda _key, _settings: next(stands))
    monkeypatch.setattr(services.streams, "tick", 0.0)
    told = as_role("so").get(f"{PATH}/tien-do")
    assert told.headers["content-type"].startswith("text/event-stream") and told.headers["cache-control"] == "no-store"
    events = [part for part in told.text.split("\n\n") if part.startswith("event:")]
    facts = [json.loads(part.partition("data: ")[2]) for part in events]
    assert [part.partition("\n")[0] for part in events] == ["event: tien-do", "event: tien-do", "event: xong"]
    assert [fact.get("percent") for fact in facts] == [40, 70, None]
    assert facts[0]["lines"] == ["Xong bước: <b>đọc nguồn</b>"], "text, which the page writes as text"
    assert services.streams.count == 0


def test_events_end_with_the_session_and_begin_for_nobody_else(
    visitor: As, services: Any, folder: Path, monkeypatch: Any
) -> None:
    running = asked_runs.AskedRun("m-0123456789abcdef", "running", 40)
    office, looks = visitor("so"), []

    def look_and_leave(_key: str, _settings: Any) -> asked_runs.AskedRun:
        looks.append(1)
        if len(looks) == 3:
            services.sessions.end(office.client.cookies["doisoat"])
        return running

    monkeypatch.setattr(services.streams, "tick", 0.0)
    monkeypatch.setattr(asked_runs, "look", look_and_leave)
    assert office.get(f"{PATH}/tien-do").text.count("event:") == 1
    assert len(looks) == 3, "no look after the session was over"
    assert office.get(f"{PATH}/tien-do").status_code == 303


def test_a_process_that_is_gone_is_told_so(as_role: As, folder: Path) -> None:
    assert "tiến trình dừng đột ngột" in as_role("so").get(PATH).text.lower()


@pytest.mark.parametrize("key", ["m-../../etc/passwd", "m-ffffffffffffffff", "p-0123456789abcdef", "x", "m-%2e%2e"])
def test_a_key_that_is_none_is_no_page(as_role: As, key: str) -> None:
    assert as_role("so").get(f"/doi-soat/{key}").status_code == 404


def test_a_dry_run_leaves_words_for_who_asked_and_nothing_in_the_warehouse(
    as_role: As, portal_settings: Any, demo: Any
) -> None:
    from flows import dry_runs

    finished = demo[0]
    dry_runs.keep(finished, portal_settings)
    office = as_role("so")
    text = office.get(f"/doi-soat/thu/{finished.record.run_id}").text
    assert "Thôn Nà Lùng" in text and "không được lưu" in text
    one = office.get(f"/doi-soat/thu/{finished.record.run_id}?don-vi=06103001").text
    assert "Thôn Nà Cuổn - Nà Rài" in one and "Thôn Nà Lùng" not in one
    assert "Hợp đồng MAU-06/2024/HĐ-VT đặt ở một phần của thôn ghép." in one
    for wrong in ("../../etc/passwd", "khong-co", "20261128T111314-esmhny"):
        assert office.get(f"/doi-soat/thu/{wrong}").status_code == 404


class FakeApi:
    """A Prefect server that has carried a request out."""

    started: ClassVar[dict[str, Any]] = {}

    def __init__(self, url: str, home: Path) -> None:
        self.url = url

    def start(self, request: dict[str, Any]) -> str:
        FakeApi.started = request
        return "01234567-89ab-cdef-0123-456789abcdef"

    def flow_run(self, run: str) -> dict[str, Any]:
        return {
            "state_type": "COMPLETED",
            "state_name": "Completed",
            "state": {"message": "Chạy thử xong, không lưu (20261128T111314-esmhny)"},
            "parameters": {"request": {"dry_run": True}},
        }

    def progress(self, run: str) -> tuple[int, str]:
        return 100, "Xong bước: lưu kho"


def test_where_a_server_is_named_it_carries_the_request_out(as_role: As, monkeypatch: Any) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:4200/api")
    monkeypatch.setattr(asked_runs, "PrefectApi", FakeApi)
    office = as_role("so")
    done = office.post("/doi-soat/bat-dau", {"da-xem": "1", "don-vi": f"{OWN};", "ngay": "2024-11-15", "chay-thu": "1"})
    assert done.headers["location"] == "/doi-soat/p-01234567-89ab-cdef-0123-456789abcdef"
    assert FakeApi.started["scope"] == [OWN] and FakeApi.started["dry_run"] is True
    assert "/doi-soat/thu/20261128T111314-esmhny" in office.get(done.headers["location"]).text
