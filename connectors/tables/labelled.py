"""Labels and values all over a sheet as one table: cards below each other, forms, lines such as "Cáp quang: có".

A card begins where its first label comes again. What bears no label is not dropped: its rows are told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from connectors.contract import Cell, Sheet
from connectors.tables.cells import as_text
from connectors.tables.columns import ColumnFinder
from connectors.tables.context import caption_units, caption_village
from connectors.tables.lexicon.segments import segments
from connectors.tables.lexicon.words import lexicon
from connectors.tables.marks import is_note, unit_headings
from connectors.tables.periods import heading_period

_INSIDE = re.compile(r"\s*(?:[;|•\n]|\s[-–]\s|,(?=[^,:]{1,40}:))\s*")
_PAIR = re.compile(r"^(?:\d{1,3}\s*[.)]\s*|[-+*•]\s*)?(?P<label>[^:]{2,40}?)\s*:\s*(?P<value>\S.*)$")
_NUMBERING = re.compile(r"^\(?\d{1,4}\s*[.)]?$")
_TAIL_UNIT = re.compile(r"\b(?:xã|phường|thị trấn)\s+[^,;:()\d]{2,30}$", re.IGNORECASE)
_NO_LABELS = frozenset({"ticked_yes", "ticked_no", "stt"})
_LABELS = {"village": "Thôn", "commune": "Xã", "district": "Huyện"}
_SAMPLE = 150  # rows among which labels come again
_TOP = 30  # rows in which the first card begins
_MOST_ROWS, _MOST_COLUMNS, _LONGEST = 6_000, 30, 40
_LONGEST_FIGURE = 90  # of a label that names a field: "Số TTHC đã cung cấp trực tuyến (một phần, toàn trình)"
_PLACES = frozenset({"village", "commune", "district", "address", "unit", "name", "product", "code", "village_code"})


@dataclass(frozen=True)
class Unfolded:
    """The table, the texts above it, and positions of rows that bear no label."""

    sheet: Sheet
    above: tuple[str, ...] = ()
    left: tuple[tuple[int, str], ...] = ()  # position of a row, the reason why it is none


@dataclass
class _Card:
    row: int
    values: dict[str, Cell] = field(default_factory=dict)
    loose: dict[int, Cell] = field(default_factory=dict)


def unfolded(sheet: Sheet, finder: ColumnFinder) -> Unfolded | None:
    """The sheet's cards as a row each; None where it is no sheet of labels and values."""
    if not 4 <= sheet.row_count <= _MOST_ROWS or len(sheet.columns) > _MOST_COLUMNS:
        return None
    starts = _cards_across(sheet)
    ends = [*starts[1:], len(sheet.columns)]
    parts = [_cards(replace(sheet, columns=sheet.columns[a:b]), finder) for a, b in zip(starts, ends, strict=True)]
    if any(part is None for part in parts):
        return None
    found = [part for part in parts if part is not None]
    cards = sorted((card for part, _, _ in found for card in part), key=lambda card: card.row)
    unlabelled = sum(1 for _, _, rows in found for _, why in rows if why == "no_label")
    if len(cards) < 2 or _is_torn(cards) or unlabelled > len(cards):
        return None
    above = dict.fromkeys(text for _, texts, _ in found for text in texts)
    left = {row: why for _, _, rows in found for row, why in rows}
    return Unfolded(_table(sheet, cards), tuple(above), tuple(sorted(left.items())))


def _cards_across(sheet: Sheet) -> list[int]:
    """Columns at which cards next to each other begin: the first text of a row that stands there again."""
    for r in range(min(sheet.row_count, _TOP)):
        texts = [as_text(column[r]) for column in sheet.columns]
        first = next((c for c, text in enumerate(texts) if text), None)
        if first is not None and texts.count(texts[first]) > 1 and len(texts[first] or "") <= _LONGEST:
            return [0, *(c for c, text in enumerate(texts) if c > first and text == texts[first])]
    return [0]


