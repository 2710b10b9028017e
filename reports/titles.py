"""What people call indicators and checks: titles from the criteria files, never ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

OVERALL = "overall"


@dataclass(frozen=True)
class Indicator:
    """One indicator of a criteria set as people call it, and its checks' titles by id, in their order."""

    number: str
    title: str
    checks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Titles:
    """Titles of the criteria sets that a run used."""

    sets: Mapping[str, str]  # by criteria id
    indicators: Mapping[str, tuple[Indicator, ...]]  # by criteria id, in their order
    # How each set's letters are read, in words: by criteria id, then (id of the reading, its value).
    readings: Mapping[str, Mapping[tuple[str, str], str]] = field(default_factory=dict)

    def reading(self, criteria: str, switch: str, value: str) -> str:
        """How the letters are read by one value of a reading; empty where nobody put it into words."""
        return self.readings.get(criteria, {}).get((switch, value), "")

    def position(self, criteria: str, indicator: str) -> int:
        """Where an indicator stands in its set; the overall one comes last."""
        order = [each.number for each in self.indicators.get(criteria, ())]
        return order.index(indicator) if indicator in order else len(order) + (indicator == OVERALL)

    def indicator(self, criteria: str, indicator: str) -> str:
        """``1 Hạ tầng số``, or the title alone where the id is a word; ``chung`` for the unit as a whole."""
        if indicator == OVERALL:
            return "chung"
        number = indicator if indicator[:1].isdecimal() else ""
        return f"{number} {self.title(criteria, indicator)}".strip()

    def number(self, criteria: str, indicator: str) -> str:
        """``1``; the title where the id is a word, which tells an officer nothing."""
        return indicator if indicator[:1].isdecimal() else self.indicator(criteria, indicator)

    def title(self, criteria: str, indicator: str) -> str:
        """The indicator's title; empty where the set does not know it."""
        found = self._of(criteria, indicator)
        return found.title if found else ""

    def check(self, criteria: str, indicator: str, check_id: str) -> str:
        """The check's title; empty where the set does not know it."""
        found = self._of(criteria, indicator)
        return found.checks.get(check_id, "") if found else ""

    def check_position(self, criteria: str, indicator: str, check_id: str) -> int:
        """Where a check stands in its indicator; one that the set does not know comes last."""
        found = self._of(criteria, indicator)
        order = list(found.checks) if found else []
        return order.index(check_id) if check_id in order else len(order)

    def check_of_any_set(self, check_id: str) -> str:
        """The title of a check whose set is not known, from the first set that has one of this id."""
        every = (i.checks.get(check_id, "") for many in self.indicators.values() for i in many)
        return next(filter(None, every), "")

    def has_several_checks(self, criteria: str, indicator: str) -> bool:
        """Whether a sentence about the indicator must say which of its checks it speaks of."""
        found = self._of(criteria, indicator)
        return found is not None and len(found.checks) > 1

    def _of(self, criteria: str, indicator: str) -> Indicator | None:
        return next((each for each in self.indicators.get(criteria, ()) if each.number == indicator), None)
