"""Questions about columns: a table of this source's kind lacks one field, and a column nobody knows may be it.

A person names the field from a closed list, or says that the column is none of it. The answer holds for this source
and this very set of headings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from connectors.contract import Cell, FieldCard, SourceCard
from connectors.reading import NOT_THIS_COLUMN, About, TableQuestion
from connectors.tables.accounts import columns_of
from connectors.tables.answers import read_answer
from connectors.tables.cell_signs import names_service
from connectors.tables.cells import as_text, read_count
from connectors.tables.columns import Assigned
from connectors.tables.content import Contents
from connectors.tables.header import Header
from connectors.tables.kinds import read_kind
from connectors.tables.lexicon.words import lexicon
from doisoat.model import Answer

_MOST_COLUMNS, _EXAMPLES = 6, 5
_MARK, _MARKS = 12, 8  # letters of a mark, and how many different ones a column of marks has
# What a title says in place of a column, in the same words.
LABELS = {
    "one_service": "dịch vụ của cả bảng",
    "listed": "câu trả lời cho cả bảng",
    "contracts_state": "tình trạng của các hợp đồng",
    "counts_plates": "số biển đã gắn",
    "villages_listed": "thôn được nêu trong ô",
}
_PLACES = frozenset({"village", "name", "address", "unit", "commune", "sub_village"})


def field_labels(card: SourceCard) -> dict[str, str]:
    """Each field of a card as a person would call it; no two alike."""
    labels: dict[str, str] = {}
    for one in card.fields:
        label = plain_name(one)
        labels[one.name] = f"{label} ({one.name})" if label in labels.values() else label
    return labels


def plain_name(card: FieldCard) -> str:
    """A field as a heading a person would write: ``thôn|bản [tên]`` → ``Thôn``."""
    if card.headings or card.meaning is None:
        synonym = card.headings[0] if card.headings else card.name
    else:
        forms = [*card.meaning.means, *card.meaning.maybe]
        synonym = " ".join(lexicon().names[meaning] for meaning in sorted(forms[0]))
    return synonym.split("[")[0].split("|")[0].replace("*", " ").strip().capitalize()


def told_columns(card: SourceCard, header: Header, answers: Mapping[str, str]) -> dict[int, str]:
    """Columns of a header that people were asked about → their field, empty where they said that it is none."""
    if not answers:
        return {}
    fields = {label: name for name, label in field_labels(card).items()}
    told = {}
    for column, chain in enumerate(header.shown):
        answer = answers.get(_question(card, header, " / ".join(chain), "", "", ()).id) if chain else None
        if answer is not None:
            told[column] = fields.get(answer, "")
    return told


def column_questions(
    card: SourceCard,
    header: Header,
    contents: Contents,
    lacking: Sequence[str],
    sheet: str,
    file: str,
    ignored: Iterable[int] = (),
) -> list[TableQuestion]:
    """A question for each unknown column that may be one of the lacking fields; none where nothing may be.

    Args:
        card: of the source.
        header: of the table, with what was found.
        contents: of its columns.
        lacking: fields of which one would do.
        sheet: the sheet's name.
        file: the file's name.
        ignored: columns that are known and of no interest.
    """
    labels = field_labels(card)
    choices = (*(labels[name] for name in lacking if name in labels), NOT_THIS_COLUMN)
    doubt = f"bảng chưa có cột {' hoặc '.join(f'“{c}”' for c in choices[:-1][:4])}; cột này nói về gì"
    found = []
    for column in _unknown(header, ignored):
        names = [name for name in lacking if _may_be(contents, column, name)]
        if names:
            question = _question(card, header, " / ".join(header.shown[column]), sheet, file, choices)
            examples = ((question.subject, shown_of(contents.sample(column))),)
            proposal = columns_of(header, lambda _name: True)
            found.append(replace(question, proposal=proposal, doubt=doubt, examples=examples))
    return found[:_MOST_COLUMNS]


def near_questions(card: SourceCard, header: Header, contents: Contents, sheet: str, file: str) -> list[TableQuestion]:
    """Questions about columns that name an answer and a word nobody knows ("PASSWORD_REQUIRED") beside a table read.

    What such a column says may turn what the others say, so that the table waits; a field that another column holds
    is not asked about.
    """
    assignment = header.assignment
    if not isinstance(assignment, Assigned):
        return []
    labels, found = field_labels(card), []
    used = {*header.columns.values(), *assignment.left_out, *assignment.told}
    for column, name in assignment.near.items():
        if column not in used and name not in header.columns and contents.evidence(column, name) > 0:
            choices = (labels[name], NOT_THIS_COLUMN)
            question = _question(card, header, " / ".join(header.shown[column]), sheet, file, choices)
            doubt = f"tên cột “{question.subject}” có chữ chưa biết; cột này có phải là “{labels[name]}” không"
            examples = ((question.subject, shown_of(contents.sample(column))),)
            found.append(
                replace(question, doubt=doubt, examples=examples, proposal=columns_of(header, lambda _name: True))
            )
    return found[:_MOST_COLUMNS]


def shown_of(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Cells that name nobody: marks, answers, services, kinds, small counts. Others are not shown."""
    found = dict.fromkeys(text for cell in cells if _is_impersonal(cell) and (text := as_text(cell)))
    return tuple(found)[:_EXAMPLES]


def _is_impersonal(cell: Cell) -> bool:
    text = as_text(cell) or ""
    if len(text) <= 3 or read_answer(cell) not in (None, Answer.UNCLEAR) or names_service(cell):
        return True
    count = read_count(cell)
    return read_kind(cell) is not None or (count is not None and count < 100_000)


def _unknown(header: Header, ignored: Iterable[int]) -> list[int]:
    """Columns under a heading that names no field and is not known otherwise; what was answered is known."""
    assignment = header.assignment
    known = {*header.columns.values(), *ignored}
    if isinstance(assignment, Assigned):
        known |= {*assignment.left_out, *assignment.told, *(offer.column for offer in assignment.lists)}
    return [column for column, chain in enumerate(header.shown) if chain and column not in known]


def _may_be(contents: Contents, column: int, name: str) -> bool:
    """Whether the cells leave it open that the column holds the field: nothing forbids it, and they look like it."""
    cells = contents.sample(column)
    if not cells or contents.evidence(column, name) < 0:
        return False
    if name in _PLACES:
        return contents.named(column)["village"] >= 0.3 or contents.named(column)["commune"] >= 0.3
    if contents.evidence(column, name) > 0:
        return True
    return len(cells) <= _MARKS and all(len(as_text(cell) or "") <= _MARK for cell in cells)


def _question(
    card: SourceCard, header: Header, heading: str, sheet: str, file: str, choices: tuple[str, ...]
) -> TableQuestion:
    headings = tuple(header.names())
    return TableQuestion(card.id, file, sheet, headings, (), "", about=About.COLUMN, subject=heading, choices=choices)
