"""The workbook of questions about tables that goes out and comes back through the inbox folder ``layouts/``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from reports.workbook import inert_workbook

SHEET, CHOICES_SHEET = "Câu hỏi về bảng", "_lua_chon"
_HOW = "Chọn một câu trả lời trong danh sách. Chưa chắc thì để trống: bảng tiếp tục chờ, chưa ai bị kết luận theo bảng."
_WIDTHS = (17, 20, 26, 14, 18, 36, 44, 34, 30, 22)
_LINE = 15  # points


def write_table_questions(out: Path, questions: pd.DataFrame, choices: Sequence[Sequence[str]]) -> None:
    """Write the questions; the last column is the person's to fill, everything else is there to read.

    Args:
        out: the .xlsx file.
        questions: the frame of ``connectors.table_answers.workbook_rows``.
        choices: the answers that each question offers.
    """
    with inert_workbook(out) as book:
        sheet, hidden = book.add_worksheet(SHEET), book.add_worksheet(CHOICES_SHEET)
        hidden.hide()
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#E8EEF4"})
        answer = book.add_format({"num_format": "@", "valign": "top", "bg_color": "#FFF8DC", "text_wrap": True})
        plain = book.add_format({"valign": "top", "text_wrap": True})
        last = len(questions.columns) - 1
        for column, (heading, width) in enumerate(zip(questions.columns, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width, answer if column == last else plain)
            sheet.write_string(0, column, heading, head)
        for number, (row, offered) in enumerate(zip(questions.itertuples(index=False), choices, strict=True), start=1):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, column, str(cell))
            for place, choice in enumerate(offered):  # a range, because a list in the cell ends at its first comma
                hidden.write_string(number, place, choice)
            ends = f"$A${number + 1}:${chr(ord('A') + min(len(offered), 26) - 1)}${number + 1}"
            sheet.data_validation(number, last, number, last, {
                "validate": "list", "source": f"={CHOICES_SHEET}!{ends}", "input_title": "Trả lời",
                "input_message": _HOW, "error_title": "Chọn trong danh sách", "error_message": _HOW,
            })  # fmt: skip
            # Programs other than Excel do not grow rows with wrapped text: give each its height.
            lines = max(-(-len(str(cell or "")) // width) for cell, width in zip(row, _WIDTHS, strict=True))
            sheet.set_row(number, _LINE * min(max(lines, 1), 10) + 3)
        sheet.set_row(0, 2 * _LINE + 3)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, len(questions)), last)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
