"""Stop 8: what each unit must mend, queued with the run, written to a folder or sent afterwards."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import pandas as pd

from connectors.finding_answers import Row
from doisoat.clock import VIETNAM
from doisoat.errors import ConfigError
from doisoat.model import Level
from doisoat.settings import MailSettings, Settings
from expectations.in_force import NO_RULEBOOK
from flows.answers_told import answers_told
from flows.claims_template import template_bytes
from flows.run import Run
from flows.run_account import source_titles, titles_of_run
from flows.steps.letter_words import for_letters
from reports.contract import CHANGE_COLUMNS, Base, Letterhead, Report, ReportFrames
from reports.files import write_out
from reports.found import unit_reports
from reports.letter import compose, finding_sets
from reports.outbox import LastNotice, Letter, NewLetter, plan_letters
from reports.post import PostSettings, SmtpPost
from reports.recipients import recipients_on
from reports.scope import deciding_rows, recipient_units
from reports.send import Policy, SendSummary, send_due
from warehouse.outbox import SqlOutbox
from warehouse.run import RunRecord
from warehouse.store import Warehouse


def outbox_of(warehouse: Warehouse) -> SqlOutbox:
    """The warehouse's letters and recipients."""
    return warehouse.outbox(Letter, LastNotice)


def letterhead(settings: Settings) -> Letterhead:
    """Names and habits of the office, from the settings."""
    mail = settings.mail
    domain = mail.message_domain or mail.sender.rpartition("@")[2]
    return Letterhead(**settings.report.model_dump(), sender=mail.sender, reply_to=mail.reply_to, message_domain=domain)


def post_of(mail: MailSettings, *, timeout: float = 60, deadline: float = 300, login: bool = True) -> PostSettings:
    """The mail server of the settings; without ``login`` it is only greeted."""
    return PostSettings(
        host=mail.host,
        port=mail.port,
        sender=mail.sender,
        security=mail.security,
        username=mail.username if login else "",
        password=mail.password.get_secret_value() if login else "",
        ca_file=mail.ca_file,
        timeout=timeout,
        deadline=deadline,
    )


def planned_letters(run: Run, verdicts: pd.DataFrame, units: pd.DataFrame) -> list[NewLetter]:
    """The letters to queue in the transaction that saves the run; a look at a scope or at the past writes to nobody."""
    spec = run.spec
    if spec.scopes or spec.known_at is not None:
        return []
    store = outbox_of(run.warehouse)
    recipients = recipients_on(store.recipients(), spec.as_of)
    if not recipients:
        return []
    sets = finding_sets(
        deciding_rows(verdicts), recipient_units(units[units["level"] == "commune"]), spec.as_of.isoformat()
    )
    notices, domain = store.last_notices(), letterhead(run.settings).message_domain
    planned: list[NewLetter] = []
    for report_id, (_, report) in unit_reports(run.settings.reports_dir).items():
        if report.of_answers:
            continue
        readers = [recipient for recipient in recipients if recipient.role in report.roles]
        planned += plan_letters(spec.run_id, report_id, sets, readers, notices, domain)
    return planned


def planned_receipts(run: Run, rows: Sequence[Row]) -> list[NewLetter]:
    """A receipt for every unit of whose answers the run took any in, to the unit's own addresses.

    Never to an address that a file names: who sends a file is not known.
    """
    numbers = {row.by_unit: row.receipt for row in rows if row.by_unit}
    if not numbers:
        return []
    store, domain = outbox_of(run.warehouse), letterhead(run.settings).message_domain
    readers = recipients_on(store.recipients(), run.spec.as_of)
    planned: list[NewLetter] = []
    for report_id, (_, report) in unit_reports(run.settings.reports_dir).items():
        if report.of_answers:
            mine = [one for one in readers if one.role in report.roles]
            sets = {unit: (number, number) for unit, number in numbers.items()}
            planned += plan_letters(run.spec.run_id, report_id, sets, mine, {}, domain)
    return planned


def make_reports(
    warehouse: Warehouse, run: RunRecord, settings: Settings, report_id: str, unit: str = "all"
) -> list[Report]:
    """The reports of a run of one kind: of every unit of its day, or of one.

    Raises:
        ConfigError: there is no such report, or the run knows no such unit.
    """
    kinds = unit_reports(settings.reports_dir)
    if report_id not in kinds:
        raise ConfigError(f"không có báo cáo '{report_id}'", fix=f"chọn trong: {', '.join(sorted(kinds))}")
    frames = _frames(warehouse, run, settings, report_id)
    places = pd.concat([warehouse.units().query("level == 'commune'"), frames.verdicts], ignore_index=True)
    units = recipient_units(places)
    if unit != "all":
        units = units[units["unit_code"] == unit]
        if units.empty:
            raise ConfigError(f"không có đơn vị nhận báo cáo {unit}", fix="ghi mã huyện (trước 1/7/2025) hoặc mã xã")
    made = kinds[report_id][1].build(frames, units, letterhead(settings))
    return [_with_claims_template(report, frames.verdicts, settings) for report in made]


