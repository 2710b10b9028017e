"""WiFi contracts in an operator's table: number, venue, state, term and password of each row."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from connectors.contract import Cell
from connectors.parsers.operator_sheet import OperatorSheet
from connectors.tables.answers import read_answer
from connectors.tables.cells import as_text, each, texts
from connectors.tables.dates import read_date
from connectors.tables.lexicon.segments import segments
from connectors.tables.lexicon.words import FILLER
from connectors.tables.meanings import QUALITY
from connectors.tables.remarks import ALL
from connectors.tables.senses import sensed_answers
from connectors.tables.unknown_words import STATES, told_words
from connectors.tables.wifi_cells import read_contract_state, read_password
from doisoat.model import Answer
from doisoat.text.compare import fold

# "Còn hoạt động: Có" says that a contract runs; "Tình trạng (đang hoạt động/tạm dừng)" asks for a state.
_RUNS = re.compile(r"^(?:(?:hop dong|hd|wifi|diem wifi) )?(?:con|dang) (?:hoat dong|hieu luc|su dung|dung)$")
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")
_OF_THE_END = frozenset({"ended", "contract", "wifi", "date", "presence", "number", "name", "answer", FILLER})


def _running(cell: Cell) -> Cell:
    """What an answer below "Còn hiệu lực" says of a contract; "Chưa" may be one that has not begun."""
    answer = read_answer(cell)
    if answer is Answer.YES:
        return "đang hoạt động"
    return "đã kết thúc" if answer is Answer.NO and "chua" not in fold(str(cell)) else cell


def _says_end(heading: str) -> bool:
    """Whether a heading is of the day on which the contract ended, and no word may be of another thing's end."""
    return all(s.meanings & _OF_THE_END and QUALITY not in s.meanings for s in segments(heading))


def _names_day(heading: str) -> bool:
    return any("date" in s.meanings for s in segments(heading))


def _named(cell: Cell) -> str | None:
    """A contract or a venue as text; "Không", "Chưa có", "-" name none."""
    text = as_text(cell)
    return None if text is None or not fold(text) or read_answer(cell) == Answer.NO else text


class OperatorContracts(OperatorSheet):
    """A table, and the records of contracts that are read from it."""

    def add_contracts(self, rows: Sequence[int], dates: Sequence[object], apart: Sequence[bool]) -> None:
        """A record for each row that names a contract or a venue; its status is unclear unless it is said."""
        table = self.table
        if not any(table.has(name) for name in ("wifi_contract", "wifi_venue")):
            return
        contracts, venues = (each(table.cells(name), _named) for name in ("wifi_contract", "wifi_venue"))
        alone = any(apart) and table.has("answer") and not table.has("wifi_status")
        bare = [cell if is_apart else None for cell, is_apart in zip(table.cells("answer"), apart, strict=True)]
        status_cells = self._spelled("", bare) if alone else self._states()
        written = texts(bare if alone else status_cells)
        if (name := "answer" if alone else "wifi_status") in table.header.columns:
            if _RUNS.match(fold(_ASIDE.sub("", table.heading(name).rpartition(" / ")[2]))):
                status_cells = each(status_cells, _running)
            status_cells = told_words(table, name, status_cells, STATES, self.harvest)[0]
        states = each(status_cells, read_contract_state)
        terms = each(table.cells("wifi_until"), read_date)
        unsaid = self._by_term(terms, dates)
        ended = self._ended(dates)
        passwords = self._passwords()
        keep = [n for n in rows if contracts[n] is not None or (venues[n] is not None and states[n].status is not None)]
        if keep:
            own = {
                "operator": self.operator,
                "venue": [venues[n] for n in keep],
                "contract_number": [contracts[n] for n in keep],
                "status": [self._state_of(n, states[n].status, unsaid[n], ended=ended[n]) for n in keep],
                "status_text": [written[n] for n in keep],
                "ends_on": [terms[n] or states[n].ends_on for n in keep],
                "has_password": [passwords[n] for n in keep],
            }
            self.harvest.add("wifi_contracts", table, {**self._places(keep), **own}, keep=keep, published=dates)  # type: ignore[arg-type]

    def _by_term(self, terms: Sequence[dt.date | None], dates: Sequence[object]) -> list[str]:
        """What a row says of a state that its list has no word for: ``term``, where a term that has begun is given."""
        table = self.table
        if any(map(table.has, ("wifi_status", "answer"))) or table.given.get("contracts_state"):
            return ["unclear"] * len(terms)
        begins = each(table.cells("wifi_from"), read_date)
        return [
            "term" if end and not (begun and isinstance(day, dt.date) and begun > day) else "unclear"
            for end, begun, day in zip(terms, begins, dates, strict=True)
        ]

    def _ended(self, dates: Sequence[object]) -> list[bool]:
        """Rows whose contract was ended on a day up to the publication ("Ngày thanh lý"), or is ticked as ended."""
        heading = self.table.heading("wifi_ended_on")
        if not _says_end(heading):
            return [False] * len(dates)
        cells = self.table.cells("wifi_ended_on")
        ticked = [not _names_day(heading) and answer is Answer.YES for answer in each(cells, read_answer)]
        return [
            is_ticked or (day is not None and isinstance(until, dt.date) and day <= until)
            for is_ticked, day, until in zip(ticked, each(cells, read_date), dates, strict=True)
        ]

    def _state_of(self, n: int, said: str | None, unsaid: str, *, ended: bool) -> str:
        """The state of a row's contract; a day of its end beside a state that still says active leaves it open."""
        if ALL in self.taken[n] or (ended and said not in (None, "ended")):
            return "unread"
        return "ended" if ended else said or unsaid

    def _states(self) -> Sequence[Cell]:
        """The state of each row's contract: its column, else the heading above it, else the table's title."""
        table = self.table
        cells = table.cells("wifi_status")
        if "wifi_status" in table.header.columns:
            return table.legend.for_heading(table.heading("wifi_status")).spelled_out(cells)
        return [table.given.get("contracts_state") if cell is None else cell for cell in cells]

    def _passwords(self) -> Sequence[str | None]:
        """Whether there is a password at each row; below "không mật khẩu" a yes says that there is none."""
        legend = self.table.legend.for_heading(self.table.heading("wifi_password"))
        cells = legend.spelled_out(self.table.cells("wifi_password"))
        sense = self.table.sense("wifi_password")
        if sense != "present":
            return sensed_answers(cells, sense, None)
        return [answer and answer.value for answer in each(cells, read_password)]
