"""One table of an operator's export on its way to records: its places, its services, what its cells answer."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence

from connectors.contract import Cell
from connectors.parsers.operator_subject import ANSWERS, operator_subject, sense_in
from connectors.tables.cell_signs import names_service
from connectors.tables.cells import texts
from connectors.tables.operator_cells import own_answers
from connectors.tables.pairs import villages_in
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.places import place_columns
from connectors.tables.publication import Published
from connectors.tables.remarks import Taken, is_taken
from connectors.tables.senses import sensed_answers
from connectors.tables.source_tables import own_operators
from connectors.tables.table import Table
from connectors.tables.unknown_words import ANSWERS as ANSWERED
from connectors.tables.unknown_words import SERVICES, told_words
from doisoat.columns import COVERAGE_SERVICES, PLACE
from doisoat.model import Answer
from doisoat.text.compare import fold

_FIBRE = re.compile(r"\b(?:ftth|fttx|fttb|gpon|cap quang|fiber|fibre|bang rong co dinh|quang|fibervnn)\b")
_GENERATION = re.compile(r"(?<![0-9a-z])([2345]) ?g\b")
_GENERATION_NAMES = {"gsm": "2g", "umts": "3g", "wcdma": "3g", "lte": "4g", "nr": "5g"}


def services_in(text: str | None) -> tuple[str, ...]:
    """Services a text names: "FTTH" → fibre, "3G/4G" → both; empty where it names none that is known."""
    words = fold(text or "")
    found = ["fibre"] if _FIBRE.search(words) else []
    found += [f"{digit}g" for digit in _GENERATION.findall(words)]
    found += [service for name, service in _GENERATION_NAMES.items() if re.search(rf"\b{name}\b", words)]
    return tuple(dict.fromkeys(found))


def parts_of_villages(table: Table) -> Sequence[str | None]:
    """The village of each row; where several former villages of one stand in rows of their own, the former one."""
    villages = table.texts("village")
    if not table.has("former_village"):
        return villages
    former = table.texts("former_village")
    rows = Counter(zip(villages, table.texts("commune"), strict=True))
    return [
        old if old and len(villages_in(old)) == 1 and (new is None or rows[new, commune] > 1) else new
        for new, old, commune in zip(villages, former, table.texts("commune"), strict=True)
    ]


class OperatorSheet:
    """A table, what is known of it, and the records of services that are read from it."""

    def __init__(
        self,
        table: Table,
        units: dict[str, str],
        published: Published,
        harvest: ParsedFileBuilder,
        aside: dict[int, tuple[str, str]],
    ) -> None:
        self.table, self.harvest, self.aside = table, harvest, aside
        self.places = place_columns(table, units, parts_of_villages(table))
        self.operator = harvest.card.id
        self.own = own_operators(harvest.card)
        self.subject = operator_subject(table, harvest.raw.name)
        self.is_station = table.has("station") or (table.has("head_end") and self._villages_come_again())
        self.taken: list[Taken] = [frozenset()] * table.size  # what remarks take back
        self.waiting: dict[str, str] = {}  # word of a cell → number of the question that it waits for

    def _villages_come_again(self) -> bool:
        """Rows of a head end's ports, several a village; where each village has one row, the row is the village's."""
        names = ("village_text", "commune_text", "district_text")
        rows = list(zip(*(self.places[name] for name in names), strict=True))
        return len(set(rows)) < len(rows)

    def _as_old_as(self, service: str, dates: Sequence[object]) -> list[object]:
        """A column about a past period is no younger than its last day, whenever the file was published."""
        match = self.table.matches.get(service)
        end = match.period.end if match and match.period else None
        return [min(day, end) if end and isinstance(day, dt.date) else day for day in dates]

    def _sheet_services(self) -> tuple[str, ...]:
        """A sheet called "FTTH" or titled "… 4G" may hold answers about that one service without naming it again."""
        if any(self.table.has(service) for service in ANSWERS):
            return ()
        named = services_in(self.table.sheet.name)
        titled = tuple(dict.fromkeys(s for title in self.table.titles for s in services_in(title)))
        chosen = named or titled
        return chosen if len(chosen) == 1 else ()

    def _services_by_row(self) -> dict[str | None, tuple[str, ...]]:
        """The services each text of the technology column names; rows that name none that is known are set aside."""
        if not self.table.has("technology"):
            return {None: self._sheet_services()}
        technologies = self._technologies()
        known = {text: services_in(text) for text in set(technologies)}
        for n, text in enumerate(technologies):
            if not known[text] and "wifi" not in fold(text or "").replace("wi fi", "wifi"):
                self.aside.setdefault(n, ("unknown_service", ""))
        return known

    def _technologies(self) -> Sequence[str | None]:
        """The texts of the technology column, with the words that people explained."""
        if "technology" not in self.table.header.columns:
            return self.table.texts("technology")
        return texts(told_words(self.table, "technology", self.table.cells("technology"), SERVICES, self.harvest)[0])

    def _add_answers(
        self,
        service: str,
        column: Sequence[Cell],
        rows: Sequence[int],
        dates: Sequence[object],
        *,
        only_no: bool = False,
    ) -> None:
        """A record for each filled cell.

        A yes to "3G/4G" says that one of the two is there: it is kept as 3G. A no says that neither is.
        """
        read, written = self._read(service, column, dates), texts(column)
        keep = [n for n in rows if read[n] is not None and (not only_no or read[n] == Answer.NO.value)]
        if service == "mobile":
            keep = self._add_named(keep, column, written, dates)
            self._add(keep, "3g", read, written, dates)
            self._add([n for n in keep if read[n] == Answer.NO.value], "4g", read, written, dates)
        else:
            self._add(keep, service, read, written, dates)

    def _read(self, service: str, column: Sequence[Cell], dates: Sequence[object]) -> Sequence[str | None]:
        """The cells of a service in the sense of heading, legend and title; a station's no says nothing."""
        sense = self.table.sense(service if self.table.has(service) else "answer")
        days = [day for day in dates if isinstance(day, dt.date)]
        spoken = sensed_answers(
            self._told(service, own_answers(self._spelled(service, column), self.own)),
            sense_in(self.table, service, self.subject, sense),
            max(days) if days else None,
            frozenset({"3g", "4g"}) if service == "mobile" else frozenset({service}),
        )
        if self.is_station:
            return [Answer.UNCLEAR.value if answer == Answer.NO.value else answer for answer in spoken]
        return spoken

    def _told(self, service: str, cells: Sequence[Cell]) -> Sequence[Cell]:
        """The cells with the words that people explained; what is still asked waits for its answer."""
        name = service if self.table.has(service) else "answer"
        if name not in self.table.header.columns:
            return list(cells)
        told, waiting = told_words(self.table, name, cells, ANSWERED, self.harvest)
        self.waiting |= waiting
        return told

    def _spelled(self, service: str, column: Sequence[Cell]) -> Sequence[Cell]:
        """The cells with the signs of the legend spelled out, those of the column's own heading first."""
        name = service if self.table.has(service) else "answer"
        if name not in self.table.header.columns or len(column) != self.table.size:
            return self.table.legend.spelled_out(column)
        return self.table.legend.for_heading(self.table.heading(name)).spelled_out(column)

    def _add_named(
        self, keep: Sequence[int], column: Sequence[Cell], written: Sequence[str | None], dates: Sequence[object]
    ) -> list[int]:
        """Cells of one column for several services that name them ("2G/3G/4G"): each named one is there."""
        named = {n: services_in(written[n]) for n in keep if names_service(column[n])}
        for service in COVERAGE_SERVICES:
            rows = [n for n, services in named.items() if service in services]
            self._add(rows, service, [Answer.YES.value] * self.table.size, written, dates)
        return [n for n in keep if not named.get(n)]

    def _add(
        self,
        keep: Sequence[int],
        service: str,
        read: Sequence[str | None],
        written: Sequence[str | None],
        dates: Sequence[object],
    ) -> None:
        if keep:
            own = {
                "operator": self.operator,
                "service": service,
                "answer": [self._unless_taken(n, service, read[n]) for n in keep],
                "answer_text": [written[n] for n in keep],
                "subject": "station" if self.is_station else None,
                "question": [self._question(read[n], written[n]) for n in keep],
            }
            self.harvest.add("coverage", self.table, {**self._places(keep), **own}, keep=keep, published=dates)  # type: ignore[arg-type]

    def _unless_taken(self, n: int, service: str, answer: str | None) -> str | None:
        return Answer.UNCLEAR.value if answer == Answer.YES.value and is_taken(self.taken[n], service) else answer

    def _question(self, answer: str | None, written: str | None) -> str | None:
        return self.waiting.get(written or "") if answer == Answer.UNCLEAR.value else None

    def _places(self, keep: Sequence[int]) -> dict[str, list[str | None]]:
        return {name: [self.places[name][n] for n in keep] for name in PLACE}
