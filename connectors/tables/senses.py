"""Answers in the sense of their column: what is there, what is missing, a share, a day of first service."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from connectors.contract import Cell
from connectors.tables.answers import read_answer
from connectors.tables.cells import as_text, distinct, each
from connectors.tables.date_spans import read_span
from connectors.tables.dated_events import begun_on
from connectors.tables.dates import read_date
from connectors.tables.lexicon.segments import segments
from connectors.tables.sentences import sentence_answer
from doisoat.columns import COVERAGE_SERVICES
from doisoat.model import Answer
from doisoat.text.compare import clean, fold

_YEAR = re.compile(r"^(?:năm\s*|nam\s*)?((?:19[89]|20[0-4])\d)$", re.IGNORECASE)
_REASONED = re.compile(r"^(?P<answer>[^(),;]{2,20}?)\s*[(,;]\s*(?P<why>[^()]{3,60}?)\)?$")
_DOUBT = re.compile(
    r"\d|\?|khảo sát|rà soát|phạm vi|số liệu|thông tin|xác minh|\brõ\b|kiểm tra|cập nhật|báo cáo|nghiệm thu|khao sat|"
    r"ra soat|pham vi|so lieu|thong tin|xac minh|kiem tra|cap nhat|\bhết\b|\bkín\b|\bđủ\b|một phần|toàn bộ|\bkin\b",
    re.IGNORECASE,
)
_INVERTED = {Answer.YES: Answer.NO}
# "Có (từ năm 2019)", "Đã có, kể từ 15/3/2020": an answer and the day from which it holds. One with an end, "đến 2023",
# is none of these, but for "đến nay".
_SINCE = re.compile(
    r"^(?P<answer>[^(,;:]+?)\s*[(,;:–-]?\s*"
    r"\b(?:kể từ|bắt đầu từ|bắt đầu|từ khi|từ|ke tu|bat dau tu|bat dau|tu|since|from)\s+"
    r"(?P<day>(?:(?!đến|tới|\bden\b|\btoi\b)[^()])*?\d{4})\s*(?:(?:đến|tới|den|toi)\s+(?:hiện\s+)?nay\s*)?\)?\s*$",
    re.IGNORECASE,
)


def sensed_answers(
    cells: Sequence[Cell], sense: str, until: dt.date | None, services: frozenset[str] = frozenset()
) -> Sequence[str | None]:
    """A column of answers (``Answer`` values), None where blank.

    Args:
        cells: as they stand, or spelled out by the legend.
        sense: of the column: ``present``; ``missing``: a yes says that it is not there; ``listed_missing``: the table
            lists what is missing, a mark and a no say so; ``words``: a mark says nothing, words do; ``share``;
            ``weak``; ``quality``: a yes says that it is there, a no that it is not there or not good.
        until: the day of publication; a day of service up to it is a yes, a later one is a plan.
        services: what the column is about; a sentence in a cell must be about the same.
    """
    whole = _are_fractions(cells)
    years = all(_year(cell) is not None for cell in distinct(cells) if _is_number(cell))

    def read(cell: Cell) -> Answer | None:
        if as_text(cell) is None:
            return None
        if sense == "weak":
            return Answer.UNCLEAR
        if sense == "share":
            return _share(cell, whole)
        answer = read_answer(cell)
        if answer is Answer.UNCLEAR and (day := _day(cell)) is not None:
            answer = Answer.YES if until is not None and day <= until else Answer.UNCLEAR
        if answer is Answer.UNCLEAR and years and (year := _year(cell)) is not None:
            answer = Answer.YES if until is not None and year < until.year else Answer.UNCLEAR
        if answer is Answer.UNCLEAR and isinstance(cell, str):
            answer = _since(cell, until, services)
            if answer is Answer.UNCLEAR and sense in ("present", "quality"):
                begun = begun_on(cell)
                answer = Answer.YES if begun and until is not None and begun.end <= until else Answer.UNCLEAR
        if answer is Answer.UNCLEAR and isinstance(cell, str):
            answer = sentence_answer(cell, services)
        if answer is Answer.UNCLEAR and isinstance(cell, str) and _is_no_with_reason(cell):
            answer = Answer.NO
        if sense in ("words", "listed_missing") and answer is Answer.YES:
            marked = _is_mark(cell)
            return (
                Answer.NO
                if marked and sense == "listed_missing"
                else Answer.UNCLEAR
                if marked or sense != "words"
                else answer
            )
        if sense == "quality":
            return Answer.UNCLEAR if answer is Answer.NO else answer
        if sense == "missing":
            return _INVERTED.get(answer, Answer.UNCLEAR) if answer is not None else None
        return answer

    def told(cell: Cell) -> str | None:
        answer = read(cell)
        return None if answer is None else answer.value

    return each(cells, told)


def _since(text: str, until: dt.date | None, services: frozenset[str]) -> Answer:
    """An answer with a beginning: it holds where every day that the beginning may mean lies before the publication."""
    match = _SINCE.match(clean(text))
    begun = read_span(match["day"]) if match else None
    if match is None or begun is None or until is None or begun.end > until:
        return Answer.UNCLEAR
    answer = read_answer(match["answer"])
    if answer is Answer.UNCLEAR:
        answer = sentence_answer(match["answer"], services)
    return answer or Answer.UNCLEAR


def _is_no_with_reason(text: str) -> bool:
    """A no and why: "Chưa có (địa hình khó khăn)". One that speaks of a survey, or of anything there, is none."""
    match = _REASONED.match(clean(text))
    if match is None or read_answer(match["answer"]) is not Answer.NO or _DOUBT.search(match["why"]):
        return False
    said = {m for s in segments(match["why"]) for m in s.meanings}
    there = "presence" in said and "negation" not in said  # "chưa có trạm" is why, "đã có" is another answer
    return not there and not said & {"weak", "share", *COVERAGE_SERVICES}


def _is_mark(cell: Cell) -> bool:
    """A sign and no word: x, v, 1, +, 100%, a tick box."""
    letters = sum(letter.isalpha() for letter in as_text(cell) or "")
    return not isinstance(cell, str) or letters < 2 or fold(cell) in ("true", "xx")


def _day(cell: Cell) -> dt.date | None:
    return read_date(cell, months=True)


def _is_number(cell: Cell) -> bool:
    """A number above one, typed as such or as text; marks are none."""
    text = as_text(cell) or ""
    return text.isascii() and text.isdigit() and text not in ("0", "1") and not isinstance(cell, bool)


def _year(cell: Cell) -> int | None:
    """The year of first use, where the cell is one: 2019, "năm 2019"."""
    match = _YEAR.match(as_text(cell) or "")
    return int(match[1]) if match else None


def _are_fractions(cells: Sequence[Cell]) -> bool:
    """Numbers of a column of shares that Excel shows as percentages: none is above one, and one lies between."""
    numbers = [cell for cell in distinct(cells) if isinstance(cell, int | float) and not isinstance(cell, bool)]
    return bool(numbers) and max(numbers) <= 1 and any(0 < n < 1 for n in numbers)


def _share(cell: Cell, fractions: bool) -> Answer:
    """All is yes, none is no, anything between is a part; a word speaks for itself."""
    text = as_text(cell) or ""
    number = text.replace("%", "").replace(",", ".").strip()
    try:
        value = float(number)
    except ValueError:
        return read_answer(cell) or Answer.UNCLEAR
    full = 1.0 if fractions and "%" not in text else 100.0
    if value == 0:
        return Answer.NO
    return Answer.YES if value == full else Answer.PARTIAL if 0 < value < full else Answer.UNCLEAR
