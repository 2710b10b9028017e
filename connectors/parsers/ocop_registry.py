"""The province's OCOP registry: one row a product, with its stars and how long they are valid."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from connectors.contract import Cell, Context, ParsedFile, RawFile, SourceCard, Workbook
from connectors.parsers.producers import addresses_apart, producers_place
from connectors.parsers.recognition import recognition_of
from connectors.reading import Doubt
from connectors.tables.answers import read_answer
from connectors.tables.cells import as_text, each, is_blank, read_stars
from connectors.tables.context import given_stars
from connectors.tables.dates import read_date, read_dates
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.places import place_columns, sheet_units
from connectors.tables.product_states import NOT_RECOGNISED
from connectors.tables.source_tables import tables_of
from connectors.tables.subject import subject_of
from connectors.tables.table import Table
from connectors.tables.ticks import star_columns
from doisoat.model import Answer
from doisoat.text.compare import fold

_FACTS = ("stars", "decision_number", "recognised_on", "valid_until")
_DATED = re.compile(
    r"(\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*(?:\d{4}|\d{2}))\s*\)?"
    r"(?:,?\s*(?:của|do)\b\D*)?\s*$|(\d{1,2} tháng \d{1,2} năm \d{4})\s*\)?(?:,?\s*(?:của|do)\b\D*)?\s*$"
)

_EXPIRED = re.compile(r"\b(?:hết hạn|hết hiệu lực|quá hạn|hết thời hạn)\b", re.IGNORECASE)


def parse(workbook: Workbook, raw: RawFile, card: SourceCard, context: Context) -> ParsedFile:
    """Records ``ocop_products`` of one file."""
    harvest = ParsedFileBuilder(raw, card, context)
    tables = tables_of(
        workbook,
        harvest,
        keys=("product",),
        no_key="no_product",
        given=lambda sheet, titles: given_stars(sheet, titles),
        judge=lambda table: judge_registry(table, raw.name),
    )
    for table, units in zip(tables, sheet_units(tables, context.places), strict=True):
        decisions = table.cells("decision_number")
        recognised, unread_recognised = read_dates(table.cells("recognised_on"))
        until_cells = table.cells("valid_until")
        until, unread_until = read_dates(until_cells)
        star_cells = star_ticks(table) or table.cells("stars")
        stars = each(star_cells, read_stars)
        unread_stars = sum(1 for cell, n in zip(star_cells, stars, strict=True) if n is None and not is_blank(cell))
        for count, name in (
            (unread_recognised, "recognised_on"),
            (unread_until, "valid_until"),
            (unread_stars, "stars"),
        ):
            if count:
                harvest.note(f"cột '{table.heading(name)}': {count} ô không đọc được, để trống")
        places = {name: list(texts) for name, texts in place_columns(table, units).items()}
        producers = list(table.texts("producer"))
        places = addresses_apart(table, places, producers)
        said = recognition_of(table, star_cells, harvest)
        aside = {n: ("not_recognised", "") for n, one in enumerate(said) if one.state == NOT_RECOGNISED}
        aside |= products_below_producers(table, places, producers)
        columns: dict[str, Sequence[object]] = {
            **producers_place(places, producers),
            "product_name": table.texts("product"),
            "producer": producers,
            "stars": stars,
            "decision_number": each(decisions, as_text),
            "recognised_on": [
                own or given for own, given in zip(recognised, each(decisions, decision_date), strict=True)
            ],
            "valid_until": until,
            "state": [one.state for one in said],
            "question": [one.question for one in said],
        }
        keep = [n for n in range(table.size) if n not in aside]
        harvest.add(
            "ocop_products", table, {name: [values[n] for n in keep] for name, values in columns.items()}, keep=keep
        )
        harvest.close(table, aside)
    return harvest.finish()


def star_ticks(table: Table) -> list[Cell]:
    """The stars of each row where columns "3 sao", "4 sao" … are ticked; None where none is, or two are.

    Empty where there are no such columns.
    """
    ticked = [
        (said, [read_answer(cell) is Answer.YES for cell in table.column_cells(c)])
        for c, said in star_columns(table.header).items()
    ]
    found: list[Cell] = []
    for n in range(table.size) if ticked else ():
        said = [stars for stars, marks in ticked if marks[n]]
        found.append(said[0] if len(said) == 1 else None)
    return found


def products_below_producers(
    table: Table, places: dict[str, list[str | None]], producers: list[str | None]
) -> dict[int, tuple[str, str]]:
    """Where producers stand with their address above their products, each product takes both; the rows set aside.

    Such a table has rows of two kinds and no others: an address and nothing of a recognition, or the other way round.
    """
    facts = [table.cells(name) for name in _FACTS if name in table.header.columns]
    recognised = [any(not is_blank(column[n]) for column in facts) for n in range(table.size)]
    addresses = places["address_text"]
    if all(recognised) or not any(recognised):  # nothing is said of recognition: no row is a producer's for that
        return {}
    if any((address is None) != is_one for address, is_one in zip(addresses, recognised, strict=True)):
        return {}
    names, current = table.texts("product"), None
    for n, is_product in enumerate(recognised):
        if not is_product:
            current = n
        elif current is not None:
            addresses[n], producers[n] = addresses[current], producers[n] or names[current]
    return {n: ("section_row", "") for n, is_product in enumerate(recognised) if not is_product}


def judge_registry(table: Table, file: str) -> Doubt | None:
    """Why the table is no registry of recognised products; None where it is one."""
    subject = subject_of(table.titles, (table.sheet.name, file.rsplit("/", 1)[-1].rsplit(".", 1)[0]))
    headings = subject_of((), [" ".join(chain) for chain in table.header.chains if chain])
    told = table.layout.filled.get(
        "recognition", ()
    )  # "A. Đã được công nhận", "B. Tiềm năng": each part says it itself
    asked_for = subject.is_plan and not (len(told) > 0 and all(told))
    if asked_for or (headings.is_plan and not _is_recognised(table)):
        return Doubt(
            "bảng liệt kê sản phẩm đăng ký, đề nghị hoặc dự kiến, chưa phải sản phẩm đã được công nhận",
            "gửi danh mục sản phẩm đã có quyết định công nhận",
            asked=False,
        )
    ended = not table.has("valid_until") and any(_EXPIRED.search(text) for text in subject.texts)
    if ended or subject.turns & {"negation", "ended"}:
        return Doubt(
            "tên bảng nói về sản phẩm chưa đạt, không được công nhận, đã hết hạn hoặc đã thu hồi",
            "cho biết bảng có phải danh mục sản phẩm đang được công nhận không",
            point="recognised",
        )
    shows = any(map(table.has, ("stars", "decision_number", "recognised_on", "valid_until")))
    named = any("ocop" in fold(text) for text in (*table.titles, table.sheet.name, table.heading("product")))
    if not shows and not named:
        return Doubt(
            "bảng không có dấu hiệu nào của danh mục OCOP (số sao, quyết định công nhận, hạn công nhận, tên bảng)",
            "kiểm tra xem tệp có thuộc thư mục này không",
            asked=False,
        )
    return None


def _is_recognised(table: Table) -> bool:
    return any(map(table.has, ("stars", "decision_number", "recognised_on", "valid_until")))


def decision_date(cell: Cell) -> dt.date | None:
    """The date at the end of a decision's text: "100/QĐ-UBND ngày 12/5/2023"."""
    match = _DATED.search(cell) if isinstance(cell, str) else None
    return read_date(match[1] or match[2]) if match else None