def _with_claims_template(report: Report, verdicts: pd.DataFrame, settings: Settings) -> Report:
    """The report with the claims template of the villages whose claims must be mended, where there are any."""
    if not report.mend_claims_of:
        return report
    mine = verdicts["unit_code"].isin(report.mend_claims_of) & (verdicts["level"] == Level.VILLAGE)
    if not mine.any():
        return report
    place = ["criteria", "unit_code", "unit", "commune", "district"]
    single = verdicts[mine & (verdicts["indicator"] != "overall")].fillna({"claim": "", "commune": "", "district": ""})
    villages = single.pivot_table(index=place, columns="indicator", values="claim", aggfunc="first")
    villages = villages.add_prefix("claim_").reset_index()
    name = report.workbook_name.replace("doi_soat_", "to_khai_", 1)
    content = template_bytes(villages, settings.criteria_dir, report.made_on)
    return replace(report, attachments={**report.attachments, name: content})


def _frames(warehouse: Warehouse, run: RunRecord, settings: Settings, report_id: str) -> ReportFrames:
    base_runs = outbox_of(warehouse).base_runs(run.run_id, report_id)
    bases = {u: warehouse.resolve_run(base) for u, base in base_runs.items()}
    changes = [
        deciding_rows(warehouse.diff(base, run.run_id), "reasons_b").assign(base_run_id=base)
        for base in sorted({b.run_id for b in bases.values()})
    ]
    frames, places = warehouse.report_frames(run.run_id), warehouse.units()
    answers, received = answers_told(warehouse, run, frames["verdicts"])
    found = ReportFrames(
        run_id=run.run_id,
        as_of=run.as_of,
        made_on=run.started_at.astimezone(VIETNAM).date(),
        changes=pd.concat(changes)[list(CHANGE_COLUMNS)] if changes else pd.DataFrame(columns=list(CHANGE_COLUMNS)),
        bases={u: Base(b.run_id, b.as_of) for u, b in bases.items()},
        titles=titles_of_run(warehouse, run.run_id),
        source_titles=source_titles(settings, with_answers=False),
        unit_names=dict(places.query("level == 'commune'")[["unit_code", "unit"]].itertuples(index=False)),
        verdicts=frames["verdicts"],
        checks=frames["checks"],
        proofs=frames["proofs"],
        sources=frames["sources"],
        gates=frames["gates"],
        refusals=frames["refusals"],
        unread=cast(list[dict[str, Any]], run.summary.get("unread", [])),
        draft_units=frozenset(code for name in frames["drafts"] for code in frames["drafts"][name].dropna() if code),
        no_rulebook=cast(Mapping[str, Any] | None, run.summary.get(NO_RULEBOOK)),
        coverage=frames["coverage"],
        trend=frames["trend"],
        missing=frames["missing"],
        answers=answers,
        received=received,
    )
    return for_letters(found, pd.concat([places["unit"], places["commune"], places["district"]]).dropna())


def write_reports(
    warehouse: Warehouse, run: RunRecord, settings: Settings, report_id: str, unit: str, folder: Path
) -> list[Path]:
    """Reports of one kind as .eml and .xlsx files, to look at; nothing is sent."""
    made = make_reports(warehouse, run, settings, report_id, unit)
    return write_out(made, unit_reports(settings.reports_dir)[report_id][0], folder)


def send_reports(warehouse: Warehouse, settings: Settings) -> SendSummary:
    """Send what is due in the outbox.

    Raises:
        ConfigError: no server or no domain is set.
    """
    mail = settings.mail
    if not mail.host:
        raise ConfigError("chưa khai máy chủ thư", fix="đặt DOISOAT_MAIL__HOST; hoặc dùng --out để xem trước")
    kinds = unit_reports(settings.reports_dir)
    made: dict[tuple[str, str], dict[str, Report]] = {}

    def render(letter: Letter) -> EmailMessage:
        key = letter.run_id, letter.report_id
        if key not in made:
            run = warehouse.resolve_run(letter.run_id)
            made[key] = {r.unit_code: r for r in make_reports(warehouse, run, settings, letter.report_id)}
        folder, _ = kinds[letter.report_id]
        report = made[key][letter.unit_code]
        return compose(report, folder, letter.address, letter.message_id, changes_only=letter.changes_only)

    with SmtpPost(post_of(mail)) as server:
        return send_due(
            outbox_of(warehouse),
            server,
            render,
            Policy(allow_domains=frozenset(mail.allow_domains)),
            clock=lambda: dt.datetime.now(dt.UTC),
            chance=random.Random(),  # noqa: S311 - jitter of delays, not a secret
        )
