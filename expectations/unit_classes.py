"""Classes of units, each judged by its own thresholds: a set judged part by part and put together again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields

import pandas as pd

from doisoat.frames import below_each_other
from expectations.criteria_set import CriteriaSet
from expectations.dossier import Dossier
from expectations.judge import Judged, judge

UNIT_CLASS_UNKNOWN = "unit_class_unknown"
_SUITE = ["suite", "expectation_id", "check_id", "meaning", "severity"]


def class_of(criteria: CriteriaSet, places: pd.DataFrame) -> pd.Series:
    """The class of each unit; missing where the set has classes and lists neither the unit nor what it lies in.

    Args:
        criteria: a set with classes.
        places: index unit code; ``commune_code, district_code``. The unit's own code goes before its commune's, that
            before its district's.
    """
    listed = {code: one.id for one in criteria.classes for code in one.units}
    found = places.index.to_series().map(listed).astype(object)
    for above in ("commune_code", "district_code"):
        found = found.where(found.notna(), places[above].map(listed))
    rest = next((one.id for one in criteria.classes if one.rest), None)
    return found if rest is None else found.fillna(rest)


def without_class(criteria: CriteriaSet, dossier: Dossier, claims: pd.DataFrame) -> pd.Series:
    """Whether each claimed unit is of no class, so that no threshold is known for it."""
    if not criteria.classes:
        return pd.Series(False, index=claims.index)
    return class_of(criteria, dossier.units.reindex(claims.index)).isna()


def judge_by_class(
    criteria: CriteriaSet, dossier: Dossier, claims: pd.DataFrame, known: Iterable[CriteriaSet] = ()
) -> Judged:
    """``judge``, with every unit judged by the thresholds of its class; all claimed units must be of one.

    Raises:
        NotEvaluatedError: as ``judge``.
    """
    if not criteria.classes:
        return judge(criteria, dossier, claims, known)
    classes = class_of(criteria, dossier.units.reindex(claims.index))
    parts = [
        judge(criteria.of_class(one), dossier, claims[classes == one], known)
        for one in (each.id for each in criteria.classes)
        if (classes == one).any()
    ]
    return joined(parts)


def joined(parts: Sequence[Judged]) -> Judged:
    """What was judged part by part, one part behind the other; what was witnessed of an expectation is added up."""
    whole = Judged(**{f.name: below_each_other([getattr(p, f.name) for p in parts]) for f in fields(Judged)})
    whole.expectation_results = _summed(whole.expectation_results)
    return whole


def _summed(results: pd.DataFrame) -> pd.DataFrame:
    """What was witnessed of one expectation, over all parts."""
    summed = results.groupby(_SUITE, sort=False, as_index=False).agg(
        {"element_count": "sum", "unexpected_count": "sum", "success": "all"}
    )
    return summed[list(results.columns)]
