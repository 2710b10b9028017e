"""Rows that head a group of units: "I | Xã Hòa Bình" above its villages, "Huyện Bình Gia" above its communes."""

from __future__ import annotations

import re

from connectors.tables import marks
from connectors.tables.cells import as_text, distinct, which
from connectors.tables.groups import LEVELS
from connectors.tables.regions import Region
from connectors.tables.section_rows import is_number

_STEP = re.compile(r"^\d+\.\d+\.?$")
_COUNT = re.compile(r"^\d+(?:\s*/\s*\d+)?\s*(?:thôn|bản|xóm|khu|khối|điểm|hộ|thon|ban|diem|ho)?$", re.IGNORECASE)


class GroupHeadings:
    """The headings of groups of one table.

    Args:
        region: of the table.
        first: its first column that tells what a row is; the column of row numbers goes before it.
    """

    def __init__(self, region: Region, first: int) -> None:
        self.region = region
        self.columns = region.header.columns
        self.mixed = self._has_ordinals_and_numbers(first)
        column = self.columns.get("stt", first)
        cells = self.region.columns[column] if self.region.columns else []
        self.stepped = bool(which(cells, lambda text: bool(_STEP.match(as_text(text) or ""))))  # "1.1" below "1"
        self._kinds: dict[str, set[str]] = {}  # level → the kinds of numbers of its headings

    def _has_ordinals_and_numbers(self, first: int) -> bool:
        """The first column numbers groups by Roman numerals or letters and rows by figures."""
        column = self.columns.get("stt", first)
        cells = self.region.columns[column] if self.region.columns else []
        if not which(cells, lambda text: marks.is_ordinal(as_text(text) or "")):
            return False
        return any((as_text(cell) or "").isdigit() for cell in distinct(cells))

    def is_numbered(self, texts: dict[int, str]) -> bool:
        """Whether a row begins with the number of a group."""
        return self.mixed and marks.is_ordinal(texts[min(texts)])

    def heads(self, units: dict[str, str], texts: dict[int, str]) -> None:
        """Keep in mind how headings of these levels are numbered."""
        for level in units:
            self._kinds.setdefault(level, set()).update(_kinds_of_number(texts[min(texts)]))

    def ended_by(self, texts: dict[int, str]) -> list[str]:
        """The levels that end at a heading that is not understood: those numbered like it, and what lies below them."""
        own = _kinds_of_number(texts[min(texts)])
        ended = [level for level in LEVELS if own & self._kinds.get(level, set())]
        return list(LEVELS[LEVELS.index(ended[0]) :]) if ended else []

    def units_of(self, texts: dict[int, str], keys: dict[int, str]) -> dict[str, str] | None:
        """The units of a group heading (none where its level cannot be told), or None where the row is no heading."""
        asides = {self.columns[n] for n in (*self.region.keys, *LEVELS, "stt") if n in self.columns}
        answers = set(self.columns.values()) - asides
        ordinal = [c for c, text in texts.items() if marks.is_ordinal(text) and c not in answers]
        first = min(texts)
        rest = {c: t for c, t in texts.items() if c not in ordinal and not _counts(t) and any(map(str.isalnum, t))}
        if len(set(rest.values())) != 1:
            return None
        text = next(iter(rest.values()))
        column = next(iter(rest))
        units = marks.unit_headings(text)
        if column in answers and not (units and len(texts) == 1 + len(ordinal)):
            return None
        in_address = "address" in self.columns and self.columns["address"] in keys
        if units:
            numbered = (self.mixed and first in ordinal) or (self.stepped and texts[first].isdigit())
            return None if in_address and not numbered and len(texts) > 1 + len(ordinal) else units
        if not self.mixed or first not in ordinal:
            return None
        missing = [level for level in LEVELS if level not in self.columns]
        only_numbers = all(c in ordinal or c == column or _counts(t) for c, t in texts.items())
        return ({missing[0]: text} if len(missing) == 1 else {}) if only_numbers else None


def _kinds_of_number(text: str) -> set[str]:
    bare = text.rstrip(".")
    roman = {"roman"} if bare and set(bare) <= set("IVXLC") else set()
    return roman | ({"letter"} if len(bare) == 1 and bare.isupper() else set())


def _counts(text: str) -> bool:
    """A figure, a share, or how many of a unit's villages: "2/4 thôn"."""
    return is_number(text) or bool(_COUNT.match(text))
