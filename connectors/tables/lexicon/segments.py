"""A text cut into phrases of the lexicon, so that every word is accounted for or known to be unknown."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from connectors.tables.lexicon.splitting import split_words
from connectors.tables.lexicon.words import FILLER, lexicon
from doisoat.text.compare import clean

_NUMBER = re.compile(r"^\d+$|^20\d\d$|^[ivx]{1,4}$")
_TRUNCATED = 10  # DBF column names end after ten letters: COMMUNE_NA, DISTRICT_N
_WHOLE = ("name", "code", "type", "status", "number", "coverage", "password")
_MOST_WORDS = 60
_UNKNOWN_COST, _PHRASE_COST = 1.0, 0.02


@dataclass(frozen=True)
class Segment:
    """Some words next to each other and what they may mean; nothing where the lexicon does not know them."""

    words: tuple[str, ...]
    meanings: frozenset[str]

    @property
    def unknown(self) -> bool:
        """No word of ours."""
        return not self.meanings


@functools.lru_cache(maxsize=20_000)
def segments(text: str) -> tuple[Segment, ...]:
    """The cut of a heading with the fewest unknown words, then the fewest phrases."""
    words = _completed(text, split_words(text))
    if len(words) > _MOST_WORDS:
        return tuple(Segment((word,), frozenset()) for word in words[:_MOST_WORDS])
    cut = _cut(tuple(words))
    if text.isascii():
        return cut
    spelled = _spellings(text)
    others: frozenset[tuple[str, ...]] = frozenset()
    while found := {s.words for s in cut if _is_another(s.words, spelled)} - others:
        others |= found
        cut = _cut(tuple(words), others)
    return tuple(_as_spelled(cut, text))


def _spellings(text: str) -> dict[str, set[str]]:
    """The words of a text without accents → the accents of each as it is written, none where it bears none."""
    found: dict[str, set[str]] = {}
    for word in re.findall(r"\w+", clean(text).lower()):
        for bare in split_words(word):
            found.setdefault(bare, set()).add(_accents(word))
    return found


def _accents(word: str) -> str:
    """The accents of a word, wherever they stand in it: "hoà" and "hòa" are one spelling."""
    marks = sorted(c for c in unicodedata.normalize("NFD", word) if unicodedata.combining(c))
    return "".join(marks) + "đ" * word.count("đ")


def _is_another(words: tuple[str, ...], spelled: dict[str, set[str]]) -> bool:
    """A phrase of ours whose words are other words where accents tell them apart: "ký số liệu" is no "kỳ số liệu"."""
    forms = lexicon().written.get(words, frozenset()) if len(words) > 1 else frozenset()
    alike = [form for form in forms if len(form) == len(words)]
    return bool(alike) and not any(
        all({"", _accents(own)} & spelled.get(bare, {""}) for bare, own in zip(words, form, strict=True))
        for form in alike
    )


def _as_spelled(cut: tuple[Segment, ...], text: str) -> Iterator[Segment]:
    """In a text with accents a single word counts as it is written: "bán" is no "bản", "thiểu" no "thiếu"."""
    written = set(re.findall(r"\w+", clean(text).lower()))
    forms = lexicon().spelled
    for segment in cut:
        known = forms.get(segment.words[0]) if len(segment.words) == 1 else None
        if known is None or known & written:
            yield segment
        else:
            yield Segment(segment.words, frozenset())


def _completed(text: str, words: list[str]) -> list[str]:
    """A database name that was cut at ten letters gets its last word back: ``district n`` → ``district name``."""
    if len(text.strip()) == _TRUNCATED and "_" in text and text.isascii() and words:
        whole = [word for word in _WHOLE if word.startswith(words[-1])]
        return [*words[:-1], whole[0]] if (whole and not lexicon().known(words[-1])) or words[-1] == "n" else words
    return words


@functools.lru_cache(maxsize=20_000)
def _cut(words: tuple[str, ...], banned: frozenset[tuple[str, ...]] = frozenset()) -> tuple[Segment, ...]:
    known = lexicon()
    best: list[tuple[float, tuple[Segment, ...]]] = [(0.0, ())]
    for end in range(1, len(words) + 1):
        options = []
        for start in range(max(0, end - known.longest), end):
            part = words[start:end]
            cost, before = best[start]
            meanings = known.meanings.get(part)
            if meanings is not None and part not in banned:
                options.append((cost + _PHRASE_COST, (*before, Segment(part, meanings))))
            elif len(part) == 1:
                options.append(_alone(part[0], cost, before))
        best.append(min(options, key=lambda option: option[0]))
    return best[-1][1]


def _alone(word: str, cost: float, before: tuple[Segment, ...]) -> tuple[float, tuple[Segment, ...]]:
    """A word that is no phrase: a number is filler, ``tenthon`` is two words written as one, else it is unknown."""
    if _NUMBER.match(word):
        return cost + _PHRASE_COST, (*before, Segment((word,), frozenset({FILLER})))
    joined = _unjoined(word)
    if joined:
        return cost + 0.1 + _PHRASE_COST * len(joined), (*before, *joined)
    return cost + _UNKNOWN_COST, (*before, Segment((word,), frozenset()))


@functools.lru_cache(maxsize=20_000)
def _unjoined(word: str) -> tuple[Segment, ...]:
    """``tenthon`` → ``ten`` + ``thon``, ``socoquan`` → ``so`` + ``co quan``; empty where not all of it is known."""
    known, phrases = lexicon(), _joined_phrases()
    if not 4 <= len(word) <= 40:
        return ()
    best: list[tuple[Segment, ...] | None] = [()]
    for end in range(1, len(word) + 1):
        options = []
        for start in range(max(0, end - 20), end - 1):
            before, part = best[start], word[start:end]
            words = phrases.get(part, (part,))
            meanings = known.meanings.get(words)
            if before is not None and meanings is not None:
                options.append((*before, Segment(words, meanings)))
        best.append(min(options, key=len, default=None))
    found = best[-1]
    return found if found and len(found) <= 4 else ()


@functools.cache
def _joined_phrases() -> dict[str, tuple[str, ...]]:
    """Phrases of several words by how they are written without spaces; a word of ours goes before."""
    meanings = lexicon().meanings
    joined = {"".join(words): words for words in meanings if len(words) > 1}
    return {text: words for text, words in joined.items() if (text,) not in meanings}
