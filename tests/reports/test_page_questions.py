"""The workbook about shop pages: safe to open, and answered by choosing."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from reports.page_questions import CHOICES_SHEET, SHEET, write_page_questions

HEADINGS = [f"Cột {n}" for n in range(1, 12)] + ["Trả lời"]
CHOICES = ("Đúng, đang bán", "Khác")


def written(out: Path, *rows: tuple[object, ...]) -> openpyxl.Workbook:
    write_page_questions(out, pd.DataFrame(list(rows), columns=HEADINGS, dtype=object), CHOICES)
    return openpyxl.load_workbook(out)


def test_texts_of_pages_stay_texts_and_prices_stay_numbers(tmp_path: Path) -> None:
    hostile = ["=HYPERLINK(1)", "https://shop.example/1", "@SUM(A1)", "-1+1", "007", "<script>", "\u202egnp.exe"]
    book = written(tmp_path / "a.xlsx", (*hostile, 95_000, None, "x" * 2_000, "b", ""))
    cells = [cell for cell in book[SHEET][2] if cell.value is not None]
    assert [cell.value for cell in cells[:7]] == hostile
    assert {cell.data_type for cell in cells if cell.value != 95_000} == {"s"}
    assert cells[7].data_type == "n"
    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet and b"hyperlink" not in sheet.lower()
        assert not [name for name in parts.namelist() if "externalLink" in name or "vba" in name.lower()]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_every_question_is_answered_from_the_hidden_list(tmp_path: Path, count: int) -> None:
    book = written(tmp_path / "a.xlsx", *[(*"abcdefghijk", "")] * count)
    assert book[CHOICES_SHEET].sheet_state == "hidden"
    assert [cell.value for cell in book[CHOICES_SHEET]["A"]] == list(CHOICES)
    (choice,) = book[SHEET].data_validations.dataValidation
    assert (choice.type, choice.formula1) == ("list", f"{CHOICES_SHEET}!$A$1:$A$2")
    assert str(choice.sqref) == ("L2:L4" if count == 3 else "L2")
    assert choice.promptTitle == "Trả lời" and all(word in choice.prompt for word in CHOICES)
    assert book[SHEET].max_row == count + 1
