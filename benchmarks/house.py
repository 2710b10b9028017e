"""The picture of the house, drawn from its imports: ``python -m benchmarks.house`` writes ``docs/house.svg``.

Floors from top to bottom, in each room its parts; an arrow from floor to floor where modules of the upper room import
the lower one. ``circles`` finds modules that import each other in a ring.
"""

from __future__ import annotations

from pathlib import Path

import grimp

from reports.pictures.svg import INK, LINE, QUIET, Drawing

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "house.svg"
FLOORS = (
    ("portal",),
    ("flows",),
    ("connectors", "gazetteer", "expectations", "warehouse", "reports"),
    ("doisoat",),
)
DOES = {
    "portal": "officers' pages: asks flows, warehouse and the presenters of reports, decides nothing",
    "flows": "the order of things: nightly and on-demand runs, the command line; hands frames from room to room",
    "connectors": "bytes → records",
    "gazetteer": "names → units at a date",
    "expectations": "evidence → verdicts",
    "warehouse": "runs are kept and asked",
    "reports": "letters, workbooks, words",
    "doisoat": "the words all rooms speak: places, claims, verdicts, errors, settings, text and time",
}
ROOMS = tuple(room for floor in FLOORS for room in floor)
_WIDTH, _GAP, _MARGIN, _LINE_HEIGHT, _SPACE = 1180, 16, 20, 19, 54


def imports() -> grimp.ImportGraph:
    """Who imports whom, between all modules of the house."""
    return grimp.build_graph(*ROOMS, cache_dir=None, exclude_type_checking_imports=True)


def arrows(graph: grimp.ImportGraph) -> set[tuple[str, str]]:
    """Pairs of rooms of which the first imports the second."""
    found = set()
    for module in graph.modules:
        for other in graph.find_modules_directly_imported_by(module):
            found.add((module.partition(".")[0], other.partition(".")[0]))
    return {(upper, lower) for upper, lower in found if upper != lower}


def upwards(graph: grimp.ImportGraph) -> set[tuple[str, str]]:
    """Arrows that go up, or aside to a room of the same floor: there must be none."""
    level = {room: number for number, floor in enumerate(FLOORS) for room in floor}
    return {(room, other) for room, other in arrows(graph) if level[room] >= level[other]}


def circles(graph: grimp.ImportGraph) -> list[list[str]]:
    """Groups of modules each of which imports, by way of the others, itself (Tarjan's components of more than one)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        number[module] = lowest[module] = len(number)
        path.append(module)
        for other in graph.find_modules_directly_imported_by(module):
            if other not in number:
                visit(other)
            if other in path:
                lowest[module] = min(lowest[module], lowest[other])
        if lowest[module] == number[module]:
            at = path.index(module)
            if len(path) - at > 1:
                found.append(sorted(path[at:]))
            del path[at:]

    for module in sorted(graph.modules):
        if module not in number:
            visit(module)
    return found


def parts_of(room: str) -> list[str]:
    """The folders of a room that hold code."""
    folders = (folder for folder in (ROOT / room).iterdir() if folder.is_dir())
    return sorted(f"{folder.name}/" for folder in folders if any(folder.rglob("*.py")))


def drawn(graph: grimp.ImportGraph) -> str:
    """The picture."""
    heights = [max(_LINE_HEIGHT * (len(_rows(room)) + 2) for room in floor) for floor in FLOORS]
    board = Drawing(
        _WIDTH, 2 * _MARGIN + sum(heights) + _SPACE * (len(FLOORS) - 1), "The house: rooms, and who imports whom"
    )
    places: dict[str, tuple[float, float, float, float]] = {}
    y = float(_MARGIN)
    for floor, height in zip(FLOORS, heights, strict=True):
        width = (_WIDTH - 2 * _MARGIN - _GAP * (len(floor) - 1)) / len(floor)
        for at, room in enumerate(floor):
            places[room] = (_MARGIN + at * (width + _GAP), y, width, height)
        y += height + _SPACE
    for upper, lower in sorted(arrows(graph)):
        (x1, y1, w1, h1), (x2, y2, w2, _) = places[upper], places[lower]
        if y2 - (y1 + h1) > _SPACE:  # beyond the next floor: said in words
            continue
        at_x = x2 + w2 / 2 if w2 <= w1 else x1 + w1 / 2
        board.line([(at_x, y1 + h1), (at_x, y2)], QUIET, 1.5)
        board.line([(at_x - 5, y2 - 8), (at_x, y2), (at_x + 5, y2 - 8)], QUIET, 1.5)
    for room, (x, top, width, height) in places.items():
        board.rect(x, top, width, height, "#f4f6f8", rx=6, stroke=LINE)
        board.text(x + 12, top + 24, f"{room}/", 17, fill=INK, bold=True)
        for number, row in enumerate(_rows(room), start=1):
            board.text(x + 12, top + 26 + number * _LINE_HEIGHT, row, 13, fill=QUIET)
    return board.svg() + "\n"


def _rows(room: str) -> list[str]:
    """What it does and its parts, in one row where the room has a floor to itself."""
    parts = parts_of(room)
    if any(floor == (room,) for floor in FLOORS):
        return [DOES[room], " · ".join(parts)] if parts else [DOES[room]]
    return [DOES[room], *parts]


if __name__ == "__main__":
    PICTURE.write_text(drawn(imports()), encoding="utf-8")
