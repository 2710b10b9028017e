"""Statistics of the public-service portal: one record a unit and period.

Some reports give each unit three rows: the unit, then "DVC trực tuyến một phần" and "DVC trực tuyến toàn trình" with a
blank number. The unit's own row holds the totals, the two below divide them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connectors.contract import Context, ParsedFile, RawFile, SourceCard, Workbook
from connectors.parsers.statistics_questions import leave_levels_of_dossiers, questions_about_counts
from connectors.reading import Doubt
from connectors.tables.cells import counts, identifiers, pad
from connectors.tables.columns import Assigned
from connectors.tables.dates import Period, period_in, read_date, title_period
from connectors.tables.file_dates import name_period
from connectors.tables.lexicon.segments import segments
from connectors.tables.marks import unit_headings
from connectors.tables.meanings import Match
from connectors.tables.month_heads import bare_period
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.places import sheet_units
from connectors.tables.source_tables import tables_of
from connectors.tables.subject import subject_of
from connectors.tables.table import Table, titles_of
from doisoat.errors import Refused
from doisoat.text.compare import clean, fold

_COUNTS = (
    "procedures",
    "eligible",
    "eligible_partly",
    "eligible_fully",
    "offered",
    "offered_partly",
    "offered_fully",
    "dossiers",
    "dossiers_online",
    "dossiers_fully_online",
)
_LEVEL_ROW = re.compile(r"^(?:[-+*•]\s*)?(?:.{0,30}\b)?(một phần|toàn trình)\b.{0,12}$", re.IGNORECASE)
_PART = {"một phần": "partly", "toàn trình": "fully"}
_IN_BRACKETS = re.compile(r"^(?P<name>[^()]+?)\s*\((?P<district>[^()]+)\)$")
_UBND = re.compile(r"^(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân)\s+", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d/.-])20\d{2}(?!\d)")
_BARE = re.compile(
    r"(?P<until>\b(?:đến|hết)\s+)?"
    r"\b(?P<period>quý (?:IV|I{1,3}|[1-4])|tháng (?:1[0-2]|0?[1-9]))\b(?!\s*[/.-]|\s*(?:năm\s*)?20\d{2})",
    re.IGNORECASE,
)
# What figures are compared with, and what is to be done: the period in it is not theirs.
_OF_ANOTHER = re.compile(r"\b(?:so với|phương hướng|nhiệm vụ)\b[^);]*", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"^(?:\d{1,2}|IV|I{1,3})$")
_OTHER_AGENCY = re.compile(
    r"^(?:so|ban|van phong|chi nhanh|trung tam|cong an|bao hiem|cuc|chi cuc|thanh tra|truong|benh vien|toa an|kho bac|"
    r"phong|dien luc|cap (?:xa|huyen|tinh)|bo chi huy|quy|hoi|lien doan|vien)\b"
)


@dataclass
class _Unit:
    """A unit's row and the rows that divide it, as indexes among the table's data rows."""

    row: int
    partly: int | None = None
    fully: int | None = None


def parse(workbook: Workbook, raw: RawFile, card: SourceCard, context: Context) -> ParsedFile:
    """Records ``service_statistics`` of one file."""
    harvest = ParsedFileBuilder(raw, card, context)
    tables = tables_of(workbook, harvest, keys=("unit",), no_key="no_unit", judge=lambda table: _judge(table, raw.name))
    if not tables:
        return harvest.finish()
    tabled = {id(table.sheet) for table in tables}
    covers = [t for sheet in workbook.sheets if id(sheet) not in tabled for t in titles_of(sheet, context.repair)]
    stated = [
        _told(t) or period_in(t.sheet.name) or title_period(covers) or name_period(raw.name) or _headed_period(t)
        for t in tables
    ]
    by_row = [_row_periods(table, period) for table, period in zip(tables, stated, strict=True)]
    known = [period for periods in by_row for period in periods if period]
    if not known:
        return harvest.refuse_whole(
            Refused.NO_DATE,
            "không tìm thấy kỳ thống kê trong tiêu đề, trong cột hay trong tên tệp",
            "ghi kỳ vào tiêu đề (ví dụ: Từ ngày 01/01/2024 đến ngày 31/10/2024, hoặc Quý III/2024)",
        )
    if all((period.start or period.end) > context.today for period in known):
        return harvest.refuse_whole(
            Refused.FUTURE_DATE,
            f"kỳ thống kê bắt đầu sau hôm nay ({context.today:%d/%m/%Y})",
            "kiểm tra lại kỳ thống kê trong tiêu đề hoặc trong tên tệp",
        )
    for table, units, periods in zip(tables, sheet_units(tables, context.places), by_row, strict=True):
        for number, (period, columns) in enumerate(_views(table, next((p for p in periods if p), None))):
            stated_here = [period] * table.size if period else periods
            _read(table, units, stated_here, harvest, columns, first=number == 0)
    end = _published(max(known, key=lambda period: period.end), harvest)
    return harvest.finish(end, "column" if any(t.has("period") or t.has("period_to") for t in tables) else "title")


def _told(table: Table) -> Period | None:
    """The period that titles state; the months of a bare year may stand apart from it, in the sheet's name too."""
    titles = [_OF_ANOTHER.sub(" ", title) for title in table.titles]
    stated = title_period(titles)
    if stated and (stated.start, stated.end) != (dt.date(stated.end.year, 1, 1), dt.date(stated.end.year, 12, 31)):
        return stated
    return _told_in_parts(table.sheet.name, titles) or stated


