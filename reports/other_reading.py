"""What a verdict would be if a letter were read in another way, or under the other set of its time, in words."""

from __future__ import annotations

from collections.abc import Iterable

from doisoat.vi import VERDICT
from reports.titles import Titles

RULEBOOK = "rulebook"  # the switch between the sets of one time


def parsed(text: str) -> list[tuple[str, str, str]]:
    """``switch=reading:verdict``, joined by ``;``, as triples."""
    found = []
    for one in filter(None, text.split(";")):
        switch, _, then = one.partition("=")
        reading, _, verdict = then.rpartition(":")
        found.append((switch, reading, verdict))
    return found


def readings_said(criteria: str, readings: Iterable[tuple[str, str, str]], titles: Titles) -> list[str]:
    """A sentence without full stop for each reading: how the letters are read then, and what the verdict would be."""
    return [
        f"{under_reading(criteria, switch, reading, titles)}: {VERDICT.get(verdict, '')}"
        for switch, reading, verdict in readings
    ]


def under_reading(criteria: str, switch: str, reading: str, titles: Titles) -> str:
    """How the letters are read, or which set applies: the first half of a sentence."""
    if switch == RULEBOOK:
        return f"Nếu xét theo bộ “{titles.sets.get(reading, '')}”"
    words = titles.reading(criteria, switch, reading)
    return f"Nếu hiểu là {words}" if words else "Nếu đọc văn bản hướng dẫn theo cách khác"
