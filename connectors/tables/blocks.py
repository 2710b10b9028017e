"""A sheet cut into plain tables: tables side by side, blocks below each other with a header each, tables on their side.

Each part is a sheet of its own whose rows keep their numbers in the file; the texts that stand over a part go with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from connectors.contract import PlaceLookup, Repair, Sheet
from connectors.tables.cells import as_text, is_blank, rows_where, which
from connectors.tables.columns import ColumnFinder
from connectors.tables.content import parts_of_path
from connectors.tables.context import caption_units, caption_village
from connectors.tables.fractions import fractions_apart
from connectors.tables.header import Header, Wanted, find_header
from connectors.tables.headings import fold_heading
from connectors.tables.kind_ticks import kinds_as_column
from connectors.tables.labelled import unfolded
from connectors.tables.legend import pairs_in
from connectors.tables.long import widened
from connectors.tables.marks import without_number
from connectors.tables.meanings import sense_of_text
from connectors.tables.measure_rows import measures_apart
from connectors.tables.numbered_groups import groups_below
from connectors.tables.on_its_side import lists_units, on_its_side
from connectors.tables.one_cell import sentences_apart, separated, with_header_on_top
from connectors.tables.parent_codes import villages_joined
from connectors.tables.places_apart import venues_apart, villages_of_venues
from connectors.tables.products_apart import products_apart
from connectors.tables.quantities import quantities_apart
from connectors.tables.turning import crossed_blocks
from connectors.tables.turning_sections import rows_taken, sections_of
from connectors.tables.unit_forms import unit_form
from connectors.tables.unit_periods import units_beside_periods

_MOST_BLOCKS = 500
_MOST_BESIDE = 12
_REGISTER = frozenset({"code", "name", "commune_code"})  # fields of a list of villages with their codes
_STATISTICS = frozenset({"unit", "period", "dossiers"})  # fields of figures by unit and period
_COUNTS = frozenset({"households", "household_total"})
_SAYS_WHAT = frozenset({"technology", "fibre", "2g", "3g", "4g", "5g", "mobile", "wifi_contract", "wifi_venue"})
_FEW, _AGAIN = 50, 200  # rows below a header
_FEWEST_ABOVE = 3  # rows of a table above another: its header and two more
_LISTED = "Danh sách:"  # what a caption within a table is read as


@dataclass(frozen=True)
class Part:
    """A plain table of a sheet, and what stands over it."""

    sheet: Sheet
    above: tuple[str, ...] = ()
    shape: str = "table"
    left: tuple[tuple[int, str], ...] = ()  # number in the file of a row that is in no part, and why


def parts_of(sheet: Sheet, wanted: Wanted, repair: Repair, places: PlaceLookup | None = None) -> list[Part]:
    """The plain tables of a sheet; the sheet itself where it is one.

    A table on its side is one only where the sheet as it stands lacks a needed field and, turned, lacks none.
    """
    if not isinstance(wanted.headings, ColumnFinder) or not sheet.columns:
        return [Part(sheet)]
    if wanted.headings.fields >= _REGISTER and (joined := villages_joined(sheet)):
        return [Part(joined.sheet, tuple(_texts_above(sheet)), "units", _numbered(sheet, joined.left))]
    if wanted.headings.fields >= _STATISTICS and (untangled := units_beside_periods(sheet)):
        return [Part(untangled.sheet, (), "units and periods", _numbered(sheet, untangled.left))]
    if crossed := crossed_blocks(sheet, wanted.headings, places):
        common = crossed[0].above
        return [
            _with_fractions(
                Part(
                    block.sheet,
                    (*(common if at else ()), *block.above),
                    "transposed",
                    _numbered(sheet, block.left),
                ),
                wanted,
                repair,
            )
            for at, block in enumerate(crossed)
        ]
    if wanted.headings.fields >= _STATISTICS and (form := unit_form(sheet, wanted.headings.first_field)):
        return [Part(form.sheet, form.above, "form", _numbered(sheet, form.left))]
    header = find_header(sheet, wanted, repair)
    if header is not None and "household_total" in wanted.headings.fields and (one := measures_apart(sheet, header)):
        first, *others = parts_of(one.sheet, wanted, repair, places)
        return [replace(first, left=(*_numbered(sheet, one.left), *first.left)), *others]
    if header is not None and "kind" in wanted.headings.fields and (told := kinds_as_column(sheet, header)):
        return parts_of(told, wanted, repair, places)
    if header is not None and (stacked := groups_below(sheet, header)):
        return parts_of(stacked, wanted, repair, places)
    if header is not None and (found := _second_table(sheet, header, wanted, repair)):
        caption, start = found
        common = tuple(_texts_of(sheet, 0, caption))
        lower = parts_of(_rows(sheet, start, sheet.row_count), wanted, repair, places)
        upper = parts_of(_rows(sheet, 0, start), wanted, repair, places)
        return [*upper, *(replace(part, above=(*common, *part.above)) for part in lower)]
    plain = header is not None and not _missing(sheet, header, wanted)
    if not plain or (header is not None and _is_said_again(sheet, header)):
        cards = unfolded(sheet, wanted.headings)
        if cards is not None and not _is_counts(sheet, header, cards.sheet, wanted, repair):
            return [Part(cards.sheet, cards.above, "cards", _numbered(sheet, cards.left))]
    if header is not None and "product" in wanted.headings.fields and (listed := products_apart(sheet, header)):
        return parts_of(listed, wanted, repair, places)
    for place in (venues_apart, villages_of_venues) if not plain and "wifi_venue" in wanted.headings.fields else ():
        placed = place(sheet)
        as_placed = find_header(placed, wanted, repair) if placed is not None else None
        if placed is not None and as_placed is not None and not _missing(placed, as_placed, wanted):
            return parts_of(placed, wanted, repair, places)
    cut = separated(sheet) if not plain else None
    if cut is not None and (as_cut := find_header(cut, wanted, repair)) and not _missing(cut, as_cut, wanted):
        return parts_of(cut, wanted, repair, places)
    parts = [
        piece
        for part in _plain_parts(sheet, header, wanted, repair)
        for piece in _by_captions(part, header if part.sheet is sheet else None, wanted, repair, places)
    ]
    return [_with_fractions(part, wanted, repair) for part in parts]


def _is_counts(sheet: Sheet, header: Header | None, cards: Sheet, wanted: Wanted, repair: Repair) -> bool:
    """Cards that lack a field, of a table whose cells count several things: "Hộ: 3/3; Cơ quan: 1/1"."""
    finder = wanted.headings
    if header is None or not isinstance(finder, ColumnFinder) or not _COUNTS & finder.fields:
        return False
    as_cards = find_header(cards, wanted, repair)
    lacking = as_cards is None or bool(_missing(cards, as_cards, wanted))
    return lacking and quantities_apart(sheet, header, finder) is not None


def _second_table(sheet: Sheet, header: Header, wanted: Wanted, repair: Repair) -> tuple[int, int] | None:
    """Where the captions of two tables begin, if one with its own header and rows stands above that of the header.

    What stands above the first of them is said of both.
    """
    start = _caption_start(sheet, header.first, 0)
    filled = [sum(not is_blank(column[row]) for column in sheet.columns) for row in range(start)]
    if sum(count > 2 for count in filled) < _FEWEST_ABOVE:
        return None
    top = _rows(sheet, 0, start)
    upper = find_header(top, wanted, repair)
    if upper is None or _missing(top, upper, wanted) or sum(n > 2 for n in filled[upper.last + 1 :]) < 2:
        return None
    return _caption_start(sheet, upper.first, 0), start


def _by_captions(
    part: Part, header: Header | None, wanted: Wanted, repair: Repair, places: PlaceLookup | None
) -> list[Part]:
    """The part in sections where captions between its rows turn what is listed."""
    header = header or find_header(part.sheet, wanted, repair)
    sections = sections_of(part.sheet, header, places) if header is not None else []
    if header is None or not sections:
        return [part]
    common = dict.fromkeys((*part.above, *_texts_of(part.sheet, 0, header.first)))
    parts = []
    for at, section in enumerate(sections):
        left = part.left if not at else ()
        if section.row is not None:
            left = (*left, (part.sheet.number_of(section.row), "section_row"))
        titles = (*common, _as_title(section.caption)) if section.caption else tuple(common)
        parts.append(Part(section.sheet, titles, "sections", left))
    return parts


def _numbered(sheet: Sheet, left: tuple[tuple[int, str], ...]) -> tuple[tuple[int, str], ...]:
    return tuple((sheet.number_of(position), why) for position, why in left)


def _with_fractions(part: Part, wanted: Wanted, repair: Repair) -> Part:
    """The part with cells such as "5/6" in two columns, where it lacks something and its texts say what they are."""
    if not isinstance(wanted.headings, ColumnFinder) or "points_plated" not in wanted.headings.fields:
        return part
    header = find_header(part.sheet, wanted, repair)
    if header is None:
        return part
    top = [text for column in part.sheet.columns for cell in column[: header.first] if (text := as_text(cell))]
    below = [text for chain in header.chains for text in chain]
    texts = [*part.above, *top, *below, *_notes_below(part.sheet, header)]
    apart = fractions_apart(part.sheet, header, texts)
    return replace(part, sheet=apart) if apart is not None else part


def _notes_below(sheet: Sheet, header: Header) -> list[str]:
    """Long texts of the first column below a header: notes that may explain its cells."""
    column = sheet.columns[0][header.last + 1 :]
    long = rows_where(column, lambda cell: isinstance(cell, str) and len(cell) > 20 < len(as_text(cell) or ""))
    return [as_text(column[row]) or "" for row in map(int, np.flatnonzero(long)[:10])]


def _is_said_again(sheet: Sheet, header: Header) -> bool:
    """A heading that names a field stands again below it, in its own column: cards, or a header for each block."""
    for column in header.columns.values():
        text = header.chains[column][-1] if header.chains[column] else None
        if text is not None and any(
            as_text(cell) == text for cell in sheet.columns[column][header.last + 1 :][:_AGAIN]
        ):
            return True
    return False


def _plain_parts(sheet: Sheet, header: Header | None, wanted: Wanted, repair: Repair) -> list[Part]:
    assert isinstance(wanted.headings, ColumnFinder)  # noqa: S101 - told by the caller
    beside = (_side_by_side(sheet, header) if header else []) or _apart(sheet, wanted, repair)
    if len(beside) > 1:
        return beside
    if header is None or _missing(sheet, header, wanted) or _names_down(sheet, wanted.headings) > len(header.columns):
        turned = on_its_side(sheet)
        turned_header = find_header(turned, wanted, repair) if turned is not None else None
        if turned is not None and turned_header and _is_better(turned_header, header, lists_units(turned)):
            return [Part(turned, _texts_above(sheet), "transposed")]
    answers_alone = header is not None and "answer" in header.columns and not _SAYS_WHAT & header.columns.keys()
    if header is None or header.missing or answers_alone:
        wide = widened(sheet, header, wanted.headings)
        as_wide = find_header(wide, wanted, repair) if wide is not None else None
        if wide is not None and as_wide is not None and not _missing(wide, as_wide, wanted):
            return [Part(wide, (), "long")]
    if header is None or _missing(sheet, header, wanted) or _is_last(sheet, header):
        for shape, other in (
            ("sentences", sentences_apart(sheet, header, wanted.headings)),
            ("header below", with_header_on_top(sheet, wanted.headings)),
        ):
            understood = find_header(other, wanted, repair) if other is not None else None
            if other is not None and understood is not None and not _missing(other, understood, wanted):
                return [Part(other, (), shape)]
    if header is None:
        return [Part(sheet)]
    counted = quantities_apart(sheet, header, wanted.headings) if _COUNTS & wanted.headings.fields else None
    return [Part(counted)] if counted is not None else _below_each_other(sheet, header, wanted)


def _missing(sheet: Sheet, header: Header, wanted: Wanted) -> list[str]:
    """What a header lacks and what stands over it does not say either: a form names its village above the table."""
    above = [text for r in range(header.first) for column in sheet.columns if (text := as_text(column[r]))]
    return wanted.missing(header.assignment, wanted.given(sheet.name, above))


def _is_last(sheet: Sheet, header: Header) -> bool:
    """No row below the header is filled."""
    return all(is_blank(cell) for column in sheet.columns for cell in column[header.last + 1 :][:_FEW])


def _names_down(sheet: Sheet, finder: ColumnFinder) -> int:
    """Fields that the texts of the first or the second column name."""
    counts = []
    for column in sheet.columns[:2]:
        texts = [text for cell in column[:60] if (text := as_text(cell))]
        counts.append(len({named[0][1] for text in texts if (named := finder.fields_of((text,)))}))
    return max(counts, default=0)


def _is_better(turned: Header, header: Header | None, lists_units: bool = False) -> bool:
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


def _texts_above(sheet: Sheet, rows: int = 8) -> tuple[str, ...]:
    found = dict.fromkeys(
        text for r in range(min(rows, sheet.row_count)) for column in sheet.columns[:1] if (text := as_text(column[r]))
    )
    return tuple(text for text in found if len(text) > 12)


def _side_by_side(sheet: Sheet, header: Header) -> list[Part]:
    """Tables next to each other: the same first heading again, with headings of the same fields behind it."""
    names = [fold_heading(chain[-1]) if chain else "" for chain in header.chains]
    first = next((name for name in names if name), "")
    starts = [c for c, name in enumerate(names) if name == first]
    if len(starts) < 2:
        return []
    ends = [*starts[1:], len(sheet.columns)]
    widths = [[name for name in names[a:b] if name] for a, b in zip(starts, ends, strict=True)]
    if any(len(set(part) & set(widths[0])) < max(2, len(widths[0]) - 1) for part in widths):
        return []
    parts = []
    for start, end in zip(starts, ends, strict=True):
        merges = [(r1, c1 - start, r2, c2 - start) for r1, c1, r2, c2 in sheet.merges if start <= c1 and c2 < end]
        own = replace(sheet, columns=[list(column) for column in sheet.columns[start:end]], merges=merges)
        common = dict.fromkeys(
            text for column in sheet.columns for cell in column[: header.first] if (text := as_text(cell))
        )
        over = {text for column in own.columns for cell in column[: header.first] if (text := as_text(cell))}
        units = tuple(text for text in common if text not in over and not caption_units(text))
        parts.append(Part(own, (*units, *_legends_below(sheet)), "side by side"))
    return parts


def _apart(sheet: Sheet, wanted: Wanted, repair: Repair) -> list[Part]:
    """Tables with a blank column between them, each whole for itself, whatever the order of their columns."""
    filled = [any(not is_blank(cell) for cell in column) for column in sheet.columns]
    starts = [c for c, full in enumerate(filled) if full and (c == 0 or not filled[c - 1])]
    if not 2 <= len(starts) <= _MOST_BESIDE:
        return []
    parts = []
    for start in starts:
        end = next((c for c in range(start, len(filled)) if not filled[c]), len(filled))
        merges = [(r1, c1 - start, r2, c2 - start) for r1, c1, r2, c2 in sheet.merges if start <= c1 and c2 < end]
        own = replace(sheet, columns=[list(column) for column in sheet.columns[start:end]], merges=merges)
        header = find_header(own, wanted, repair)
        if header is None or _missing(own, header, wanted):
            return []
        parts.append(Part(own, (*(_texts_above(sheet) if start else ()), *_legends_below(sheet)), "side by side"))
    return parts


def _legends_below(sheet: Sheet, rows: int = 6) -> tuple[str, ...]:
    """Lines at the end of a sheet that explain signs for all its parts."""
    last = range(max(0, sheet.row_count - rows), sheet.row_count)
    texts = dict.fromkeys(text for r in last for column in sheet.columns if (text := as_text(column[r])))
    return tuple(text for text in texts if len(pairs_in(text)) > 1)


def _below_each_other(sheet: Sheet, header: Header, wanted: Wanted) -> list[Part]:
    """Blocks with a header each: cut where the header's row comes again, or another one names as much."""
    repeats = _repeats(sheet, header, wanted)
    titles = _caption_start(sheet, header.first, 0)
    captioned = any(map(_names_place, _texts_of(sheet, titles, header.first))) or any(
        sense_of_text([text]) for row in repeats for text in _texts_of(sheet, _caption_start(sheet, row, 0), row)
    )
    if not repeats or (not captioned and all(_is_same(sheet, row, header) for row in repeats)):
        return [Part(sheet)]
    starts = [0]
    for row in repeats:
        starts.append(_caption_start(sheet, row, starts[-1]))
    starts = list(dict.fromkeys(starts))[:_MOST_BLOCKS]
    ends = [*starts[1:], sheet.row_count]
    common = tuple(
        dict.fromkeys(text for column in sheet.columns for cell in column[:titles] if (text := as_text(cell)))
    )
    heads = [header.first, *repeats]
    return [
        Part(
            _rows(sheet, start, end), (*(common if start else ()), *_captions(sheet, start or titles, heads)), "blocks"
        )
        for start, end in zip(starts, ends, strict=True)
        if end > start
    ]


