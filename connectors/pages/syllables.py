"""The words of a product's name as comparable syllables, and packs as grams and millilitres.

Accents are kept, because ``hồi`` is not ``hồng`` (``doisoat.text.syllables.reading``). A text without any accent is
compared without accents on both sides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from doisoat.text.compare import clean, fold
from doisoat.text.syllables import reading

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*[a-zđ]?(?![^\W\d_])|[^\W\d_]+|\d+")
_GRAMS = {"g": 1.0, "gr": 1.0, "gram": 1.0, "gam": 1.0, "kg": 1000.0, "ky": 1000.0, "kilogam": 1000.0, "lạng": 100.0}
_MILLILITRES = {"ml": 1.0, "l": 1000.0, "lit": 1000.0, "lít": 1000.0}
_UNITS = "|".join(sorted({**_GRAMS, **_MILLILITRES}, key=len, reverse=True))
_PACK = re.compile(
    rf"(?<![\w.,/-])(?:(\d{{1,3}})\s*(?:gói|túi|hộp|chai|lọ|hũ|lon|lọ|bịch|viên)?\s*[x×*]\s*)?"
    rf"(\d{{1,5}}(?:[.,]\d{{1,3}})?)\s*({_UNITS})(?!\w)(?!\s+sơn)(?:\s*[x×*]\s*(\d{{1,3}})(?!\w))?",
    re.IGNORECASE,
)
_STARS = re.compile(
    r"ocop\W{0,3}[345]\s*sao|[345]\s*sao(?:\W{0,3}ocop)?|[345]\s*[★⭐*]|ocop\W{0,3}[345](?!\w)", re.IGNORECASE
)


@dataclass(frozen=True)
class Pack:
    """A net content: ``amount`` in ``unit``, which is g or ml."""

    amount: float
    unit: str

    def __str__(self) -> str:
        """As a person writes it."""
        return f"{self.amount:g} {self.unit}"


def has_accents(text: str) -> bool:
    """Whether the text is written with Vietnamese accents."""
    return any(ord(c) > 127 and c.isalpha() for c in clean(text))


def syllables(text: str, *, bare: bool = False) -> list[str]:
    """The words of a text in comparable form, numbers among them without leading zeros."""
    read = fold if bare else reading
    found = []
    for word in _TOKEN.findall(clean(text).lower().replace("ð", "đ").replace("-", " ").replace("_", " ")):
        found.append(word.lstrip("0") or "0" if word[0].isdigit() else read(word))
    return [one for one in found if one]


def take_packs(text: str) -> tuple[set[Pack], str]:
    """Packs that a title names, and the title without them and without stars."""
    text = _STARS.sub(" ", clean(text).lower())
    packs: set[Pack] = set()

    def note(found: re.Match[str]) -> str:
        before, number, unit, after = found.groups()
        amount = float(number.replace(",", ".") if not re.fullmatch(r"\d+\.\d{3}", number) else number.replace(".", ""))
        times = int(before or 1) * int(after or 1)
        if unit in _GRAMS:
            packs.add(Pack(round(amount * _GRAMS[unit] * times, 3), "g"))
        else:
            packs.add(Pack(round(amount * _MILLILITRES[unit] * times, 3), "ml"))
        return " "

    return packs, clean(_PACK.sub(note, text))
