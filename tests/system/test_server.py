"""A real Prefect server: runs started through its API, late ones, the server killed, its database lost.

One ``doisoat serve`` with a server of its own serves all tests here. The warehouse is asked what was done, not Prefect.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
import pytest

from benchmarks.watch import at_our_end
from doisoat.errors import Refused, RefusedInputError, TransientError
from doisoat.settings import Settings
from flows.prefect_credential import read_credential
from flows.prefect_page import POLICY
from tests.patience import PATIENCE
from warehouse.run import RunRecord, verdict_hash
from warehouse.store import Warehouse

ROOT = Path(__file__).parents[2]
DEMO = {"as_of": "2024-11-15", "offline": True}
PERSON = re.compile(r"Nguyễn Văn Mẫu|\b0?900000\d{3}\b|\b020000000\d{3}\b")
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds the server's process in /proc")


class Served:
    """``doisoat serve`` in a home of its own, and the API as a client with nothing but HTTP sees it."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.home = home
        self.log = home / "serve.log"
        self.pid_file = home / "serve.pid"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("DOISOAT_", "PREFECT_"))}
        env = {
            **clean,
            "DOISOAT_HOME": str(self.home),
            "DOISOAT_INBOX": str(ROOT / "examples" / "inbox"),
            "DOISOAT_SCRAPE__BUDGET_SECONDS": "0.001",  # the night visits no shop here
            "PREFECT_RUNNER_POLL_FREQUENCY": "1",
            "PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS": "1",
        }
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "flows.cli", "serve", "--port", str(self.port)]
            # As a script starts what it puts into the background: deaf to Ctrl+C.
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=env,
                stdout=log,
                stderr=log,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
            )
        self.pid_file.write_text(str(self._process.pid))
        self.until(lambda: b"on_demand" in self.log.read_bytes(), "serve did not get ready")

    def stop(self) -> int:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        ended = self._process.wait(PATIENCE)
        self.pid_file.unlink()
        return ended

    def server_pid(self) -> int:
        """The server that ``serve`` started, from whichever of its threads: the child with our port in its command."""
        assert self._process is not None
        threads = Path(f"/proc/{self._process.pid}/task").glob("*/children")
        children = [child for thread in threads for child in thread.read_text().split()]
        ours = f"server\0start\0--host\x00127.0.0.1\0--port\0{self.port}\0"
        (pid,) = (int(child) for child in children if ours in Path(f"/proc/{child}/cmdline").read_text())
        return pid

    def until(self, seen: Callable[[], Any], complaint: str, seconds: float = 600) -> Any:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if found := seen():
                    return found
            except httpx.TransportError:  # the server is away, as some tests want it
                pass
            time.sleep(0.2)
        raise AssertionError(f"{complaint}\n{self.log.read_text(errors='replace')[-4000:]}")

    def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        with httpx.Client(base_url=f"http://127.0.0.1:{self.port}/api", timeout=30, auth=self.password()) as client:
            token = client.get("/csrf-token", params={"client": "test"}).json()["token"]
            headers = {"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": "test"}
            for _ in range(20):
                answer = client.request(method, path, json=body, headers=headers)
                if answer.status_code != 503:  # its database is locked for the moment; Prefect's own client waits too
                    break
                time.sleep(0.5)
            return answer

    def password(self) -> tuple[str, str]:
        user, _, secret = (read_credential(self.home) or "").partition(":")
        return user, secret

    def begin(self, deployment: str, request: Any = None, *, due: dt.datetime | None = None) -> httpx.Response:
        known = self.ask("GET", f"/deployments/name/{deployment}/{deployment}").json()
        body: dict[str, Any] = {"parameters": {"request": request} if request is not None else {}}
        if due is not None:
            body["state"] = {"type": "SCHEDULED", "state_details": {"scheduled_time": due.isoformat()}}
        return self.ask("POST", f"/deployments/{known['id']}/create_flow_run", body)

    def run_of(self, begun: httpx.Response) -> dict[str, Any]:
        assert begun.status_code == 201, begun.text
        run: dict[str, Any] = self.ask("GET", f"/flow_runs/{begun.json()['id']}").json()
        return run

    def end_of(self, begun: httpx.Response) -> dict[str, Any]:
        def ended() -> dict[str, Any] | None:
            run = self.run_of(begun)
            return run if run["state_type"] in ENDED else None

        found: dict[str, Any] = self.until(ended, "the run did not end")
        return found

    def stored(self) -> list[RunRecord]:
        with Warehouse.open(f"sqlite:///{self.home / 'doisoat.sqlite'}") as warehouse:
            return warehouse.runs()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("served"))
    with at_our_end('kill "$(cat "$1")"', str(server.pid_file)):
        server.start()
        yield server
        assert server.stop() == 0


