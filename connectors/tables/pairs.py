"""Several answers in one cell: "- Cáp quang: có; - Sóng 4G: chưa có", and several villages in one: "Nà A, Nà B"."""

from __future__ import annotations

import re

from connectors.tables.cells import as_text
from connectors.tables.clauses import clauses_in
from connectors.tables.lexicon.segments import segments
from doisoat.columns import COVERAGE_SERVICES
from doisoat.text.compare import fold

_PART = re.compile(r"\s*(?:\n|;|\s\|\s|•|(?:^|\s)[-+*]\s(?=\S))\s*")
_SAYS = re.compile(r"^\W*(?P<what>[^:=]{1,40}?)\s*[:=]\s*(?P<answer>\S.{0,40})$")
_COMMA_PAIRS = re.compile(r",\s*(?=[^,:=]{1,40}[:=])")
_LISTED = re.compile(r"\s*(?:[,;\n•]|(?<!\d)\.(?=\s|$)|\s[-–+]\s(?=[A-ZĐÀ-Ỹ])|\svà\s)\s*")
_COUNTED = re.compile(
    r"^\W*\d{1,3}(?:\s*/\s*\d{1,3})?\s*(?:thôn|bản|xóm|khu|tdp|tổ dân phố)\s*[:(]\s*|^\(?\d{1,2}[.)]\s+", re.IGNORECASE
)
_NONE = frozenset({"khong", "khong co", "0", "-", "khong co thon nao", "chua co"})


def answers_in(cell: object) -> list[tuple[tuple[str, ...], str]]:
    """Pairs of services and what is said of them, with colons or as clauses; empty where the cell holds none."""
    return pairs_in(cell) or (list(clauses_in(cell)) if isinstance(cell, str) else [])


def pairs_in(cell: object) -> list[tuple[tuple[str, ...], str]]:
    """Pairs such as "Cáp quang: có"; empty where the cell holds no such pairs."""
    if not isinstance(cell, str):
        return []
    found = []
    for part in (p for whole in _PART.split(cell) if whole for p in _COMMA_PAIRS.split(whole)):
        match = _SAYS.match(part.strip(" .,-+*"))
        services = services_named(match["what"]) if match else ()
        if match and services:
            found.append((services, match["answer"].strip(" .,;")))
    return found


def services_named(text: str) -> tuple[str, ...]:
    """The services of a text by the lexicon, in the order of our columns."""
    named = {meaning for segment in segments(text) for meaning in segment.meanings}
    return tuple(service for service in COVERAGE_SERVICES if service in named)


def villages_in(text: str) -> list[str]:
    """The names of a list in one cell; a number of them in front, or of each, is not part of a name."""
    bare = _COUNTED.sub("", as_text(text) or "").rstrip(" ).")
    if fold(bare) in _NONE or bare.isdigit():
        return []
    names = [_COUNTED.sub("", part).strip(" .:-") for part in _LISTED.split(bare)]
    return [name for name in names if name and not name.isdigit()]
