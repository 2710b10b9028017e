"""What stands in a cell only because the cell had to be filled: a blank, written with letters or signs.

The one list of them, for every table. A placeholder is taken for a blank, never for a no: in a column of answers
"Chưa có" is an answer and is not asked about here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from connectors.contract import Cell
from connectors.tables.cells import is_blank, which
from connectors.tables.dates import plain
from connectors.tables.words import word_set
from doisoat.text.compare import clean, fold


class Asked(StrEnum):
    """What a cell asks for: with it grows what counts as a blank."""

    ANYTHING = "anything"  # an answer in words: "Chưa có" is one
    EFFECT = "effect"  # what became of it: "Chưa đánh giá" is none yet
    VALUE = "value"  # a number, a name, a date, a sum: "Chưa có" and "Không có" are none


_SIGNS_ONLY = re.compile(r"^[\s\-‐-―−_.…·,;:/\\|?!*~'\"’‘“”`()\[\]{}<>=#^]+$")
_ZEROS_OR_XS = re.compile(r"^(?:0{5,}|x{2,})$", re.IGNORECASE)
_ANYWHERE = word_set("placeholders")
_NOT_YET = word_set("placeholders_effect")
_NONE = word_set("placeholders_value")
# Words that without their accents are others: "trống" is empty, "trong" is inside.
_ACCENTED = frozenset({"trống", "để trống", "bỏ trống"})
_REPEAT = frozenset(
    {"nt", "n t", "nhu tren", "nhu hang tren", "nhu dong tren", "giong tren", "giong hang tren", "ditto"}
)
_REPEAT_SIGNS = frozenset(
    {"〃", "″", '"', "''", "”", "“", ",,", "´´", "-〃-", '-"-', "- 〃 -", '- " -', "-”-", "//", "-//-", "- // -"}
)
_DIGIT = re.compile("[0-9]")
_DAY = re.compile(r"^\s*\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{1,4})?\s*$")
# "/QĐ-UBND", "…/QĐ-UBND", "Số: /STTTT", "số …/2024/HĐ": nothing where the number itself belongs.
_NO_NUMBER_YET = re.compile(
    r"^(?:(?:(?:quyet dinh|qd|hop dong|hd|van ban|cong van)\s*)?so\s*[:.]?\s*)?[.…·_\s\-]*/|\bso\s*[:.]?\s*[.…_]{2,}"
)


def is_placeholder(cell: Cell, asked: Asked = Asked.ANYTHING) -> bool:
    """Whether a filled cell says nothing of what it is asked."""
    if not isinstance(cell, str) or repeats_above(cell):
        return False
    text = clean(cell)
    if not text:
        return False
    if _SIGNS_ONLY.match(text) or _ZEROS_OR_XS.match(text) or text.casefold().strip("() .") in _ACCENTED:
        return True
    words = fold(text)
    return (
        words in _ANYWHERE
        or (asked is not Asked.ANYTHING and words in _NOT_YET)
        or (asked is Asked.VALUE and words in _NONE)
    )


def is_only_form(text: str) -> bool:
    """Whether the number of a paper is only its form, with no number in it."""
    bare = plain(text)
    return not any(letter.isdigit() for letter in bare) or bool(_NO_NUMBER_YET.search(bare))


def without_placeholders(cells: Sequence[Cell], asked: Asked = Asked.ANYTHING) -> list[Cell]:
    """The column with None where a placeholder stood."""
    gone = {cell for cell in set(cells) if is_placeholder(cell, asked)}
    return [None if isinstance(cell, str) and cell in gone else cell for cell in cells] if gone else list(cells)


def repeats_above(cell: Cell) -> bool:
    """Whether a cell stands for the one above: "nt", "〃", "như trên"."""
    if not isinstance(cell, str) or len(cell) > 24 or _DIGIT.search(cell):
        return False
    text = clean(cell)
    return text in _REPEAT_SIGNS or fold(text) in _REPEAT


def _is_form_of_a_day(cell: str, above: Cell) -> bool:
    """Two strokes below a day are a day that nobody filled in, and no "as above"."""
    return clean(cell) == "//" and not (isinstance(above, str) and not _DAY.match(above))


def repeated(cells: Sequence[Cell]) -> Sequence[Cell]:
    """The column with each "nt" or "〃" replaced by the cell above it; None where nothing stands above."""
    marks = which(cells, repeats_above)
    if not marks:
        return cells
    out: list[Cell] = []
    above: Cell = None
    for cell in cells:
        if isinstance(cell, str) and cell in marks:
            out.append(None if _is_form_of_a_day(cell, above) else above)
            continue
        above = None if is_blank(cell) else cell
        out.append(cell)
    return out
