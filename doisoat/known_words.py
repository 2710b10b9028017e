"""What a letter shows of a text that came from outside: known words, known units, numbers. The rest is left out.

Nothing is guessed at: a word that this program does not itself use, and that is no part of a known unit's name, leaves
only ``…`` behind. A word with a capital is known where it is written so in our own sentences, or begins one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from doisoat.text.compare import fold
from doisoat.text.person_words import FAMILY, MIDDLE

GAP = "…"
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"[ \-–,_.\u00a0]{1,3}")
# What stands before a word that begins a sentence, a quotation or a part of one.
_BEGINS = re.compile(r"(?:^|[.!?:;“”\"'(\[{–·|]\s?|\n)$")
_GAPS = re.compile(rf"{GAP}(?:[\s,\-–_.]*{GAP})+")
# Words of names, which say nothing of a person where they begin a sentence or stand in a unit's name, and only there.
_NAMES = (FAMILY | MIDDLE) - frozenset(["quý", "từ", "mã", "hồ", "công", "danh", "an", "gia", "nam", "đường", "a", "y"])
_VOWELS = frozenset("aeiouyAEIOUY")


class KnownWords:
    """The words of our own sentences, and the names of units."""

    def __init__(self, sentences: Iterable[str], units: Iterable[str]) -> None:
        ours: set[str] = set()
        self._pairs: set[tuple[str, str]] = set()  # "Nông nghiệp": what follows such a word in our own sentences
        for sentence in sentences:
            found = _WORD.findall(sentence)
            ours.update(found)
            self._pairs.update(pair for pair in pairwise(found) if pair[0].lower() in _NAMES and pair[1].islower())
        self._lower = {word.lower() for word in ours}
        self._bare = {fold(word) for word in ours}
        self._exact = {word for word in ours if word.lower() not in _NAMES}
        self._units: dict[str, set[tuple[str, ...]]] = {}
        for name in set(units):
            words = tuple(_WORD.findall(name.lower()))
            for phrase in {words, words[1:], words[2:]}:  # with its kind and without: "Xã Hòa Bình", "Hòa Bình"
                for written in {phrase, tuple(map(fold, phrase))}:
                    if len(written) > 1:
                        self._units.setdefault(written[0], set()).add(written)

    def only(self, text: str) -> str:
        """A sentence without the words that nobody here knows."""
        return self._kept(text, of_a_file=False)

    def only_of_file(self, name: str) -> str:
        """The name of a file or sheet, where words stand without accents and capitals say nothing."""
        stem, dot, ending = name.rpartition(".")
        if dot and ending.isascii() and ending.isalnum() and len(ending) <= 5:
            return f"{self._kept(stem, of_a_file=True)}.{ending}"
        return self._kept(name, of_a_file=True)

    def _kept(self, text: str, *, of_a_file: bool) -> str:
        words = list(_WORD.finditer(text))
        out, end, at = [], 0, 0
        while at < len(words):
            count = self._unit_at(text, words, at)
            if count == 0 and self._is_known(text, words[at], of_a_file=of_a_file):
                count = 1
            if count == 0 and tuple(word.group() for word in words[at : at + 2]) in self._pairs:
                count = 2
            if count == 0:
                out += [text[end : words[at].start()], GAP]
                end = words[at].end()
            at += max(1, count)
        return _GAPS.sub(GAP, "".join([*out, text[end:]])) if out else text

    def _unit_at(self, text: str, words: list[re.Match[str]], at: int) -> int:
        """How many words from here on are the name of a unit, the longest there is; 0 for none."""
        found = 0
        for phrase in self._units.get(words[at].group().lower(), ()):
            part = words[at : at + len(phrase)]
            if len(phrase) > found and tuple(word.group().lower() for word in part) == phrase:
                gaps = (text[a.end() : b.start()] for a, b in pairwise(part))
                found = len(phrase) if all(map(_BETWEEN.fullmatch, gaps)) else found
        return found

    def _is_known(self, text: str, word: re.Match[str], *, of_a_file: bool) -> bool:
        written = word.group()
        if of_a_file:
            is_short = written.isupper() and _VOWELS.isdisjoint(written)  # "BC", "TDG", "T9"
            return len(written) == 1 or is_short or fold(written) in self._bare
        if written in self._exact or (written.islower() and written in self._lower):
            return True
        if written.lower() in self._lower and _BEGINS.search(text[: word.start()]):
            return True
        return written.isupper() and written.replace("Đ", "D").isascii() and _in_a_number(text, word)


def _in_a_number(text: str, word: re.Match[str]) -> bool:
    """Whether a word belongs to the number of a paper: ``MAU-06/2024/HĐ-VT``."""
    before = re.search(r"\S*$", text[: word.start()])
    after = re.match(r"\S*", text[word.end() :])
    return any(c.isdecimal() for part in (before, after) if part for c in part.group())