def _cards(
    sheet: Sheet, finder: ColumnFinder
) -> tuple[list[_Card], tuple[str, ...], tuple[tuple[int, str], ...]] | None:
    """The cards of columns that hold one card at a time, the texts above them, and rows without a label."""
    rows = [[(c, text) for c, column in enumerate(sheet.columns) if (text := as_text(column[r]))]
            for r in range(sheet.row_count)]  # fmt: skip
    labels = _labels(rows[:_SAMPLE], finder)
    if labels is None:
        return None
    cards: list[_Card] = []
    loose: list[tuple[int, list[str], str]] = []
    carried: dict[str, str] = {}
    known_offsets: dict[int, set[int]] = {}
    for r, cells in enumerate(rows):
        pairs, rest = _read_row(sheet, r, cells, labels, known_offsets)
        if not any(label in labels for label, _ in pairs):  # a caption: its units hold for the cards below
            texts = [text for _, text in cells]
            if texts:
                units = _units(texts)
                carried = {**carried, **units}
                loose.append((r, texts, "section_row" if units else "note" if len(texts) == 1 else "no_label"))
            continue
        for label, value in pairs:
            if not cards or label in cards[-1].values:
                cards.append(_Card(r, {_LABELS[k]: v for k, v in carried.items()}))
                if label in cards[-1].values:
                    del cards[-1].values[label]
            cards[-1].values[label] = value
        cards[-1].loose.update(rest)
    if not cards or any(len(offsets) > 1 for offsets in known_offsets.values()):
        return None
    first = cards[0].row
    starts = {card.row for card in cards}
    captions = [texts[0] for r, texts, _ in loose if r >= first and len(texts) == 1]
    if _turns(captions):
        return None
    inside = _sections(captions, len(cards))
    loose = [(r, texts, "section_row" if len(texts) == 1 and texts[0] in inside else why) for r, texts, why in loose]
    left = tuple(  # one text directly above a card is its caption, another one may be data
        (r, "no_label" if why == "note" and r + 1 not in starts and not is_note(texts[0]) else why)
        for r, texts, why in loose
        if r >= first
    )
    return cards, tuple(text for r, texts, _ in loose if r < first for text in texts), left


def _turns(captions: list[str]) -> bool:
    """A caption that comes again inside the cards says that what stands below it is a plan, or missing."""
    again = [text for text, n in Counter(captions).items() if n > 1]
    return any(s.meanings & lexicon().turning for text in again for s in segments(text))


def _sections(texts: list[str], cards: int) -> frozenset[str]:
    """Captions inside the cards, in most of them: "1. Thủ tục hành chính"; none that turns what stands below it."""
    turning = lexicon().turning | lexicon().operators
    again = {text for text, n in Counter(texts).items() if n > 1 and n >= 0.6 * cards}
    plain = {text for text in again if not any(s.meanings & turning for s in segments(text))}
    return frozenset(text for text in plain if heading_period(text)[0] is None)


def _labels(rows: list[list[tuple[int, str]]], finder: ColumnFinder) -> frozenset[str] | None:
    """Texts that are labels: with a colon, or said again in one column and naming a field. None: too few of them."""
    colons: Counter[str] = Counter()
    bare: Counter[tuple[int, str]] = Counter()
    for cells in rows:
        for c, text in cells:
            parts = [match["label"] for part in _INSIDE.split(text) if (match := _PAIR.match(part))]
            colons.update(parts or ([text.rstrip(" :")] if text.endswith(":") else []))
            bare[c, text] += not parts
    named = {text for text, n in colons.items() if n > 1 and len(text) <= _LONGEST}
    again = {text for (c, text), n in bare.items() if n > 1 and c < 8 and len(text) <= _LONGEST_FIGURE}
    fields = {text: found[0][1] for text in named | again if (found := finder.fields_of((text.rstrip(" :"),)))}
    fields = {text: name for text, name in fields.items() if name not in _NO_LABELS}
    valued = {text for text in again if _have_values(rows, text)}
    fields = {text: name for text, name in fields.items() if text in named or text in valued}
    known = {text for text in fields if text in named}
    if len(known) >= 2:
        return frozenset(named | _beside_colons(fields.keys() & again - named, bare))
    by_column: dict[int, set[str]] = {}
    for c, text in ((c, text) for c, text in bare if text in fields and bare[c, text] > 1):
        by_column.setdefault(c, set()).add(fields[text])
    labelling: set[int] = set()
    for c in sorted(by_column):  # "4 sao", "3 sao" are values of one field, and what stands behind labels is none
        if len(by_column[c]) > 1 and c - 1 not in labelling:
            labelling.add(c)
    fields = {text: name for text, name in fields.items() if any(bare[c, text] > 1 for c in labelling)}
    keyed = {fields[text] for text in fields}
    if len(keyed) < 3 or not keyed & _PLACES:
        return None
    # What stands among the labels as often as they do is one too, though it names no field of ours.
    often = max(n for (c, text), n in bare.items() if text in fields and c in labelling)
    beside = {text for (c, text), n in bare.items() if c in labelling and text in again and n >= 0.6 * often}
    return frozenset(text.rstrip(" :") for text in fields.keys() | beside)


