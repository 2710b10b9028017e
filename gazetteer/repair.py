"""Placeholder of the first commit: cleaning only."""

from __future__ import annotations

from collections.abc import Sequence

from doisoat.text import clean

_ETH = str.maketrans({"ð": "đ", "Ð": "Đ"})


def repair_texts(texts: Sequence[str | None]) -> tuple[list[str | None], str]:
    """Clean texts; nothing is decoded yet."""
    return [clean(t).translate(_ETH) if t is not None else None for t in texts], ""


def mend_all(texts: Sequence[str | None]) -> list[str | None]:
    """Repaired texts, blank ones as None."""
    known: dict[str, str | None] = {}
    distinct = list(dict.fromkeys(t for t in texts if t is not None))
    repaired, _ = repair_texts(distinct)
    known = {a: (b or None) for a, b in zip(distinct, repaired, strict=True)}
    return [None if t is None else known[t] for t in texts]