def _told_in_parts(sheet: str, titles: Sequence[str]) -> Period | None:
    """A month or quarter without its year, as the sheet's name or in a title, and the one year that titles say.

    "Hết tháng 9" ends a period that begins with the year.
    """
    texts = (sheet, *titles)
    bare = {(found, False) for text in texts if (found := bare_period(text))}
    bare = bare or {
        (found, bool(match["until"]))
        for text in titles
        for match in _BARE.finditer(text)
        if (found := bare_period(match["period"]))
    }
    years = {int(year) for text in texts for year in _YEAR.findall(text)}
    if len(bare) != 1 or len(years) != 1:
        return None
    (own, is_until), year = bare.pop(), years.pop()
    period = period_in(f"{own.text}/{year}")
    return Period(dt.date(year, 1, 1), period.end) if period and is_until else period


def _judge(table: Table, file: str) -> Doubt | None:
    """Targets and plans are no statistics."""
    leave_levels_of_dossiers(table)
    subject = subject_of(table.titles, (table.sheet.name, file.rsplit("/", 1)[-1].rsplit(".", 1)[0]))
    if not subject.is_plan or subject.says_actual:
        return None
    return Doubt(
        "bảng là kế hoạch hoặc chỉ tiêu giao, không phải số liệu đã thực hiện",
        "gửi thống kê đã thực hiện; nếu đây chính là số liệu đã thực hiện, ghi rõ điều đó ở tên bảng",
        asked=False,
    )


def _published(period: Period, harvest: ParsedFileBuilder) -> dt.date:
    """A report is out when its period is over; one about a running period was out when it landed."""
    return max(period.start or dt.date.min, min(period.end, harvest.raw.landed_at.date()))


def _row_periods(table: Table, stated: Period | None) -> list[Period | None]:
    """The period of each row: its own columns, else what the file states."""
    if table.has("period_to"):
        starts = [read_date(cell) for cell in table.cells("period_from", mend=False)]
        ends = [read_date(cell) for cell in table.cells("period_to", mend=False)]
        return [Period(a, b) if b and (a is None or a <= b) else stated for a, b in zip(starts, ends, strict=True)]
    if table.has("period"):
        texts = table.texts("period")
        heading = table.heading("period")
        # "9" below "Tháng" means nothing without a year; with one in the title it does.
        # What stands above no section of a period, or below another one's caption, is of no period that is known.
        unsaid = None if "period" in table.layout.filled else stated
        known = {text: _column_period(text, heading, stated) if text else unsaid for text in set(texts)}
        return [known[text] for text in texts]
    return [stated] * table.size


