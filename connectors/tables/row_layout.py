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

from connectors.tables import marks
from connectors.tables.cell_signs import names_service
from connectors.tables.cells import as_text, distinct, is_blank, rows_where, which
from connectors.tables.context import caption_units
from connectors.tables.contract_sections import section_state
from connectors.tables.explaining_rows import explaining_rows
from connectors.tables.group_headings import GroupHeadings
from connectors.tables.groups import LEVELS, Event, fill_below, fill_levels
from connectors.tables.headings import fold_heading
from connectors.tables.legend import pairs_in
from connectors.tables.product_states import section_recognition
from connectors.tables.regions import Mask, Region, blanks
from connectors.tables.section_rows import (
    DECISION,
    STARS,
    is_number,
    is_product_group,
    only_words,
    section_contracts,
    section_decision,
    section_kind,
    section_of_whom_or_when,
    section_period,
    section_service,
    section_stars,
    section_statement,
    section_village,
    whom_or_when,
)
from connectors.tables.statements import statement_of
from doisoat.text.compare import fold

_EXPLAINS = re.compile(r"[:=–—]|\s-\s|\blà\b")  # what stands between a sign and its meaning
_OF_PRODUCTS = re.compile(r"^(?:các\s+)?(?:sản phẩm|nhóm|ngành|hạng|bộ sản phẩm)\b", re.IGNORECASE)
# Fields that say themselves what is there; a table of such has no sections that say it for their rows.
_SPOKEN = frozenset({"fibre", "2g", "3g", "4g", "5g", "mobile", "technology", "answer", "villages_listed",
                     "wifi_contract", "wifi_venue", "code", "kind", "plate", "product", "unit", "name"})  # fmt: skip
_OF_SERVICES = frozenset({"fibre", "2g", "3g", "4g", "5g", "mobile", "technology", "answer", "wifi_contract"})
# What a heading says of all rows below it, in place of a column.
_SAID_ABOVE = frozenset(
    {"village", "kind", "technology", "listed", "stars", "wifi_status", "recognition", "decision_number", "period",
     "operator", "row_period"}
)  # fmt: skip


