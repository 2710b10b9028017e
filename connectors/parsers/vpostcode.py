"""Vpostcode's export: one row an address point, with its plate. The holder's name is never read.

The village may stand in ``Village`` or in ``SubVillage``, from row to row.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence

from connectors.coded_column import CodedColumn
from connectors.contract import Cell, Context, ParsedFile, RawFile, SourceCard, Workbook
from connectors.parsers.address_summary import add_summary, is_summary, judge_summary
from connectors.parsers.plates import plate_answers
from connectors.reading import AS_PROPOSED, LISTS_MISSING, NOT_USED, Doubt
from connectors.tables.cells import (
    as_text,
    coordinates,
    distinct,
    each,
    has_blank,
    identifiers,
    is_blank,
    several_times,
    taken_rows,
    tally,
)
from connectors.tables.context import given_kind, given_village
from connectors.tables.dates import read_dates
from connectors.tables.kinds import read_short_kind
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.places import place_columns, sheet_units
from connectors.tables.publication import publish
from connectors.tables.remarks import ALL, taken_back
from connectors.tables.senses import sensed_answers
from connectors.tables.source_tables import tables_of
from connectors.tables.subject import is_title, subject_of
from connectors.tables.table import Table
from connectors.tables.unknown_words import ANSWERS, KINDS, told_words
from doisoat.model import Answer
from doisoat.text.compare import fold

# Type words that only a village bears; "xóm" and "ngõ" may be a part of one.
_VILLAGE_WORD = re.compile(r"^(?:thôn|bản|tdp|tổ dân phố|khu|khối|t\.|th\.)\s*\S", re.IGNORECASE)
_VIETNAM = {"latitude": (8.0, 24.0), "longitude": (102.0, 118.0)}


def parse(workbook: Workbook, raw: RawFile, card: SourceCard, context: Context) -> ParsedFile:
    """Records ``addresses`` of one file."""
    harvest = ParsedFileBuilder(raw, card, context)
    # A point whose commune alone is known is kept: it may belong to any village there, and the judge must know.
    enough = ("commune", "commune_code", "district")
    tables = tables_of(
        workbook,
        harvest,
        keys=("village", "sub_village", "address"),
        enough=enough,
        given=lambda sheet, titles: {
            **given_kind(sheet, titles),
            **given_village(sheet, titles, context.places),
            **given_plate(sheet, titles),
            **given_counts(sheet, titles),
        },
        judge=lambda table: judge_points(table, raw.name) or judge_summary(table),
    )
    if not tables:
        return harvest.finish()
    published = publish(workbook, tables, harvest)
    if isinstance(published, ParsedFile):
        return published
    seen: set[Facts] = set()
    digest = raw.sha256
    codes_of = [identifiers(table.cells("code", mend=False)) for table in tables]
    repeated = _repeated(codes_of)
    if any(has_blank(table.cells("code", mend=False)) for table in tables):
        digest = hashlib.sha256(rows_as_text(tables).encode()).hexdigest()  # of the whole file, as its own SHA-256 is
    for table, codes, units, dates, aside in zip(
        tables, codes_of, sheet_units(tables, context.places), published.rows, published.aside, strict=True
    ):
        villages = village_texts(table, harvest)
        places = place_columns(table, units, villages)
        if is_summary(table):
            add_summary(table, places, harvest, dates, aside, digest)
            harvest.close(table, aside)
            continue
        kind_cells = table.legend.for_heading(table.heading("kind")).spelled_out(table.cells("kind"), of_kinds=True)
        if "kind" in table.header.columns:
            kind_cells = told_words(table, "kind", kind_cells, KINDS, harvest)[0]
        kinds = each(kind_cells, read_short_kind)
        until = max((day for day in distinct(dates) if day is not None), default=None)
        plates = plate_answers(table, until, harvest)
        if any(taken := taken_back(table, until)):
            plates = [
                Answer.UNCLEAR.value if answer == Answer.YES.value and ALL in back else answer
                for answer, back in zip(plates, taken, strict=True)
            ]
        plated_on, unread = read_dates(table.cells("plated_on"))
        _note_unread(
            table,
            harvest,
            unread,
            sum(n for cell, n in tally(kind_cells).items() if not is_blank(cell) and read_short_kind(cell) is None),
        )
        notified = sensed_answers(told_notices(table, harvest), table.sense("notified"), until)
        told = zip(places["commune_text"], villages, kinds, plates, plated_on, notified, strict=True)
        if repeated:
            _set_repeats_aside(codes, told, repeated, seen, aside)
        keep = [n for n in range(table.size) if n not in aside] if aside else range(table.size)
        columns: dict[str, Sequence[object]] = {
            **places,
            "address_code": codes,
            "address_kind": kinds,
            "plate": plates,
            "plated_on": plated_on,
            "notified": notified,
            "list_digest": CodedColumn.constant(digest, table.size),
            **{name: coordinates(table.cells(name, mend=False), *bounds) for name, bounds in _VIETNAM.items()},
        }
        chosen = {name: taken_rows(values, keep) if aside else values for name, values in columns.items()}
        harvest.add("addresses", table, chosen, keep=keep if aside else None, published=dates)
        harvest.close(table, aside)
    return harvest.finish(published.on, published.source)


Facts = tuple[object, ...]  # what a row says of its point


def given_plate(sheet: str, titles: Sequence[str]) -> dict[str, str]:
    """What a list is of, by its title: points that have their plate, or points that have none."""
    text = " ".join(fold(title) for title in (*titles, sheet) if is_title(title))
    if re.search(r"\b(?:da va chua|da chua|da hoac chua)\b", text):
        return {}
    none = re.search(r"\b(?:chua|khong)(?: duoc)?(?: gan| lap| treo| co)+ bien\b", text)
    some = re.search(r"\bda(?: duoc| hoan thanh)?(?: gan| lap| treo)+ bien\b", text)
    return {} if bool(none) == bool(some) else {"plate": "Chưa" if none else "Có"}


def given_counts(sheet: str, titles: Sequence[str]) -> dict[str, str]:
    """Whether the title says that the figures below the kinds count plates: "SỐ BIỂN ĐỊA CHỈ SỐ ĐÃ GẮN"."""
    for title in (*titles, sheet):
        words = fold(title)
        counts = re.search(r"\bso (?:luong )?(?:bien|diem)\b.*\bda (?:duoc )?(?:gan|lap|treo)\b", words)
        if (
            counts
            and is_title(title)
            and not re.search(r"\bchua\b|\btong so\b|\bphai\b|\bcan\b|ke hoach|du kien", words)
        ):
            return {"counts_plates": title[:80]}
    return {}


def judge_points(table: Table, file: str) -> Doubt | None:
    """A plan lists no points that are there; a list of points without plates cannot mark them as fixed."""
    subject = subject_of(table.titles, (table.sheet.name, file.rsplit("/", 1)[-1].rsplit(".", 1)[0]))
    if subject.is_plan and not subject.says_actual:
        return Doubt(
            "bảng là kế hoạch, chỉ tiêu hoặc danh sách đăng ký, không phải điểm địa chỉ đang có",
            "gửi danh sách điểm địa chỉ đã có trên nền tảng",
            asked=False,
        )
    if subject.is_of_else and table.has("plate"):
        return Doubt(
            "tên bảng nói về biển hỏng, mất, kinh phí hay ý kiến; dấu trong cột gắn biển chưa nói biển đang có",
            "cho biết dấu trong cột đó có nghĩa là đã gắn không",
            fields=("plate",),
            point="plates",
            choices=(AS_PROPOSED, LISTS_MISSING, NOT_USED),
        )
    if table.given.get("plate") == "Chưa" and "plate" in table.header.columns:
        return Doubt(
            "tên bảng nói các điểm chưa gắn biển nhưng bảng lại có cột gắn biển",
            "cho biết dấu trong cột đó nghĩa là đã gắn hay chưa gắn",
            fields=("plate",),
            point="plates",
            choices=(AS_PROPOSED, LISTS_MISSING, NOT_USED),
        )
    return None


def told_notices(table: Table, harvest: ParsedFileBuilder) -> Sequence[Cell]:
    """Whether each holder was told, with the legend's signs and the words that people explained."""
    cells = table.legend.for_heading(table.heading("notified")).spelled_out(table.cells("notified"))
    return told_words(table, "notified", cells, ANSWERS, harvest)[0] if "notified" in table.header.columns else cells


