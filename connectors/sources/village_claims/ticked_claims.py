"""Claims told by which of two columns is ticked: "Chỉ tiêu 1" above "Đạt" and "Không đạt".

The two columns become one again, as the template has it: a mark below "Đạt" is "Đạt", below "Không đạt" "Không đạt".
Anything but one mark stays as it is written, so that it is told as a cell that cannot be read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from connectors.contract import Cell, Sheet
from connectors.tables.answers import read_answer
from connectors.tables.cells import as_text, is_blank
from doisoat.model import Answer
from doisoat.text.compare import fold

_CLAIM = re.compile(r"^chi tieu \d\b|^dat$")
_MET, _NOT_MET = "dat", ("khong dat", "chua dat")
_TOP = 15


def with_ticks_as_words(sheet: Sheet) -> Sheet:
    """The sheet with each such pair as one column of words; the sheet itself where it has none."""
    for row in range(1, min(sheet.row_count, _TOP)):
        said = [fold(as_text(column[row]) or "") for column in sheet.columns]
        if not any(said) or set(said) - {"", _MET, *_NOT_MET}:
            continue
        pairs = [c for c in range(len(said) - 1) if said[c] == _MET and said[c + 1] in _NOT_MET]
        headed = all(_CLAIM.search(fold(as_text(sheet.columns[c][row - 1]) or "")) for c in pairs)
        if pairs and headed and 2 * len(pairs) == sum(map(bool, said)):
            return _joined(sheet, row, pairs)
    return sheet


def _joined(sheet: Sheet, row: int, pairs: Sequence[int]) -> Sheet:
    columns: list[Sequence[Cell]] = list(sheet.columns)
    for c in pairs:
        met, not_met = sheet.columns[c], sheet.columns[c + 1]
        words = [_word(a, b) for a, b in zip(met[row + 1 :], not_met[row + 1 :], strict=True)]
        columns[c] = [*met[:row], None, *words]
        columns[c + 1] = [None] * len(not_met)
    merges = [merge for merge in sheet.merges if not _is_over(merge, row, pairs)]
    return replace(sheet, columns=columns, merges=merges, widths=None)


def _word(met: Cell, not_met: Cell) -> Cell:
    ticked = [read_answer(cell) is Answer.YES for cell in (met, not_met)]
    empty = [is_blank(cell) or read_answer(cell) is Answer.NO for cell in (met, not_met)]
    if ticked[0] and empty[1]:
        return "Đạt"
    if ticked[1] and empty[0]:
        return "Không đạt"
    texts = [text for cell in (met, not_met) if (text := as_text(cell))]
    return " | ".join(texts) or None


def _is_over(merge: tuple[int, int, int, int], row: int, pairs: Sequence[int]) -> bool:
    """Whether a merge reaches into a second column of a pair, or down into the row of the words."""
    top, left, bottom, right = merge
    return top <= row <= bottom or (top == row - 1 and any(left <= c + 1 <= right for c in pairs))
