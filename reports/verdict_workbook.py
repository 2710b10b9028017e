"""``doisoat verdicts --format xlsx``: the verdicts of a run with filters, in words, ready to print."""

from __future__ import annotations

import io

import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from reports.tables import VERDICT_TITLES
from reports.workbook import inert_workbook, row_height

# What the sheet of roll-ups shows, with the width of its columns in characters.
_ROLL_UP = {
    "place": ("Nơi", 26), "place_level": ("Cấp", 10), "criteria": ("Bộ tiêu chí", 14), "child_level": ("Đếm theo", 10),
    "indicator": ("Chỉ tiêu", 28), "sure": ("Chắc chắn đạt", 14), "possible": ("Có thể đạt", 14), "of": ("Tổng số", 10),
}  # fmt: skip


def verdict_workbook(words: pd.DataFrame, roll_up: pd.DataFrame | None = None) -> bytes:
    """The workbook as bytes.

    Args:
        words: verdicts as ``reports.tables.verdicts_in_words`` puts them.
        roll_up: as ``reports.tables.roll_up_in_words`` puts it; None: not shown.
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
        if roll_up is not None:
            _roll_up_sheet(book, roll_up, head, body)
    return out.getvalue()


def _roll_up_sheet(book: Workbook, roll_up: pd.DataFrame, head: Format, body: Format) -> None:
    sheet = book.add_worksheet("Tổng hợp")
    for column, (title, width) in enumerate(_ROLL_UP.values()):
        sheet.set_column(column, column, width, body)
        sheet.write_string(0, column, title, head)
    for number, row in enumerate(roll_up[list(_ROLL_UP)].itertuples(index=False), start=1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, value, body)
            else:
                sheet.write_number(number, column, int(value), body)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(roll_up)), len(_ROLL_UP) - 1)
