"""What each row below a header is, and which district and commune it belongs to.

Totals, notes, group headings, column numbers and repeated headers are no data: they are set aside with their reason.
A blank district or commune is filled from above only where the sheet shows that it means "as above": merged cells, a
group heading, or a column that names each group exactly once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt

from connectors.contract import Cell, Sheet
from connectors.tables import marks
from connectors.tables.cells import as_text, distinct, is_blank, rows_where, which
from connectors.tables.content import names_service
from connectors.tables.context import caption_village
from connectors.tables.contract_sections import section_state
from connectors.tables.groups import LEVELS, Event, fill_below, fill_levels
from connectors.tables.header import Header
from connectors.tables.headings import fold_heading
from connectors.tables.kinds import read_kind
from connectors.tables.legend import pairs_in
from connectors.tables.placeholders import repeated
from connectors.tables.product_states import section_recognition
from connectors.tables.statements import is_state, statement_of
from doisoat.text.compare import fold

_ABOUT: Sequence[str] = ("technology", "kind", "answer", "villages_listed", "stt", "commune")
_STARS = re.compile(r"^(?:.*\D)?\b([1-5])\s*sao\b(?!.*\d\s*sao)", re.IGNORECASE)
_EXPLAINS = re.compile(r"[:=–—]|\s-\s|\blà\b")  # what stands between a sign and its meaning
_OF_PRODUCTS = re.compile(r"^(?:các\s+)?(?:sản phẩm|nhóm|ngành|hạng|bộ sản phẩm)\b", re.IGNORECASE)
_GROUP = re.compile(r"^(?:nhom|nganh|bo san pham|phan nhom|linh vuc)\b")
_TAIL_COUNT = re.compile(r"\s*[:(–-]\s*\d+\D*$")  # ": 9 điểm"
# Fields that say themselves what is there; a table of such has no sections that say it for their rows.
_SPOKEN = frozenset({"fibre", "2g", "3g", "4g", "5g", "mobile", "technology", "answer", "villages_listed",
                     "wifi_contract", "wifi_venue", "code", "kind", "plate", "product", "unit", "name"})  # fmt: skip
# What a heading says of all rows below it, in place of a column.
_SAID_ABOVE = frozenset({"village", "kind", "technology", "listed", "stars", "wifi_status", "recognition"})
Mask = npt.NDArray[np.bool_]


@dataclass
class Layout:
    """Rows of a region, counted from the row below the header (position 0)."""

    data: Sequence[int] = field(default_factory=list)
    aside: list[tuple[int, str]] = field(default_factory=list)  # position, reason
    filled: dict[str, Sequence[str | None]] = field(default_factory=dict)  # district and commune of each data row
    notes: list[str] = field(default_factory=list)  # texts of the notes, where a date may stand


def blanks(cells: Sequence[Cell]) -> Mask:
    """True where a cell is blank."""
    return rows_where(cells, is_blank)


class Region:
    """The columns below a header, merged cells spread out, and the rows of it that need a second look."""

    def __init__(
        self, sheet: Sheet, header: Header, keys: Sequence[str], answers: Sequence[str] = (), enough: Sequence[str] = ()
    ) -> None:
        self.sheet = sheet
        self.start = header.last + 1
        self.header = header
        self.size = max(0, sheet.row_count - self.start)
        self.columns: list[Sequence[Cell]] = [column[self.start :] for column in sheet.columns]
        self.keys = [name for name in keys if name in header.columns]
        if not self.keys:  # the sheet's name or title says the place: what the rows are about tells which are data
            self.keys = [name for name in _ABOUT if name in header.columns][:1]
        self.enough = {header.columns[name] for name in enough if name in header.columns}
        self.columns = [repeated(column) for column in self.columns]
        self._carry(header)
        self._carry_units(header)
        self._spread(sheet, {header.columns[name] for name in answers if name in header.columns})

    def _carry(self, header: Header) -> None:
        """Several rows a village: the village written once above the rows of its services or kinds means all of them.

        Kinds are carried in a summary alone, while each comes once: a list of points has a village on each row.
        """
        summed = {"points_total", "points_plated"} & header.columns.keys() and "code" not in header.columns
        about = next((n for n in ("technology", "kind") if n in header.columns and (n != "kind" or summed)), "")
        if not about or "village" not in header.columns:
            return
        villages, services = (self.columns[header.columns[name]] for name in ("village", about))
        numbers = self.columns[header.columns["stt"]] if "stt" in header.columns else [None] * self.size
        filled = {
            header.columns[name]: list(self.columns[header.columns[name]])
            for name in ("village", *LEVELS)
            if name in header.columns
        }
        current: int | None = None
        seen: set[str | None] = set()
        for row, (village, service, number) in enumerate(zip(villages, services, numbers, strict=True)):
            if not is_blank(village):
                current, seen = row, set()
            elif is_blank(service) or not is_blank(number) or (about == "kind" and as_text(service) in seen):
                current = None
            elif current is not None:
                for column in filled.values():
                    column[row] = column[row] if not is_blank(column[row]) else column[current]
            seen.add(as_text(service))
        for c, column in filled.items():
            self.columns[c] = column

    def _carry_units(self, header: Header) -> None:
        """Several rows a unit, one a period: the unit written once above them means all."""
        if not {"unit", "period"} <= header.columns.keys():
            return
        units, periods = (self.columns[header.columns[name]] for name in ("unit", "period"))
        named = [text for cell in units if (text := as_text(cell))]
        if len(set(named)) < len(named) or is_blank(next(iter(units), None)):
            return
        current: Cell = None
        carried: list[Cell] = []
        for unit, period in zip(units, periods, strict=True):
            if not is_blank(unit):
                current = unit
            elif is_blank(period):
                current = None
            carried.append(unit if current is None else current)
        self.columns[header.columns["unit"]] = carried

    def _spread(self, sheet: Sheet, answer_columns: set[int]) -> None:
        """Vertical merges mean "as above" in every column; sideways only answers are shared ("Chưa có" under 2G–5G)."""
        spread: dict[int, list[Cell]] = {}
        for r1, c1, r2, c2 in sheet.merges:
            if r1 < self.start or c1 >= len(self.columns):
                continue
            cell = (spread.get(c1) or self.columns[c1])[r1 - self.start]
            wide = set(range(c1, c2 + 1)) <= answer_columns
            for c in range(c1, c2 + 1) if wide else (c1,):
                own = spread.setdefault(c, [])
                own += self.columns[c][len(own) :]  # a list of its own, once
                for r in range(r1 - self.start, min(r2 - self.start + 1, self.size)):
                    own[r] = cell
        for c, own in spread.items():
            self.columns[c] = own

    def column(self, name: str) -> Sequence[Cell] | None:
        """The cells of a field's column, None where the table has no such column."""
        position = self.header.columns.get(name)
        return None if position is None else self.columns[position]

    def misfits(self) -> dict[int, str]:
        """Rows of separated text with more or fewer cells than the header: their cells stand under wrong headings.

        Blank cells at the end are nothing: a row may have some too many.
        """
        widths = self.sheet.widths
        if widths is None:
            return {}
        header = max(widths[self.header.first : self.start])
        named = max((c + 1 for c, chain in enumerate(self.header.chains) if chain), default=0)
        if all(width == 0 or named <= width <= header for width in distinct(widths[self.start :])):
            return {}
        found: dict[int, str] = {}
        for row, width in enumerate(widths[self.start :]):
            if width > header and self._last_filled(row) >= header:
                found[row] = "row_too_long"
            elif 0 < width < named:
                found[row] = "row_too_short"
        return found

    def _last_filled(self, row: int) -> int:
        return next((c for c in range(len(self.columns) - 1, -1, -1) if not is_blank(self.columns[c][row])), -1)

    def texts_of(self, row: int) -> dict[int, str]:
        """The filled cells of one row as texts, by column."""
        filled = ((c, as_text(column[row])) for c, column in enumerate(self.columns))
        return {c: text for c, text in filled if text is not None}


