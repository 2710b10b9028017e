"""SVG to PNG with the vendored font alone: a font of the machine could lack Vietnamese letters, silently."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import resvg_py

_FONTS = Path(__file__).parent / "fonts"
_TALL = 800


@cache
def font_files() -> tuple[str, ...]:
    """The vendored fonts.

    Raises:
        FileNotFoundError: they are not installed; without them every text would be missing from the pictures.
    """
    found = tuple(str(_FONTS / f"NotoSans-{weight}.ttf") for weight in ("Regular", "Bold"))
    for path in found:
        if not Path(path).is_file():
            raise FileNotFoundError(path)
    return found


def png_of(svg: str, *, zoom: float | None = None) -> bytes:
    """The picture as PNG.

    Args:
        svg: the picture, 600 pixels wide.
        zoom: pixels of the PNG to a pixel of the picture; by default as sharp as a telephone shows it, a little less
            for tall pictures, whose time and size grow with every pixel.
    """
    if zoom is None:
        height = re.search(r'viewBox="0 0 \S+ ([\d.]+)"', svg)
        zoom = 1.25 if height is None or float(height.group(1)) < _TALL else 1.0
    made = resvg_py.svg_to_bytes(
        svg_string=svg,
        skip_system_fonts=True,
        font_files=list(font_files()),
        font_family="Noto Sans",
        sans_serif_family="Noto Sans",
        zoom=zoom,
    )
    return bytes(made)
