"""Which papers of a village count: of each sheet those of its latest landing, as it is with the claim itself.

Without this a paper could never be mended: the row that was wrong would stand beside the right one for good. A sheet
that names nothing of the village replaces nothing; files that one run sees first are one landing, and all of them
count. Activities are a record of what was held: they add up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from doisoat.columns import PROVENANCE
from doisoat.model import Match
from expectations.landings import landed_last

PAPERS = ("wifi_claims", "teams", "members", "models", "products", "address_claims", "village_channels")
SUPERSEDED = "superseded_papers"


def papers_in_force(
    records: Mapping[str, pd.DataFrame], landed: Mapping[str, dt.datetime]
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """The records with the papers that count, and the rows that were replaced.

    Args:
        records: resolved records by kind (``doisoat.columns.RECORDS``).
        landed: when each file was first seen, by its SHA-256.

    Returns:
        The records, other kinds as they are; and rows set aside: PROVENANCE, ``reason``, ``detail``.
    """
    kept, aside = dict(records), [pd.DataFrame(columns=[*PROVENANCE, "reason", "detail"], dtype=object)]
    for kind in PAPERS:
        rows = records.get(kind)
        if rows is None or rows.empty or rows["file_sha256"].nunique() < 2:
            continue
        older = ~landed_last(rows, rows["village_code"].where(rows["match"] == Match.MATCHED), landed)
        kept[kind] = rows[~older]
        detail = "đã có bản mới hơn của cùng mục cho thôn này"
        aside.append(rows.loc[older, list(PROVENANCE)].assign(reason=SUPERSEDED, detail=detail))
    return kept, pd.concat(aside, ignore_index=True)
