"""Lots: rows of evidence that say the same about a unit in one sheet, kept as one row with the runs of their numbers.

What speaks for a claim is many rows that nobody reads one by one: of a village's 160 plates it is enough to know which
they are. What speaks against it, is doubled, in conflict or open stays row by row. A lot stands for its rows wherever
they count: in the ground of a verdict, in the warehouse, on a page.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from doisoat.row_runs import runs_of

LEAST = 10  # fewer rows are told one by one
LOT = ("row_runs", "row_count")


def in_lots(rows: pd.DataFrame, alike: list[str], may: pd.Series) -> pd.DataFrame:
    """The rows, those of a lot as one: its first row, with LOT.

    Args:
        rows: with ``row``, the number of each in its sheet.
        alike: columns that agree within a lot; a missing value agrees with another.
        may: which rows may be put into one.

    Returns:
        The rows that stay by themselves, with LOT missing, then a row a lot.
    """
    mine = np.flatnonzero(may.to_numpy(bool))
    lot = rows.iloc[mine].groupby(alike, observed=True, sort=False, dropna=False).ngroup().to_numpy()
    sizes = np.bincount(lot, minlength=1)
    is_large = sizes[lot] >= LEAST
    mine, lot = mine[is_large], lot[is_large]
    if not len(mine):
        return rows.assign(row_runs=None, row_count=None)
    numbers = rows["row"].to_numpy("int64")[mine]
    order = np.lexsort((numbers, lot))
    mine, lot, numbers = mine[order], lot[order], numbers[order]
    begins = np.flatnonzero(np.r_[True, lot[1:] != lot[:-1]])
    lots = rows.iloc[mine[begins]].assign(
        row_runs=runs_of(lot, numbers).to_numpy(zero_copy_only=False), row_count=sizes[lot[begins]]
    )
    alone = np.ones(len(rows), bool)
    alone[mine] = False
    return pd.concat([rows[alone].assign(row_runs=None, row_count=None), lots]).astype(dict.fromkeys(LOT, object))
