"""The last nights: how many indicators were confirmed, contradicted and open, with what was amiss on a night."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.pictures.svg import LINE, QUIET, Drawing

_WIDTH, _LEFT, _RIGHT, _TOP, _HIGH = 600.0, 44.0, 148.0, 58.0, 170.0


@dataclass(frozen=True)
class Night:
    """Counts of indicators on one as-of day."""

    day: dt.date
    confirmed: int
    contradicted: int
    waiting: int


_SERIES = (
    ("confirmed", "xác nhận", "#1f5fa8"),
    ("contradicted", "mâu thuẫn", "#b5281f"),
    ("waiting", "chưa rõ", "#5b6773"),
)


def trend(nights: Sequence[Night], title: str, notes: Mapping[dt.date, str] | None = None) -> str:
    """Three lines with marks of their own shape and their names at the end; notes are told below with their day.

    Args:
        nights: two or more, by day.
        title: what the picture shows.
        notes: what was amiss on a night; a missing file looks like a fall.
    """
    told = [(day, text) for day, text in sorted((notes or {}).items()) if nights[0].day <= day <= nights[-1].day][-3:]
    board = Drawing(_WIDTH, _TOP + _HIGH + 44 + 24 * len(told), title)
    board.text(12, 26, title, 19, bold=True)
    most = max(1, *(max(n.confirmed, n.contradicted, n.waiting) for n in nights))
    first, span = nights[0].day.toordinal(), max(1, nights[-1].day.toordinal() - nights[0].day.toordinal())
    wide = _WIDTH - _LEFT - _RIGHT

    def spot(day: dt.date, value: int) -> tuple[float, float]:
        return _LEFT + wide * (day.toordinal() - first) / span, _TOP + _HIGH * (1 - value / most)

    for value in sorted({0, most // 2, most}):
        y = spot(nights[0].day, value)[1]
        board.line([(_LEFT, y), (_WIDTH - _RIGHT, y)], LINE, 1)
        board.text(_LEFT - 8, y + 5, str(value), 15, fill=QUIET, at="end")
    for day in (nights[0].day, nights[-1].day):
        x = spot(day, 0)[0]
        board.text(x, _TOP + _HIGH + 26, f"{day:%d/%m}", 16, fill=QUIET, at="start" if day == nights[0].day else "end")
    for day, _ in told:
        x = spot(day, 0)[0]
        board.line([(x, _TOP), (x, _TOP + _HIGH)], "#8a5a00", 1.5, stroke_dasharray="4 3")
    ends = _ends([getattr(nights[-1], name) for name, _, _ in _SERIES], most)
    for (name, word, colour), end in zip(_SERIES, ends, strict=True):
        points = [spot(night.day, getattr(night, name)) for night in nights]
        board.line(points, colour, 2.5)
        for x, y in points[:: max(1, len(points) // 12)] + points[-1:]:
            _mark(board, name, x, y, colour)
        board.text(_WIDTH - _RIGHT + 12, end, f"{getattr(nights[-1], name)} {word}", 16, fill=colour, bold=True)
    for number, (day, text) in enumerate(told):
        board.text(12, _TOP + _HIGH + 52 + 24 * number, f"{day:%d/%m}: {text}", 15, fill="#8a5a00")
    return board.svg()


def _ends(values: Sequence[int], most: int) -> list[float]:
    """Where the names stand at the right: at their line's end, but never over one another."""
    places = sorted((_TOP + _HIGH * (1 - value / most) + 5, number) for number, value in enumerate(values))
    result, lowest = [0.0] * len(values), 0.0
    for y, number in places:
        lowest = max(y, lowest + 21)
        result[number] = lowest
    return result


def _mark(board: Drawing, name: str, x: float, y: float, colour: str) -> None:
    if name == "confirmed":
        board.rect(x - 4, y - 4, 8, 8, colour, rx=4)
    elif name == "contradicted":
        board.path(
            f"M{x - 4:.4g} {y - 4:.4g}L{x + 4:.4g} {y + 4:.4g}M{x + 4:.4g} {y - 4:.4g}L{x - 4:.4g} {y + 4:.4g}", colour
        )
    else:
        board.rect(x - 3.5, y - 3.5, 7, 7, "#ffffff", stroke=colour, stroke_width=1.5)
