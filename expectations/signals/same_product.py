"""One link, or one product of one supplier, claimed by two villages."""

from __future__ import annotations

import pandas as pd

from doisoat.text.compare import fold
from expectations.signal import Signal, SignalInput, shared


def _find(given: SignalInput) -> pd.DataFrame:
    rows = given.dossier.village_rows("products")
    named = (rows["product_name"].fillna("") + " " + rows["supplier"].fillna("")).map(fold)
    rows = rows.assign(key=rows["url"].where(rows["url"].notna(), named.where(named != "")))
    return shared(rows, "key", "Sản phẩm này còn được một thôn khác khai")


SIGNAL = Signal("Một sản phẩm do hai thôn khai", _find)
