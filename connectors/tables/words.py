"""The word lists of ``words.yml``: what cells are known to say, as data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from doisoat.read_yaml import read_yaml

_FILE = read_yaml(Path(__file__).with_name("words.yml").read_text(encoding="utf-8"))


def word_set(name: str) -> frozenset[str]:
    """A plain list of the file."""
    return frozenset(map(str, _FILE[name]))


def word_map(name: str) -> dict[str, str]:
    """A list of lists, turned round: phrase → the name of its list.

    Raises:
        ValueError: a phrase stands in two lists of one group.
    """
    groups: dict[str, Any] = _FILE[name]
    turned: dict[str, str] = {}
    for group, phrases in groups.items():
        for phrase in map(str, phrases):
            if turned.setdefault(phrase, group) != group:
                raise ValueError(f"words.yml: {phrase!r} stands in two lists of {name!r}")
    return turned
