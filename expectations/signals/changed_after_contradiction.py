"""A claim that reads otherwise than when an earlier run contradicted it: mended, or made to fit."""

from __future__ import annotations

import pandas as pd

from doisoat.vi import CLAIM
from expectations.signal import Signal, SignalInput, found


def _find(given: SignalInput) -> pd.DataFrame:
    key = ["criteria", "unit_code", "indicator"]
    met = given.claimed.merge(given.contradicted, on=key, suffixes=("", "_before"))
    claim_changed = met["claim"] != met["claim_before"]
    # Papers that are silent on one of the two days have not changed: they may not have been read.
    papers_changed = (met["said"] != met["said_before"]) & (met["said"] != "") & (met["said_before"] != "")
    changed = met[claim_changed | papers_changed].rename(columns={"unit_code": "village_code"})
    day = pd.to_datetime(changed["as_of"]).dt.strftime("%d/%m/%Y")
    number = changed["indicator"].where(changed["indicator"].str.fullmatch(r"\d+"))
    where = (" ở chỉ tiêu " + number).fillna("")
    words = " (trước khai " + changed["claim_before"].map(CLAIM) + ", nay khai " + changed["claim"].map(CLAIM) + ")"
    how = words.where(changed["claim"] != changed["claim_before"], " (nội dung khai kèm theo đã khác trước)")
    return found(changed, "Lời khai đã đổi sau khi lượt xét ngày " + day + " thấy mâu thuẫn" + where + how)


SIGNAL = Signal("Lời khai đổi sau khi nêu mâu thuẫn", _find)
