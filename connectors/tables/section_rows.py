"""Rows between the data that say one thing of all below them: a village, a kind, a service, stars, a state."""

from __future__ import annotations

import re
from collections.abc import Mapping

from connectors.contract import Sheet
from connectors.tables import marks
from connectors.tables.cell_signs import names_service, operators_in
from connectors.tables.cells import as_text
from connectors.tables.context import caption_village
from connectors.tables.contract_sections import section_state
from connectors.tables.dates import period_in
from connectors.tables.header import Header
from connectors.tables.kinds import read_kind
from connectors.tables.lexicon.segments import segments
from connectors.tables.lexicon.words import FILLER, lexicon
from connectors.tables.month_heads import bare_period
from connectors.tables.periods import heading_period
from connectors.tables.statements import is_state, statement_of
from doisoat.text.compare import fold

STARS = re.compile(r"^(?:.*\D)?\b([1-5])\s*sao\b(?!.*\d\s*sao)", re.IGNORECASE)
# A decision by its number: "Quyết định số 2245/QĐ-UBND ngày 22/12/2022", "QĐ công nhận số 12/2024/QĐ-UBND".
DECISION = re.compile(
    r"^(?:theo\s+|căn cứ\s+)?(?:quyết định|qđ|nghị quyết)\b[^,;]*?\d+\s*/\s*(?:20\d\d\s*/\s*)?[^\W\d_]{2}",
    re.IGNORECASE,
)
_GROUP = re.compile(r"^(?:nhom|nganh|bo san pham|phan nhom|linh vuc)\b")
_LETTERED = re.compile(r"^[a-hđ][.)]?$")  # "a | Hộ gia đình"
_LONGEST = 80
_OF_PERIODS = frozenset({"period", "period_from", "period_to", "date", "cumulative", "presence", FILLER})
_TAIL_COUNT = re.compile(r"\s*[:(–-]\s*\d+\D*$")  # ": 9 điểm"


def section_village(texts: Mapping[int, str]) -> str:
    """The village that a row names and nothing else but a number in front: "Thôn Nà Mẫu (9 điểm)"; else empty."""
    return caption_village(_TAIL_COUNT.sub("", only_words(texts)))


def section_kind(texts: Mapping[int, str]) -> str:
    """The kind of addresses that a row names and nothing else but a number in front: "I. Hộ gia đình"; else empty."""
    return read_kind(marks.without_number(_TAIL_COUNT.sub("", only_words(texts)))) or ""


def section_stars(texts: Mapping[int, str]) -> str:
    """The stars of all products below a row that says nothing else: "II. Sản phẩm đạt 3 sao"; else empty."""
    match = STARS.search(only_words(texts))
    return f"{match[1]} sao" if match else ""


def section_period(texts: Mapping[int, str]) -> str:
    """The period that a row names, and nothing else: "II. Quý II/2024 (từ 01/4/2024 đến 30/6/2024)"; else empty."""
    only = marks.without_number(only_words(texts)) or ""
    said = segments(only) if only and len(only) < _LONGEST else ()
    names = bool(said) and all(s.meanings & _OF_PERIODS or s.words[0] in ("dau", "cuoi") for s in said)
    return only if names and (period_in(only) or bare_period(only)) else ""


def section_service(texts: Mapping[int, str]) -> str:
    """The service that a row names and nothing else but a number in front: "II. Sóng 4G"; else empty."""
    only = marks.without_number(only_words(texts))
    return only if names_service(only) else ""


def is_product_group(text: str) -> bool:
    """A heading of a group of products: "Nhóm đồ uống, dược liệu"."""
    return bool(_GROUP.match(fold(marks.without_number(text))))


def section_decision(texts: Mapping[int, str]) -> str:
    """The decision that a row names and nothing else, which all products below it rest on; else empty."""
    only = marks.without_number(only_words(texts))
    return only if DECISION.match(only) else ""


def section_statement(texts: Mapping[int, str]) -> str:
    """What a row says of the services of all below it, and nothing else: "B. Thôn chưa có cáp quang"; else empty."""
    only = only_words(texts)
    if not only:
        return ""
    return only if statement_of(only) is not None or (len(texts) > 1 and is_state(marks.without_number(only))) else ""


def section_of_whom_or_when(texts: Mapping[int, str]) -> tuple[str, str] | None:
    """The operator or the period of all below a row that says nothing else: "B. Mạng VNPT", "Đến 31/12/2023"."""
    return whom_or_when(only_words(texts))


def whom_or_when(text: str) -> tuple[str, str] | None:
    """The field that a text fills for the rows below it, ``operator`` or ``row_period``, and the text."""
    bare = marks.without_number(text)
    period, rest = heading_period(bare)
    said = segments(rest)
    beside = lexicon().operators | {FILLER, "network", "operator", "presence", "answer", "period", "mobile_generic"}
    if not all(s.meanings & beside for s in said) or any(s.meanings & lexicon().turning for s in said):
        return None
    if operators_in(bare) and not period:
        return "operator", bare
    return ("row_period", bare) if period and not operators_in(bare) else None


def section_contracts(texts: Mapping[int, str]) -> str:
    """What a row says of the state of all contracts below it, and nothing else; else empty."""
    return section_state(only_words(texts))


def only_words(texts: Mapping[int, str]) -> str:
    """The one text of a row that holds no other and one number at most; else empty."""
    first = min(texts, default=-1)
    words = [
        text
        for c, text in texts.items()
        if not (is_number(text) or marks.is_ordinal(text) or (c == first and _LETTERED.match(text)))
    ]
    return words[0] if len(set(words)) == 1 and len(texts) - len(words) <= 1 else ""


def sections_below(sheet: Sheet, header: Header) -> frozenset[str]:
    """What the first filled rows below a header say and nothing else: ``village``, ``kind``, ``listed``."""
    found = set()
    for row in range(header.last + 1, min(sheet.row_count, header.last + 6)):
        texts = {c: text for c, column in enumerate(sheet.columns) if (text := as_text(column[row]))}
        if not texts or marks.are_column_numbers(list(texts.values())):
            continue
        if section_village(texts):
            found.add("village")
        elif section_kind(texts):
            found.add("kind")
        elif section_statement(texts):
            found.add("listed")
        elif section_period(texts):
            found.add("period")
        elif not marks.unit_headings(only_words(texts)):
            break
    return frozenset(found)


def is_number(text: str) -> bool:
    """A figure and nothing else, a share among them."""
    return text.replace(".", "").replace(",", "").replace("%", "").strip().isdigit()
