"""Text put right before anything is compared: decided for a whole column, by evidence, and named.

Decoding blindly damages 398 of 410 right names, so a text is touched only where it cannot be Vietnamese as it stands
and can be once decoded. The letters of the old fonts overlap with ours (``dôi`` is ``dụi`` in TCVN3 and a word by
itself), which is why the column decides: where its values show one damage, all of its values have it. In a column of
right text a damaged value must prove its damage by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache

from doisoat.text import encodings
from doisoat.text.compare import clean
from doisoat.text.orthography import is_usual, strange_words

# Letters that are never meant: Icelandic eth for Đ, the "ƣ" of old PDF fonts for ư.
_NEVER_MEANT = str.maketrans({"ð": "đ", "Ð": "Đ", "ƣ": "ư", "Ƣ": "Ư"})
# UTF-8 "à" read as Windows-1252: "NÃ\xa0" looks like the word "NÃ" to everything that splits at white space.
_LOST_A = "Ã\xa0"
_SOFT_HYPHEN = "\u00ad"
# Old fonts: their letters overlap with ours, so a column decides.
_FONTS: dict[str, Callable[[str], str | None]] = {
    "tcvn3": encodings.from_tcvn3,
    "vni": encodings.from_vni,
    "cp1258": encodings.from_cp1258,
}
# UTF-8 read under another name: its byte patterns are proof enough for a single value.
_MISREAD: dict[str, Callable[[str], str | None]] = {
    "utf8_as_cp1252": encodings.from_utf8_as_cp1252,
    "utf8_as_cp437": encodings.from_utf8_as_cp437,
    "utf8_as_cp1258": encodings.from_utf8_as_cp1258,
    "utf8_as_mac_roman": encodings.from_utf8_as_mac_roman,
}
_NEEDS_MENDING = re.compile(
    "[\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069\u00ad\u00d0\u00f0\u01a2\u01a3]|[^\\S \n]|  |^ | $", re.M
)
_SAMPLE = 3_000
_ROUNDS = 8


def repair_texts(texts: Sequence[str | None]) -> tuple[list[str | None], str]:
    """Repair a column.

    NFC, no-break and zero-width characters and Ð/ð are always mended; a damage is undone where the column, or a value
    by itself, shows it. Right Unicode stays as it is, and a second call changes nothing.

    Args:
        texts: a column's values, None where blank.

    Returns:
        The values repaired (None stays None), and the damage found most: "", "tcvn3", "vni", "cp1258",
        "utf8_as_cp1252", "utf8_as_cp437", "utf8_as_cp1258", "utf8_as_mac_roman" or "mixed_utf8".
    """
    distinct = list(dict.fromkeys(text for text in texts if text is not None))
    repaired, damages = _repair_distinct(distinct)
    by_text = dict(zip(distinct, repaired, strict=True))
    damage = damages.most_common(1)[0][0] if damages else ""
    return [None if text is None else by_text[text] for text in texts], damage


def repair_rows(columns: Sequence[Sequence[str | None]]) -> list[list[str | None]]:
    """Repair columns that belong together; in a table of mixed damage the cells of a row speak for one another.

    ``Thôn Co Vãn`` beside ``XaÞ HoÌa BiÌnh`` is ``Co Văn`` in Windows-1258; by itself it is a name.

    Args:
        columns: columns of equal length, None where blank.

    Returns:
        The columns repaired, blank values as None.
    """
    repaired = [[text or None for text in repair_texts(column)[0]] for column in columns]
    if all(all(text is None or text.isascii() for text in column) for column in columns):
        return repaired
    strange = _strange_pieces(list({text for column in columns for text in column if text is not None}))
    if not strange:
        return repaired
    fonts: dict[str, str] = {}
    for row, texts in enumerate(zip(*columns, strict=True)):
        joined = " ".join(text for text in texts if text)
        if joined.isascii() or strange.isdisjoint(joined.split()):
            continue
        font = fonts.get(joined)
        if font is None:
            font = fonts[joined] = _own_font(joined)
        if not font:
            continue
        for column, text in zip(repaired, texts, strict=True):
            decoded = _FONTS[font](text) if text and not text.isascii() else None
            if decoded is not None:
                column[row] = _plain(decoded) or None
    return repaired


def _repair_distinct(distinct: list[str]) -> tuple[list[str], Counter[str]]:
    current = list(distinct)
    damages: Counter[str] = Counter()
    # A text may have been damaged twice, and what is mended may show a damage that invisible characters hid.
    for _ in range(_ROUNDS):
        if not _undo_one_layer(current, damages):
            mended = _mend(current)
            if mended == current:
                break
            current = mended
    return _mend(current), damages


def _undo_one_layer(current: list[str], damages: Counter[str]) -> bool:
    """Undo one layer of damage in place and count it; False where there was none."""
    strange = _strange_pieces(current)
    if not strange and not any(_LOST_A in text for text in current):
        return False
    suspects = [n for n, text in enumerate(current) if _LOST_A in text or not strange.isdisjoint(text.split())]
    font = _font_of([current[n] for n in suspects], current, strange)
    targets = [n for n, text in enumerate(current) if not text.isascii()] if font else suspects
    changed = False
    for n in targets:
        better, damage = _better(current[n], font)
        if damage:
            current[n] = better
            damages[damage] += 1
            changed = True
    return changed


def _strange_pieces(texts: list[str]) -> set[str]:
    """The pieces between white space that are no Vietnamese words, over a whole column at once."""
    pieces = set("\n".join(texts).split())
    return {p for p in pieces if not p.isascii() and strange_words(_shown(p)) > 0}


def _mend(texts: list[str]) -> list[str]:
    joined = "\n".join(texts)
    if unicodedata.is_normalized("NFC", joined) and not _NEEDS_MENDING.search(joined) and "\n" not in "".join(texts):
        return texts
    return [clean(text) if text.isascii() else _plain(text) for text in texts]


def _shown(text: str) -> str:
    """The text as a reader sees it. A soft hyphen inside a word stays: in TCVN3 it is the letter ư."""
    return clean(text).translate(_NEVER_MEANT)


def _plain(text: str) -> str:
    return clean(text.replace(_SOFT_HYPHEN, "")).translate(_NEVER_MEANT)


def _font_of(suspects: list[str], texts: list[str], strange: set[str]) -> str:
    """The old font of a column; "" where its values do not agree on one.

    Args:
        suspects: distinct values with words that are no words.
        texts: all distinct values.
        strange: the pieces that made the suspects suspect.
    """
    votes: Counter[str] = Counter()
    for text in suspects[:: max(1, len(suspects) // _SAMPLE)]:
        own = _own_font(text)
        if own:
            votes[own] += 1
    if not votes:
        return ""
    font, count = votes.most_common(1)[0]
    if count < 2 * sum(v for f, v in votes.items() if f != font):
        return ""
    decode = _FONTS[font]
    sample = texts[:: max(1, len(texts) // _SAMPLE)]
    against = 0
    for text in sample:
        if not text.isascii() and strange.isdisjoint(text.split()):
            decoded = decode(text)
            against += decoded is None or strange_words(decoded) > 0
    share = min(len(suspects), _SAMPLE) / len(suspects) * len(texts) / max(1, len(sample))
    return font if count > 3 * against * share else ""


@lru_cache(maxsize=50_000)
def _own_font(text: str) -> str:
    """The one font under which a strange text is Vietnamese in every word; "" where none or several are."""
    # "µm" or "2ª" is too little to tell a font by.
    if strange_words(text) == 0 or sum(c.isalpha() for c in text) < 3:
        return ""
    fitting = {
        font: decoded
        for font, decode in _FONTS.items()
        if (decoded := decode(text)) is not None
        and decoded != text
        and strange_words(decoded) == 0
        and _is_plausible(decoded, text)
    }
    return next(iter(fitting)) if len(fitting) == 1 else ""


def _better(text: str, font: str) -> tuple[str, str]:
    """A text with one layer of damage undone and the damage's name; the text itself and "" where there is none."""
    strange = strange_words(_shown(text))
    if font:
        decoded = _FONTS[font](text)
        if decoded is not None and decoded != text and strange_words(decoded) == 0:
            return decoded, font
    for damage, decode in _MISREAD.items() if strange or _LOST_A in text else ():
        decoded = decode(text)
        if decoded is not None and _is_plausible(decoded, text) and strange_words(decoded) <= strange:
            return decoded, damage
    if font:
        decoded = _FONTS[font](text)
        if decoded is not None and decoded != text and strange_words(decoded) <= strange:
            return decoded, font
    if strange:
        own = _own_font(text)
        decoded = _FONTS[own](text) if own else None
        if decoded is not None:
            return decoded, own
        mixed = _partly_misread(text)
        if strange_words(mixed) < strange and _is_plausible(mixed, text):
            return mixed, "mixed_utf8"
    return text, ""


def _partly_misread(text: str) -> str:
    """Ftfy on a text of which only pieces were misread."""
    import ftfy  # 50 ms, needed by few files

    return ftfy.fix_encoding(text)


def _is_plausible(decoded: str, text: str) -> bool:
    """Whether a decoded text holds no letter but Vietnamese ones and those it had before, and can be shown.

    ``HĐ–`` is, byte for byte, also the Cyrillic ``HЖ``: that a text can be decoded proves nothing yet.
    """
    return all(is_usual(c) or c in text for c in decoded)
