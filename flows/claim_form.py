"""A claim mended on a page: rows of the template's sheets, checked and handed in as if the workbook had been uploaded.

The form holds every sheet that a check of the set asks for, with what was declared so far. The workbook that is made of
it holds the row of claims, which replaces what was declared for that set and year before, and the sheets in which
something was changed, whole: of the papers of a village the sheet that landed last speaks (``expectations.papers``).
Persons do not come back: of a row that is there already a blank field stays as it was declared.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from connectors.card import CLAIMS
from connectors.sources.village_claims.declared import DeclaredRow as DeclaredRow
from connectors.sources.village_claims.template import SHEETS
from doisoat.errors import ConfigError
from doisoat.personal import without_persons
from doisoat.private import private_opener
from doisoat.settings import Settings
from doisoat.vi import CLAIM
from expectations.criteria_set import CriteriaSet, read_stored_criteria
from flows.claims_template import CHOICES, DATES
from flows.file_check import Finding, claims_findings
from flows.receiving import Receipt, receive
from reports.template import Guide, TemplateSheet, write_template

if TYPE_CHECKING:
    from warehouse.reader import WarehouseReader

MET, NOT_MET, NO_PRODUCT = CLAIM["met"], CLAIM["not_met"], "Không có sản phẩm"
ASSESSMENT = "Tự đánh giá"
BLANK = "-"  # what a person writes to empty a field that would else stay as it was
MOST_ROWS = 60
_PLACE = ("district", "commune", "village")
# Which sheet a check looks into, by its rule.
_SHEET_OF = {
    "contract_listed": "WiFi",
    "decision_by_commune": "Tổ CNSCĐ",
    "member_list_complete": "Thành viên",
    "activity_in_year": "Hoạt động",
    "channel_answers": "Kênh thôn",
    "model_running": "Mô hình",
    "product_on_sale": "Sản phẩm",
    "all_ocop_on_exchange": "Sản phẩm",
    "address_points_reach_register": "Địa chỉ số",
}
_PERSONAL = {"Thành viên": frozenset({"name", "home", "phone", "id_number"})}
# What the gate for free text would take for a person's number, though it is the field's own kind of text.
_OWN_FORM = {
    "contract": re.compile(r"(?=\D*\d)(?!\d{9,12}$)[\w./\-–()]{1,60}"),
    "number": re.compile(r"(?=\D*\d)(?!\d{9,12}$)[\w./\-–()]{1,60}"),
    "url": re.compile(r"https?://(?!.*\d{9})\S{1,300}"),
    "date": re.compile(r"[\d/.\- ]{1,25}"),
    **dict.fromkeys(("total", "plated", "signatures"), re.compile(r"\d{1,6}")),
}
_LONG = frozenset({"content", "before", "during", "after", "growth", "scope", "receivers"})
_NUMBERS = frozenset({"people", "capital", "quantity", "stars", "total", "plated", "signatures", "members", "received",
                      "handled"})  # fmt: skip
_ONE_ROW = frozenset({"Tổ CNSCĐ", "Kênh thôn"})
_ADDS_UP = frozenset({"Hoạt động"})  # a record of what was held: nothing sent later takes a row of it back


@dataclass(frozen=True)
class FormField:
    """A column of a sheet as a field: ``kind`` is ``choice``, ``date``, ``number``, ``long``, ``phone`` or ``text``."""

    name: str
    heading: str
    kind: str
    choices: tuple[str, ...] = ()
    is_personal: bool = False


@dataclass(frozen=True)
class Section:
    """A sheet of the form: its fields, the ids of the checks that look into it, whether a village has one row there.

    Of a sheet that ``adds_up`` what is declared stays, and only new rows are written.
    """

    sheet: str
    fields: tuple[FormField, ...]
    checks: tuple[str, ...]
    has_one_row: bool
    adds_up: bool

    @property
    def key(self) -> str:
        """What the names of its fields begin with."""
        return f"t{list(SHEETS).index(self.sheet)}"


@dataclass(frozen=True)
class WrittenRow:
    """A row of the form: the key of the declared row that it changes (blank: a new one), and what was written."""

    declared: str
    cells: Mapping[str, str]
    is_dropped: bool = False


@dataclass(frozen=True)
class PlacedFinding:
    """A finding at its place in the form; ``row`` counts from 0 in the sheet as it is handed in, -1: the sheet."""

    sheet: str
    row: int
    field: str
    text: str


@dataclass(frozen=True)
class WrittenClaim:
    """What a unit declares; ``claims`` by number of the indicator; ``sheets`` are the changed ones, rows of fields."""

    district: str
    commune: str
    village: str
    criteria: str
    year: int
    claims: Mapping[str, str]
    sheets: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)

    def file(self, on: dt.date) -> bytes:
        """The workbook: the row of claims, and the changed sheets."""
        place = dict(zip(_PLACE, (self.district, self.commune, self.village), strict=True))
        claims = {f"claim_{number}": word for number, word in self.claims.items()}
        rows = {ASSESSMENT: [{"criteria": self.criteria, "year": str(self.year), **claims}], **self.sheets}
        sheets = [
            TemplateSheet(
                sheet,
                tuple(SHEETS[sheet]),
                rows=[[{**cells, **place}.get(name, "") for name in SHEETS[sheet].values()] for cells in many],
            )
            for sheet, many in rows.items()
        ]
        out = io.BytesIO()
        guide = Guide("Hướng dẫn", {"Khai trên trang": [("Do", "đơn vị ghi trên biểu của trang")]})
        write_template(out, sheets, guide, on)
        return out.getvalue()


def sections_of_run(warehouse: WarehouseReader, run_id: str, criteria: str) -> list[Section]:
    """The sheets of a set as a run had it; none where the run did not use the set."""
    text = warehouse.rules(run_id).get(criteria)
    return sections_of(read_stored_criteria({criteria: text})[criteria]) if text else []


def sections_of(criteria: CriteriaSet) -> list[Section]:
    """The sheets that the checks of a set look into, in the order of its indicators."""
    checks: dict[str, list[str]] = {}
    for check in criteria.checks:
        if sheet := _SHEET_OF.get(check.rule):
            checks.setdefault(sheet, []).append(check.id)
    return [
        Section(sheet, _fields(sheet), tuple(ids), sheet in _ONE_ROW, sheet in _ADDS_UP)
        for sheet, ids in checks.items()
    ]


def _fields(sheet: str) -> tuple[FormField, ...]:
    personal = _PERSONAL.get(sheet, frozenset())
    return tuple(
        FormField(name, heading, _kind(name, heading), CHOICES.get(heading, ()), name in personal)
        for heading, name in SHEETS[sheet].items()
        if name not in _PLACE
    )


def _kind(name: str, heading: str) -> str:
    if heading in CHOICES:
        return "choice"
    if heading in DATES:
        return "date"
    if name in ("phone", "id_number"):
        return "phone"
    return "number" if name in _NUMBERS else "long" if name in _LONG else "text"


def shown_of(section: Section, row: DeclaredRow) -> dict[str, str]:
    """What may come back into the fields of a declared row: nothing of persons; such a field stays as it was."""
    return {
        each.name: text
        for each in section.fields
        if (text := row.cells.get(each.name, ""))
        and not each.is_personal
        and (without_persons(text) == text or (each.name in _OWN_FORM and _OWN_FORM[each.name].fullmatch(text)))
    }


def rows_to_send(
    section: Section, declared: Sequence[DeclaredRow], written: Sequence[WrittenRow]
) -> list[dict[str, str]] | None:
    """The sheet as it is to be handed in; None where nothing in it was changed, or it was no part of what was sent.

    Raises:
        ConfigError: every row was dropped: an empty sheet takes nothing back. Or what is declared is no longer what the
            form was opened with: a blank field would take what another row says.
    """
    if not written:
        return None
    before = {} if section.adds_up else {row.key: row for row in declared}
    if {one.declared for one in written if one.declared} != before.keys():
        raise ConfigError(
            f"mục {section.sheet} đã khác so với lúc mở biểu", fix="mở lại trang khai lại rồi ghi các chỗ cần sửa"
        )
    rows = []
    for one in written:
        own = before.get(one.declared)
        cells = {each.name: _settled(one.cells.get(each.name, ""), own, each.name) for each in section.fields}
        if not one.is_dropped and any(cells.values()):
            rows.append(cells)
    unchanged = [{each.name: row.cells.get(each.name, "") for each in section.fields} for row in before.values()]
    if rows == unchanged:
        return None
    if not rows:
        raise ConfigError(
            f"mục {section.sheet} không còn hàng nào",
            fix="để lại ít nhất một hàng; bỏ trống cả mục thì điều đã khai vẫn giữ nguyên",
        )
    return rows


def _settled(text: str, own: DeclaredRow | None, name: str) -> str:
    if text == BLANK:
        return ""
    before = own.cells.get(name, "") if own else ""
    # A browser sends the blanks and ends of lines of a field in its own way.
    return before if text in ("", " ".join(before.split())) else text


def hand_in(
    claim: WrittenClaim, unit_code: str, settings: Settings, now: dt.datetime, *, account: int, despite: bool = False
) -> Receipt | list[PlacedFinding]:
    """The receipt; or what should be mended first, and then nothing was kept.

    Args:
        claim: what was written.
        unit_code: the unit of the account.
        settings: folders and limits.
        now: with its zone.
        account: number of the account.
        despite: the person has seen the findings and sends all the same; what makes the claim another unit's, or no
            claim, is never sent.

    Raises:
        ConfigError: nothing is declared, or something that is no word of a claim.
    """
    words = [word for word in claim.claims.values() if word]
    if not words:
        raise ConfigError("chưa khai chỉ tiêu nào", fix=f"chọn {MET} hoặc {NOT_MET} ở ít nhất một chỉ tiêu")
    if not set(words) <= {MET, NOT_MET, NO_PRODUCT}:
        raise ConfigError("có chỉ tiêu ghi chữ khác", fix=f"chọn {MET}, {NOT_MET} hoặc để trống")
    content = claim.file(now.date())
    with tempfile.TemporaryDirectory(prefix="doisoat-") as folder:
        path = Path(folder) / "khai.xlsx"
        with open(path, "xb", opener=private_opener) as file:
            file.write(content)
        found = [_placed(one) for one in claims_findings(path, settings, unit_code, now)]
    must = [one for one in found if one.sheet in ("", ASSESSMENT)]
    if must or (found and not despite):
        return found
    name = f"khai_{claim.criteria}_{claim.year}.xlsx"
    return receive(content, name, CLAIMS, settings, now, unit_code=unit_code, account=account)


def _placed(one: Finding) -> PlacedFinding:
    """A finding of the workbook at the field that it was made of."""
    letters, digits = one.cell.rstrip("0123456789"), one.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    names = list(SHEETS.get(one.sheet, {}).values())
    name = names[column - 1] if 0 < column <= len(names) else ""
    row = int(digits) - 2 if digits.isdecimal() else -1
    return PlacedFinding(one.sheet, row, name, f"{one.what} {one.fix}".strip())


def with_row(rows: Sequence[WrittenRow], many: int = 1) -> list[WrittenRow]:
    """The rows, and new ones below them as long as there is room."""
    free = max(0, MOST_ROWS - len(rows))
    return [replace(row) for row in rows] + [WrittenRow("", {})] * min(many, free)
