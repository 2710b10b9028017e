"""One pass over the XML of an .xlsx for what calamine does not tell: DTDs, far cells, errors, formulas never computed.

calamine lays a sheet out as one full rectangle and aborts the process where that does not fit, shows error cells as
blank, and a formula without a stored result too. So the text of each sheet is searched with a few fixed patterns, in
windows, before calamine sees it. What Excel and its kind write is found by plain searches, at a third of the cost of
calamine's own reading; the patterns for whatever else XML allows cost as much as that.
"""

from __future__ import annotations

import codecs
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import ParseError, fromstring  # type: ignore[import-untyped]

from connectors.files import refusals
from connectors.files.findings import Findings, column_name
from connectors.files.plain_workbook import shared_texts, style_kinds
from connectors.files.sheet_writer import Limits
from connectors.files.xlsx_strikes import struck_styles, struck_texts

if TYPE_CHECKING:
    from connectors.files.plain_sheet import PlainSheet

_WINDOW = 4 * 2**20
_SMALL_PART = 8 * 2**20  # workbook.xml and its relations
_MAX_ERRORS = 100_000
_LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384

_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)[\s/>]")
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_COLUMN = re.compile(rb"\sr=[\"']([A-Z]+)\d")
_PLAIN_COLUMN = re.compile(rb'<c r="([A-Z]+)')
_PLAIN_ROW = re.compile(rb'<row r="(\d+)')
_ROW = re.compile(rb"<(?:\w+:)?row\s[^<>]*?\br=[\"'](\d+)")
_FILLED = re.compile(rb"<(?:\w+:)?c(?=[\s>])([^<>]*)(?<!/)>(?!</)")
_PLACE = re.compile(rb"\br=[\"']([A-Z]+)(\d+)")
_ERROR = re.compile(rb"<(?:\w+:)?c\s([^<>]*\bt=[\"']e[\"'][^<>]*)>((?:(?!</?(?:\w+:)?c[\s>]).)*)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")
_UNCOMPUTED = re.compile(
    rb"<(?:\w+:)?c(?=[\s>])([^<>]*)>\s{0,9}<(?:\w+:)?f(?=[\s/>])(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s{0,9}"
    rb"(?:<(?:\w+:)?v\s?/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s{0,9}</(?:\w+:)?c>"
)
_ROW_HIDDEN = re.compile(rb"<(?:\w+:)?row\s(?=[^<>]*\bhidden=[\"'](?:1|true))[^<>]*?\br=[\"'](\d+)")
_COLUMNS_HIDDEN = re.compile(rb"<(?:\w+:)?col\s(?=[^<>]*\bhidden=[\"'](?:1|true))[^<>]*>")
_BOUND = {name: re.compile(rb"\b" + name + rb"=[\"'](\d+)") for name in (b"min", b"max")}
_SHARED = re.compile(rb"<(?:\w+:)?c\s([^<>]*\bt=[\"']s[\"'][^<>]*)>\s*<(?:\w+:)?v>(\d+)<")


@dataclass
class SheetScan(Findings):
    """What the search found on one sheet. Rows from 1, columns from 0."""

    first_row: int = _LAST_ROW + 1
    last_row: int = 0
    last_column: int = -1
    row_tags: int = 0
    unplaced: int = 0  # cells without a reference, in the fullest row

    @property
    def area(self) -> int:
        """Cells of the rectangle from the first row to the last, column A to the last."""
        last = max(self.last_row, self.row_tags)
        rows = last - min(self.first_row, last) + 1
        return max(rows, 0) * max(self.last_column + 1, self.unplaced, 1)


