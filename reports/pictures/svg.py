"""A small drawing board: shapes and texts in pixels, written as SVG. Names from files are escaped."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

INK, QUIET, LINE, PAPER = "#1b2733", "#5b6773", "#cfd6dd", "#ffffff"
FAMILY = "Noto Sans"

# Widths of letters in parts of the font's size, good enough to see whether a name fits.
_NARROW, _WIDE = frozenset("iíìỉĩịljtfrI.,:;'|!()[] "), frozenset("mwMWÔƠỐỒỔỖỘ@%")


def attribute(value: object) -> str:
    """A value inside double quotes."""
    return escape(str(value), {'"': "&quot;"})


def text_width(text: str, size: float) -> float:
    """About how wide the text is, in pixels."""
    return size * sum(0.32 if c in _NARROW else 0.92 if c in _WIDE else 0.66 if c.isupper() else 0.57 for c in text)


def fitted(text: str, size: float, width: float) -> str:
    """The text, cut with ``…`` where it would be wider than ``width``."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def fitted_words(text: str, size: float, width: float) -> str:
    """As many whole words as fit, with ``…`` where some are left out; one that is too wide alone is cut."""
    if text_width(text, size) <= width:
        return text
    words = text.split(" ")
    for count in range(len(words) - 1, 0, -1):
        if text_width(shown := " ".join(words[:count]) + "…", size) <= width:
            return shown
    return fitted(words[0], size, width)


class Drawing:
    """Shapes in the order they are drawn; ``svg()`` gives the picture."""

    def __init__(self, width: float, height: float, title: str) -> None:
        self.width, self.height, self.title = width, height, title
        self._parts: list[str] = []
        self._has_links = False

    def rect(self, x: float, y: float, w: float, h: float, fill: str, **more: object) -> None:
        """A filled rectangle; ``more`` are attributes with ``_`` for ``-``, e.g. ``rx=3, stroke="#000"``."""
        self._parts.append(
            f'<rect x="{x:.5g}" y="{y:.5g}" width="{w:.5g}" height="{h:.5g}" fill="{fill}"{_more(more)}/>'
        )

    def path(self, d: str, stroke: str, width: float = 2.5, fill: str = "none") -> None:
        """A path with round ends."""
        self._parts.append(
            f'<path d="{d}" fill="{fill}" stroke="{stroke}" stroke-width="{width:.3g}" '
            'stroke-linecap="round" stroke-linejoin="round"/>'
        )

    def line(self, points: Sequence[tuple[float, float]], stroke: str, width: float = 1.5, **more: object) -> None:
        """A line through the points."""
        told = " ".join(f"{x:.5g},{y:.5g}" for x, y in points)
        self._parts.append(
            f'<polyline points="{told}" fill="none" stroke="{stroke}" stroke-width="{width:.3g}"{_more(more)}/>'
        )

    def text(
        self, x: float, y: float, text: str, size: float = 16, *, fill: str = INK, bold: bool = False, at: str = "start"
    ) -> None:
        """A text whose base line is at ``y``; ``at`` is start, middle or end."""
        weight = ' font-weight="bold"' if bold else ""
        self._parts.append(
            f'<text x="{x:.5g}" y="{y:.5g}" font-size="{size:.3g}" fill="{fill}" text-anchor="{at}"{weight}>'
            f"{escape(text)}</text>"
        )

    def open_group(self, told: str) -> None:
        """Shapes up to ``close_group`` show ``told`` where the mouse rests on them (pages only)."""
        self._parts.append(f"<g><title>{escape(told)}</title>")

    def close_group(self) -> None:
        """End of a group."""
        self._parts.append("</g>")

    def open_link(self, href: str, told: str) -> None:
        """Shapes up to ``close_link`` lead somewhere (pages only)."""
        self._has_links = True
        self._parts.append(f'<a href="{attribute(href)}" aria-label="{attribute(told)}">')

    def close_link(self) -> None:
        """End of a link."""
        self._parts.append("</a>")

    def svg(self) -> str:
        """The picture with its title for those who listen instead of look; with links in it it is a group of them."""
        role = "group" if self._has_links else "img"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:.5g} {self.height:.5g}" '
            f'width="{self.width:.5g}" height="{self.height:.5g}" role="{role}" aria-label="{attribute(self.title)}" '
            f'font-family="{FAMILY}"><rect width="100%" height="100%" fill="{PAPER}"/>{"".join(self._parts)}</svg>'
        )


def _more(more: dict[str, object]) -> str:
    return "".join(f' {name.replace("_", "-")}="{attribute(value)}"' for name, value in more.items())
