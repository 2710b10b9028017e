"""The workbook of questions about shop pages that goes out and comes back through the inbox folder ``trang/``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from reports.workbook import inert_workbook

SHEET, CHOICES_SHEET = "Câu hỏi về trang", "_lua_chon"
_HOW = (
    "Mở đường dẫn và xem. Chọn '{0}' khi trang đang bán đúng sản phẩm đã khai, '{1}' khi trang bán thứ khác; "
    "chưa chắc thì để trống."
)
_WIDTHS = (17, 30, 22, 20, 20, 26, 20, 11, 20, 11, 32, 16)
_LINE = 15  # points


def write_page_questions(out: Path, questions: pd.DataFrame, choices: Sequence[str]) -> None:
    """Write the questions; the last column is the person's to fill, everything else is there to read.

    Args:
        out: the .xlsx file.
        questions: the frame of ``connectors.page_answers.page_questions``.
        choices: the two answers, the one in favour first.
    """
    with inert_workbook(out) as book:
        sheet, hidden = book.add_worksheet(SHEET), book.add_worksheet(CHOICES_SHEET)
        for line, choice in enumerate(choices):  # a range, because a list in the cell itself ends at its first comma
            hidden.write_string(line, 0, choice)
        hidden.hide()
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#E8EEF4"})
        answer = book.add_format({"num_format": "@", "valign": "top", "bg_color": "#FFF8DC", "text_wrap": True})
        plain = book.add_format({"valign": "top", "text_wrap": True})
        money = book.add_format({"valign": "top", "num_format": "#,##0"})
        last, bottom = len(questions.columns) - 1, max(1, len(questions))
        for column, (heading, width) in enumerate(zip(questions.columns, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width, answer if column == last else plain)
            sheet.write_string(0, column, heading, head)
        for number, row in enumerate(questions.itertuples(index=False), start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell, money)
                elif cell:
                    sheet.write_string(number, column, cell)
            # Programs other than Excel do not grow rows with wrapped text: give each its height.
            lines = max(-(-len(str(cell or "")) // width) for cell, width in zip(row, _WIDTHS, strict=True))
            sheet.set_row(number, _LINE * min(max(lines, 1), 8) + 3)
        how = _HOW.format(*choices)
        sheet.data_validation(1, last, bottom, last, {
            "validate": "list", "source": f"={CHOICES_SHEET}!$A$1:$A${len(choices)}", "input_title": "Trả lời",
            "input_message": how, "error_title": "Chọn trong danh sách", "error_message": how,
        })  # fmt: skip
        sheet.set_row(0, 2 * _LINE + 3)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, bottom, last)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
