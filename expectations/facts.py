"""What is missing, as a rule tells it: needs that all must be filled, each by one of several facts.

A rule says for every unit whose check does not pass which needs there are: with all of them the check passes, with one
left out it does not. How a fact is called stands in the rule's ``FACTS``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Option:
    """One fact that fills a need.

    Args:
        fact: its code in the rule's ``FACTS``.
        where: for which units it is one, by unit code; None: for all that have the need.
        subject: what it is about, one text or by unit code.
        publisher: the source whose list it is; empty where it is nobody's or anybody's.
        count: how many are needed, one number or by unit code.
        first: for which units it is named before the others that are not.
    """

    fact: str
    where: pd.Series | None = None
    subject: pd.Series | str = ""
    publisher: str = ""
    count: pd.Series | int = 1
    first: pd.Series | None = None


@dataclass(frozen=True)
class Need:
    """One thing that must be there; ``where`` says for which units, by unit code (None: for all)."""

    options: tuple[Option, ...]
    where: pd.Series | None = None


def holds(where: pd.Series | None, units: pd.Index) -> pd.Series:
    """For every unit whether a condition holds; it does where none is given."""
    if where is None:
        return pd.Series(True, index=units)
    return where.reindex(units).astype("boolean").fillna(False).astype(bool)


def rows_of_needs(needs: Iterable[Need], units: pd.Index) -> pd.DataFrame:
    """A row for every unit, need and fact: ``unit_code, need, option, fact, subject, publisher, count``."""
    frames = []
    for number, need in enumerate(needs):
        mine = units[holds(need.where, units).to_numpy()]
        for position, option in enumerate(need.options):
            those = mine[holds(option.where, mine).to_numpy()]
            if not len(those):
                continue
            is_first = option.first is not None and holds(option.first, those)
            frames.append(
                pd.DataFrame(
                    {
                        "unit_code": those,
                        "need": number,
                        "rank": position + pd.Series(is_first, index=those).map({True: 0, False: 100}).to_numpy(),
                        "fact": option.fact,
                        "subject": _per_unit(option.subject, those),
                        "publisher": option.publisher,
                        "count": _per_unit(option.count, those),
                    }
                )
            )
    columns = ["unit_code", "need", "rank", "fact", "subject", "publisher", "count"]
    if not frames:
        return pd.DataFrame(columns=[*columns, "option"]).drop(columns="rank")
    rows = pd.concat(frames, ignore_index=True).sort_values(columns[:3], kind="stable", ignore_index=True)
    rows["option"] = rows.groupby(["unit_code", "need"]).cumcount()
    return rows.drop(columns="rank")


def _per_unit(value: pd.Series | str | int, units: pd.Index) -> object:
    return value.reindex(units).to_numpy() if isinstance(value, pd.Series) else value
