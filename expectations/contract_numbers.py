"""Contract numbers compared as people write them: ``HĐ số 08/2024 ngày 02/3/2024`` is ``8/2024``, whatever the dashes.

Letters never stand for digits: O is not 0.
"""

from __future__ import annotations

import re
from functools import lru_cache

from doisoat.text.compare import clean, fold

# The day on which it was signed is no part of the number: "… ngày 02/3/2024", "(ký 2.3.2024)".
_DAY = re.compile(
    r"[\s,;(]*\b(?:ký\s*)?(?:ngày|kí|ký|ngay|ky)\b[\s:.]*\d.*$|\s*\(\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\s*\)", re.I
)
_SEVERAL = re.compile(r"\s*(?:[;\n+&]|,(?!\s*(?:ngày|ký))|\s(?:và|va)\s)\s*", re.I)
_LEAD = frozenset({"hop", "dong", "hd", "so", "ma", "contract", "no"})
_TOKEN = re.compile(r"\d+|[a-z]+")


@lru_cache(maxsize=100_000)
def contract_keys(text: str) -> tuple[str, ...]:
    """The numbers that a cell names, in a form that compares; empty where it names none.

    A placeholder names none: "Không số", or a number that is only its form, "…/2024/HĐ-VNPT".
    """
    bare = _DAY.sub("", clean(text))
    pieces = [piece for piece in _SEVERAL.split(bare) if piece]
    # "Nhà văn hóa, sân bóng" or "HĐ 08/2024, VNPT": a piece without a digit belongs to its neighbour.
    if not all(any(letter.isdigit() for letter in piece) for piece in pieces):
        pieces = [bare]
    return tuple(dict.fromkeys(key for key in map(_key, pieces) if key))


def _key(piece: str) -> str | None:
    head = re.sub(r"^\s*(?:(?:hợp đồng|hđ|hd|số|so)\b[\s:.]*)*", "", piece.partition("/")[0], flags=re.I)
    tokens = _TOKEN.findall(fold(piece))
    while tokens and tokens[0] in _LEAD:
        tokens.pop(0)
    numbers = [int(token) for token in tokens if token.isdigit()]
    if not any(numbers) or not any(letter.isalnum() for letter in head):
        return None
    # Between two runs of digits something must stand: 1/2024 is not 12024. Between letters nothing need: HĐ-VT, HĐVT.
    key = ""
    for token in tokens:
        shown = str(int(token)) if token.isdigit() else token
        key += f".{shown}" if key[-1:].isdigit() and shown[0].isdigit() else shown
    return key
