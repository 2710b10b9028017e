"""How a night went: gathered from the warehouse and the home, printed or mailed to the operators.

The mail is a courtesy of the night: whatever goes wrong with it is told and logged, and never raised.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from email.utils import make_msgid
from typing import Any

from connectors.card import load_cards
from connectors.listings import waiting_hosts
from doisoat.errors import DoisoatError
from doisoat.settings import Settings
from doisoat.vi import REFUSED, VERDICT
from flows.doctor.machine import LEAST_FREE_BYTES, existing
from flows.doors import open_warehouse
from flows.letters import letterhead, post_of
from flows.logs import error_told, open_log
from flows.nights import before as night_before
from flows.nights import nights
from flows.order import HERE
from flows.outbox_state import OutboxState, outbox_state
from flows.reconcile import Finished
from flows.runner import Tell
from flows.source_states import STAND, SourceState, Stand, source_states
from reports.health_mail import Count, CountLine, Health, Refused, Source, health_message
from reports.post import SmtpPost
from reports.recipients import checked_address
from reports.send import Answer, domain_allowed
from warehouse.condition import condition
from warehouse.run import RunRecord
from warehouse.store import Warehouse

_CAUSE = {
    "source": "tệp của nguồn",
    "match": "cách khớp tên",
    "rule": "bộ tiêu chí",
    "expired": "căn cứ hết hạn hoặc đến hạn",
    "code": "phiên bản chương trình",
    "scope": "phạm vi xét",
    "other": "chưa rõ",
}
_SHOPS = "ocop_listings"


def night_health(settings: Settings, warehouse: Warehouse, run: RunRecord) -> Health:
    """One stored run against the one before it of the same question."""
    cards = load_cards(settings.sources_dir, settings.sources)
    runs = warehouse.runs()
    before = night_before(runs, run)
    _, gates = warehouse.witnessed(run.run_id)
    states = source_states(cards, run, gates, day=run.as_of, before=before)
    stood: dict[str, Stand] = {}
    if before is not None:
        _, gates_before = warehouse.witnessed(before.run_id)
        then = source_states(cards, before, gates_before, day=before.as_of, before=night_before(runs, before))
        stood = {state.source_id: state.stand for state in then}
    summary: Mapping[str, Any] = run.summary
    summary_before: Mapping[str, Any] = before.summary if before else {}
    letters = outbox_state(warehouse)
    hosts = tuple(waiting_hosts(settings.home))
    alarms = gates[(gates["source_id"] == _SHOPS) & ~gates["success"].astype(bool)]["sentence"] if len(gates) else ()
    free = shutil.disk_usage(existing(settings.home)).free
    names_waiting = int(summary["places"]["review"])
    return Health(
        night=run.started_at.astimezone(HERE).date(),
        free_gigabytes=free / 1024**3,
        disk_is_low=free < LEAST_FREE_BYTES,
        run_id=run.run_id,
        as_of=run.as_of,
        seconds=round((run.finished_at - run.started_at).total_seconds()) if run.finished_at else 0,
        before=f"{before.run_id}, xét ngày {before.as_of:%d/%m/%Y}" if before else "",
        counts=tuple(_counts(summary["verdicts"], summary_before.get("verdicts"))),
        changes=_changes(warehouse, before, run),
        sources=tuple(_source(state, stood) for state in states if state.source_id != _SHOPS),
        refused=tuple(_refused(row) for row in summary["refusals"]),
        names_waiting=names_waiting,
        hosts=hosts,
        alarms=tuple(dict.fromkeys(map(str, alarms))),
        outbox=letters.told,
        dead_letters=letters.dead,
        steps=tuple(_steps(states, letters, names_waiting, hosts)),
    )


def failed_health(settings: Settings, error: BaseException, now: dt.datetime) -> Health:
    """A night that stored nothing: why, in our own words, and what still stands."""
    free = shutil.disk_usage(existing(settings.home)).free
    told = error_told(error)
    what = told.get("text") or f"chương trình gặp sự cố ({told['error']})"
    last = _last_stored(settings)
    return Health(
        night=now.astimezone(HERE).date(),
        free_gigabytes=free / 1024**3,
        disk_is_low=free < LEAST_FREE_BYTES,
        run_id=last.run_id if last else "",
        as_of=last.as_of if last else None,
        failure=what,
        failure_fix=error.fix if isinstance(error, DoisoatError) else "",
        steps=(
            ("Xem máy, kho và các nguồn", "doisoat doctor"),
            ("Sửa xong thì chạy lại", "doisoat run"),
            ("Xem nhật ký", str(settings.home / "logs")),
        ),
    )


def _last_stored(settings: Settings) -> RunRecord | None:
    """The newest night in the warehouse, where it can be asked: it may be what the night failed of."""
    with suppress(DoisoatError):
        if condition(settings.warehouse_url).is_current:
            with open_warehouse(settings) as warehouse:
                return next(reversed(nights(warehouse.runs())), None)
    return None


def send_health(settings: Settings, finished: Finished | None, error: BaseException | None, tell: Tell) -> None:
    """Mail how the night went to the operators; nobody is set, nothing is sent.

    Args:
        settings: the mail server, ``mail.operators`` and ``mail.allow_domains``.
        finished: the stored run, or None for a night that failed.
        error: why it failed.
        tell: is told where the mail could not be sent; nothing is raised.
    """
    if not settings.mail.operators:
        return
    told = open_log(settings, finished.record.run_id if finished else "", tell)
    try:
        now = dt.datetime.now(dt.UTC)
        if finished is None:
            health = failed_health(settings, error or RuntimeError(), now)
        else:
            with open_warehouse(settings) as warehouse:
                health = night_health(settings, warehouse, finished.record)
        mail_health(settings, health, told)
    except DoisoatError as trouble:
        told(f"Chưa gửi được thư sức khỏe: {trouble.what}")
    except Exception as trouble:
        told(f"Chưa gửi được thư sức khỏe ({type(trouble).__name__})")


def mail_health(settings: Settings, health: Health, tell: Tell) -> int:
    """One message, to each operator of an allowed domain; how many took it.

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
    head = letterhead(settings)
    message = health_message(
        health, head, welcome, now=dt.datetime.now(HERE), message_id=make_msgid("suc-khoe", head.message_domain)
    )
    with SmtpPost(post_of(mail, timeout=30, deadline=120)) as server:
        answers = [server.deliver(message, address, lambda: None) for address in welcome]
    taken = sum(answer.answer is Answer.ACCEPTED for answer in answers)
    problems = sorted({answer.problem for answer in answers if answer.answer is not Answer.ACCEPTED})
    tell(f"Thư sức khỏe: đã gửi {taken}/{len(welcome)}" + (f" ({', '.join(problems)})" if problems else ""))
    return taken


