"""The one gate for free text that came from outside: what names a person, or is a person's number, does not pass.

Numbers are told by their shape: telephones (ten digits from 02, 03, 05, 07, 08, 09; with 84; dotted, spaced), CCCD
(twelve digits from 0), CMND (nine digits). Counts, sums, codes, and numbers of papers are none of them. Names are told
by their grammar: a family name, then two to four more words that begin with a capital (in the name of a file also
without), a title before one word less. The name of a known unit is none. What is masked is masked for good; whoever
must read it again seals the original beside it (``warehouse.privacy``).

Columns that hold codes are no free text and do not come here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from doisoat.text import person_words as words
from doisoat.text.compare import fold

MASK = "•••"

_S = r"[ .\-()\u00a0]{0,2}"
_MAY_BE_NUMBER = re.compile(rf"\d(?:{_S}\d){{8}}")
_START = re.compile(r"(?<!\d)(?:\+|\(\+)?\d")
_END = r"(?!\d)(?![.,]\d{3}(?!\d))"
_CARD = re.compile(rf"0{_S}\d(?:{_S}\d){{10}}{_END}")
_PHONE = re.compile(
    rf"(?:(?:\+{_S}84|\(\+84\)|84|0084){_S}(?:0{_S})?[235789](?:{_S}\d){{8}}"
    rf"|0{_S}[12](?:{_S}\d){{9}}|0{_S}[235789](?:{_S}\d){{8}}){_END}"
)
_OLD_CARD = re.compile(rf"(?:\d{{9}}|\d{{3}}[ .]\d{{3}}[ .]\d{{3}}){_END}")
_LONGEST_GROUP = 7  # digits of a number that is written in groups; a day without its marks has eight
# ``12/2024``, ``12/QĐ-UBND``: the number of a paper goes on.
_PAPER_AFTER = re.compile(r"/(?:(?:19|20)\d\d(?!\d)|[A-ZĐa-zđ])")
_PAPER_BEFORE = re.compile(r"\d/$|[A-ZĐ]/$|(?:HĐ|HD|QĐ|QD|NQ|KH|TB)-$")
_SUM_AFTER = re.compile(r"\s?(?:đồng|đ\b|vnđ|vnd|triệu|nghìn|m2|m²|km|kwh)", re.IGNORECASE)

_UPPER = "".join(c for c in map(chr, [*range(0x41, 0x250), *range(0x1E00, 0x1F00)]) if c.isupper())
_LOWER = "".join(c for c in map(chr, [*range(0x61, 0x250), *range(0x1E00, 0x1F00)]) if c.islower())
_WORD = re.compile(f"[{_UPPER}]?[{_LOWER}]+|[{_UPPER}]+(?![{_LOWER}])|[{_UPPER}]")
_GAP = re.compile(r"[ _.\-\u00a0]{0,3}|[ ]*/[ ]*$")
_MOST_WORDS = 5
_CAPITAL = re.compile(f"[{_UPPER}]+[{_LOWER}]*")
_TITLE = re.compile(rf"(?<![{_LOWER}])(?:{'|'.join(sorted(words.TITLES | words.TITLES_BARE))})[ _.\-]")
_TITLES = words.TITLES | words.TITLES_BARE
_NEEDED = words.FAMILY | words.DOUBTFUL | words.FAMILY_BARE | words.DOUBTFUL_BARE | _TITLES


class _Word(NamedTuple):
    text: str
    start: int
    end: int
    gap: str  # what stands between it and the word before; a full stop and more where none follows directly

    @property
    def bare(self) -> str:
        return _bare(self.text)

    @property
    def is_bare(self) -> bool:
        return self.text.isascii()

    def is_in(self, accented: Collection[str], bare: Collection[str]) -> bool:
        """By its accents where it has them; else by its letters alone."""
        return self.bare in bare if self.is_bare else self.text.lower() in accented


@lru_cache(maxsize=20_000)
def _bare(word: str) -> str:
    return fold(word)


class KnownNames:
    """Names of units, in which no person is seen."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._parts: set[tuple[str, ...]] = set()
        for part in {part for name in set(names) for part in re.split(r" - |[–,;()]", name)}:
            parts = [word.bare for word in _split(part)]
            for start, first in enumerate(parts):
                if first in words.FAMILY_BARE or first in words.DOUBTFUL_BARE:
                    self._parts.add(tuple(parts[start:]))

    def length(self, found: list[_Word]) -> int:
        """How many of the words are, from the first on, part of the name of a unit."""
        bare = [word.bare for word in found[:_MOST_WORDS]]
        return next((n for n in range(len(bare), 1, -1) if tuple(bare[:n]) in self._parts), 0)


NOBODY = KnownNames()


def without_persons(text: str, known: KnownNames = NOBODY, *, of_a_file: bool = False) -> str:
    """The text with numbers and names of persons masked; the very same text where it holds none.

    Args:
        text: as it came.
        known: names of units.
        of_a_file: the text is the name of a file, sheet or column, where names stand without capitals too.
    """
    plain = text if text.isascii() else unicodedata.normalize("NFC", text)
    masked = _without_names(_without_numbers(plain), known, of_a_file=of_a_file)
    return text if masked == plain else masked


