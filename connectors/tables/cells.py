"""What a cell says: text, a count, a coordinate, an identifier.

Every function takes a column and works on its distinct values, so that 250,000 rows cost as much as their few
hundred different texts. Nothing is guessed: what cannot be read is None and counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeVar, cast

import numpy as np
import numpy.typing as npt

from connectors.coded_column import CodedColumn
from connectors.contract import Cell
from connectors.tables.words import word_set
from doisoat.text.compare import clean, fold

_T = TypeVar("_T")

_LONG_NUMBER = re.compile(r"\d{5,}", re.ASCII)
_NO_CODE = re.compile(r"[\s'`\x1c-\x1f]|\0\0")

_PLAIN_INT = re.compile(r"^\d{1,15}$")
_GROUPED_INT = re.compile(r"^\d{1,3}(?:([., ])\d{3})(?:\1\d{3})*$")
_ZERO_DECIMALS = re.compile(r"^(\d{1,15})[.,]0{1,2}$")
_COUNT_UNITS = word_set("count_units")
_NUMBER_AND_UNIT = re.compile(r"^([\d., ]*\d)\s*([^\d.,\s].*)$")
_NUMBER = re.compile(r"^[+-]?\d+(?:[.,]\d+)?$")
_DIGITS = re.compile(r"[\s.\-()/]+")
_WITH_SHARE = re.compile(r"(?<=\d)\s*\(\s*\d{1,3}(?:[.,]\d+)?\s*%\s*\)$")  # "18 (90%)"
_STAR_WORDS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_STARS = re.compile(
    r"^(?:(?:hang|dat|ocop|xep hang) )*"
    rf"(?:(?P<figure>[1-5])(?:[.,]0)?(?: ?sao| ?star)?s?|(?P<word>{'|'.join(_STAR_WORDS)}) (?:sao|stars?))$"
)


def distinct(cells: Sequence[_T]) -> Iterable[_T]:
    """The different cells of a column, in no order."""
    return cells.distinct() if isinstance(cells, CodedColumn) else set(cells)


def tally(cells: Sequence[_T]) -> Mapping[_T, int]:
    """In how many rows each cell stands, in the order in which they come."""
    return cast(Mapping[_T, int], cells.counts()) if isinstance(cells, CodedColumn) else Counter(cells)


def several_times(cells: Sequence[_T]) -> set[_T]:
    """The cells that stand in more than one row."""
    return cells.repeated() if isinstance(cells, CodedColumn) else {c for c, n in Counter(cells).items() if n > 1}


def taken_rows(cells: Sequence[_T], rows: Sequence[int]) -> Sequence[_T]:
    """The cells of some rows."""
    return cells.taken(rows) if isinstance(cells, CodedColumn) else [cells[row] for row in rows]


def without_rows(cells: Sequence[_T], rows: Collection[int]) -> Sequence[_T | None]:
    """The column with some rows blank."""
    if isinstance(cells, CodedColumn):
        return cells.without(rows)
    return [None if row in rows else cell for row, cell in enumerate(cells)]


def rows_where(cells: Sequence[_T], holds: Callable[[_T], bool]) -> npt.NDArray[np.bool_]:
    """For each row whether its cell is such a one; asked of each distinct cell once."""
    if isinstance(cells, CodedColumn):
        return cells.where(holds)
    found = {cell for cell in set(cells) if holds(cell)}
    return np.fromiter((cell in found for cell in cells), dtype=np.bool_, count=len(cells))


def each(cells: Sequence[Cell], read: Callable[[Cell], _T]) -> Sequence[_T]:
    """``read`` applied to each distinct cell once. TRUE and 1 are kept apart although Python holds them equal."""
    if isinstance(cells, CodedColumn):
        return cells.mapped(read)
    if bool in set(map(type, cells)):
        return [read(cell) for cell in cells]
    known = {cell: read(cell) for cell in set(cells)}
    return [known[cell] for cell in cells]


def which(cells: Sequence[Cell], holds: Callable[[str], bool]) -> set[Cell]:
    """The distinct texts of a column for which ``holds``.

    Texts that differ in long numbers alone are asked about once: a list of addresses has another code in every row, and
    no word by which a table is read is a number of five digits.
    """
    forms = cells.once_for_all_parts("forms", _by_form) if isinstance(cells, CodedColumn) else None
    if forms is not None:
        found: set[Cell] = {text for form, texts in forms.items() if holds(form) for text in texts}
        return found.intersection(distinct(cells)) if found else found
    few = cells.once("forms", lambda: _by_form(distinct(cells))) if isinstance(cells, CodedColumn) else None
    few = _by_form(set(cells)) if few is None else few
    return {text for form, texts in few.items() if holds(form) for text in texts}


def _by_form(values: Iterable[Cell]) -> dict[str, list[str]]:
    """The texts among these by what they are with every long number put as zeros."""
    texts = [cell for cell in values if isinstance(cell, str)]
    forms = _LONG_NUMBER.sub("00000", "\0".join(texts)).split("\0")
    if len(forms) != len(texts):  # no text, or a NUL in a cell, which no reader leaves there
        forms = [_LONG_NUMBER.sub("00000", text) for text in texts]
    found: dict[str, list[str]] = {}
    for form, text in zip(forms, texts, strict=True):
        found.setdefault(form, []).append(text)
    return found


def has_blank(cells: Sequence[Cell]) -> bool:
    """Whether a cell of a column is blank (``is_blank``)."""
    return any(cell is None for cell in distinct(cells)) or bool(which(cells, is_blank))


def as_text(cell: Cell) -> str | None:
    """The cell as clean text, None where it is blank. Whole numbers have no decimals, Excel's TRUE is ``TRUE``."""
    if cell is None:
        return None
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell == cell and abs(cell) < 1e15 and cell == int(cell) else repr(cell)
    if isinstance(cell, str) and cell.isascii():  # nothing to compose or to uncover: the common case, made quick
        return " ".join(cell.split()) or None
    return clean(str(cell)) or None


