"""A sign for each verdict: a shape that can be told without colour, on a blue to red scale that prints in grey."""

from __future__ import annotations

from dataclasses import dataclass

from doisoat.model import Overall, Verdict
from doisoat.vi import VERDICT
from reports.pictures.svg import Drawing


@dataclass(frozen=True)
class Sign:
    """How a verdict looks: shape, colours, the letter that stands for it where only text is possible."""

    word: str
    letter: str
    fill: str
    ink: str
    shape: str  # check, cross, unequal, question, dash, plus, ring, dot, none


def _sign(verdict: str, letter: str, fill: str, ink: str, shape: str) -> Sign:
    return Sign(VERDICT[verdict], letter, fill, ink, shape)


SIGNS: dict[str, Sign] = {
    Verdict.CONFIRMED: _sign(Verdict.CONFIRMED, "✓", "#1f5fa8", "#ffffff", "check"),
    Verdict.UNDERCLAIMED: _sign(Verdict.UNDERCLAIMED, "+", "#b9d5ee", "#123a68", "plus"),
    Verdict.UNVERIFIED: _sign(Verdict.UNVERIFIED, "?", "#e6e9ed", "#37424e", "question"),
    Verdict.MISSING_CLAIM: _sign(Verdict.MISSING_CLAIM, "…", "#ffffff", "#37424e", "dash"),
    Verdict.NOT_MET: _sign(Verdict.NOT_MET, "○", "#66717d", "#ffffff", "ring"),
    Verdict.CONFLICT: _sign(Verdict.CONFLICT, "≠", "#f4c9a8", "#6b2c05", "unequal"),
    Verdict.CONTRADICTED: _sign(Verdict.CONTRADICTED, "✗", "#b5281f", "#ffffff", "cross"),
    Verdict.NOT_APPLICABLE: _sign(Verdict.NOT_APPLICABLE, "·", "#f6f7f8", "#5b6671", "dot"),
    Overall.MET: _sign(Overall.MET, "✓", "#1f5fa8", "#ffffff", "check"),
    Overall.PENDING: _sign(Overall.PENDING, "?", "#e6e9ed", "#37424e", "question"),
}
NOTHING = Sign("không xét", "", "#ffffff", "#cfd6dd", "none")
LEGEND = (
    Verdict.CONFIRMED, Verdict.CONTRADICTED, Verdict.CONFLICT, Verdict.UNVERIFIED, Verdict.MISSING_CLAIM,
    Verdict.UNDERCLAIMED, Verdict.NOT_MET, Verdict.NOT_APPLICABLE,
)  # fmt: skip


def sign_of(verdict: str) -> Sign:
    """The sign of a verdict; a unit without one has no sign."""
    return SIGNS.get(verdict, NOTHING)


def draw_sign(board: Drawing, verdict: str, x: float, y: float, size: float) -> None:
    """Draw the sign into the square whose upper left corner is (x, y)."""
    sign = sign_of(verdict)
    edge: dict[str, object] = {"stroke": "#b3bcc6"} if sign.fill in ("#ffffff", "#f6f7f8", "#e6e9ed") else {}
    dashed = {"stroke_dasharray": "3 2"} if sign.shape == "dash" else {}
    board.rect(x + 0.5, y + 0.5, size - 1, size - 1, sign.fill, rx=3, **edge, **dashed)

    def at(fx: float, fy: float) -> str:
        return f"{x + fx * size:.4g} {y + fy * size:.4g}"

    thick = max(1.6, size * 0.1)
    shapes = {
        "check": f"M{at(0.25, 0.53)}L{at(0.43, 0.71)}L{at(0.76, 0.31)}",
        "cross": f"M{at(0.29, 0.29)}L{at(0.71, 0.71)}M{at(0.71, 0.29)}L{at(0.29, 0.71)}",
        "unequal": f"M{at(0.26, 0.4)}L{at(0.74, 0.4)}M{at(0.26, 0.6)}L{at(0.74, 0.6)}"
        f"M{at(0.62, 0.22)}L{at(0.38, 0.78)}",
        "dash": f"M{at(0.34, 0.5)}L{at(0.66, 0.5)}",
        "plus": f"M{at(0.27, 0.5)}L{at(0.73, 0.5)}M{at(0.5, 0.27)}L{at(0.5, 0.73)}",
        "dot": f"M{at(0.5, 0.5)}L{at(0.5, 0.5)}",
    }
    if sign.shape in shapes:
        board.path(shapes[sign.shape], sign.ink, thick)
    elif sign.shape == "question":
        board.text(x + size / 2, y + size * 0.73, "?", size * 0.66, fill=sign.ink, bold=True, at="middle")
    elif sign.shape == "ring":
        r = size * 0.22
        cx, cy = x + size / 2, y + size / 2
        board.path(f"M{cx - r:.4g} {cy:.4g}a{r:.4g} {r:.4g} 0 1 0 {2 * r:.4g} 0a{r:.4g} {r:.4g} 0 1 0 {-2 * r:.4g} 0",
                   sign.ink, thick)  # fmt: skip


def draw_legend(board: Drawing, x: float, y: float, width: float, verdicts: list[str], size: float = 18) -> float:
    """Signs with their words from (x, y) on, in as many lines as ``width`` needs; returns the height used."""
    left, top = x, y
    for verdict in verdicts:
        word = sign_of(verdict).word
        need = size + 6 + len(word) * size * 0.5 + 16
        if left > x and left + need > x + width:
            left, top = x, top + size + 8
        draw_sign(board, verdict, left, top, size)
        board.text(left + size + 6, top + size * 0.78, word, size * 0.83)
        left += need
    return top + size - y
