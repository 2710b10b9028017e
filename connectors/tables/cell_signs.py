"""What one cell is by its shape and words: a venue, services, an operator, a contract, stars, a term, a figure."""

from __future__ import annotations

import re

from connectors.contract import Cell
from connectors.tables.answers import read_answer
from connectors.tables.cells import read_stars
from connectors.tables.dates import read_date
from connectors.tables.lexicon.segments import segments
from connectors.tables.lexicon.words import lexicon
from doisoat.model import Answer
from doisoat.text.compare import fold

_CONTRACT = re.compile(r"\d.*[/\-].*[A-Za-zĐđ]|(?:HĐ|HD|hợp đồng)", re.IGNORECASE)
_VENUE = re.compile(
    r"^(?:diem )?(?:nha van hoa|nvh|nha sinh hoat|tru so|ubnd|truong|tram y te|cho|hoi truong|khu vui choi|uy ban|"
    r"san van dong|ben xe|quang truong|cong vien|diem buu dien|bdvhx|nha cong dong|nha hop|buu dien|trung tam|"
    r"diem sinh hoat)\b"
)
_SERVICES = frozenset({"fibre", "2g", "3g", "4g", "5g", "wifi", "mobile_generic"})
_BESIDE_SERVICES = frozenset({"presence", "network", "filler", "technology", "public"})
_FEW_STATIONS = 20  # in one village; a station's number has more


def is_joined(cell: Cell) -> bool:
    """Several places in one text."""
    return "," in str(cell) or " - " in str(cell) or bool(parts_of_path(str(cell)))


def parts_of_path(text: str) -> list[str]:
    """The parts of a place written as a path, "Lạng Sơn/Đình Lập/Bắc Xa/Bản Mạ"; empty where it is none."""
    parts = [part.strip() for part in re.split(r"[/\\>|]+", text)]
    named = all(part and not any(map(str.isdigit, part[:1])) for part in parts)
    return parts if len(parts) > 2 and named and "," not in text else []


def is_venue(cell: Cell) -> bool:
    """A public place by its head words."""
    return bool(_VENUE.match(fold(str(cell))))


def names_service(cell: Cell) -> bool:
    """A cell that names services and nothing else: "FTTH", "3G, 4G", "Cáp quang"."""
    found = segments(str(cell)) if isinstance(cell, str) else ()
    rest = _SERVICES | _BESIDE_SERVICES
    return any(s.meanings & _SERVICES for s in found) and all(s.meanings & rest for s in found)


def lists_services(cell: Cell) -> bool:
    """A cell that names services, maybe whose and how many, and nothing that turns them: "1. FTTH 2. 4G (VNPT)"."""
    found = segments(str(cell)) if isinstance(cell, str) else ()
    rest = _SERVICES | _BESIDE_SERVICES | lexicon().operators
    return any(s.meanings & _SERVICES for s in found) and all(s.meanings & rest for s in found)


def operators_in(cell: Cell) -> frozenset[str]:
    """Operators that a cell names, where it names nothing else of weight."""
    found = segments(str(cell)) if isinstance(cell, str) and len(str(cell)) < 60 else ()
    return frozenset(m for s in found for m in s.meanings & lexicon().operators)


def says_stars(cell: Cell) -> bool:
    """Stars in so many words or signs; a bare figure may count anything."""
    return isinstance(cell, str) and not cell.strip().isdigit() and read_stars(cell) is not None


def is_contract(cell: Cell) -> bool:
    """A contract's number, or the word."""
    return bool(_CONTRACT.search(str(cell)))


def is_answer(cell: Cell) -> bool:
    """A plain answer, or a day."""
    return read_answer(cell) not in (None, Answer.UNCLEAR) or read_date(cell) is not None


def figure_in(cell: Cell) -> float | None:
    """The cell as a number; None for anything else."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return float(cell)
    text = cell.strip().replace(".", "").replace(",", "")
    return float(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def is_term(cell: Cell) -> bool:
    """A day, or a figure and its unit ("24 tháng"); a figure alone may be a legend's."""
    return read_date(cell) is not None or bool(re.match(r"\d+\s*\D", str(cell).strip()))


def is_none(cell: Cell) -> bool:
    """A zero."""
    return figure_in(cell) == 0


def is_few(cell: Cell) -> bool:
    """Not more stations than one village has."""
    number = figure_in(cell)
    return number is not None and number <= _FEW_STATIONS


def counts_something(number: float) -> bool:
    """More than one, and neither a share of a hundred nor a day as Excel numbers it."""
    return number > 1 and number != 100 and not 29_221 <= number <= 73_050


def is_within(cell: Cell, low: float, high: float) -> bool:
    """A number between the two bounds."""
    try:
        return low <= float(str(cell).replace(",", ".")) <= high
    except ValueError:
        return False