def _without_numbers(text: str) -> str:
    if not _MAY_BE_NUMBER.search(text):
        return text
    out, end = "", 0
    for start in _START.finditer(text):
        if start.start() < end:
            continue
        found = next((f for pattern in _SHAPES if (f := pattern.match(text, start.start())) and _is_persons(f)), None)
        if found:
            digits = re.sub(r"\D", "", found.group())
            out += text[end : found.start()] + MASK + digits[-3:]
            end = found.end()
    return out + text[end:]


_SHAPES = (_CARD, _PHONE, _OLD_CARD)


def _is_persons(found: re.Match[str]) -> bool:
    """Whether digits of a person's number's shape are no paper's, no sum and no code."""
    before, after = found.string[: found.start()], found.string[found.end() :]
    groups = re.findall(r"\d+", found.group())
    if len(groups) > 1 and max(map(len, groups)) > _LONGEST_GROUP:
        return False
    if _PAPER_AFTER.match(after) or _PAPER_BEFORE.search(before):
        return False
    if found.re is _CARD:
        return 1 <= int("".join(groups)[:3]) <= 96  # a province's number
    if found.re is _OLD_CARD:
        is_sum = _SUM_AFTER.match(after) or (len(groups) > 1 and groups[-1] == "000")
        return not is_sum and not before[-1:].isalpha()  # letters before: a code
    return True


def _may_name(text: str) -> bool:
    """Whether it is worth while to look closer; most texts are done with here."""
    if "_" in text or not _NEEDED.isdisjoint(word.lower() for word in _CAPITAL.findall(text)):
        return True
    return bool(_TITLE.search(text.lower()))


def _split(text: str) -> list[_Word]:
    found, end = [], 0
    for match in _WORD.finditer(text):
        found.append(_Word(match.group(), match.start(), match.end(), text[end : match.start()]))
        end = match.end()
    return found


def _without_names(text: str, known: KnownNames, *, of_a_file: bool) -> str:
    if not of_a_file and not _may_name(text):
        return text
    lower = [word.lower() for word in _WORD.findall(text)]
    # Most words begin no name: those that may are looked at alone.
    may_begin = [n for n, word in enumerate(lower) if word in _NEEDED or (n and lower[n - 1] in _TITLES)]
    every = _split(text) if may_begin else []
    out, end, following = "", 0, 0
    for position in may_begin:
        if position < following:
            continue
        length = _name_length(every, position, known, of_a_file=of_a_file)
        if length > 0:
            last = every[position + length - 1]
            out += text[end : every[position].start] + MASK
            end = last.end + len(re.match(r"\d*", text[last.end :]).group())  # type: ignore[union-attr]
        following = position + abs(length)
    return out + text[end:] if end else text


def _name_length(every: list[_Word], at: int, known: KnownNames, *, of_a_file: bool) -> int:
    """How many words from here are a person's name; 0: none; below 0: so many are the name of a unit."""
    first = every[at]
    titled = at > 0 and _follows(first) and every[at - 1].is_in(words.TITLES, words.TITLES_BARE)
    is_family = first.is_in(words.FAMILY, words.FAMILY_BARE)
    is_doubtful = first.is_in(words.DOUBTFUL, words.DOUBTFUL_BARE)
    if not (is_family or is_doubtful or titled):
        return 0
    run = [first]
    for word in every[at + 1 : at + _MOST_WORDS]:
        if not _follows(word):
            break
        run.append(word)
    if unit := known.length(run):
        return -unit
    if at > 0 and _follows(first) and _is_place(every[at - 1], known):
        return 0
    middle = len(run) > 1 and run[1].is_in(words.MIDDLE, words.MIDDLE_BARE)
    pairs = {f"{a.bare} {b.bare}" for a, b in pairwise(run[:3])}
    # Without accents many given names look like ordinary words ("Mang", "Ban"); a middle name tells.
    doubted = [not (middle and word.is_bare and pairs.isdisjoint(words.COMPOUNDS)) for word in run]
    ordinary = [n > 0 and doubted[n] and _is_ordinary(word) for n, word in enumerate(run)]
    fitting = [word.text[0].isupper() and not is_ordinary for word, is_ordinary in zip(run, ordinary, strict=True)]
    capital = [*fitting, False].index(False)
    least = 2 if titled else 3
    if capital >= least and (titled or middle or (is_family and not is_doubtful)):
        return capital
    joined = of_a_file or titled or all(word.gap in ("_", "-", ".") for word in run[1:3])
    if joined and is_family and middle and len(run) >= 3 and not any(ordinary[:3]):
        return 3 if pairs.isdisjoint(words.COMPOUNDS) else 0
    return 0


def _follows(word: _Word) -> bool:
    return bool(_GAP.fullmatch(word.gap)) and not re.search(r"\.[ \u00a0]", word.gap)


def _is_place(before: _Word, known: KnownNames) -> bool:
    """Whether the name after this word is that of a street or, where no units are known, may be that of one."""
    if before.is_in(words.NAMED_AFTER, words.NAMED_AFTER_BARE):
        return True
    return known is NOBODY and before.text.lower() in words.UNIT_HEADS


def _is_ordinary(word: _Word) -> bool:
    return word.is_in(words.ORDINARY, words.ORDINARY_BARE)
