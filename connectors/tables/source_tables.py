"""The tables of a workbook as a card describes them; sheets without one are noted or refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from connectors.contract import FieldCard, SourceCard, Workbook
from connectors.reading import NOT_USED, Doubt, TableQuestion
from connectors.tables.accounts import question_about
from connectors.tables.blocks import parts_of
from connectors.tables.code_sheets import without_code_sheets
from connectors.tables.column_questions import column_questions, near_questions, plain_name, told_columns
from connectors.tables.columns import ColumnFinder
from connectors.tables.dates import title_date
from connectors.tables.file_dates import name_date
from connectors.tables.header import Header, Wanted
from connectors.tables.headings import Headings, fold_heading
from connectors.tables.joined_sheets import joined
from connectors.tables.legend import legend_of
from connectors.tables.lexicon.segments import segments
from connectors.tables.lexicon.words import lexicon
from connectors.tables.meanings import match, said
from connectors.tables.month_heads import with_years
from connectors.tables.parsed_file_builder import ParsedFileBuilder, quoted
from connectors.tables.parts_of_cells import parts_apart
from connectors.tables.subject import subject_of
from connectors.tables.table import NoTable, Table, read_table, titles_of
from connectors.tables.ticks import combine_ticks
from doisoat.errors import Refused

Given = Callable[[str, Sequence[str]], Mapping[str, str]]


def _words(card: SourceCard, option: str) -> tuple[str, ...]:
    return tuple(cast(list[str], card.options.get(option, [])))


def wanted_of(card: SourceCard, given: Given | None = None) -> Wanted:
    """What the card asks of a table; ``given`` tells what a sheet's name and titles say in place of a column."""
    options = card.options
    one_of = tuple(tuple(names) for names in cast(list[list[str]], options.get("one_of", [])))
    synonyms = Headings(card.fields, _words(card, "not_under"), _words(card, "not_with"))
    finder = ColumnFinder(card.fields, synonyms, own_operators(card))
    required = tuple(f.name for f in card.fields if f.required)
    return Wanted(finder, required, one_of, given) if given else Wanted(finder, required, one_of)


def own_operators(card: SourceCard) -> frozenset[str]:
    """The operators of the lexicon that this source is: by its card's id and title. Empty for the other sources."""
    if card.parser != "operator_coverage":
        return frozenset()
    named = {m for text in (card.id, card.title) for s in segments(text) for m in s.meanings}
    return frozenset(named & lexicon().operators) or frozenset({card.id})


def ignored_headings(card: SourceCard) -> Callable[[str], bool]:
    """Tells headings the card knows and leaves unread (a holder's name, a remark)."""
    headings = Headings([FieldCard("ignored", _words(card, "ignored"))])
    known = frozenset(_words(card, "known"))

    def ignored(text: str) -> bool:
        if headings.fields_of((text,)) or fold_heading(text) == "":
            return True
        said = [s.meanings for s in segments(text)]
        return any(m & known for m in said) and all(said)

    return ignored


def tables_of(
    workbook: Workbook,
    harvest: ParsedFileBuilder,
    *,
    keys: Sequence[str],
    answers: Sequence[str] = (),
    enough: Sequence[str] = (),
    no_key: str = "no_place",
    given: Given | None = None,
    judge: Callable[[Table], Doubt | None] = lambda _table: None,
) -> list[Table]:
    """Every table of the workbook. Sheets without one are noted, or refused where no sheet has a table.

    Args:
        workbook: the file.
        harvest: takes counts, notes and refusals.
        keys: fields of which one must be filled in a data row.
        answers: fields whose cells may be merged sideways.
        enough: fields of which one makes a row a data row although its keys are blank.
        no_key: the reason for rows without any key.
        given: what a sheet's name and titles say in place of a column.
        judge: tells why a table is none of this source's, or must be asked about.
    """
    card, context = harvest.card, harvest.context
    wanted = wanted_of(card, given)
    stated = _stated_day(workbook, harvest)
    until = stated or harvest.context.today
    read: list[Table | NoTable] = []
    sheets, naming = joined(workbook.sheets)
    for sheet in naming:
        harvest.note(f"trang tính '{sheet.name}' ghi tên của các mã; đã dùng để đọc các trang khác")
    sheets, explaining = without_code_sheets(sheets)
    for sheet in explaining:
        harvest.note(f"trang tính '{sheet.name}' giải thích các mã; đã dùng để đọc các trang khác")
    for sheet in (with_years(parts_apart(sheet), stated) for sheet in sheets):
        parts = parts_of(sheet, wanted, context.repair, context.places)
        tables_here = [
            read_table(
                part.sheet,
                wanted,
                context.repair,
                keys=keys,
                answers=answers,
                enough=enough,
                places=context.places,
                until=until,
                above=part.above,
                told=lambda header: told_columns(card, header, context.answers),
            )
            for part in parts
        ]
        for part, table in zip(parts, tables_here, strict=True):
            if isinstance(table, Table):
                table.shape = part.shape
                table.left = part.left
        read += tables_here
    tables = []
    doubted = 0
    shapes = [set(t.header.columns) for t in read if isinstance(t, Table) and not t.sheet.is_hidden]
    for table in read:
        if isinstance(table, Table) and table.sheet.is_hidden and set(table.header.columns) in shapes:
            aside = [table.number(position) for position, _ in table.layout.aside]
            harvest.leave_hidden(table.sheet, [*table.row_numbers(), *aside])
        elif isinstance(table, Table):
            combine_ticks(table)
            doubt = _judged(table, harvest, judge) or _near_doubt(table, harvest)
            if doubt is None:
                tables.append(table)
            else:
                harvest.doubt(table, doubt)
                doubted += 1
    everywhere = legend_of(text for found in read for text in legend_texts(found))
    ignored = ignored_headings(card)
    for table in tables:
        table.legend = table.legend.with_others(everywhere)
        harvest.open(table, no_key)
        unknown = table.unknown_headings(ignored)
        if unknown:
            harvest.note(f"trang tính '{table.sheet.name}': các cột chưa biết, không đọc: {quoted(unknown)}")
        for name, columns in table.header.assignment.ambiguous.items():
            same = [" / ".join(table.header.chains[c]) for c in columns]
            harvest.note(
                f"trang tính '{table.sheet.name}': nhiều cột cùng nghĩa ({quoted(same)}) nên không đọc ({name})"
            )
    for found_none in read:
        if isinstance(found_none, NoTable):
            _without_table(found_none, harvest, bool(tables) or doubted > 0)
    return tables


