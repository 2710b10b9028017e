"""Address points of a village whose coordinates lie in another commune; silent without a boundary file."""

from __future__ import annotations

import pandas as pd

from expectations.signal import Signal, SignalInput, found, nothing


def _find(given: SignalInput) -> pd.DataFrame:
    rows = given.dossier.village_rows("addresses")
    if "point_agrees" not in rows:
        return nothing()
    rows = rows[rows["point_agrees"] == "contradicts"].drop_duplicates("village_code")
    return found(rows, "Có điểm địa chỉ của thôn mang tọa độ nằm ở xã khác")


SIGNAL = Signal("Điểm địa chỉ nằm ở xã khác", _find)
