"""The account of a night: gathered from the warehouse, the log and the home, without changing any of them."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any

from connectors.card import load_cards
from connectors.listings import waiting_hosts
from doisoat.clock import VIETNAM
from doisoat.errors import DoisoatError
from doisoat.settings import Settings
from doisoat.vi import REFUSED, VERDICT
from flows.cause_words import CAUSE_WORDS
from flows.open_stores import open_existing
from flows.steps.letters import outbox_of
from flows.watch.doctor.machine import LEAST_FREE_BYTES, existing
from flows.watch.logs import last_run
from flows.watch.source_states import STATUS_WORDS, SourceState, SourceStatus, source_states
from reports.night import Count, CountLine, Health, Refused, Source
from reports.place import place_of
from reports.run_summary import no_rulebook_sentence, unread_sentence
from warehouse.condition import condition
from warehouse.nights import before as night_before
from warehouse.nights import nights
from warehouse.outbox import OutboxCounts
from warehouse.run import RunRecord
from warehouse.store import Warehouse

_SHOPS = "ocop_listings"


def night_health(settings: Settings, warehouse: Warehouse, run: RunRecord) -> Health:
    """One stored run against the one before it of the same question."""
    cards = load_cards(settings.sources_dir, settings.sources)
    runs = warehouse.runs()
    before = night_before(runs, run)
    gates = warehouse.gates(run.run_id)
    states = source_states(cards, run, gates, day=run.as_of, before=before)
    statuses_before: dict[str, SourceStatus] = {}
    if before is not None:
        gates_before = warehouse.gates(before.run_id)
        then = source_states(cards, before, gates_before, day=before.as_of, before=night_before(runs, before))
        statuses_before = {state.source_id: state.status for state in then}
    summary: Mapping[str, Any] = run.summary
    summary_before: Mapping[str, Any] = before.summary if before else {}
    letters = outbox_of(warehouse).counts()
    hosts = tuple(waiting_hosts(settings.home))
    alarms = [gate["sentence"] for gate in gates if gate["source_id"] == _SHOPS and not gate["success"]]
    free = shutil.disk_usage(existing(settings.home)).free
    names_waiting = int(summary["places"]["review"])
    return Health(
        night=run.started_at.astimezone(VIETNAM).date(),
        free_gigabytes=free / 1024**3,
        disk_is_low=free < LEAST_FREE_BYTES,
        run_id=run.run_id,
        as_of=run.as_of,
        seconds=round((run.finished_at - run.started_at).total_seconds()) if run.finished_at else 0,
        before=f"{before.run_id}, xét ngày {before.as_of:%d/%m/%Y}" if before else "",
        counts=tuple(_counts(summary["verdicts"], summary_before.get("verdicts"), summary.get("drafts", ()))),
        changes=_changes(warehouse, before, run),
        sources=tuple(_source(state, statuses_before) for state in states if state.source_id != _SHOPS),
        refused=tuple(_refused(row) for row in summary["refusals"]),
        no_rulebook=no_rulebook_sentence(summary),
        unread=tuple(unread_sentence(one) for one in summary.get("unread", [])),
        unread_count=int(summary.get("unread_count", 0)),
        names_waiting=names_waiting,
        hosts=hosts,
        alarms=tuple(dict.fromkeys(map(str, alarms))),
        outbox=letters.sentence,
        dead_letters=letters.dead,
        steps=tuple(_steps(states, letters, names_waiting, hosts)),
    )


def failed_health(settings: Settings, what: str, fix: str, now: dt.datetime) -> Health:
    """A night that stored nothing: why, in our own words, and what still stands."""
    free = shutil.disk_usage(existing(settings.home)).free
    last = _last_stored(settings)
    return Health(
        night=now.astimezone(VIETNAM).date(),
        free_gigabytes=free / 1024**3,
        disk_is_low=free < LEAST_FREE_BYTES,
        run_id=last.run_id if last else "",
        as_of=last.as_of if last else None,
        failure=what,
        failure_fix=fix,
        steps=(
            ("Xem máy, kho và các nguồn", "doisoat doctor"),
            ("Sửa xong thì chạy lại", "doisoat run"),
            ("Xem nhật ký", str(settings.home / "logs")),
        ),
    )


def latest_health(settings: Settings) -> Health:
    """The newest night; where the run that began last stored nothing, that one: an older night must not speak for it.

    Raises:
        ConfigError: there is none yet.
    """
    began, stored = last_run(settings.home), _last_stored(settings)
    if began is not None and began.outcome in ("failed", ""):
        is_newest = stored is None or (began.run_id != stored.run_id and began.started_at > stored.started_at)
        if is_newest:
            ended = began.text if began.outcome else "còn đang chạy, hoặc đã bị dừng đột ngột"
            when = f"{began.started_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
            return failed_health(settings, f"lượt bắt đầu lúc {when}: {ended}", "", began.started_at)
    with open_existing(settings) as warehouse:
        return night_health(settings, warehouse, stored or warehouse.resolve_run("latest"))


def _last_stored(settings: Settings) -> RunRecord | None:
    """The newest night in the warehouse, where it can be asked: it may be what the night failed of."""
    with suppress(DoisoatError):
        if condition(settings.warehouse_url).is_current:
            with open_existing(settings) as warehouse:
                return next(reversed(nights(warehouse.runs())), None)
    return None


def _counts(now: Mapping[str, Any], before: Mapping[str, Any] | None, drafts: Collection[str]) -> list[CountLine]:
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
            draft = " (dự thảo)" if criteria in drafts else ""
            lines.append(CountLine(f"{criteria}{draft} · {title}", tuple(counts)))
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
    return tuple((CAUSE_WORDS.get(str(cause), str(cause)), int(count)) for cause, count in causes.items())


def _source(state: SourceState, statuses_before: Mapping[str, SourceStatus]) -> Source:
    return Source(
        title=state.title,
        state=STATUS_WORDS[state.status],
        file_count=state.file_count,
        row_count=state.row_count,
        published=f"{state.published_on:%d/%m/%Y}" if state.published_on else "",
        needs_a_look=state.needs_a_look,
        is_new=bool(statuses_before) and statuses_before.get(state.source_id) != state.status,
        why=state.why,
        fix=state.fix,
    )


def _refused(row: Mapping[str, str | None]) -> Refused:
    where = place_of(row["name"] or "", row["sheet"] or "", None)
    return Refused(str(where), row["what"] or REFUSED.get(row["kind"] or "", ""), row["fix"] or "")


def _steps(
    states: list[SourceState], letters: OutboxCounts, names_waiting: int, hosts: tuple[str, ...]
) -> list[tuple[str, str]]:
    """What to type, for what is there to do; at last what shows more."""
    steps = [
        (
            f"{state.title}: nhận danh sách ngắn đi, sau khi đã hỏi nguồn",
            f'doisoat release {state.source_id} --reason "…"',
        )
        for state in states
        if state.status is SourceStatus.SHRUNK
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
