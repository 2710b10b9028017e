"""One reconciliation from inbox to warehouse: the eight stops, in order. See docs/one-claim.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from importlib.metadata import version

import pandas as pd

from connectors.card import load_cards
from connectors.contract import Context, SourceCard
from connectors.page_answers import waiting
from connectors.sandbox.pool import ReaderPool
from connectors.vault.store import Vault
from doisoat.clock import VIETNAM
from doisoat.errors import ConfigError
from doisoat.settings import Settings
from doisoat.text.repair import repair_texts
from expectations.criteria_set import CriteriaSet, load_criteria, read_criteria
from flows.open_stores import keyring, open_vault, open_warehouse
from flows.run_spec import RunSpec
from flows.runner import Progress, Runner
from flows.steps import run_summary
from flows.steps.collect import collect
from flows.steps.intake import Intake, SourceResult, failed_source, read_source, take_in
from flows.steps.judging import ResolvedInput, judge_all, resolve_input
from flows.steps.letters import planned_letters
from flows.steps.source_gating import gate_sources, refuse_emptied
from reports.found import load_reports
from warehouse.run import RunRecord, verdict_hash
from warehouse.store import Warehouse


@dataclass(frozen=True)
class Finished:
    """A finished run and the frames it stored."""

    record: RunRecord
    frames: Mapping[str, pd.DataFrame]

    @property
    def input_was_refused(self) -> bool:
        """Whether part of the input was refused (exit code 3)."""
        return len(self.frames["refusals"]) > 0

    def facts(self) -> dict[str, object]:
        """Which run this is, and the hash of its verdicts: equal for equal verdicts on any machine."""
        record = self.record
        return {
            "run_id": record.run_id,
            "as_of": record.as_of.isoformat(),
            "criteria": list(record.criteria),
            "scope": list(record.scope),
            "verdict_hash": record.verdict_hash,
        }


def reconcile(spec: RunSpec, settings: Settings, runner: Runner, tell: Progress) -> Finished:
    """Carry out a spec and store it; a dry run is judged in the same way and only shown.

    Raises:
        BusyError: a run of the same scope is at work.
        ConfigError: criteria, cards, settings or the spec itself are wrong; nothing was started.
        NotEvaluatedError: verdicts could not be judged on all rows; nothing was stored.
    """
    if spec.as_of > spec.started_at.astimezone(VIETNAM).date():
        tell("Ngày xét chưa tới: lượt này không thay các kết luận hiện hành")
    cards = load_cards(settings.sources_dir, settings.sources)
    load_reports(settings.reports_dir)  # one that cannot be loaded is told now, not when the verdicts are there
    warehouse = open_warehouse(settings)
    with warehouse, nullcontext() if spec.dry_run else warehouse.lease(spec.scopes) as lease:
        criteria = chosen_criteria(_known_criteria(spec, settings, warehouse), spec)
        vault = open_vault(settings)
        intake = runner.step("nhận tệp", take_in, spec, vault, cards)
        refuse_emptied(spec, intake, warehouse)
        tell(f"Hộp thư đến: {sum(map(len, intake.files.values()))} tệp của {len(intake.files)} nguồn")
        context = _context(spec, settings)
        results = _read_all(settings, runner, cards, intake, vault, context, tell)
        gated = runner.step("xét nguồn", gate_sources, spec, settings, cards, results, vault, warehouse, context, tell)
        resolved = runner.step("nhận tên", resolve_input, spec, settings, cards, gated)
        tell(resolved.sentence)
        resolved = _with_listings(spec, settings, runner, resolved, tell)
        frames = runner.step("xét", judge_all, spec, criteria, resolved, list(gated.results.values()), intake, tell)
        record = RunRecord(
            run_id=spec.run_id,
            as_of=spec.as_of,
            known_at=spec.known_at,
            started_at=spec.started_at,
            finished_at=dt.datetime.now(dt.UTC),
            criteria={key: c.content_hash for key, c in sorted(criteria.items())},
            scope=tuple(spec.scopes),
            code_version=version("doisoat"),
            inbox=str(spec.inbox),
            summary=run_summary.summary(frames, frames["resolutions"]),
        )
        if spec.dry_run:
            tell("Chạy thử: không lưu lượt, kết luận hay thư nào")
            return Finished(replace(record, verdict_hash=verdict_hash(frames["verdicts"])), frames)
        letters = runner.step(
            "soạn thư", planned_letters, spec, settings, frames["verdicts"], frames["units"], warehouse
        )
        stored = runner.step("lưu kho", warehouse.save_run, record, dict(frames), lease, letters)
    tell(f"Đã lưu lượt {stored.run_id}")
    return Finished(stored, frames)


def _known_criteria(spec: RunSpec, settings: Settings, warehouse: Warehouse) -> dict[str, CriteriaSet]:
    """Today's criteria files; for a look back those of the newest run that had ended by then, where there was one."""
    past = warehouse.newest_run(spec.known_at) if spec.known_at else None
    rules = warehouse.rules(past.run_id) if past else {}
    return {
        **load_criteria(settings.criteria_dir),
        **read_criteria({f"{key}.yml": text for key, text in rules.items()}),
    }


