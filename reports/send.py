"""Sending what is due: one letter after the other, each with an end of its own, none in the way of the others."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum
from typing import Protocol

from doisoat.errors import ConfigError, TransientError
from reports.outbox import Letter, OutboxStore, Settlement, State


class Answer(StrEnum):
    """What the server made of a letter."""

    ACCEPTED = "accepted"
    LATER = "later"  # not taken now: 4xx, greylisting, a connection lost before the text
    UNKNOWN = "unknown"  # the text went out, no answer came
    REFUSED = "refused"  # this text, for good
    ADDRESS_REFUSED = "address_refused"  # this address, for good


@dataclass(frozen=True)
class Delivery:
    """The answer, and the server's codes without its words, which may hold addresses."""

    answer: Answer
    problem: str = ""


class PostUnavailableError(TransientError):
    """The server cannot be reached or does not let us in; no letter is to blame."""


class TakenOverError(Exception):
    """Another worker has taken the letter; nothing may be sent."""


class Post(Protocol):
    """A way to hand over one message."""

    def deliver(self, message: EmailMessage, address: str, hand_over: Callable[[], None]) -> Delivery:
        """Send to one address; ``hand_over`` is called right before the text goes out.

        Raises:
            PostUnavailableError: the server cannot be reached or does not let us in.
            TakenOverError: from ``hand_over``; nothing was sent.
        """


@dataclass(frozen=True)
class Policy:
    """How patient sending is. ``lease`` must be longer than one delivery can take."""

    allow_domains: frozenset[str]
    lease: dt.timedelta = dt.timedelta(minutes=15)
    first_delay: dt.timedelta = dt.timedelta(minutes=5)
    longest_delay: dt.timedelta = dt.timedelta(hours=2)
    give_up_after: dt.timedelta = dt.timedelta(days=1)
    tries_to_reach_server: int = 3  # in a row, before the round ends; the letters stay queued


@dataclass
class SendSummary:
    """What a round did; ``problems`` counts codes, without addresses."""

    sent: int = 0
    uncertain: int = 0  # of the sent: those that may have arrived twice
    later: int = 0
    dead: int = 0
    stopped: str = ""  # why the round ended early
    problems: Counter[str] = field(default_factory=Counter)


def send_due(
    store: OutboxStore,
    post: Post,
    render: Callable[[Letter], EmailMessage],
    policy: Policy,
    *,
    clock: Callable[[], dt.datetime],
    chance: random.Random,
) -> SendSummary:
    """Send all letters that are due now.

    Args:
        store: the letters.
        post: the server.
        render: makes the message of a letter, with the letter's Message-ID; an error in it delays that letter alone.
        policy: domains allowed, delays, leases.
        clock: aware time.
        chance: jitter of the delays.

    Raises:
        ConfigError: no domain is allowed; nothing was sent.
    """
    if not policy.allow_domains:
        raise ConfigError(
            "chưa khai tên miền nào được phép nhận thư nên không gửi gì",
            fix='đặt DOISOAT_MAIL__ALLOW_DOMAINS, ví dụ ["langson.gov.vn"], rồi gửi lại; hoặc dùng --out để xem trước',
        )
    summary, unreached = SendSummary(), 0
    while (letter := store.claim(clock(), clock() + policy.lease)) is not None:
        try:
            delivery = _attempt(store, post, render, policy, letter, clock)
            unreached = 0
        except TakenOverError:
            continue
        except PostUnavailableError as error:
            delivery = Delivery(Answer.LATER, "server")
            unreached += 1
            summary.stopped = str(error) if unreached >= policy.tries_to_reach_server else ""
        settlement = _settlement(letter, delivery, policy, clock(), chance)
        if delivery.answer is Answer.ADDRESS_REFUSED:
            store.refuse_address(letter.address, clock(), delivery.problem)
        if store.settle(letter, settlement):
            _count(summary, settlement)
        if summary.stopped:
            break
    return summary


def domain_allowed(address: str, allowed: frozenset[str]) -> bool:
    """Whether the address is in one of the domains; a domain does not stand for those below it."""
    return address.rpartition("@")[2].lower() in {domain.lower() for domain in allowed}


def _attempt(
    store: OutboxStore,
    post: Post,
    render: Callable[[Letter], EmailMessage],
    policy: Policy,
    letter: Letter,
    clock: Callable[[], dt.datetime],
) -> Delivery:
    if not domain_allowed(letter.address, policy.allow_domains):
        return Delivery(Answer.REFUSED, "domain_not_allowed")
    try:
        message = render(letter)
    except Exception as error:  # one letter that cannot be written must not keep the others back
        return Delivery(Answer.LATER, f"render: {type(error).__name__}")

    def hand_over() -> None:
        if not store.hand_over(letter, clock(), clock() + policy.lease):
            raise TakenOverError

    return post.deliver(message, letter.address, hand_over)


def _settlement(
    letter: Letter, delivery: Delivery, policy: Policy, now: dt.datetime, chance: random.Random
) -> Settlement:
    uncertain = letter.uncertain or delivery.answer is Answer.UNKNOWN
    if delivery.answer is Answer.ACCEPTED:
        return Settlement(State.SENT, now, uncertain=uncertain)
    end = letter.first_attempt_at + policy.give_up_after
    if delivery.answer in (Answer.REFUSED, Answer.ADDRESS_REFUSED) or now >= end:
        return Settlement(State.DEAD, now, problem=delivery.problem, uncertain=uncertain)
    return Settlement(
        State.QUEUED, now, min(end, now + delay(letter.attempts, policy, chance)), delivery.problem, uncertain
    )


def delay(attempts: int, policy: Policy, chance: random.Random) -> dt.timedelta:
    """Twice as long after each attempt up to the longest, of which a random part between half and all."""
    whole = min(policy.longest_delay, policy.first_delay * 2 ** min(attempts - 1, 20))
    part: float = chance.uniform(0.5, 1.0)
    return dt.timedelta(seconds=whole.total_seconds() * part)


def _count(summary: SendSummary, settlement: Settlement) -> None:
    if settlement.state is State.SENT:
        summary.sent += 1
        summary.uncertain += settlement.uncertain
    elif settlement.state is State.DEAD:
        summary.dead += 1
    else:
        summary.later += 1
    if settlement.problem:
        summary.problems[settlement.problem] += 1