def test_prefect_itself_plans_the_next_nights(served: Served) -> None:
    night = served.ask("GET", "/deployments/name/nightly/nightly").json()
    asked = {"deployments": {"id": {"any_": [night["id"]]}}, "sort": "EXPECTED_START_TIME_ASC"}
    planned = served.until(lambda: served.ask("POST", "/flow_runs/filter", asked).json(), "no night was planned")
    times = [dt.datetime.fromisoformat(run["expected_start_time"]) for run in planned]
    assert {(time.hour, time.minute) for time in times} == {(18, 0)}  # 01:00 in Vietnam
    assert times[0] > dt.datetime.now(dt.UTC)


def test_of_late_nights_one_does_the_work_and_the_other_says_so(served: Served) -> None:
    now = dt.datetime.now(dt.UTC)
    begun = [served.begin("nightly", due=now - dt.timedelta(days=days)) for days in (2, 1)]
    ends = [served.end_of(one) for one in begun]
    assert sorted(end["state_name"] for end in ends) == ["Completed", "Skipped"]
    (run,) = served.stored()
    assert run.started_at >= now
    skipped = next(end for end in ends if end["state_name"] == "Skipped")
    assert run.run_id in skipped["state"]["message"]
    assert skipped["name"].startswith("Đêm ")
    # Letters go when the night is over, not when a clock guesses so; one that had nothing to do starts nothing.
    begun_by_event = served.until(lambda: started_by_an_event(served, "reports"), "nobody sent the letters")
    assert len(begun_by_event) == 1


def started_by_an_event(served: Served, deployment: str) -> list[dict[str, Any]]:
    known = served.ask("GET", f"/deployments/name/{deployment}/{deployment}").json()
    runs = served.ask("POST", "/flow_runs/filter", {"deployments": {"id": {"any_": [known["id"]]}}}).json()
    return [run for run in runs if (run["created_by"] or {}).get("type") == "AUTOMATION"]


@pytest.mark.parametrize(
    "request_body",
    [
        {"scope": "06103"},
        {"scope": ["có dấu"]},
        {"as_of": "15/11/2024"},
        {"known_at": "2024-11-15T08:00:00"},
        {"dry_run": "có"},
        {"them": 1},
        None,
    ],
)
def test_the_api_refuses_a_request_of_the_wrong_form(served: Served, request_body: Any) -> None:
    answer = served.begin("on_demand", request_body)
    assert answer.status_code == 409
    assert "request" in answer.json()["detail"]


def test_a_work_pool_is_asked_for_its_workers_as_prefect_deploy_asks(served: Served) -> None:
    served.ask("POST", "/work_pools/", {"name": "doisoat", "type": "process"})
    asked = {"workers": {"status": {"any_": ["ONLINE"]}}, "limit": None, "offset": None}
    answer = served.ask("POST", "/work_pools/doisoat/workers/filter", asked)
    assert (answer.status_code, answer.json()) == (200, [])


def test_nobody_without_a_token_starts_a_run(served: Served) -> None:
    known = served.ask("GET", "/deployments/name/nightly/nightly").json()
    url = f"http://127.0.0.1:{served.port}/api/deployments/{known['id']}/create_flow_run"
    assert httpx.post(url, json={}, auth=served.password()).status_code == 403


