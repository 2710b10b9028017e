"""The sheets of the template as columns of records. Each reader may set rows aside: index → (reason, heading)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from connectors.contract import Cell
from connectors.sources.village_claims.claims_table import cell_of, is_uncomputed
from connectors.sources.village_claims.template import SHEETS
from connectors.tables.cells import as_text, counts, each, is_blank, percentages, read_stars
from connectors.tables.claim_words import NO_PRODUCT, read_claim
from connectors.tables.date_spans import has_no_end, read_spans, written
from connectors.tables.dates import plain, read_date
from connectors.tables.kinds import read_kind
from connectors.tables.parsed_file_builder import ParsedFileBuilder
from connectors.tables.placeholders import is_only_form
from connectors.tables.table import Table
from connectors.tables.wifi_cells import read_password
from doisoat.model import Answer, Channel, ClaimCell
from doisoat.text.compare import fold

Aside = dict[int, tuple[str, str]]
Columns = dict[str, list[object]]

_CHANNELS = {
    "san tmdt": Channel.EXCHANGE,
    "san thuong mai dien tu": Channel.EXCHANGE,
    "website": Channel.WEBSITE,
    "trang web": Channel.WEBSITE,
    "trang thong tin dien tu": Channel.WEBSITE,
    "mang xa hoi": Channel.SOCIAL,
    "mxh": Channel.SOCIAL,
}
# What the report of a model must tell; "Kết thúc" may stay blank while the model runs.
_REPORT_ITEMS = ("model", "capital", "quantity", "scope", "start", "receivers", "before", "during", "after", "growth")
_TOLD_ITEMS = ("scope", "before", "during", "after", "growth")  # in words; who received it may name people


def _claims(table: Table, harvest: ParsedFileBuilder, names: Sequence[str], aside: Aside) -> Columns:
    """Claim columns (``ClaimCell``); a cell that cannot be read costs its own indicator, and is told."""
    columns: Columns = {}
    for name in names:
        read = list(each(table.cells(name), read_claim))
        for n in range(table.size):
            if n not in aside and is_uncomputed(table, name, n):
                read[n] = ClaimCell.UNREAD
                harvest.tell(table, n, "bad_claim_cell", table.heading(name), "(công thức chưa có kết quả)")
            elif n not in aside and read[n] == ClaimCell.UNREAD:
                harvest.tell(table, n, "bad_claim_cell", table.heading(name), cell_of(table, name, n))
        columns[name] = [claim.value for claim in read]
    return columns


def _years(table: Table, aside: Aside) -> list[object]:
    """The year column; a row without a readable year is set aside."""
    years = each(table.cells("year"), read_year)
    for n, year in enumerate(years):
        if year is None:
            aside.setdefault(n, ("no_year", table.heading("year")))
    return list(years)


def read_year(cell: Cell) -> int | None:
    """A year: 2024, "2024", "Năm 2024"."""
    text = as_text(cell)
    words = fold(text).removeprefix("nam ") if text else ""
    return int(words) if len(words) == 4 and words.isdecimal() and 2015 <= int(words) <= 2099 else None


def _counted(table: Table, harvest: ParsedFileBuilder, name: str) -> list[object]:
    cells = table.cells(name)
    read, unread = counts(cells)
    if unread:
        harvest.note(
            f"trang tính '{table.sheet.name}', cột '{table.heading(name)}': {unread} ô không đọc được như một số đếm"
        )
        for n, (cell, count) in enumerate(zip(cells, read, strict=True)):
            if count is None and not is_blank(cell):
                harvest.tell(table, n, "bad_count", table.heading(name), cell)
    return list(read)


def _dated(table: Table, harvest: ParsedFileBuilder, field: str, name: str, *, to_now: bool = False) -> Columns:
    """Columns ``<name>_from``, ``<name>_to`` and ``<name>_text`` of one field."""
    cells = table.cells(field)
    spans, unread = read_spans(cells, to_now=to_now)
    unread = [n for n in unread if not has_no_end(cells[n])]
    if unread:
        where = f"trang tính '{table.sheet.name}', cột '{table.heading(field)}'"
        harvest.note(f"{where}: {len(unread)} ô không đọc được như một ngày")
    for n in unread:
        harvest.tell(table, n, "bad_date", table.heading(field), cells[n])
    return {
        f"{name}_from": [span and span.start for span in spans],
        f"{name}_to": [span and span.end for span in spans],
        f"{name}_text": list(each(cells, written)),
    }


def criteria_id(text: str | None) -> str:
    """A criteria set's id as the template writes it: ``ttm 2023`` → ``TTM-2023``; empty where nothing stands."""
    return fold(text).replace(" ", "-").upper() if text else ""


