"""Each check under its default reading, under the others the letters leave open, and against what came later.

Also the checks of the other sets of the same time, asked of the same evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from expectations.criteria_set import Check, CriteriaSet, word_of
from expectations.dossier import Dossier
from expectations.rule import Measured, RuleParams
from expectations.rulebook import rulebook

LATER = "later"
RULEBOOK = "rulebook"  # the switch between the sets that are in force in one year


@dataclass(frozen=True)
class Variant:
    """A check under one reading (``""``: the default), of another set, or against what was published later.

    ``rules`` is the set whose parameters it has, where that is another; ``instead_of`` the check of the own set that it
    is another form of, empty where there is none.
    """

    check: Check
    reading: str = ""
    value: Any = None
    rules: CriteriaSet | None = None
    instead_of: str = ""

    @property
    def id(self) -> str:
        """``fibre``, ``fibre@reach=met`` or ``fibre@later``."""
        if not self.reading:
            return self.check.id
        return (
            f"{self.check.id}@{self.reading}"
            if self.reading == LATER
            else f"{self.check.id}@{self.reading}={self.value}"
        )

    @property
    def word(self) -> str:
        """The value as it is written: ``met``, ``false``."""
        return word_of(self.value)


def variants_of(criteria: CriteriaSet) -> list[Variant]:
    """Every check under the default readings, and under each other reading that concerns it."""
    return [Variant(check) for check in criteria.checks] + [
        Variant(check, reading.id, other)
        for reading in criteria.readings
        for check in criteria.checks
        if check.id in reading.checks
        for other in reading.others
    ]


def measure(criteria: CriteriaSet, variant: Variant, dossier: Dossier, units: pd.DataFrame) -> Measured:
    """What the check's rule measures for every unit under this reading."""
    found: Measured = rulebook()[variant.check.rule].measure(dossier, units, params_of(criteria, variant))
    return found


def params_of(criteria: CriteriaSet, variant: Variant) -> RuleParams:
    """The parameters of a variant of one of the set's checks."""
    if variant.rules is not None:
        return variant.rules.params(variant.check)
    is_default = variant.reading in ("", LATER)
    return criteria.params(variant.check, None if is_default else variant.reading, variant.value)


@dataclass(frozen=True)
class OtherSet:
    """Another set of the same time: how each of its checks is asked here, by its id, as the id of a variant."""

    criteria: CriteriaSet
    asked_as: Mapping[str, str]

    def holds(self, years: pd.Series) -> pd.Series:
        """For every unit whether the set is in force in its year."""
        return pd.to_numeric(years).between(*self.criteria.years).fillna(False).astype(bool)


def other_sets(criteria: CriteriaSet, known: Iterable[CriteriaSet]) -> tuple[list[OtherSet], list[Variant]]:
    """The other sets that were in force in one of the set's years, and the variants that ask them.

    Drafts are no rulebook; a set with classes has no threshold for units of another. A check that asks what one of the
    own set asks is not asked again. Another form of an own check is one of the same id, or of the same rule where each
    set has one of it.
    """
    found, variants = [], []
    for other in sorted(known, key=lambda one: one.id):
        same_kind = other.id != criteria.id and other.level == criteria.level
        overlap = max(criteria.years[0], other.years[0]) <= min(criteria.years[1], other.years[1])
        if not (same_kind and overlap) or other.draft or other.classes or criteria.draft:
            continue
        asked_as = {}
        for check in other.checks:
            own = _own_form(check, criteria, other)
            if own and own.rule == check.rule and criteria.params(own) == other.params(check):
                asked_as[check.id] = own.id
                continue
            variant = Variant(check, RULEBOOK, other.id, other, own.id if own else "")
            asked_as[check.id] = variant.id
            variants.append(variant)
        found.append(OtherSet(other, asked_as))
    return found, variants


def _own_form(check: Check, criteria: CriteriaSet, other: CriteriaSet) -> Check | None:
    by_id = [own for own in criteria.checks if own.id == check.id]
    by_rule = [own for own in criteria.checks if own.rule == check.rule]
    alone = len(by_rule) == 1 and sum(each.rule == check.rule for each in other.checks) == 1
    return next(iter(by_id or (by_rule if alone else [])), None)
