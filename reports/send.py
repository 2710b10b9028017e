"""Sending what is due: one letter after the other, each with an end of its own, none in the way of the others."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Protocol

from doisoat.errors import ConfigError, TransientError
from reports.outbox import Letter, OutboxStore, Settlement, State
from reports.replies import Answer, Delivery

# Refusals for good that may be about us, and from how many addresses alike on they are, where none gets a letter.
_DOUBTFUL = {Answer.POLICY: 1, Answer.REFUSED: 2, Answer.ADDRESS_REFUSED: 3}
_FOR_GOOD = (Answer.REFUSED, Answer.ADDRESS_REFUSED, Answer.NOT_ALLOWED)


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
    alike_to_stop: int = 3  # addresses refused by the same rule, none taken, before the round ends


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
    return _Round(store, post, render, policy, clock, chance).send()


@dataclass
class _Round:
    """One round. Refusals that may be about us wait until it is known whether the server takes our letters at all."""

    store: OutboxStore
    post: Post
    render: Callable[[Letter], EmailMessage]
    policy: Policy
    clock: Callable[[], dt.datetime]
    chance: random.Random
    summary: SendSummary = field(default_factory=SendSummary)
    unreached: int = 0
    doubted: list[tuple[Letter, Delivery]] = field(default_factory=list)

    def send(self) -> SendSummary:
        """Until nothing is due any more, or the trouble is ours."""
        lease = self.policy.lease
        while not self.summary.stopped and (letter := self.store.claim(self.clock(), self.clock() + lease)) is not None:
            try:
                delivery = self._attempt(letter)
                self.unreached = 0
            except TakenOverError:
                continue
            except PostUnavailableError as error:
                self.unreached += 1
                self.summary.stopped = str(error) if self.unreached >= self.policy.tries_to_reach_server else ""
                delivery = Delivery(Answer.OFFICE_REFUSED, "server")
            if delivery.answer in _DOUBTFUL and not self._is_welcome(letter):
                self.doubted.append((letter, delivery))
                if self._refused_alike(Answer.POLICY) >= self.policy.alike_to_stop:
                    self.summary.stopped = _refused_us(delivery)
                continue
            self._settle(letter, delivery)
            if delivery.answer is Answer.ACCEPTED:
                self._decide()
            elif delivery.answer is Answer.OFFICE_REFUSED and delivery.problem != "server":
                self.summary.stopped = _refused_us(delivery)
        self._decide()
        return self.summary

    def _is_welcome(self, letter: Letter) -> bool:
        """Whether the server has taken another letter since this one was first tried: then a refusal is about this."""
        return self.store.sent_since(letter.first_attempt_at)

    def _refused_alike(self, answer: Answer) -> int:
        """To how many addresses the server gave the same answer of this kind, in doubt."""
        alike = {(d.problem, letter.address) for letter, d in self.doubted if d.answer is answer}
        return max(Counter(problem for problem, _ in alike).values(), default=0)

    def _decide(self) -> None:
        """Settle what was in doubt: about the letter where the server takes others, else about us."""
        ours = {answer for answer, least in _DOUBTFUL.items() if self._refused_alike(answer) >= least}
        for letter, delivery in self.doubted:
            is_ours = delivery.answer in ours and not self._is_welcome(letter)
            if is_ours:
                self.summary.stopped = self.summary.stopped or _refused_us(delivery)
            self._settle(letter, Delivery(Answer.OFFICE_REFUSED, delivery.problem) if is_ours else delivery)
        self.doubted.clear()

    def _settle(self, letter: Letter, delivery: Delivery) -> None:
        settlement = _settlement(letter, delivery, self.policy, self.clock(), self.chance)
        if delivery.answer is Answer.ADDRESS_REFUSED:
            self.store.refuse_address(letter.address, self.clock(), delivery.problem)
        if self.store.settle(letter, settlement):
            _count(self.summary, settlement)

    def _attempt(self, letter: Letter) -> Delivery:
        if not domain_allowed(letter.address, self.policy.allow_domains):
            return Delivery(Answer.NOT_ALLOWED, "domain_not_allowed")
        try:
            message = self.render(letter)
        except Exception as error:  # one letter that cannot be written must not keep the others back
            return Delivery(Answer.LATER, f"render: {type(error).__name__}")

        def hand_over() -> None:
            if not self.store.hand_over(letter, self.clock(), self.clock() + self.policy.lease):
                raise TakenOverError

        return self.post.deliver(message, letter.address, hand_over)


def _refused_us(delivery: Delivery) -> str:
    """Why a round ends although the server answers; no address stands in it."""
    return str(
        ConfigError(
            f"máy chủ thư chưa nhận thư của nơi gửi (trả lời {delivery.problem}); các thư vẫn chờ, không địa chỉ nào "
            "bị đánh dấu",
            fix="kiểm tra DOISOAT_MAIL__SENDER, tài khoản gửi và quyền gửi của máy này với người quản trị máy chủ thư",
        )
    )


def domain_allowed(address: str, allowed: frozenset[str]) -> bool:
    """Whether the address is in one of the domains; a domain does not stand for those below it."""
    return address.rpartition("@")[2].lower() in {domain.lower() for domain in allowed}


def _settlement(
    letter: Letter, delivery: Delivery, policy: Policy, now: dt.datetime, chance: random.Random
) -> Settlement:
    uncertain = letter.uncertain or delivery.answer is Answer.UNKNOWN
    if delivery.answer is Answer.ACCEPTED:
        return Settlement(State.SENT, now, uncertain=uncertain)
    if delivery.answer is Answer.OFFICE_REFUSED:
        again = now + delay(letter.attempts, policy, chance)
        return Settlement(State.QUEUED, now, again, delivery.problem, uncertain, counts=False)
    end = letter.first_attempt_at + policy.give_up_after
    if delivery.answer in _FOR_GOOD or now >= end:
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