def section_village(texts: Mapping[int, str]) -> str:
    """The village that a row names and nothing else but a number in front: "Thôn Nà Mẫu (9 điểm)"; else empty."""
    return caption_village(_TAIL_COUNT.sub("", _only_words(texts)))


def section_kind(texts: Mapping[int, str]) -> str:
    """The kind of addresses that a row names and nothing else but a number in front: "I. Hộ gia đình"; else empty."""
    return read_kind(marks.without_number(_TAIL_COUNT.sub("", _only_words(texts)))) or ""


def section_stars(texts: Mapping[int, str]) -> str:
    """The stars of all products below a row that says nothing else: "II. Sản phẩm đạt 3 sao"; else empty."""
    match = _STARS.search(_only_words(texts))
    return f"{match[1]} sao" if match else ""


def section_service(texts: Mapping[int, str]) -> str:
    """The service that a row names and nothing else but a number in front: "II. Sóng 4G"; else empty."""
    only = marks.without_number(_only_words(texts))
    return only if names_service(only) else ""


def is_product_group(text: str) -> bool:
    """A heading of a group of products: "Nhóm đồ uống, dược liệu"."""
    return bool(_GROUP.match(fold(marks.without_number(text))))


def section_statement(texts: Mapping[int, str]) -> str:
    """What a row says of the services of all below it, and nothing else: "B. Thôn chưa có cáp quang"; else empty."""
    only = _only_words(texts)
    if not only:
        return ""
    return only if statement_of(only) is not None or (len(texts) > 1 and is_state(marks.without_number(only))) else ""


