"""Words for the four kinds of address points, as the post and the claimants write them."""

from __future__ import annotations

import re

from connectors.contract import Cell
from connectors.tables.cells import as_text
from connectors.tables.words import word_map
from doisoat.model import AddressKind
from doisoat.text.compare import fold

_KINDS = {phrase: AddressKind(name) for phrase, name in word_map("address_kinds").items()}
_AND = re.compile(r"\s*[,;/&+()]\s*|\s+(?:và|hoặc|hay|-|–)\s+", re.IGNORECASE)
_SHORT = {
    "hgd": AddressKind.HOUSEHOLD,
    "cq": AddressKind.OFFICE,
    "tc": AddressKind.ORGANIZATION,
    "kdt": AddressKind.HERITAGE_SITE,
    "dt": AddressKind.HERITAGE_SITE,
}


def read_kind(cell: Cell) -> str | None:
    """The kind a cell names (an ``AddressKind`` value); None for a blank, "Cơ quan, tổ chức", other words."""
    text = as_text(cell)
    if not text:
        return None
    kind = _KINDS.get(fold(text)) or _one_of(text)
    return kind.value if kind else None


def _one_of(text: str) -> AddressKind | None:
    """The kind of several words that name one: "Doanh nghiệp, HTX", "Nhà ở / Hộ dân"."""
    parts = [fold(part) for part in _AND.split(text) if part.strip()]
    kinds = {_KINDS.get(part) for part in parts}
    return kinds.pop() if len(parts) > 1 and len(kinds) == 1 else None


def read_short_kind(cell: Cell) -> str | None:
    """The same in a column that is known to name kinds: there "TC" is no sum and "CQ" no optical fibre."""
    text = as_text(cell)
    short = _SHORT.get(fold(text)) if text else None
    return short.value if short else read_kind(cell)


def kind_in(text: str) -> str | None:
    """The one kind that a sheet's name or a title names among other words: "DANH SÁCH ĐỊA CHỈ SỐ: HỘ GIA ĐÌNH"."""
    words = f" {fold(text)} "
    found: set[str] = set()
    for phrase in sorted(_KINDS, key=len, reverse=True):
        if len(phrase) > 2 and f" {phrase} " in words:
            found.add(_KINDS[phrase].value)
            words = words.replace(f" {phrase} ", "  ")
    return found.pop() if len(found) == 1 else None
