"""No personal value leaves in a report, whatever a file, a sheet or a model's name holds.

Reports are made of verdicts, counts and sentences, which hold no persons. Texts that units typed (names of models,
files, sheets) may still hold a telephone or an identity number; what has the shape of one is masked.
"""

from __future__ import annotations

import re

from doisoat.text import clean

# Nine digits or more, however they are spaced: CMND, CCCD, telephones, with or without +84, bank accounts.
_NUMBER = re.compile(r"\+?\d(?:[ .\-()]{0,2}\d){8,}")
_MAIL = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,190}")
# Controls, and what XML cannot hold: half pairs and the two that are no characters.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def one_line(text: object) -> str:
    """One line of text that headers, XML and terminals can hold; for codes, which are not masked."""
    return clean(_CONTROL.sub(" ", text if isinstance(text, str) else ""))


def masked(text: object) -> str:
    """One line of text without control characters, numbers of persons as ``•••678``, addresses of mail as ``•••``.

    A contract number of nine digits or more is masked as well, because nothing tells it from an identity number.
    """
    return _NUMBER.sub(_mask, _MAIL.sub("•••", one_line(text)))


def _mask(found: re.Match[str]) -> str:
    return f"•••{re.sub(r'[^0-9]', '', found.group())[-3:]}"
