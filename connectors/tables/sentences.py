"""A short sentence as an answer: "Đã có cáp quang", "Thôn chưa được phủ sóng 4G".

Every word must be one that says presence, absence, a service, an operator or nothing; a word about anything else (a
year, a plan, "chưa khảo sát") leaves the sentence unclear.
"""

from __future__ import annotations

import functools

from connectors.tables.lexicon.segments import segments
from connectors.tables.lexicon.words import lexicon
from doisoat.columns import COVERAGE_SERVICES
from doisoat.model import Answer

BESIDE = frozenset({"network", "village", "mobile_generic", "plate", "address_code", "presence"})
SAID = frozenset({"co", "da", "da co", "da phu", "da phu song", "duoc phu song", "co song", "da cung cap", "yes",
                   "dang cung cap", "da duoc", "co phu", "da keo", "da lap dat", "da lap", "da hoan thanh", "phu song",
                   "dang co", "da phat song", "has", "available", "gan bien", "da gan", "dang phuc vu", "duoc cung cap",
                   "da duoc cung cap", "hoan thanh", "phu", "phu kin", "da den"})  # fmt: skip
SMALL = frozenset(
    {
        "keo",
        "keo den",
        "lap dat",
        "duoc keo",
        "phat song",
        "phat",
        "cap",
        "toan",
        "toan bo",
        "den",
        "toi",
        "tai",
        "o",
        "cua",
        "duoc",
        "du",
        "ca",
        "chi",
        "con",
        "tren dia ban",
        "den thon",
        "toi thon",
    }
)
WHOLE = frozenset(
    {"toan", "toan bo", "du", "phu kin"}
)  # "chưa phủ toàn thôn" denies the whole, and maybe no part of it
_ASKS = frozenset({"co khong", "co hoac khong", "yes no", "y n"})  # a choice that nobody made
_MOST = 12  # words of a sentence that is an answer and nothing else


@functools.lru_cache(maxsize=20_000)
def sentence_answer(text: str, services: frozenset[str] = frozenset()) -> Answer:
    """Yes or no where every word of the sentence is accounted for, else unclear.

    Args:
        text: of the cell or of a legend.
        services: those of the column; a sentence about another one says nothing about them. Empty: any.
    """
    found = segments(text)
    known = lexicon()
    denied = said = False
    if not found or sum(len(s.words) for s in found) > _MOST:
        return Answer.UNCLEAR
    for segment in found:
        words = " ".join(segment.words)
        named = segment.meanings & set(COVERAGE_SERVICES)
        if words in _ASKS or (named and services and not named & services):
            return Answer.UNCLEAR
        if denied and words in WHOLE:
            return Answer.UNCLEAR
        if "negation" in segment.meanings:
            denied = True
        elif words in SAID:
            said = True
        elif segment.meanings & known.turning or not (named or words in SMALL or segment.meanings & BESIDE):
            return Answer.UNCLEAR
    if denied:
        return Answer.NO
    return Answer.YES if said else Answer.UNCLEAR
