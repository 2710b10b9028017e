"""The same rows sent in other files: other names, another format, split and sent twice. Nothing may come of it."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from xlsxwriter import Workbook

Rows = list[list[str]]


def sent_otherwise(inbox: Path) -> None:
    """Rewrite an inbox in place.

    Every list in CSV becomes three workbooks: its rows dealt to two of them, and all of them once more, backwards.
    Every other file gets another name. The day in a file's name stays: it says when the list was published.
    """
    for number, path in enumerate(sorted(inbox.rglob("*.*"), reverse=True)):
        day = re.search(r"20\d{6}", path.name)
        name = f"tep_{number:04}" + (f"_{day[0]}" if day else "")
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                head, *rows = csv.reader(file)
            for part, chosen in enumerate((rows[::2], rows[1::2], rows[::-1])):
                if chosen:
                    _write(path.with_name(f"{part}_{name}.xlsx"), [head, *chosen])
            path.unlink()
        else:
            path.rename(path.with_name(name + path.suffix))


def _write(path: Path, rows: Rows) -> None:
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(at, column, cell)
