"""The workbook of questions about names that goes out and comes back through the inbox folder ``aliases/``."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from reports.workbook import inert_workbook

_NARROW = {"Số dòng": 9}


def write_questions(out: Path, questions: pd.DataFrame) -> None:
    """Write the questions; the last two columns are the person's to fill, everything else is there to read.

    Args:
        out: the .xlsx file.
        questions: the frame of ``gazetteer.review.review_frame``, most frequent first.
    """
    with inert_workbook(out) as book:
        sheet = book.add_worksheet("Câu hỏi tên thôn")
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#E8EEF4"})
        answer = book.add_format({"num_format": "@", "valign": "top", "bg_color": "#FFF8DC", "text_wrap": True})
        plain = book.add_format({"valign": "top", "text_wrap": True})
        last = len(questions.columns) - 1
        for column, heading in enumerate(questions.columns):
            style = answer if column >= last - 1 else plain
            sheet.set_column(column, column, _NARROW.get(heading, 24), style)
            sheet.write_string(0, column, heading, head)
        for number, row in enumerate(questions.itertuples(index=False), start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                else:
                    sheet.write_string(number, column, "" if pd.isna(cell) else str(cell))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(questions)), last)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
