"""The ground of a verdict: a short number of the evidence that decides it, equal as long as that says the same.

What counts is the claim, the verdict, the checks that decide it with their reasons, and what the rows say that decide
them. Where a row stands does not count (a list sent again, a sheet sorted), and neither does the day of publication: a
publisher that repeats itself has brought nothing new. The sentence of a row counts whole: that a decision is asked
about once more when a sentence was reworded is better than one that outlives what it rested on.
"""

from __future__ import annotations

import hashlib
import re

import pandas as pd

from doisoat.deciding import DECIDING, ROLES
from doisoat.model import Outcome
from doisoat.short_code import short_code

KEY = ["criteria", "level", "unit_code", "indicator"]
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
    said = told.groupby(KEY, sort=False)["said"].agg("\x1e".join).to_dict() if len(told) else {}
    return pd.Series(
        [
            ""
            if row[3] == "overall"
            # Where nothing was declared no check decides: why the claim does not count is all there is.
            else short_code(HEAD, [*map(str, row), said.get(row[:4], _marks(reasons))], LETTERS)
            for row, reasons in zip(
                verdicts[[*KEY, "claim", "verdict"]].itertuples(index=False, name=None),
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
    both = checks.merge(verdicts[[*KEY, "verdict"]], on=KEY)
    pairs = zip(both["verdict"].astype(str), both["outcome"].astype(str), strict=True)
    both = both.assign(rank=[_CHECK_RANK.get(pair, -1) for pair in pairs])
    both = both[both["rank"] >= 0]
    return both[both["rank"] == both.groupby(KEY)["rank"].transform("min")]


def _of_checks(deciding: pd.DataFrame) -> pd.DataFrame:
    said = _joined("c", deciding["check_id"], deciding["outcome"], deciding["reason"])
    return deciding[KEY].assign(said=said)


def _of_rows(deciding: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    names = [*KEY, "check_id"]
    rows = evidence[[*names, "role", "source_id", "sentence"]].merge(deciding[[*names, "outcome"]], on=names)
    ranks = [_ROW_RANK.get((str(o), str(r)), -1) for o, r in zip(rows["outcome"], rows["role"], strict=True)]
    rows = rows.assign(rank=ranks)
    rows = rows[rows["rank"] >= 0]
    rows = rows[rows["rank"] == rows.groupby(names)["rank"].transform("min")]
    texts = rows["sentence"].astype(object).fillna("")
    short = {text: hashlib.sha256(_PUBLISHED.sub("", text).encode()).hexdigest()[:20] for text in texts.unique()}
    said = _joined("r", rows["check_id"], rows["role"], rows["source_id"], texts.map(short))
    return rows[KEY].assign(said=said)


def _joined(head: str, *columns: pd.Series) -> list[str]:
    plain = [column.astype(object).fillna("").map(str) for column in columns]
    return ["|".join((head, *cells)) for cells in zip(*plain, strict=True)]