def _counts(now: Mapping[str, Any], before: Mapping[str, Any] | None) -> list[CountLine]:
    """Two lines a criteria set: its units as a whole, and all their indicators."""
    lines = []
    for criteria, indicators in sorted(now.items()):
        then = None if before is None else before.get(criteria, {})
        for title, is_overall in (("chung", True), ("từng chỉ tiêu", False)):
            mine, theirs = _summed(indicators, is_overall), None if then is None else _summed(then, is_overall)
            names = [name for name in VERDICT if mine[name] or (theirs and theirs[name])]
            counts = (
                Count(VERDICT[name], mine[name], None if theirs is None else mine[name] - theirs[name])
                for name in names
            )
            lines.append(CountLine(f"{criteria} · {title}", tuple(counts)))
    return lines


def _summed(indicators: Mapping[str, Mapping[str, int]], is_overall: bool) -> Counter[str]:
    total: Counter[str] = Counter()
    for indicator, counts in indicators.items():
        if (indicator == "overall") is is_overall:
            total.update(counts)
    return total


def _changes(warehouse: Warehouse, before: RunRecord | None, run: RunRecord) -> tuple[tuple[str, int], ...]:
    if before is None or before.verdict_hash == run.verdict_hash:
        return ()
    changed = warehouse.diff(before.run_id, run.run_id)
    causes = changed.loc[changed["indicator"] != "overall", "cause"].value_counts()
    return tuple((_CAUSE.get(str(cause), str(cause)), int(count)) for cause, count in causes.items())


def _source(state: SourceState, stood: Mapping[str, Stand]) -> Source:
    return Source(
        title=state.title,
        state=STAND[state.stand],
        file_count=state.file_count,
        row_count=state.row_count,
        published=f"{state.published_on:%d/%m/%Y}" if state.published_on else "",
        needs_a_look=state.needs_a_look,
        is_new=bool(stood) and stood.get(state.source_id) != state.stand,
        why=state.why,
        fix=state.fix,
    )


def _refused(row: Mapping[str, str | None]) -> Refused:
    where = " · ".join(part for part in (row["name"], row["sheet"]) if part)
    return Refused(where, row["what"] or REFUSED.get(row["kind"] or "", ""), row["fix"] or "")


def _steps(
    states: list[SourceState], letters: OutboxState, names_waiting: int, hosts: tuple[str, ...]
) -> list[tuple[str, str]]:
    """What to type, for what is there to do; at last what shows more."""
    steps = [
        (
            f"{state.title}: nhận danh sách ngắn đi, sau khi đã hỏi nguồn",
            f'doisoat release {state.source_id} --reason "…"',
        )
        for state in states
        if state.stand is Stand.SHRUNK
    ]
    if names_waiting:
        steps.append(("Ghi bảng câu hỏi về tên thôn", "doisoat alias questions hoi-ten.xlsx"))
    if hosts:
        steps.append(("Đồng ý hoặc từ chối xem trang bán hàng", f"doisoat shops approve {hosts[0]}"))
    if letters.dead:
        steps.append(("Xếp lại các thư không gửi được, sau khi đã sửa", "doisoat report --revive"))
    if letters.waiting:
        steps.append(("Gửi thư đang chờ", "doisoat report --send"))
    return [*steps, ("Xem máy, kho và các nguồn", "doisoat doctor"), ("Xem kết luận", "doisoat verdicts")]
