"""Web pages saved as .xls: portals export lists that way. Read as Excel shows them, all tables below each other."""

from __future__ import annotations

import re
from typing import IO

from lxml import etree  # type: ignore[import-untyped]

from connectors.files import refusals
from connectors.files.encodings import MIXED, WESTERN, detect
from connectors.files.sheet_writer import Output

_BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "center", "caption", "title"})
_SILENT = frozenset({"script", "style", "head", "noscript", "template", "xml"})
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_MAX_SPAN = 16_384
_CHUNK = 2**18


def read(file: IO[bytes], output: Output) -> None:
    """Read the page as one sheet named ``html``.

    Raises:
        RefusedInputError: WRONG_TYPE where the page holds no table, DTD, TOO_MANY_CELLS.
    """
    head = file.read(65536)
    file.seek(0)
    if re.search(rb"<!ENTITY|<!DOCTYPE[^>]*\[", head.replace(b"\x00", b""), re.IGNORECASE):
        raise refusals.dtd()
    found = detect(file)
    named = _CHARSET.search(head)
    codec = "utf-8" if found.codec == MIXED else found.codec
    if codec == WESTERN:
        codec = "cp1252"
        if named and named[1].lower() in (b"windows-1258", b"cp1258"):
            codec = "cp1258"
    output.kind("html")
    output.note(f"Tệp là trang web (HTML) lưu dưới tên bảng tính. Bảng mã của tệp: {found.called}.")
    page = _Page(output.limits.max_cells, output.limits.max_columns)
    parser = etree.HTMLParser(target=page, encoding="utf-8", huge_tree=False)
    file.seek(found.mark)
    errors = "connectors-western" if codec == "cp1252" else "replace"
    parser.feed(file.read().decode(codec, errors).encode("utf-8", "replace"))
    parser.close()
    page.flush()
    if not page.tables:
        raise refusals.wrong_type(
            "một trang web không có bảng", "tải lại tệp từ hệ thống (có thể trang đăng nhập đã được lưu thay cho tệp)"
        )
    output.sheet("html", page.rows, merges=page.merges)


class _Page:
    """Target of the parser: rows of texts, and merged ranges."""

    def __init__(self, max_cells: int, max_columns: int) -> None:
        self.rows: list[list[str | None]] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self.tables = 0
        self._max_cells, self._max_columns = max_cells, max_columns
        self._cells = 0
        self._text: list[str] = []
        self._row: list[str | None] | None = None
        self._cell: tuple[int, int] | None = None  # columns and rows the open cell spans
        self._taken: dict[int, int] = {}  # column -> rows it is still covered from above
        self._silent = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An opening tag."""
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self._close_cell()
            if self._row is not None and not any(self._row):
                self._row = None  # a cell of a layout table that holds nothing but this table
            self.flush()
            self.tables += 1
            self._taken = {}
        elif tag == "tr":
            self.flush()
            self._row = []
        elif tag in ("td", "th"):
            self._close_cell()
            if self._row is None:
                self._row = []
            self._text = []
            self._cell = (_span(attributes.get("colspan")), _span(attributes.get("rowspan")))
        elif tag == "br":
            self._text.append("\n")
        elif tag in _BLOCKS and self._cell is None:
            self.flush()

    def end(self, tag: str) -> None:
        """A closing tag."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th"):
            self._close_cell()
        elif tag in ("tr", "table"):
            self.flush()
        elif tag in _BLOCKS:
            if self._cell is None:
                self.flush()
            else:
                self._text.append("\n")

    def data(self, text: str) -> None:
        """Text between tags."""
        if not self._silent:
            self._text.append(text)

    def comment(self, text: str) -> None:
        """Nothing."""

    def close(self) -> None:
        """The end of the page."""

    def flush(self) -> None:
        """End the open row, or a line of text outside of any table."""
        self._close_cell()
        if self._row is not None:
            self._skip_taken(self._row)
            row, self._row = self._row, None
            self._add(row)
            self._taken = {column: left - 1 for column, left in self._taken.items() if left > 1}
        elif text := _tidy(self._text):
            self._add([text])
        self._text = []

    def _add(self, row: list[str | None]) -> None:
        self._cells += len(row)
        if len(row) > self._max_columns or self._cells > self._max_cells:
            raise refusals.too_many_cells(f"trang web có hơn {self._max_columns} cột hoặc quá nhiều ô")
        self.rows.append(row)

    def _skip_taken(self, row: list[str | None]) -> None:
        while self._taken.get(len(row), 0) > 0:
            row.append(None)

    def _close_cell(self) -> None:
        if self._cell is None or self._row is None:
            self._cell = None
            return
        columns, rows = self._cell
        self._cell = None
        self._skip_taken(self._row)
        left, top = len(self._row), len(self.rows)
        if left + columns > self._max_columns:
            columns = max(1, self._max_columns - left)
        self._row.append(_tidy(self._text) or None)
        self._row.extend([None] * (columns - 1))
        self._text = []
        if rows > 1:
            self._taken.update(dict.fromkeys(range(left, left + columns), rows))
        if (columns > 1 or rows > 1) and len(self.merges) < 200_000:
            self.merges.append((top, left, top + rows - 1, left + columns - 1))


def _span(value: str | None) -> int:
    """A span as browsers read it: a whole number from 1, bounded."""
    digits = re.match(r"\s*(\d{1,6})", value or "")
    return min(max(int(digits[1]), 1), _MAX_SPAN) if digits else 1


def _tidy(pieces: list[str]) -> str:
    """White space as a browser shows it: runs are one space, line breaks of ``br`` and blocks stay."""
    if len(pieces) == 1 and pieces[0].isalnum():
        return pieces[0]
    lines = (" ".join(line.split(" ")).strip() for line in re.sub(r"[ \t\r\f]+", " ", "".join(pieces)).split("\n"))
    return "\n".join(line for line in lines if line)
