"""The ground of a verdict: a short number of the evidence that decides it, equal as long as that says the same.

What counts is the claim, the verdict, the checks that decide it with their reasons, and what the rows say that decide
them. Where a row stands does not count (a list sent again, a sheet sorted), and neither does the day of publication: a
publisher that repeats itself has brought nothing new. The sentence of a row counts whole: that a decision is asked
about once more when a sentence was reworded is better than one that outlives what it rested on.
"""

from __future__ import annotations

import hashlib
import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from doisoat.deciding import DECIDING, ROLES
from doisoat.model import Outcome
from doisoat.short_code import short_code

KEY = ["criteria", "level", "unit_code", "indicator"]
_BETWEEN = "\x1e"
LETTERS = 12
HEAD = "CC"
_PUBLISHED = re.compile(r", công bố \d{1,2}/\d{1,2}/\d{4}$")
_CHECK_RANK = {(str(v), str(o)): n for v, outcomes in DECIDING.items() for n, o in enumerate(outcomes)}
_ROW_RANK = {
    # Of a conflict both sides decide.
    (str(outcome), role): 0 if outcome == Outcome.CONFLICT and role in ("for", "against") else n
    for outcome, roles in ROLES.items()
    for n, role in enumerate(roles)
}


def grounds(verdicts: pd.DataFrame, checks: pd.DataFrame, evidence: pd.DataFrame) -> pd.Series:
    """The ground of every verdict, on the index of ``verdicts``; empty for what sums up others.

    Args:
        verdicts: KEY, ``claim, verdict, reasons``, of one criteria set or several.
        checks: ``doisoat.columns.CHECK_RESULTS``.
        evidence: ``doisoat.columns.EVIDENCE``.
    """
    deciding = _deciding_checks(verdicts, checks)
    told = pd.concat([_of_checks(deciding), _of_rows(deciding, evidence)], ignore_index=True)
    told = told.sort_values([*KEY, "said"], kind="stable")
    said: dict[tuple[str, ...], str] = {}
    for *key, text in zip(
        *(_plain(told[name]) for name in (*KEY, "said")), strict=True
    ):  # sorted: one key after another
        known = tuple(key)
        said[known] = f"{said[known]}{_BETWEEN}{text}" if known in said else text
    return pd.Series(
        [
            ""
            if row[3] == "overall"
            # Where nothing was declared no check decides: why the claim does not count is all there is.
            else short_code(HEAD, [*map(str, row), said.get(row[:4], _marks(reasons))], LETTERS)
            for row, reasons in zip(
                verdicts[[*KEY, "claim", "verdict"]].astype(object).itertuples(index=False, name=None),
                verdicts["reasons"],
                strict=True,
            )
        ],
        index=verdicts.index,
        dtype=object,
    )


_OF_CLAIM = ("claims_differ", "bad_claim_cell", "claim_names_other_set")


def _marks(reasons: object) -> str:
    codes = reasons.split(";") if isinstance(reasons, str) else []
    return ";".join(code for code in codes if code in _OF_CLAIM)


def _deciding_checks(verdicts: pd.DataFrame, checks: pd.DataFrame) -> pd.DataFrame:
    both = checks[[*KEY, "check_id", "outcome", "reason"]].merge(verdicts[[*KEY, "verdict"]], on=KEY)
    pairs = zip(_plain(both["verdict"]), _plain(both["outcome"]), strict=True)
    both = both.assign(rank=[_CHECK_RANK.get(pair, -1) for pair in pairs])
    both = both[both["rank"] >= 0]
    return both[both["rank"] == both.groupby(KEY)["rank"].transform("min")]


def _of_checks(deciding: pd.DataFrame) -> pd.DataFrame:
    said = _joined("c", *(_plain(deciding[name]) for name in ("check_id", "outcome", "reason")))
    return deciding[KEY].assign(said=said)


def _of_rows(deciding: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    names = [*KEY, "check_id"]
    # One number a deciding check: joining the frames by five texts a row would cost more than all the rest.
    lots = {key: n for n, key in enumerate(zip(*(_plain(deciding[name]) for name in names), strict=True))}
    lot = np.array([lots.get(key, -1) for key in zip(*(_plain(evidence[name]) for name in names), strict=True)], int)
    rows, lot = evidence[lot >= 0], lot[lot >= 0]
    outcomes = _plain(deciding["outcome"])
    pairs = zip((outcomes[at] for at in lot), _plain(rows["role"]), strict=True)
    rank = np.array([_ROW_RANK.get(pair, -1) for pair in pairs], int)
    best = np.full(len(lots), max(_ROW_RANK.values()))
    np.minimum.at(best, lot[rank >= 0], rank[rank >= 0])
    rows = rows[(rank >= 0) & (rank == best[lot])]
    texts = _plain(rows["sentence"])
    many = _counts(rows)
    short = {text: hashlib.sha256(_PUBLISHED.sub("", text).encode()).hexdigest()[:20] for text in set(texts)}
    heads = (_plain(rows[name]) for name in ("check_id", "role", "source_id"))
    said = _joined("r", *heads, [short[text] for text in texts])
    told = pd.DataFrame({**{name: rows[name].to_numpy() for name in KEY}, "said": said})
    if (many == 1).all():
        return told
    # A lot counts as the rows it stands for, each of which says the same.
    total = told.assign(many=many).groupby([*KEY, "said"], sort=False, observed=True)["many"].sum().reset_index()
    said = [_BETWEEN.join([text] * number) for text, number in zip(total["said"], total["many"], strict=True)]
    return total[KEY].assign(said=said)


def _counts(evidence: pd.DataFrame) -> npt.NDArray[np.int64]:
    """How many rows each row stands for."""
    if "row_count" not in evidence:
        return np.ones(len(evidence), np.int64)
    return np.asarray(pd.to_numeric(evidence["row_count"]).astype("Int64").fillna(1), np.int64)


def _plain(column: pd.Series) -> list[str]:
    """A column of texts as a list, blanks as ""; iterating over an Arrow column costs ten times as much."""
    filled: list[str] = column.to_numpy(dtype=object, na_value="").tolist()
    return filled


def _joined(head: str, *columns: list[str]) -> list[str]:
    return ["|".join((head, *cells)) for cells in zip(*columns, strict=True)]
