"""A map of equal squares, one a commune, placed near where it lies: no borders, no small wards hidden.

Layouts are data (``layouts/*.csv``), one for each edition of communes, found by the as-of day.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from doisoat.discovery import files_in
from reports.pictures.svg import INK, QUIET, Drawing, fitted

_FOLDER = Path(__file__).parent / "layouts"
_WIDTH, _EMPTY = 600.0, "#eceff2"


@dataclass(frozen=True)
class Layout:
    """Column and row of each commune's square, for the days on which its codes hold."""

    valid_from: dt.date
    valid_to: dt.date
    places: Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Tile:
    """What a commune's square shows: a short text of its own, a shade from 0 (light) to 3 (dark), and a tip.

    ``href`` is where it leads on a page.
    """

    text: str
    shade: int
    told: str
    href: str = ""


MET_NOTE = "Mỗi ô một xã: số thôn đạt/số thôn; ô càng đậm càng nhiều thôn đạt."


def met_tile(name: str, met: int, total: int, href: str = "") -> Tile:
    """A commune by how many of its villages are met."""
    shade = 0 if not met else 1 + min(2, 2 * met // total)
    return Tile(f"{met}/{total}", shade, f"{name}: {met}/{total} thôn đạt", href)


_SHADES = (("#dfe9f4", INK), ("#9fc3e6", INK), ("#4a86c5", "#ffffff"), ("#17457c", "#ffffff"))


@cache
def layouts(folder: Path = _FOLDER) -> tuple[Layout, ...]:
    """All layouts in the folder."""
    return tuple(_read(path) for path in files_in(folder, suffix=".csv"))


def layout_on(day: dt.date) -> Layout | None:
    """The layout whose codes hold on the day, if there is one."""
    return next((found for found in layouts() if found.valid_from <= day <= found.valid_to), None)


def tile_map(layout: Layout, tiles: Mapping[str, Tile], title: str, note: str) -> str:
    """Squares of the tiles in their shade, every other commune of the layout as an empty square.

    A commune that the layout does not know stands in a line of its own below, never left out.
    """
    across = 1 + max(x for x, _ in layout.places.values())
    down = 1 + max(y for _, y in layout.places.values())
    lost = sorted(code for code in tiles if code not in layout.places)
    size = (_WIDTH - 24) / across
    lines = -(-len(lost) // across)
    board = Drawing(_WIDTH, 84 + (down + lines) * size + (26 if lost else 0), title)
    board.text(12, 26, fitted(title, 19, _WIDTH - 24), 19, bold=True)
    board.text(12, 52, fitted(note, 15, _WIDTH - 24), 15, fill=QUIET)
    for code, (x, y) in layout.places.items():
        _square(board, tiles.get(code), 12 + x * size, 66 + y * size, size)
    if lost:
        top = 66 + down * size + 18
        board.text(12, top, "Chưa có chỗ trên bản đồ:", 15, fill=QUIET)
        for number, code in enumerate(lost):
            _square(board, tiles[code], 12 + number % across * size, top + 8 + number // across * size, size)
    return board.svg()


def _square(board: Drawing, tile: Tile | None, x: float, y: float, size: float) -> None:
    if tile is None:
        board.rect(x + 1, y + 1, size - 2, size - 2, _EMPTY, rx=2)
        return
    fill, ink = _SHADES[min(3, max(0, tile.shade))]
    if tile.href:
        board.open_link(tile.href, tile.told)
    board.open_group(tile.told)
    board.rect(x + 1, y + 1, size - 2, size - 2, fill, rx=2, stroke="#17457c", stroke_width=1)
    # Long texts get smaller letters rather than letters beyond the square.
    letters = min(size * 0.4, (size - 4) / max(1.0, 0.6 * len(tile.text)))
    board.text(x + size / 2, y + size / 2 + letters * 0.36, tile.text, letters, fill=ink, bold=True, at="middle")
    board.close_group()
    if tile.href:
        board.close_link()


def _read(path: Path) -> Layout:
    lines = path.read_text(encoding="utf-8").splitlines()
    head = dict(line[1:].strip().partition(":")[::2] for line in lines if line.startswith("#"))
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    until = head.get("valid_to", "").strip()
    return Layout(
        dt.date.fromisoformat(head["valid_from"].strip()),
        dt.date.fromisoformat(until) if until else dt.date.max,
        {row["code"]: (int(row["column"]), int(row["row"])) for row in rows},
    )
