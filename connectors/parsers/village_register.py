"""The village register: one row a village, the only source that says which villages there are."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from connectors.contract import Cell, Context, ParsedFile, PlaceLookup, RawFile, Sheet, SourceCard, Workbook
from connectors.parsers.register_questions import leave_counts_of_some, mixed_headings, questions_about_counts
from connectors.reading import Doubt
from connectors.tables.cells import as_text, counts, each, identifiers, pad
from connectors.tables.dates import read_date, read_dates
from connectors.tables.joined_sheets import with_counts
from connectors.tables.lexicon.segments import segments
from connectors.tables.marks import unit_headings
from connectors.tables.parsed_file_builder import ParsedFileBuilder, quoted
from connectors.tables.places import sheet_units
from connectors.tables.places_apart import VILLAGE, names_apart
from connectors.tables.source_tables import tables_of
from connectors.tables.subject import subject_of
from connectors.tables.table import Table
from doisoat.errors import Refused
from doisoat.text.compare import clean, fold

_COUNTS = {
    "households": "household_count_register",
    "offices": "office_count_register",
    "organizations": "organization_count_register",
    "heritage_sites": "heritage_site_count_register",
}
_NAME_AND_CODE = re.compile(r"^(?P<name>.*[^\W\d_].*?)\s*[\[(]?\s*(?:mã\s*(?:số)?\s*:?\s*)?(?P<code>\d{7,8})\s*[\])]?$")
_COMMUNE_CODE = re.compile(r"^\d{4,5}$")
_OF_VILLAGES = re.compile(r"^(?:ten )?(?:thon|ban|xom|khu|khoi|to dan pho|tdp|don vi)\b")
_GONE = re.compile(
    r"(?:sáp nhập|hợp nhất|nhập) vào\b|đã (?:được )?(?:sáp nhập|giải thể)\b|\bgiải thể\b|không còn tồn tại",
    re.IGNORECASE,
)
_FORMED = re.compile(
    r"dự kiến|kế hoạch|đề án|\bsẽ\b|từ (?!ngày|tháng|năm|\d)|trên cơ sở|gồm|\bcác thôn\b", re.IGNORECASE
)
# The whole remark says of the row's own village that it went, and since which day.
_ENDED = re.compile(
    rf"^(?:{VILLAGE} (?:này )?)?"
    rf"(?:(?:đã )?(?:được )?(?:sáp nhập|hợp nhất|nhập) vào {VILLAGE} (?P<into>[^,;:()/]{{2,40}}?)"
    r"|đã (?:được )?sáp nhập|(?:đã )?(?:được )?giải thể)"
    r",? (?:kể )?(?:từ ngày|từ|ngày) (?P<day>\d{1,2}[/.-]\d{1,2}[/.-]\d{4})\.?$",
    re.IGNORECASE,
)
_SHOWN = 20  # notes of one kind; more of them help nobody
_ALWAYS = (dt.date.min, dt.date.max)


def parse(workbook: Workbook, raw: RawFile, card: SourceCard, context: Context) -> ParsedFile:
    """Records ``villages`` of one file."""
    harvest = ParsedFileBuilder(raw, card, context)
    seen = _Seen()
    sheets, counting = with_counts([names_apart(with_codes_apart(sheet)) for sheet in workbook.sheets])
    for sheet in counting:
        harvest.note(f"trang tính '{sheet.name}' ghi số liệu theo mã thôn; đã ghép vào danh sách thôn cùng mã")
    tables = tables_of(
        replace(workbook, sheets=sheets),
        harvest,
        keys=("code", "name"),
        no_key="no_name",
        judge=lambda table: _judge(table, raw.name, context.places),
    )
    for table, units in zip(tables, sheet_units(tables, context.places), strict=True):
        _read(table, units, harvest, seen)
    same = seen.same_names()
    for where in same[:_SHOWN]:
        harvest.note(
            f"hai thôn trùng tên trong cùng một xã nhưng khác mã: {where}; hãy kiểm tra xem có phải một thôn không"
        )
    if len(same) > _SHOWN:
        harvest.note(f"còn {len(same) - _SHOWN} cặp thôn trùng tên trong cùng một xã nữa")
    return harvest.finish()


def with_codes_apart(sheet: Sheet) -> Sheet:
    """The sheet with codes that stand behind villages' names ("Thôn Nà Mẫu (06103001)") in a column of their own."""
    for at, column in enumerate(sheet.columns):
        found = [_NAME_AND_CODE.match(cell) if isinstance(cell, str) else None for cell in column]
        if sum(match is not None for match in found) < max(2, 0.5 * sum(isinstance(cell, str) for cell in column)):
            continue
        names: list[Cell] = [match["name"] if match else cell for match, cell in zip(found, column, strict=True)]
        codes: list[Cell] = [match["code"] if match else None for match in found]
        heads = [row for row, cell in enumerate(column) if found[row] is None and _is_heading_row(sheet, row, cell)]
        if not heads:
            continue
        for row in heads:
            names[row], codes[row] = "Thôn", "Mã thôn"
        columns = [names if c == at else own for c, own in enumerate(sheet.columns)]
        return replace(sheet, columns=[*columns, codes])
    return sheet


