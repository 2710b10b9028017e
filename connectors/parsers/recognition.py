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
from connectors.tables.answers import read_answer
from connectors.tables.cells import as_text, each, is_blank, read_stars
from connectors.tables.dates import read_date
from connectors.tables.lexicon.segments import segments
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.placeholders import is_placeholder
from connectors.tables.table import Table
from connectors.tables.unknown_words import Vocabulary, told_words
from connectors.tables.words import word_set
from doisoat.model import Answer
from doisoat.text.compare import fold

RECOGNISED, EXPIRED, UNCLEAR, NOT_RECOGNISED = "recognised", "expired", "unclear", "not_recognised"
_BEST_FIRST = (RECOGNISED, EXPIRED, UNCLEAR, NOT_RECOGNISED)
# The state of the product or its recognition; that of its trademark, its sale, its label is another matter.
_STATE = re.compile(
    r"(?:(?:product|ocop|recognition|certificate) )?(?:trang thai|tinh trang|hien trang|ket qua|status|state|result)"
    r"(?: (?:san pham|ocop|cong nhan|giay|chung nhan|hieu luc|hien nay|danh gia|phan hang|xet))*"
)
_EXPIRED = re.compile(
    r"\b(?:(?:het|qua|khong con) (?:thoi )?(?:han|hieu luc)|expired|(?:no longer|not) valid|lapsed)\b"
)
_NOT_RECOGNISED = re.compile(
    r"\b(?:thu hoi|(?:chua|khong|khong con|cho|de nghi|se) (?:duoc |ra )?(?:cong nhan|phan hang|xep hang|danh gia|xet|"
    r"cap|trinh|dat|(?:co |ra )?(?:quyet dinh|qd))|dang (?:xet|trinh|cho|danh gia|phan hang|tham dinh|xem xet|"
    r"hoan thien|de nghi|de xuat|lam ho so)|da huy|huy bo|bi huy|dang ky|de xuat|du kien|ke hoach|tiem nang|"
    r"trinh (?:hoi dong|tinh|ubnd)|cho (?:hoi dong|tham dinh|xem xet)|revoked|withdrawn|cancell?ed|inactive|rejected|"
    r"pending|proposed|registered|submitted|draft|planned|under review|in review|waiting|"
    r"not (?:yet )?recogni[sz]ed|unrecogni[sz]ed)\b"
)
_WORDS = word_set("recognised")
_AROUND = re.compile(r"\b(?:ocop|san pham|sp|[1-5] sao|sao|hang|lan \d|dot \d|nam \d{4}|\d{4}|tinh|cap tinh)\b")
_POINTS = re.compile(r"^\d{1,3}(?:[.,]\d+)?(?: ?điểm)?$", re.IGNORECASE)
_TAKES_BACK = re.compile(
    r"\b(?:thu hoi|da huy|bi huy|het (?:han|hieu luc)|khong con (?:han|hieu luc|duoc cong nhan)|chua duoc cong nhan|"
    r"dinh chi|revoked|withdrawn|expired)\b"
)
_LASTS = re.compile(r"^(?:thoi han |han |hieu luc )?\d{1,2} (?:thang|nam|months?|years?)(?: (?:ke )?tu ngay .*)?$")
_LOWEST = 3  # stars of a recognised product


@dataclass(frozen=True)
class Recognition:
    """Of one row: its state, and the number of the question that it waits for."""

    state: str
    question: str | None = None


def read_recognition(cell: Cell) -> str | None:
    """What a cell says of a recognition; None where it is blank or a placeholder, and says nothing of it."""
    text = as_text(cell)
    if text is None or is_placeholder(text):
        return None
    words = fold(text)
    if not words or read_stars(text) is not None or _POINTS.match(text):
        return None
    if _NOT_RECOGNISED.search(words):
        return NOT_RECOGNISED
    if _EXPIRED.search(words):
        return EXPIRED
    answer = read_answer(cell)
    if answer in (Answer.YES, Answer.NO):
        return RECOGNISED if answer is Answer.YES else NOT_RECOGNISED
    plainly = " ".join(_AROUND.sub(" ", words).split())
    return RECOGNISED if words in _WORDS or plainly in _WORDS else UNCLEAR


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
    for n, cell in enumerate(each(table.cells("decision_number"), _no_decision)):
        found[n] = _worse(found[n], Recognition(NOT_RECOGNISED)) if cell else found[n]
    for n, count in enumerate(each(stars, read_stars)):
        found[n] = _worse(found[n], Recognition(UNCLEAR)) if count and count < _LOWEST else found[n]
    return found


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


def _no_decision(cell: Cell) -> bool:
    """A decision that is still to come: "Chưa có quyết định", "Đang trình". A number of any form is none of these."""
    words = fold(cell) if isinstance(cell, str) else ""
    return bool(words) and not any(map(str.isdigit, words)) and bool(_NOT_RECOGNISED.search(words))
