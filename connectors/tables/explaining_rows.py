"""The legend below a table, a line a sign: "Đ: đã phủ", "C: chưa phủ" below "Ghi chú:"."""

from __future__ import annotations

from connectors.tables import marks
from connectors.tables.answers import read_answer
from connectors.tables.kinds import read_kind
from connectors.tables.legend import pairs_in
from connectors.tables.regions import Region
from doisoat.model import Answer

_MOST_ROWS, _LEAST_SIGNS = 20, 2


def explaining_rows(region: Region) -> set[int]:
    """The last rows of a region, of one text each, that explain signs, and the "Ghi chú:" above them."""
    rows: list[int] = []
    texts: list[str] = []
    for row in range(region.size - 1, max(-1, region.size - 1 - _MOST_ROWS), -1):
        filled = list(region.texts_of(row).values())
        if len(filled) > 1 and not any(map(marks.is_note, filled)):  # signatures stand side by side
            break
        if len(filled) == 1:
            rows.append(row)
            texts.append(filled[0])
    signs = [at for at, text in enumerate(texts) if any(_means_something(meaning) for _, meaning in pairs_in(text))]
    if len(signs) < _LEAST_SIGNS:
        return set()
    end = signs[-1] + 1
    return set(rows[: end + (end < len(rows) and marks.is_note(texts[end]))])


def _means_something(meaning: str) -> bool:
    return read_answer(meaning) is not Answer.UNCLEAR or read_kind(meaning) is not None