def texts(cells: Sequence[Cell]) -> Sequence[str | None]:
    """A column as clean texts."""
    return each(cells, as_text)


def is_blank(cell: Cell) -> bool:
    """Nothing to see: no value, or white space and invisible characters only."""
    return cell is None or (isinstance(cell, str) and not cell[:1].isalnum() and (not cell or not clean(cell)))


def read_count(cell: Cell) -> int | None:
    """A count: 12, "1.676", "1,676", "1 676", "1676.0", "12 hộ". Fractions, percentages and negatives are no counts."""
    if cell is None or isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return int(cell) if cell == cell and 0 <= cell < 1e15 and cell == int(cell) else None
    text = _WITH_SHARE.sub("", clean(cell))
    if match := _NUMBER_AND_UNIT.match(text):
        if fold(match[2]) not in _COUNT_UNITS or "%" in match[2]:
            return None
        text = match[1]
    if _PLAIN_INT.match(text):
        return int(text)
    if match := _ZERO_DECIMALS.match(text):
        return int(match[1])
    return int(re.sub(r"\D", "", text)) if _GROUPED_INT.match(text) else None


def counts(cells: Sequence[Cell]) -> tuple[Sequence[int | None], int]:
    """A column of counts, and how many filled cells were none."""
    read = each(cells, read_count)
    return read, sum(1 for cell, count in zip(cells, read, strict=True) if count is None and not is_blank(cell))


def percentages(cells: Sequence[Cell]) -> Sequence[float | None]:
    """A column of percentages as 0..100. Excel hands a cell shown as 90% over as 0.9: a column of such is scaled."""

    def read(cell: Cell) -> float | None:
        if cell is None or isinstance(cell, bool):
            return None
        if isinstance(cell, int | float):
            return float(cell) if cell == cell and 0 <= cell <= 100 else None
        text = clean(cell).removesuffix("%").strip()
        number = float(text.replace(",", ".")) if _NUMBER.match(text) else None
        return number if number is not None and 0 <= number <= 100 else None

    read_cells = each(cells, read)
    numbers = [c for c in cells if isinstance(c, int | float) and not isinstance(c, bool)]
    if numbers and any(0 < number < 1 for number in numbers) and max(numbers) <= 1:
        return [
            None if value is None else round(value * 100, 6) if isinstance(cell, int | float) else value
            for cell, value in zip(cells, read_cells, strict=True)
        ]
    return read_cells


