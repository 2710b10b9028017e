"""``doisoat report --out``: the letters as .eml and the workbooks as .xlsx, to look at before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable
from email.policy import SMTP
from pathlib import Path

from reports.contract import Report


def write_out(reports: Iterable[Report], folder: Path) -> list[Path]:
    """Write each report's message and workbook into the folder; returns the files, in order.

    File names are made of the unit's code alone; letters of a code that no file name may hold are left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for report in reports:
        workbook = folder / report.workbook_name
        message = workbook.with_suffix(".eml")
        workbook.write_bytes(report.workbook)
        message.write_bytes(report.message().as_bytes(policy=SMTP))
        written += [message, workbook]
    return written
