"""The server of ``doisoat serve`` never stands open: its password is its owner's alone and new at every start."""

from __future__ import annotations

import asyncio
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from doisoat.errors import ConfigError
from doisoat.settings import Settings
from flows import prefect_credential, prefect_home
from flows.prefect_credential import credential_file, new_credential, read_credential
from flows.prefect_page import POLICY, NothingFromOutside
from flows.watch.doctor import Check, State, services
from flows.watch.doctor.check import Inspection
from tests.flows.test_doctor import api, now

OWN = "http://127.0.0.1:4200/api"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An environment of the test's own, without settings of Prefect."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    monkeypatch.setattr(os, "environ", clean)
    monkeypatch.setattr(prefect_home, "keep_private", lambda: None)
    return clean


def test_a_password_is_long_new_each_time_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        first = new_credential(tmp_path)
    finally:
        os.umask(umask)
    path = credential_file(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (read_credential(tmp_path), path.read_text(encoding="ascii")) == (first, f"{first}\n")
    assert first.startswith("doisoat:")
    assert len(first) > 40
    assert new_credential(tmp_path) != first
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("trouble", ["no folder", "folder in its place", "a disk without rights"])
def test_where_it_cannot_be_kept_the_server_does_not_start_open(
    tmp_path: Path, trouble: str, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    home = tmp_path / "home"
    if trouble != "no folder":
        home.mkdir()
    if trouble == "folder in its place":
        (credential_file(home) / "full").mkdir(parents=True)
    if trouble == "a disk without rights":
        monkeypatch.setattr(prefect_credential, "is_open_to_others", lambda _path: True)
    with pytest.raises(ConfigError, match="chưa mở máy chủ"):
        prefect_home.settle_to_serve(home)
    assert "PREFECT_SERVER_API_AUTH_STRING" not in environment


@pytest.mark.parametrize("given", [None, "", "ten:bi-mat"])
def test_server_and_runner_get_the_same_password(
    tmp_path: Path, given: str | None, environment: dict[str, str]
) -> None:
    if given is not None:
        environment["PREFECT_SERVER_API_AUTH_STRING"] = given
    environment["PREFECT_API_AUTH_STRING"] = "of:another-server"
    prefect_home.settle_to_serve(tmp_path)
    expected = given or read_credential(tmp_path)
    assert expected
    assert environment["PREFECT_SERVER_API_AUTH_STRING"] == environment["PREFECT_API_AUTH_STRING"] == expected
    assert environment["PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT"] == "false"


def test_a_server_elsewhere_gets_none_of_ours(tmp_path: Path, environment: dict[str, str]) -> None:
    environment["PREFECT_API_URL"] = "https://prefect.coquan.test/api"
    prefect_home.settle_to_serve(tmp_path)
    assert not credential_file(tmp_path).exists()
    new_credential(tmp_path)
    prefect_home.settle(tmp_path)
    assert "PREFECT_API_AUTH_STRING" not in environment


def test_a_command_on_this_machine_finds_the_password(tmp_path: Path, environment: dict[str, str]) -> None:
    secret = new_credential(tmp_path)
    environment["PREFECT_API_URL"] = OWN
    prefect_home.settle(tmp_path)
    assert environment["PREFECT_API_AUTH_STRING"] == secret


def test_a_password_that_others_may_have_read_is_not_used(tmp_path: Path) -> None:
    new_credential(tmp_path)
    credential_file(tmp_path).chmod(0o644)
    assert read_credential(tmp_path) is None


def looked(home: Path) -> dict[str, Check]:
    inspection = Inspection(Settings(home=home), now())
    return {check.id: check for look in services.LOOKS for check in look(inspection)}


def test_doctor_says_whether_the_password_is_kept(tmp_path: Path) -> None:
    assert "prefect.password" not in looked(tmp_path)
    secret = new_credential(tmp_path)
    seen = looked(tmp_path)["prefect.password"]
    assert seen.state is State.OK
    assert secret not in str(seen)
    credential_file(tmp_path).chmod(0o640)
    assert looked(tmp_path)["prefect.password"].state is State.BAD


def test_doctor_says_where_a_server_asks_for_no_password(tmp_path: Path, environment: dict[str, str]) -> None:
    secret = new_credential(tmp_path)
    with api(200, '"3.0.0"') as (url, _):
        environment["PREFECT_API_URL"] = url
        seen = looked(tmp_path)["prefect.open"]
    assert seen.state is State.BAD
    assert "doisoat serve" in seen.fix
    with api(401, "{}") as (url, headers):
        environment["PREFECT_API_URL"] = url
        found = looked(tmp_path)
    assert "prefect.open" not in found
    assert "Basic" in headers[0]  # the one of the home was said
    assert secret not in str(found)


def test_the_page_may_load_and_ask_nothing_but_the_server_it_came_from() -> None:
    sent: list[Any] = []

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
        await send({"type": "http.response.body", "body": b"<html>"})

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(NothingFromOutside(app)({"type": "http"}, receive, send))
    headers = dict(sent[0]["headers"])
    assert headers[b"content-security-policy"].decode() == POLICY
    rules = dict(rule.split(" ", 1) for rule in POLICY.split("; "))
    assert rules["default-src"] == "'self'"
    assert "connect-src" not in rules  # falls back to the default
    assert not [word for rule in rules.values() for word in rule.split() if "*" in word or "//" in word or "." in word]
