"""What a rule is: parameters, a measure over the dossier, expectations on what it measured, and reasons.

A rule measures whole numbers, one row a unit, never a missing value. Its expectations say what the numbers mean:

* ``applies`` (info): where it fails, the question does not arise: not applicable.
* ``agrees`` (critical): where it fails, a publisher contradicts itself: conflict.
* ``stands`` (critical): where it fails, the evidence speaks against the claim: fail.
* ``proven`` (warning): where it fails, the evidence is silent or incomplete: unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Generic, TypeVar

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from doisoat.model import Basis, Outcome
from expectations.dossier import Dossier
from expectations.facts import Need
from expectations.reasons import Facts, Reasons


class Meaning(StrEnum):
    """What a failing expectation says, in the order in which the judge asks."""

    APPLIES = "applies"
    AGREES = "agrees"
    STANDS = "stands"
    PROVEN = "proven"


SEVERITY = {Meaning.APPLIES: "info", Meaning.AGREES: "critical", Meaning.STANDS: "critical", Meaning.PROVEN: "warning"}
OUTCOME = {
    Meaning.APPLIES: Outcome.NOT_APPLICABLE,
    Meaning.AGREES: Outcome.CONFLICT,
    Meaning.STANDS: Outcome.FAIL,
    Meaning.PROVEN: Outcome.UNKNOWN,
}


class Shape(StrEnum):
    """The three shapes an expectation may have; the compiler turns each into one GE class."""

    ZERO = "zero"  # column == 0
    POSITIVE = "positive"  # column >= 1
    REACHES = "reaches"  # column >= other column


@dataclass(frozen=True)
class Expect:
    """One expectation on one measured column (or two)."""

    meaning: Meaning
    shape: Shape
    column: str
    other: str = ""


# A frame, or what makes it: most readings are compared by their numbers alone, and nobody sees their words.
Frame = pd.DataFrame | Callable[[], pd.DataFrame]


class Measured:
    """What a rule found.

    Args:
        numbers: index unit code, integer columns, no missing value, exactly one row a unit.
        reasons: the reason code of each outcome: one for all units, or a series by unit code, whose categories are
            all the codes it may hold (``expectations.measuring.first_true`` and ``first_of`` give such series).
        words: texts for the places in the reasons' sentences, columns by name, index unit code.
        evidence: columns ``unit_code, role, PROVENANCE, published_on, sentence``.
        basis: who decided; one for all, or a series by unit code.
        needs: what is missing, told when it is asked for: needs that together would make the check pass, none of which
            can be left out (``expectations.facts``). Only units whose check does not pass are looked at.
        bounds: where something is counted: index unit code, nullable whole numbers ``sure, possible, of``.
        speaking: the units about which a row of evidence speaks, where that is known without making the rows.
    """

    def __init__(
        self,
        numbers: pd.DataFrame,
        reasons: Mapping[Outcome, str | pd.Series],
        words: Frame,
        evidence: Frame,
        basis: Basis | pd.Series = Basis.INDEPENDENT,
        needs: Callable[[], Sequence[Need]] = tuple,
        bounds: pd.DataFrame | None = None,
        speaking: Callable[[], pd.Index] | None = None,
    ) -> None:
        self.numbers, self.reasons, self.basis, self.needs, self.bounds = numbers, reasons, basis, needs, bounds
        self._words, self._evidence, self._speaking = words, evidence, speaking

    @cached_property
    def words(self) -> pd.DataFrame:
        """Texts for the places in the sentences."""
        return self._words() if callable(self._words) else self._words

    def speaking(self) -> pd.Index:
        """The units about which a row speaks, for, against or neither way."""
        if self._speaking is not None:
            return self._speaking()
        rows = self.evidence
        units: pd.Index = pd.Index(rows.loc[rows["role"] != "context", "unit_code"].unique())
        return units

    @cached_property
    def evidence(self) -> pd.DataFrame:
        """The rows that the answer rests on."""
        return self._evidence() if callable(self._evidence) else self._evidence


class RuleParams(BaseModel):
    """What a criteria file may set for a rule. A name that is not a parameter is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


Days = Annotated[int, Field(strict=True, ge=1)]
Flag = StrictBool
Text = Annotated[str, StringConstraints(strict=True, min_length=1, strip_whitespace=True)]

P = TypeVar("P", bound=RuleParams)
Measure = Callable[[Dossier, pd.DataFrame, P], Measured]
Expects = Callable[[P], tuple[Expect, ...]]


def always(*expects: Expect) -> Callable[[RuleParams], tuple[Expect, ...]]:
    """The same expectations whatever the parameters."""
    return lambda _params: expects


@dataclass(frozen=True)
class Rule(Generic[P]):
    """A member of the rulebook: one file of ``expectations/rules``, whose name is the rule's id."""

    params: type[P]
    measure: Measure[P]
    expects: Expects[P]
    reasons: Reasons
    facts: Facts = field(default_factory=dict)