ANSWER_FIX = "trả lời trong bảng câu hỏi (doisoat layouts questions TỆP.xlsx) rồi đặt vào layouts/ của hộp thư đến"


def _may_be_here(found: NoTable, harvest: ParsedFileBuilder) -> list[TableQuestion]:
    """Questions about a table that is of this source's kind but for one field, where an unknown column may be it."""
    header, card = found.header, harvest.card
    if header is None or found.contents is None or found.twice or len(found.missing) != 1 or len(header.columns) < 2:
        return []
    wanted = wanted_of(card)
    lacking = next((names for names in wanted.one_of if names[0] == found.missing[0]), (found.missing[0],))
    return column_questions(
        card, header, found.contents, lacking, found.sheet.name, harvest.raw.name, _of_no_interest(card, header)
    )


def _of_no_interest(card: SourceCard, header: Header) -> list[int]:
    """Columns that the card knows and leaves unread."""
    ignored = ignored_headings(card)
    return [c for c, chain in enumerate(header.chains) if chain and (ignored(chain[-1]) or ignored(" ".join(chain)))]


def _judged(table: Table, harvest: ParsedFileBuilder, judge: Callable[[Table], Doubt | None]) -> Doubt | None:
    """What still stands against reading the table, after what a person answered about it."""
    doubt = judge(table)
    if doubt is None or not doubt.asked:
        return doubt
    question = question_about(table, doubt, harvest.card.id, harvest.raw.name)
    answer = harvest.context.answers.get(question.id)
    if answer is None:
        return doubt
    if answer == NOT_USED:
        return Doubt(f"không dùng bảng này, theo câu trả lời {question.id} ({doubt.what})", FORGET_FIX, asked=False)
    table.answer = answer
    harvest.note(f"trang tính '{table.sheet.name}': đọc theo câu trả lời {question.id} ({answer})")
    return None


def _near_doubt(table: Table, harvest: ParsedFileBuilder) -> Doubt | None:
    """A column that names an answer under a word nobody knows may turn what the others say: the table waits."""
    file = harvest.raw.name
    asked = near_questions(harvest.card, table.header, table.contents, table.sheet.name, file) if table.contents else []
    for question in asked:
        harvest.ask(question)
    if not asked:
        return None
    return Doubt(asked[0].doubt, ANSWER_FIX, asked=False, kind=Refused.LAYOUT_ASKED)


FORGET_FIX = "không cần làm gì; muốn hỏi lại thì dùng: doisoat layouts forget MÃ_CÂU_HỎI"


def legend_texts(found: Table | NoTable) -> list[str]:
    """Where a legend of the whole file may stand, titles and notes: in a file of many blocks it stands once."""
    return found.titles if isinstance(found, NoTable) else [*found.titles, *found.layout.notes]


def _stated_day(workbook: Workbook, harvest: ParsedFileBuilder) -> dt.date | None:
    """The day up to which a heading's period is past, where the file's name or titles say one."""
    name = name_date(harvest.raw.name, harvest.context.today)
    titles = [title_date(titles_of(sheet, harvest.context.repair, 8)) for sheet in workbook.sheets[:3]]
    known = [day for day in (*titles, name) if day is not None]
    return min(max(known), harvest.context.today) if known else None