def _is_heading_row(sheet: Sheet, row: int, cell: Cell) -> bool:
    """Three texts at least and no number, and the cell names villages: a column of people with numbers is none."""
    if not isinstance(cell, str) or not _OF_VILLAGES.match(fold(cell)):
        return False
    cells = [column[row] for column in sheet.columns if column[row] is not None]
    return len(cells) > 2 and all(isinstance(cell, str) for cell in cells)


def _judge(table: Table, file: str, places: PlaceLookup | None) -> Doubt | None:
    """A register says in which commune each village lies: in a column, a heading above it, or the sheet's name."""
    leave_counts_of_some(table)
    subject = subject_of(table.titles, (table.sheet.name, file.rsplit("/", 1)[-1].rsplit(".", 1)[0]))
    if subject.turns & {"plan", "target", "registration"}:  # what needs an address is what a register counts
        return Doubt(
            "bảng nói về kế hoạch hoặc phương án, không phải danh mục thôn đang có",
            "gửi danh mục thôn hiện hành; nếu đúng là danh mục hiện hành, ghi rõ ở tên bảng",
            point="plan",
        )
    placed = table.has("commune") or table.has("commune_code") or any(table.texts("commune"))
    if placed or "commune" in sheet_units([table], places)[0]:
        return None
    seen = quoted(table.header.names())
    return Doubt(
        f"thiếu cột 'Xã'; thấy: {seen}",
        "thêm cột xã hoặc hàng tên xã đứng trên các thôn",
        False,
        Refused.MISSING_HEADING,
    )


