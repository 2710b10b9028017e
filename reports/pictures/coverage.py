"""What each operator says of the unit's villages: yes, no, or nothing; nothing is drawn as nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.pictures.svg import INK, QUIET, Drawing, fitted, fitted_words, text_width

_WIDTH = 600.0


@dataclass(frozen=True)
class Coverage:
    """One operator and service; ``total`` are all villages of the unit."""

    operator: str
    service: str
    yes: int
    no: int
    total: int


def coverage(rows: Sequence[Coverage], title: str) -> str:
    """A bar for each operator and service, with the three counts in words."""
    head, step, label = 50.0, 52.0, 12.0
    board = Drawing(_WIDTH, head + len(rows) * step + 12, title)
    board.text(12, 26, fitted(title, 19, _WIDTH - 24), 19, bold=True)
    wide = _WIDTH - 24
    for number, row in enumerate(rows):
        y = head + number * step
        silent = max(0, row.total - row.yes - row.no)
        words = f"{row.yes} có · {row.no} không · {silent} chưa nói"
        room = wide - text_width(words, 16) - 16
        board.text(label, y + 18, fitted_words(f"{row.operator}: {row.service}", 16, room), 16, bold=True)
        board.text(_WIDTH - 12, y + 18, words, 16, fill=QUIET, at="end")
        left = label
        for count, fill, edge in (
            (row.yes, "#1f5fa8", "#1f5fa8"),
            (row.no, "#b5281f", "#b5281f"),
            (silent, "#ffffff", "#8a94a0"),
        ):
            if count and row.total:
                part = wide * count / row.total
                dashed = {"stroke_dasharray": "3 2"} if fill == "#ffffff" else {}
                board.rect(left, y + 25, part - 1, 14, fill, stroke=edge, **dashed)
                if fill == "#b5281f":
                    _hatch(board, left, y + 25, part - 1)
                left += part
    if not rows:
        board.text(12, head + 4, "Chưa có danh sách của doanh nghiệp nào.", 16, fill=INK)
    return board.svg()


def _hatch(board: Drawing, x: float, y: float, width: float) -> None:
    """Slanted lines, so that no and yes differ in grey print too."""
    at = x + 6
    while at < x + width - 8:
        board.line([(at, y + 14), (at + 8, y)], "#ffffff", 1.2)
        at += 10
