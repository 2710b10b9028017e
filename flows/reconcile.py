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
from flows.steps.intake import Intake, Reading, failed_source, read_source, take_in
from flows.steps.judging import ResolvedInput, judge_all, lay_out
from flows.steps.letters import planned_letters
from flows.steps.source_gating import gate_readings, refuse_emptied
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


def reconcile(order: RunSpec, settings: Settings, runner: Runner, tell: Progress) -> Finished:
    """Run an order and store it; a dry run is judged in the same way and only shown.

    Raises:
        BusyError: a run of the same scope is at work.
        ConfigError: criteria, cards, settings or the order itself are wrong; nothing was started.
        NotEvaluatedError: verdicts could not be judged on all rows; nothing was stored.
    """
    if order.as_of > order.started_at.astimezone(VIETNAM).date():
        tell("Ngày xét chưa tới: lượt này không thay các kết luận hiện hành")
    cards = load_cards(settings.sources_dir, settings.sources)
    warehouse = open_warehouse(settings)
    with warehouse, nullcontext() if order.dry_run else warehouse.lease(order.scopes) as lease:
        criteria = chosen_criteria(_known_criteria(order, settings, warehouse), order)
        vault = open_vault(settings)
        intake = runner.step("nhận tệp", take_in, order, vault, cards)
        refuse_emptied(order, intake, warehouse)
        tell(f"Hộp thư đến: {sum(map(len, intake.files.values()))} tệp của {len(intake.files)} nguồn")
        context = _context(order, settings)
        readings = _read_all(settings, runner, cards, intake, vault, context, tell)
        gated = runner.step(
            "xét nguồn", gate_readings, order, settings, cards, readings, vault, warehouse, context, tell
        )
        laid = runner.step("nhận tên", lay_out, order, settings, cards, gated)
        tell(laid.told)
        laid = _with_listings(order, settings, runner, laid, tell)
        frames = runner.step("xét", judge_all, order, criteria, laid, list(gated.readings.values()), intake, tell)
        record = RunRecord(
            run_id=order.run_id,
            as_of=order.as_of,
            known_at=order.known_at,
            started_at=order.started_at,
            finished_at=dt.datetime.now(dt.UTC),
            criteria={key: c.content_hash for key, c in sorted(criteria.items())},
            scope=tuple(order.scopes),
            code_version=version("doisoat"),
            inbox=str(order.inbox),
            summary=run_summary.summary(frames, frames["resolutions"]),
        )
        if order.dry_run:
            tell("Chạy thử: không lưu lượt, kết luận hay thư nào")
            return Finished(replace(record, verdict_hash=verdict_hash(frames["verdicts"])), frames)
        letters = runner.step(
            "soạn thư", planned_letters, order, settings, frames["verdicts"], frames["units"], warehouse
        )
        stored = runner.step("lưu kho", warehouse.save_run, record, dict(frames), lease, letters)
    tell(f"Đã lưu lượt {stored.run_id}")
    return Finished(stored, frames)


def _known_criteria(order: RunSpec, settings: Settings, warehouse: Warehouse) -> dict[str, CriteriaSet]:
    """Today's criteria files; for a look back those of the newest run that had ended by then, where there was one."""
    past = warehouse.newest_run(order.known_at) if order.known_at else None
    rules = warehouse.rules(past.run_id) if past else {}
    return {
        **load_criteria(settings.criteria_dir),
        **read_criteria({f"{key}.yml": text for key, text in rules.items()}),
    }


def chosen_criteria(known: Mapping[str, CriteriaSet], order: RunSpec) -> dict[str, CriteriaSet]:
    """The criteria sets of the order.

    Raises:
        ConfigError: it names one that does not exist.
    """
    unknown = sorted(set(order.criteria) - set(known))
    if unknown:
        raise ConfigError(
            f"không có bộ tiêu chí {', '.join(unknown)}", fix=f"chọn trong các bộ: {', '.join(sorted(known))}"
        )
    return {key: c for key, c in known.items() if not order.criteria or key in order.criteria}


def _context(order: RunSpec, settings: Settings) -> Context:
    """What parsers are handed: the day of the run, the repair of texts, and the comparison of persons."""
    people = keyring(settings.keys.hmac)

    def digest(column: str, value: str) -> str | None:
        return people.digest(column, value) if people else None

    return Context(today=order.started_at.astimezone(VIETNAM).date(), repair=repair_texts, digest=digest)


def _read_all(
    settings: Settings,
    runner: Runner,
    cards: Mapping[str, SourceCard],
    intake: Intake,
    vault: Vault,
    context: Context,
    tell: Progress,
) -> dict[str, Reading]:
    """Every source's reading; a source whose step failed is refused as a whole and the others go on."""
    with ReaderPool(settings.reader) as pool:
        items = {source: (cards[source], files, vault, pool, context) for source, files in intake.files.items()}
        results = runner.each("đọc nguồn", read_source, items)
    readings = {}
    for source, result in results.items():
        if isinstance(result, Exception):
            reading = failed_source(cards[source], intake.files[source], result)
        else:
            reading = result
        readings[source] = reading
        tell(_told(cards[source], reading))
    return readings


def _told(card: SourceCard, reading: Reading) -> str:
    """One line about a source that was read."""
    rows = sum(p.rows_read for p in reading.files)
    aside = sum(len(p.set_aside) for p in reading.files)
    refused = sum(len(p.refusals) for p in reading.files)
    extra = f", {aside} dòng để riêng" if aside else ""
    return f"{card.title}: {len(reading.files)} tệp, {rows} dòng{extra}" + (
        f", {refused} phần bị từ chối" if refused else ""
    )


def _with_listings(
    order: RunSpec, settings: Settings, runner: Runner, laid: ResolvedInput, tell: Progress
) -> ResolvedInput:
    """What the claimed shop pages show; where collecting them fails as a whole they stay unseen, not gone."""
    wanted = laid.dossier.rows("products")
    if wanted["url"].isna().all() and not order.catalogues:
        return laid

    try:
        seen = runner.job("collect_listings", collect, wanted, order, settings, runner, tell)
    except Exception as error:  # pages are one source among others: the night goes on without them
        tell(f"Chưa xem được trang bán hàng nào ({type(error).__name__}); các chỉ tiêu liên quan để chưa đủ căn cứ")
        return laid
    found = seen.listings
    tell(f"Trang bán hàng: {len(found)} đường dẫn, mở được {int((found['outcome'] == 'ok').sum())}")
    laid = laid.with_listings(seen)
    if asked := waiting(laid.dossier.records["listings"]):
        tell(f"{asked} trang chờ người xem (doisoat shops questions TỆP.xlsx)")
    return laid
