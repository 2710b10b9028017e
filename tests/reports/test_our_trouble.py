"""A server that refuses this office, and one that answers ahead: nobody is marked, no letter is lost or called sent."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from reports.post import PostSettings, SmtpPost
from reports.recipients import new_recipient, recipients_on
from reports.replies import Answer, Stage, meaning
from reports.send import SendSummary, send_due
from tests.reports.conftest import Clock
from tests.reports.kills import everyone, letters_of
from tests.reports.peer import Office
from tests.reports.worker import DOMAIN, policy, render, store_at
from warehouse.outbox import SqlOutbox

DAY = dt.date(2024, 11, 15)
OURS = [
    ("RCPT", "550 relay not permitted"),
    ("RCPT", "553 sender rejected"),
    ("RCPT", "554 5.7.1 Relay access denied"),
    ("RCPT", "550 Administrative prohibition"),
    ("RCPT", "530 5.7.0 Authentication required"),
    ("MAIL", "553 5.1.8 Domain of sender address does not exist"),
    ("MAIL", "550 5.7.1 Sender not allowed"),
    ("DATA", "554 5.7.1 Message rejected as spam"),
]


@pytest.fixture
def store(tmp_path: Path) -> SqlOutbox:
    return store_at(f"sqlite:///{tmp_path / 'outbox.sqlite'}")


def round_of(store: SqlOutbox, settings: PostSettings, clock: Clock) -> SendSummary:
    with SmtpPost(settings) as post:
        return send_due(store, post, render, policy(), clock=clock, chance=random.Random(3))


def queue(store: SqlOutbox, clock: Clock, addresses: list[str]) -> None:
    for address in addresses:
        store.add_recipient(new_recipient("186", address, valid_from=DAY))
    store.enqueue(letters_of("r1", addresses), clock())


def marked(store: SqlOutbox, addresses: list[str]) -> set[str]:
    return set(addresses) - {recipient.address for recipient in recipients_on(store.recipients(), DAY)}


@pytest.mark.parametrize(("command", "said"), OURS)
@pytest.mark.parametrize("count", [1, 5])
def test_a_refusal_of_this_office_stops_the_round_and_marks_nobody(
    store: SqlOutbox, settings: PostSettings, office: Office, clock: Clock, command: str, said: str, count: int
) -> None:
    addresses = everyone(count)
    queue(store, clock, addresses)
    office.rules = {command: said}
    for _ in range(3):  # longer than a day, after which a letter would be given up
        summary = round_of(store, settings, clock)
        assert (summary.sent, summary.dead) == (0, 0)
        assert said[:3] in summary.stopped
        assert "@" not in summary.stopped
        assert sum(office.tries.values()) <= 3, "it stops asking"
        office.tries.clear()
        clock.pass_by(hours=13)
    assert marked(store, addresses) == set()
    office.rules = {}
    assert round_of(store, settings, clock).sent == count


def test_the_same_words_about_one_address_of_many_concern_that_address_alone(
    store: SqlOutbox, settings: PostSettings, office: Office, clock: Clock
) -> None:
    addresses = [f"relay@{DOMAIN}", f"gone@{DOMAIN}", *everyone(4)]
    queue(store, clock, addresses)
    first = round_of(store, settings, clock)
    assert (first.sent, first.dead, first.later, first.stopped) == (4, 1, 1, "")
    assert marked(store, addresses) == {f"gone@{DOMAIN}"}
    clock.pass_by(hours=25)
    assert round_of(store, settings, clock).dead == 1, "others were taken: its day runs out"
    assert marked(store, addresses) == {f"gone@{DOMAIN}"}


def test_a_server_that_knows_nobody_any_more_is_our_trouble_too(
    store: SqlOutbox, settings: PostSettings, office: Office, clock: Clock
) -> None:
    addresses = everyone(5)
    queue(store, clock, addresses)
    office.rules = {"RCPT": "550 5.1.1 User unknown"}
    summary = round_of(store, settings, clock)
    assert (summary.dead, summary.later) == (0, 5)
    assert summary.stopped
    assert marked(store, addresses) == set()


def test_a_server_that_cannot_be_reached_for_days_costs_no_letter(
    store: SqlOutbox, settings: PostSettings, clock: Clock
) -> None:
    queue(store, clock, everyone(2))
    nobody = PostSettings("127.0.0.1", 1, settings.sender, security="none", timeout=1)
    for _ in range(3):
        assert round_of(store, nobody, clock).dead == 0
        clock.pass_by(hours=30)
    assert round_of(store, settings, clock).sent == 2


def test_what_a_refusal_says_decides_about_whom_it_is() -> None:
    said = {
        (Stage.RECIPIENT, 550, "5.1.1 <a@b.vn>: User unknown in relay recipient table"): Answer.ADDRESS_REFUSED,
        (Stage.RECIPIENT, 550, "Requested action not taken: mailbox unavailable"): Answer.ADDRESS_REFUSED,
        (Stage.RECIPIENT, 550, "No such user here"): Answer.ADDRESS_REFUSED,
        (Stage.RECIPIENT, 550, "5.4.1 Relay Access Denied"): Answer.POLICY,
        (Stage.RECIPIENT, 550, "5.1.0 sender rejected"): Answer.POLICY,
        (Stage.RECIPIENT, 550, ""): Answer.POLICY,
        (Stage.RECIPIENT, 503, "5.5.1 Bad sequence"): Answer.POLICY,
        (Stage.RECIPIENT, 550, "5.1.8 Bad sender's system"): Answer.OFFICE_REFUSED,
        (Stage.RECIPIENT, 451, "4.7.1 Greylisted"): Answer.LATER,
        (Stage.TEXT, 552, "5.3.4 Message too big"): Answer.REFUSED,
        (Stage.TEXT, 554, "Blocked by SPF"): Answer.POLICY,
    }
    for (stage, code, words), answer in said.items():
        found = meaning(stage, code, words.encode())
        assert found.answer is answer, words
        assert "@" not in found.problem


class Ahead(socketserver.StreamRequestHandler):
    """Answers each command with what ``script`` has for it: often more than one reply."""

    script: ClassVar[dict[str, bytes]] = {}

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            self.wfile.write(self.script.get("greeting", b"220 hello\r\n"))
            in_text = False
            for line in self.rfile:
                word = "." if in_text and line == b".\r\n" else "" if in_text else line[:4].decode().strip().upper()
                if word in ("", "DATA", "."):
                    in_text = word != "."
                answers = {"DATA": b"354 go on\r\n", "": self.script.get("text", b"") if line == b"\r\n" else b""}
                self.wfile.write(self.script.get(word, answers.get(word, b"250 ok\r\n")) if word else answers[""])


@pytest.fixture
def ahead() -> Iterator[PostSettings]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Ahead) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        port = server.server_address[1]
        yield PostSettings("127.0.0.1", port, "a@b.vn", security="none", timeout=5.0, deadline=5.0)
        server.shutdown()


BURST = b"250 ok\r\n250 ok\r\n354 go on\r\n250 queued\r\n"


@pytest.mark.parametrize(
    "script",
    [
        {"greeting": b"220 hello\r\n250 ok\r\n" + BURST},
        {"EHLO": b"250 ok\r\n" + BURST},
        {"MAIL": b"250 ok\r\n250 ok\r\n"},
        {"RCPT": b"250 ok\r\n354 go on\r\n250 queued\r\n"},
        {"DATA": b"354 go on\r\n250 queued\r\n"},
        {"DATA": b"250 queued\r\n"},
        {".": b"250 queued\r\n250 queued\r\n"},
        {"RCPT": b"354 go on\r\n"},
        {"RCPT": b"hello\r\n"},
    ],
)
def test_a_reply_that_comes_before_its_command_ends_the_connection_and_nothing_counts_as_sent(
    store: SqlOutbox, ahead: PostSettings, clock: Clock, monkeypatch: pytest.MonkeyPatch, script: dict[str, bytes]
) -> None:
    monkeypatch.setattr(Ahead, "script", script)
    queue(store, clock, everyone(2))
    summary = round_of(store, ahead, clock)
    assert (summary.sent, summary.later) == (0, 2)
    assert set(summary.problems) <= {"out_of_step", "server"}
    letters = store.letters()
    assert set(letters["state"]) == {"queued"}
    assert bool(letters["uncertain"].any()) == ("." in script)
    monkeypatch.setattr(Ahead, "script", {})
    clock.pass_by(hours=3)
    assert round_of(store, ahead, clock).sent == 2
