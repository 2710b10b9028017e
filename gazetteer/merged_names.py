"""Texts that name several villages: the name of a merged village, and cells that list villages."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gazetteer.grammar import BEARING, village_readings
from gazetteer.names import name_of

# What stands between the parts of a merged village's name; "và" only in small letters, "Nà Và" is a name.
_SEPARATOR = re.compile(r"\s*[-–—‒−,;/+&]\s*|\s+và\s+")
_LISTING = re.compile(r"\s*[,;+&/\n]\s*|\s+và\s+|\s+[-–—‒−]\s+")


def chain(text: str) -> list[str]:
    """The parts of a merged village's name; empty where the text is one name.

    A hyphen without spaces between two single words ("Pác-Bó") is part of one name.
    """
    parts = [part for part in _SEPARATOR.split(text) if part.strip()]
    if len(parts) < 2:
        return []
    loose = any(s.strip() != s or s in (",", ";", "+", "&") for s in _SEPARATOR.findall(text))
    for part in parts:
        name = village_readings(part)[-1].name if village_readings(part) else name_of(part)
        if not name.order or (not loose and len(name.words) < 2 and not name.numbers):
            return []
    return parts


def listing(text: str) -> list[str]:
    """The items of a cell that lists villages: by comma, semicolon, plus, slash, "và", a dash between spaces."""
    items = [item.strip() for item in _LISTING.split(text) if item.strip()]
    return items if len(items) > 1 else []


def chain_key(parts: Iterable[str]) -> str:
    """A key of the parts in any order, each without its type word."""
    names = []
    for part in parts:
        readings = village_readings(part)
        plain = [r.name.key for r in readings if not r.families & BEARING]
        names.append(plain[-1] if plain else readings[0].name.key if readings else name_of(part).key)
    return "|".join(sorted(names))
