"""The message: multipart/mixed( alternative( text, related( html, pictures ) ), workbook ), nothing remote in it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from pathlib import Path
from typing import cast

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.contract import Letterhead, Report
from reports.privacy import masked

_FOLDER = Path(__file__).parent / "templates"
_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_NOON = dt.time(12, tzinfo=dt.timezone(dt.timedelta(hours=7)))


@cache
def _environments() -> tuple[Environment, Environment]:
    def made(*, autoescape: bool) -> Environment:
        return Environment(
            loader=FileSystemLoader(_FOLDER),
            autoescape=autoescape,  # noqa: S701 - off for plain text alone, where escapes would be shown
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    return made(autoescape=True), made(autoescape=False)


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(
        load_remote_stylesheets=False, keep_style_tags=False, keep_at_rules=True, minify_css=True
    )


def render(facts: Mapping[str, object], *, changes_only: bool = False) -> tuple[str, str]:
    """HTML with its styles inline, and the same as plain text.

    With ``changes_only`` (a digest) it names the changes and the findings among them, without pictures.

    Raises:
        jinja2.UndefinedError: a template asks for a fact that is not given.
    """
    html, text = _environments()
    told = {**facts, "changes_only": changes_only}
    if changes_only:
        told |= {"villages": facts["changed_villages"], "rest_villages": 0, "rest_findings": 0}
    page = html.get_template("letter.html.j2").render(told)
    return _inliner().inline(page), text.get_template("letter.txt.j2").render(told)


def header_text(text: str) -> str:
    """One line fit for a header, whatever a name from a file holds; it cannot begin another header."""
    return masked(text)[:300]


def content_id(name: str, head: Letterhead) -> str:
    """The id by which the message refers to a picture."""
    return f"{name}@{head.message_domain}"


def compose(report: Report, to: str = "", message_id: str = "", *, changes_only: bool = False) -> EmailMessage:
    """The report as a message to one address.

    The same report, address and id give the same bytes, so that a repeat after a crash is a repeat and nothing else.

    Args:
        report: what to send.
        to: one address, checked by ``reports.recipients``; empty for a draft.
        message_id: with angle brackets; empty for a draft.
        changes_only: a digest of what changed.

    Raises:
        ValueError: an address in settings or recipients cannot stand in a header.
    """
    head = report.letterhead
    message = EmailMessage(policy=SMTP)
    message["Subject"] = header_text(report.subject)
    message["From"] = Address(header_text(head.organization), addr_spec=head.sender)
    if to:
        message["To"] = Address(addr_spec=to)
    if head.reply_to:
        message["Reply-To"] = Address(addr_spec=head.reply_to)
    message["Date"] = dt.datetime.combine(report.made_on, _NOON)
    if message_id:
        message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "vi"
    html, text = render(report.facts, changes_only=changes_only)
    message.set_content(text, cte="base64")
    message.add_alternative(html, subtype="html", cte="base64")
    page = cast(list[EmailMessage], message.get_payload())[1]  # the alternative just added
    for name, picture in () if changes_only else report.pictures.items():
        if f"cid:{content_id(name, head)}" in html:  # some pictures are in the workbook only
            cid = f"<{content_id(name, head)}>"
            page.add_related(picture, "image", "png", cid=cid, filename=f"{name}.png", disposition="inline")
    message.add_attachment(report.workbook, *_XLSX, filename=report.workbook_name)
    _set_boundaries(message, hashlib.sha256(f"{report.finding_set_hash}{to}{message_id}".encode()).hexdigest()[:24])
    return message


def _set_boundaries(message: EmailMessage, seed: str) -> None:
    """Boundaries from the content's name instead of chance; base64 lines can never hold ``=_``."""
    for number, part in enumerate(p for p in message.walk() if p.is_multipart()):
        part.set_boundary(f"=_{seed}_{number}")
