from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from reports.contract import Letterhead
from reports.post import PostSettings
from tests.reports.peer import PASSWORD, USER, Office, certificate, start


@pytest.fixture(scope="session")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def server(office: Office, pem: Path) -> Iterator[Controller]:
    controller = start(office, pem)
    yield controller
    controller.stop()


@pytest.fixture
def settings(server: Controller, pem: Path) -> PostSettings:
    return PostSettings(
        host="127.0.0.1", port=server.port, sender="doisoat@langson.example.vn", username=USER, password=PASSWORD,
        ca_file=str(pem), timeout=1.0, deadline=3.0,
    )  # fmt: skip


@pytest.fixture
def letterhead() -> Letterhead:
    return Letterhead(
        organization="Sở Thông tin và Truyền thông", signer_title="KT. GIÁM ĐỐC", contact="Phòng Chuyển đổi số",
        sender="doisoat@langson.example.vn", reply_to="traloi@langson.example.vn", message_domain="doisoat.example.vn",
    )  # fmt: skip


class Clock:
    """Time that moves when it is told to."""

    def __init__(self) -> None:
        self.now = dt.datetime(2024, 11, 16, 1, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += dt.timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()
