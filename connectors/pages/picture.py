"""What can be said of a product's picture without looking at it: type, size, digest, and a hash of how it looks.

The perceptual hash (64 bits of brightness steps between neighbours in a 9 × 8 picture) lets the signal "the same
photograph" survive another size or another compression.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping

from PIL import Image

from connectors.pages.answer import Answer, unpacked

_MAX_PIXELS = 30_000_000
FACTS = ("picture_type", "picture_size", "picture_sha256", "picture_hash")  # size in bytes
_FACTS = re.compile(r"(?:jpeg|png|gif|webp) \d{1,12} [0-9a-f]{64} (?:[0-9a-f]{16})?")
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


def read_picture(answer: Answer) -> dict[str, object]:
    """Facts about one picture; an empty dictionary where the bytes are none that a shop shows.

    ``picture_hash`` is empty where the picture is damaged or too large to be opened.
    """
    body, trouble = unpacked(answer)
    if trouble or not body:
        return {}
    kind = _kind(body)
    if not kind:
        return {}
    return dict(zip(FACTS, (kind, len(body), hashlib.sha256(body).hexdigest(), brightness_hash(body)), strict=True))


def picture_facts(found: Mapping[str, object]) -> dict[str, object]:
    """What a child said of a picture, where it has the form of ``read_picture``'s answer; else nothing."""
    kind, size, digest, looks = (found.get(name) for name in FACTS)
    are_texts = all(isinstance(text, str) for text in (kind, digest, looks)) and type(size) is int
    if not are_texts or not _FACTS.fullmatch(f"{kind} {size} {digest} {looks}"):
        return {}
    return dict(zip(FACTS, (kind, size, digest, looks), strict=True))


def brightness_hash(body: bytes) -> str:
    """16 hexadecimal digits, or an empty text."""
    try:
        with Image.open(io.BytesIO(body), formats=_FORMATS) as image:
            if image.width * image.height > _MAX_PIXELS:
                return ""
            image.draft("L", (72, 64))  # JPEG: decode a small version straight away
            grey = image.convert("L").resize((9, 8), Image.Resampling.BILINEAR)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, MemoryError):
        return ""
    pixels = grey.tobytes()
    bits = "".join("1" if pixels[9 * y + x] > pixels[9 * y + x + 1] else "0" for y in range(8) for x in range(8))
    return f"{int(bits, 2):016x}"


def _kind(body: bytes) -> str:
    """The type by the bytes, not by what the server calls it."""
    if body.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if body.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    return "webp" if body[:4] == b"RIFF" and body[8:12] == b"WEBP" else ""
