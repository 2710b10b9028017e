"""What can be said of a product's picture without looking at it: type, size, digest, and a hash of how it looks.

The perceptual hash (64 bits of brightness steps between neighbours in a 9 × 8 picture) lets the signal "the same
photograph" survive another size or another compression.
"""

from __future__ import annotations

import hashlib
import io

from PIL import Image

from connectors.pages.answer import Answer, unpacked

_MAX_PIXELS = 30_000_000
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
    return {
        "picture_type": kind,
        "picture_size": len(body),  # bytes
        "picture_sha256": hashlib.sha256(body).hexdigest(),
        "picture_hash": brightness_hash(body),
    }


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
