"""The health mail: how a night went, sent to the operators.

It is a courtesy of the night: whatever goes wrong with it is told and logged, and never raised.
"""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from email.utils import make_msgid

from doisoat.clock import VIETNAM
from doisoat.errors import ConfigError, DoisoatError
from doisoat.settings import Settings
from flows.finished import Finished
from flows.open_stores import open_warehouse
from flows.runner import Progress
from flows.steps.letters import letterhead, post_of
from flows.watch.logs import describe_error, open_log
from flows.watch.night_account import failed_health, night_health
from reports.found import night_reports
from reports.message import message, render
from reports.night import Health
from reports.post import SmtpPost
from reports.recipients import checked_address
from reports.replies import Answer
from reports.send import domain_allowed


def send_health(settings: Settings, finished: Finished | None, error: BaseException | None, tell: Progress) -> None:
    """Mail how the night went to the operators; nobody is set, nothing is sent.

    Args:
        settings: the mail server, ``mail.operators`` and ``mail.allow_domains``.
        finished: the stored run, or None for a night that failed.
        error: why it failed.
        tell: is told where the mail could not be sent; nothing is raised.
    """
    if not settings.mail.operators:
        return
    noted = open_log(settings, finished.record.run_id if finished else "", tell)
    try:
        now = dt.datetime.now(dt.UTC)
        if finished is None:
            health = failed_health(settings, *_in_words(error or RuntimeError()), now)
        else:
            with open_warehouse(settings) as warehouse:
                health = night_health(settings, warehouse, finished.record)
        mail_health(settings, health, noted)
    except DoisoatError as trouble:
        noted(f"Chưa gửi được thư sức khỏe: {trouble.what}")
    except Exception as trouble:
        noted(f"Chưa gửi được thư sức khỏe ({type(trouble).__name__})")


def _in_words(error: BaseException) -> tuple[str, str]:
    """What happened and how to mend it; of foreign errors the type alone."""
    described = describe_error(error)
    what = described.get("text") or f"chương trình gặp sự cố ({described['error']})"
    return what, error.fix if isinstance(error, DoisoatError) else ""


def mail_health(settings: Settings, health: Health, tell: Progress) -> int:
    """Each report about a night to each operator of an allowed domain; how many were taken.

    Raises:
        ConfigError: an address is none, or the mail server's settings are wrong.
        PostUnavailableError: the server cannot be reached.
    """
    mail = settings.mail
    allowed = frozenset(mail.allow_domains)
    operators = list(dict.fromkeys(checked_address(address) for address in mail.operators))
    welcome = [address for address in operators if domain_allowed(address, allowed)]
    if len(welcome) < len(operators):
        count = len(operators) - len(welcome)
        tell(f"Thư sức khỏe: {count} địa chỉ không thuộc tên miền được phép (DOISOAT_MAIL__ALLOW_DOMAINS)")
    if not welcome or not mail.host:
        tell("Thư sức khỏe: chưa gửi cho ai; cần DOISOAT_MAIL__HOST và người nhận thuộc tên miền được phép")
        return 0
    messages = _messages(settings, health, welcome)
    with SmtpPost(post_of(mail, timeout=30, deadline=120)) as server:
        answers = [server.deliver(each, address, lambda: None) for each in messages for address in welcome]
    taken = sum(answer.answer is Answer.ACCEPTED for answer in answers)
    problems = sorted({answer.problem for answer in answers if answer.answer is not Answer.ACCEPTED})
    tell(f"Thư sức khỏe: đã gửi {taken}/{len(answers)}" + (f" ({', '.join(problems)})" if problems else ""))
    return taken


def night_texts(settings: Settings, health: Health) -> list[str]:
    """The reports about a night as plain text, for the terminal."""
    found = night_reports(settings.reports_dir)
    return [render(folder, report.facts(health))[1] for folder, report in found.values()]


def _messages(settings: Settings, health: Health, to: list[str]) -> list[EmailMessage]:
    try:
        found = night_reports(settings.reports_dir)
    except ConfigError:  # it may be what the night failed of; what is shipped can still tell so
        found = night_reports()
    head, now = letterhead(settings), dt.datetime.now(VIETNAM)
    made = []
    for folder, report in found.values():
        facts = report.facts(health)
        html, text = render(folder, facts)
        subject = f"{head.subject_prefix} {facts['subject']}".strip()
        name = make_msgid("suc-khoe", head.message_domain)
        made.append(message(head, to=to, subject=subject, date=now, html=html, text=text, message_id=name))
    return made
