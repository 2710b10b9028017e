"""One reconciliation from inbox to warehouse: the eight stops, in order. See docs/one-claim.md."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from dataclasses import replace
from importlib.metadata import version

from connectors.page_answers import waiting
from doisoat.clock import VIETNAM
from doisoat.errors import ConfigError
from doisoat.memory import seldom_searched
from doisoat.settings import Settings
from expectations.criteria_set import CriteriaSet
from expectations.ge import load_beforehand
from flows.finished import Finished
from flows.open_page_questions import keep_page_questions
from flows.run import Run, open_run
from flows.run_spec import RunSpec
from flows.runner import Progress, Runner
from flows.scopes import ScopeError, without_claims
from flows.steps import run_summary
from flows.steps.answers import take_in_answers
from flows.steps.judging import ResolvedInput, judge_all, resolve_input
from flows.steps.letters import planned_letters, planned_receipts
from flows.steps.source_gating import gate_sources, refuse_emptied
from warehouse.gate import gated_summary, known_names
from warehouse.run import RunRecord, verdict_hash


def reconcile(spec: RunSpec, settings: Settings, runner: Runner, progress: Progress) -> Finished:
    """Carry out a spec and store it; a dry run is judged in the same way and only shown.

    Raises:
        BusyError: a run of the same scope is at work.
        ConfigError: criteria, cards, settings or the spec itself are wrong; nothing was started.
        NotEvaluatedError: verdicts could not be judged on all rows; nothing was stored.
    """
    with open_run(spec, settings, runner, progress) as run:
        return carry_out(run)


def carry_out(run: Run) -> Finished:
    """The same for a run that is open."""
    spec, step = run.spec, run.runner.step
    if spec.as_of > spec.started_at.astimezone(VIETNAM).date():
        run.progress("Ngày xét chưa tới: lượt này không thay các kết luận hiện hành")
    with nullcontext() if spec.dry_run else run.warehouse.lease(spec.scopes) as lease, seldom_searched():
        criteria = chosen_criteria(run)
        load_beforehand()
        refuse_emptied(run)
        run.progress(f"Hộp thư đến: {sum(map(len, run.intake.files.values()))} tệp của {len(run.intake.files)} nguồn")
        results = run.read()
        if not spec.dry_run:
            run.keep_answers()
        gated = step("xét nguồn", gate_sources, run, results)
        resolved = step("nhận tên", resolve_input, run, gated)
        run.progress(resolved.sentence)
        empty = _without_claims(run, resolved)
        resolved = _with_listings(run, resolved)
        frames = step("xét", judge_all, run, criteria, resolved, list(gated.results.values()))
        said = step("nhận câu trả lời", take_in_answers, run, results, frames["verdicts"])
        frames["verdicts"] = said.verdicts
        del resolved, results, gated
        run.let_go()
        told = run_summary.BesideFrames(
            unread=frames.pop("unread"),
            without_rulebook=frames.pop("without_rulebook"),
            waiting_claims=frames.pop("waiting_claims"),
            scope_without_claims=tuple(empty),
            answers=said.counts if said.rows else {},
            drafts=tuple(key for key, one in sorted(criteria.items()) if one.draft),
        )
        if open_questions := len(frames["table_questions"]):
            run.progress(f"{open_questions} câu hỏi về cách đọc bảng chờ trả lời (doisoat layouts questions TỆP.xlsx)")
        record = RunRecord(
            run_id=spec.run_id,
            as_of=spec.as_of,
            known_at=spec.known_at,
            started_at=spec.started_at,
            finished_at=dt.datetime.now(dt.UTC),
            criteria={key: c.content_hash for key, c in sorted(criteria.items())},
            scope=tuple(spec.scopes),
            asked_criteria=tuple(spec.criteria),
            code_version=version("doisoat"),
            inbox=str(spec.inbox),
            summary=run_summary.summary(frames, frames["resolutions"], told, spec.as_of),
        )
        if spec.dry_run:
            run.progress("Chạy thử: không lưu lượt, kết luận hay thư nào")
            shown = gated_summary(record.summary, known_names(frames["units"]))  # as it would be stored
            return Finished(replace(record, summary=shown, verdict_hash=verdict_hash(frames["verdicts"])), frames)
        letters = step("soạn thư", planned_letters, run, frames["verdicts"], frames["units"])
        letters += planned_receipts(run, said.rows)
        answers = said.frame(spec.run_id)
        stored = step("lưu kho", run.warehouse.save_run, record, dict(frames), lease, letters, answers)
    run.progress(f"Đã lưu lượt {stored.run_id}")
    return Finished(stored, frames)


def _without_claims(run: Run, resolved: ResolvedInput) -> list[str]:
    """The units of the scope of which nothing was declared.

    Raises:
        ScopeError: that is all of them; a run of nothing would answer for them from now on.
    """
    spec, dossier = run.spec, resolved.dossier
    empty = without_claims([dossier.rows(kind) for kind in ("assessments", "service_claims")], spec.scopes)
    if empty and len(empty) == len(spec.scopes):
        raise ScopeError(
            f"chưa có bản khai nào đọc được của {', '.join(empty)}; chưa lưu gì",
            fix="xem bản khai đã vào claims/ chưa, có bị từ chối không (doisoat health), hoặc chọn đơn vị khác",
        )
    if empty:
        run.progress(f"Chưa có bản khai nào đọc được của {', '.join(empty)}")
    return empty


def chosen_criteria(run: Run) -> dict[str, CriteriaSet]:
    """The criteria sets that the spec asks for.

    Raises:
        ConfigError: it names one that does not exist.
    """
    known, asked = run.criteria, run.spec.criteria
    unknown = sorted(set(asked) - set(known))
    if unknown:
        raise ConfigError(
            f"không có bộ tiêu chí {', '.join(unknown)}", fix=f"chọn trong các bộ: {', '.join(sorted(known))}"
        )
    return {key: c for key, c in known.items() if not asked or key in asked}


def _with_listings(run: Run, resolved: ResolvedInput) -> ResolvedInput:
    """What the claimed shop pages show; where collecting them fails as a whole they stay unseen, not gone."""
    wanted, progress = resolved.dossier.rows("products"), run.progress
    if wanted["url"].isna().all() and not run.spec.catalogues:
        return resolved
    from flows.steps.collect import collect

    try:
        seen = run.runner.job("collect_listings", collect, wanted, run.spec, run.settings, run.runner, progress)
    except Exception as error:  # pages are one source among others: the night goes on without them
        progress(f"Chưa xem được trang bán hàng nào ({type(error).__name__}); các chỉ tiêu liên quan để chưa đủ căn cứ")
        return resolved
    found = seen.listings
    progress(f"Trang bán hàng: {len(found)} đường dẫn, mở được {int((found['outcome'] == 'ok').sum())}")
    resolved = resolved.with_listings(seen)
    judged = resolved.dossier.records["listings"]
    if asked := waiting(judged):
        progress(f"{asked} trang chờ người xem (doisoat shops questions TỆP.xlsx)")
    if not run.spec.dry_run:
        keep_page_questions(judged, seen.pages, wanted, run.spec.run_id, run.settings.home)
    return resolved
