"""A sheet cut into plain tables: tables side by side, blocks below each other with a header each, tables on their side.

Each part is a sheet of its own whose rows keep their numbers in the file; the texts that stand over a part go with it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from connectors.contract import PlaceLookup, Repair, Sheet
from connectors.tables.cells import as_text, is_blank, rows_where
from connectors.tables.columns import ColumnFinder
from connectors.tables.fractions import fractions_apart
from connectors.tables.header import Header, Wanted, find_header
from connectors.tables.kind_ticks import kinds_as_column
from connectors.tables.labelled import unfolded
from connectors.tables.long import widened
from connectors.tables.measure_rows import measures_apart
from connectors.tables.measures_across import measures_across
from connectors.tables.numbered_groups import groups_below
from connectors.tables.on_its_side import lists_units, names_down, on_its_side, turned_is_better
from connectors.tables.one_cell import sentences_apart, separated, with_header_on_top
from connectors.tables.parent_codes import villages_joined
from connectors.tables.parts import Part, missing, numbered, rows_between, texts_above, texts_of
from connectors.tables.places_apart import venues_apart, venues_of_addresses, villages_of_venues
from connectors.tables.products_apart import products_apart
from connectors.tables.quantities import quantities_apart
from connectors.tables.tables_below import below_each_other, by_captions, second_table
from connectors.tables.tables_beside import blank_between, side_by_side
from connectors.tables.turning import crossed_blocks
from connectors.tables.unit_forms import unit_form
from connectors.tables.unit_periods import units_beside_periods

_REGISTER = frozenset({"code", "name", "commune_code"})  # fields of a list of villages with their codes
_STATISTICS = frozenset({"unit", "period", "dossiers"})  # fields of figures by unit and period
_OF_VILLAGES = frozenset({"points_plated", "technology"})
_COUNTS = frozenset({"households", "household_total"})
_SAYS_WHAT = frozenset({"technology", "fibre", "2g", "3g", "4g", "5g", "mobile", "wifi_contract", "wifi_venue"})
_FEW, _AGAIN = 50, 200  # rows below a header


def parts_of(sheet: Sheet, wanted: Wanted, repair: Repair, places: PlaceLookup | None = None) -> list[Part]:
    """The plain tables of a sheet; the sheet itself where it is one.

    A table on its side is one only where the sheet as it stands lacks a needed field and, turned, lacks none.
    """
    if not isinstance(wanted.headings, ColumnFinder) or not sheet.columns:
        return [Part(sheet)]
    if wanted.headings.fields >= _REGISTER and (joined := villages_joined(sheet)):
        return [Part(joined.sheet, tuple(texts_above(sheet)), "units", numbered(sheet, joined.left))]
    if wanted.headings.fields >= _STATISTICS and (untangled := units_beside_periods(sheet)):
        return [Part(untangled.sheet, (), "units and periods", numbered(sheet, untangled.left))]
    if wanted.headings.fields & _OF_VILLAGES and (across := measures_across(sheet, places)):
        return [Part(across.sheet, (), "transposed", numbered(sheet, across.left))]
    if crossed := crossed_blocks(sheet, wanted.headings, places):
        common = crossed[0].above
        return [
            _with_fractions(
                Part(
                    block.sheet,
                    (*(common if at else ()), *block.above),
                    "transposed",
                    numbered(sheet, block.left),
                ),
                wanted,
                repair,
            )
            for at, block in enumerate(crossed)
        ]
    if wanted.headings.fields >= _STATISTICS and (form := unit_form(sheet, wanted.headings.first_field)):
        return [Part(form.sheet, form.above, "form", numbered(sheet, form.left))]
    header = find_header(sheet, wanted, repair)
    if header is not None and "household_total" in wanted.headings.fields and (one := measures_apart(sheet, header)):
        first, *others = parts_of(one.sheet, wanted, repair, places)
        return [replace(first, left=(*numbered(sheet, one.left), *first.left)), *others]
    if header is not None and "kind" in wanted.headings.fields and (told := kinds_as_column(sheet, header)):
        return parts_of(told, wanted, repair, places)
    if header is not None and (stacked := groups_below(sheet, header)):
        return parts_of(stacked, wanted, repair, places)
    if header is not None and (found := second_table(sheet, header, wanted, repair)):
        caption, start = found
        common = tuple(texts_of(sheet, 0, caption))
        lower = parts_of(rows_between(sheet, start, sheet.row_count), wanted, repair, places)
        upper = parts_of(rows_between(sheet, 0, start), wanted, repair, places)
        return [*upper, *(replace(part, above=(*common, *part.above)) for part in lower)]
    plain = header is not None and not missing(sheet, header, wanted)
    if not plain or (header is not None and _is_said_again(sheet, header)):
        cards = unfolded(sheet, wanted.headings)
        if cards is not None and not _is_counts(sheet, header, cards.sheet, wanted, repair):
            return [Part(cards.sheet, cards.above, "cards", numbered(sheet, cards.left))]
    if header is not None and "product" in wanted.headings.fields and (listed := products_apart(sheet, header)):
        return parts_of(listed, wanted, repair, places)
    if header is not None and (apart := venues_of_addresses(sheet, header)) is not sheet:
        return parts_of(apart, wanted, repair, places)
    for place in (venues_apart, villages_of_venues) if not plain and "wifi_venue" in wanted.headings.fields else ():
        placed = place(sheet)
        as_placed = find_header(placed, wanted, repair) if placed is not None else None
        if placed is not None and as_placed is not None and not missing(placed, as_placed, wanted):
            return parts_of(placed, wanted, repair, places)
    cut = separated(sheet) if not plain else None
    if cut is not None and (as_cut := find_header(cut, wanted, repair)) and not missing(cut, as_cut, wanted):
        return parts_of(cut, wanted, repair, places)
    parts = [
        piece
        for part in _plain_parts(sheet, header, wanted, repair)
        for piece in by_captions(part, header if part.sheet is sheet else None, wanted, repair, places)
    ]
    return [_with_fractions(part, wanted, repair) for part in parts]


def _is_counts(sheet: Sheet, header: Header | None, cards: Sheet, wanted: Wanted, repair: Repair) -> bool:
    """Cards that lack a field, of a table whose cells count several things: "Hộ: 3/3; Cơ quan: 1/1"."""
    finder = wanted.headings
    if header is None or not isinstance(finder, ColumnFinder) or not _COUNTS & finder.fields:
        return False
    as_cards = find_header(cards, wanted, repair)
    lacking = as_cards is None or bool(missing(cards, as_cards, wanted))
    return lacking and quantities_apart(sheet, header, finder) is not None


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
    beside = (side_by_side(sheet, header) if header else []) or blank_between(sheet, wanted, repair)
    if len(beside) > 1:
        return beside
    if header is None or missing(sheet, header, wanted) or names_down(sheet, wanted.headings) > len(header.columns):
        turned = on_its_side(sheet)
        turned_header = find_header(turned, wanted, repair) if turned is not None else None
        if turned is not None and turned_header and turned_is_better(turned_header, header, lists_units(turned)):
            return [Part(turned, texts_above(sheet), "transposed")]
    answers_alone = header is not None and "answer" in header.columns and not _SAYS_WHAT & header.columns.keys()
    if header is None or header.missing or answers_alone:
        wide = widened(sheet, header, wanted.headings)
        as_wide = find_header(wide, wanted, repair) if wide is not None else None
        if wide is not None and as_wide is not None and not missing(wide, as_wide, wanted):
            return [Part(wide, (), "long")]
    if header is None or missing(sheet, header, wanted) or _is_last(sheet, header):
        for shape, other in (
            ("sentences", sentences_apart(sheet, header, wanted.headings)),
            ("header below", with_header_on_top(sheet, wanted.headings)),
        ):
            understood = find_header(other, wanted, repair) if other is not None else None
            if other is not None and understood is not None and not missing(other, understood, wanted):
                return [Part(other, (), shape)]
    if header is None:
        return [Part(sheet)]
    counted = quantities_apart(sheet, header, wanted.headings) if _COUNTS & wanted.headings.fields else None
    return [Part(counted)] if counted is not None else below_each_other(sheet, header, wanted)


def _is_last(sheet: Sheet, header: Header) -> bool:
    """No row below the header is filled."""
    return all(is_blank(cell) for column in sheet.columns for cell in column[header.last + 1 :][:_FEW])