def _read(table: Table, units: dict[str, str], harvest: ParsedFileBuilder, seen: _Seen) -> None:
    names = table.texts("name")
    communes = table.texts("commune")
    commune_name = [c or units.get("commune") for c in communes] if not any(communes) else communes
    districts = table.texts("district")
    district_name = [d or units.get("district") for d in districts] if not any(districts) else districts
    commune_cells = table.cells("commune_code")
    commune_codes = pad(commune_cells, identifiers(commune_cells), 5)[0]
    if not any(commune_codes):
        commune_codes = codes_above(table) or [units.get("commune_code")] * table.size
    codes, restored = village_codes(table.cells("code"), commune_codes)
    codes = whole_codes(codes, commune_codes)
    starts, bad_starts = read_dates(table.cells("valid_from"))
    ends, bad_ends = read_dates(table.cells("valid_to"))
    gone = merged_away(table)
    _note_ends(table, [day if end is None else None for end, (_, day) in zip(ends, gone, strict=True)], harvest)
    ends = [end or day for end, (_, day) in zip(ends, gone, strict=True)]
    if undated := sum(is_gone and end is None for end, (is_gone, _) in zip(ends, gone, strict=True)):
        harvest.note(
            f"trang tính '{table.sheet.name}': {undated} hàng có ghi chú thôn đã sáp nhập, giải thể (hoặc nói đến"
            " việc đó) mà chưa rõ chính thôn này hết từ ngày nào; vẫn tính là thôn đang có,"
            " nếu thôn không còn hãy ghi ngày vào cột hết hiệu lực"
        )
    for heading in mixed_headings(table):
        harvest.note(f"cột '{heading}' ghi số hộ chung với số khẩu nên chưa đọc được số hộ; hãy tách thành hai cột")
    aside: dict[int, tuple[str, str]] = {}
    rows = table.row_numbers()
    for n, (code, name) in enumerate(zip(codes, names, strict=True)):
        if name is None or code is None:
            aside[n] = ("no_name" if name is None else "no_code", "")
            continue
        first = seen.add(code, (starts[n] or _ALWAYS[0], ends[n] or _ALWAYS[1]), rows[n], table.sheet.name)
        if first is not None:
            aside[n] = ("duplicate_code", first)
        else:
            seen.name(name, commune_codes[n] or commune_name[n], code, rows[n])
    keep = [n for n in range(table.size) if n not in aside]
    columns: dict[str, Sequence[object]] = {
        "village_code": codes,
        "village_name": names,
        "village_kind": table.texts("kind"),
        "commune_name": commune_name,
        "commune_code": commune_codes,
        "district_name": district_name,
        "other_names": table.texts("other_names"),
        "valid_from": starts,
        "valid_to": ends,
        "decision_number": table.texts("decision_number"),
    }
    for question in questions_about_counts(table, harvest.card, harvest.raw.name):
        harvest.ask(question)
    for name, column in _COUNTS.items():
        columns[column], unread = counts(table.cells(name))
        if unread:
            harvest.note(f"cột '{table.heading(name)}': {unread} ô không đọc được như một số đếm, để trống")
    if restored:
        harvest.note(
            f"cột '{table.heading('code')}': {restored} mã thôn bị mất số 0 ở đầu đã được khôi phục theo mã xã"
        )
    if bad_starts or bad_ends:
        harvest.note(
            f"trang tính '{table.sheet.name}': {bad_starts + bad_ends} ô ngày hiệu lực không đọc được, để trống"
        )
    harvest.add("villages", table, {name: [values[n] for n in keep] for name, values in columns.items()}, keep=keep)
    harvest.close(table, aside)


def _note_ends(table: Table, days: Sequence[dt.date | None], harvest: ParsedFileBuilder) -> None:
    """Tell each end that a remark alone gives."""
    ended = [(row, day) for row, day in zip(table.row_numbers(), days, strict=True) if day is not None]
    for row, day in ended[:_SHOWN]:
        harvest.note(
            f"trang tính '{table.sheet.name}' hàng {row}: thôn tính là hết hiệu lực từ {day:%d/%m/%Y} theo ghi chú;"
            " nếu không đúng, hãy ghi rõ ở cột hết hiệu lực"
        )
    if len(ended) > _SHOWN:
        harvest.note(f"còn {len(ended) - _SHOWN} thôn nữa tính là hết hiệu lực theo ghi chú")


def merged_away(table: Table) -> list[tuple[bool, dt.date | None]]:
    """For each row whether a remark speaks of a village that went, and since which day where it is this one."""
    found: list[tuple[bool, dt.date | None]] = [(False, None)] * table.size
    for column, chain in enumerate(table.header.chains):
        if chain and any("remark" in s.meanings for s in segments(chain[-1])):
            said = each(table.column_cells(column), _gone)
            found = [one if one[1] or not other[0] else other for one, other in zip(said, found, strict=True)]
    return found


def _gone(cell: Cell) -> tuple[bool, dt.date | None]:
    """A village that was formed "từ thôn A, thôn B" is there; one that went "vào thôn A từ 01/7/2024" is not."""
    text = as_text(cell) if isinstance(cell, str) else None
    if text is None or not _GONE.search(text) or _FORMED.search(text):
        return False, None
    ended = _ENDED.match(clean(text))
    # "vào thôn Bản Chu họp ngày …": what stands between the name and the day may be of anything.
    named = all(word[0].isupper() or word[0] in "0123456789-–" for word in ((ended and ended["into"]) or "").split())
    return True, read_date(ended["day"]) if ended and named else None