def section_contracts(texts: Mapping[int, str]) -> str:
    """What a row says of the state of all contracts below it, and nothing else; else empty."""
    return section_state(_only_words(texts))


def _only_words(texts: Mapping[int, str]) -> str:
    """The one text of a row that holds no other and one number at most; else empty."""
    words = [text for text in texts.values() if not (_is_number(text) or marks.is_ordinal(text))]
    return words[0] if len(set(words)) == 1 and len(texts) - len(words) <= 1 else ""


def sections_below(sheet: Sheet, header: Header) -> frozenset[str]:
    """What the first filled rows below a header say and nothing else: ``village``, ``kind``, ``listed``."""
    found = set()
    for row in range(header.last + 1, min(sheet.row_count, header.last + 6)):
        texts = {c: text for c, column in enumerate(sheet.columns) if (text := as_text(column[row]))}
        if not texts or marks.are_column_numbers(list(texts.values())):
            continue
        if section_village(texts):
            found.add("village")
        elif section_kind(texts):
            found.add("kind")
        elif section_statement(texts):
            found.add("listed")
        elif not marks.unit_headings(_only_words(texts)):
            break
    return frozenset(found)


def lay_out(region: Region) -> Layout:
    """Classify every row of the region and fill in districts and communes."""
    return _Reader(region).read()


