"""Many rows of one sheet that say the same, told as one: how many there are, and the runs of their numbers.

``"2-45,47,49-80"`` are the rows 2 to 45, 47 and 49 to 80. A province's plates are a quarter of a million rows, and a
few thousand such texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa


def runs_of(groups: npt.NDArray[np.integer[Any]], rows: npt.NDArray[np.integer]) -> pa.Array:
    """The runs of the rows of each group, as text, in the order of the groups.

    Args:
        groups: the number of each row's group, ascending; every number has at least one row.
        rows: the rows' numbers, ascending within a group.
    """
    import numpy as np  # here: who only shows rows carries neither
    import pyarrow as pa
    import pyarrow.compute as pc

    if not len(rows):
        return pa.array([], pa.string())
    begins = np.r_[True, (groups[1:] != groups[:-1]) | (rows[1:] != rows[:-1] + 1)]
    at = np.flatnonzero(begins)
    first, last = rows[at], rows[np.r_[at[1:], len(rows)] - 1]
    head, tail = (pa.array(numbers).cast(pa.string()) for numbers in (first, last))
    texts = pc.if_else(pa.array(first == last), head, pc.binary_join_element_wise(head, tail, "-"))
    of_group = groups[at]
    edges = np.r_[0, np.flatnonzero(of_group[1:] != of_group[:-1]) + 1, len(at)]
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(edges, pa.int32()), texts), ",")


def rows_of(runs: str) -> list[int]:
    """The numbers of the rows that a text of runs names."""
    numbers: list[int] = []
    for run in runs.split(","):
        first, _, last = run.partition("-")
        numbers.extend(range(int(first), int(last or first) + 1))
    return numbers
