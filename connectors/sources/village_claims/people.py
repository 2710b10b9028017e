"""Team members: whether each is fully given, never who they are."""

from __future__ import annotations

import re

from connectors.contract import Cell
from connectors.tables.cells import as_text, id_number, is_blank, phone
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.table import Table


def same_digits(phone_cell: Cell, id_cell: Cell) -> bool:
    """Whether the phone's digits stand in the column of identity numbers too."""
    own, other = (re.sub(r"\D", "", as_text(cell) or "").lstrip("0") for cell in (phone_cell, id_cell))
    return bool(own) and own == other


def first_phone(cell: Cell) -> tuple[str | None, bool]:
    """The first telephone number of a cell that may name several, and whether its leading zero was restored."""
    pieces: list[Cell] = list(re.split(r"[/;,\n]|\bhoặc\b", cell)) if isinstance(cell, str) else [cell]
    return next((found for piece in pieces if (found := phone(piece))[0] is not None), phone(cell))


def members(table: Table, harvest: ParsedFileBuilder, aside: dict[int, tuple[str, str]]) -> dict[str, list[object]]:
    """Columns of ``members``: four booleans, and keyed digests of phone and identity number where a key is set.

    A blank is not given. A number that Excel stripped of its leading zeros is restored; digits typed short are not.
    """
    digest = harvest.context.digest
    phones = [first_phone(cell) for cell in table.cells("phone", mend=False)]
    ids = [id_number(cell) for cell in table.cells("id_number", mend=False)]
    # The phone's digits pasted into the column of identity numbers are no identity number.
    pasted = zip(table.cells("phone", mend=False), table.cells("id_number", mend=False), strict=True)
    ids = [(None, False) if same_digits(*pair) else found for found, pair in zip(ids, pasted, strict=True)]
    for what, read in (("số điện thoại", phones), ("số CCCD/CMND", ids)):
        restored = sum(1 for _, was_restored in read if was_restored)
        if restored:
            harvest.note(f"trang tính '{table.sheet.name}': {restored} {what} bị Excel bỏ số 0 ở đầu, đã khôi phục")
    return {
        "name_given": [not is_blank(cell) for cell in table.cells("name", mend=False)],
        "address_given": [not is_blank(cell) for cell in table.cells("home", mend=False)],
        "phone_valid": [value is not None for value, _ in phones],
        "id_number_valid": [value is not None for value, _ in ids],
        "phone_mac": [digest("phone", value) if value else None for value, _ in phones],
        "id_number_mac": [digest("id_number", value) if value else None for value, _ in ids],
    }
