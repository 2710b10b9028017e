"""The workbook a unit answers in, opened by the program that many offices open it with."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from reports.contract import Letterhead, Report
from reports.district_quality.answers import ANSWER_SHEET
from reports.district_quality.report import build_reports
from reports.scope import recipient_units
from tests.reports.province import before
from tests.reports.test_answer_book import assert_choices


@pytest.fixture(scope="module")
def report() -> Report:
    frames = before()
    units = recipient_units(frames.verdicts)
    return build_reports(frames, units[units["unit_code"] == "186"], Letterhead())[0]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
def test_libreoffice_opens_it_and_keeps_the_choices(report: Report, tmp_path: Path) -> None:
    source, out = tmp_path / report.workbook_name, tmp_path / "out"
    source.write_bytes(report.workbook)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(out), str(source)], check=True, capture_output=True, timeout=120)
    book = openpyxl.load_workbook(out / source.name)
    sheet = book[ANSWER_SHEET]
    assert isinstance(sheet, Worksheet)
    assert_choices(sheet, book)
    assert sheet.max_row == 3 + report.finding_count
