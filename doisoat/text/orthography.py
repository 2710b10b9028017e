"""Which words can be Vietnamese, so that damaged text can be told from right text.

Not a dictionary: the closed list of rimes of the language with the consonants that may stand before them, Tày-Nùng
clusters included. "Khuæi", "Thoân" and "KhuôÒi" are no such words; "Khuổi", "Thôn" and "Slùng" are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from doisoat.text.syllables import reading, split_reading

_RIMES = """
a ac ach ai am an ang anh ao ap at au ay ak ăc ăm ăn ăng ăp ăt ăk âc âm ân âng âp ât âu ây âk
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu êng i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oem oen oeo oet oi om on ong ooc oong
op ot oă ô ôc ôi ôm ôn ông ôp ôt ôc ôông ôôc ơ ơi ơm ơn ơp ơt ơng ơc u ua uân uâng uât uây uc uê uêch uênh uên ui um
un ung uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt uynh uyt uyu uơ uyn uyp ư ưa ưc ưi ưm ưn ưng ưt ươc ươi
ươm ươn ương ươp ươt ươu ưu y yêm yên yêng yêt yêu ưp iau iâu uao ưâu ynh ych yt
"""
_ONSETS = """
b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x sl bj pj phj mj kl pl f w z j bl khj
"""
_SYLLABLE = re.compile(
    "^(?:" + "|".join(sorted(_ONSETS.split(), key=len, reverse=True)) + ")?(?:" + "|".join(_RIMES.split()) + ")$"
)
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_VOWELS = frozenset("aeiouyăâêôơư")
# "già", "giếng": the i belongs to the consonant; "gì" has no other vowel.
_G_WITH_I = re.compile(r"^g[iìíỉĩị][aăâeêoôơuưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệòóỏõọồốổỗộờớởỡợùúủũụừứửữự]")
_STOPPED = re.compile("(?:c|ch|p|t|k)$")
_BREAK = re.compile(r"[\s!-/:-@\[-`{-~0-9“”‘’–—…•]+")


# Every letter with every tone; "ª", "º" and "µ" are letters to Unicode, signs to people.
_LETTERS = frozenset(
    unicodedata.normalize("NFC", letter + tone)
    for vowel in "aăâeêioôơuưy"
    for letter in (vowel, vowel.upper())
    for tone in ("", *_TONES)
) | frozenset("đĐªºµ")
_SIGNS = frozenset(["Nd", "Nl", "No", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Sc", "Sk", "Sm", "So", "Zs"])
_INVISIBLE = frozenset("\u200b\u200c\u200d\ufeff\u00ad")
_NOT_LETTERS = frozenset("ªºµ")
# No words, and right all the same: "HĐ", "QÐ", "HĐND", "5.000 đ", "5 µm".
_SHORTENED = re.compile(r"^(?:[BCDFGHJKLMNPQRSTVWXZ]*[ĐÐ][BCDĐÐFGHJKLMNPQRSTVWXZ]*|đ|µ[a-zA-Z]{1,2})$")


@lru_cache(maxsize=5_000)
def is_usual(character: str) -> bool:
    """Whether a character is one of Vietnamese text: a Vietnamese or English letter, a figure, a sign, a space."""
    if character.isascii():
        return character.isprintable() or character.isspace()
    if character in _LETTERS or character in _INVISIBLE:
        return True
    # Beyond Latin-1 modifiers ("˴") are letters of phonetics.
    category = unicodedata.category(character)
    return category in _SIGNS and character != "\ufffd" and (category != "Sk" or character < "\u0100")


@lru_cache(maxsize=100_000)
def is_syllable(word: str) -> bool:
    """Whether a lower-case NFC word can be one Vietnamese (or Tày-Nùng) syllable, tone and all."""
    letters, tone = split_reading(reading(word))
    if not _SYLLABLE.match(letters):
        return letters == "gi"
    if tone and not _mark_in_place(word):
        return False
    # A syllable closed by c, ch, p, t bears sắc or nặng; written words keep to it without exception.
    return tone in ("s", "j") or not _STOPPED.search(letters) or (tone == "" and word.isascii())


def strange_words(text: str) -> int:
    """How many words with non-ASCII characters are no Vietnamese syllables. 0 for right text and for plain ASCII."""
    if text.isascii():
        return 0
    return sum(_strange_in_piece(piece) for piece in text.split() if not piece.isascii())


@lru_cache(maxsize=100_000)
def _strange_in_piece(piece: str) -> int:
    words = (word for word in _BREAK.split(piece) if word and not word.isascii() and not _SHORTENED.match(word))
    return sum(any(c.isalpha() and c not in _NOT_LETTERS for c in w) and not is_syllable(w.lower()) for w in words)


def _mark_in_place(word: str) -> bool:
    """Whether the tone mark stands on a vowel where it is ever written: ``hoà`` and ``hòa``, never ``xaõ``."""
    vowels = ""
    marked = -1
    start = 2 if word.startswith("qu") or (word.startswith("g") and _G_WITH_I.match(word)) else 0
    for character in word[start:]:
        parts = unicodedata.normalize("NFD", character)
        tones = [c for c in parts if c in _TONES]
        letter = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
        if letter in _VOWELS:
            if tones:
                marked = len(vowels)
            vowels += letter
    if len(vowels) < 2:
        return True
    hooked = [n for n, v in enumerate(vowels) if v in "ăâêôơư"]
    if hooked:
        return marked == hooked[-1]
    if len(vowels) == 3:
        return marked == 1
    if vowels in ("oa", "oe", "uy"):
        # Closed by a consonant the mark is on the second vowel; open, both habits are alive.
        return marked == 1 or word[-1] in "aeoy" + "àáảãạèéẻẽẹỳýỷỹỵ"
    return marked == (1 if vowels in ("oo",) else 0)