@dataclass
class Layout:
    """Rows of a region, counted from the row below the header (position 0)."""

    data: Sequence[int] = field(default_factory=list)
    aside: list[tuple[int, str]] = field(default_factory=list)  # position, reason
    filled: dict[str, Sequence[str | None]] = field(default_factory=dict)  # district and commune of each data row
    notes: list[str] = field(default_factory=list)  # texts of the notes, where a date may stand


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
        self.by_decision = self.by_recognition and "decision_number" not in self.columns
        self.by_contract = "wifi_contract" in self.columns and not {"wifi_status", "answer"} & self.columns.keys()
        self.by_service = "answer" in self.columns and not (_SPOKEN - {"answer", "name"}) & self.columns.keys()
        # Services of several operators, or as they were at several days, one part below the other.
        self.by_owner = (
            bool(_OF_SERVICES & self.columns.keys()) and not {"operator", "row_period"} & self.columns.keys()
        )
        self.by_statement = not _SPOKEN & self.columns.keys()
        self.by_village = not {"village", "sub_village", "name"} & self.columns.keys()
        self.by_period = "unit" in self.columns and not {"period", "period_to"} & self.columns.keys()
        self.heads = {c: fold_heading(chain[-1]) for c, chain in enumerate(region.header.chains) if chain}
        watched = {self.columns[n] for n in (*region.keys, *LEVELS, "stt") if n in self.columns}
        self.watched = sorted(watched | {min((c for c in self.heads), default=0)})
        self.names = self._column_names()
        self.groups = GroupHeadings(region, self.watched[0])
        self.named = next((self.columns[name] for name in ("name", "village") if name in region.keys), None)
        self.steps = self._steps()
        self.events: list[Event] = []  # position, level, text
        self.layout = Layout()

    def read(self) -> Layout:
        size = self.region.size
        explained = explaining_rows(self.region)
        suspects = self._suspects()
        suspects[sorted(explained)] = True
        reasons: dict[int, str] = {}
        empty: set[int] = set()
        previous = "header_row"
        for row in map(int, np.flatnonzero(suspects)):
            texts = self.region.texts_of(row)
            if not texts:
                empty.add(row)
                continue
            after_header = row < 2 or (previous == "header_row" and (row - 1) in reasons)
            reason = "note" if row in explained else self._reason(row, texts, after_header)
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
        if region.keys == ["stt"]:  # every row has a number; one without a value heads those below it
            fields = [c for name, c in self.columns.items() if name != "stt"]
            suspects |= np.logical_and.reduce([blanks(region.columns[c]) for c in fields]) if fields else False
        suspects[:2] = True
        suspects |= self.steps
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

    def _steps(self) -> Mask:
        """Rows that name a district or commune and no village, where no row names both; they may bear codes.

        In a flat list the unit stands beside each name, and a row without a name lost it.
        """
        region, steps = self.region, np.zeros(self.region.size, dtype=np.bool_)
        if self.named is None or len(region.keys) < 2:
            return steps
        nameless = blanks(region.columns[self.named])
        for level in LEVELS:
            filled = ~blanks(region.columns[self.columns[level]]) if level in self.columns else steps
            if not (filled & ~nameless).any():
                steps = steps | filled
        return steps

    def _is_beside_level(self, texts: Mapping[int, str], row: int) -> bool:
        """Whether the row's unit stands in a column of units that stand beside villages' names."""
        levels = {self.columns[level] for level in LEVELS if level in self.columns}
        return not self.steps[row] and bool(levels & texts.keys())

    def _is_odd(self, cell: str, is_key: bool, is_level: bool, is_number: bool = False) -> bool:
        text = as_text(cell)
        if text is None or text.isdigit():
            return False
        if is_number and any(map(str.isalpha, text)) and (len(text) > 3 or marks.is_ordinal(text.upper())):
            return True  # words or letters in the place of a row's number head what is below
        if marks.is_total(text) or marks.is_note(text) or _is_legend(text):
            return True
        if is_key and self.by_period and section_period({0: text}):
            return True
        if is_level or not self.grouped:
            return marks.total_of(text) is not None
        if is_key and marks.is_count_of_units(text):
            return True
        if self.by_statement and statement_of(text) is not None:
            return True
        if self.by_stars and STARS.search(text):
            return True
        if self.by_owner and whom_or_when(text):
            return True
        if self.by_service and names_service(marks.without_number(text)):
            return True
        if is_key and self.by_recognition and is_product_group(text):
            return True
        if self.by_contract and section_state(text):
            return True
        if self.by_recognition and section_recognition(text):
            return True
        if self.by_decision and DECISION.match(marks.without_number(text)):
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
        decision = section_decision(texts) if self.by_decision else ""
        state = section_recognition(only_words(texts)) if self.by_recognition else ""
        if decision or state:
            self.events.extend([(row, "decision_number", decision)] if decision else [])
            self.events.extend([(row, "recognition", state)] if state else [])
            if self.by_stars and (stars := section_stars(texts)):
                self.events.append((row, "stars", stars))
            return "section_row"
        in_figures = any(map(is_number, values))  # a row's own number: a product that is called so
        if self.by_recognition and not in_figures and _OF_PRODUCTS.match(marks.without_number(only_words(texts))):
            self.events.append((row, "recognition", ""))  # another part of the list, of which nothing is said
            if self.by_stars and (stars := section_stars(texts)):
                self.events.append((row, "stars", stars))
            return "section_row"
        if self.by_period and (period := section_period(texts)):
            self.events.append((row, "period", period))
            return "section_row"
        if self.by_owner and (whose := section_of_whom_or_when(texts)):
            self.events.append((row, *whose))
            return "section_row"
        if self.by_service and (service := section_service(texts)):
            self.events.append((row, "technology", service))
            return "section_row"
        if self.by_village and (village := section_village(texts)):
            said = {**caption_units(only_words(texts)), "village": village}  # "Thôn Nà Thử - xã Hòa Bình"
            self.events.extend((row, level, text) for level, text in said.items())
            return "section_row"
        if self.by_kind and (kind := section_kind(texts)):
            self.events.append((row, "kind", kind))
            return "section_row"
        lost_its_name = self.named is not None and bool(keys) and self.named not in keys
        lost_its_name = lost_its_name and self._is_beside_level(texts, row)
        if self.grouped and not lost_its_name and (units := self.groups.units_of(texts, keys)) is not None:
            if not marks.unit_headings(only_words(texts)) and any(level in _SAID_ABOVE for _, level, _ in self.events):
                units = {}  # the headings above it are of services, kinds, states: this one is of another, and no unit
            self.events.extend((row, level, text) for level, text in units.items())
            if not units:  # it heads something: what is below is no longer what was said above
                self.events.append((row, "note", ""))
                self.events += [(row, level, "") for level in self.groups.ended_by(texts)]
            else:
                self.groups.heads(units, texts)
            return "section_row"
        if self.region.keys == ["stt"] and len(texts) == 2 and only_words(texts) and self._begins_anew(row):
            self.events.append((row, "note", ""))  # it heads something that is not understood
            return "section_row"
        if self.by_recognition and not in_figures and is_product_group(only_words(texts)):
            return "section_row"
        if self.by_stars and (stars := section_stars(texts)):
            self.events.append((row, "stars", stars))
            return "section_row"
        if not keys and self.groups.is_numbered(texts) and only_words(texts):
            self.events.append((row, "note", ""))  # it heads something that is not understood
            self.events += [(row, level, "") for level in self.groups.ended_by(texts)]
            return "section_row"
        if any(marks.is_note(text) for text in keys.values()) or (len(texts) == 1 and _is_legend(values[0])):
            return "note"
        if not keys:
            if len(texts) > 2 and self.region.enough & texts.keys():
                return None
            wordy = all(len(fold(text)) > 3 and not text.isdigit() for text in values)
            return "note" if any(map(marks.is_note, values)) or (len(texts) <= 2 and wordy) else "no_key"
        return None

    def _begins_anew(self, row: int) -> bool:
        """Whether a row without a value has a number that does not count on from the row above: 1, a, b, *2*."""
        numbers = self.region.columns[self.columns["stt"]]
        above, own = (as_text(numbers[r]) or "" for r in (max(0, row - 1), row))
        if any(not is_blank(self.region.columns[c][row]) for name, c in self.columns.items() if name != "stt"):
            return False
        if above.isdigit() and own.isdigit():
            return int(own) != int(above) + 1
        return above.isdigit() != own.isdigit()

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


def _is_legend(text: str) -> bool:
    """A line that explains signs: "CQ: cơ quan; TC: tổ chức"."""
    return len(text) > 12 and bool(_EXPLAINS.search(text)) and len(pairs_in(text)) > 1


def _says(head: str | None, text: str) -> bool:
    return fold_heading(text) == head
