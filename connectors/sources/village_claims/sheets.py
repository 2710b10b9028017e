"""Which sheet of the template each sheet of a workbook is: a sheet is known by its headings, whatever it is called."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from connectors.contract import FieldCard, Repair, Sheet, Workbook
from connectors.sources.village_claims.template import SHEETS
from connectors.sources.village_claims.ticked_claims import with_ticks_as_words
from connectors.tables.cells import is_blank
from connectors.tables.header import Wanted, find_header
from connectors.tables.headings import Headings, fold_heading
from connectors.tables.parsed_file_builder import ParsedFileBuilder

_ANY_FIELD = Headings([FieldCard(h, (h,)) for h in dict.fromkeys(h for sheet in SHEETS.values() for h in sheet)])


@dataclass
class Recognised:
    """Sheets of the template, as (its name there, the sheet), and all other sheets."""

    known: list[tuple[str, Sheet]] = field(default_factory=list)
    others: list[Sheet] = field(default_factory=list)


# Other names of a heading that can mean nothing else.
_ALSO = {
    "Huyện": ("Tên huyện",),
    "Xã": ("Tên xã", "Xã, phường", "Xã, phường, thị trấn", "Tên xã, phường"),
    "Thôn": ("Tên thôn", "Thôn, bản", "Thôn, tổ dân phố", "Tên thôn, bản", "Tên thôn, tổ dân phố"),
}


def wanted(name: str) -> Wanted:
    """What one sheet of the template must have: every heading."""
    fields = [
        FieldCard(field, (heading, *_ALSO.get(heading, ())), required=True) for heading, field in SHEETS[name].items()
    ]
    return Wanted(Headings(fields), tuple(field.name for field in fields))


def recognise(workbook: Workbook, harvest: ParsedFileBuilder) -> Recognised:
    """Tell the template's sheets from others; a hidden one beside a visible one of its kind is left out and told."""
    found = Recognised()
    for sheet in map(with_ticks_as_words, workbook.sheets):
        name = _kind_of(sheet, harvest.context.repair)
        if name is None:
            found.others.append(sheet)
        else:
            found.known.append((name, sheet))
    visible = Counter(name for name, sheet in found.known if not sheet.is_hidden)
    for name, sheet in found.known:
        if sheet.is_hidden and visible[name]:
            harvest.leave_hidden(sheet, filled_numbers(sheet)[1:])  # without the headings
    found.known = [(name, sheet) for name, sheet in found.known if not (sheet.is_hidden and visible[name])]
    return found


def has_table(sheet: Sheet, repair: Repair) -> bool:
    """Whether a sheet that is none of the template's looks like one all the same: a header, and rows below it."""
    header = find_header(sheet, Wanted(_ANY_FIELD, ()), repair)
    return header is not None and len(header.columns) > 2 and filled_rows(sheet, header.last + 1) > 0


def filled_rows(sheet: Sheet, start: int = 0) -> int:
    """Rows from ``start`` on with at least one filled cell."""
    return len(filled_numbers(sheet, start))


def filled_numbers(sheet: Sheet, start: int = 0) -> list[int]:
    """The numbers in the file of those rows."""
    rows = range(start, sheet.row_count)
    return [sheet.number_of(r) for r in rows if any(not is_blank(column[r]) for column in sheet.columns)]


_BY_NAME = {fold_heading(name): name for name in SHEETS}
# The sheet with most headings first: one that has all of them is no other's.
_BY_SIZE = sorted(SHEETS, key=lambda name: -len(SHEETS[name]))


def _kind_of(sheet: Sheet, repair: Repair) -> str | None:
    """The sheet of the template whose headings all stand here; else the one it is named after."""
    named = _BY_NAME.get(fold_heading(sheet.name))
    for name in dict.fromkeys([*([named] if named else []), *_BY_SIZE]):
        header = find_header(sheet, wanted(name), repair)
        if header is not None and not header.missing:
            return name
    return named