def _captions(sheet: Sheet, start: int, heads: list[int]) -> list[str]:
    """What stands between a block's first row and its header and names no place, as a title of what is listed."""
    head = next((row for row in heads if row >= start), start)
    return [_as_title(text) for text in _texts_of(sheet, start, head) if not _names_place(text)]


def _as_title(caption: str) -> str:
    return f"{_LISTED} {without_number(caption)}"


def _texts_of(sheet: Sheet, start: int, end: int) -> list[str]:
    return [text for column in sheet.columns for cell in column[start:end] if (text := as_text(cell))]


def _repeats(sheet: Sheet, header: Header, wanted: Wanted) -> list[int]:
    """Rows below the header that are one: two of its fields' headings again at least, and little but headings."""
    heads = {c: fold_heading(chain[-1]) for c, chain in enumerate(header.chains) if chain}
    known = {fold_heading(header.chains[c][-1]) for c in header.columns.values()}
    watched = sorted(header.columns.values())[:6]
    candidates: set[int] = set()
    for c in watched:
        column = sheet.columns[c]
        same = which(column[header.last + 1 :], lambda text: fold_heading(text) in known)
        if same:
            candidates.update(r for r in range(header.last + 1, len(column)) if column[r] in same)
    found = []
    for row in sorted(candidates)[: 4 * _MOST_BLOCKS]:
        texts = {c: fold_heading(text) for c, column in enumerate(sheet.columns) if (text := as_text(column[row]))}
        fields = sum(1 for text in texts.values() if text in known)
        again = sum(1 for c, text in texts.items() if text == heads.get(c) or text in known)
        named = sum(1 for c in texts if wanted.headings.fields_of((as_text(sheet.columns[c][row]) or "",)))
        if fields >= 2 and 2 * max(again, named) > len(texts):
            found.append(row)
    height = header.last - header.first
    return [row - height for row in found if row - height > header.last]


def _caption_start(sheet: Sheet, row: int, floor: int) -> int:
    """The first of the rows directly above a header that hold one text each: its caption."""
    start = row
    while start - 1 > floor and start - 1 >= 0:
        texts = {text for column in sheet.columns if (text := as_text(column[start - 1]))}
        if len(texts) > 1 or (texts and row - start >= 4):
            break
        only = next(iter(texts), "")
        if only and not _is_caption(only):
            break
        start -= 1
    while start < row and not any(as_text(column[start]) for column in sheet.columns):
        start += 1
    return start


def _names_place(text: str) -> bool:
    """A caption such as "Thôn Làng Dọc, xã Y Tịch" or "Bảng 1. Xã Y Tịch, huyện Chi Lăng"."""
    return bool(caption_units(text) or caption_village(text))


def _is_same(sheet: Sheet, row: int, header: Header) -> bool:
    last = row + header.last - header.first
    return all(as_text(column[last]) == as_text(column[header.last]) for column in sheet.columns if last < len(column))


def _is_caption(text: str) -> bool:
    return not text.replace(".", "").isdigit() and len(text) > 2


def _rows(sheet: Sheet, start: int, end: int) -> Sheet:
    return rows_taken(sheet, range(start, end))
