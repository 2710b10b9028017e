"""Each check under its default reading, under the others the letters leave open, and against what came later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from expectations.criteria_set import Check, CriteriaSet
from expectations.dossier import Dossier
from expectations.rule import Measured
from expectations.rulebook import rulebook

LATER = "later"


@dataclass(frozen=True)
class Variant:
    """A check under one reading (``""``: the default), or against what was published later."""

    check: Check
    reading: str = ""
    value: Any = None

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
    params = criteria.params(variant.check, None if variant.reading in ("", LATER) else variant.reading, variant.value)
    found: Measured = rulebook()[variant.check.rule].measure(dossier, units, params)
    return found
