"""Reports leave through the outbox: queued with the run, sent once, and only where that is allowed."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from flows.demo import demo_inbox
from tests.commands import in_process


class _Post:
    """A mail server's desk that keeps what it is handed."""

    def __init__(self) -> None:
        self.received: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.received.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"


@pytest.fixture
def post() -> Iterator[tuple[_Post, dict[str, str]]]:
    """A mail server on loopback, and the settings that lead to it."""
    desk = _Post()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(desk, hostname="127.0.0.1", port=port)
    controller.start()
    mail = {"HOST": "127.0.0.1", "PORT": str(port), "SECURITY": "none", "SENDER": "doi-soat@mau.example"}
    yield desk, {f"DOISOAT_MAIL__{name}": value for name, value in mail.items()}
    controller.stop()


def test_each_recipient_gets_one_letter_a_run_and_only_in_an_allowed_domain(
    post: tuple[_Post, dict[str, str]], tmp_path: Path
) -> None:
    doisoat, (desk, mail) = in_process(tmp_path / "home"), post
    inbox = tmp_path / "inbox"
    for folder in ("register", "claims"):  # claims of both districts, and a workbook that is refused
        shutil.copytree(demo_inbox() / folder, inbox / folder)
    for unit, address in (("181", "vp@binhgia.example"), ("181", "x@elsewhere.example"), ("184", "vp@caoloc.example")):
        assert doisoat("recipients", "add", unit, address, "--from", "2023-01-01", "--to", "2025-06-30").code == 0
    assert doisoat("recipients", "add", "181", "không phải địa chỉ", "--from", "2023-01-01").code == 1
    run = ("run", "--inbox", inbox, "--as-of", "2024-11-15", "--offline", "--json")
    assert doisoat(*run).code == 3
    assert doisoat("report", "--send", **mail).code == 1  # no domain is allowed yet
    assert desk.received == []
    mail["DOISOAT_MAIL__ALLOW_DOMAINS"] = '["binhgia.example", "caoloc.example"]'
    sent = doisoat("report", "--send", **mail)
    assert sent.code == 0, sent.err
    assert sorted(to for tos, _ in desk.received for to in tos) == ["vp@binhgia.example", "vp@caoloc.example"]
    doisoat(*run)
    doisoat("report", "--send", **mail)
    assert len(desk.received) == 2
    out = tmp_path / "thu"
    assert doisoat("report", "--unit", "181", "--out", out).code == 0
    assert sorted(path.suffix for path in out.iterdir()) == [".eml", ".xlsx", ".xlsx"]  # to answer in, to claim anew


@pytest.mark.parametrize("args", [("report",), ("report", "--send", "--out", "x")])
def test_a_report_goes_one_way_at_a_time(tmp_path: Path, args: tuple[str, ...]) -> None:
    assert in_process(tmp_path / "home")(*args).code == 2
