"""One table in sections of which a caption turns what is listed: "II. Chưa gắn biển", "B. Kế hoạch năm 2025".

A caption between the rows speaks for the rows below it, as a title does. Where one turns the sense, each section
becomes a table of its own below the same header, with its caption for a title: no row is read by another's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from connectors.contract import PlaceLookup, Sheet
from connectors.tables import marks
from connectors.tables.cells import as_text, is_blank
from connectors.tables.context import caption_units, caption_village
from connectors.tables.contract_sections import section_state
from connectors.tables.header import Header
from connectors.tables.kinds import read_kind
from connectors.tables.legend import pairs_in
from connectors.tables.lexicon.segments import segments
from connectors.tables.lexicon.words import FILLER, lexicon
from connectors.tables.meanings import sense_of_text
from connectors.tables.product_states import section_recognition
from connectors.tables.regions import blanks
from connectors.tables.section_rows import DECISION
from connectors.tables.statements import statement_of
from doisoat.text.compare import fold

_LONGEST, _FEWEST_WORDS = 160, 3
_BEFORE_PLACES = frozenset({"stt", "code"})
_LOOKED_AT, _FEWEST_FIELDS = 4, 3  # columns of fields that a caption leaves blank
# Where no column says it of each row, two fields are enough.
_SAYS_IT = frozenset({"plate", "plated_on", "notified", "fibre", "2g", "3g", "4g", "5g", "mobile", "answer"})


@dataclass(frozen=True)
class Section:
    """Rows below one caption, under the table's header; ``caption`` is blank and ``row`` None for those before any."""

    sheet: Sheet
    caption: str = ""
    row: int | None = None


def sections_of(sheet: Sheet, header: Header, places: PlaceLookup | None) -> list[Section]:
    """The sections of a table; empty where no caption turns the sense."""
    captions = _captions(sheet, header, places)
    if not any(_turns(text) for text in captions.values()):
        return []
    bounds = sorted(captions)
    sections = []
    if any(_is_data(sheet, row) for row in range(header.last + 1, bounds[0])):
        sections.append(Section(rows_taken(sheet, range(bounds[0]))))
    heading = range(header.first, header.last + 1)
    for start, end in zip(bounds, [*bounds[1:], sheet.row_count], strict=True):
        units = [row for row in range(header.last + 1, start) if row not in captions and _names_unit(sheet, row)][-1:]
        rows = rows_taken(sheet, [*heading, *units, *range(start + 1, end)])
        sections.append(Section(rows, captions[start], start))
    return sections


def _captions(sheet: Sheet, header: Header, places: PlaceLookup | None) -> dict[int, str]:
    """Rows between data that hold one text and are no place, kind, note, total or statement that is read as it is."""
    # A caption stands in the first column, or behind its number in the second, which is no place's.
    fields = [c for name, c in header.columns.items() if name not in _BEFORE_PLACES]
    fewest = _FEWEST_FIELDS if _SAYS_IT & header.columns.keys() else _FEWEST_FIELDS - 1
    chosen = fields if len(fields) >= fewest else list(header.columns.values())
    looked_at = sorted(chosen, reverse=True)[:_LOOKED_AT]
    # Behind its letter it may stand where else names stand: "C | Kế hoạch 2025".
    named = min(chosen) if len(looked_at) >= _FEWEST_FIELDS and min(chosen) in looked_at else None
    looked_at = [c for c in looked_at if c != named]
    if len(looked_at) < 2:
        return {}
    first, found = header.last + 1, {}
    empty = np.logical_and.reduce([blanks(sheet.columns[c][first:-1]) for c in looked_at])
    for row in (np.flatnonzero(empty) + first).tolist():
        if named is not None and not is_blank(sheet.columns[named][row]) and not _is_lettered(sheet, row):
            continue
        text = _only(sheet, row)
        told = "product" in header.columns and _tells_of_products(text)
        if text and not told and _is_caption(text, places) and _leads(sheet, row):
            found[row] = text
    return found


def _only(sheet: Sheet, row: int) -> str:
    texts = {text for column in sheet.columns if (text := as_text(column[row]))}
    words = {text for text in texts if not (text.isdigit() or marks.is_ordinal(text))}
    return words.pop() if len(words) == 1 and len(texts) <= 2 else ""


def _is_lettered(sheet: Sheet, row: int) -> bool:
    """Whether a letter or Roman numeral numbers the row."""
    return any(marks.is_ordinal(as_text(column[row]) or "") for column in sheet.columns)


def _is_caption(text: str, places: PlaceLookup | None) -> bool:
    bare = marks.without_number(text)
    if len(text) > _LONGEST or marks.is_note(text) or marks.is_total(text) or pairs_in(text):
        return False
    if caption_units(text) or caption_village(text) or read_kind(bare) or statement_of(text) or section_state(text):
        return False
    return not (places and any(places([bare])))


def _tells_of_products(text: str) -> bool:
    """A state or a decision of all products below it, which their rows take from it as it stands."""
    return bool(section_recognition(text) or DECISION.match(marks.without_number(text)))


def _turns(text: str) -> bool:
    """A caption is numbered or long enough to be no name: "Thon Chua" is a village."""
    is_name_like = marks.without_number(text) == text and len(fold(text).split()) < _FEWEST_WORDS
    senses = sense_of_text([text])
    if senses == {"negation"} and not any(s.meanings - lexicon().turning - {FILLER} for s in segments(text)):
        return False  # "Phần còn lại" denies nothing
    return bool(senses) and not is_name_like


def _leads(sheet: Sheet, row: int) -> bool:
    """Data, or the name of a unit, stands below, with one blank row between at most."""
    below = [r for r in (row + 1, row + 2) if r < sheet.row_count]
    return any(_is_data(sheet, r) or _names_unit(sheet, r) for r in below)


def _is_data(sheet: Sheet, row: int) -> bool:
    return sum(not is_blank(column[row]) for column in sheet.columns) > 2


def _names_unit(sheet: Sheet, row: int) -> bool:
    return bool(marks.unit_headings(_only(sheet, row)))


def rows_taken(sheet: Sheet, rows: range | list[int]) -> Sheet:
    """The rows in this order; merges that lie within them move along."""
    at = {row: place for place, row in enumerate(rows)}
    merges = [(at[a], b, at[c], d) for a, b, c, d in sheet.merges if a in at and c in at and at[c] - at[a] == c - a]
    widths = None if sheet.widths is None else [sheet.widths[row] for row in rows]
    columns = [[column[row] for row in rows] for column in sheet.columns]
    numbers = [sheet.number_of(row) for row in rows]
    return Sheet(sheet.name, columns, 1, merges, numbers, is_hidden=sheet.is_hidden, widths=widths)
