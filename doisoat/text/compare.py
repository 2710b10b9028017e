"""Vietnamese text made comparable: the two steps every room needs before it compares two strings.

How *names of places* are compared is more than this and lives in ``gazetteer``.
"""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
_D_STROKE = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})


def clean(text: str) -> str:
    """NFC, without invisible characters, every run of white space (NBSP too) one space, trimmed.

    Soft hyphens stay: in TCVN3 text the same code is the letter ``ư``.
    """
    if text.isascii():  # nothing to compose or to uncover: codes and numbers, the most of a province's cells
        return " ".join(text.split())
    return _SPACES.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


def fold(text: str) -> str:
    """Lower case without accents or punctuation, words joined by one space: ``"Số HĐ (WiFi)"`` → ``"so hd wifi"``.

    For headings, contract numbers, fields of a list: texts where two that fold alike are meant alike. Not for places.
    """
    bare = text
    if not bare.isascii():
        bare = _MARKS.sub("", unicodedata.normalize("NFD", text.translate(_D_STROKE)))
        if not bare.isascii():  # marks of other scripts
            bare = "".join(c for c in bare if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare.lower()).strip()
