"""Every village of a commune dates its activities on one and the same day."""

from __future__ import annotations

import pandas as pd

from expectations.signal import Signal, SignalInput, found

_SAME_DAY_VILLAGES = 3  # all villages of a commune on one day is only telling when there are several of them


def _find(given: SignalInput) -> pd.DataFrame:
    rows = given.dossier.village_rows("activities")
    rows = rows[rows["activity_from"].notna() & (rows["activity_from"] == rows["activity_to"])]
    by_commune = rows.groupby("commune_code")
    days, villages = by_commune["activity_from"].transform("nunique"), by_commune["village_code"].transform("nunique")
    alike = rows[(days == 1) & (villages >= _SAME_DAY_VILLAGES)].drop_duplicates("village_code")
    return found(alike, "Mọi thôn của xã đều ghi hoạt động vào cùng một ngày")


SIGNAL = Signal("Mọi thôn của xã hoạt động cùng một ngày", _find)