def _column_period(text: str, heading: str, stated: Period | None) -> Period | None:
    if _BARE_NUMBER.match(text) and fold(heading) in ("thang", "quy") and stated:
        return period_in(f"{heading} {text}/{stated.end.year}")
    if bare_period(text) and period_in(text) is None and stated:
        return period_in(f"{text}/{stated.end.year}")  # "Quý II" below "NĂM 2024"
    return period_in(text)


def _views(table: Table, stated: Period | None) -> list[tuple[Period | None, dict[str, int]]]:
    """The columns of counts by the period their heading states; without one they are of the table's own period.

    Quarters side by side give a record each; what is written once (procedures) stands in the table's own.
    """
    assignment = table.header.assignment
    named = [name for name in _COUNTS if table.has(name) and not (name == "eligible" and _is_of_one_level(table))]
    offers = [(name, table.header.columns[name], table.matches.get(name)) for name in named]
    older = assignment.periods if isinstance(assignment, Assigned) else {}
    offers += [(name, offer.column, offer.match) for name in _COUNTS for offer in older.get(name, ())]
    views: dict[Period | None, dict[str, int]] = {}
    for name, column, match in offers:
        summed = match is not None and match.sense == "cumulative"
        views.setdefault(_to_date(match, stated) if summed else match.period if match else None, {})[name] = column
    return list(views.items()) or [(None, {})]


def _is_of_one_level(table: Table) -> bool:
    """Procedures eligible for one level alone ("đủ điều kiện toàn trình") are not all that are eligible."""
    said = {m for s in segments(table.heading("eligible")) for m in s.meanings}
    return len(said & {"partly", "fully"}) == 1 and "both_levels" not in said


def _headed_period(table: Table) -> Period | None:
    """The newest period that headings of counts name: what stands beside them without one is of that period."""
    periods = [period for period, _ in _views(table, None) if period]
    return max(periods, key=lambda period: period.end, default=None)


def _to_date(match: Match | None, stated: Period | None) -> Period | None:
    """What a cumulative column covers: the year from its first day to the end of its own or the table's period."""
    end = (match.period if match and match.period else stated or Period(None, dt.date.min)).end
    return Period(dt.date(end.year, 1, 1), end) if end > dt.date.min else None


def _read(
    table: Table,
    sheet: dict[str, str],
    periods: Sequence[Period | None],
    harvest: ParsedFileBuilder,
    chosen: Mapping[str, int],
    *,
    first: bool,
) -> None:
    names = table.texts("unit")
    if first and not any(_LEVEL_ROW.match(clean(name or "")) for name in set(names)):
        for question in questions_about_counts(table, harvest.card, harvest.raw.name):
            harvest.ask(question)
    values: dict[str, Sequence[int | None]] = {}
    for name in _COUNTS:
        cells = table.column_cells(chosen[name]) if name in chosen else [None] * table.size
        values[name], unread = counts(cells)
        if unread:
            harvest.note(f"cột '{table.heading(name)}': {unread} ô không đọc được như một số đếm, để trống")
    aside: dict[int, tuple[str, str]] = {}
    units = _units(names, aside)
    districts = _districts(table, names, sheet)
    kept = []
    for unit in units:
        reason = _unusable(names[unit.row], periods[unit.row], harvest.context.today)
        if reason:
            aside.update({n: (reason, "") for n in (unit.row, unit.partly, unit.fully) if n is not None})
        else:
            kept.append(unit)
    rows = [_counts_of(unit, values) for unit in kept]
    places = [_place(names[unit.row] or "", districts[unit.row]) for unit in kept]
    spans = [period for unit in kept if (period := periods[unit.row]) is not None]
    keep = [unit.row for unit in kept]
    cells = table.cells("unit_code")
    codes = pad(cells, identifiers(cells), 5)[0]
    columns = {
        **{name: [place.get(name) for place in places] for name in ("commune_text", "district_text", "address_text")},
        "commune_code_text": [codes[n] for n in keep],
        "unit_text": [names[n] for n in keep],
        "period_from": [period.start for period in spans],
        "period_to": [period.end for period in spans],
        **{name: [row[name] for row in rows] for name in (rows[0] if rows else ())},
    }
    published: list[dt.date | None] = [None] * table.size
    for unit, period in zip(kept, spans, strict=True):
        published[unit.row] = _published(period, harvest)
    harvest.add("service_statistics", table, columns, keep=keep, published=published)
    if first:  # the rows of further periods are the same rows
        harvest.close(table, aside)


