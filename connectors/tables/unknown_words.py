"""A word nobody knows in a known column ("M", "Đ", "phủ 80%") is asked about once for each source and field.

Until the answer comes its cells are unclear, never yes or no. A word that is understood and says nothing clear ("yếu",
"đang xây dựng"), a day, a number and a remark are not asked about; nor is what may name a person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from connectors.contract import Cell
from connectors.reading import About, TableQuestion
from connectors.tables.answers import contract_status, read_answer
from connectors.tables.cell_signs import names_service, operators_in
from connectors.tables.cells import as_text, each, is_blank, tally
from connectors.tables.dated_events import begun_on
from connectors.tables.dates import read_date
from connectors.tables.kinds import read_short_kind
from connectors.tables.lexicon.segments import segments
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.placeholders import is_placeholder
from connectors.tables.sentences import sentence_answer
from connectors.tables.table import Table
from doisoat.model import Answer

OWN, OTHER = "nhà mạng này", "nhà mạng khác"  # what a person said of a name in a column of operators
_MOST_WORDS, _LETTERS, _WORDS = 8, 24, 4
_LONG_NUMBER = re.compile(r"\d{5}|\d{4}/")
_NAME = re.compile(r"[^\W\d_][^\W\d_]+(?:\s+[^\W\d_][^\W\d_]+)+")


@dataclass(frozen=True)
class Vocabulary:
    """What the words of a column may be said to mean: choice → how a cell would say it; and which are known."""

    choices: Mapping[str, str]
    knows: Callable[[Cell], bool]
    closed: bool = False  # nothing else is written there, so that words of ours are asked about too


_LATER = frozenset({"plan", "needed", "target"})


def _is_answer(cell: Cell) -> bool:
    if read_answer(cell) is not Answer.UNCLEAR or read_date(cell, months=True) is not None or names_service(cell):
        return True
    found = segments(str(cell))
    if any(s.meanings & _LATER for s in found) and not any(s.unknown for s in found):
        return True  # "dự kiến 2025" is understood, and no answer yet
    return sentence_answer(str(cell)) is not Answer.UNCLEAR or begun_on(str(cell)) is not None


ANSWERS = Vocabulary({"Có": "có", "Không": "không", "Một phần": "một phần", "Chưa kết luận được": "?"}, _is_answer)
STATES = Vocabulary(
    {"Đang hoạt động": "đang hoạt động", "Đã kết thúc": "đã kết thúc", "Chưa kết luận được": "chưa kết luận được"},
    lambda cell: contract_status(cell) != "unread",
)
KINDS = Vocabulary(
    {
        "Hộ gia đình": "Hộ gia đình",
        "Cơ quan": "Cơ quan",
        "Tổ chức": "Tổ chức",
        "Khu di tích": "Khu di tích",
        "Không thuộc loại nào": "?",
    },
    lambda cell: read_short_kind(cell) is not None,
)
SERVICES = Vocabulary(
    {"Cáp quang": "FTTH", "2G": "2G", "3G": "3G", "4G": "4G", "5G": "5G", "Không thuộc loại nào": "?"},
    lambda cell: names_service(cell) or (bool(segments(str(cell))) and all(s.meanings for s in segments(str(cell)))),
)
OPERATORS = Vocabulary(
    {"Chính nhà mạng này": OWN, "Nhà mạng khác": OTHER}, lambda cell: bool(operators_in(cell)), closed=True
)


def told_words(
    table: Table,
    name: str,
    cells: Sequence[Cell],
    vocabulary: Vocabulary,
    harvest: ParsedFileBuilder,
    *,
    heading: str | None = None,
) -> tuple[Sequence[Cell], dict[str, str]]:
    """The cells with every word that people explained said as they said it; the others are asked about.

    Args:
        table: where they stand.
        name: the field of their column.
        cells: spelled out by the legend, which decides over every answer.
        vocabulary: of the column.
        harvest: takes the questions, and knows the answers.
        heading: of a column that is no field of the card.

    Returns:
        The cells, and word → number of its question for those that wait.
    """
    counts: Counter[str] = Counter()
    for cell, times in tally(cells).items():
        if (
            isinstance(cell, str)
            and _is_word(cell, vocabulary.closed)
            and not vocabulary.knows(cell)
            and (text := as_text(cell))
        ):
            counts[text] += times
    told: dict[str, str] = {}
    waiting: dict[str, str] = {}
    for word, _ in counts.most_common(_MOST_WORDS):
        question = _question(table, name, word, vocabulary, harvest, heading)
        answer = vocabulary.choices.get(harvest.context.answers.get(question.id, ""))
        if answer is not None:
            told[word] = answer
        else:
            harvest.ask(question)
            waiting[word] = question.id
    if not told:
        return cells, waiting
    return each(cells, lambda cell: told.get(as_text(cell) or "", cell)), waiting


def _is_word(cell: str, closed: bool) -> bool:
    """A short text that somebody must explain: not every word of it is known, and it is no name, remark or number."""
    if is_blank(cell) or is_placeholder(cell):
        return False
    text = as_text(cell) or ""
    longest = 2 if closed else 1
    if (
        len(text) > longest * _LETTERS
        or len(text.split()) > longest * _WORDS
        or _LONG_NUMBER.search(text)
        or not re.search(r"\w", text)
    ):
        return False
    if any(all(part[0].isupper() for part in name.split()) for name in _NAME.findall(text)):
        return False
    return closed or len(text) == 1 or any(s.unknown or any(map(str.isdigit, "".join(s.words))) for s in segments(text))


def _question(
    table: Table, name: str, word: str, vocabulary: Vocabulary, harvest: ParsedFileBuilder, heading: str | None
) -> TableQuestion:
    """One question a source, field, sense of the column, and word."""
    heading = heading or table.heading(name)
    return TableQuestion(
        harvest.card.id,
        harvest.raw.name,
        table.sheet.name,
        tuple(table.header.names()),
        (),
        f"cột “{heading}” có ô ghi “{word}”, chưa rõ nghĩa là gì; các ô này đang để là chưa rõ",
        ((heading, (word,)),),
        about=About.WORD,
        subject=word,
        point=f"{name} {table.sense(name)}",
        choices=tuple(vocabulary.choices),
    )
