"""The gate into letters: of what came from outside a letter shows known words, known units and numbers, no more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from doisoat.known_words import KnownWords
from doisoat.personal import without_persons
from reports.contract import ReportFrames

_ROOT = Path(__file__).parents[2]
# Where our sentences are written: rules, criteria, refusals, causes. The words by which persons are told are not ours.
_ROOMS = ("expectations", "connectors", "warehouse", "reports", "doisoat")
_NOT_OURS = frozenset({"person_words.py", "personal.py"})
_LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')

_TEXTS = {
    "checks": ("sentence", "fix"),
    "missing": ("subject", "sentence"),
    "changes": ("sentence",),
    "gates": ("observed", "sentence"),
}
_REFUSALS = ("what", "fix")
_UNREAD = ("heading", "village", "commune", "written", "what")
_FILES = ("name", "sheet")


@cache
def own_words() -> tuple[str, ...]:
    """Everything that this program itself writes down, as it stands in its code and data; read once."""
    return tuple(_own_words())


def _own_words() -> Iterator[str]:
    for room in _ROOMS:
        for path in sorted((_ROOT / room).rglob("*")):
            if path.suffix == ".yml":
                yield "\n".join(line.partition(" #")[0] for line in path.read_text(encoding="utf-8").splitlines())
            elif path.suffix == ".py" and path.name not in _NOT_OURS:
                yield from _LITERAL.findall(path.read_text(encoding="utf-8"))


def for_letters(frames: ReportFrames, units: Iterable[str], own: Iterable[str] = ()) -> ReportFrames:
    """The frames with only what letters may show of files, sheets and texts.

    Args:
        frames: as the warehouse has them.
        units: names of villages, communes and districts.
        own: further sentences of ours: criteria and rules of the user's own.
    """
    titles = [*frames.titles.sets.values(), *frames.source_titles.values()]
    for each in (indicator for found in frames.titles.indicators.values() for indicator in found):
        titles += [each.title, *each.checks.values()]
    known = KnownWords([*own_words(), *titles, *own], units)
    changed: dict[str, Any] = {name: _shown(getattr(frames, name), known, texts, ()) for name, texts in _TEXTS.items()}
    changed["proofs"] = _shown(frames.proofs, known, (), _FILES)
    changed["received"] = _shown(frames.received, known, (), _FILES)
    changed["refusals"] = _shown(frames.refusals, known, _REFUSALS, _FILES)
    changed["unread"] = [
        {
            **one,
            **{key: _sentence(one[key], known) for key in _UNREAD if one.get(key)},
            **{key: _file(one[key], known) for key in _FILES if one.get(key)},
        }
        for one in frames.unread
    ]
    return replace(frames, **changed)


def _shown(frame: pd.DataFrame, known: KnownWords, texts: Iterable[str], files: Iterable[str]) -> pd.DataFrame:
    for columns, show in ((texts, _sentence), (files, _file)):
        for column in columns:
            told = {text: show(text, known) for text in frame[column].dropna().unique()}
            frame = frame.assign(**{column: frame[column].map(told, na_action="ignore")})
    return frame


def _sentence(text: str, known: KnownWords) -> str:
    return known.only(without_persons(text)) if isinstance(text, str) else text


def _file(path: str, known: KnownWords) -> str:
    if not isinstance(path, str):
        return path
    if page := re.match(r"https?://[^/\s]+", path):  # of a page that a unit declared its shop is enough
        return page.group() if page.end() == len(path) else f"{page.group()}/…"
    return "/".join(known.only_of_file(without_persons(part, of_a_file=True)) for part in path.split("/"))
