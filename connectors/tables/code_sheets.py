"""A sheet that explains codes ("DV01 | Cáp quang"): the other sheets are read with what the codes stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from connectors.contract import Cell, Sheet
from connectors.tables.cells import as_text, is_blank
from connectors.tables.lexicon.segments import segments

_CODE = re.compile(r"^[A-Za-zĐđ_]{0,12}[\d_.-]{0,6}[A-Za-z\d_]{0,12}$")
_EXPLAINS = re.compile(
    r"chú giải|chu giai|chú thích|danh mục mã|ký hiệu|kí hiệu|ý nghĩa|y nghia|diễn giải|giải thích|legend|codebook|"
    r"dictionary|meaning|description|mô tả|mã hóa|bảng mã",
    re.IGNORECASE,
)
_NAMES = re.compile(r"^(?:tên|ten|name|nội dung|noi dung)\b", re.IGNORECASE)
# What codes may stand for; names of places are none of it.
_ABOUT = frozenset({"fibre", "2g", "3g", "4g", "5g", "wifi", "mobile_generic", "household", "office", "organization",
                    "heritage", "presence", "negation", "plate", "notified", "password"})  # fmt: skip
_MOST_CODES, _TOP = 120, 12


@dataclass(frozen=True)
class Codes:
    """What each code stands for, and the headings of the two columns where there are any."""

    meanings: dict[str, str]
    heads: tuple[str, str] = ("", "")


def without_code_sheets(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Sheet]]:
    """(sheets with their codes spelled out, sheets that explain codes); the sheets as they are where none does."""
    found = [(sheet, codes) for sheet in sheets if (codes := codes_of(sheet)) is not None] if len(sheets) > 1 else []
    explaining = [sheet for sheet, _ in found]
    if not found or len(found) == len(sheets):
        return list(sheets), []
    spelled = []
    used = False
    for sheet in sheets:
        if any(sheet is other for other in explaining):
            continue
        for _, codes in found:
            told = _spelled_out(sheet, codes)
            used |= told is not None
            sheet = told if told is not None else sheet
        spelled.append(sheet)
    return (spelled, explaining) if used else (list(sheets), [])


def codes_of(sheet: Sheet) -> Codes | None:
    """The codes that a sheet of two columns explains, in so many words; None for any other sheet."""
    filled = [column for column in sheet.columns if any(not is_blank(cell) for cell in column)]
    if not 2 <= len(filled) <= 3 or sheet.row_count > _MOST_CODES:
        return None
    left, right = filled[-2], filled[-1]
    pairs = [(as_text(a), as_text(b)) for a, b in zip(left, right, strict=True)]
    codes = {a.casefold(): b for a, b in pairs if a and b and _CODE.match(a) and any(map(str.isalpha, b))}
    heads = next(((a, b) for a, b in pairs if a and b and not _CODE.match(a)), ("", ""))
    texts = [sheet.name, *heads, *(a or b or "" for a, b in pairs[:3] if not (a and b))]
    explained = any(_EXPLAINS.search(text) for text in texts)
    known = sum(bool(_ABOUT & {m for s in segments(b) for m in s.meanings}) for b in codes.values())
    if 2 * known < len(codes):
        return None  # a list of villages with their codes explains nothing
    named = any(s.meanings & {"code"} for s in segments(heads[0])) and bool(_NAMES.match(heads[1]))
    return Codes(codes, heads) if len(codes) >= 2 and (explained or named) else None


def _spelled_out(sheet: Sheet, codes: Codes) -> Sheet | None:
    """The sheet with codes in headings, and in a column of codes alone, put as what they mean; None: it has none."""
    columns: list[list[Cell]] = []
    changed = False
    for column in sheet.columns:
        top = [_meaning(cell, codes) for cell in column[:_TOP]]
        headed = [row for row, meaning in enumerate(top) if meaning is not None]
        filled = [cell for cell in column if not is_blank(cell)]
        head = next((row for row, cell in enumerate(column) if not is_blank(cell)), 0)
        rest = [cell for cell in column[head + 1 :] if not is_blank(cell)]
        if rest and all(_meaning(cell, codes) is not None for cell in rest) and as_text(column[head]) == codes.heads[0]:
            columns.append([_meaning(cell, codes) or cell for cell in column])
            columns[-1][head] = codes.heads[1]
            changed = True
        elif len(headed) == 1 and len(filled) > 1:
            columns.append([top[row] if row in headed else cell for row, cell in enumerate(column)])
            changed = True
        else:
            columns.append(column)
    return replace(sheet, columns=columns) if changed else None


def _meaning(cell: Cell, codes: Codes) -> str | None:
    text = as_text(cell)
    return codes.meanings.get(text.casefold()) if text else None
