"""An operator's export: which village has which service, and which public WiFi runs under which contract.

Reads wide sheets (a column a service), long ones (a row a village and service), one address column, BTS or cabinet
rows that serve several villages, and a workbook with one sheet a district. A blank answer gives no record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from connectors.contract import Cell, Context, ParsedFile, RawFile, SourceCard, Workbook
from connectors.parsers.generations import FIELDS as GENERATIONS
from connectors.parsers.generations import generation_answers
from connectors.parsers.operator_contracts import OperatorContracts
from connectors.parsers.operator_sheet import services_in
from connectors.parsers.operator_subject import ANSWERS, judge_operator_table
from connectors.reading import LISTS_MISSING
from connectors.tables.answers import read_answer
from connectors.tables.cell_signs import lists_services, names_service, operators_in
from connectors.tables.cells import as_text, each, is_blank, texts
from connectors.tables.columns import LISTED, Assigned, Offer
from connectors.tables.context import given_village
from connectors.tables.contract_sections import section_state, titled_state
from connectors.tables.dates import period_in
from connectors.tables.month_heads import month_of_sheet
from connectors.tables.pairs import answers_in, pairs_in, villages_in
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.periods import heading_period
from connectors.tables.placeholders import is_placeholder
from connectors.tables.places import sheet_units
from connectors.tables.publication import publish
from connectors.tables.remarks import taken_back
from connectors.tables.source_tables import ignored_headings, tables_of
from connectors.tables.statements import says_there, statement_of
from connectors.tables.subject import is_title, subject_of
from connectors.tables.table import ONE_SERVICE
from connectors.tables.unknown_words import OPERATORS, OTHER, OWN, SERVICES, told_words
from doisoat.columns import COVERAGE_SERVICES
from doisoat.model import Answer


def parse(workbook: Workbook, raw: RawFile, card: SourceCard, context: Context) -> ParsedFile:
    """Records ``coverage`` and ``wifi_contracts`` of one file."""
    harvest = ParsedFileBuilder(raw, card, context)
    tables = tables_of(
        workbook,
        harvest,
        keys=("village", "address", "village_code"),
        answers=ANSWERS,
        given=lambda sheet, titles: _given(sheet, titles, raw.name, context),
        judge=lambda table: judge_operator_table(table, card, raw.name),
    )
    if not tables:
        return harvest.finish()
    published = publish(workbook, tables, harvest)
    if isinstance(published, ParsedFile):
        return published
    units_of = sheet_units(tables, context.places)
    for table, units, dates, aside in zip(tables, units_of, published.rows, published.aside, strict=True):
        _Sheet(table, units, published, harvest, aside).read(dates)
    return harvest.finish(published.on, published.source)


def _given(sheet: str, titles: Sequence[str], file: str, context: Context) -> dict[str, str]:
    """The village a sheet is about; and where a list of villages is named "… đã có cáp quang" the answer to it."""
    given = given_village(sheet, titles, context.places)
    if state := section_state(sheet) or titled_state(titles):
        given["contracts_state"] = state
    subject = subject_of(titles, (sheet, file.rsplit("/", 1)[-1].rsplit(".", 1)[0]))
    named = sorted(subject.services - {"wifi", "mobile_generic"})
    if len(named) == 1 and not subject.is_plan:
        given[ONE_SERVICE] = named[0]
    if not named or subject.is_plan or subject.is_count:
        return given
    stated = next((text for text in [*(t for t in titles if is_title(t)), sheet] if statement_of(text)), None)
    if stated is None and subject.is_missing != says_there(subject.texts):  # the services stand in another line
        stated = f"{'Chưa' if subject.is_missing else 'Đã'} có {', '.join(named)}"
    return {**given, "listed": stated} if stated else given


class _Sheet(OperatorContracts):
    """One table of the file on its way to records."""

    def read(self, dates: Sequence[object]) -> None:
        """Add the sheet's records and count its rows."""
        days = [day for day in dates if isinstance(day, dt.date)]
        self.taken = taken_back(self.table, max(days) if days else None)
        self._set_other_operators_aside()
        long = self.table.has("answer") and (self.table.has("technology") or self._sheet_services())
        by_row = self._services_by_row() if long else {}
        dates = self._as_old_as_their_rows(self._as_old_as_the_sheet(dates))
        rows = [n for n in range(self.table.size) if n not in self.aside]
        for service in ANSWERS:
            if self.table.has(service):
                self._add_answers(service, self.table.cells(service), rows, self._as_old_as(service, dates))
        if long:
            self._add_long(by_row, rows, self._as_old_as("answer", dates))
        elif self.table.has("technology") and not self.table.has("villages_listed"):
            self._add_listed(rows, dates)
        self._add_generations(rows, dates)
        self._add_absent(rows, dates)
        self._add_pairs(rows, dates)
        self._add_village_lists(rows, dates)
        if (
            not long
            and self.table.has("listed")
            and not any(map(self.table.has, (*ANSWERS, *GENERATIONS, "technology", "villages_listed")))
        ):
            self._add_title(rows, dates)
        # In a row about nothing but WiFi "Trạng thái" is the contract's.
        named = self._technologies() if long and self.table.has("technology") else [None] * self.table.size
        apart = [not by_row.get(text) for text in named]
        self.add_contracts([n for n in rows if n not in self.aside], dates, apart)
        self._tell_unread_columns()
        self.harvest.close(self.table, self.aside)

    def _tell_unread_columns(self) -> None:
        """Columns of no known heading that may hold what the table lacks: contract numbers, or answers."""
        table, contents = self.table, self.table.contents
        if contents is None:
            return
        blank = [name for name in ANSWERS if table.has(name) and all(map(is_blank, table.cells(name)))]
        if table.size and blank and len(blank) == sum(map(table.has, ANSWERS)):  # marked by colour, it may be
            for name in blank:
                self.harvest.tell_column(table, "blank_column", table.heading(name))
        no_contract = not table.has("wifi_contract") and any(map(table.has, ("wifi_venue", "wifi_status")))
        no_answer = not any(map(table.has, (*ANSWERS, *GENERATIONS, "answer", "technology", "listed", "wifi_venue")))
        for column, heading in table.unknown_columns(ignored_headings(self.harvest.card)).items():
            if no_contract and contents.may_hold(column, "wifi_contract"):
                self.harvest.tell_column(table, "unread_contract_column", heading)
            elif no_answer and contents.may_hold(column, "answer"):
                self.harvest.tell_column(table, "unread_column", heading)

    def _as_old_as_the_sheet(self, dates: Sequence[object]) -> Sequence[object]:
        """A sheet of its own for each month ("T8", "Tháng 9") is no younger than its month."""
        end = month_of_sheet(self.table.sheet.name, self.table.titles, dates)
        return [min(day, end) if end and isinstance(day, dt.date) else day for day in dates]

    def _as_old_as_their_rows(self, dates: Sequence[object]) -> Sequence[object]:
        """Rows of several periods: each is no younger than its own; one to come, or without any, says nothing."""
        if not self.table.has("row_period"):
            return dates
        cells = self.table.texts("row_period")
        heading = self.table.heading("row_period")
        read = {text: text and (period_in(text) or heading_period(f"{heading} {text}")[0]) for text in set(cells)}
        if not any(read.values()):  # no periods at all: what else the column says is not asked here
            return dates
        out = list(dates)
        for n, (text, day) in enumerate(zip(cells, dates, strict=True)):
            period = read[text]
            if not period:
                self.aside.setdefault(n, ("no_period", ""))
            elif isinstance(day, dt.date) and (period.start or period.end) > day:
                self.aside.setdefault(n, ("future_date", ""))
            elif isinstance(day, dt.date):
                out[n] = min(day, period.end)
        return out

    def _set_other_operators_aside(self) -> None:
        """In a list of all operators each row speaks for its own; a name nobody knows there is no name of ours."""
        if not self.own or not self.table.has("operator"):
            return
        cells = self.table.cells("operator")
        if "operator" in self.table.header.columns and any(each(cells, operators_in)):
            cells = told_words(self.table, "operator", cells, OPERATORS, self.harvest)[0]
        for n, (cell, named) in enumerate(zip(cells, each(cells, operators_in), strict=True)):
            if (named and not named & self.own) or cell == OTHER:
                self.aside.setdefault(n, ("other_operator", ""))
            elif not named and cell != OWN and not is_blank(cell) and not is_placeholder(cell):
                self.aside.setdefault(n, ("unknown_operator", ""))

    def _add_listed(self, rows: Sequence[int], dates: Sequence[object]) -> None:
        """A column that lists the services that are there: a named one is a yes, one that is not named is silence."""
        cells = self.table.cells("technology")
        written = texts(cells)
        is_missing = self.table.answer == LISTS_MISSING
        said = Answer.NO.value if is_missing else Answer.YES.value
        # A cell with a word about anything else ("sẽ kéo cáp quang") lists nothing that is there.
        spoken = [said if plain else Answer.UNCLEAR.value for plain in each(cells, lists_services)]
        clauses = each(cells, answers_in)
        for service in COVERAGE_SERVICES:
            named = [n for n in rows if service in services_in(written[n]) and not clauses[n]]
            keep = [n for n in named if read_answer(cells[n]) is not Answer.NO]
            self._add(keep, service, spoken, written, dates)
        if is_missing:
            return
        none = [n for n in rows if read_answer(cells[n]) is Answer.NO]
        for service in services_in(self.table.heading("technology")):
            self._add(none, service, [Answer.NO.value] * self.table.size, written, dates)

    def _add_generations(self, rows: Sequence[int], dates: Sequence[object]) -> None:
        """Columns that name the technology in use: what they name is there, "Chưa có" says that nothing is."""
        for name in (name for name in GENERATIONS if self.table.has(name)):
            cells = told_words(self.table, name, self.table.cells(name), SERVICES, self.harvest)[0]
            for service, said in generation_answers(self.table, name, cells).items():
                there = Answer.NO.value if self.table.answer == LISTS_MISSING else Answer.YES.value
                absent = None if self.table.answer == LISTS_MISSING else Answer.NO.value
                spoken = [there if word == "Có" else absent if word else None for word in said]
                if self.is_station:
                    spoken = [Answer.UNCLEAR.value if answer == Answer.NO.value else answer for answer in spoken]
                keep = [n for n in rows if spoken[n] is not None]
                self._add(keep, service, spoken, texts(cells), self._as_old_as(name, dates))

    def _add_absent(self, rows: Sequence[int], dates: Sequence[object]) -> None:
        """A column that lists the services that are missing ("Dịch vụ chưa có"): a named one is a no."""
        if not self.table.has("technology_absent"):
            return
        written = self.table.texts("technology_absent")
        for service in COVERAGE_SERVICES:
            keep = [n for n in rows if service in services_in(written[n])]
            if not self.is_station:
                self._add(keep, service, [Answer.NO.value] * self.table.size, written, dates)

    def _add_pairs(self, rows: Sequence[int], dates: Sequence[object]) -> None:
        """Cells that hold several answers: "Cáp quang: có; 4G: chưa có"."""
        for name in ("answer", "technology"):
            if name not in self.table.header.columns:
                continue
            cells = self.table.cells(name)
            alone = name == "technology" or not (self.table.has("technology") or self._sheet_services())
            pairs = [
                found or ([(services_in(as_text(cell)), "Có")] if self._names_what_is_there(name, cell) else [])
                for found, cell in zip(each(cells, answers_in if alone else pairs_in), cells, strict=True)
            ]
            for service in COVERAGE_SERVICES:
                said: list[Cell] = [next((a for named, a in found if service in named), None) for found in pairs]
                self._add_answers(service, said, [n for n in rows if said[n] is not None], dates)

    def _names_what_is_there(self, name: str, cell: Cell) -> bool:
        """Whether a name of a service below "Hiện trạng" says that it is there; not in a list of what is missing."""
        alone = name == "answer" and not self.table.has("technology") and not self._sheet_services()
        plain = not (self.subject.is_missing or self.subject.is_weak) and self.table.sense(name) == "present"
        return alone and plain and names_service(cell)

    def _add_village_lists(self, rows: Sequence[int], dates: Sequence[object]) -> None:
        """A column a service whose cells name the villages that have it, or have it not; the row says the commune."""
        assignment = self.table.header.assignment
        for offer in assignment.lists if isinstance(assignment, Assigned) else ():
            about = offer.field.removesuffix(LISTED)
            answer = Answer.NO if offer.match.sense == "missing" else Answer.YES
            if offer.match.sense not in ("missing", "present", "quality"):
                continue
            by_row = self._services_by_row() if about == "row" else {}
            cells = self.table.column_cells(offer.column)
            # "Thôn đã có 3G/4G" says that one of the two is there, kept as 3G; "chưa có 3G/4G" that neither is.
            both = ("3g", "4g") if answer is Answer.NO else ("3g",)
            for service in COVERAGE_SERVICES if about == "row" else both if about == "mobile" else (about,):
                self._add_listed_villages(offer, service, answer, cells, self._rows_about(service, rows, by_row), dates)

    def _rows_about(self, service: str, rows: Sequence[int], by_row: dict[str | None, tuple[str, ...]]) -> list[int]:
        """Rows whose technology column names the service; all where the heading of the list does."""
        if not by_row:
            return list(rows)
        technologies = self._technologies()
        return [n for n in rows if n not in self.aside and service in by_row[technologies[n]]]

    def _add_listed_villages(
        self,
        offer: Offer,
        service: str,
        answer: Answer,
        cells: Sequence[Cell],
        rows: Sequence[int],
        dates: Sequence[object],
    ) -> None:
        named = [(n, name) for n in rows for name in villages_in(as_text(cells[n]) or "")]
        keep = [n for n, _ in named]
        places = {**self._places(keep), "village_text": [name for _, name in named]}
        places["village_code_text"] = [None] * len(keep)
        own = {"operator": self.operator, "service": service, "answer": [answer.value] * len(keep)}
        own["answer_text"] = [" / ".join(self.table.header.chains[offer.column])[:80]] * len(keep)
        if keep:
            self.harvest.add("coverage", self.table, {**places, **own}, keep=keep, published=dates)  # type: ignore[arg-type]

    def _add_title(self, rows: Sequence[int], dates: Sequence[object]) -> None:
        """A bare list of villages answers what its title says of them all."""
        titles = self.table.texts("listed")
        named = ", ".join(self._sheet_services())
        said = each(titles, lambda text: (statement_of(str(text)) or statement_of(f"{text} {named}")) if text else None)
        written = [text and text[:80] for text in titles]
        for service in COVERAGE_SERVICES:
            answers = [statement.answer(service) if statement else None for statement in said]
            self._add([n for n in rows if answers[n] is not None], service, answers, written, dates)

    def _add_long(self, known: dict[str | None, tuple[str, ...]], rows: Sequence[int], dates: Sequence[object]) -> None:
        column = self.table.cells("answer")
        technologies = self._technologies() if self.table.has("technology") else [None] * self.table.size
        for service in COVERAGE_SERVICES:
            first = {text for text, services in known.items() if services[:1] == (service,)}
            other = {text for text, services in known.items() if service in services[1:]}
            self._add_answers(service, column, [n for n in rows if technologies[n] in first], dates)
            self._add_answers(service, column, [n for n in rows if technologies[n] in other], dates, only_no=True)
