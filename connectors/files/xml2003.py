"""XML Spreadsheet 2003 (SpreadsheetML), often saved under the name .xls."""

from __future__ import annotations

import datetime as dt
import re
from typing import IO

from lxml import etree  # type: ignore[import-untyped]

from connectors.files import refusals
from connectors.files.sheet_writer import Output

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_CHUNK = 2**18
_Row = list[object]


def read(file: IO[bytes], output: Output) -> None:
    """Read every worksheet.

    Raises:
        RefusedInputError: DTD, DAMAGED, TRUNCATED, TOO_MANY_CELLS, NO_SHEET.
    """
    head = file.read(65536).replace(b"\x00", b"")
    file.seek(0)
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", head, re.IGNORECASE):
        raise refusals.dtd()
    output.kind("xml2003")
    output.note("Tệp là XML Spreadsheet 2003 lưu dưới tên bảng tính.")
    book = _Book(output)
    parser = etree.XMLParser(target=book, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        while chunk := file.read(_CHUNK):
            parser.feed(chunk)
        parser.close()
    except etree.XMLSyntaxError:
        file.seek(max(0, file.seek(0, 2) - 4096))
        whole = b"workbook>" in file.read().replace(b"\x00", b"").lower()
        raise (refusals.damaged("XML không đúng cú pháp") if whole else refusals.truncated()) from None


class _Book:
    """Target of the parser; sends each worksheet when it ends."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._name = ""
        self._rows: dict[int, _Row] = {}
        self._merges: list[tuple[int, int, int, int]] = []
        self._row = self._column = -1
        self._type = ""
        self._text: list[str] | None = None
        self._formula = False
        self._cells = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An opening tag."""
        if tag == _SS + "Worksheet":
            self._name = attributes.get(_SS + "Name", "")
            self._rows, self._merges, self._row = {}, [], -1
        elif tag == _SS + "Row":
            self._row = _index(attributes, self._row)
            self._column = -1
        elif tag == _SS + "Cell":
            self._column = _index(attributes, self._column)
            self._spans = (_number(attributes, "MergeDown"), _number(attributes, "MergeAcross"))
            if any(self._spans) and len(self._merges) < 200_000:
                down, across = self._spans
                self._merges.append((self._row, self._column, self._row + down, self._column + across))
        elif tag == _SS + "Data":
            self._type, self._text = attributes.get(_SS + "Type", "String"), []

    def data(self, text: str) -> None:
        """Text; rich text comes in pieces, from elements within ``Data``."""
        if self._text is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        """A closing tag."""
        if tag == _SS + "Data" and self._text is not None:
            self._put(_value(self._type, "".join(self._text)))
            self._text = None
        elif tag == _SS + "Cell":
            self._column += self._spans[1]
        elif tag == _SS + "Worksheet":
            self._send()

    def comment(self, text: str) -> None:
        """Nothing."""

    def close(self) -> None:
        """The end of the file."""

    def _put(self, value: object) -> None:
        limits = self._output.limits
        if self._column >= limits.max_columns:
            raise refusals.too_many_cells(
                f"có dữ liệu ở cột thứ {self._column + 1}, giới hạn là {limits.max_columns} cột"
            )
        row = self._rows.setdefault(self._row, [])
        self._cells += max(0, self._column + 1 - len(row))
        if self._cells > limits.max_cells or self._row > limits.max_cells:
            raise refusals.too_many_cells(f"hơn {limits.max_cells:,} ô".replace(",", "."))
        row.extend([None] * (self._column + 1 - len(row)))
        row[self._column] = value

    def _send(self) -> None:
        if not self._rows:
            self._output.sheet(self._name, [])
            return
        rows = (self._rows.get(row, []) for row in range(max(self._rows) + 1))
        self._output.sheet(self._name, rows, merges=self._merges)
        self._rows = {}


def _index(attributes: dict[str, str], last: int) -> int:
    """Position from 0: the ``ss:Index`` given, else the one after the last."""
    given = _number(attributes, "Index")
    return given - 1 if given else last + 1


def _number(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(_SS + name, "")
    return min(int(text), 2**31) if text.isdecimal() and len(text) < 12 else 0


def _value(kind: str, text: str) -> object:
    """A cell's value by its declared type; what does not parse stays text."""
    try:
        if kind == "Number":
            return float(text)
        if kind == "Boolean":
            return text.strip() == "1"
        if kind == "DateTime":
            return dt.datetime.fromisoformat(text.strip())
    except ValueError:
        pass
    return text
