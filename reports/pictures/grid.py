"""A grid of units × indicators with a sign in each cell; with many villages one row a commune, with counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from doisoat.model import Overall, Verdict
from reports.pictures.signs import LEGEND, draw_legend, draw_sign, sign_of
from reports.pictures.svg import INK, LINE, QUIET, Drawing, fitted, text_width

_WIDTH = 600.0
_GOOD = (Verdict.CONFIRMED, Overall.MET)
_ORDER = (
    *_GOOD, Verdict.UNDERCLAIMED, Verdict.NOT_APPLICABLE, Overall.PENDING, Verdict.UNVERIFIED, Verdict.MISSING_CLAIM,
    Verdict.NOT_MET, Verdict.CONFLICT, Verdict.CONTRADICTED,
)  # fmt: skip


@dataclass(frozen=True)
class GridRow:
    """A unit, what it belongs to, and its verdict for each column (``""`` where there is none).

    ``href`` is where its line leads on a page.
    """

    name: str
    group: str
    verdicts: Sequence[str]
    href: str = ""


@dataclass(frozen=True)
class Grid:
    """One criteria set's units × indicators; ``columns`` are heads for a picture, ``names`` the indicators in full."""

    title: str
    columns: Sequence[str]
    rows: Sequence[GridRow]
    names: Sequence[str] = ()


def village_grid(rows: Sequence[GridRow], columns: Sequence[str], title: str) -> str:
    """One line a unit, in the order given; units of one group stand under its name.

    Args:
        rows: units, those of a group together.
        columns: heads of the indicators, short (they stand over a square of 32 pixels).
        title: what the picture shows.
    """
    cell, step, head = 26.0, 32.0, 76.0
    groups = [r.group for r in rows]
    breaks = {i for i, g in enumerate(groups) if g and (i == 0 or groups[i - 1] != g)}
    legend = [v for v in LEGEND if any(v in r.verdicts for r in rows)]
    wide = _column_width(columns)
    space = _WIDTH - 24 - len(columns) * wide
    body = head + len(rows) * step + len(breaks) * 28
    board = Drawing(_WIDTH, body + 16 + _legend_height(legend), title)
    board.text(12, 26, fitted(title, 19, _WIDTH - 24), 19, bold=True)
    for number, name in enumerate(columns):
        board.text(
            _left(number, len(columns), wide) + cell / 2, head - 12, name, 17, fill=QUIET, bold=True, at="middle"
        )
    y = head
    for number, row in enumerate(rows):
        if number in breaks:
            board.text(12, y + 20, fitted(row.group, 16, _WIDTH - 24), 16, fill=QUIET, bold=True)
            y += 28
        board.line([(12, y - 2), (_WIDTH - 12, y - 2)], LINE, 1)
        if row.href:
            board.open_link(row.href, row.name)
        board.text(20, y + 19, fitted(row.name, 17, space - 12), 17)
        if row.href:
            board.close_link()
        for column, verdict in enumerate(row.verdicts):
            board.open_group(f"{row.name}, {columns[column]}: {sign_of(verdict).word}")
            draw_sign(board, verdict, _left(column, len(columns), wide), y + 1, cell)
            board.close_group()
        y += step
    draw_legend(board, 12, y + 8, _WIDTH - 24, list(legend))
    return board.svg()


def commune_grid(rows: Sequence[GridRow], columns: Sequence[str], title: str) -> str:
    """One line a group: a bar of its units by verdict for each indicator, and the count of confirmed of all."""
    groups: dict[str, list[GridRow]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    legend = [v for v in LEGEND if any(v in r.verdicts for r in rows)]
    head, step, label = 76.0, 34.0, 178.0
    width = (_WIDTH - label - 24) / max(1, len(columns))
    body = head + len(groups) * step
    board = Drawing(_WIDTH, body + 16 + _legend_height(legend), title)
    board.text(12, 26, fitted(title, 19, _WIDTH - 24), 19, bold=True)
    for number, name in enumerate(columns):
        board.text(label + 12 + (number + 0.5) * width, head - 12, name, 17, fill=QUIET, bold=True, at="middle")
    for line, (group, members) in enumerate(groups.items()):
        y = head + line * step
        board.line([(12, y - 2), (_WIDTH - 12, y - 2)], LINE, 1)
        board.text(12, y + 20, fitted(group, 16, label - 8), 16)
        for number in range(len(columns)):
            counts = Counter(r.verdicts[number] for r in members if r.verdicts[number])
            _bar(board, counts, label + 14 + number * width, y + 3, width - 8)
    draw_legend(board, 12, body + 8, _WIDTH - 24, list(legend))
    return board.svg()


def _bar(board: Drawing, counts: Counter[str], x: float, y: float, width: float) -> None:
    total = sum(counts.values())
    if not total:
        return
    words = ", ".join(f"{sign_of(v).word} {counts[v]}" for v in _ORDER if counts[v])
    board.open_group(words)
    left = x
    for verdict in _ORDER:
        if counts[verdict]:
            part = width * counts[verdict] / total
            board.rect(left, y + 18, part, 8, sign_of(verdict).fill, stroke="#8a94a0", stroke_width=0.6)
            left += part
    board.text(x, y + 14, f"{sum(counts[v] for v in _GOOD)}/{total}", 15, fill=INK)
    wrong = counts[Verdict.CONTRADICTED] + counts[Verdict.CONFLICT]
    if wrong:
        board.text(x + width, y + 14, f"×{wrong}", 15, fill="#b5281f", bold=True, at="end")
    board.close_group()


def _column_width(columns: Sequence[str]) -> float:
    return max(44.0, *(text_width(name, 17) + 10 for name in columns))


def _left(column: int, count: int, width: float) -> float:
    """Left edge of a column's sign, which stands in the middle of the column."""
    return _WIDTH - 12 - (count - column) * width + (width - 26) / 2


def _legend_height(legend: Sequence[str]) -> float:
    return draw_legend(Drawing(_WIDTH, 1, ""), 12, 0, _WIDTH - 24, list(legend)) + 12
