"""``doisoat template``: the workbook that communes fill in, with drop-downs where the answers are a closed list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from xlsxwriter import Workbook

from reports.workbook import inert_workbook

_ROWS_WITH_HELP = 2_000


@dataclass(frozen=True)
class TemplateSheet:
    """One sheet: its headings in order, the closed lists by heading, and which headings hold dates."""

    name: str
    headings: Sequence[str]
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    dates: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    notes: Mapping[str, str] = field(default_factory=dict)  # what a heading means, shown when one points at it
    rows: Sequence[Sequence[str]] = ()  # first cells of prefilled rows


@dataclass(frozen=True)
class Guide:
    """The sheet that explains: lines under titles, two cells a line (a word, what it means)."""

    name: str
    parts: Mapping[str, Sequence[tuple[str, str]]]


def write_template(
    out: Path | IO[bytes], sheets: Sequence[TemplateSheet], guide: Guide, made_on: dt.date | None = None
) -> None:
    """Write the template; columns of numbers that must keep their zeros are text columns. The guide comes last."""
    with inert_workbook(out) as book:
        if made_on is not None:
            book.set_properties({"created": dt.datetime.combine(made_on, dt.time(12), tzinfo=dt.UTC)})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#E8EEF4"})
        as_date = book.add_format({"num_format": "dd/mm/yyyy"})
        as_text = book.add_format({"num_format": "@"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            for column, heading in enumerate(sheet.headings):
                style = as_date if heading in sheet.dates else as_text if heading in sheet.texts else None
                page.set_column(column, column, max(12, min(28, len(heading) + 4)), style)
                page.write_string(0, column, heading, head)
                if heading in sheet.notes:
                    page.write_comment(0, column, sheet.notes[heading], {"x_scale": 2})
                if heading in sheet.choices:
                    page.data_validation(
                        1,
                        column,
                        _ROWS_WITH_HELP,
                        column,
                        {
                            "validate": "list",
                            "source": list(sheet.choices[heading]),
                            "error_title": "Chọn trong danh sách",
                            "error_message": "Chọn một giá trị trong danh sách hoặc để trống.",
                        },
                    )
            for row, cells in enumerate(sheet.rows, start=1):
                for column, text in enumerate(cells):
                    if text:
                        page.write_string(row, column, text)
            page.freeze_panes(1, 3 if sheet.rows else 0)
            page.repeat_rows(0)
            page.set_landscape()
            page.fit_to_pages(1, 0)
        _explain(book, guide)


def _explain(book: Workbook, guide: Guide) -> None:
    title = book.add_format({"bold": True, "font_size": 13, "font_color": "#1F4E79"})
    word = book.add_format({"bold": True, "valign": "top", "text_wrap": True})
    text = book.add_format({"valign": "top", "text_wrap": True})
    page = book.add_worksheet(guide.name)
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 90)
    row = 0
    for heading, lines in guide.parts.items():
        page.write_string(row, 0, heading, title)
        for name, meaning in lines:
            row += 1
            page.write_string(row, 0, name, word)
            page.write_string(row, 1, meaning, text)
        row += 2
    page.hide_gridlines(2)
    page.fit_to_pages(1, 0)
