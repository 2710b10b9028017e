"""``doisoat template``: the workbook that communes fill in, with drop-downs where the answers are a closed list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

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


def write_template(out: Path, sheets: Sequence[TemplateSheet]) -> None:
    """Write the empty template; columns of numbers that must keep their zeros are text columns."""
    with inert_workbook(out) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#E8EEF4"})
        as_date = book.add_format({"num_format": "dd/mm/yyyy"})
        as_text = book.add_format({"num_format": "@"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            for column, heading in enumerate(sheet.headings):
                style = as_date if heading in sheet.dates else as_text if heading in sheet.texts else None
                page.set_column(column, column, max(12, min(28, len(heading) + 4)), style)
                page.write_string(0, column, heading, head)
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
            page.freeze_panes(1, 0)
            page.repeat_rows(0)
            page.set_landscape()
            page.fit_to_pages(1, 0)
