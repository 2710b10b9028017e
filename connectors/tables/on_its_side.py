"""A table on its side as a plain one: items down, with sections and units of measure, and units across."""

from __future__ import annotations

from connectors.contract import Cell, Sheet
from connectors.tables.cell_signs import parts_of_path
from connectors.tables.cells import as_text, is_blank
from connectors.tables.columns import ColumnFinder
from connectors.tables.header import Header
from connectors.tables.lexicon.segments import segments
from connectors.tables.marks import is_ordinal, is_total, unit_headings
from connectors.tables.words import word_set
from doisoat.text.compare import fold

_UNITS = word_set("count_units") | {"", "ty le", "thu tuc", "ho so", "dich vu"}  # "%" folds to nothing
_MOST_LABELS, _TOP = 4, 12
_MOST_TRANSPOSED = 400  # columns of a table on its side; a list of villages has no more


def on_its_side(sheet: Sheet) -> Sheet | None:
    """Rows as columns, merged cells spread out; None where it would be too wide for a list of villages."""
    if sheet.row_count > 60 or not 2 <= len(sheet.columns) <= _MOST_TRANSPOSED:
        return None
    spread = [list(column) for column in sheet.columns]
    for r1, c1, r2, c2 in sheet.merges:
        if c1 < len(spread) and r1 < sheet.row_count and c2 > c1:
            for c in range(c1, min(c2, len(spread) - 1) + 1):
                for r in range(r1, min(r2, sheet.row_count - 1) + 1):
                    spread[c][r] = sheet.columns[c1][r1]
    keep = [c for c in range(len(spread)) if not _measures(spread[c])]
    spread = [spread[c] for c in keep]
    full = [r for r in range(sheet.row_count) if sum(1 for column in spread if not is_blank(column[r])) >= 2]
    wide = [r for r in full if len({as_text(column[r]) for column in spread if not is_blank(column[r])}) >= 2]
    if len(wide) < 2:
        return None
    rows = [[column[r] for column in spread] for r in wide]
    filled = _filled_along([list(row) for row in rows])
    if sections := _sections_down(spread, wide):  # in place of the row's number
        filled = [[sections[r], *row[1:]] for r, row in zip(wide, filled, strict=True) if r in sections]
    elif len(keep) > 2 and any(aside := [_is_beside_labels(column[wide[0] :]) for column in spread[:_MOST_LABELS]]):
        aside += [False] * (len(keep) - len(aside))
        filled = [[cell for cell, out in zip(row, aside, strict=True) if not out] for row in filled]
        keep = [c for c, out in zip(keep, aside, strict=True) if not out]
    return Sheet(sheet.name, filled, 1, [], [c + 1 for c in keep], is_hidden=sheet.is_hidden)


def _is_beside_labels(column: list[Cell]) -> bool:
    """Running numbers or units of measure beside the labels of a table on its side, by their heading."""
    head = next((text for cell in column[:_TOP] if (text := as_text(cell)) and len(text) < 20), "")
    said = [s.meanings for s in segments(head)]
    return bool(said) and all(meanings & {"row_number", "unit_of_measure"} for meanings in said)


def _sections_down(columns: list[list[Cell]], rows: list[int]) -> dict[int, str | None]:
    """Row → the section it stands in, of numbered rows that have some: "II | HỒ SƠ" over "1 | Tổng số"; else empty.

    A section's heading has a text beside a number of its kind, or none, and nothing else; it is none of the rows.
    """
    first = [as_text(cell) or "" for cell in columns[0]]
    if len(columns) < 3 or sum(first[r].replace(".", "").isdigit() for r in rows) < 2:
        return {}
    sections: dict[int, str | None] = {}
    current: str | None = None
    for r in range(rows[0], len(first)):
        second = as_text(columns[1][r])
        heads = second is not None and (not first[r] or is_ordinal(first[r]))
        if heads and all(is_blank(column[r]) for column in columns[2:]):
            current = second
        elif r in rows:
            sections[r] = current
    return sections if len(set(sections.values()) - {None}) > 1 else {}


def _measures(column: list[Cell]) -> bool:
    """A column that says in what each row counts: "ĐVT", below it "TTHC", "Hồ sơ"; on its side it is no unit's row."""
    texts = [text for cell in column if (text := as_text(cell))]
    headed = [n for n, text in enumerate(texts[:4]) if _says_measure(text)]
    below = texts[headed[-1] + 1 :] if headed else []
    return len(below) > 1 and all(fold(text) in _UNITS for text in below)


def _says_measure(text: str) -> bool:
    return fold(text) == "don vi" or all("unit_of_measure" in s.meanings for s in segments(text))


def _filled_along(rows: list[list[Cell]]) -> list[list[Cell]]:
    """A district or commune written once over several columns, not merged, is carried to the right."""
    for row in rows[:-1]:
        texts = [as_text(cell) for cell in row[1:]]
        named = [text for text in texts if text]
        if texts and texts[0] and len(named) < len(texts) and all(unit_headings(text) for text in named):
            for n in range(2, len(row)):
                if is_blank(row[n]):
                    row[n] = row[n - 1]
    return rows


def lists_units(turned: Sheet) -> bool:
    """Whether the first column, below the label of the items, names communes or districts, and their sum at most."""
    texts = [text for cell in turned.columns[0] if (text := as_text(cell))][1:]
    units = [text for text in texts if not is_total(text)]
    return bool(units) and all(unit_headings(text) for text in units)


def names_down(sheet: Sheet, finder: ColumnFinder) -> int:
    """Fields that the texts of the first or the second column name."""
    counts = []
    for column in sheet.columns[:2]:
        texts = [text for cell in column[:60] if (text := as_text(cell))]
        counts.append(len({named[0][1] for text in texts if (named := finder.fields_of((text,)))}))
    return max(counts, default=0)


def turned_is_better(turned: Header, header: Header | None, lists_units: bool = False) -> bool:
    """The sheet on its side lacks nothing and names more fields; else its data would be taken for headings.

    The corner over the units' names says as a rule what stands below it ("Chỉ số"): the names then tell for themselves
    what they are, and the fields beside them must be many.
    """
    if turned.last - turned.first > 1 or len(turned.missing) > 1:
        return False
    if any(len(columns) > 2 for columns in turned.assignment.ambiguous.values()) or _are_paths(turned):
        return False  # rows of villages, each of which reads like a heading
    missing = turned.missing if not lists_units else [name for name in turned.missing if name != "unit"]
    named = len(turned.columns) + len(turned.assignment.ambiguous) - 2 * len(missing)
    return named >= 2 and (header is None or named > len(header.columns))


def _are_paths(header: Header) -> bool:
    """Headings that are whole places, "Lạng Sơn/Đình Lập/Bắc Xa/Bản Mạ": rows of a list."""
    return sum(1 for chain in header.chains if chain and parts_of_path(chain[0])) > 2
