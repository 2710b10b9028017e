"""A sending process as it runs at night, small enough to be killed a hundred times."""

from __future__ import annotations

import datetime as dt
import random
from email.message import EmailMessage
from typing import Any

from reports.outbox import LastNotice, Letter
from reports.post import PostSettings, SmtpPost
from reports.send import Policy, SendSummary, send_due
from warehouse.dialects import dialect_of
from warehouse.outbox import SqlOutbox, create

DOMAIN = "xa.langson.example.vn"


def store_at(url: str) -> SqlOutbox:
    """An outbox with its tables."""
    dialect, parsed = dialect_of(url)
    writer = dialect.engine(parsed).execution_options(writes=True)
    with writer.begin() as connection:
        create(connection)
    return SqlOutbox(writer, dialect, Letter, LastNotice)


def render(letter: Letter) -> EmailMessage:
    """A message as short as can be."""
    message = EmailMessage()
    message["Subject"] = f"Báo cáo {letter.unit_code}"
    message["From"] = "doisoat@langson.example.vn"
    message["To"] = letter.address
    message["Message-ID"] = letter.message_id
    message.set_content("Nội dung")
    return message


def policy(**other: Any) -> Policy:
    """Patience for tests."""
    told: dict[str, Any] = {"allow_domains": frozenset({DOMAIN}), "lease": dt.timedelta(minutes=15)}
    return Policy(**{**told, **other})


def send(url: str, settings: PostSettings, lease: float = 900) -> SendSummary:
    """One round; a short lease lets the next worker take over soon after a kill."""
    with SmtpPost(settings) as post:
        return send_due(
            store_at(url),
            post,
            render,
            policy(lease=dt.timedelta(seconds=lease)),
            clock=lambda: dt.datetime.now(dt.UTC),
            chance=random.Random(1),
        )
