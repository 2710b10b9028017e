"""A product claimed with other stars than a certificate in force gives it in the same commune."""

from __future__ import annotations

import pandas as pd

from expectations.certificates import differ, stars, with_certificates
from expectations.signal import Signal, SignalInput, found


def _find(given: SignalInput) -> pd.DataFrame:
    met = with_certificates(given.dossier)
    met = met[met["valid"] & differ(met["stars"], met["stars_registry"])].drop_duplicates(["village_code", "key"])
    return found(met, stars("Thôn khai", met["stars"]) + stars(", sổ OCOP ghi", met["stars_registry"]))


SIGNAL = Signal("Số sao khai khác sổ OCOP", _find)