def coordinates(cells: Sequence[Cell], low: float, high: float) -> Sequence[float | None]:
    """A column of degrees within [low, high]; other values are None."""

    def read(cell: Cell) -> float | None:
        if cell is None or isinstance(cell, bool):
            return None
        if isinstance(cell, str):
            text = clean(cell)
            cell = float(text.replace(",", ".")) if _NUMBER.match(text) else None
        return float(cell) if cell is not None and low <= cell <= high else None

    return each(cells, read)


def read_stars(cell: Cell) -> int | None:
    """Stars: 5, "5 sao", "OCOP 4 sao", "Xếp hạng bốn sao", "*****", "★★★★"."""
    text = as_text(cell)
    if text is None:
        return None
    if set(text) <= set("*★⭐") and len(text) <= 5:
        return len(text)
    match = _STARS.match(fold(text)) or _STARS.match(text)
    if match is None:
        return None
    return int(match["figure"]) if match["figure"] else _STAR_WORDS[match["word"]]


def identifiers(cells: Sequence[Cell]) -> Sequence[str | None]:
    """A column of codes as text, without spaces and without the apostrophe that keeps Excel from counting them."""
    known = [cell for cell in distinct(cells) if isinstance(cell, str)]
    if len(known) == sum(1 for _ in distinct(cells)):  # a list of addresses: a code in every row, and none to mend
        every = "\0".join(known)
        if every.isascii() and not _NO_CODE.search(f"\0{every}\0"):
            return cast(Sequence[str], cells)

    def read(cell: Cell) -> str | None:
        text = as_text(cell)
        return text.lstrip("'`’").replace(" ", "") or None if text else None

    return each(cells, read)


def pad(cells: Sequence[Cell], codes: Sequence[str | None], width: int) -> tuple[Sequence[str | None], int]:
    """Codes whose cell was a number one digit short of ``width`` get their leading zero back; and how many did.

    Only a number can have lost its zero in Excel: the same digits typed as text are left as they stand.
    """
    if not any(isinstance(cell, int | float) for cell in distinct(cells)):
        return codes, 0
    restored = 0
    out: list[str | None] = []
    for cell, code in zip(cells, codes, strict=True):
        if code and isinstance(cell, int | float) and code.isdigit() and len(code) == width - 1:
            restored += 1
            code = code.zfill(width)
        out.append(code)
    return out, restored


def phone(cell: Cell) -> tuple[str | None, bool]:
    """A Vietnamese phone number as 10 or 11 digits with its leading 0, or None; and whether the zero was restored."""
    text = as_text(cell)
    if text is None:
        return None, False
    digits = _DIGITS.sub("", text.lstrip("'"))
    if digits.startswith(("+84", "84")) and len(digits.removeprefix("+")) in (11, 12):
        digits = "0" + digits.removeprefix("+")[2:].removeprefix("0")
    restored = not isinstance(cell, str) and digits.isdigit() and len(digits) == 9 and digits[0] in "35789"
    digits = "0" + digits if restored else digits
    mobile = re.fullmatch(r"0[35789]\d{8}", digits)
    return (digits, restored) if mobile or re.fullmatch(r"02\d{8,9}", digits) else (None, False)


def id_number(cell: Cell) -> tuple[str | None, bool]:
    """A CCCD (12 digits) or CMND (9 digits), or None; and whether leading zeros were restored.

    Province codes of CCCD begin at 001, so a number cell of 10 or 11 digits lost two or one zero; CMND numbers lose
    at most one. The same digits as text are an incomplete number.
    """
    text = as_text(cell)
    if text is None:
        return None, False
    digits = _DIGITS.sub("", text.lstrip("'"))
    if not digits.isascii() or not digits.isdigit() or len(set(digits)) == 1:
        return None, False
    restored = not isinstance(cell, str) and len(digits) in (8, 10, 11)
    digits = digits.zfill(9 if len(digits) == 8 else 12) if restored else digits
    return (digits, restored) if len(digits) in (9, 12) else (None, False)
