"""The operator's mail after each night: how it went in the first words, what to look at, what to type next.

Pure: a plain account in, a message out. It goes to technicians, not to units, and holds no persons. Every text that
came from a file is masked and escaped, every list has an end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from pathlib import Path

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.contract import Letterhead
from reports.privacy import masked_sentence

_FOLDER = Path(__file__).parent / "templates"
_LONGEST_TEXT = 400
_MOST = {"sources": 40, "refused": 15, "hosts": 10, "alarms": 10}


@dataclass(frozen=True)
class Count:
    """How many verdicts of one kind, and how many more than the night before (None without one)."""

    word: str
    count: int
    more: int | None


@dataclass(frozen=True)
class CountLine:
    """The verdicts of one criteria set: of units as a whole, or of single indicators."""

    title: str
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Source:
    """One source; ``is_new`` where it stood otherwise the night before."""

    title: str
    state: str
    file_count: int
    row_count: int
    published: str
    needs_a_look: bool
    is_new: bool
    why: str = ""
    fix: str = ""


@dataclass(frozen=True)
class Refused:
    """A file or sheet that was refused."""

    where: str
    what: str
    fix: str


@dataclass(frozen=True)
class Health:
    """One night, as a technician wants to know it. A night that failed has ``failure`` and perhaps nothing else."""

    night: dt.date
    free_gigabytes: float
    disk_is_low: bool
    failure: str = ""
    failure_fix: str = ""
    run_id: str = ""
    as_of: dt.date | None = None
    seconds: int = 0
    before: str = ""  # the run it is compared with
    counts: tuple[CountLine, ...] = ()
    changes: tuple[tuple[str, int], ...] = ()  # cause, changed verdicts
    sources: tuple[Source, ...] = ()
    refused: tuple[Refused, ...] = ()
    names_waiting: int = 0  # rows whose place text waits for a person
    hosts: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    outbox: str = ""
    dead_letters: int = 0
    steps: tuple[tuple[str, str], ...] = ()  # what for, command

    @property
    def headline(self) -> str:
        """The state in a few words, for the subject."""
        if self.failure:
            return "KHÔNG CHẠY ĐƯỢC"
        looks = [source for source in self.sources if source.needs_a_look]
        fresh = sum(source.is_new for source in looks)
        parts = [f"{len(looks)} nguồn" + (f" ({fresh} mới)" if fresh else "")] if looks else []
        parts += [f"{len(self.alarms)} trang bán hàng"] if self.alarms else []
        parts += [f"{self.dead_letters} thư không gửi được"] if self.dead_letters else []
        parts += ["đĩa sắp đầy"] if self.disk_is_low else []
        return f"cần xem: {', '.join(parts)}" if parts else "ổn"


def health_message(
    health: Health, head: Letterhead, to: Sequence[str], *, now: dt.datetime, message_id: str = ""
) -> EmailMessage:
    """The message, as text and as HTML with nothing remote in it.

    Raises:
        ValueError: an address cannot stand in a header.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = f"{_told(head.subject_prefix)} {headline(health)}".strip()
    message["From"] = Address(_told(head.organization), addr_spec=head.sender)
    if to:
        message["To"] = [Address(addr_spec=address) for address in to]
    message["Date"] = now
    if message_id:
        message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "vi"
    message.set_content(health_text(health), cte="base64")
    message.add_alternative(health_html(health), subtype="html", cte="base64")
    return message


def headline(health: Health) -> str:
    """``Đêm 21/11: ổn``."""
    return f"Đêm {health.night:%d/%m}: {health.headline}"


def health_text(health: Health) -> str:
    """The account as plain text, for the mail and for the terminal."""
    return _environment(autoescape=False).get_template("health.txt.j2").render(_facts(health))


def health_html(health: Health) -> str:
    """The account as a page, styles inline."""
    page = _environment(autoescape=True).get_template("health.html.j2").render(_facts(health))
    return _inliner().inline(page)


def _facts(health: Health) -> dict[str, object]:
    # What needs a look comes first, so that a cut list never hides it.
    sources = tuple(sorted(health.sources, key=lambda source: (not source.needs_a_look, not source.is_new)))
    lists: dict[str, tuple[object, ...]] = {
        "sources": sources,
        "refused": health.refused,
        "hosts": health.hosts,
        "alarms": health.alarms,
    }
    return {
        "health": health,
        "headline": headline(health),
        "minutes": f"{health.seconds // 60} phút {health.seconds % 60} giây" if health.seconds else "",
        **{name: values[: _MOST[name]] for name, values in lists.items()},
        **{f"more_{name}": max(0, len(values) - _MOST[name]) for name, values in lists.items()},
    }


@cache
def _environment(*, autoescape: bool) -> Environment:
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=autoescape,  # noqa: S701 - off for plain text alone, where escapes would be shown
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["told"] = _told
    made.filters["signed"] = lambda more: "" if not more else f" ({more:+d})".replace("-", "−")
    return made


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False, keep_at_rules=True)


def _told(text: str) -> str:
    """One line without anybody in it, not too long, whatever a file's name or a heading holds."""
    line = masked_sentence(text)
    return line if len(line) <= _LONGEST_TEXT else f"{line[:_LONGEST_TEXT]}…"
