"""What a server said to one request, and its body without content encodings, never larger than a page may be."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

MAX_PAGE = 8 * 2**20  # bytes after decompression
_MEMBERS = 64  # of one gzip body
_LAYERS = 2  # of content encoding; nobody honest sends more


@dataclass(frozen=True)
class Answer:
    """What a server said to one request, or why there is no answer.

    ``trouble`` is empty where a whole answer was read, else a key of ``connectors.pages.words.TROUBLE``.
    ``body`` are the bytes as sent, still compressed.
    """

    url: str
    status: int = 0
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    trouble: str = ""

    def header(self, name: str) -> str:
        """The first header of that name, or an empty text."""
        return next((value for key, value in self.headers if key.lower() == name), "")


def unpacked(answer: Answer, limit: int = MAX_PAGE) -> tuple[bytes, str]:
    """The body without its content encodings, never more than ``limit`` bytes in memory.

    Returns:
        The bytes and an empty text, or no bytes and the trouble: ``bomb``, ``bad_encoding``.
    """
    body = answer.body
    named = [name.strip().lower() for name in answer.header("content-encoding").split(",")]
    layers = [name for name in named if name not in ("", "identity")]
    if len(layers) > _LAYERS:
        return b"", "bomb"
    for name in reversed(layers):
        if name not in ("gzip", "x-gzip", "deflate"):
            return b"", "bad_encoding"
        body, trouble = _inflate(body, name, limit)
        if trouble:
            return b"", trouble
    return body, ""


def _inflate(body: bytes, name: str, limit: int) -> tuple[bytes, str]:
    # 32 + 15: zlib or gzip as the bytes say; some servers send raw deflate, which has no head at all.
    for window in (47, -15) if name == "deflate" else (47,):
        try:
            return _inflate_members(body, window, limit)
        except zlib.error:
            continue
    return b"", "bad_encoding"


def _inflate_members(body: bytes, window: int, limit: int) -> tuple[bytes, str]:
    """Gzip may hold several members one after another; raises zlib.error where one is none."""
    parts: list[bytes] = []
    size = 0
    for _ in range(_MEMBERS):
        inflater = zlib.decompressobj(window)
        part = inflater.decompress(body, limit + 1 - size)
        size += len(part)
        if size > limit:
            return b"", "bomb"
        if not inflater.eof:
            return b"", "cut_short"
        parts.append(part)
        body = inflater.unused_data
        if not body.strip(b"\0"):
            return b"".join(parts), ""
    return b"", "bomb"