@dataclass
class Scan:
    """The findings of one workbook by part name (lower case, without a leading slash)."""

    limits: Limits
    sheets: dict[str, SheetScan] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # sheet name -> part name
    struck_styles: re.Pattern[bytes] | None = None  # cells of a format that strikes through
    struck_texts: dict[int, str | None] = field(default_factory=dict)
    is_large: bool = False  # sheets are read by columns on the way, where they are plainly written
    _texts: list[str] | None = None
    _styles: bytes = b""
    _workbook: tuple[str, bytes] = ("", b"")
    _relations: dict[str, bytes] = field(default_factory=dict)

    def plain_sheet(self) -> PlainSheet:
        """What reads a sheet by columns; formats and shared texts were looked at before."""
        from connectors.files.plain_sheet import PlainSheet

        _, workbook = self._workbook
        return PlainSheet(self._texts, style_kinds(self._styles, is_1904=b"date1904" in workbook))

    def too_wide(self) -> list[str]:
        """Parts whose rectangle, formatted blank cells counted, is beyond the limits: look closer or refuse."""
        return [
            part
            for part, sheet in self.sheets.items()
            if sheet.area > self.limits.max_cells
            or sheet.last_row > _LAST_ROW
            or max(sheet.last_column + 1, sheet.unplaced) > self.limits.max_columns
        ]

    def check(self, part: str, sparse_allowed: bool) -> None:
        """Hold one sheet against the limits, after a close look.

        Args:
            part: the sheet.
            sparse_allowed: a rectangle beyond the limit can be read cell by cell.

        Raises:
            RefusedInputError: TOO_MANY_CELLS, naming the far cell.
        """
        sheet = self.sheets[part]
        if sheet.last_row > _LAST_ROW or sheet.last_column >= _LAST_COLUMN:
            raise refusals.damaged("có ô nằm ngoài giới hạn của trang tính")
        columns = max(sheet.last_column + 1, sheet.unplaced)
        if columns > self.limits.max_columns:
            raise refusals.too_many_cells(
                f"có dữ liệu đến tận cột {column_name(columns - 1)} (hàng {sheet.last_row} trở về trước), "
                f"giới hạn là {self.limits.max_columns} cột"
            )
        if sheet.area > self.limits.max_cells and not sparse_allowed:
            raise refusals.too_many_cells(
                f"vùng dữ liệu kéo từ hàng {sheet.first_row} đến ô {column_name(columns - 1)}{sheet.last_row}"
            )

    def finish(self) -> None:
        """Join sheet names to parts, through the workbook's relations. Where they are broken, names stay unknown."""
        part, body = self._workbook
        folder, file = posixpath.split(part)
        relations = self._relations.get(posixpath.join(folder, "_rels", file + ".rels"))
        if not body or relations is None:
            return
        try:
            targets = {e.get("Id"): e.get("Target", "") for e in fromstring(relations, forbid_dtd=True)}
            for element in fromstring(body, forbid_dtd=True).iter():
                if element.tag.rpartition("}")[2] == "sheet":
                    identifier = next((v for k, v in element.items() if k.rpartition("}")[2] == "id"), None)
                    target = targets.get(identifier, "").replace("\\", "/")
                    path = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
                    self.names[element.get("name", "")] = path.lower()
        except (ParseError, DefusedXmlException, ValueError, LookupError):
            return

    def for_name(self, name: str) -> SheetScan | None:
        """What was found on the sheet of this name."""
        return self.sheets.get(self.names.get(name, ""))


def scan_part(scan: Scan, name: str, chunks: Iterable[bytes], *, closely: bool = False) -> None:
    """Search one XML part.

    Args:
        scan: where findings go.
        name: the part's name in the zip.
        chunks: its bytes.
        closely: count filled cells only (second look at a sheet that seems too wide).

    Raises:
        RefusedInputError: DTD.
    """
    part = name.lower().replace("\\", "/").lstrip("/")
    windows = _windows(_utf8(chunks))
    first = next(windows, b"")
    root = _root(first)
    if root == b"worksheet":
        sheet = scan.sheets[part] = SheetScan()
        plain = scan.plain_sheet() if scan.is_large and not closely else None
        for window in chain([first], windows):
            if plain is None or not _taken(scan, sheet, plain, window):
                plain = None
                _search(scan, sheet, window, closely)
        sheet.plain = plain if plain is not None and plain.is_whole() else None
        return
    if scan.is_large and part == "xl/sharedstrings.xml":
        kept: list[bytes] = []
        scan._texts = shared_texts(_keeping(chain([first], windows), kept))
        windows, first = chain(kept[1:], windows), kept[0]
    keep = root in (b"workbook", b"Relationships", b"styleSheet", b"sst")
    body = [first]
    size = len(first)
    for window in windows:  # to the end even where nothing is sought: it is inflated and counted
        size += len(window)
        if keep and size < _SMALL_PART:
            body.append(window)
    if keep and size < _SMALL_PART:
        if root == b"workbook":
            scan._workbook = (part, b"".join(body))
        elif root == b"styleSheet":
            scan.struck_styles = _cells_of(struck_styles(b"".join(body)))
            scan._styles = b"".join(body) if part == "xl/styles.xml" else b""
        elif root == b"sst":
            scan.struck_texts = struck_texts(b"".join(body))
        else:
            scan._relations[part] = b"".join(body)


