"""One operator says yes and another no about the same service of a village."""

from __future__ import annotations

import pandas as pd

from doisoat.model import Answer
from expectations.signal import Signal, SignalInput, found


def _find(given: SignalInput) -> pd.DataFrame:
    rows = given.dossier.village_rows("coverage")
    answered = rows[rows["answer"].isin([Answer.YES, Answer.NO])]
    both = answered[answered.groupby(["village_code", "service"])["answer"].transform("nunique") > 1]
    both = both[both.groupby(["village_code", "service"])["operator"].transform("nunique") > 1]
    both = both.drop_duplicates(["village_code", "service"])
    return found(both, "Các doanh nghiệp trả lời khác nhau về cùng một dịch vụ")


SIGNAL = Signal("Các doanh nghiệp trả lời khác nhau", _find)
