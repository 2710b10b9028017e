"""The demo's claims with the rows of one commune alone, as that commune would send them."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from flows.demo import demo_inbox

OF_ALL = demo_inbox() / "claims" / "binh_gia" / "tu_danh_gia_2024.xlsx"


def own_claims_of(commune: str, folder: Path) -> Path:
    """Write them into a folder, under the name of the whole workbook."""
    book = load_workbook(OF_ALL)
    for sheet in book.worksheets:
        for number in range(sheet.max_row, 1, -1):
            if sheet.cell(number, 2).value != commune:
                sheet.delete_rows(number)
    book.save(folder / OF_ALL.name)
    return folder / OF_ALL.name
