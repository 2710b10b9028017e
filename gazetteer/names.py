"""A place's name as tokens and keys: the one place that knows when two names are the same name.

A key is a string; two names have the same key exactly when they are the same at that depth. Numbers are compared as
numbers (``01`` = ``1`` = ``I``) and may stand before or after the words (``3 Túc`` = ``Túc 3``); a letter stays with
its number (``3A`` is not ``3``). Hyphens, dashes and spaces between words do not count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from doisoat.text.syllables import bare, confusion, graded, reading

_TOKEN = re.compile(r"[0-9]+[^\W\d_]?(?![^\W\d_])|[^\W\d_]+|[0-9]+")
_ROMAN = re.compile(r"^(?=[IVX])(X{0,3})(IX|IV|V?I{0,3})$")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
# Roman numbers that are words too once everything is in capitals: "NÀ VI" may be Nà Vi.
_ROMAN_OR_WORD = frozenset({"I", "V", "X", "VI", "XI"})

NUMBER_WORDS = {
    "một": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
}
_NUMBER_READINGS = {reading(word): str(value) for word, value in NUMBER_WORDS.items()}


@dataclass(frozen=True, slots=True)
class Name:
    """A name without its type word.

    Attributes:
        words: readings of the words, in order.
        numbers: the number, where there is one (``"3"``, ``"3a"``); several stay among the words.
        order: words and numbers as they stand, joined by one space; tells ``3 Túc`` from ``Túc 3``.
        ascii_only: no letter carries a mark; the text may have lost them all.
        key: equal for names that are written alike (tone place, i/y and forms of numbers aside).
    """

    words: tuple[str, ...]
    numbers: tuple[str, ...]
    order: str
    ascii_only: bool
    key: str

    @property
    def graded_key(self) -> str:
        """Equal for names that are commonly confused in spelling."""
        return _joined(tuple(map(graded, self.words)), self.numbers)

    @property
    def bare_key(self) -> str:
        """Equal for names that are the same without any marks."""
        return _joined(tuple(map(bare, self.words)), self.numbers)

    @property
    def bare_text(self) -> str:
        """Letters without marks and numbers as they stand, for measuring how near two names are."""
        return " ".join((*map(bare, self.words), *self.numbers))

    @property
    def is_number(self) -> bool:
        """The name is nothing but a number: Thôn 5, Khu 3A."""
        return bool(self.order) and all(token[0].isdigit() for token in self.order.split())


def _name(words: tuple[str, ...], numbers: tuple[str, ...], order: str, ascii_only: bool) -> Name:
    return Name(words, numbers, order, ascii_only, _joined(words, numbers))


def _joined(words: tuple[str, ...], numbers: tuple[str, ...]) -> str:
    return " ".join(words) if not numbers else f"{' '.join(words)}#{','.join(numbers)}"


@lru_cache(maxsize=200_000)
def name_of(text: str) -> Name:
    """Read a name from text in NFC, in the case it was written in (Roman numbers need their capitals)."""
    tokens = _TOKEN.findall(text)
    # "Khu 3 A", "Khu 3-A": a lone letter behind the last number belongs to it.
    if len(tokens) > 1 and len(tokens[-1]) == 1 and tokens[-1].isalpha() and tokens[-2].isdigit():
        tokens[-2:] = [tokens[-2] + tokens[-1]]
    capitals = text.isupper()
    words: list[str] = []
    numbers: list[str] = []
    order: list[str] = []
    last = len(tokens) - 1
    for position, token in enumerate(tokens):
        number = _number(token)
        if number is None and position == last:
            number = _roman(token, lone=last == 0, ambiguous=capitals)
        if number is not None:
            numbers.append(number)
            order.append(number)
            continue
        word = reading(token.lower())
        # "Thôn số 3" is Thôn 3.
        if word == "sô's" and position < last and tokens[position + 1][0].isdigit():
            continue
        words.append(word)
        order.append(word)
    # With two numbers their places matter: "Nà A 1 - Nà B 2" is not "Nà A 2 - Nà B 1".
    if len(numbers) > 1:
        words, numbers = order, []
    return _name(tuple(words), tuple(numbers), " ".join(order), text.isascii())


def with_number_words(name: Name) -> Name | None:
    """The name with a number word at its end read as a number (``Một`` → ``1``), or None where there is none.

    Only a whole name or the end of one of three words or more: the names Nà Ba and Bản Hai are not numbers.
    """
    if name.numbers or not name.words or len(name.words) == 2:
        return None
    number = _NUMBER_READINGS.get(name.words[-1])
    if number is None:
        return None
    words = name.words[:-1]
    return _name(words, (number,), " ".join((*words, number)), name.ascii_only)


def only_spelling_differs(one: Name, other: Name) -> bool:
    """Whether two names of one graded key may be taken for one: hỏi/ngã anywhere, at most one other confusion.

    A name of one word needs the very word: ``Sáng`` and ``Xáng`` have nothing beside them to hold on to.
    """
    steps = [confusion(a, b) for a, b in zip(one.words, other.words, strict=True)]
    others = sum(step == 2 for step in steps)
    return others == 0 or (others == 1 and len(steps) > 1)


def _number(token: str) -> str | None:
    if not token[0].isdigit():
        return None
    digits = token.rstrip("".join({c for c in token if not c.isdigit()}))
    return (digits.lstrip("0") or "0") + token[len(digits) :].lower()


def _roman(token: str, *, lone: bool, ambiguous: bool) -> str | None:
    """The value of a Roman number written in capitals; where all text is capitals, a word-like one only alone."""
    if not token.isupper() or not _ROMAN.match(token) or (ambiguous and not lone and token in _ROMAN_OR_WORD):
        return None
    values = [_ROMAN_VALUES[c] for c in token]
    return str(sum(-v if v < max(values[i:]) else v for i, v in enumerate(values)))


def initials_fit(text: str, name: Name) -> bool:
    """Whether ``V.Yên`` may stand for ``Vĩnh Yên``: letters before dots begin the words, the rest is written out."""
    if "." not in text:
        return False
    given = name_of(text)
    if len(given.words) != len(name.words) or given.numbers != name.numbers:
        return False
    full = 0
    for short, word in zip(given.words, name.words, strict=True):
        if short == word or (given.ascii_only and short == bare(word)):
            full += 1
        elif len(short) > 2 or not bare(word).startswith(bare(short)):
            return False
    return 0 < full < len(name.words)
