"""A claimed number of households far from the register's."""

from __future__ import annotations

import pandas as pd

from doisoat.model import AddressKind
from expectations.signal import Signal, SignalInput, found

# This far from the register is worth a look: a fifth, and at least five households.
_HOUSEHOLD_GAP_SHARE, _HOUSEHOLD_GAP_LEAST = 0.2, 5


def _find(given: SignalInput) -> pd.DataFrame:
    rows = given.dossier.village_rows("address_claims")
    rows = rows[rows["address_kind"] == AddressKind.HOUSEHOLD]
    register = given.dossier.rows("villages").drop_duplicates("village_code").set_index("village_code")
    listed = pd.to_numeric(rows["village_code"].map(register["household_count_register"]))
    claimed = pd.to_numeric(rows["total_count"])
    gap = (claimed - listed).abs()
    far = ((gap >= _HOUSEHOLD_GAP_LEAST) & (gap > listed * _HOUSEHOLD_GAP_SHARE)).fillna(False).astype(bool)
    rows = rows[far]
    sentence = "Thôn khai " + claimed[far].astype("Int64").astype(str) + " hộ, danh mục thôn ghi "
    return found(rows, sentence + listed[far].astype("Int64").astype(str) + " hộ")


SIGNAL = Signal("Số hộ khai lệch xa danh mục thôn", _find)