@pytest.mark.parametrize("auth", [None, ("doisoat", "doan-mo"), ("", "")])
def test_another_account_of_the_machine_can_neither_ask_nor_order(served: Served, auth: tuple[str, str] | None) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{served.port}/api", auth=auth) as client:
        token = client.get("/csrf-token", params={"client": "test"})
        assert token.status_code == 401
        for method, path in (
            ("POST", "/flow_runs/filter"),
            ("POST", "/deployments/"),
            ("POST", "/flows/"),
            ("GET", "/admin/settings"),
            ("GET", "/admin/version"),
        ):
            assert client.request(method, path).status_code in (401, 403), path  # 403: no token of the page either


def test_every_page_is_told_to_load_nothing_from_outside(served: Served) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{served.port}", follow_redirects=True) as client:
        for path in ("/", "/v2/", "/runs", "/docs"):
            answer = client.get(path, headers={"Accept": "text/html"})
            assert answer.headers["content-security-policy"] == POLICY, path
        assert client.get("/ui-settings").json()["auth"] == "BASIC"


def test_a_request_for_an_unknown_unit_is_refused_before_anything_starts(served: Served) -> None:
    before = len(served.stored())
    end = served.end_of(served.begin("on_demand", {**DEMO, "scope": ["06103", "99999999"]}))
    assert (end["state_type"], end["state_name"]) == ("FAILED", "Refused")
    assert "chưa thấy mã 99999999" in end["state"]["message"]
    assert len(served.stored()) == before


@pytest.fixture
def here(served: Served) -> Iterator[None]:
    """This process as a client of the server."""
    from prefect.settings import (
        PREFECT_API_AUTH_STRING,
        PREFECT_API_URL,
        PREFECT_LOGGING_TO_API_ENABLED,
        temporary_settings,
    )

    url, password = f"http://127.0.0.1:{served.port}/api", ":".join(served.password())
    quiet = {PREFECT_LOGGING_TO_API_ENABLED: False}
    with temporary_settings({PREFECT_API_URL: url, PREFECT_API_AUTH_STRING: password, **quiet}):
        yield


