"""Phrase → meanings, from the files of this folder; which meanings turn a heading's sense and which carry none."""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from connectors.tables.lexicon.splitting import split_words
from doisoat.read_yaml import read_yaml

_FOLDER = Path(__file__).parent
FILLER = "filler"


@dataclass(frozen=True)
class Lexicon:
    """``meanings[words]`` are the meanings a phrase may have; several where it means one thing here and one there."""

    meanings: dict[tuple[str, ...], frozenset[str]]
    longest: int  # words of the longest phrase
    turning: frozenset[str]  # meanings that may never be skipped
    operators: frozenset[str]
    examples: dict[str, str]  # meaning → a heading that is read by it
    names: dict[str, str]  # meaning → its first word, as messages call it
    spelled: dict[str, frozenset[str]]  # a single word without accents → how the lexicon writes it
    written: dict[tuple[str, ...], frozenset[tuple[str, ...]]]  # the same for phrases of several words

    def known(self, word: str) -> bool:
        """Whether the single word has a meaning of its own."""
        return (word,) in self.meanings


@functools.cache
def lexicon() -> Lexicon:
    """All files of the folder as one lexicon. A phrase may stand under several meanings."""
    found: dict[tuple[str, ...], set[str]] = {}
    groups: dict[str, set[str]] = {}
    examples: dict[str, str] = {}
    names: dict[str, str] = {}
    spelled: dict[str, set[str]] = {}
    written: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for path in sorted(_FOLDER.glob("*.yml")):
        entries = cast(dict[str, dict[str, object]], read_yaml(path.read_text(encoding="utf-8")))
        groups[path.stem] = set(entries)
        for meaning, entry in entries.items():
            examples[meaning] = str(entry["like"])
            names[meaning] = str(cast(list[str], entry["words"])[0])
            for phrase in map(str, cast(list[str], entry["words"])):
                if " " not in phrase:
                    spelled.setdefault("".join(split_words(phrase)), set()).add(
                        unicodedata.normalize("NFC", phrase.lower())
                    )
                else:
                    form = tuple(unicodedata.normalize("NFC", phrase.lower()).split())
                    written.setdefault(tuple(split_words(phrase.lower())), set()).add(form)
                for words in {tuple(split_words(phrase)), tuple(split_words(phrase.lower()))}:
                    if words:
                        found.setdefault(words, set()).add(meaning)
    return Lexicon(
        {words: frozenset(meanings) for words, meanings in found.items()},
        max(map(len, found)),
        frozenset(groups["turning"]),
        frozenset(groups["operators"]),
        examples,
        names,
        {word: frozenset(forms) for word, forms in spelled.items()},
        {words: frozenset(forms) for words, forms in written.items()},
    )
