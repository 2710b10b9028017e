"""Which rows landed last: what is handed in later replaces what was handed in before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd


def landed_last(rows: pd.DataFrame, owner: pd.Series, landed: Mapping[str, dt.datetime]) -> pd.Series:
    """For each row whether its file is of the latest landing of its owner; a row of nobody replaces nothing and stays.

    Args:
        rows: with ``file_sha256``.
        owner: whose each row is; missing: nobody's.
        landed: when each file was first seen, by its SHA-256; a file that is not there landed before all others.
    """
    moment = pd.to_datetime(rows["file_sha256"].map(dict(landed)).astype(object), utc=True)
    moment = moment.fillna(pd.Timestamp(0, tz="UTC"))
    return (moment == moment.groupby(owner).transform("max")) | owner.isna()
