"""What a rule is: a measure over the dossier, and expectations on what it measured.

A rule measures whole numbers, one row a unit, never a missing value. Its expectations say what the numbers mean:

* ``applies`` (info): where it fails, the question does not arise: not applicable.
* ``agrees`` (critical): where it fails, a publisher contradicts itself: conflict.
* ``stands`` (critical): where it fails, the evidence speaks against the claim: fail.
* ``proven`` (warning): where it fails, the evidence is silent or incomplete: unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import pandas as pd

from doisoat.columns import PROVENANCE
from doisoat.model import Basis, Outcome
from expectations.dossier import Dossier


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


@dataclass(frozen=True)
class Measured:
    """What a rule found.

    Args:
        numbers: index unit code, integer columns, no missing value, exactly one row a unit.
        reasons: the reason code of each outcome: one for all units, or a series by unit code.
        words: texts for the sentences of ``doisoat.vi.REASON``, columns by name, index unit code.
        evidence: columns ``unit_code, role, PROVENANCE, published_on, sentence``.
        basis: who decided; one for all, or a series by unit code.
    """

    numbers: pd.DataFrame
    reasons: Mapping[Outcome, str | pd.Series]
    words: pd.DataFrame
    evidence: pd.DataFrame
    basis: Basis = Basis.INDEPENDENT


Measure = Callable[[Dossier, pd.DataFrame, Mapping[str, Any]], Measured]
Expects = Callable[[Mapping[str, Any]], tuple[Expect, ...]]


def always(*expects: Expect) -> Expects:
    """The same expectations whatever the parameters."""
    return lambda _params: expects


@dataclass(frozen=True)
class Rule:
    """A member of the rulebook. ``params`` names what a criteria file may set."""

    id: str
    measure: Measure
    expects: Expects
    params: frozenset[str] = field(default_factory=frozenset)


def counted(counts: pd.Series, units: pd.DataFrame) -> pd.Series:
    """Counts by unit code, one for every unit, 0 where nothing was counted."""
    return counts.reindex(units.index).fillna(0).astype("int64")


def by_group(counts: pd.Series, group_of: pd.Series) -> pd.Series:
    """Counts by group, looked up for every unit through the group it belongs to; 0 where nothing was counted."""
    return group_of.map(counts).astype("Float64").fillna(0).astype("int64")


def first_of(
    rows: pd.DataFrame, column: str, units: pd.DataFrame, default: str, unit: str = "village_code"
) -> pd.Series:
    """For every unit the value of ``column`` in its first row, ``default`` where it has none."""
    values = rows.drop_duplicates(unit).set_index(unit)[column].astype(object)
    return values.reindex(units.index).fillna(default)


def whole_rows(dossier: Dossier, kind: str, units: pd.DataFrame) -> pd.DataFrame:
    """Claim rows of one kind that speak about a whole assessed village."""
    rows = dossier.village_rows(kind)
    return rows[rows["village_code"].isin(units.index) & (rows["extent"] == "whole")].reset_index(drop=True)


def per_village(rows: pd.DataFrame, units: pd.DataFrame) -> pd.Series:
    """Number of rows of every unit."""
    return counted(rows.groupby("village_code").size(), units)


def first_true(units: pd.DataFrame, cases: list[tuple[str, pd.Series]], otherwise: str) -> pd.Series:
    """For every unit the code of the first case that holds, else ``otherwise``."""
    answer = pd.Series(otherwise, index=units.index, dtype=object)
    for code, holds in reversed(cases):
        answer = answer.mask(holds.reindex(units.index, fill_value=False).astype(bool), code)
    return answer


def evidence_of(
    rows: pd.DataFrame, role: pd.Series | str, sentence: pd.Series | str, unit: str = "village_code"
) -> pd.DataFrame:
    """Evidence rows of a frame with provenance."""
    return pd.DataFrame(
        {
            "unit_code": rows[unit],
            "role": role,
            **{name: rows[name] for name in PROVENANCE},
            "published_on": rows["published_on"],
            "sentence": sentence,
        }
    )


def vn_date(days: pd.Series) -> pd.Series:
    """Dates as people write them here, dd/mm/yyyy; empty where missing."""
    return pd.to_datetime(days).dt.strftime("%d/%m/%Y").astype(object).fillna("")
