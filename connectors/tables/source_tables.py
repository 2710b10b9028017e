"""The tables of a workbook as a card describes them; sheets without one are noted or refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from connectors.contract import FieldCard, SourceCard, Workbook
from connectors.tables.header import Wanted
from connectors.tables.headings import Headings, fold_heading
from connectors.tables.parsed_file_builder import ParsedFileBuilder, quoted
from connectors.tables.table import NoTable, Table, read_table
from doisoat.errors import Refused


def _words(card: SourceCard, option: str) -> tuple[str, ...]:
    return tuple(cast(list[str], card.options.get(option, [])))


def wanted_of(card: SourceCard) -> Wanted:
    """What the card asks of a table."""
    options = card.options
    one_of = tuple(tuple(names) for names in cast(list[list[str]], options.get("one_of", [])))
    not_under, not_with = _words(card, "not_under"), _words(card, "not_with")
    return Wanted(Headings(card.fields, not_under, not_with), tuple(f.name for f in card.fields if f.required), one_of)


def ignored_headings(card: SourceCard) -> Callable[[str], bool]:
    """Tells headings the card knows and leaves unread (a holder's name, a remark)."""
    headings = Headings([FieldCard("ignored", _words(card, "ignored"))])
    return lambda text: bool(headings.fields_of((text,))) or fold_heading(text) == ""


def tables_of(
    workbook: Workbook,
    harvest: ParsedFileBuilder,
    *,
    keys: Sequence[str],
    answers: Sequence[str] = (),
    enough: Sequence[str] = (),
    no_key: str = "no_place",
) -> list[Table]:
    """Every table of the workbook. Sheets without one are noted, or refused where no sheet has a table."""
    card = harvest.card
    wanted = wanted_of(card)
    repair = harvest.context.repair
    read = [read_table(s, wanted, repair, keys=keys, answers=answers, enough=enough) for s in workbook.sheets]
    tables = [table for table in read if isinstance(table, Table)]
    ignored = ignored_headings(card)
    for table in tables:
        harvest.open(table, no_key)
        unknown = table.unknown_headings(ignored)
        if unknown:
            harvest.note(f"trang tính '{table.sheet.name}': các cột chưa biết, không đọc: {quoted(unknown)}")
        for name, columns in table.header.assignment.ambiguous.items():
            same = [" / ".join(table.header.chains[c]) for c in columns]
            harvest.note(
                f"trang tính '{table.sheet.name}': nhiều cột cùng nghĩa ({quoted(same)}) nên không đọc ({name})"
            )
    for sheet in read:
        if isinstance(sheet, NoTable):
            _without_table(sheet, harvest, bool(tables))
    return tables


def _without_table(found: NoTable, harvest: ParsedFileBuilder, others: bool) -> None:
    name = found.sheet.name
    if found.row_count == 0 and not found.missing and not found.headings:
        harvest.note(f"trang tính '{name}' trống")
        return
    if others and not found.missing:
        harvest.note(f"trang tính '{name}' không có bảng số liệu của nguồn này nên không đọc")
        return
    synonyms = {f.name: f.headings[0] for f in harvest.card.fields}
    lacking = found.missing or [f.name for f in harvest.card.fields if f.required]
    names = [_readable(synonyms.get(field_name, field_name)) for field_name in lacking]
    # A sheet without a header row may begin with people, whatever folder it lies in: only a row that was recognised
    # as a header is quoted.
    shown = found.headings if found.missing else []
    if found.twice:
        harvest.note(
            f"trang tính '{name}': nhiều cột cùng mang tên {quoted(found.twice)}; hãy để mỗi bảng một trang tính"
        )
    seen = quoted(shown) if shown else "không có hàng nào giống hàng tiêu đề"
    harvest.refuse(
        Refused.MISSING_HEADING,
        f"thiếu cột {quoted(names)}; thấy: {seen}" if names else f"không thấy hàng tiêu đề; thấy: {seen}",
        f"thêm cột còn thiếu, hoặc thêm tên cột đang dùng vào connectors/sources/{harvest.card.id}/source.yml",
        rows=found.row_count,
        sheet=name,
    )


def _readable(synonym: str) -> str:
    """A synonym's pattern as a person would write the heading: ``thôn|bản [tên]`` → ``thôn``."""
    return synonym.split("[")[0].split("|")[0].replace("*", " ").strip().capitalize()
