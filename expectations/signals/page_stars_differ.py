"""A shop page that states other stars than the registry or, where the registry has no such product, the claim."""

from __future__ import annotations

import pandas as pd

from expectations.certificates import differ, stars, with_certificates
from expectations.signal import Signal, SignalInput, found


def _find(given: SignalInput) -> pd.DataFrame:
    met = with_certificates(given.dossier)
    parts = []
    for rows, column, who in (
        (met[met["valid"]], "stars_registry", ", sổ OCOP ghi"),
        (met[~met["valid"] & ~met["expired"]], "stars", ", thôn khai"),
    ):
        rows = rows[differ(rows["stars_page"], rows[column])]
        told = stars("Trang bán hàng ghi", rows["stars_page"]) + stars(who, rows[column])
        parts.append(found(rows, told))
    return pd.concat(parts, ignore_index=True)


SIGNAL = Signal("Số sao trên trang bán hàng khác sổ OCOP hoặc lời khai", _find)
