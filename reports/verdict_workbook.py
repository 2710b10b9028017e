"""``doisoat verdicts --format xlsx``: the verdicts of a run with filters, in words, ready to print."""

from __future__ import annotations

import io

import pandas as pd

from reports.tables import VERDICT_TITLES
from reports.workbook import inert_workbook, row_height


def verdict_workbook(words: pd.DataFrame) -> bytes:
    """The workbook as bytes.

    Args:
        words: verdicts as ``reports.tables.verdicts_in_words`` puts them.
    """
    out = io.BytesIO()
    with inert_workbook(out) as book:
        sheet = book.add_worksheet("Kết luận")
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#E8EEF4"})
        body = book.add_format({"valign": "top", "text_wrap": True})
        for column, (title, width) in enumerate(VERDICT_TITLES.values()):
            sheet.set_column(column, column, width, body)
            sheet.write_string(0, column, title, head)
        widths = [width for _, width in VERDICT_TITLES.values()]
        for number, row in enumerate(words[list(VERDICT_TITLES)].itertuples(index=False), start=1):
            sheet.set_row(number, row_height(row, widths))
            for column, text in enumerate(row):
                sheet.write_string(number, column, text, body)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(words)), len(VERDICT_TITLES) - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return out.getvalue()