def test_a_passing_trouble_is_tried_again_and_nothing_else_is(here: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from prefect import flow

    from flows import prefect_runner

    monkeypatch.setattr(prefect_runner, "_RETRY_DELAYS", [0, 0, 0])
    tries: dict[str, int] = {"bận": 0, "rỗng": 0, "hỏng": 0}

    def step(name: str, *errors: Exception) -> str:
        tries[name] += 1
        if tries[name] <= len(errors):
            raise errors[tries[name] - 1]
        return "xong"

    @flow(persist_result=False)
    def three() -> None:
        busy, empty = TransientError("máy chủ bận"), RefusedInputError(Refused.EMPTY, "tệp rỗng")
        runner = prefect_runner.PrefectRunner()
        assert runner.step("đọc", step, "bận", busy, busy) == "xong"
        found = runner.each("đọc", step, {"a": ("rỗng", *[empty] * 9), "b": ("hỏng", *[ValueError("Nông")] * 9)})
        assert isinstance(found["a"], RefusedInputError)
        assert isinstance(found["b"], ValueError)

    three()
    assert tries == {"bận": 3, "rỗng": 1, "hỏng": 1}


def test_a_run_whose_machine_stopped_is_taken_up_again_but_not_for_ever(served: Served, here: None) -> None:
    from flows.prefect_runs import take_up_again

    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    begun = served.begin("on_demand", {"criteria": ["KHONG-CO"]}, due=later)
    lost = {"state": {"type": "RUNNING"}, "force": True}
    served.ask("POST", f"/flow_runs/{begun.json()['id']}/set_state", lost)
    assert take_up_again() == 1
    assert served.end_of(begun)["state_name"] == "Refused"
    served.ask("POST", f"/flow_runs/{begun.json()['id']}/set_state", lost)
    assert served.run_of(begun)["run_count"] == 3
    assert take_up_again() == 0
    assert served.run_of(begun)["state_type"] == "CRASHED"


def test_old_and_lost_runs_leave_prefects_list(served: Served, here: None) -> None:
    from flows.prefect_runs import close_lost, delete_ended

    now = dt.datetime.now(dt.UTC)
    begun = served.begin("on_demand", {}, due=now + dt.timedelta(days=1))
    served.ask("POST", f"/flow_runs/{begun.json()['id']}/set_state", {"state": {"type": "RUNNING"}, "force": True})
    assert (close_lost(now - dt.timedelta(days=1)), delete_ended(now - dt.timedelta(days=1))) == (0, 0)
    assert close_lost(now + dt.timedelta(minutes=5)) == 1
    assert served.run_of(begun)["state_type"] == "CRASHED"
    assert delete_ended(now + dt.timedelta(minutes=5)) >= 1
    assert served.ask("GET", f"/flow_runs/{begun.json()['id']}").status_code == 404


def test_a_run_outlives_the_death_of_the_server(served: Served, demo: tuple[Any, Settings]) -> None:
    begun = served.begin("on_demand", {**DEMO, "criteria": ["DVC-9.5"]})
    served.until(lambda: served.run_of(begun)["state_type"] == "RUNNING", "the run did not begin")
    before = served.server_pid()
    os.kill(before, signal.SIGKILL)
    end = served.end_of(begun)
    assert served.server_pid() != before
    assert (end["state_type"], end["run_count"]) == ("COMPLETED", 1)
    run = served.stored()[-1]
    assert run.run_id in end["state"]["message"]
    plain = demo[0].frames["verdicts"]
    assert run.verdict_hash == verdict_hash(plain[plain["criteria"] == "DVC-9.5"])


def test_prefects_database_may_be_lost_between_runs(served: Served, demo: tuple[Any, Settings]) -> None:
    before = [run.run_id for run in served.stored()]
    assert served.stop() == 0
    with pytest.raises(httpx.ConnectError):
        served.ask("GET", "/health")
    assert _persons_in(served.home / "prefect-server", served.log) == []
    for file in (served.home / "prefect-server").glob("prefect.db*"):
        file.unlink()
    served.log.unlink()
    served.start()
    end = served.end_of(served.begin("on_demand", DEMO))
    assert end["state_type"] == "COMPLETED", end["state"]["message"]
    assert end["name"] == "Theo yêu cầu · toàn tỉnh · ngày xét 15/11/2024"
    *earlier, run = served.stored()
    assert [each.run_id for each in earlier] == before
    assert run.verdict_hash == demo[0].record.verdict_hash
    shown = {each["key"]: each["data"] for each in served.ask("POST", "/artifacts/filter", {}).json()}
    assert shown["tien-do"] == 100
    assert run.run_id in shown["ket-qua"]

    def names_of_all_steps() -> list[str]:  # the server writes them down a little after they have ended
        names = [each["name"] for each in served.ask("POST", "/task_runs/filter", {}).json()]
        return names if "luu kho" in names else []

    names = served.until(names_of_all_steps, "the last step is not on the page")
    assert all(name.isascii() for name in names)
    assert _persons_in(served.home / "prefect-server", served.log) == []


def _persons_in(*places: Path) -> list[str]:
    """Names, telephone and card numbers of the people of the sample inbox that stand in clear in files and folders."""
    book = ROOT / "examples" / "inbox" / "claims" / "van_quan_ttm2022.xlsx"
    team = pd.read_excel(book, "Thành viên", dtype=str, engine="openpyxl")
    assert len(PERSON.findall(team.to_csv())) >= 3 * len(team) > 0  # this is how they look
    files = [file for place in places for file in (place.rglob("*") if place.is_dir() else [place]) if file.is_file()]
    written = b"\n".join(file.read_bytes() for file in files).decode(errors="replace")
    assert "Hộp thư đến: 25 tệp" in written  # and this is where a leak would be seen
    return PERSON.findall(written)
