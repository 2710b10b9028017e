"""Old Vietnamese encodings as tables, and bytes that were read under the wrong name.

Every function takes a text as it was wrongly shown and gives the text it was, or None where the text cannot have been
damaged that way. Tables: TCVN 5712 (the "ABC" fonts) and VNI Windows, both as shown under Windows-1252.
"""

from __future__ import annotations

import re
import unicodedata

# TCVN3 positions 0xA1 to 0xFE; "·" marks positions the ABC fonts do not use. Capitals with a tone do not exist: the
# capital fonts (.VnTimeH) draw small letters as capitals, so their texts come out in small letters.
_TCVN3 = dict(
    zip(
        range(0xA1, 0xFF),
        "ĂÂÊÔƠƯĐăâêôơưđ······àảãáạ·ằẳẵắ·······ặầẩẫấậè·ẻẽéẹềểễếệìỉ···ĩíịò·ỏõóọồổỗốộờởỡớợù·ủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
TCVN3_TABLE = {code: letter for code, letter in _TCVN3.items() if letter != "·"}

_VNI_MARKS = {
    "a": "áùàøảûãõạïăêắéằèẳúẵüặëââấáầàẩåẫãậä",
    "e": "éùèøẻûẽõẹïêâếáềàểåễãệä",
    "o": "óùòøỏûõõọïôâốáồàổåỗãộä",
    "u": "úùùøủûũõụï",
    "y": "ýùỳøỷûỹõ",
    "ô": "ớùờøởûỡõợï",
    "ö": "ứùừøửûữõựï",
}
_VNI_SINGLE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}


def _vni_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for base, pairs in _VNI_MARKS.items():
        for letter, mark in zip(pairs[::2], pairs[1::2], strict=True):
            table[base + mark] = letter
            # "AÙ" and "Aù" were both typed.
            table[base.upper() + mark.upper()] = table[base.upper() + mark] = letter.upper()
    for shown, letter in _VNI_SINGLE.items():
        table[shown] = letter
        table[shown.upper()] = letter.upper()
    return table


VNI_TABLE = _vni_table()
_VNI = re.compile("|".join(sorted(map(re.escape, VNI_TABLE), key=len, reverse=True)))
_LOST_NBSP = re.compile(r"Ã(?= |$)")
# The characters Windows-1252 shows; any other letter proves that the text never was in a one-byte font.
_CP1252 = frozenset(bytes(b for b in range(0x20, 0x100) if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)).decode("cp1252"))
_TCVN3_LETTERS = frozenset(map(chr, TCVN3_TABLE))


def shown_by_one_byte(text: str) -> bool:
    """Whether every character exists in Windows-1252, as it must in text from an old font."""
    return _CP1252.issuperset(text)


def from_tcvn3(text: str) -> str | None:
    """``Th«n Khuæi Dôi`` → ``Thôn Khuổi Dụi``."""
    if not shown_by_one_byte(text) or any(not c.isascii() and c != "\xa0" and c not in _TCVN3_LETTERS for c in text):
        return None
    return text.translate(TCVN3_TABLE)


def from_vni(text: str) -> str | None:
    """``Thoân Khuoåi Duïi`` → ``Thôn Khuổi Dụi``."""
    if not shown_by_one_byte(text):
        return None
    return _VNI.sub(lambda found: VNI_TABLE[found[0]], text)


def from_cp1258(text: str) -> str | None:
    """``Thôn KhuôÒi Duòi`` → ``Thôn Khuổi Dụi``: Windows-1258 bytes read as Windows-1252."""
    try:
        return unicodedata.normalize("NFC", text.encode("cp1252").decode("cp1258"))
    except UnicodeError:
        return None


def from_utf8_as_cp1252(text: str) -> str | None:
    """``ThÃ´n`` → ``Thôn``, also where a no-break space became a space (``NÃ  LÃ ng``)."""
    for attempt in (text, _LOST_NBSP.sub("Ã\xa0", text)):
        found = _as_utf8(_sloppy_bytes(attempt, "cp1252"))
        if found is not None:
            return found
    return None


def from_utf8_as_cp437(text: str) -> str | None:
    """``Th├┤n Khuß╗òi`` → ``Thôn Khuổi``."""
    return _as_utf8(_sloppy_bytes(text, "cp437"))


def from_utf8_as_cp1258(text: str) -> str | None:
    """UTF-8 bytes read as Windows-1258."""
    return _as_utf8(_sloppy_bytes(text, "cp1258"))


def from_utf8_as_mac_roman(text: str) -> str | None:
    """UTF-8 bytes read as Mac Roman."""
    return _as_utf8(_sloppy_bytes(text, "mac_roman"))


def _sloppy_bytes(text: str, codec: str) -> bytes | None:
    """The text's bytes under the codec; control characters the codec has no letter for stand for themselves."""
    try:
        return text.encode(codec)
    except UnicodeError:
        pass
    parts = []
    for character in text:
        try:
            parts.append(character.encode(codec))
        except UnicodeError:
            if not 0x80 <= ord(character) <= 0x9F:
                return None
            parts.append(bytes([ord(character)]))
    return b"".join(parts)


def _as_utf8(raw: bytes | None) -> str | None:
    if raw is None or raw.isascii():
        return None
    try:
        return unicodedata.normalize("NFC", raw.decode("utf-8"))
    except UnicodeError:
        return None
