"""No personal value leaves in a report, whatever a file, a sheet or a model's name holds.

Reports are made of verdicts, counts and sentences, which hold no persons. Texts that units typed (names of models,
files, sheets) may still hold a telephone or an identity number; what has the shape of one is masked.
"""

from __future__ import annotations

import re

from doisoat.personal import without_persons
from doisoat.text.compare import clean

# Nine digits or more, however they are spaced: CMND, CCCD, telephones, with or without +84, bank accounts.
_NUMBER = re.compile(r"\+?\d(?:[ .\-()]{0,2}\d){8,}")
# A title and two to five words with capitals after it: how a person is named in a sentence or a file's name.
_PERSON = re.compile(r"\b(ông|bà|anh|chị|đồng chí|đ/c)[ _]+((?:[^\W\d_]+[ _]?){2,5})", re.IGNORECASE)
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


def masked_sentence(text: object) -> str:
    """``masked``, and persons as ``•••``; for sentences, not for names of places."""
    return _PERSON.sub(_unnamed, without_persons(masked(text)))


def masked_name(text: object) -> str:
    """The same for the name of a file or sheet, where people stand without capitals too."""
    return without_persons(masked_sentence(text), of_a_file=True)


def _unnamed(found: re.Match[str]) -> str:
    words = re.split(r"([ _])", found.group(2))
    named = 0
    while named < len(words) and words[named][:1].isupper():
        named += 2
    if named < 4:  # one word is more often a brand or a place
        return found.group()
    rest = "".join(words[named:])
    return f"{found.group(1)} •••{' ' + rest if rest else ''}"


def _mask(found: re.Match[str]) -> str:
    return f"•••{re.sub(r'[^0-9]', '', found.group())[-3:]}"
