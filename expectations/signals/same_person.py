"""One phone or identity number in the teams of two communes."""

from __future__ import annotations

import pandas as pd

from expectations.signal import Signal, SignalInput, shared


def _find(given: SignalInput) -> pd.DataFrame:
    rows = given.dossier.village_rows("members")
    parts = [
        shared(rows, column, f"{what} của một thành viên trùng với thành viên ở xã khác", "commune_code")
        for column, what in (("phone_mac", "Số điện thoại"), ("id_number_mac", "Số giấy tờ"))
    ]
    return pd.concat(parts, ignore_index=True)


SIGNAL = Signal("Một số điện thoại hay giấy tờ ở tổ của hai xã", _find)