def rows_as_text(tables: Sequence[Table]) -> str:
    """All rows of a file without their running numbers, in no order of rows or columns: equal for the same rows."""
    lines = []
    for table in tables:
        running = table.header.columns.get("stt")
        columns = [each(column, as_text) for at, column in enumerate(table.region.columns) if at != running]
        lines += ["\t".join(sorted(text for column in columns if (text := column[n]))) for n in table.layout.data]
    return "\n".join(sorted(lines))


def village_texts(table: Table, harvest: ParsedFileBuilder) -> Sequence[str | None]:
    """The village of each row: the one of the two columns that is filled.

    Where both are filled and differ, the column whose heading says "thôn" wins, else the text with a village's type
    word ("Thôn Nà Pài" over "Tổ 3"), else the narrower column.
    """
    outer, inner = table.texts("village"), table.texts("sub_village")
    if not table.has("sub_village") or not table.has("village"):
        return outer if table.has("village") else inner
    says = [" thon " in f" {fold(table.heading(name))} " for name in ("village", "sub_village")]
    both = 0
    chosen: list[str | None] = []
    for wide, narrow in zip(outer, inner, strict=True):
        if wide is None or narrow is None:
            chosen.append(narrow or wide)
            continue
        both += wide != narrow
        typed = [bool(_VILLAGE_WORD.match(text)) for text in (wide, narrow)]
        first, second = says if says[0] != says[1] else typed
        chosen.append(wide if first and not second else narrow)
    if both:
        headings = f"'{table.heading('village')}' và '{table.heading('sub_village')}'"
        harvest.note(f"{both} hàng có nội dung khác nhau ở cả hai cột {headings}; đã lấy cột chỉ rõ thôn hơn")
    return chosen


