"""A signal: what a person should look at first. It never decides a verdict.

Persons are compared by keyed digest only, and texts of a report are never repeated, so no sentence can name anybody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from doisoat.columns import PROVENANCE
from expectations.dossier import Dossier

COLUMNS = ("signal", "unit_code", "other_unit_code", "sentence", *PROVENANCE)
CLAIMED = ("criteria", "unit_code", "indicator", "claim", "said")
CONTRADICTED = (*CLAIMED, "as_of")
OWN_PAPERS = ("criteria", "unit_code", "indicator", "sentence")


@dataclass(frozen=True)
class SignalInput:
    """What signals may look at.

    Args:
        dossier: claims and observations of the run.
        claimed: today's claims (``CLAIMED`` and PROVENANCE of the claim's row); ``said`` joins what the claimant's own
            rows say for the indicator.
        contradicted: claims that earlier runs contradicted (``CONTRADICTED``), the newest of each unit and indicator;
            ``as_of`` is the day of that run.
        own_papers: rows of the claimant's own papers that say less than an indicator claimed as met needs
            (``OWN_PAPERS`` and PROVENANCE).
    """

    dossier: Dossier
    claimed: pd.DataFrame
    contradicted: pd.DataFrame
    own_papers: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[*OWN_PAPERS, *PROVENANCE]))


@dataclass(frozen=True)
class Signal:
    """One kind of signal.

    Args:
        title: what it is about, in Vietnamese.
        find: rows ``unit_code, other_unit_code, sentence`` and PROVENANCE, as ``found`` and ``shared`` make them.
    """

    title: str
    find: Callable[[SignalInput], pd.DataFrame]


def nothing() -> pd.DataFrame:
    """No row."""
    return pd.DataFrame(columns=list(COLUMNS[1:]))


def found(rows: pd.DataFrame, sentence: pd.Series | str, other: pd.Series | str = "") -> pd.DataFrame:
    """A signal a row, at the row's village and from the row's place in its file."""
    frame = pd.DataFrame({"unit_code": rows["village_code"], "other_unit_code": other, "sentence": sentence})
    return frame.assign(**{name: rows[name] for name in PROVENANCE})[list(COLUMNS[1:])]


def shared(rows: pd.DataFrame, key: str, sentence: str, group: str = "village_code") -> pd.DataFrame:
    """Rows whose ``key`` also stands at another ``group``, each naming the first other village."""
    rows = rows[rows[key].notna() & rows["village_code"].notna()]
    alike = rows[rows.groupby(key)[group].transform("nunique") > 1]
    if alike.empty:
        return nothing()
    places = alike[list(dict.fromkeys([key, "village_code", group]))].drop_duplicates(subset=[key, "village_code"])
    met = alike.merge(places, on=key, suffixes=("", "_other"))
    met = met[met[group] != met[f"{group}_other"]].drop_duplicates(["village_code", key])
    return found(met, sentence, met["village_code_other"])
