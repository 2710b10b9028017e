"""``doisoat report --out``: the letters as .eml and the workbooks as .xlsx, to look at before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable
from email.policy import SMTP
from pathlib import Path

from reports.contract import Report
from reports.letter import compose


def write_out(reports: Iterable[Report], kind: Path, folder: Path) -> list[Path]:
    """Write each report's message, and its workbook where it has one, into the folder; returns the files, in order.

    ``kind`` is the folder of their kind of report, which holds the templates. File names are made of the unit's code
    alone; letters of a code that no file name may hold are left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for report in reports:
        workbook = folder / report.workbook_name
        message = workbook.with_suffix(".eml")
        message.write_bytes(compose(report, kind).as_bytes(policy=SMTP))
        written.append(message)
        if report.workbook:
            workbook.write_bytes(report.workbook)
            written.append(workbook)
        for name, content in report.attachments.items():
            (folder / name).write_bytes(content)
            written.append(folder / name)
    return written