def _repeated(codes_of: Sequence[Sequence[str | None]]) -> set[str]:
    """The codes that more than one row of the file bears."""
    once: set[str | None] = set()
    again: set[str | None] = set()
    for codes in codes_of:
        again |= several_times(codes)
        if len(codes_of) > 1:
            own = set(distinct(codes))
            again |= own & once
            once |= own
    return {code for code in again if code}


def _set_repeats_aside(
    codes: Sequence[str | None],
    facts: Iterable[Facts],
    repeated: Collection[str],
    seen: set[Facts],
    aside: dict[int, tuple[str, str]],
) -> None:
    """Rows of one code that say the same are one; those that differ are all kept, as two files of one day would be."""
    for n, (code, fact) in enumerate(zip(codes, facts, strict=True)):
        if code not in repeated or n in aside:
            continue
        if (code, fact) in seen:
            aside[n] = ("duplicate_address", "")
        seen.add((code, fact))


def _note_unread(table: Table, harvest: ParsedFileBuilder, dates: int, kinds: int) -> None:
    if dates:
        harvest.note(f"cột '{table.heading('plated_on')}': {dates} ô không đọc được như một ngày, để trống")
    if kinds:
        harvest.note(
            f"cột '{table.heading('kind')}': {kinds} ô không phải Hộ gia đình, Cơ quan, Tổ chức hay Khu di tích; "
            "các điểm này không tính cho loại nào"
        )
    for name, meaning in (("code", "mã địa chỉ"), ("plate", "đã gắn biển")):
        if not table.has(name):
            harvest.note(f"trang tính '{table.sheet.name}' không có cột {meaning}; phần này chưa đủ minh chứng")
