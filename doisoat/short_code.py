"""Short numbers of findings, evidence, decisions and receipts: read out on the telephone, typed from paper."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from doisoat.text.compare import clean

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
_MEANT = str.maketrans({"I": "1", "L": "1", "O": "0", "Đ": "D"})


def short_code(head: str, parts: Iterable[str], length: int = 8) -> str:
    """``DS-7K3F-9QXM``: the same for the same parts on every machine.

    It begins with letters, so that no spreadsheet takes it for a figure.

    Args:
        head: two letters that say what it numbers.
        parts: what is numbered; none holds the sign that joins them (U+001F).
        length: letters, five bits each; a multiple of four.
    """
    number = int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest()[: -(-5 * length // 8)], "big")
    letters = "".join(_ALPHABET[number >> shift & 31] for shift in range(5 * (length - 1), -1, -5))
    return "-".join([head, *(letters[at : at + 4] for at in range(0, length, 4))])


def typed_code(head: str, text: str, length: int = 8) -> str:
    """A number as somebody typed it, in its one form; "" where it can be none.

    Lower case, spaces, other dashes and the letters that look like digits (O, I, L) are meant well.
    """
    found = re.sub(r"[^0-9A-Z]", "", clean(text).upper().replace("Ð", "D").replace("Đ", "D"))
    if not found.startswith(head) or len(found) != len(head) + length:
        return ""
    letters = found[len(head) :].translate(_MEANT)
    if any(letter not in _ALPHABET for letter in letters):
        return ""
    return "-".join([head, *(letters[at : at + 4] for at in range(0, length, 4))])