def assessments(table: Table, harvest: ParsedFileBuilder, aside: Aside) -> Columns:
    """Columns of ``assessments``."""
    criteria = [criteria_id(text) or None for text in table.texts("criteria")]
    for n, name in enumerate(criteria):
        if not name:
            aside.setdefault(n, ("no_criteria", table.heading("criteria")))
    years = _years(table, aside)
    return {
        "criteria": list(criteria),
        "year": years,
        **_claims(table, harvest, [f"claim_{n}" for n in range(1, 7)], aside),
    }


def wifi_claims(table: Table, harvest: ParsedFileBuilder, aside: Aside) -> Columns:
    """Columns of ``wifi_claims``."""
    return {
        "venue": list(table.texts("venue")),
        "operator_text": list(table.texts("operator")),
        "contract_number": _numbers(table, harvest, "contract", "bad_contract_number", is_only_form),
        "has_password": list(each(table.cells("password"), _password)),
    }


def _password(cell: Cell) -> Answer | None:
    """As everywhere; "Đạt" says that the rule is kept, and not whether there is a password."""
    return Answer.UNCLEAR if fold(as_text(cell) or "") == "dat" else read_password(cell)


# One number and its day: in "45/QĐ-UBND thay QĐ 5/QĐ-UBND ngày …" the day may be the other's.
_DAY_BEHIND = re.compile(
    r"^(?:quyết định |qđ )?(?:số\s*:?\s*)?\S+,? (?:ký |ban hành )?ngày\s*(?P<day>\d{1,2}[/.-]\d{1,2}[/.-]\d{4})$",
    re.IGNORECASE,
)


def teams(table: Table, harvest: ParsedFileBuilder, aside: Aside) -> Columns:
    """Columns of ``teams``; the day of a decision may stand behind its number ("45/QĐ-UBND ngày 12/3/2023")."""
    columns = _dated(table, harvest, "date", "decision")
    for n, (number, date) in enumerate(zip(table.texts("number"), table.cells("date"), strict=True)):
        behind = _DAY_BEHIND.search(number or "")
        if behind and is_blank(date) and (day := read_date(behind["day"])):
            for name, value in (("from", day), ("to", day), ("text", behind["day"])):
                columns[f"decision_{name}"][n] = value
    return {
        "decision_number": _numbers(table, harvest, "number", "bad_decision_number", _is_no_decision),
        **columns,
        "issuer": list(table.texts("issuer")),
    }


def _numbers(
    table: Table, harvest: ParsedFileBuilder, field: str, reason: str, is_none: Callable[[str], bool]
) -> list[object]:
    """The numbers of papers; one that is only its form is none, and is told."""
    found: list[object] = []
    for n, text in enumerate(table.texts(field)):
        if text is not None and is_none(text):
            harvest.tell(table, n, reason, table.heading(field), text)
            text = None
        found.append(text)
    return found


# Papers that decide nothing: plans, notices, submissions, reports, letters, invitations.
_NO_DECISION = re.compile(r"(?:/|\b)(?:kh|tb|ttr|bc|cv|gm|gtt)\s*[-–/]", re.IGNORECASE)


def _is_no_decision(text: str) -> bool:
    return is_only_form(text) or bool(_NO_DECISION.search(text))


def activities(table: Table, harvest: ParsedFileBuilder, aside: Aside) -> Columns:
    """Columns of ``activities``; one that is only planned, put off, or that nobody came to is not held."""
    dates = table.cells("date")
    put_off = [_is_put_off(date) or _is_put_off(said) for date, said in zip(dates, table.cells("content"), strict=True)]
    return {
        **_dated(table, harvest, "date", "activity"),
        "is_held": [not off and not _is_nobody(who) for off, who in zip(put_off, table.cells("people"), strict=True)],
        "platform": list(table.texts("platform")),
        "people_count": _counted(table, harvest, "people"),
    }


# At the head of the text, or in brackets or behind a dash at its end: "Hướng dẫn lập kế hoạch …" was held.
_PUT_OFF = re.compile(
    r"(?:^|[(:;,–-]\s*)(?:(?:du kien|du dinh|ke hoach(?! so)|se (?:to chuc|thuc hien|trien khai|mo|huong dan)|tam hoan|"
    r"hoan(?! thanh| thien| chinh)|huy(?! dong)|da huy|dang chuan bi|chuan bi to chuc|tam dung)\b|(?:chua|khong) "
    r"(?:to chuc|thuc hien|trien khai|dien ra|tien hanh|co hoat dong|lam duoc))"
)