def _have_values(rows: list[list[tuple[int, str]]], label: str) -> bool:
    """Something stands behind the text more often than not: a unit of measure in the last column labels nothing."""
    behind = [at + 1 < len(cells) for cells in rows for at, (_, text) in enumerate(cells) if text == label]
    return sum(behind) > 0.5 * len(behind)


def _beside_colons(texts: set[str], bare: Counter[tuple[int, str]]) -> set[str]:
    """Labels without a colon below those that have one: in the first column where two of them stand."""
    columns = Counter(c for (c, text), n in bare.items() if text in texts and n > 1)
    first = next((c for c in sorted(columns) if columns[c] > 1), None)
    return {text for (c, text), n in bare.items() if c == first and text in texts and n > 1}


def _read_row(
    sheet: Sheet, r: int, cells: list[tuple[int, str]], labels: frozenset[str], offsets: dict[int, set[int]]
) -> tuple[list[tuple[str, Cell]], dict[int, Cell]]:
    """The pairs of a row, and its cells without a label by column."""
    pairs: list[tuple[str, Cell]] = []
    rest: dict[int, Cell] = {}
    taken: set[int] = set()
    for at, (c, text) in enumerate(cells):
        if c in taken:
            continue
        inside = [part for part in _INSIDE.split(text) if part]
        found = [match for part in inside if (match := _PAIR.match(part)) and match["label"] in labels]
        bare = text.rstrip(" :")
        if found:
            pairs += [(match["label"], match["value"]) for match in found]
            others = [part for part in inside if not ((m := _PAIR.match(part)) and m["label"] in labels)]
            pairs += [pair for part in others for pair in _typed(part)]
        elif bare in labels:
            after = next((other for other, _ in cells[at + 1 :]), None)
            if after is not None and cells[at + 1][1].rstrip(" :") not in labels:
                offsets.setdefault(c, set()).add(after - c)
                taken.add(after)
                pairs.append((bare, sheet.columns[after][r]))
            else:
                pairs.append((bare, None))
        elif typed := list(_typed(text)):
            pairs += typed
        elif not _NUMBERING.match(text):
            rest[c] = sheet.columns[c][r]
    return pairs, rest


def _typed(text: str) -> Iterator[tuple[str, Cell]]:
    """A place with its type word needs no label: "2. Thôn Nà Pái", "Xã Hòa Bình"."""
    units = unit_headings(text)
    if units:
        yield from ((_LABELS[level], name) for level, name in units.items())
    elif village := caption_village(text):
        yield "Thôn", village


def _units(texts: list[str]) -> dict[str, str]:
    """The commune or district that a caption names: "HẠ TẦNG VIỄN THÔNG XÃ HÒA BÌNH"."""
    for text in texts:
        if units := caption_units(text):
            return units
        if match := _TAIL_UNIT.search(text):
            return {"commune": match[0]}
    return {}


def _is_torn(cards: list[_Card]) -> bool:
    """Cards of too different labels: one may have lost its beginning to the card before it."""
    counts = Counter(label for card in cards for label in card.values)
    common = {label for label, n in counts.items() if n > 0.5 * len(cards)}
    return len(common) < 2 or sum(1 for card in cards if len(common & card.values.keys()) < 0.5 * len(common)) > 0


def _table(sheet: Sheet, cards: list[_Card]) -> Sheet:
    names = list(dict.fromkeys(label for card in cards for label in card.values))
    places = sorted({c for card in cards for c in card.loose})
    columns: list[list[Cell]] = [[name, *(card.values.get(name) for card in cards)] for name in names]
    columns += [[None, *(card.loose.get(c) for card in cards)] for c in places]
    numbers = [sheet.number_of(card.row) for card in cards]
    return replace(
        sheet, columns=columns, first_row=1, merges=[], row_numbers=[max(1, numbers[0] - 1), *numbers], widths=None
    )
