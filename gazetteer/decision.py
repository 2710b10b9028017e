"""What one text means in one commune: the word between the steps that decide and those that ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from doisoat.model import Match
from gazetteer.register import Village

MOST_CANDIDATES = 5
# Answers that need no person.
CLEAR = (Match.MATCHED, Match.PART, Match.SEVERAL)


@dataclass(frozen=True, slots=True)
class Decision:
    """What one text means in one commune. ``why`` is a key of ``gazetteer.reasons``.

    Where the one village meant was merged, ``formers`` are the keys of its former villages that the text names (of a
    matched village: the one whose name it kept), and ``former_count`` is how many make up the whole (0: unknown).
    """

    match: Match
    villages: tuple[Village, ...]
    score: float
    method: str
    why: str
    formers: tuple[str, ...] = ()
    former_count: int = 0


def distinct(villages: Iterable[Village]) -> list[Village]:
    """Villages once each, in the order they come; rows of one code (a list of every year) are one village."""
    return list({v.code or v.row: v for v in villages}.values())
