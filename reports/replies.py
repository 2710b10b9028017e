"""What a mail server's refusal means, and about whom it speaks: the address, this text, this office, or nobody says.

Codes decide first (RFC 5321, RFC 3463), then the server's words, which are looked at and never kept: they may hold
addresses. A rule of the server (``POLICY``) may be about one letter or about all of ours; ``reports.send`` tells by
what else the server takes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """The command that was answered."""

    SENDER = "sender"
    RECIPIENT = "recipient"
    TEXT = "text"


class Answer(StrEnum):
    """What the server made of a letter."""

    ACCEPTED = "accepted"
    LATER = "later"  # not taken now: 4xx, greylisting, a connection lost before the text
    UNKNOWN = "unknown"  # the text went out, no answer came
    REFUSED = "refused"  # this text, for good
    ADDRESS_REFUSED = "address_refused"  # this address, for good
    POLICY = "policy"  # by a rule of the server: this letter, or all that this office sends
    OFFICE_REFUSED = "office_refused"  # the sender or its login: no letter is to blame
    NOT_ALLOWED = "not_allowed"  # by our own list of domains; the server was not asked


@dataclass(frozen=True)
class Delivery:
    """The answer, and the server's codes without its words."""

    answer: Answer
    problem: str = ""


_ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_LOGIN = (530, 534, 535, 538)
_SENDERS_ADDRESS = ("5.1.7", "5.1.8")
# Bad mailbox, bad system, bad syntax, moved, no mail exchanger; the mailbox is disabled, full for good, too small.
_ADDRESS = re.compile(r"5\.1\.(?:1|2|3|6|10)|5\.2\.\d+")
_RULES = re.compile(r"5\.[57]\.\d+")  # security and policy; protocol
_ABOUT_US = re.compile(
    r"relay|sender|spf|dkim|dmarc|spam|block|black|deny|denied|polic|reputation|authenti|permi|client|helo|ehlo"
    r"|\bip\b|\bdns|\brbl|ptr\b|reject(?:ed)? by|not accepted from"
)
_ABOUT_ADDRESS = re.compile(
    r"\buser|mailbox|recipient|account|no such|unknown|not exist|not found|no longer|invalid address|address invalid"
)


def meaning(stage: Stage, code: int, words: bytes) -> Delivery:
    """What a refusal (4xx, 5xx) of a command means.

    Args:
        stage: the command.
        code: three digits.
        words: the rest of the reply; only its enhanced code is kept.
    """
    said = words.decode("utf-8", "replace").lower()
    found = _ENHANCED.match(said)
    enhanced = found.group(1) if found else ""
    return Delivery(_answer(stage, code, enhanced, said), f"{code} {enhanced}".rstrip())


def _answer(stage: Stage, code: int, enhanced: str, said: str) -> Answer:
    if code in _LOGIN:
        return Answer.OFFICE_REFUSED
    if code < 500:
        return Answer.LATER
    if stage is Stage.SENDER or enhanced in _SENDERS_ADDRESS:
        return Answer.OFFICE_REFUSED
    if _RULES.fullmatch(enhanced):
        return Answer.POLICY
    if stage is Stage.RECIPIENT and _ADDRESS.fullmatch(enhanced):
        return Answer.ADDRESS_REFUSED
    if _ABOUT_US.search(said):
        return Answer.POLICY
    if stage is Stage.TEXT:
        return Answer.REFUSED
    # A refusal that says nothing marks nobody: who sent it may mean us.
    return Answer.ADDRESS_REFUSED if enhanced or _ABOUT_ADDRESS.search(said) else Answer.POLICY
