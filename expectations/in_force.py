"""Which criteria sets are in force in a year: where none is, nothing is asked of anybody (``no_rulebook``).

A draft is shown, but is no rulebook.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from doisoat.model import Level
from expectations.criteria_set import CriteriaSet

NO_RULEBOOK = "no_rulebook"


def has_rulebook(criteria: Iterable[CriteriaSet], year: int, level: Level | None = None) -> bool:
    """Whether a set that is no draft is in force in the year, of one level where one is given."""
    return any(
        one.years[0] <= year <= one.years[1]
        for one in criteria
        if not one.draft and (level is None or one.level == level)
    )


def without_rulebook(criteria: Mapping[str, CriteriaSet], year: int) -> list[dict[str, object]]:
    """The sets asked for with their years, where the year lies outside all of them; else nothing."""
    if has_rulebook(criteria.values(), year):
        return []
    return [
        {"criteria": key, "first_year": one.years[0], "last_year": one.years[1], "draft": one.draft}
        for key, one in sorted(criteria.items())
    ]
