"""A unit's report named and addressed: what makes it the same report on any machine, and the message it is sent as."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path

import pandas as pd

from doisoat.clock import VIETNAM
from reports.contract import Letterhead, Report, ReportFrames
from reports.message import message, render
from reports.scope import Unit, own_rows, units_of

_NOON = dt.time(12, tzinfo=VIETNAM)


def report_of(
    frames: ReportFrames,
    unit: Unit,
    head: Letterhead,
    *,
    subject: str,
    facts: Mapping[str, object],
    finding_count: int = 0,
    pictures: Mapping[str, bytes] | None = None,
    workbook: bytes = b"",
) -> Report:
    """One unit's report, named by its own verdicts.

    Args:
        frames: what the run found; rows of other units are left out here.
        unit: whose report it is.
        head: the sender.
        subject: of the message.
        facts: what the templates show.
        finding_count: what the unit must look at.
        pictures: PNG by name.
        workbook: what is attached; empty for none.
    """
    own = own_rows(frames.verdicts, unit)
    finding_set, content = set_hashes(unit.code, frames.as_of.isoformat(), own)
    return Report(
        unit_code=unit.code, unit=unit.name, level=unit.level, run_id=frames.run_id, finding_set_hash=finding_set,
        content_hash=content, finding_count=finding_count, has_data=len(own) > 0, subject=subject, facts=facts,
        pictures=pictures or {}, workbook=workbook, workbook_name=file_name(unit.code, frames.as_of),
        made_on=frames.made_on, letterhead=head,
    )  # fmt: skip


def compose(
    report: Report, folder: Path, to: str = "", message_id: str = "", *, changes_only: bool = False
) -> EmailMessage:
    """The report as a message to one address; without one it is a draft for reading.

    Args:
        report: what to send.
        folder: the folder of its kind of report, which holds the templates. They get the fact ``changes_only`` too:
            whether a digest of what changed is asked for, which carries no pictures.
        to: one address, checked by ``reports.recipients``.
        message_id: with angle brackets.
        changes_only: see ``folder``.

    Raises:
        ValueError: an address in settings or recipients cannot stand in a header.
    """
    html, text = render(folder, {**report.facts, "changes_only": changes_only})
    return message(
        report.letterhead,
        to=[to] if to else [],
        subject=report.subject,
        date=dt.datetime.combine(report.made_on, _NOON),
        html=html,
        text=text,
        message_id=message_id,
        pictures=None if changes_only else report.pictures,
        workbooks={**({report.workbook_name: report.workbook} if report.workbook else {}), **report.attachments},
    )


def file_name(unit_code: str, as_of: dt.date) -> str:
    """``doi_soat_186_2024-11-15.xlsx``, made of what any file system can hold."""
    plain = "".join(c for c in unit_code if c.isascii() and c.isalnum()) or "don_vi"
    return f"doi_soat_{plain}_{as_of:%Y-%m-%d}.xlsx"


def finding_sets(verdicts: pd.DataFrame, units: pd.DataFrame, as_of: str) -> dict[str, tuple[str, str]]:
    """(finding_set_hash, content_hash) by unit, from verdicts alone: for the outbox rows of a run's transaction."""
    return {unit.code: set_hashes(unit.code, as_of, own_rows(verdicts, unit)) for unit in units_of(units)}


def set_hashes(unit_code: str, as_of: str, verdicts: pd.DataFrame) -> tuple[str, str]:
    """(finding set, content) of a unit's verdicts: the first names unit, day and findings, the second no day.

    Needs the columns criteria, level, unit_code, indicator, verdict and reasons only, so that an outbox row can be
    written in the transaction that saves the run. A blank is missing or ``""``.
    """
    names = ["criteria", "level", "unit_code", "indicator", "verdict", "reasons"]
    plain = verdicts.reindex(columns=names).astype(object)
    rows = sorted(set(plain.where(plain.notna(), "").itertuples(index=False, name=None)))
    content = hashlib.sha256(unit_code.encode())
    for row in rows:
        content.update("".join(f"{len(str(part))}:{part}" for part in row).encode())
    digest = content.hexdigest()
    return hashlib.sha256(f"{as_of}\x1f{digest}".encode()).hexdigest(), digest