def _keeping(windows: Iterable[bytes], kept: list[bytes]) -> Iterator[bytes]:
    """The same windows; those that were taken are kept while they are few."""
    for window in windows:
        kept.append(window if sum(map(len, kept)) < _SMALL_PART else b"")
        yield window


def _taken(scan: Scan, sheet: SheetScan, plain: PlainSheet, window: bytes) -> bool:
    """Whether the window was read by columns, and with that searched."""
    if (found := plain.take(window)) is None:
        return False
    rows, last_column = found
    sheet.row_tags += len(rows)
    if len(rows):
        sheet.first_row = min(sheet.first_row, int(rows[0]))
        sheet.last_row = int(rows[-1])
    sheet.last_column = max(sheet.last_column, last_column)
    _search_looks(scan, sheet, window)
    return True


def _utf8(chunks: Iterable[bytes]) -> Iterable[bytes]:
    """The part as UTF-8 bytes: parts in UTF-16 are converted, so that nothing hides there."""
    decoder: codecs.IncrementalDecoder | None = None
    for position, chunk in enumerate(chunks):
        if position == 0:
            for mark, encoding in (
                (codecs.BOM_UTF16_LE, "utf-16"),
                (codecs.BOM_UTF16_BE, "utf-16"),
                (b"<\x00", "utf-16-le"),
                (b"\x00<", "utf-16-be"),
            ):
                if chunk.startswith(mark):
                    decoder = codecs.getincrementaldecoder(encoding)("replace")
                    break
        yield decoder.decode(chunk).encode("utf-8", "replace") if decoder else chunk


