"""Several products in one cell, "Hồi khô (4 sao); Tinh dầu hồi (3 sao)": a row each, with its own stars."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from connectors.contract import Cell, Sheet
from connectors.tables.cells import is_blank, read_stars
from connectors.tables.header import Header
from connectors.tables.lexicon.segments import segments
from connectors.tables.product_items import Item, read_item

PRODUCT, STARS, PRODUCER, VILLAGE, STATE = "Tên sản phẩm", "Số sao", "Chủ thể", "Thôn", "Tình trạng công nhận"
_Row = tuple[int, Item | None]  # position in the sheet; the product of it
_OUTSIDE = r"(?![^()]*\))"  # not within brackets
_PARTS = re.compile(rf"\s*(?:;|\n|•){_OUTSIDE}\s*")
_COMMAS = re.compile(rf"\s*(?:,|\svà\s|\+){_OUTSIDE}\s*")
_NUMBER = re.compile(r"(?:^|\s)(?P<number>\d{1,2})\s*[.)/]\s+(?=\D)")
_NUMBERED = re.compile(r"^\s*(?:[-–+*•]|\d{1,2}\s*[.)/])\s*")


def products_apart(sheet: Sheet, header: Header) -> Sheet | None:
    """The sheet with a row a product; None where no cell below a heading of products holds several, or its stars."""
    for at, chain in enumerate(header.chains):
        said = [s.meanings for s in segments(" ".join(chain))] if chain else []
        if not any("product" in meanings for meanings in said):
            continue
        starred = any("stars" in meanings for meanings in said)
        start = header.last + 1
        stars_at = next(
            (c for c, other in enumerate(header.chains) if c != at and other and _is_stars(other[-1])), None
        )
        beside = sheet.columns[stars_at][start:] if stars_at is not None else [None] * (sheet.row_count - start)
        cells = [
            _line_by_line(cell, stars) or _products(cell)
            for cell, stars in zip(sheet.columns[at][start:], beside, strict=True)
        ]
        told = [parts for parts in cells if parts]
        of_producers = any("producer" in meanings and "product" not in meanings for meanings in said)
        if of_producers and not all(item.producer for parts in told for item in parts):
            continue
        with_producers = any("producer" in m for m in said) and bool(told) and all(i.producer for p in told for i in p)
        several = any(len(parts) > 1 for parts in told)
        with_stars = bool(told) and all(item.stars for parts in told for item in parts)
        if not told or not (several or with_producers or (with_stars and (starred or stars_at is None))):
            continue
        return _apart(sheet, header, at, cells)
    return None


def _products(cell: Cell) -> list[Item]:
    """The products of a cell, each with what stands behind it."""
    if not isinstance(cell, str) or is_blank(cell):
        return []
    cell = _NUMBER.sub(_on_a_line(cell), cell)
    parts = [part for part in _PARTS.split(cell) if part.strip(" ,.")]
    bulleted = "\n" not in cell or all(_NUMBERED.match(line) for line in cell.splitlines() if line.strip())
    if len(parts) > 1 and not bulleted and not all(read_item(part).stars for part in parts):
        parts = [" ".join(cell.split())]  # a long name on two lines
    if len(parts) == 1:
        listed = [part for part in _COMMAS.split(parts[0]) if part]
        parts = listed if len(listed) > 1 and all(read_item(part).stars for part in listed) else parts
    return [item for item in map(read_item, parts) if item.name and not _STARS_ALONE.match(item.name)]


def _line_by_line(cell: Cell, stars: Cell) -> list[Item]:
    """A product a line where as many lines of stars stand beside them; else empty."""
    if not (isinstance(cell, str) and isinstance(stars, str)):
        return []
    lines, ranks = ([line.strip() for line in text.splitlines() if line.strip()] for text in (cell, stars))
    return [read_item(line) for line in lines] if len(lines) == len(ranks) > 1 and all(map(read_stars, ranks)) else []


def _on_a_line(cell: str) -> Callable[[re.Match[str]], str]:
    """How numbers in a cell are written anew: "1) … 2) …" that run from one each begin a line."""
    run = [int(match["number"]) for match in _NUMBER.finditer(cell)]
    in_order = run == list(range(1, len(run) + 1)) and len(run) > 1
    return lambda match: f"\n{match['number']}. " if in_order else match[0]


_STARS_ALONE = re.compile(r"^[1-5]\s*sao$", re.IGNORECASE)


def _apart(sheet: Sheet, header: Header, at: int, cells: list[list[Item]]) -> Sheet:
    start = header.last + 1
    rows: list[_Row] = [(row, None) for row in range(start)]
    for n, parts in enumerate(cells):
        rows += [(start + n, part) for part in parts] or [(start + n, None)]
    spread = [list(column) for column in sheet.columns]
    for r1, c1, r2, _ in sheet.merges:
        for row in range(max(r1, start), min(r2 + 1, sheet.row_count)) if r1 >= start and c1 < len(spread) else ():
            spread[c1][row] = sheet.columns[c1][r1]
    own_stars = next((c for c, chain in enumerate(header.chains) if c != at and chain and _is_stars(chain[-1])), None)
    columns: list[list[Cell]] = []
    for c, column in enumerate(spread):
        if c == at:
            columns.append([column[row] if item is None else item.name for row, item in rows])
        else:
            columns.append([column[row] for row, _ in rows])
    columns[at][header.last] = PRODUCT
    told: dict[str, list[Cell]] = {}
    if "village" not in header.columns:
        told[VILLAGE] = [item.village if item else None for _, item in rows]
    if "producer" not in header.columns:
        told[PRODUCER] = [item.producer if item else None for _, item in rows]
    if own_stars is None:
        told[STARS] = [item.stars if item else None for _, item in rows]
    told[STATE] = [item.state if item else None for _, item in rows]
    for name, added in told.items():
        if any(added):
            added[header.last] = name
            columns.append(added)
    if own_stars is not None:
        _share_stars(columns[own_stars], rows)
    numbers = [sheet.number_of(row) for row, _ in rows]
    merges = [merge for merge in sheet.merges if merge[2] < start]
    return replace(sheet, columns=columns, first_row=1, merges=merges, row_numbers=numbers, widths=None)


def _share_stars(column: list[Cell], rows: list[_Row]) -> None:
    """Stars listed in the order of the products ("4 sao; 3 sao"), each to its own; one for all stays with all."""
    at = 0
    while at < len(rows):
        end = next((n for n in range(at, len(rows)) if rows[n][0] != rows[at][0]), len(rows))
        cell = column[at]
        listed = [part for part in re.split(r"\s*[;,\n/]\s*", cell) if part] if isinstance(cell, str) else []
        if end - at > 1 and len(listed) == end - at and all(read_stars(text) for text in listed):
            column[at:end] = listed
        at = end


def _is_stars(heading: str) -> bool:
    return any("stars" in s.meanings for s in segments(heading))
