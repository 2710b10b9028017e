"""Tables below each other on one sheet: blocks with a header each, sections whose captions turn what is listed."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.contract import PlaceLookup, Repair, Sheet
from connectors.tables.cells import as_text, is_blank, which
from connectors.tables.context import caption_units, caption_village
from connectors.tables.header import Header, Wanted, find_header
from connectors.tables.headings import fold_heading
from connectors.tables.meanings import sense_of_text
from connectors.tables.parts import Part, as_title, missing, rows_between, texts_of
from connectors.tables.subject import subject_of
from connectors.tables.turning_sections import sections_of

_MOST_BLOCKS = 500
_FEWEST_ABOVE = 3  # rows of a table above another: its header and two more


def second_table(sheet: Sheet, header: Header, wanted: Wanted, repair: Repair) -> tuple[int, int] | None:
    """Where the captions of two tables begin, if one with its own header and rows stands above that of the header.

    What stands above the first of them is said of both.
    """
    start = _caption_start(sheet, header.first, 0)
    filled = [sum(not is_blank(column[row]) for column in sheet.columns) for row in range(start)]
    if sum(count > 2 for count in filled) < _FEWEST_ABOVE:
        return None
    top = rows_between(sheet, 0, start)
    upper = find_header(top, wanted, repair)
    if upper is None or missing(top, upper, wanted) or sum(n > 2 for n in filled[upper.last + 1 :]) < 2:
        return None
    return _caption_start(sheet, upper.first, 0), start


def below_each_other(sheet: Sheet, header: Header, wanted: Wanted) -> list[Part]:
    """Blocks with a header each: cut where the header's row comes again, or another one names as much."""
    repeats = _repeats(sheet, header, wanted)
    titles = _caption_start(sheet, header.first, 0)
    captioned = any(map(_names_place, texts_of(sheet, titles, header.first))) or any(
        sense_of_text([text]) for row in repeats for text in texts_of(sheet, _caption_start(sheet, row, 0), row)
    )
    if not repeats or (not captioned and all(_is_same(sheet, row, header) for row in repeats)):
        return [Part(sheet)]
    starts = [0]
    for row in repeats:
        starts.append(_caption_start(sheet, row, starts[-1]))
    starts = list(dict.fromkeys(starts))[:_MOST_BLOCKS]
    ends = [*starts[1:], sheet.row_count]
    # The first block's caption is as high as the others'; what stands above it is said of all.
    titles = max(titles, header.first - min(row - _caption_start(sheet, row, 0) for row in repeats))
    common = tuple(
        dict.fromkeys(text for column in sheet.columns for cell in column[:titles] if (text := as_text(cell)))
    )
    heads = [header.first, *repeats]
    return [
        Part(
            rows_between(sheet, start, end),
            (*(common if start else ()), *_captions(sheet, start or titles, heads)),
            "blocks",
        )
        for start, end in zip(starts, ends, strict=True)
        if end > start
    ]


def by_captions(
    part: Part, header: Header | None, wanted: Wanted, repair: Repair, places: PlaceLookup | None
) -> list[Part]:
    """The part in sections where captions between its rows turn what is listed."""
    header = header or find_header(part.sheet, wanted, repair)
    sections = sections_of(part.sheet, header, places) if header is not None else []
    if header is None or not sections:
        return [part]
    common = dict.fromkeys((*part.above, *texts_of(part.sheet, 0, header.first)))
    parts = []
    for at, section in enumerate(sections):
        left = part.left if not at else ()
        if section.row is not None:
            left = (*left, (part.sheet.number_of(section.row), "section_row"))
        titles = (*_said_of(section.caption, common), as_title(section.caption)) if section.caption else tuple(common)
        parts.append(Part(section.sheet, titles, "sections", left))
    return parts


def _said_of(caption: str, titles: Iterable[str]) -> list[str]:
    """What stands above a table and is said of a section too: "KẾT QUẢ …" is not, of what its caption only plans."""
    if not subject_of([caption]).is_plan:
        return list(titles)
    return [title for title in titles if not subject_of([title]).says_actual]


def _captions(sheet: Sheet, start: int, heads: list[int]) -> list[str]:
    """What stands between a block's first row and its header and names no place, as a title of what is listed."""
    head = next((row for row in heads if row >= start), start)
    return [as_title(text) for text in texts_of(sheet, start, head) if not _names_place(text)]


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
