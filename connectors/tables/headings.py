"""Which column is which field: headings against the synonyms of a source's card.

A heading is a chain of one to four texts, group first ("WiFi công cộng", "Số hợp đồng"). A synonym is written in one
of three ways, all compared without case, accents and punctuation:

* ``số hợp đồng``: these words, nothing else;
* ``wifi * hợp đồng *``: ``*`` stands for any words, also none;
* ``thôn|tổ dân phố|xóm [tên các]``: at least one of the words or phrases before the brackets, and no word that is in
  neither list.

A synonym may match the whole chain or, less strongly, its last text alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from connectors.contract import FieldCard
from doisoat.text.compare import clean, fold

Chain = tuple[str, ...]
_NUMBERING = re.compile(r"^(?:\d{1,2}|[IVX]{1,4}|[a-zA-Z])\s*[.)]\s+|\s*\(\d{1,2}\)\s*$")
_WORDS = re.compile(r"^([^\[\]*]+)\[([^\]]*)\]$")


def fold_heading(text: str) -> str:
    """A heading's words; its number ("(5)", "1.") is not part of it, and Wi-Fi is one word."""
    return fold(_NUMBERING.sub("", clean(text))).replace("wi fi", "wifi")


def _test_of(synonym: str) -> tuple[int, Callable[[str], bool]]:
    """A test for folded headings, and its strength: 0 the very words, 1 a list of words, 2 a pattern."""
    if match := _WORDS.match(synonym):
        some = {fold_heading(part) for part in match[1].split("|")}
        singles = some | set(fold_heading(match[2]).split())
        phrases = sorted((part for part in some if " " in part), key=len, reverse=True)

        def by_words(heading: str) -> bool:
            rest = f" {heading} "
            for phrase in phrases:
                rest = rest.replace(f" {phrase} ", "  ")
            words = set(rest.split())
            # A phrase counts as a whole: "thị xã" is a district, "huyện/xã" is none.
            return words <= singles and (bool(words & some) or len(rest) < len(heading) + 2)

        return 1, by_words
    if "*" in synonym:
        parts = [re.escape(fold_heading(part)) for part in synonym.split("*")]
        pattern = re.compile("^" + r"(?: |^|$|\b).*".join(rf"\b{part}\b" if part else "" for part in parts) + "$")
        return 2, lambda heading: bool(pattern.match(heading))
    wanted = fold_heading(synonym)
    return 0, lambda heading: heading == wanted


@dataclass
class Assignment:
    """Which column holds which field, and what could not be decided."""

    columns: dict[str, int] = field(default_factory=dict)
    ambiguous: dict[str, list[int]] = field(default_factory=dict)


class Headings:
    """The synonyms of a card's fields, ready to be compared; answers are remembered per chain."""

    def __init__(
        self, fields: Sequence[FieldCard], not_under: Sequence[str] = (), not_with: Sequence[str] = ()
    ) -> None:
        self._tests = [(f.name, *_test_of(heading)) for f in fields for heading in f.headings]
        self._order = {f.name: n for n, f in enumerate(fields)}
        self._foreign = [re.compile(rf"\b{re.escape(fold_heading(word))}\b") for word in not_under]
        self._barred = [re.compile(rf"\b{re.escape(fold_heading(word))}\b") for word in not_with if fold_heading(word)]
        self._percent = "%" in not_with
        self._known: dict[Chain, list[tuple[int, str]]] = {}

    def fields_of(self, chain: Chain) -> list[tuple[int, str]]:
        """Fields that the chain may name, best first, as (rank, field); lower ranks are better.

        A match of the last text alone does not count below a group of another subject (``not_under``): "4G" under
        "Số thuê bao" counts subscribers. A chain with a word of ``not_with`` names no field at all ("Tỷ lệ …").
        """
        if chain not in self._known:
            self._known[chain] = self._match(chain)
        return self._known[chain]

    def _match(self, chain: Chain) -> list[tuple[int, str]]:
        if not chain:
            return []
        if self._percent and "%" in chain[-1]:
            return []
        whole, last = fold_heading(" ".join(chain)), fold_heading(chain[-1])
        if any(pattern.search(whole) for pattern in self._barred):
            return []
        group = fold_heading(" ".join(chain[:-1]))
        last_counts = len(chain) > 1 and not any(pattern.search(group) for pattern in self._foreign)
        ranks: dict[str, int] = {}
        for name, strength, test in self._tests:
            rank = strength if test(whole) else 3 + strength if last_counts and test(last) else None
            if rank is not None and rank < ranks.get(name, 9):
                ranks[name] = rank
        return sorted(((rank, name) for name, rank in ranks.items()), key=lambda r: (r[0], self._order[r[1]]))

    def assign(self, chains: Sequence[Chain], is_empty: Callable[[int], bool]) -> Assignment:
        """One column for each field and one field for each column, strongest matches first.

        Two columns that match a field equally well leave it undecided, unless all but one of them are empty.
        """
        offers: dict[tuple[int, int], list[int]] = {}
        names = list(self._order)
        for column, chain in enumerate(chains):
            for rank, name in self.fields_of(chain):
                offers.setdefault((rank, self._order[name]), []).append(column)
        result = Assignment()
        taken: set[int] = set()
        for (_, order), columns in sorted(offers.items()):
            name = names[order]
            free = [column for column in columns if column not in taken]
            if not free or name in result.columns or name in result.ambiguous:
                continue
            if len(free) > 1:
                free = [column for column in free if not is_empty(column)] or free[:1]
            if len(free) == 1:
                result.columns[name] = free[0]
            else:
                result.ambiguous[name] = free
            taken.update(free)
        return result
