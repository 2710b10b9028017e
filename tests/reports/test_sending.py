"""Letters against a real SMTP server on loopback, with STARTTLS and login."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
import socketserver
import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.errors import ConfigError
from reports import district_quality
from reports.contract import Letterhead, Recipient
from reports.district_quality.report import build_reports
from reports.letter import compose
from reports.message import render as render_letter
from reports.outbox import LastNotice, Letter, message_id, plan_letters
from reports.post import PostSettings, SmtpPost
from reports.scope import recipient_units
from reports.send import Policy, SendSummary, delay, domain_allowed, send_due
from tests.reports.conftest import Clock
from tests.reports.kills import everyone, letters_of
from tests.reports.peer import Office, start
from tests.reports.province import BEFORE, DISTRICTS, frames, verdicts
from tests.reports.worker import DOMAIN, policy, render, store_at
from warehouse.outbox import SqlOutbox, enqueue


@pytest.fixture
def store(tmp_path: Path) -> SqlOutbox:
    return store_at(f"sqlite:///{tmp_path / 'outbox.sqlite'}")


def round_of(store: SqlOutbox, settings: PostSettings, clock: Clock, **other: object) -> SendSummary:
    with SmtpPost(settings) as post:
        return send_due(store, post, render, policy(**other), clock=clock, chance=random.Random(3))


@pytest.mark.parametrize("count", [65, 11])
def test_every_recipient_gets_exactly_one_message_per_run_however_often_sending_is_started(
    store: SqlOutbox, settings: PostSettings, office: Office, clock: Clock, count: int
) -> None:
    for run in ("r1", "r2"):
        planned = letters_of(run, everyone(count))
        assert store.enqueue(planned, clock()) == count
        assert store.enqueue(planned, clock()) == 0
        assert round_of(store, settings, clock).sent == count
        assert round_of(store, settings, clock) == SendSummary()
    told = Counter((address, message["Message-ID"]) for address, message in office.messages())
    assert set(told.values()) == {1}
    assert len(told) == 2 * count
    assert set(Counter(address for address, _ in told).values()) == {2}
    assert office.logins > 0


def test_each_fault_ends_as_said_and_the_others_get_their_letters(
    store: SqlOutbox, settings: PostSettings, office: Office, clock: Clock
) -> None:
    settings = replace(settings, timeout=0.4)
    kinds = ["gone", "greylist", "slow", "drop", "full", "toolarge", "policy", "relay", "closing", "forgetful"]
    store.enqueue(letters_of("r1", [f"{kind}@{DOMAIN}" for kind in kinds] + everyone(5)), clock())
    first = round_of(store, settings, clock)
    assert (first.sent, first.dead, first.later) == (5, 2, 8)
    told = store.letters().set_index("address")
    problems = {kind: told.loc[f"{kind}@{DOMAIN}", "problem"] for kind in kinds}
    assert problems == {
        "gone": "550 5.1.1", "greylist": "450 4.2.0", "slow": "connection_lost", "drop": "connection_lost",
        "full": "452 4.2.2", "toolarge": "552 5.3.4", "policy": "451 4.7.1", "relay": "554 5.7.1",
        "closing": "421 4.3.2", "forgetful": "connection_lost",
    }  # fmt: skip
    uncertain = {str(address).partition("@")[0] for address in told.index[told["uncertain"]]}
    assert uncertain == {"drop", "forgetful"}
    for _ in range(11):  # patience for a day
        clock.pass_by(hours=2.5)
        last = round_of(store, settings, clock)
    assert last == SendSummary(), "something is still tried after a day"
    told = store.letters().set_index("address")
    states = {kind: told.loc[f"{kind}@{DOMAIN}", "state"] for kind in kinds}
    assert {kind for kind, state in states.items() if state == "sent"} == {"greylist", "forgetful"}
    assert set(states.values()) == {"sent", "dead"}
    twice = [address for address, count in Counter(a for a, _ in office.mail).items() if count > 1]
    assert twice == [f"forgetful@{DOMAIN}"]
    assert not told["problem"].str.contains("@").any(), "a server's words may hold addresses"


def test_a_refusal_for_good_marks_the_address_and_nothing_else_does(
    store: SqlOutbox, settings: PostSettings, clock: Clock
) -> None:
    from reports.recipients import new_recipient, recipients_on

    day = dt.date(2024, 11, 15)
    kinds = ["gone", "full", "toolarge", "relay", "good"]
    for kind in kinds:
        store.add_recipient(new_recipient("186", f"{kind}@{DOMAIN}", valid_from=day))
    store.enqueue(letters_of("r1", [f"{kind}@{DOMAIN}" for kind in kinds]), clock())
    round_of(store, settings, clock)
    left = {r.address.partition("@")[0] for r in recipients_on(store.recipients(), day)}
    assert left == {"full", "toolarge", "relay", "good"}


def test_a_server_that_does_not_let_us_in_leaves_every_letter_queued(
    store: SqlOutbox, settings: PostSettings, office: Office, clock: Clock
) -> None:
    store.enqueue(letters_of("r1", everyone(20)), clock())
    for wrong in (replace(settings, password="khac"), replace(settings, port=1), replace(settings, ca_file=None)):
        summary = round_of(store, wrong, clock)
        assert summary.stopped
        assert "khac" not in summary.stopped
        assert (summary.sent, summary.dead) == (0, 0)
        clock.pass_by(hours=3)
    assert round_of(store, settings, clock).sent == 20
    assert len(office.mail) == 20


def test_implicit_tls_works_as_well(store: SqlOutbox, settings: PostSettings, clock: Clock, pem: Path) -> None:
    other = Office()
    controller = start(other, pem, implicit_tls=True)
    try:
        store.enqueue(letters_of("r1", everyone(2)), clock())
        assert round_of(store, replace(settings, port=controller.port, security="tls"), clock).sent == 2
    finally:
        controller.stop()
    assert len(other.mail) == 2


def test_a_password_never_goes_over_an_open_line() -> None:
    with pytest.raises(ConfigError):
        SmtpPost(PostSettings("mail.langson.example.vn", 25, "a@b.vn", security="none", username="u", password="p"))
    assert "bi-mat" not in repr(PostSettings("h", 25, "a@b.vn", password="bi-mat"))


def test_nothing_is_sent_to_a_domain_that_is_not_allowed(
    store: SqlOutbox, settings: PostSettings, office: Office, clock: Clock
) -> None:
    foreign = [f"a@khac.{DOMAIN}", "b@gmail.com", f"c@{DOMAIN}.evil.example", f"d@{DOMAIN.upper()}"]
    store.enqueue(letters_of("r1", foreign), clock())
    summary = round_of(store, settings, clock)
    assert summary.problems == {"domain_not_allowed": 3}
    assert [address.partition("@")[0] for address, _ in office.mail] == ["d"]
    with pytest.raises(ConfigError):
        round_of(store, settings, clock, allow_domains=frozenset())


def test_a_letter_that_cannot_be_written_does_not_keep_the_others_back(
    store: SqlOutbox, settings: PostSettings, office: Office, clock: Clock
) -> None:
    def picky(letter: Letter) -> object:
        if letter.unit_code == "00001":
            raise ValueError("header with 0912345678")
        return render(letter)

    store.enqueue(letters_of("r1", everyone(4)), clock())
    with SmtpPost(settings) as post:
        summary = send_due(store, post, picky, policy(), clock=clock, chance=random.Random(1))  # type: ignore[arg-type]
    assert (summary.sent, summary.later) == (3, 1)
    assert list(summary.problems) == ["render: ValueError"]
    assert round_of(store, settings, clock) == SendSummary(), "tried again without a pause"
    clock.pass_by(minutes=6)
    assert round_of(store, settings, clock).sent == 1


def test_who_was_overtaken_sends_nothing(store: SqlOutbox, clock: Clock) -> None:
    store.enqueue(letters_of("r1", everyone(1)), clock())
    slow = store.claim(clock(), clock() + dt.timedelta(minutes=1))
    assert slow is not None
    assert store.claim(clock(), clock() + dt.timedelta(minutes=1)) is None
    clock.pass_by(minutes=2)
    quick = store.claim(clock(), clock() + dt.timedelta(minutes=1))
    assert quick is not None
    assert not quick.uncertain, "it was never handed over"
    assert not store.hand_over(slow, clock(), clock() + dt.timedelta(minutes=1))
    assert store.hand_over(quick, clock(), clock() + dt.timedelta(minutes=1))


def test_a_kill_after_the_hand_over_is_shown_as_uncertain(store: SqlOutbox, clock: Clock) -> None:
    store.enqueue(letters_of("r1", everyone(1)), clock())
    first = store.claim(clock(), clock() + dt.timedelta(minutes=1))
    assert first is not None
    assert store.hand_over(first, clock(), clock() + dt.timedelta(minutes=1))
    clock.pass_by(minutes=2)
    again = store.claim(clock(), clock() + dt.timedelta(minutes=1))
    assert again is not None
    assert again.uncertain
    assert again.message_id == first.message_id


def test_dead_letters_can_be_revived_with_a_fresh_day(
    store: SqlOutbox, settings: PostSettings, office: Office, clock: Clock
) -> None:
    store.enqueue(letters_of("r1", [f"toolarge@{DOMAIN}"]), clock())
    assert round_of(store, settings, clock).dead == 1
    clock.pass_by(days=3)
    assert store.revive(clock()) == 1
    assert round_of(store, settings, clock).dead == 1
    assert office.tries[f"toolarge@{DOMAIN}"] == 2


FOLDER = Path(district_quality.__file__).parent
_UNITS = {"186": ("set-a", "content-a"), "178": ("set-b", "content-b")}


def test_quiet_units_get_nothing_on_a_quiet_night_and_the_others_do() -> None:
    people = [Recipient("186", "a@x.vn", quiet=True), Recipient("178", "b@x.vn"), Recipient("999", "c@x.vn")]
    told = {
        ("q", "186", "a@x.vn"): LastNotice("r0", "content-a"),
        ("q", "178", "b@x.vn"): LastNotice("r0", "content-b"),
    }
    assert [p.address for p in plan_letters("r1", "q", _UNITS, people, told, "d.vn")] == ["b@x.vn"]
    changed = {**told, ("q", "186", "a@x.vn"): LastNotice("r0", "content-older")}
    assert [p.address for p in plan_letters("r1", "q", _UNITS, people, changed, "d.vn")] == ["b@x.vn", "a@x.vn"]


def test_the_first_report_is_whole_even_for_who_wants_changes_only() -> None:
    people = [Recipient("186", "a@x.vn", changes_only=True)]
    assert not plan_letters("r1", "q", _UNITS, people, {}, "d.vn")[0].changes_only
    assert plan_letters("r1", "q", _UNITS, people, {("q", "186", "a@x.vn"): LastNotice("r0", "x")}, "d.vn")[
        0
    ].changes_only


_FOUR = st.tuples(st.text(), st.text(), st.text(), st.text())


@given(_FOUR, _FOUR)
def test_a_message_id_belongs_to_one_letter_only(
    one: tuple[str, str, str, str], other: tuple[str, str, str, str]
) -> None:
    if not any("\x1f" in part for part in (*one, *other)):
        assert (message_id(*one, "d.vn") == message_id(*other, "d.vn")) == (one == other)


@given(st.integers(1, 500), st.integers())
def test_delays_grow_to_their_longest_and_never_beyond(attempts: int, seed: int) -> None:
    patience = Policy(frozenset({"x.vn"}))
    wait = delay(attempts, patience, random.Random(seed))
    whole = min(patience.longest_delay, patience.first_delay * 2 ** min(attempts - 1, 20))
    assert whole / 2 <= wait <= whole


def test_a_domain_does_not_stand_for_those_below_it() -> None:
    allowed = frozenset({"langson.gov.vn"})
    assert domain_allowed("a@LangSon.gov.vn", allowed)
    assert not domain_allowed("a@mail.langson.gov.vn", allowed)
    assert not domain_allowed("a@evil.example@notlangson.gov.vn", allowed)


def test_letters_are_queued_with_their_run_or_not_at_all(store: SqlOutbox, clock: Clock) -> None:
    with pytest.raises(RuntimeError), store._writer.begin() as connection:
        assert enqueue(connection, store._dialect, letters_of("r1", everyone(5)), clock()) == 5
        raise RuntimeError("the run could not be saved")
    assert store.letters().empty
    with store._writer.begin() as connection:
        enqueue(connection, store._dialect, letters_of("r1", everyone(5)), clock())
    assert len(store.letters()) == 5


def test_a_report_is_compared_with_the_run_its_unit_was_told_last(store: SqlOutbox, clock: Clock) -> None:
    for run, count in (("r1", 3), ("r2", 2), ("r3", 3)):
        store.enqueue(letters_of(run, everyone(count)), clock())
    assert store.base_runs("r1", "q") == {}
    assert store.base_runs("r3", "q") == {"00000": "r2", "00001": "r2", "00002": "r1"}
    assert store.base_runs("r3", "another") == {}
    assert store.base_runs("r4", "q") == {"00000": "r3", "00001": "r3", "00002": "r3"}


def test_a_whole_report_arrives_as_it_was_written(
    store: SqlOutbox, settings: PostSettings, office: Office, clock: Clock, letterhead: Letterhead
) -> None:
    table = verdicts(DISTRICTS[2:], BEFORE, villages=2)
    (report,) = build_reports(frames(table, BEFORE), recipient_units(table), letterhead)
    store.enqueue(letters_of("r1", everyone(1)), clock())
    with SmtpPost(settings) as post:
        send_due(
            store, post, lambda letter: compose(report, FOLDER, letter.address, letter.message_id), policy(),
            clock=clock, chance=random.Random(1),
        )  # fmt: skip
    ((_, message),) = office.messages()
    (attached,) = message.iter_attachments()
    assert attached.get_content() == report.workbook
    text = message.get_body(("plain",))
    assert text is not None
    assert text.get_content().replace("\r\n", "\n") == render_letter(FOLDER, {**report.facts, "changes_only": False})[1]
    assert not message.defects


class Dripping(socketserver.StreamRequestHandler):
    """Greets, answers EHLO, and from then on sends a byte now and then and never an end of line."""

    greets = True

    def handle(self) -> None:
        if self.greets:
            self.wfile.write(b"220 hello\r\n")
            self.rfile.readline()
            self.wfile.write(b"250 hello\r\n")
            self.rfile.readline()
        with contextlib.suppress(OSError):
            while True:
                self.wfile.write(b"2")
                time.sleep(0.05)


@pytest.mark.parametrize("greets", [True, False])
def test_a_server_that_drips_bytes_for_ever_is_left_at_the_deadline(
    store: SqlOutbox, clock: Clock, greets: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Dripping, "greets", greets)
    store.enqueue(letters_of("r1", everyone(1)), clock())
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Dripping) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        port = server.server_address[1]
        slow = PostSettings("127.0.0.1", port, "a@b.vn", security="none", timeout=1.0, deadline=0.3)
        summary = round_of(store, slow, clock)  # it comes back at all
        server.shutdown()
    assert (summary.later, summary.sent) == (1, 0)
    assert summary.problems == {"connection_lost" if greets else "server": 1}