def _windows(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of some megabytes that end before a row or cell begins."""
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size >= _WINDOW:
            window = b"".join(held)
            cut = max(window.rfind(b"<row"), window.rfind(b":row"), 0)
            cut = window.rfind(b"<", 0, cut + 1) if cut > 0 else window.rfind(b"<c ")
            if cut <= 0:
                cut = window.rfind(b"<")
            if cut <= 0:
                cut = len(window)
            yield window[:cut]
            held = [window[cut:]]
            size = len(held[0])
    yield b"".join(held)


def _without_comments(text: bytes) -> bytes:
    """The text without comments; in one pass, also where thousands begin and none ends."""
    pieces = []
    position = 0
    while (begin := text.find(b"<!--", position)) >= 0:
        pieces.append(text[position:begin])
        end = text.find(b"-->", begin + 4)
        position = end + 3 if end >= 0 else len(text)
    return b"".join([*pieces, text[position:]])


def _root(window: bytes) -> bytes:
    """The root element's local name.

    Raises:
        RefusedInputError: DTD, where a document type stands before it.
    """
    bare = _without_comments(window[:_WINDOW])
    match = _ROOT.search(bare)
    if _DTD.search(bare, 0, match.start() if match else len(bare)):
        raise refusals.dtd()
    return match[1] if match else b""


def _cells_of(styles: Iterable[int]) -> re.Pattern[bytes] | None:
    """A pattern for the cells of the given formats, None where there are none."""
    numbers = b"|".join(str(number).encode() for number in sorted(styles))
    return re.compile(rb"<(?:\w+:)?c\s([^<>]*\bs=[\"'](?:" + numbers + rb")[\"'][^<>]*)>") if numbers else None


def _search(scan: Scan, sheet: SheetScan, window: bytes, closely: bool) -> None:
    plain = None if closely else _plain_places(window)
    if plain is not None:
        rows, columns = plain
        sheet.row_tags += len(rows)
    elif closely:
        sheet.row_tags += window.count(b"<row") or window.count(b":row")
        places = [match for match in map(_PLACE.search, _FILLED.findall(window)) if match]
        columns = {match[1] for match in places}
        rows = [int(match[2]) for match in places]
    else:
        rows = [int(number) for number in _ROW.findall(window)]
        sheet.row_tags += window.count(b"<row") or window.count(b":row")
        letters = _COLUMN.findall(window)
        columns = set(letters)
        if _cells(window) > len(letters):
            pieces = re.split(rb"<(?:\w+:)?row(?=[\s>])", window)
            sheet.unplaced = max(sheet.unplaced, *map(_cells, pieces))
    if rows:
        sheet.first_row = min(sheet.first_row, min(rows))
        sheet.last_row = max(sheet.last_row, max(rows))
    if columns:
        sheet.last_column = max(sheet.last_column, *(column_number(letters) for letters in columns))
    if closely:
        return
    if b'"e"' in window or b"'e'" in window:
        for attributes, inside in _ERROR.findall(window):
            place, value = _PLACE.search(attributes), _VALUE.search(inside)
            if place and value and len(sheet.overlay) < _MAX_ERRORS:
                sheet.overlay[_at(place)] = value[1].decode("utf-8", "replace")[:40]
    if b"<f" in window or b":f" in window:
        for attributes in _UNCOMPUTED.findall(window):
            if b't="str"' not in attributes:  # a stored result that is the empty text
                place = _PLACE.search(attributes)
                if place and len(sheet.uncomputed) < _MAX_ERRORS:
                    sheet.uncomputed.append(_at(place))
    _search_looks(scan, sheet, window)


def _plain_places(window: bytes) -> tuple[list[int], set[bytes]] | None:
    """The rows and the columns of all cells of a window that holds nothing but plainly written ones, else None.

    Plain is ``<row r="…">`` and ``<c r="…">``, without a namespace's prefix: as Excel, LibreOffice, XlsxWriter write.
    """
    letters = _PLAIN_COLUMN.findall(window)
    if window.count(b"<c") != len(letters) or b":c" in window or b":row" in window:
        return None
    rows = [int(number) for number in _PLAIN_ROW.findall(window)]
    return (rows, set(letters)) if window.count(b"<row") == len(rows) else None


def _search_looks(scan: Scan, sheet: SheetScan, window: bytes) -> None:
    """What is hidden or struck through."""
    if b"hidden=" in window:
        sheet.hidden_rows += [int(number) for number in _ROW_HIDDEN.findall(window)][:_LAST_COLUMN]
        for tag in _COLUMNS_HIDDEN.findall(window):
            first, last = (_BOUND[name].search(tag) for name in (b"min", b"max"))
            if first and last and int(last[1]) < _LAST_COLUMN:  # to the very last column: beyond the table
                sheet.hidden_columns += range(int(first[1]) - 1, int(last[1]))
    if scan.struck_styles is not None:
        for attributes in scan.struck_styles.findall(window):
            if (place := _PLACE.search(attributes)) and not attributes.endswith(b"/"):
                _strike(sheet, _at(place), None)
    if scan.struck_texts:
        for attributes, number in _SHARED.findall(window):
            if int(number) in scan.struck_texts and (place := _PLACE.search(attributes)):
                _strike(sheet, _at(place), scan.struck_texts[int(number)])


def _strike(sheet: SheetScan, place: tuple[int, int], left: str | None) -> None:
    if len(sheet.struck) < _MAX_ERRORS:
        sheet.struck.append(place)
        sheet.overlay[place] = left


def _at(place: re.Match[bytes]) -> tuple[int, int]:
    return int(place[2]) - 1, column_number(place[1])


def _cells(window: bytes) -> int:
    """Cells in a piece of a sheet, about: plain searches, many times faster than a pattern."""
    return sum(map(window.count, (b"<c ", b"<c>", b"<c/>", b":c ", b":c>", b":c/>")))


def column_number(letters: bytes) -> int:
    """``A`` → 0, ``XFD`` → 16383; anything longer than three letters counts as beyond the last."""
    if len(letters) > 3:
        return _LAST_COLUMN
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