def chosen_criteria(known: Mapping[str, CriteriaSet], spec: RunSpec) -> dict[str, CriteriaSet]:
    """The criteria sets of the spec.

    Raises:
        ConfigError: it names one that does not exist.
    """
    unknown = sorted(set(spec.criteria) - set(known))
    if unknown:
        raise ConfigError(
            f"không có bộ tiêu chí {', '.join(unknown)}", fix=f"chọn trong các bộ: {', '.join(sorted(known))}"
        )
    return {key: c for key, c in known.items() if not spec.criteria or key in spec.criteria}


def _context(spec: RunSpec, settings: Settings) -> Context:
    """What parsers are handed: the day of the run, the repair of texts, and the comparison of persons."""
    people = keyring(settings.keys.hmac)

    def digest(column: str, value: str) -> str | None:
        return people.digest(column, value) if people else None

    return Context(today=spec.started_at.astimezone(VIETNAM).date(), repair=repair_texts, digest=digest)


def _read_all(
    settings: Settings,
    runner: Runner,
    cards: Mapping[str, SourceCard],
    intake: Intake,
    vault: Vault,
    context: Context,
    tell: Progress,
) -> dict[str, SourceResult]:
    """Every source's reading; a source whose step failed is refused as a whole and the others go on."""
    with ReaderPool(settings.reader) as pool:
        items = {source: (cards[source], files, vault, pool, context) for source, files in intake.files.items()}
        ended = runner.each("đọc nguồn", read_source, items)
    results = {}
    for source, one in ended.items():
        result = failed_source(cards[source], intake.files[source], one) if isinstance(one, Exception) else one
        results[source] = result
        tell(_progress_line(cards[source], result))
    return results


def _progress_line(card: SourceCard, result: SourceResult) -> str:
    """One line about a source that was read."""
    rows = sum(p.rows_read for p in result.files)
    aside = sum(len(p.set_aside) for p in result.files)
    refused = sum(len(p.refusals) for p in result.files)
    extra = f", {aside} dòng để riêng" if aside else ""
    return f"{card.title}: {len(result.files)} tệp, {rows} dòng{extra}" + (
        f", {refused} phần bị từ chối" if refused else ""
    )


def _with_listings(
    spec: RunSpec, settings: Settings, runner: Runner, resolved: ResolvedInput, tell: Progress
) -> ResolvedInput:
    """What the claimed shop pages show; where collecting them fails as a whole they stay unseen, not gone."""
    wanted = resolved.dossier.rows("products")
    if wanted["url"].isna().all() and not spec.catalogues:
        return resolved

    try:
        seen = runner.job("collect_listings", collect, wanted, spec, settings, runner, tell)
    except Exception as error:  # pages are one source among others: the night goes on without them
        tell(f"Chưa xem được trang bán hàng nào ({type(error).__name__}); các chỉ tiêu liên quan để chưa đủ căn cứ")
        return resolved
    found = seen.listings
    tell(f"Trang bán hàng: {len(found)} đường dẫn, mở được {int((found['outcome'] == 'ok').sum())}")
    resolved = resolved.with_listings(seen)
    if asked := waiting(resolved.dossier.records["listings"]):
        tell(f"{asked} trang chờ người xem (doisoat shops questions TỆP.xlsx)")
    return resolved
