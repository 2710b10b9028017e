"""``doisoat verdicts --format xlsx``: the verdicts of a run with filters, Vietnamese headings, ready to print."""

from __future__ import annotations

import io
from collections.abc import Iterable

import pandas as pd

from doisoat.vi import BASIS, CLAIM, LEVEL, VERDICT
from reports.workbook import inert_workbook

_HEADINGS = (
    ("Bộ tiêu chí", 12), ("Cấp", 8), ("Mã đơn vị", 12), ("Đơn vị", 24), ("Xã", 22), ("Huyện", 22), ("Chỉ tiêu", 12),
    ("Khai", 12), ("Kết luận", 16), ("Căn cứ", 18), ("Lý do", 60), ("Mã lượt", 24), ("Ngày xét", 12),
)  # fmt: skip


def verdict_workbook(verdicts: pd.DataFrame, why: Iterable[str]) -> bytes:
    """The workbook as bytes.

    Args:
        verdicts: columns ``doisoat.columns.VERDICTS_CSV``, sorted.
        why: the reasons of each row as an officer reads them.
    """
    out = io.BytesIO()
    with inert_workbook(out) as book:
        sheet = book.add_worksheet("Kết luận")
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#E8EEF4"})
        body = book.add_format({"valign": "top", "text_wrap": True})
        for column, (title, width) in enumerate(_HEADINGS):
            sheet.set_column(column, column, width, body)
            sheet.write_string(0, column, title, head)
        rows = zip(verdicts.itertuples(index=False), why, strict=True)
        for number, (row, reasons) in enumerate(rows, start=1):
            for column, text in enumerate(_cells(row, reasons)):
                sheet.write_string(number, column, text)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(verdicts)), len(_HEADINGS) - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return out.getvalue()


def _cells(row: tuple[str, ...], why: str) -> list[str]:
    told = row._asdict()  # type: ignore[attr-defined]  # a named tuple of pandas
    overall = told["indicator"] == "overall"
    return [
        told["criteria"],
        LEVEL.get(told["level"], told["level"]),
        told["unit_code"],
        told["unit"],
        told["commune"],
        told["district"],
        "chung" if overall else told["indicator"],
        "" if overall else CLAIM[told["claim"]],
        VERDICT.get(told["verdict"], told["verdict"]),
        BASIS.get(told["basis"], ""),
        why,
        told["run_id"],
        told["as_of"],
    ]