def _without_table(found: NoTable, harvest: ParsedFileBuilder, others: bool) -> None:
    name = found.sheet.name
    if found.row_count == 0 and not found.missing and not found.headings:
        harvest.note(f"trang tính '{name}' trống")
        return
    if others and not found.missing:
        harvest.note(f"trang tính '{name}' không có bảng số liệu của nguồn này nên không đọc")
        return
    if _is_planned(found, harvest.card) or _is_titled_plan(found):
        harvest.refuse(
            Refused.OTHER_SUBJECT,
            "bảng là kế hoạch, chỉ tiêu hoặc danh sách đăng ký, không phải số liệu đã có",
            "không cần làm gì nếu đúng vậy; nếu đây là số liệu đã có, sửa tiêu đề cột cho rõ",
            rows=found.row_count,
            sheet=name,
        )
        return
    questions = _may_be_here(found, harvest)
    if _are_shares(found, harvest.card) and not any(map(_may_count, questions)):
        harvest.refuse(
            Refused.OTHER_SUBJECT,
            "bảng chỉ ghi tỷ lệ phần trăm; không có số đếm thì tỷ lệ không kết luận được gì",
            "gửi bảng ghi số đã có và tổng số của từng đơn vị",
            rows=found.row_count,
            sheet=name,
        )
        return
    synonyms = {f.name: plain_name(f) for f in harvest.card.fields}
    lacking = found.missing or [f.name for f in harvest.card.fields if f.required]
    names = [synonyms.get(field_name, field_name.capitalize()) for field_name in lacking]
    # A sheet without a header row may begin with people, whatever folder it lies in: only a row that was recognised
    # as a header is quoted.
    shown = found.headings if found.missing else []
    seen = quoted(shown) if shown else "không có hàng nào giống hàng tiêu đề"
    if questions:
        for question in questions:
            harvest.ask(question)
        asked = quoted([question.subject for question in questions])
        harvest.refuse(
            Refused.LAYOUT_ASKED,
            f"thiếu cột {quoted(names)}; thấy: {seen}; chưa rõ cột nào sau đây chính là cột đó: {asked}",
            ANSWER_FIX,
            rows=found.row_count,
            sheet=name,
        )
        return
    if found.twice:
        harvest.note(
            f"trang tính '{name}': nhiều cột cùng mang tên {quoted(found.twice)}; hãy để mỗi bảng một trang tính"
        )
    harvest.refuse(
        Refused.MISSING_HEADING,
        f"thiếu cột {quoted(names)}; thấy: {seen}" if names else f"không thấy hàng tiêu đề; thấy: {seen}",
        f"thêm cột còn thiếu, hoặc thêm tên cột đang dùng vào connectors/sources/{harvest.card.id}/source.yml",
        rows=found.row_count,
        sheet=name,
    )


def _is_titled_plan(found: NoTable) -> bool:
    """A table that lacks a field under a title that says a plan, and nothing of what is there: no lost part."""
    subject = subject_of(found.titles)
    return bool(found.missing) and subject.is_plan and not subject.says_actual


def _is_planned(found: NoTable, card: SourceCard) -> bool:
    """Whether all that is missing stands there as a plan, a target or a registration ("Sản phẩm đăng ký")."""
    return bool(found.missing) and all(_stands_as("plan", (name,), found, card) for name in found.missing)


def _are_shares(found: NoTable, card: SourceCard) -> bool:
    """Whether all that is missing stands there as a share alone ("Tỷ lệ gắn biển (%)" above the kinds)."""
    one_of = wanted_of(card).one_of
    groups = [next((names for names in one_of if names[0] == name), (name,)) for name in found.missing]
    return bool(groups) and not found.twice and all(_stands_as("share", names, found, card) for names in groups)


def _may_count(question: TableQuestion) -> bool:
    """Whether a column asked about holds figures under a heading that says no share: it may be the count itself."""
    is_share = "share" in said(tuple(question.subject.split(" / "))).turns
    return not is_share and any(text.isdigit() for _, texts in question.examples for text in texts)


def _stands_as(sense: str, names: Sequence[str], found: NoTable, card: SourceCard) -> bool:
    """Whether a heading names one of the fields in that sense and in no other."""
    meanings = [f.meaning for f in card.fields if f.name in names and f.meaning is not None]
    headings = [said(tuple(heading.split(" / "))) for heading in found.headings]
    in_sense = [replace(meaning, senses=frozenset({sense})) for meaning in meanings]
    return any((m := match(meaning, heading)) and m.sense == sense for meaning in in_sense for heading in headings)
