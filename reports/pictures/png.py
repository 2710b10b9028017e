"""SVG to PNG with the vendored font alone: a font of the machine could lack Vietnamese letters, silently."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import resvg_py

_FONTS = Path(__file__).parent / "fonts"


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


def png_of(svg: str, *, zoom: float = 1.25) -> bytes:
    """The picture as PNG; ``zoom`` 1.25 keeps a picture of 600 pixels sharp on telephones."""
    made = resvg_py.svg_to_bytes(
        svg_string=svg,
        skip_system_fonts=True,
        font_files=list(font_files()),
        font_family="Noto Sans",
        sans_serif_family="Noto Sans",
        zoom=zoom,
    )
    return bytes(made)