_NOBODY = re.compile(r"^(?:khong|chua)(?: co)?(?: (?:ai|nguoi|nguoi nao|ho nao|nguoi dan nao|huong dan ai|duoc ai))?$")


def _is_nobody(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(_NOBODY.match(fold(cell)))


def _is_put_off(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(_PUT_OFF.search(plain(cell)))


def models(table: Table, harvest: ParsedFileBuilder, aside: Aside) -> Columns:
    """Columns of ``models``; the headings of blank report items are joined by ";"."""
    headings = {field: heading for heading, field in SHEETS["Mô hình"].items()}
    gaps: list[list[str]] = [[] for _ in range(table.size)]
    for item in _REPORT_ITEMS:
        for n, cell in enumerate(table.cells(item)):
            if is_blank(cell):
                gaps[n].append(headings[item])
    return {
        "model_name": list(table.texts("model")),
        "field": list(table.texts("field")),
        **_dated(table, harvest, "start", "started", to_now=True),
        **_ends(table, harvest),
        "missing_items": [";".join(names) or None for names in gaps],
        "report_text": _joined([list(table.texts(item)) for item in _TOLD_ITEMS], table.size),
    }


def _joined(columns: list[list[str | None]], size: int) -> list[object]:
    return ["\n".join(text for column in columns if (text := column[n])) or None for n in range(size)]


def _ends(table: Table, harvest: ParsedFileBuilder) -> Columns:
    """The end of each model; "đang hoạt động", "đến nay" name none, like a blank."""
    columns = _dated(table, harvest, "end", "ended")
    open_ended = each(table.cells("end"), has_no_end)
    columns["ended_text"] = [
        None if is_open else text for is_open, text in zip(open_ended, columns["ended_text"], strict=True)
    ]
    return columns


# "Thôn chưa có sản phẩm OCOP" claims none; "Trà hoa không đường" is a product's name.
_NONE_YET = re.compile(
    r"^(?:(?:thon|ban|xom|khu|to dan pho|xa|dia phuong|don vi)\b.{0,40}?)?\b(?:chua|khong) co\b.{0,20}\bsan pham\b"
)


def _claims_none(name: str) -> bool:
    """Whether what stands as a product's name says that there is none."""
    words = fold(name)
    return words in NO_PRODUCT or bool(_NONE_YET.search(words))


def products(table: Table, harvest: ParsedFileBuilder, aside: Aside) -> Columns:
    """Columns of ``products``. A row that names neither product nor link says nothing and is set aside."""
    names, urls, channels = table.texts("product"), table.texts("url"), table.texts("channel")
    for n, pair in enumerate(zip(names, urls, strict=True)):
        if pair[1] is None and _claims_none(pair[0] or ""):
            aside.setdefault(n, ("says_none", table.heading("product")))
        elif pair == (None, None):
            aside.setdefault(n, ("no_product", table.heading("product")))
    known = {text: _CHANNELS.get(fold(text or "")) for text in set(channels)}
    return {
        "product_name": list(names),
        "supplier": list(table.texts("supplier")),
        "stars": list(each(table.cells("stars"), read_stars)),
        "channel": [channel.value if (channel := known[text]) else None for text in channels],
        "channel_text": list(channels),
        "url": list(urls),
    }


def address_claims(table: Table, harvest: ParsedFileBuilder, aside: Aside) -> Columns:
    """Columns of ``address_claims``; a row of no known kind is set aside."""
    kinds = each(table.cells("kind"), read_kind)
    for n, kind in enumerate(kinds):
        if kind is None:
            aside.setdefault(n, ("bad_kind", table.heading("kind")))
    return {
        "address_kind": list(kinds),
        "total_count": _counted(table, harvest, "total"),
        "plated_count": _counted(table, harvest, "plated"),
        "signature_count": _counted(table, harvest, "signatures"),
    }


def village_channels(table: Table, harvest: ParsedFileBuilder, aside: Aside) -> Columns:
    """Columns of ``village_channels``."""
    return {
        "platform": list(table.texts("platform")),
        "group_url": list(table.texts("url")),
        "member_count": _counted(table, harvest, "members"),
        "received_count": _counted(table, harvest, "received"),
        "handled_count": _counted(table, harvest, "handled"),
    }


def service_claims(table: Table, harvest: ParsedFileBuilder, aside: Aside) -> Columns:
    """Columns of ``service_claims``; a blank commune means the district as a whole."""
    years = _years(table, aside)
    columns = _claims(table, harvest, ["claim"], aside)
    return {
        "year": years,
        "procedures_pct": list(percentages(table.cells("procedures"))),
        "dossiers_pct": list(percentages(table.cells("dossiers"))),
        **columns,
    }
