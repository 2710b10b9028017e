"""What a registry's row says of its product's recognition: that it stands, that it has run out, that there is none.

A row of a registry lists a recognised product, unless a cell of it says otherwise: its column of states, or a word
where stars, a decision or a day of the recognition belong. A word nobody knows there is asked about once; until then
the product is neither one of the registry nor missing from it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from connectors.contract import Cell
from connectors.tables.cells import as_text, each, is_blank, read_stars
from connectors.tables.dates import read_date
from connectors.tables.lexicon.segments import segments
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.product_states import (
    EXPIRED,
    NOT_RECOGNISED,
    RECOGNISED,
    UNCLEAR,
    read_recognition,
    says_no_decision,
)
from connectors.tables.table import Table
from connectors.tables.unknown_words import Vocabulary, told_words
from doisoat.text.compare import fold

_BEST_FIRST = (RECOGNISED, EXPIRED, UNCLEAR, NOT_RECOGNISED)
# The state of the product or its recognition; that of its trademark, its sale, its label is another matter.
_STATE = re.compile(
    r"(?:(?:product|ocop|recognition|certificate) )?(?:trang thai|tinh trang|hien trang|ket qua|status|state|result)"
    r"(?: (?:san pham|ocop|cong nhan|giay|chung nhan|hieu luc|hien nay|danh gia|phan hang|xet))*"
)
_TAKES_BACK = re.compile(
    r"\b(?:thu hoi|da huy|bi huy|het (?:han|hieu luc)|khong con (?:han|hieu luc|duoc cong nhan)|chua duoc cong nhan|"
    r"dinh chi|revoked|withdrawn|expired)\b"
)
_YEAR = re.compile(r"^\s*(?:năm\s*)?(20\d{2})\s*$", re.IGNORECASE)
_LASTS = re.compile(r"^(?:thoi han |han |hieu luc )?\d{1,2} (?:thang|nam|months?|years?)(?: (?:ke )?tu ngay .*)?$")
_LOWEST = 3  # stars of a recognised product


@dataclass(frozen=True)
class Recognition:
    """Of one row: its state, and the number of the question that it waits for."""

    state: str
    question: str | None = None


RECOGNITIONS = Vocabulary(
    {
        "Đã được công nhận": "đã công nhận",
        "Chưa được công nhận, hoặc đã thu hồi": "chưa công nhận",
        "Đã hết hạn": "hết hạn",
        "Chưa kết luận được": "?",
    },
    lambda cell: read_recognition(cell) != UNCLEAR,
    closed=True,
)


def recognition_of(table: Table, stars: Sequence[Cell], harvest: ParsedFileBuilder) -> list[Recognition]:
    """What each row says of its product; every cell must let it stand.

    Args:
        table: the registry's.
        stars: the cells that give each row's stars.
        harvest: takes the questions, and knows the answers.
    """
    found = [Recognition(RECOGNISED)] * table.size
    for n, state in enumerate(table.layout.filled.get("recognition", ())):
        found[n] = Recognition(state) if state else found[n]
    for column, chain in enumerate(table.header.chains):
        if chain and _STATE.fullmatch(fold(chain[-1])):
            _add(found, table, " / ".join(chain), table.column_cells(column), harvest)
        elif chain and any("remark" in s.meanings for s in segments(chain[-1])):
            for n, cell in enumerate(each(table.column_cells(column), _takes_back)):
                found[n] = _worse(found[n], Recognition(UNCLEAR)) if cell else found[n]
    for name in ("recognised_on", "valid_until"):
        if name in table.header.columns:
            _add(found, table, table.heading(name), each(table.cells(name), _word_for_a_day), harvest)
    if table.has("stars"):
        _add(found, table, table.heading("stars"), each(stars, _word_for_stars), harvest)
    for n, cell in enumerate(
        each(table.cells("decision_number"), lambda cell: isinstance(cell, str) and says_no_decision(cell))
    ):
        found[n] = _worse(found[n], Recognition(NOT_RECOGNISED)) if cell else found[n]
    for n, state in enumerate(_states_by_year(table)):
        found[n] = _worse(found[n], Recognition(state)) if state else found[n]
    for n, count in enumerate(each(stars, read_stars)):
        found[n] = _worse(found[n], Recognition(UNCLEAR)) if count and count < _LOWEST else found[n]
    return found


def _states_by_year(table: Table) -> list[str]:
    """What columns of years say of each product, where the newest that says anything takes it back; else blank.

    A product with stars in an earlier year may still have them: "4 sao" in 2023, "đăng ký 5 sao" in 2024.
    """
    years = {
        c: int(found[1]) for c, chain in enumerate(table.header.chains) if chain and (found := _YEAR.match(chain[-1]))
    }
    columns = [table.column_cells(c) for c in sorted(years, key=lambda c: years[c])]
    states = []
    for cells in zip(*columns, strict=True) if columns else ():
        said = [cell for cell in cells if not is_blank(cell)]
        last = read_recognition(said[-1]) if said else None
        starred = any(read_stars(cell) for cell in said)
        states.append("" if last not in (EXPIRED, NOT_RECOGNISED) else UNCLEAR if starred else str(last))
    return states


def _add(
    found: list[Recognition], table: Table, heading: str, cells: Sequence[Cell], harvest: ParsedFileBuilder
) -> None:
    told, waiting = told_words(table, heading, cells, RECOGNITIONS, harvest, heading=heading)
    for n, (cell, state) in enumerate(zip(told, each(told, read_recognition), strict=True)):
        if state is not None:
            found[n] = _worse(found[n], Recognition(state, waiting.get(as_text(cell) or "")))


def _worse(one: Recognition, other: Recognition) -> Recognition:
    """What takes the product away goes first, then what is not clear, best what waits for an answer."""
    if one.state == other.state:
        return one if one.question else other
    return max(one, other, key=lambda said: _BEST_FIRST.index(said.state))


def _takes_back(cell: Cell) -> bool:
    """A remark that the recognition may be over; what it means for the product a person must see."""
    return isinstance(cell, str) and bool(_TAKES_BACK.search(fold(cell)))


def _word_for_a_day(cell: Cell) -> Cell:
    """What stands where a day belongs and is none: no day, no length of time, no figure somebody mistyped."""
    if not isinstance(cell, str) or read_date(cell, months=True) is not None or any(map(str.isdigit, cell)):
        words = fold(cell) if isinstance(cell, str) else ""
        return cell if read_recognition(words) in (EXPIRED, NOT_RECOGNISED) and not _LASTS.match(words) else None
    return cell


def _word_for_stars(cell: Cell) -> Cell:
    """What stands where stars belong and is neither stars nor a figure."""
    if not isinstance(cell, str) or is_blank(cell) or read_stars(cell) is not None:
        return None
    return cell if not any(map(str.isdigit, cell)) or read_recognition(cell) in (EXPIRED, NOT_RECOGNISED) else None


def _awaits_decision(cell: Cell) -> bool:
    return isinstance(cell, str) and says_no_decision(cell)