class _Reader:
    def __init__(self, region: Region) -> None:
        self.region = region
        self.columns = region.header.columns
        # Where rows are about communes or districts themselves, a commune's name is no heading of a group.
        self.grouped = not {"unit", *LEVELS} & set(region.keys)
        self.by_kind = "kind" not in self.columns
        self.by_stars = "product" in self.columns and "stars" not in self.columns
        self.by_recognition = "product" in self.columns
        self.by_contract = "wifi_contract" in self.columns and not {"wifi_status", "answer"} & self.columns.keys()
        self.by_service = "answer" in self.columns and not (_SPOKEN - {"answer", "name"}) & self.columns.keys()
        self.by_statement = not _SPOKEN & self.columns.keys()
        self.by_village = not {"village", "sub_village", "name"} & self.columns.keys()
        self.heads = {c: fold_heading(chain[-1]) for c, chain in enumerate(region.header.chains) if chain}
        watched = {self.columns[n] for n in (*region.keys, *LEVELS, "stt") if n in self.columns}
        self.watched = sorted(watched | {min((c for c in self.heads), default=0)})
        self.names = self._column_names()
        self.mixed = self._has_ordinals_and_numbers()
        self.events: list[Event] = []  # position, level, text
        self.layout = Layout()

    def read(self) -> Layout:
        size = self.region.size
        suspects = self._suspects()
        reasons: dict[int, str] = {}
        empty: set[int] = set()
        previous = "header_row"
        for row in map(int, np.flatnonzero(suspects)):
            texts = self.region.texts_of(row)
            if not texts:
                empty.add(row)
                continue
            after_header = row < 2 or (previous == "header_row" and (row - 1) in reasons)
            reason = self._reason(row, texts, after_header)
            if reason:
                reasons[row] = previous = reason
                if reason == "note":
                    self.layout.notes.extend(texts.values())
                    self.events.append((row, "note", ""))  # whatever it says, what is below is no longer the village's
        for row, reason in self.region.misfits().items():
            if row not in empty:
                reasons.setdefault(row, reason)
        self.layout.aside = sorted(reasons.items())
        skip = reasons.keys() | empty
        self.layout.data = [row for row in range(size) if row not in skip] if skip else range(size)
        self.layout.filled = fill_levels(
            {level: self.region.column(level) for level in LEVELS}, size, self.layout.data, self.events
        )
        for level in {level for _, level, _ in self.events} & _SAID_ABOVE:
            self.layout.filled[level] = fill_below(level, self.events, self.layout.data)
        return self.layout

    def _suspects(self) -> Mask:
        """Rows without a key, the first two, and rows where a watched column holds a text that is no plain value."""
        region = self.region
        suspects = np.ones(region.size, dtype=np.bool_)
        for name in region.keys:
            suspects &= blanks(region.columns[self.columns[name]])
        suspects[:2] = True
        key_columns = {self.columns[name] for name in region.keys}
        for c in self.watched:
            column = region.columns[c]
            level_column = any(self.columns.get(level) == c for level in LEVELS)
            heads = which(column, partial(_says, self.heads.get(c)))
            if heads:  # the row below a repeated header may number the columns again
                repeated = rows_where(column, heads.__contains__)
                suspects |= repeated
                suspects[1:] |= repeated[:-1]
            numbers = c == self.columns.get("stt")
            odd = which(
                column, partial(self._is_odd, is_key=c in key_columns, is_level=level_column, is_number=numbers)
            )
            if odd:
                suspects |= rows_where(column, odd.__contains__)
        return suspects

    def _is_odd(self, cell: str, is_key: bool, is_level: bool, is_number: bool = False) -> bool:
        text = as_text(cell)
        if text is None or text.isdigit():
            return False
        if is_number and len(text) > 3 and any(map(str.isalpha, text)):
            return True  # words in the place of a row's number head what is below
        if marks.is_total(text) or marks.is_note(text) or _is_legend(text):
            return True
        if is_level or not self.grouped:
            return marks.total_of(text) is not None
        if is_key and marks.is_count_of_units(text):
            return True
        if self.by_statement and statement_of(text) is not None:
            return True
        if self.by_stars and _STARS.search(text):
            return True
        if self.by_service and names_service(marks.without_number(text)):
            return True
        if is_key and self.by_recognition and is_product_group(text):
            return True
        if self.by_contract and section_state(text):
            return True
        if self.by_recognition and section_recognition(text):
            return True
        return bool(marks.unit_headings(text)) or (not is_key and marks.is_ordinal(text))

    def _reason(self, row: int, texts: dict[int, str], after_header: bool) -> str | None:
        """Why a row is no data row, or None."""
        values = list(texts.values())
        same = sum(1 for c, text in texts.items() if fold_heading(text) == self.heads.get(c))
        if same >= 2 and 2 * same >= len(texts):
            return "header_row"
        if after_header and marks.are_column_numbers(values):
            return "numbering_row"
        watched = {c: texts[c] for c in self.watched if c in texts}
        keys = {c: texts[c] for n in self.region.keys if (c := self.columns[n]) in texts}
        if any(marks.is_total(text) for text in watched.values()) or self._is_named_total(watched, keys):
            return "total_row"
        if self.by_statement and (statement := section_statement(texts)):
            self.events.append((row, "listed", statement))
            return "section_row"
        if self.by_contract and (state := section_contracts(texts)):
            self.events.append((row, "wifi_status", state))
            return "section_row"
        if self.by_recognition and (state := section_recognition(_only_words(texts))):
            self.events.append((row, "recognition", state))
            if self.by_stars and (stars := section_stars(texts)):
                self.events.append((row, "stars", stars))
            return "section_row"
        in_figures = any(map(_is_number, values))  # a row's own number: a product that is called so
        if self.by_recognition and not in_figures and _OF_PRODUCTS.match(marks.without_number(_only_words(texts))):
            self.events.append((row, "recognition", ""))  # another part of the list, of which nothing is said
            if self.by_stars and (stars := section_stars(texts)):
                self.events.append((row, "stars", stars))
            return "section_row"
        if self.by_service and (service := section_service(texts)):
            self.events.append((row, "technology", service))
            return "section_row"
        if self.by_village and (village := section_village(texts)):
            self.events.append((row, "village", village))
            return "section_row"
        if self.grouped and (units := self._section(texts, keys)) is not None:
            self.events.extend((row, level, text) for level, text in units.items())
            return "section_row"
        if self.by_recognition and not in_figures and is_product_group(_only_words(texts)):
            return "section_row"
        if self.by_kind and (kind := section_kind(texts)):
            self.events.append((row, "kind", kind))
            return "section_row"
        if self.by_stars and (stars := section_stars(texts)):
            self.events.append((row, "stars", stars))
            return "section_row"
        if any(marks.is_note(text) for text in keys.values()) or (len(texts) == 1 and _is_legend(values[0])):
            return "note"
        if not keys:
            if len(texts) > 2 and self.region.enough & texts.keys():
                return None
            wordy = all(len(fold(text)) > 3 and not text.isdigit() for text in values)
            return "note" if any(map(marks.is_note, values)) or (len(texts) <= 2 and wordy) else "no_key"
        return None

    def _is_named_total(self, watched: dict[int, str], keys: dict[int, str]) -> bool:
        """Such as "Cộng Thụy Hùng" where the table has a unit Thụy Hùng, or "6 thôn" in place of a village's name."""
        if self.grouped and keys and all(map(marks.is_count_of_units, keys.values())):
            return True
        sums = {name for text in watched.values() if (name := marks.total_of(text))}
        return bool(sums) and bool(sums & (self.names | {marks.bare_unit(text) for _, _, text in self.events}))

    def _column_names(self) -> frozenset[str]:
        """Districts and communes of the table without their type words, folded."""
        cells = {cell for level in LEVELS for cell in distinct(self.region.column(level) or [])}
        return frozenset(marks.bare_unit(text) for cell in cells if (text := as_text(cell)))

    def _has_ordinals_and_numbers(self) -> bool:
        """The first column numbers groups by Roman numerals or letters and rows by figures."""
        column = self.columns.get("stt", self.watched[0])
        cells = self.region.columns[column] if self.region.columns else []
        if not which(cells, lambda text: marks.is_ordinal(as_text(text) or "")):
            return False
        return any((as_text(cell) or "").isdigit() for cell in distinct(cells))

    def _section(self, texts: dict[int, str], keys: dict[int, str]) -> dict[str, str] | None:
        """The units of a group heading (none where its level cannot be told), or None where the row is no heading."""
        asides = {self.columns[n] for n in (*self.region.keys, *LEVELS, "stt") if n in self.columns}
        answers = set(self.columns.values()) - asides
        ordinal = [c for c, text in texts.items() if marks.is_ordinal(text) and c not in answers]
        first = min(texts)
        rest = {c: t for c, t in texts.items() if c not in ordinal and not _is_number(t) and any(map(str.isalnum, t))}
        if len(set(rest.values())) != 1:
            return None
        text = next(iter(rest.values()))
        column = next(iter(rest))
        units = marks.unit_headings(text)
        if column in answers and not (units and len(texts) == 1):
            return None
        in_address = "address" in self.columns and self.columns["address"] in keys
        if units:
            numbered = self.mixed and first in ordinal
            return None if in_address and not numbered and len(texts) > 1 + len(ordinal) else units
        if not self.mixed or first not in ordinal:
            return None
        missing = [level for level in LEVELS if level not in self.columns]
        only_numbers = all(c in ordinal or c == column or _is_number(t) for c, t in texts.items())
        return ({missing[0]: text} if len(missing) == 1 else {}) if only_numbers else None


def _is_legend(text: str) -> bool:
    """A line that explains signs: "CQ: cơ quan; TC: tổ chức"."""
    return len(text) > 12 and bool(_EXPLAINS.search(text)) and len(pairs_in(text)) > 1


def _is_number(text: str) -> bool:
    return text.replace(".", "").replace(",", "").replace("%", "").strip().isdigit()


def _says(head: str | None, text: str) -> bool:
    return fold_heading(text) == head
