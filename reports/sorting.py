"""Vietnamese order of names as people expect it: Khu 2 before Khu 10, Đ after D, accents in the order of the tones."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"": 0, "\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # ngang huyền hỏi ngã sắc nặng
_PARTS = re.compile(r"(\d+)")
_SHAPES = "\u0306\u0302\u031b"  # breve, circumflex, horn make letters, the other marks are tones

Key = tuple[tuple[tuple[int, int], ...], tuple[int, ...], str]


def natural_key(name: str) -> Key:
    """Sort key: first letters and numbers, then tones, then the name itself; numbers stand before letters."""
    ranks: list[tuple[int, int]] = []
    tones: list[int] = []
    for part in _PARTS.split(unicodedata.normalize("NFC", name).lower()):
        if part.isdecimal():
            ranks.append((1, int(part)))
            continue
        for letter in part:
            bare, tone = _letter(letter)
            if bare.isspace():
                ranks.append((0, 0))
            elif bare in _LETTERS:
                ranks.append((2, _LETTERS.index(bare)))
            else:
                ranks.append((3, ord(bare[0])))
            tones.append(tone)
    return tuple(ranks), tuple(tones), name


def _letter(letter: str) -> tuple[str, int]:
    marks = unicodedata.normalize("NFD", letter)
    tone = max((_TONES.get(mark, 0) for mark in marks[1:]), default=0)
    shape = "".join(mark for mark in marks[1:] if mark in _SHAPES)
    return unicodedata.normalize("NFC", marks[0] + shape), tone
