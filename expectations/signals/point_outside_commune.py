"""Address points of a village whose coordinates lie in another commune; silent without a boundary file."""

from __future__ import annotations

import pandas as pd

from expectations.signal import Signal, SignalInput, found, nothing


def _find(given: SignalInput) -> pd.DataFrame:
    points = given.dossier.rows("addresses")
    if "point_agrees" not in points or not (points["point_agrees"] == "contradicts").any():
        return nothing()  # before a nation's points are laid out by village
    rows = given.dossier.village_rows("addresses")
    rows = rows[rows["point_agrees"] == "contradicts"].drop_duplicates("village_code")
    return found(rows, "Có điểm địa chỉ của thôn mang tọa độ nằm ở xã khác")


SIGNAL = Signal("Điểm địa chỉ nằm ở xã khác", _find)
