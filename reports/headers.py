"""Headers that hold Vietnamese, folded by our own hand.

Python's ``email`` ends an encoded word where a line is full and begins the next without the space that stood between
(a decoder drops white space between two encoded words): one subject in six lost one. Here a text becomes encoded words
of whole characters, spaces inside them, which say the same in every program (RFC 2047).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from email.message import EmailMessage

# An encoded word has 75 characters at most: ``=?utf-8?b?`` and ``?=`` leave 63, which is 60 of base64 for 45 bytes.
_BYTES = 45
# ``Subject: `` and its kind stand on the first line, which holds 76 characters; multiples of three need no padding.
_FIRST_BYTES = 36
_ATOMS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -")


def encoded_words(text: str) -> str:
    """The text as encoded words, one a line; ASCII letters, digits, spaces and hyphens on a line stay as they are."""
    if len(text) <= _BYTES and _ATOMS.issuperset(text):
        return text
    parts, part, room = [], b"", _FIRST_BYTES
    for piece in _pieces(text):
        if len(part) + len(piece) > room:
            parts.append(part)
            part, room = b"", _BYTES
        part += piece
    parts.append(part)
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(part).decode()}?=" for part in parts)


def _pieces(text: str) -> Iterator[bytes]:
    """What is never cut: a word with the space before it, so that a careless reader shows two spaces, not half words.

    A word longer than a line comes character by character.
    """
    for word in re.findall(" ?[^ ]+| ", text):
        data: bytes = word.encode("utf-8", "replace")
        if len(data) <= _FIRST_BYTES:
            yield data
        else:
            yield from (character.encode("utf-8", "replace") for character in word)


def set_header(message: EmailMessage, name: str, text: str, behind: str = "") -> None:
    """Set a header of free text as it will stand on the wire; ``behind`` is ASCII that follows, such as an address.

    Args:
        message: has no such header yet.
        name: of the header.
        text: one line, safe for a header.
        behind: ``<office@x.vn>``; on a line of its own where the text takes several.
    """
    words = encoded_words(text)
    gap = "\r\n " if behind and len(words) + len(behind) > _BYTES else " "
    # As it is: set in the usual way the library would take it apart and fold it again.
    message.set_raw(name, f"{words}{gap}{behind}".strip() if behind else words)
