"""What a file is, by its first bytes. The name is not asked: exports lie about their kind."""

from __future__ import annotations

import codecs
import re
from typing import IO

from connectors.files import refusals

_HEAD = 65536

# Kinds people send by mistake: first bytes, what to call it, what to do. RunSpec matters only for equal beginnings.
_FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "tệp PDF", "gửi chính tệp Excel/CSV gốc, không gửi bản in hay bản quét"),
    (b"{\\rtf", "văn bản RTF (Word)", "chép bảng sang Excel, lưu dạng .xlsx rồi gửi lại"),
    (b"\x1f\x8b", "tệp nén gzip", "giải nén rồi gửi tệp bên trong"),
    (b"Rar!", "tệp nén RAR", "giải nén rồi gửi tệp bên trong"),
    (b"7z\xbc\xaf\x27\x1c", "tệp nén 7-Zip", "giải nén rồi gửi tệp bên trong"),
    (b"BZh", "tệp nén bzip2", "giải nén rồi gửi tệp bên trong"),
    (b"\xfd7zXZ", "tệp nén XZ", "giải nén rồi gửi tệp bên trong"),
    (b"\x28\xb5\x2f\xfd", "tệp nén Zstandard", "giải nén rồi gửi tệp bên trong"),
    (b"\xff\xd8\xff", "ảnh JPEG", "gửi tệp Excel/CSV gốc, không gửi ảnh chụp"),
    (b"\x89PNG", "ảnh PNG", "gửi tệp Excel/CSV gốc, không gửi ảnh chụp"),
    (b"GIF8", "ảnh GIF", "gửi tệp Excel/CSV gốc, không gửi ảnh chụp"),
    (b"SQLite format 3", "cơ sở dữ liệu SQLite", ""),
    (b"MZ", "chương trình Windows", "không gửi tệp chương trình; hãy gửi bảng dữ liệu"),
    (b"\x7fELF", "chương trình", "không gửi tệp chương trình; hãy gửi bảng dữ liệu"),
    (b"ID;P", "bảng tính SYLK (.slk)", "mở bằng Excel, lưu dạng .xlsx rồi gửi lại"),
    (b"MIME-Version:", "trang web một tệp (MHTML)", "mở bằng Excel, lưu dạng .xlsx rồi gửi lại"),
    (b"Received:", "thư điện tử", "lưu tệp đính kèm của thư ra ngoài rồi gửi tệp đó"),
)

# BIFF 2 to 4 were plain streams without a container around; some programs wrote BIFF 5 and 8 so too.
_RAW_BIFF = (b"\x09\x00\x04\x00", b"\x09\x00\x06\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
_TEXT_MARK = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LATIN = re.compile("[\t\n\r -\u024f\u0300-\u036f\u1e00-\u1eff\u2000-\u20cf\u2100-\u27bf\ufeff]")
_CONTROL = re.compile(rb"[\x00-\x06\x0e-\x19\x1c-\x1f]")


def kind_of(file: IO[bytes]) -> str:
    """``zip``, ``ole``, ``biff``, ``parquet``, ``xml2003``, ``html`` or ``text``; the file is left at its beginning.

    Raises:
        RefusedInputError: EMPTY, or WRONG_TYPE with the kind it is.
    """
    head = file.read(_HEAD)
    file.seek(0)
    bare = head.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe")
    if not bare:
        raise refusals.empty()
    if head.startswith(b"PK") and head[2:4] in (b"\x03\x04", b"\x05\x06", b"\x07\x08", b"00"):
        return "zip"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "ole"
    if head.startswith(_RAW_BIFF):
        return "biff"
    if head.startswith(b"PAR1"):
        return "parquet"
    for magic, called, fix in _FOREIGN:
        if head.startswith(magic) or bare.startswith(magic):
            raise refusals.wrong_type(called, fix)
    markup = _markup(head)
    if markup:
        return markup
    if not head.startswith(_TEXT_MARK) and not looks_utf16(head) and _is_binary(head):
        if b"PK\x03\x04" in head:  # a web server's warnings before the download; zips are read from their end
            return "zip"
        raise refusals.wrong_type("dữ liệu nhị phân không rõ loại")
    return "text"


def looks_utf16(head: bytes) -> str:
    """``utf-16-le`` or ``utf-16-be`` where text without a mark shows the zero bytes of one, else the empty string.

    Vietnamese text has a separator, space, digit or plain letter in at least every fifth place; each of them has a
    zero byte on the same side, and no zero byte stands on the other.
    """
    even, odd = head[0 : len(head) // 2 * 2 : 2], head[1::2]
    if len(odd) < 2:
        return ""
    left, right = even.count(0) / len(even), odd.count(0) / len(odd)
    for codec, zeros, others in (("utf-16-le", right, left), ("utf-16-be", left, right)):
        if zeros > 0.2 and others < zeros / 20:
            text = head[: len(head) // 2 * 2].decode(codec, "replace")
            # A few stray zero bytes in a short text would make Chinese of the rest.
            return codec if len(_LATIN.findall(text)) > 0.9 * len(text) else ""
    return ""


def _is_binary(head: bytes) -> bool:
    """Control characters that no text has, more than stray ones."""
    return len(_CONTROL.findall(head)) > max(2, len(head) // 100)


def _markup(head: bytes) -> str:
    """``html`` or ``xml2003`` where the head begins like them, whatever the encoding.

    Raises:
        RefusedInputError: XML of a kind we do not read.
    """
    plain = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\t\r\n ").lower()
    if not plain.startswith(b"<"):
        return ""
    if plain.startswith(b"<?xml") or plain.startswith(b"<workbook"):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in plain:
            return "xml2003"
        if b"<html" not in plain and b"<table" not in plain:
            raise refusals.wrong_type("tệp XML thông thường", "mở bằng Excel, lưu dạng .xlsx rồi gửi lại")
    if re.search(rb"<(?:!doctype\s+html|html|head|meta|body|table|style|div|p|h\d|center|title|!--)[\s>/-]", plain):
        return "html"
    return ""