def village_codes(cells: Sequence[Cell], commune_codes: Sequence[str | None]) -> tuple[list[str | None], int]:
    """Village codes as text, with a lost leading zero restored; and how many were.

    A village's code begins with its commune's: "6274001" in commune 06274 lost its zero, as a number or, where the
    file went through a CSV, as text. Where codes are built otherwise, a number one digit shorter than every code
    typed as text gets its zero back.
    """
    codes = identifiers(cells)
    typed = {len(code) for cell, code in zip(cells, codes, strict=True) if code and isinstance(cell, str)}
    by_width, widened = pad(cells, codes, typed.pop()) if len(typed) == 1 else (codes, 0)
    restored = widened
    out: list[str | None] = []
    for code, commune in zip(by_width, commune_codes, strict=True):
        commune = commune.zfill(5) if commune and commune.isdigit() else None
        if (
            code
            and commune
            and commune.startswith("0")
            and f"0{code}".startswith(commune)
            and not code.startswith(commune)
        ):
            restored += 1
            code = f"0{code}"
        out.append(code)
    return out, restored


def whole_codes(codes: Sequence[str | None], commune_codes: Sequence[str | None]) -> list[str | None]:
    """Codes of which only the part within the commune is written ("001" in 06103), with their commune's in front.

    Only where the parts alone name several villages at once, and every commune's code is there.
    """
    parts = [code for code in codes if code]
    short = bool(parts) and all(code.isdigit() and len(code) <= 3 for code in parts)
    known = all(commune and len(commune) == 5 for code, commune in zip(codes, commune_codes, strict=True) if code)
    if not short or not known or len(set(zip(codes, commune_codes, strict=True))) < len(codes):
        return list(codes)
    return [code and f"{commune}{code.zfill(3)}" for code, commune in zip(codes, commune_codes, strict=True)]


def codes_above(table: Table) -> list[str | None]:
    """The code of each village's commune, from the row that names the commune above it: "06103 | Xã Hòa Bình".

    Empty where no such row bears a code.
    """
    column = table.region.column("code")
    heads = {}
    for position, reason in table.layout.aside:
        if reason == "section_row" and column is not None:
            units = [unit_headings(text) for text in table.region.texts_of(position).values()]
            code = identifiers([column[position]])[0] if any("commune" in unit for unit in units) else None
            heads[position] = code.zfill(5) if code and _COMMUNE_CODE.match(code) else None
    if not any(heads.values()):
        return []
    starts = sorted(heads)
    return [heads[starts[at - 1]] if (at := bisect(starts, row)) else None for row in table.layout.data]


class _Seen:
    """Codes and names met so far in the file."""

    def __init__(self) -> None:
        self._codes: dict[str, list[tuple[dt.date, dt.date, str]]] = defaultdict(list)
        self._names: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)

    def add(self, code: str, valid: tuple[dt.date, dt.date], row: int, sheet: str) -> str | None:
        """Remember a code; where an earlier row holds it for the same time, that row's place instead.

        A village that was renamed has two rows of one code, valid one after the other: both are kept.
        """
        for start, end, where in self._codes[code]:
            if valid[0] <= end and start <= valid[1]:
                return where
        self._codes[code].append((*valid, f"trang tính '{sheet}' hàng {row}"))
        return None

    def name(self, name: str, commune: str | None, code: str, row: int) -> None:
        """Remember a name in its commune."""
        self._names[(fold(commune or ""), name.casefold())][code] = row

    def same_names(self) -> list[str]:
        """Rows of villages that share a name in one commune under different codes."""
        return [
            "hàng " + ", ".join(str(row) for row in sorted(by_code.values()))
            for by_code in self._names.values()
            if len(by_code) > 1
        ]
