"""What is said about the former villages of a merged village, laid together.

Evidence about a part speaks for the part alone. Answers of one publisher about all former villages together are an
answer about the whole: all yes is yes, all no is no (DOMAIN §3).
"""

from __future__ import annotations

import pandas as pd

from doisoat.model import Answer

_KEY = ["village_code", "operator", "service"]


def join_parts(rows: pd.DataFrame) -> pd.DataFrame:
    """Coverage rows in which those about all former villages of a village that agree count as about the whole.

    Of each former village the newest rows speak. Answers of several days are together as old as the oldest of them.

    Args:
        rows: one a village and service, with ``extent`` whole or part and the RESOLUTION columns.

    Returns:
        The same rows with ``speaks_on``, the day their answer counts from, and ``extent`` whole where they were joined.
    """
    rows = rows.assign(speaks_on=rows["published_on"])
    parts = rows[(rows["extent"] == "part") & (pd.to_numeric(rows["former_count"]).fillna(0) > 0)]
    if parts.empty:
        return rows
    each = parts[[*_KEY, "answer", "published_on", "former_count", "former_names"]]
    each = each.assign(former=each["former_names"].str.split("|")).explode("former")
    newest = each.groupby([*_KEY, "former"])["published_on"].transform("max")
    each = each[each["published_on"] == newest]
    found = each.groupby(_KEY).agg(
        formers=("former", "nunique"),
        needed=("former_count", "max"),
        answers=("answer", "nunique"),
        answer=("answer", "first"),
        since=("published_on", "min"),
    )
    agree = found[(found["formers"] == found["needed"]) & (found["answers"] == 1)]
    agree = agree[agree["answer"].isin([Answer.YES, Answer.NO])]
    since = each.join(agree["since"], on=_KEY)["since"].dropna()
    since = since[~since.index.duplicated()]
    rows.loc[since.index, "extent"] = "whole"
    rows.loc[since.index, "speaks_on"] = since
    return rows