def _units(names: Sequence[str | None], aside: dict[int, tuple[str, str]]) -> list[_Unit]:
    """Group the rows "một phần" and "toàn trình" under the unit above them."""
    units: list[_Unit] = []
    for n, name in enumerate(names):
        match = _LEVEL_ROW.match(clean(name or ""))
        if match is None:
            units.append(_Unit(n))
            continue
        part = _PART[match[1].lower()]
        if not units or getattr(units[-1], part) is not None:
            aside[n] = ("orphan_level_row", "")
        else:
            setattr(units[-1], part, n)
    return units


def _counts_of(unit: _Unit, values: Mapping[str, Sequence[int | None]]) -> dict[str, int | None]:
    """The counts of a unit; where one part of a sum is missing the sum is missing.

    In three-row reports the procedures offered are those of the two rows below, and dossiers that came online under
    "toàn trình" are the ones handled entirely online.
    """
    own = {name: column[unit.row] for name, column in values.items()}
    partly = {name: column[unit.partly] for name, column in values.items()} if unit.partly is not None else None
    fully = {name: column[unit.fully] for name, column in values.items()} if unit.fully is not None else None
    eligible = own["eligible"] if own["eligible"] is not None else _sum(own["eligible_partly"], own["eligible_fully"])
    offered = own["offered"]
    if offered is None:
        offered = _sum(own["offered_partly"], own["offered_fully"])
    if offered is None and partly and fully:
        offered = _sum(partly["procedures"], fully["procedures"])
    entirely = own["dossiers_fully_online"]
    if entirely is None and fully:
        entirely = (
            fully["dossiers_fully_online"] if fully["dossiers_fully_online"] is not None else fully["dossiers_online"]
        )
    return {
        "procedure_count": own["procedures"],
        "eligible_count": eligible,
        "offered_count": offered,
        "dossier_count": own["dossiers"],
        "dossier_count_online": own["dossiers_online"],
        "dossier_count_fully_online": entirely,
    }


def _sum(a: int | None, b: int | None) -> int | None:
    return a + b if a is not None and b is not None else None


def _unusable(name: str | None, period: Period | None, today: dt.date) -> str | None:
    words = fold(_UBND.sub("", name or ""))
    if _OTHER_AGENCY.match(words) and not unit_headings(_UBND.sub("", name or "")):
        return "other_agency"
    if period is None:
        return "no_period"
    return "future_date" if (period.start or period.end) > today else None


def _districts(table: Table, names: Sequence[str | None], sheet: dict[str, str]) -> Sequence[str | None]:
    """The district of each row: its column, else the district's own row above it, else the sheet's name."""
    own = table.texts("district")
    if any(own):
        return own
    found: list[str | None] = []
    current = sheet.get("district")
    for name in names:
        units = unit_headings(_UBND.sub("", name or ""))
        current = units.get("district", current) if "commune" not in units else current
        found.append(current)
    return found


def _place(name: str, district: str | None) -> dict[str, str | None]:
    """The place columns of a unit: a commune in its district, a district as a whole, or an address of both."""
    bare = clean(_UBND.sub("", re.sub(r"^[-+*•]\s*", "", name)))
    inside = _IN_BRACKETS.match(bare)  # "Xã Tân Văn (huyện Bình Gia)"
    if inside and "district" in unit_headings(inside["district"]):
        bare, district = inside["name"], inside["district"]
    units = unit_headings(bare)
    if "district" in units:
        return {"commune_text": units.get("commune"), "district_text": units["district"]}
    if re.search(r",|\s[-–]\s", bare):
        return {"address_text": bare, "district_text": district}
    return {"commune_text": bare, "district_text": district}
