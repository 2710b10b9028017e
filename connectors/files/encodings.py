"""Which encoding a text file is in. UTF-8 is proved, UTF-16 shows itself, the eight-bit ones are weighed.

Vietnamese eight-bit text is either windows-1258, which Python decodes, or a font encoding (TCVN3, VNI) that programs
store as if it were Western text. The second kind must come through byte for byte (each byte one character, as
windows-1252 has it), because the repair of names decides later, by column, what it was.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from typing import IO

from connectors.files.route import looks_utf16

WESTERN = "western"  # windows-1252, its five holes filled with the same code points
MIXED = "mixed"  # UTF-8 and an eight-bit encoding, line by line
_CHUNK = 2**20
_SAMPLE = 2**18
_LEADS = bytes(range(0xC0, 0x100))  # with which each letter beyond ASCII begins in UTF-8

# A syllable without tone marks: onset, nucleus, ending. Close enough to tell Vietnamese from bytes misread as such.
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnpqrstvxfjwz])?"
    "(?:uyê|iêu|yêu|ươu|ươi|uôi|oai|oay|oao|oeo|uây|uyu|uya|iê|yê|ươ|uô|uâ|uê|uơ|uy|oa|oă|oe|oo|ai|ao|au|ay|âu|ây|"
    "eo|êu|ia|iu|oi|ôi|ơi|ua|ui|ưa|ưi|ưu|[aăâeêioôơuưy])(?:ch|ng|nh|[cmnpt])?"
)
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_WORD = re.compile(r"[^\W\d_]+")
_BYTE_WORD = re.compile(rb"[A-Za-z\x80-\xff]+")


@dataclass(frozen=True)
class Encoding:
    """A codec's name, what to call it to a person, and how many bytes at the start are its mark."""

    codec: str
    called: str
    mark: int = 0


def detect(file: IO[bytes]) -> Encoding:
    """The encoding of a whole text file; reads it in pieces, once, and leaves it at its beginning."""
    head = file.read(65536)
    file.seek(0)
    # The longer mark first: UTF-32's begins like UTF-16's.
    for mark, codec, called in (
        (codecs.BOM_UTF8, "utf-8", "UTF-8"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
    ):
        if head.startswith(mark):
            return Encoding(codec, called, len(mark))
    if wide := looks_utf16(head):
        return Encoding(wide, "UTF-16")
    good, bad, sample = _weigh_utf8(file)
    # A few broken places in text that is otherwise UTF-8 are damage to their rows, not another encoding.
    if not bad or good > 20 * bad:
        return Encoding("utf-8", "UTF-8")
    # Two lists pasted together. Eight-bit Vietnamese by itself hardly ever forms good UTF-8.
    if 3 * good > bad:
        return Encoding(MIXED, "UTF-8 lẫn với bảng mã 8 bit, đọc riêng từng dòng")
    if vietnamese_share(sample, "cp1258") >= 0.8:
        return Encoding("cp1258", "windows-1258")
    return Encoding(WESTERN, "8 bit (windows-1252, TCVN3 hoặc VNI), giữ nguyên từng ký tự")


def decode_line(line: bytes) -> str:
    """One line of a mixed file."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        if vietnamese_share(line, "cp1258") >= 0.8:
            return line.decode("cp1258", "replace")
        return line.decode("cp1252", "connectors-western")


def vietnamese_share(sample: bytes, codec: str) -> float:
    """Of the words with letters beyond ASCII, the share that are Vietnamese syllables when read in ``codec``."""
    total = good = 0
    for word in _high_words(sample)[:5000]:
        total += 1
        text = unicodedata.normalize("NFD", word.decode(codec, "replace").lower())
        marks = sum(1 for letter in text if ord(letter) in _TONES)
        bare = unicodedata.normalize("NFC", text.translate(_TONES))
        good += marks <= 1 and _SYLLABLE.fullmatch(bare) is not None
    return good / total if total else 0.0


def _high_words(sample: bytes) -> list[bytes]:
    """Words with a letter beyond ASCII."""
    return [word for word in _BYTE_WORD.findall(sample) if not word.isascii()]


def _weigh_utf8(file: IO[bytes]) -> tuple[int, int, bytes]:
    """Letters beyond ASCII that are good UTF-8, broken places, and the first lines that hold any high byte."""
    good = bad = 0
    sample: list[bytes] = []
    held = 0
    rest = b""
    while chunk := file.read(_CHUNK):
        block = rest + chunk
        cut = block.rfind(b"\n") + 1 or (0 if len(block) < 8 * _CHUNK else len(block))
        rest, block = block[cut:], block[:cut]
        for piece in (block,) if chunk else ():
            more_good, more_bad = _count(piece)
            good, bad = good + more_good, bad + more_bad
            if held < _SAMPLE and not piece.isascii():
                sample.append(b" ".join(_high_words(piece[:_SAMPLE])))
                held += len(sample[-1])
    more_good, more_bad = _count(rest)
    if held < _SAMPLE:
        sample.append(b" ".join(_high_words(rest[:_SAMPLE])))
    file.seek(0)
    return good + more_good, bad + more_bad, b" ".join(sample)


def _count(block: bytes) -> tuple[int, int]:
    """Good letters beyond ASCII and broken places of a block."""
    if block.isascii():
        return 0, 0
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return len(block) - len(block.translate(None, _LEADS)), 0
    text = block.decode("utf-8", "surrogateescape")
    bad = len(re.findall("[\udc80-\udcff]", text))
    return sum(1 for _ in re.finditer("[\u0080-\ud7ff\ue000-\U0010ffff]", text)), bad


def _western(error: UnicodeError) -> tuple[str, int]:
    """windows-1252 leaves five bytes undefined; they come through as the control characters of the same number."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(map(chr, error.object[error.start : error.end])), error.end


codecs.register_error("connectors-western", _western)
