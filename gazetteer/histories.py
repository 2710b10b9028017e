"""The past and the future of every village of a register: what it was made of, and what it became."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from gazetteer.formers import Link, Past, items_of, marks_of, past_of
from gazetteer.register import Village


class Histories:
    """Answers are worked out when first asked for: most villages have no past."""

    def __init__(self, villages: Iterable[Village], links: Sequence[Link] = ()) -> None:
        self._peers: dict[int, list[Village]] = defaultdict(list)
        for village in villages:
            self._peers[village.commune].append(village)
        self._into: dict[int, list[Link]] = defaultdict(list)
        self._out_of: dict[int, list[Link]] = defaultdict(list)
        for link in links:
            self._into[link.new.row].append(link)
            self._out_of[link.old.row].append(link)
        self._pasts: dict[int, Past] = {}
        self._shared: dict[int, frozenset[str]] = {}

    def of_commune(self, commune: int) -> list[Village]:
        """All villages of a register commune, of all dates, in the register's order."""
        return self._peers[commune]

    def past(self, village: Village) -> Past:
        """What the village was before it was itself."""
        found = self._pasts.get(village.row)
        if found is None:
            peers = self._peers[village.commune]
            shared = self._shared_marks(village.commune)
            found = self._pasts[village.row] = past_of(village, peers, self._into[village.row], shared)
        return found

    def heirs(self, old: Village) -> list[tuple[Village, str]]:
        """What the village became next, each with the key under which it is a part of it; ``""``: it is the whole."""
        later = [v for v in self._peers[old.commune] if v is not old]
        later += [link.new for link in self._out_of[old.row] if link.new not in later]
        found = []
        for village in later:
            past = self.past(village)
            former = next((f for f in past.formers if old in f.villages), None)
            if former is not None:
                found.append((village, former.key if past.merged else ""))
        return found

    def formers(self, village: Village) -> list[Village]:
        """The rows of the villages it was made of, where the register holds them."""
        return [old for former in self.past(village).formers for old in former.villages]

    def _shared_marks(self, commune: int) -> frozenset[str]:
        """The marks that two villages of one time both give as a former name: that village was divided."""
        shared = self._shared.get(commune)
        if shared is None:
            seen: dict[str, list[Village]] = defaultdict(list)
            divided: set[str] = set()
            for village in self._peers[commune]:
                marks = {m for other in village.other_names for text, _ in items_of(other) for m in marks_of(text)}
                for mark in marks:
                    if any(_lives_beside(village, other) for other in seen[mark]):
                        divided.add(mark)
                    seen[mark].append(village)
            shared = self._shared[commune] = frozenset(divided)
        return shared


def _lives_beside(one: Village, other: Village) -> bool:
    same = one.code == other.code if one.code else one.row == other.row
    return not same and one.valid_from <= other.valid_to and other.valid_from <= one.valid_to
