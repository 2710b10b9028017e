"""What a heading says of the state of all contracts below it: "PHẦN II. HỢP ĐỒNG ĐÃ CHẤM DỨT"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from connectors.tables.answers import contract_status
from connectors.tables.context import without_caption_number
from connectors.tables.marks import without_number
from connectors.tables.subject import is_title
from doisoat.text.compare import clean, fold

_PART = re.compile(
    r"^(?:phần|mục|nhóm|bảng|biểu|phụ lục)?\s*(?:số\s*)?(?:\d{1,2}|[IVX]{1,5}|[A-E])\s*[.:)–-]\s*", re.IGNORECASE
)
_COUNT = re.compile(r"\s*[:(–-]\s*\d+\s*\D{0,20}$")
_SHARED = re.compile(
    r"\b(?:danh sach|cac|nhung|hop dong|hd|diem|mang|wifi|wi fi|internet|cong cong|mien phi|phat song|lap dat|cung cap|"
    r"dich vu|tai (?:cac )?(?:thon|ban|nha van hoa)(?: thon)?|hien (?:nay|co)|"
    r"trong (?:nam|quy|thang|ky)(?: (?:\d{1,4}|[ivx]{1,4}))*|contracts?|points?|list)\b"
)
_CONTRACTS = re.compile(r"\b(?:hop dong|hd|contracts?)\b")


def section_state(text: str) -> str:
    """What a heading says of contracts, as a cell of their state would say it; "?" where that is not clear, else empty.

    It is one only where all its words are accounted for, or where it is numbered and names contracts.
    """
    bare = _COUNT.sub("", clean(text))
    named = without_caption_number(without_number(_PART.sub("", bare)))
    parts = {_state(part) for part in re.split(r"\s*[,;]\s*", named)}
    if (status := _state(named) or (parts.pop() if len(parts) == 1 else "")) in ("active", "ended"):
        return "đang hoạt động" if status == "active" else "đã chấm dứt"
    return "?" if _PART.match(bare) and _CONTRACTS.search(fold(named)) else ""


def _state(named: str) -> str:
    """``active`` or ``ended`` where all words are of that, beside those that any list shares; else empty."""
    said = " ".join(_SHARED.sub(" ", fold(named)).split())
    return next((status for text in (named, said) if (status := contract_status(text)) in ("active", "ended")), "")


def titled_state(titles: Sequence[str]) -> str:
    """The state that the line nearest to the table gives to all its contracts; empty where no line gives any."""
    lines = [text for text in titles if is_title(text) or _PART.match(clean(text))]
    return next((state for text in reversed(lines) if (state := section_state(text))), "")
