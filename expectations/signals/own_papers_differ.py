"""The claimant's own papers say less than the claim they are to carry: a password everywhere, fewer plates than points.

The check itself is unknown then, whatever a publisher says (DOMAIN.md section 3); a person is shown the rows.
"""

from __future__ import annotations

import pandas as pd

from doisoat.columns import PROVENANCE
from expectations.signal import Signal, SignalInput, found


def _find(given: SignalInput) -> pd.DataFrame:
    rows = given.own_papers.drop_duplicates(["unit_code", *PROVENANCE])
    rows = rows.rename(columns={"unit_code": "village_code"})
    return found(rows, "Hồ sơ của chính thôn ghi ít hơn điều thôn khai đạt. " + rows["sentence"].astype(object))


SIGNAL = Signal("Hồ sơ của chính thôn ghi ít hơn điều thôn khai đạt", _find)
