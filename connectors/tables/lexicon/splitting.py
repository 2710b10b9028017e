"""A heading as words: numbering off, camelCase and SNAKE_CASE split, without case, accents and punctuation."""

from __future__ import annotations

import re

from doisoat.text.compare import clean, fold

# A question's number too, "C2.", "Câu 3:", "2.1."; "T9." and "Q3." may be a month and a quarter.
_NUMBERING = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4}|[a-zA-Z]|(?:[A-JLMOPRSU-Zc]|CH|Câu|Cau|câu|Mục|mục)\s?\d{1,2}(?:\.\d{1,2})*)"
    r"\s*[.):]\s+|\s*\(\d{1,2}\)\s*$"
)
_FORMULA = re.compile(r"\s*\(?\d{1,2}\)?\s*=\s*[\d()+/*x%:\- ]+$")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LETTER_DIGIT = re.compile(r"(?<=[a-z])(?=[2-5]g\b)", re.IGNORECASE)
_SPACED_G = re.compile(r"\b([2-5]) g\b")


def split_words(text: str) -> list[str]:
    """``"1. WiFi (5)"`` → ``wifi``; ``"ObjectType"`` → ``object type``; ``"COMMUNE_NA"`` → ``commune na``."""
    bare = _FORMULA.sub("", _NUMBERING.sub("", clean(text)))
    if bare.isascii():
        bare = _LETTER_DIGIT.sub(" ", _CAMEL.sub(" ", bare))
    folded = _SPACED_G.sub(r"\1g", fold(bare.replace("%", " phan tram ")))
    return folded.replace("wi fi", "wifi").split()
