"""A sheet that explains codes ("DV01 | Cáp quang"): the other sheets are read with what the codes stand for.

It may say of which column each code is ("TT_BIEN | 1 | Đã gắn biển"): a sign then means one thing here, another there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from connectors.contract import Cell, Sheet
from connectors.tables.cells import as_text, is_blank
from connectors.tables.headings import fold_heading
from connectors.tables.lexicon.segments import segments

_CODE = re.compile(r"^[A-Za-zĐđ_]{0,12}[\d_.-]{0,6}[A-Za-z\d_]{0,12}$")
_EXPLAINS = re.compile(
    r"chú giải|chu giai|chú thích|chu thich|danh mục mã|danh muc ma|ký hiệu|ky hieu|kí hiệu|ý nghĩa|y[ _]nghia|"
    r"diễn giải|dien[ _]giai|giải thích|giai thich|legend|code ?book|dictionary|meaning|description|mô tả|mo[ _]ta|"
    r"mã hóa|ma hoa|bảng mã|bang ma|"
    r"quy ước|quy[ _]uoc",
    re.IGNORECASE,
)
_NAMES = re.compile(r"^(?:tên|ten|name|nội dung|noi dung)\b", re.IGNORECASE)
_KINDS = frozenset({"household", "office", "organization", "heritage"})
_STATES = frozenset({"presence", "negation", "plate", "notified", "password", "answer"})
_SERVICES = frozenset({"fibre", "2g", "3g", "4g", "5g", "wifi", "mobile_generic"})
_ABOUT = _KINDS | _STATES - {"answer"} | _SERVICES  # what codes may stand for; names of places are none of it
# What the heading of a column of figures says where these are codes for kinds, services or answers.
_HEADED = (
    (_KINDS, frozenset({"kind"})),
    (_SERVICES, frozenset({"technology"})),
    (_STATES, _STATES | _SERVICES),
)
_MOST_CODES, _TOP, _HEAD = 120, 12, 6


@dataclass(frozen=True)
class Group:
    """The codes of one column, or of any; ``heads`` are the headings of codes and meanings where there are such."""

    meanings: dict[str, str]
    column: str = ""  # folded heading of the column whose codes they are
    heads: tuple[str, str] = ("", "")

    def meaning(self, cell: Cell) -> str | None:
        """What a cell stands for; None where it is no code. Zeros in front of a figure count for nothing."""
        text = (as_text(cell) or "").casefold()
        if text in self.meanings or not text.isdigit():
            return self.meanings.get(text)
        same = {meaning for code, meaning in self.meanings.items() if code.isdecimal() and int(code) == int(text)}
        return same.pop() if len(same) == 1 else None

    def spelled(self, cell: Cell) -> Cell:
        """What a cell stands for; beside figures that are explained one that is not, 0 or 1, is no yes and no no."""
        meaning = self.meaning(cell)
        if meaning is not None or (as_text(cell) or "") not in ("0", "1"):
            return meaning
        return "?" if any(map(str.isdigit, self.meanings)) else None

    @property
    def is_known(self) -> bool:
        """Whether half of the meanings are what codes may stand for; a list of villages with codes explains nothing."""
        known = sum(bool(_ABOUT & _meanings(b)) for b in self.meanings.values())
        return len(self.meanings) >= 2 and 2 * known >= len(self.meanings)


def without_code_sheets(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Sheet]]:
    """(sheets with their codes spelled out, sheets that explain codes); the sheets as they are where none does."""
    found = [(sheet, groups) for sheet in sheets if (groups := codes_of(sheet))] if len(sheets) > 1 else []
    explaining = [sheet for sheet, _ in found]
    if not found or len(found) == len(sheets):
        return list(sheets), []
    spelled = []
    used = False
    for sheet in sheets:
        if any(sheet is other for other in explaining):
            continue
        for _, groups in found:
            told = _spelled_out(sheet, groups)
            used |= told is not None
            sheet = told if told is not None else sheet
        spelled.append(sheet)
    return (spelled, explaining) if used else (list(sheets), [])


def codes_of(sheet: Sheet) -> list[Group]:
    """The codes that a sheet of few columns explains, in so many words; empty for any other sheet."""
    filled = [column for column in sheet.columns if any(not is_blank(cell) for cell in column)]
    if len(filled) > 2 and _runs(filled[0]):
        filled = filled[1:]
    if not 2 <= len(filled) <= 3 or sheet.row_count > _MOST_CODES:
        return []
    rows = [tuple(as_text(column[row]) for column in filled) for row in range(sheet.row_count)]
    head = next((n for n, row in enumerate(rows[:_HEAD]) if all(row) and _is_head(row[-1] or "")), -1)
    pairs = [(row[-2], row[-1]) for row in rows]
    named = next(((a, b) for a, b in pairs if a and b and not _CODE.match(a)), ("", ""))
    heads = (pairs[head][0] or "", pairs[head][1] or "") if head >= 0 else named
    groups = _groups(rows[head + 1 :], heads) if len(filled) == 3 else [Group(_codes(rows[head + 1 :]), "", heads)]
    texts = [sheet.name, *heads, *(a or b or "" for a, b in pairs[:3] if not (a and b))]
    coded = any("code" in s.meanings for s in segments(heads[0])) and bool(_NAMES.match(heads[1]))
    explained = coded or any(_EXPLAINS.search(text) for text in texts)
    return [group for group in groups if group.is_known] if explained else []


def _is_head(text: str) -> bool:
    return bool(_EXPLAINS.search(text) or _NAMES.match(text))


def _runs(column: Sequence[Cell]) -> bool:
    """Whether the figures of a column count its rows."""
    numbers = [int(text) for cell in column if (text := as_text(cell)) and text.isdecimal()]
    return len(numbers) > 1 and all(b == a + 1 for a, b in pairwise(numbers))


def _codes(rows: Sequence[Sequence[str | None]]) -> dict[str, str]:
    pairs = [(row[-2], row[-1]) for row in rows]
    return {a.casefold(): b for a, b in pairs if a and b and _CODE.match(a) and any(map(str.isalpha, b))}


def _groups(rows: Sequence[Sequence[str | None]], heads: tuple[str, str]) -> list[Group]:
    """The codes by the column that stands before them, written on each row or once above its codes."""
    found: dict[str, list[Sequence[str | None]]] = {}
    current = ""
    for row in rows:
        current = row[0] or current
        found.setdefault(fold_heading(current), []).append(row)
    if len(found) > len(rows) / 2 and len(rows) > 2:  # another text on each row: no column's name
        return [Group(_codes(rows), "", heads)]
    return [Group(_codes(own), column, heads) for column, own in found.items()]


def _spelled_out(sheet: Sheet, groups: list[Group]) -> Sheet | None:
    """The sheet with codes in headings, and in a column of codes alone, put as what they mean; None: it has none."""
    columns = [_column(column, groups) for column in sheet.columns]
    changed = any(new is not old for new, old in zip(columns, sheet.columns, strict=True))
    return replace(sheet, columns=columns) if changed else None


def _column(column: Sequence[Cell], groups: list[Group]) -> Sequence[Cell]:
    """A column with its codes put as what they mean; the very same list where it has none."""
    for group in groups:
        named = next((r for r, cell in enumerate(column[:_TOP]) if _is_called(cell, group.column)), None)
        if named is not None:
            return [*column[: named + 1], *(group.spelled(cell) or cell for cell in column[named + 1 :])]
    head = next((row for row, cell in enumerate(column) if not is_blank(cell)), 0)
    heading = as_text(column[head]) or "" if column else ""
    rest = {cell for cell in column[head + 1 :] if not is_blank(cell)}
    fitting = [g for g in groups if any(map(g.meaning, rest)) and all(g.spelled(cell) is not None for cell in rest)]
    own = [group for group in fitting if heading == group.heads[0] and not group.column]
    if own:
        return [*column[:head], own[0].heads[1], *(own[0].spelled(cell) or cell for cell in column[head + 1 :])]
    lettered = all(not (as_text(cell) or "").isdigit() for cell in rest)
    suiting = [g for g in fitting if lettered or _suits(heading, [m for cell in rest if (m := g.meaning(cell))])]
    if len(suiting) == 1 and len(rest) > 1:
        return [*column[: head + 1], *(suiting[0].spelled(cell) or cell for cell in column[head + 1 :])]
    top = [next((m for g in groups if (m := g.meaning(cell))), None) for cell in column[:_TOP]]
    headed = [row for row, meaning in enumerate(top) if meaning is not None]
    if len(headed) == 1 and len([cell for cell in column if not is_blank(cell)]) > 1:
        return [top[row] if row in headed else cell for row, cell in enumerate(column)]
    return column


def _is_called(cell: Cell, name: str) -> bool:
    text = as_text(cell)
    return bool(name) and text is not None and fold_heading(text) == name


def _suits(heading: str, meant: Sequence[str]) -> bool:
    """Whether figures below a heading may be codes of that meaning: kinds below "Loại", answers below "Gắn biển"."""
    said = _meanings(heading)
    return any(all(_meanings(text) & about for text in meant) and bool(said & heads) for about, heads in _HEADED)


def _meanings(text: str) -> frozenset[str]:
    return frozenset(m for s in segments(text) for m in s.meanings)
