"""A product that is claimed or sold under stars whose certificate has run out."""

from __future__ import annotations

import pandas as pd

from expectations.certificates import stars, with_certificates
from expectations.measuring import vn_date
from expectations.signal import Signal, SignalInput, found


def _find(given: SignalInput) -> pd.DataFrame:
    met = with_certificates(given.dossier)
    met = met[met["expired"] & (met["stars"].notna() | met["stars_page"].notna())]
    told = stars("Giấy chứng nhận OCOP", met["stars_registry"]) + " đã hết hạn ngày " + vn_date(met["until"])
    told += stars("; thôn khai", met["stars"]) + stars("; trang bán hàng ghi", met["stars_page"])
    return found(met, told)


SIGNAL = Signal("Giấy chứng nhận OCOP đã hết hạn", _find)
