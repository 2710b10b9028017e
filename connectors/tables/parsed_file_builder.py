"""Collects what a file becomes, so that the rows always add up: read + set aside + refused == all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import numpy as np
import pandas as pd

from connectors.coded_column import CodedColumn
from connectors.contract import Cell, Context, ParsedFile, RawFile, Sheet, SourceCard, Unread
from connectors.reading import Doubt, TableQuestion, TableReading
from connectors.reasons import needs_mending
from connectors.tables.accounts import account_of, question_about
from connectors.tables.cells import taken_rows
from connectors.tables.column_questions import LABELS, field_labels
from connectors.tables.date_spans import written
from connectors.tables.table import Table
from doisoat.columns import PLACE, PROVENANCE, RECORDS, SET_ASIDE
from doisoat.errors import InputLocation, Refused, RefusedInputError
from doisoat.frames import MANY, below_each_other

_TEXT_DAMAGE = {
    "tcvn3": "TCVN3 (ABC)",
    "vni": "VNI",
    "cp1258": "Windows-1258",
    "utf8_as_cp1252": "UTF-8 bị mở sai bảng mã",
    "utf8_as_cp437": "UTF-8 bị mở sai bảng mã",
}
_DATES = frozenset(
    {
        "published_on",
        "valid_from",
        "valid_to",
        "decision_from",
        "decision_to",
        "activity_from",
        "activity_to",
        "started_from",
        "started_to",
        "ended_from",
        "ended_to",
        "plated_on",
        "period_from",
        "period_to",
        "recognised_on",
        "ends_on",
        "valid_until",
        "effective_on",
    }
)
_FLOATS = frozenset({"latitude", "longitude", "procedures_pct", "dossiers_pct"})
_BOOLEANS = frozenset({"is_held", "name_given", "address_given", "phone_valid", "id_number_valid"})
_INTEGERS = frozenset({"year", "stars"})


def _typed(name: str, values: object, index: pd.RangeIndex) -> pd.Series:
    """A column in the type its name asks for: dates stay objects, counts are nullable integers, the rest is text."""
    if isinstance(values, str) or values is None:
        values = CodedColumn.constant(values, len(index))
    if isinstance(values, CodedColumn):
        distinct, rows = values.coded()
        few = _typed(name, distinct, pd.RangeIndex(len(distinct)))
        if len(index) >= MANY and isinstance(few.dtype, pd.StringDtype) and len(few) <= len(index) // 2:
            texts = few.dropna()  # as doisoat.frames.compact would have them
            numbers = np.full(len(few), -1, dtype=np.int64)
            numbers[texts.index] = np.arange(len(texts))
            return pd.Series(pd.Categorical.from_codes(numbers[rows], pd.Index(texts)), index=index)
        return few.take(rows).set_axis(index)
    values = cast(list[Any], values)
    if name in _DATES:
        return pd.Series(values, index=index, dtype=object)
    if name in _FLOATS:
        return pd.Series(values, index=index, dtype="Float64")
    if name in _BOOLEANS:
        return pd.Series(values, index=index, dtype="boolean")
    if name in _INTEGERS or name == "row" or name.endswith("_count") or "_count_" in name:
        return pd.Series(values, index=index, dtype="Int64")
    return pd.Series(values, index=index, dtype="str")


@dataclass
class ParsedFileBuilder:
    """The growing result of one file."""

    raw: RawFile
    card: SourceCard
    context: Context
    rows_in: int = 0
    rows_read: int = 0
    rows_refused: int = 0
    notes: list[str] = field(default_factory=list)
    refusals: list[RefusedInputError] = field(default_factory=list)
    readings: list[TableReading] = field(default_factory=list)
    questions: list[TableQuestion] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    _aside: list[tuple[str, int, str, str]] = field(default_factory=list)
    _frames: dict[str, list[pd.DataFrame]] = field(default_factory=dict)

    def note(self, text: str) -> None:
        """Tell the officer something that is no refusal, once."""
        if text not in self.notes:
            self.notes.append(text)

    def refuse(self, kind: Refused, what: str, fix: str, *, rows: int, sheet: str | None = None) -> None:
        """Refuse a sheet, or the file where no sheet is named, with its rows counted."""
        spot = InputLocation(source_id=self.card.id, file=self.raw.name, sheet=sheet)
        self.refusals.append(RefusedInputError(kind, what, spot=spot, fix=fix))
        self.rows_in += rows
        self.rows_refused += rows

    def doubt(self, table: Table, doubt: Doubt) -> None:
        """Leave a table unread: refused as of another kind, or kept as a question; its rows count as refused."""
        kind = doubt.kind or (Refused.LAYOUT_ASKED if doubt.asked else Refused.OTHER_SUBJECT)
        self.refuse(kind, doubt.what, doubt.fix, rows=table.row_count, sheet=table.sheet.name)
        if doubt.asked:
            self.ask(question_about(table, doubt, self.card.id, self.raw.name))

    def ask(self, question: TableQuestion) -> None:
        """Put a question to a person, once, in words that a person would use."""
        if all(known.id != question.id for known in self.questions):
            labels = field_labels(self.card) | LABELS
            shown = tuple(replace(column, label=labels.get(column.field, "")) for column in question.proposal)
            self.questions.append(replace(question, proposal=shown))

    def open(self, table: Table, no_key: str) -> None:
        """Count a table's rows and set aside those that its layout tells to be no data."""
        self.rows_in += table.row_count
        self.readings.append(account_of(table))
        for number, reason in table.left:
            self._aside.append((table.sheet.name, number, reason, ""))
            if needs_mending(reason):
                self.unread.append(Unread(reason, table.sheet.name, number))
        for position, reason in table.layout.aside:
            code = no_key if reason == "no_key" else reason
            number = table.number(position)
            self._aside.append((table.sheet.name, number, code, ""))
            if needs_mending(code):
                places = (table.place_written(name, position) for name in ("village", "commune", "district"))
                self.unread.append(Unread(code, table.sheet.name, number, "", "", *places))

    def close(self, table: Table, aside: Mapping[int, tuple[str, str]]) -> None:
        """Count a table's data rows as read, but those in ``aside`` (index among data rows → reason, detail)."""
        for damage in dict.fromkeys(table.mender.damages.values()):
            headings = [heading for heading, found in table.mender.damages.items() if found == damage]
            known = _TEXT_DAMAGE.get(damage, damage)
            self.note(f"các cột {quoted(headings)} gõ bằng bảng mã {known}, đã đổi sang Unicode khi đọc")
        numbers = table.row_numbers()
        self._aside.extend(
            (table.sheet.name, numbers[n], reason, detail) for n, (reason, detail) in sorted(aside.items())
        )
        own = {table.heading(name) for name in table.header.columns}
        for n, (reason, detail) in sorted(aside.items()):
            if needs_mending(reason):
                self.tell(table, n, reason, detail if detail in own else "")
        self.rows_read += table.size - len(aside)

    def leave_hidden(self, sheet: Sheet, rows: Sequence[int]) -> None:
        """Set aside the rows (numbers in the file) of a hidden sheet of a visible one's shape: old, or a draft."""
        self.rows_in += len(rows)
        self._aside.extend((sheet.name, row, "hidden_sheet", "") for row in sorted(rows))
        self.note(f"trang tính ẩn '{sheet.name}' cùng dạng với một trang đang hiện nên không dùng")
        self.unread.append(Unread("hidden_sheet", sheet.name))

    def tell_column(self, table: Table, reason: str, heading: str) -> None:
        """Note a whole column that was sent and is not read; never what stands in it."""
        self.unread.append(Unread(reason, table.sheet.name, None, heading[:80]))

    def tell(self, table: Table, n: int, reason: str, heading: str = "", cell: Cell = None) -> None:
        """Note a data row, or one cell of it, that was sent and is not used.

        Args:
            table: where the row stands.
            n: its index among the data rows.
            reason: a key of ``UNREAD_TEXT``.
            heading: of the cell.
            cell: what was written there; never a cell that names a person.
        """
        places = (table.texts(name)[n] for name in ("village", "commune", "district"))
        told = (written(cell) or "")[:80]
        self.unread.append(Unread(reason, table.sheet.name, table.row_numbers()[n], heading, told, *places))

    def add(
        self,
        kind: str,
        table: Table,
        columns: Mapping[str, Any],
        *,
        keep: Sequence[int] | None = None,
        published: Sequence[dt.date | None] | dt.date | None = None,
    ) -> None:
        """Add records: one a data row, or one for each index in ``keep`` (an index may stand there more than once).

        Args:
            kind: a key of ``RECORDS``.
            table: where the rows stand.
            columns: lists of one entry a record, or one value for all.
            keep: index among the table's data rows of each record.
            published: date of each data row, or one for all.
        """
        numbers = table.row_numbers()
        rows = numbers if keep is None else [numbers[n] for n in keep]
        days: Sequence[dt.date | None] = (
            published if isinstance(published, Sequence) else CodedColumn.constant(published, table.size)
        )
        days = days if keep is None else taken_rows(days, keep)
        frame_index = pd.RangeIndex(len(rows))
        given: dict[str, Any] = {
            "source_id": self.raw.source_id,
            "file_sha256": self.raw.sha256,
            "sheet": table.sheet.name,
            "row": rows,
            "published_on": days,
            **columns,
        }
        names = [*PROVENANCE, "published_on", *(() if kind == "villages" else PLACE), *RECORDS[kind]]
        frame = pd.DataFrame({name: _typed(name, given.get(name), frame_index) for name in names})
        self._frames.setdefault(kind, []).append(frame)

    def finish(self, published_on: dt.date | None = None, published_from: str = "") -> ParsedFile:
        """The parsed file; a file that yields no record at all and was not refused is noted by its row counts."""
        aside = pd.DataFrame(self._aside, columns=list(SET_ASIDE)).astype(
            {"sheet": "str", "row": "Int64", "reason": "str", "detail": "str"}
        )
        return ParsedFile(
            raw=self.raw,
            published_on=published_on,
            published_from=published_from,
            records={kind: below_each_other(frames) for kind, frames in self._frames.items()},
            set_aside=aside,
            refusals=self.refusals,
            notes=self.notes,
            unread=self.unread,
            rows_in=self.rows_in,
            rows_read=self.rows_read,
            rows_refused=self.rows_refused,
            readings=self.readings,
            questions=self.questions,
        )

    def refuse_whole(self, kind: Refused, what: str, fix: str) -> ParsedFile:
        """Refuse the file after its tables were opened: every row of it counts as refused."""
        spot = InputLocation(source_id=self.card.id, file=self.raw.name)
        self.refusals.append(RefusedInputError(kind, what, spot=spot, fix=fix))
        self.rows_refused, self.rows_read, self._aside, self._frames = self.rows_in, 0, [], {}
        self.unread = []  # the refusal says it of the whole file
        return self.finish()


def quoted(names: Sequence[str], limit: int = 15) -> str:
    """Headings for a message; long ones are cut, because a damaged file may hold a whole text there."""
    shown = [f"'{name[:60]}'" for name in names[:limit]]
    return ", ".join(shown) + (f" và {len(names) - limit} cột khác" if len(names) > limit else "")
