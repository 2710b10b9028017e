"""One photograph on the shop pages of two villages' products, also in another size or another compression."""

from __future__ import annotations

import numpy as np
import pandas as pd

from expectations.products import seen_pages
from expectations.signal import Signal, SignalInput, nothing, shared

_NEAR = 3  # of 64 bits; the same picture scaled and packed anew stays below, different pictures lie around 32
_FLAT = 10  # bits set or not set at most: a blank, a plain drawing
_MANY = 6  # links that show it: a shop's own picture


def _find(given: SignalInput) -> pd.DataFrame:
    pages = seen_pages(given.dossier)
    pages = pages.loc[pages["outcome"] == "ok", ["url", "product_name", "picture_hash"]].dropna(subset="picture_hash")
    rows = given.dossier.village_rows("products").merge(pages, on=["url", "product_name"])
    if rows.empty:
        return nothing()
    rows = rows.assign(picture=_alike(rows["picture_hash"]))
    links = rows.groupby("picture")["url"].transform("nunique")
    # One link claimed twice is the signal of the same product.
    rows = rows[links.between(2, _MANY - 1)]
    return shared(rows, "picture", "Ảnh trên trang bán sản phẩm này cũng là ảnh sản phẩm của một thôn khác")


def _alike(hashes: pd.Series) -> pd.Series:
    """For each picture the first of those that look like it; missing where a picture shows too little to be told."""
    codes, distinct = pd.factorize(hashes, sort=True)
    bits = np.array([int(text, 16) for text in distinct], dtype=np.uint64)
    first = np.arange(len(bits))
    for place in range(len(bits)):
        near = np.flatnonzero(np.bitwise_count(bits[: place + 1] ^ bits[place]) <= _NEAR)
        first[place] = first[near[0]]
    ones = np.bitwise_count(bits).astype(int)
    names = pd.Series(distinct).where((ones > _FLAT) & (ones < 64 - _FLAT))
    return pd.Series(names.to_numpy()[first[codes]], index=hashes.index)


SIGNAL = Signal("Một ảnh cho sản phẩm của hai thôn", _find)
