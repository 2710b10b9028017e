"""Orders that people expect: numbers by size, Đ after D, sets about villages before those about communes."""

from __future__ import annotations

import re
from functools import lru_cache

from doisoat.text.compare import fold

_PARTS = re.compile(r"(\d+)")


@lru_cache(maxsize=8192)
def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key by which "Khối 2" stands before "Khối 10", and Đ after D."""
    marked = text.translate({ord("đ"): "dz", ord("Đ"): "Dz"})
    parts = [part for part in _PARTS.split(marked) if part.strip()]
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, fold(part)) for part in parts)


@lru_cache(maxsize=8192)
def searchable(text: str) -> str:
    """What a search compares: letters without accents, words with one space between."""
    return fold(text)
