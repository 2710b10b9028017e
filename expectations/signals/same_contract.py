"""One WiFi contract number claimed by two villages."""

from __future__ import annotations

import pandas as pd

from doisoat.text.compare import fold
from expectations.signal import Signal, SignalInput, shared


def _find(given: SignalInput) -> pd.DataFrame:
    rows = given.dossier.village_rows("wifi_claims")
    rows = rows.assign(key=rows["contract_number"].map(lambda t: fold(t) or None, na_action="ignore"))
    return shared(rows, "key", "Số hợp đồng WiFi này còn được một thôn khác khai")


SIGNAL = Signal("Một số hợp đồng WiFi ở hai thôn", _find)
