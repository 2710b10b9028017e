"""How every mail of this house is made: templates of a report's folder in, one message with nothing remote in it out.

A report keeps two templates, ``letter.html.j2`` and ``letter.txt.j2``, in ``<its folder>/templates/``; both get the
same facts. The message is ``multipart/mixed(alternative(text, related(html, pictures)), attachments)``, as small as its
parts allow.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from pathlib import Path
from typing import cast

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.contract import Letterhead
from reports.headers import set_header
from reports.privacy import masked, masked_sentence

_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_LONGEST_LINE = 400


def header_text(text: str) -> str:
    """One line fit for a header, whatever a name from a file holds; it cannot begin another header."""
    return masked(text)[:300]


def content_id(name: str, head: Letterhead) -> str:
    """The id by which a message refers to a picture: ``<img src="cid:…">``."""
    return f"{name}@{head.message_domain}"


def render(folder: Path, facts: Mapping[str, object]) -> tuple[str, str]:
    """The report's page with its styles inline, and the same as plain text.

    Templates have two filters of ours: ``line`` for words that came from files (one line, persons masked, not too
    long), ``signed`` for differences (`` (+2)``, nothing for none). HTML is escaped without asking.

    Args:
        folder: the report's folder.
        facts: what the templates show.

    Raises:
        jinja2.UndefinedError: a template asks for a fact that is not given.
        jinja2.TemplateNotFound: one of the two templates is missing.
    """
    page = _environment(folder, autoescape=True).get_template("letter.html.j2").render(facts)
    text = _environment(folder, autoescape=False).get_template("letter.txt.j2").render(facts)
    return _inliner().inline(page), text


def message(
    head: Letterhead,
    *,
    to: Sequence[str],
    subject: str,
    date: dt.datetime,
    html: str,
    text: str,
    message_id: str = "",
    pictures: Mapping[str, bytes] | None = None,
    workbooks: Mapping[str, bytes] | None = None,
) -> EmailMessage:
    """One message; the same arguments give the same bytes, so that a repeat after a crash is a repeat.

    Args:
        head: names the sender.
        to: addresses, checked by ``reports.recipients``; none for a draft.
        subject: made safe for a header here.
        date: with a zone.
        html: the page, from ``render``.
        text: the same as plain text.
        message_id: with angle brackets; empty for a draft.
        pictures: PNG by name; those are carried that the page shows by their ``content_id``.
        workbooks: attached, by file name.

    Raises:
        ValueError: an address in settings or recipients cannot stand in a header.
    """
    made = EmailMessage(policy=SMTP)
    set_header(made, "Subject", header_text(subject))
    sender = Address(addr_spec=head.sender)
    set_header(made, "From", header_text(head.organization), f"<{sender.addr_spec}>")
    if to:
        made["To"] = [Address(addr_spec=address) for address in to]
    if head.reply_to:
        made["Reply-To"] = Address(addr_spec=head.reply_to)
    made["Date"] = date
    if message_id:
        made["Message-ID"] = message_id
    made["Auto-Submitted"] = "auto-generated"
    made["Content-Language"] = "vi"
    made.set_content(text, cte="base64")
    made.add_alternative(html, subtype="html", cte="base64")
    page = cast(list[EmailMessage], made.get_payload())[1]  # the alternative just added
    for name, picture in (pictures or {}).items():
        cid = content_id(name, head)
        if f"cid:{cid}" in html:
            page.add_related(picture, "image", "png", cid=f"<{cid}>", filename=f"{name}.png", disposition="inline")
    for name, workbook in (workbooks or {}).items():
        made.add_attachment(workbook, *_XLSX, filename=name)
    _set_boundaries(made, hashlib.sha256("\x1f".join((subject, *to, message_id, text)).encode()).hexdigest()[:24])
    return made


@cache
def _environment(folder: Path, *, autoescape: bool) -> Environment:
    made = Environment(
        loader=FileSystemLoader(folder / "templates"),
        autoescape=autoescape,  # noqa: S701 - off for plain text alone, where escapes would be shown
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["line"] = _line
    made.filters["signed"] = lambda more: "" if not more else f" ({more:+d})".replace("-", "−")
    return made


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(
        load_remote_stylesheets=False, keep_style_tags=False, keep_at_rules=True, minify_css=True
    )


def _line(text: str) -> str:
    line = masked_sentence(text)
    return line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…"


def _set_boundaries(made: EmailMessage, seed: str) -> None:
    """Boundaries from the content's name instead of chance; base64 lines can never hold ``=_``."""
    for number, part in enumerate(p for p in made.walk() if p.is_multipart()):
        part.set_boundary(f"=_{seed}_{number}")
