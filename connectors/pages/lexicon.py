"""The lexicon of goods, read from data, and the parts it finds in a product's name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from connectors.pages.syllables import Pack, has_accents, syllables, take_packs
from doisoat.read_yaml import read_yaml

_PATH = Path(__file__).parents[1] / "sources" / "ocop_listings" / "lexicon.yml"
_LONGEST = 6  # syllables of a phrase

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class _Lexicon:
    """Phrases in comparable form; the concept of a good or a form is the first name of its line."""

    goods: dict[Phrase, str]
    essence: dict[Phrase, str]
    state: dict[Phrase, str]
    explained: frozenset[Phrase]  # praise, provinces and words before a place
    general: frozenset[Phrase]  # of suppliers' names


@dataclass
class Parts:
    """A name taken apart. ``rest`` are the words that nothing explains, in order: a product's own name."""

    goods: set[str] = field(default_factory=set)
    essence: set[str] = field(default_factory=set)
    state: set[str] = field(default_factory=set)
    numbers: Counter[str] = field(default_factory=Counter)
    packs: set[Pack] = field(default_factory=set)
    rest: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # all of them, packs and stars left out


def take_apart(text: str, *, bare: bool = False) -> Parts:
    """Find goods, forms, packs and numbers in a name; ``bare`` compares without accents."""
    lexicon = _lexicon(bare)
    parts = Parts()
    parts.packs, text = take_packs(text)
    words = parts.words = syllables(text, bare=bare)
    at = 0
    while at < len(words):
        at += _take(lexicon, parts, words, at)
    return parts


def own_name(supplier: str, *, bare: bool = False) -> list[str]:
    """A supplier's name without legal forms and general words."""
    general = _lexicon(bare).general
    words = syllables(supplier, bare=bare)
    found: list[str] = []
    at = 0
    while at < len(words):
        length = next((n for n in range(4, 0, -1) if tuple(words[at : at + n]) in general), 0)
        if not length:
            found.append(words[at])
        at += length or 1
    return found


def must_be_bare(*sides: str) -> bool:
    """Whether one side is written without accents, so that both must be compared without."""
    return any(not has_accents(side) for side in sides if len(syllables(side)) > 1)


def _take(lexicon: _Lexicon, parts: Parts, words: list[str], at: int) -> int:
    """Explain the longest phrase that begins at a word; returns how many words it has."""
    for length in range(min(_LONGEST, len(words) - at), 0, -1):
        phrase = tuple(words[at : at + length])
        good, essence, state = lexicon.goods.get(phrase), lexicon.essence.get(phrase), lexicon.state.get(phrase)
        if good and length == 1 and (parts.goods or parts.rest):
            good = None  # "Nà Cam", "Bản Đào": a single syllable names a good only where the name begins
        if not (good or essence or state or phrase in lexicon.explained):
            continue
        if good:
            parts.goods.add(good)
        if essence:
            parts.essence.add(essence)
        if state:
            parts.state.add(state)
        elif length > 1:
            # "hồi khô" is a good that still tells its state
            parts.state |= {lexicon.state[word,] for word in phrase if (word,) in lexicon.state}
        return length
    if words[at][0].isdigit():
        parts.numbers[words[at]] += 1
    else:
        parts.rest.append(words[at])
    return 1


@cache
def _lexicon(bare: bool) -> _Lexicon:
    raw = read_yaml(_PATH.read_text(encoding="utf-8"))

    def concepts(lines: list[list[str]]) -> dict[Phrase, str]:
        return {tuple(syllables(name, bare=bare)): line[0] for line in lines for name in line}

    def plain(lines: list[str]) -> frozenset[Phrase]:
        return frozenset(tuple(syllables(name, bare=bare)) for line in lines for name in line.split(","))

    return _Lexicon(
        concepts(raw["goods"]),
        concepts(raw["forms"]["essence"]),
        concepts(raw["forms"]["state"]),
        plain(raw["praise"]) | plain(raw["places"]),
        plain(raw["supplier"]),
    )
