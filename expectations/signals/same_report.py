"""Reports of two villages' models that read alike but for names and numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations
from zlib import crc32

import pandas as pd

from doisoat.text.compare import fold
from expectations.signal import Signal, SignalInput, found, nothing

_RUN = 3  # words a piece
_LEAST = 20  # words: shorter reports are alike by chance
_ALIKE = 0.8  # pieces that two reports share, of all that either has
_SAMPLE = 6  # pieces by which reports that might be alike find each other
_MOST = 50  # reports of one sample piece: a phrase that everybody writes


def _find(given: SignalInput) -> pd.DataFrame:
    rows = given.dossier.village_rows("models")
    rows = rows[rows["report_text"].notna()].reset_index(drop=True)
    names = _own_names(given.dossier.units, rows)
    pieces = {place: _pieces(text, names[place]) for place, text in enumerate(rows["report_text"])}
    villages = rows["village_code"].to_list()
    others: dict[int, str] = {}
    for one, other in _candidates({place: known for place, known in pieces.items() if known}):
        if villages[one] != villages[other] and _likeness(pieces[one], pieces[other]) >= _ALIKE:
            others.setdefault(one, villages[other])
            others.setdefault(other, villages[one])
    if not others:
        return nothing()
    alike = rows.loc[sorted(others)].drop_duplicates("village_code")
    return found(alike, "Báo cáo mô hình gần như giống hệt báo cáo của một thôn khác", pd.Series(others)[alike.index])


def _own_names(units: pd.DataFrame, rows: pd.DataFrame) -> list[set[str]]:
    """Words of the names of each row's village, commune and district: they differ in a copy too."""
    texts = units.reindex(rows["village_code"])[["unit", "commune", "district"]].fillna("").agg(" ".join, axis=1)
    return [set(fold(text).split()) for text in texts]


def _pieces(text: str, names: set[str]) -> set[tuple[str, ...]]:
    words = [word for word in re.findall(r"[^\W\d_]+", fold(text)) if word not in names]
    return {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)} if len(words) >= _LEAST else set()


def _candidates(pieces: dict[int, set[tuple[str, ...]]]) -> list[tuple[int, int]]:
    """Pairs that share one of their sample pieces: reports that are alike have nearly the same smallest digests."""
    met: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, known in pieces.items():
        for piece in sorted(known, key=lambda one: (crc32(" ".join(one).encode()), one))[:_SAMPLE]:
            met[piece].append(place)
    return sorted({pair for places in met.values() if len(places) <= _MOST for pair in combinations(places, 2)})


def _likeness(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    return len(one & other) / len(one | other)


SIGNAL = Signal("Báo cáo mô hình gần như giống nhau", _find)
