"""How strangers write tables: the file formats and encodings of the sample inbox, byte for byte the same every time.

There is no maintained writer of the binary .xls format, so the two .xls files are what portals really hand out under
that name: a web page with a table, and Excel's XML of 2003.
"""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import struct
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

import xlsxwriter

from doisoat.text.encodings import TCVN3_TABLE, VNI_TABLE

Cell = str | int | float | dt.date | None
Row = Sequence[Cell]

_MADE_ON = dt.datetime(2024, 11, 1, 8, 0, 0)  # noqa: DTZ001 - a workbook's property has no zone
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VNI = {letter: shown for shown, letter in reversed(VNI_TABLE.items())}
_TCVN3 = {letter: chr(code) for code, letter in TCVN3_TABLE.items()}


@dataclass(frozen=True)
class Page:
    """One sheet: rows from the top, merged ranges as (first row, first column, last row, last column)."""

    name: str
    rows: Sequence[Row]
    merges: Sequence[tuple[int, int, int, int]] = field(default_factory=tuple)


def xlsx(*pages: Page) -> bytes:
    """A workbook; texts stay texts and dates are Excel dates."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    book.set_properties({"created": _MADE_ON, "author": "Dữ liệu mẫu"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for page in pages:
        sheet = book.add_worksheet(page.name)
        for r, row in enumerate(page.rows):
            for c, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(r, c, dt.datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                elif isinstance(cell, str):
                    sheet.write_string(r, c, cell)
                elif cell is not None:
                    sheet.write_number(r, c, cell)
        for r1, c1, r2, c2 in page.merges:
            value = page.rows[r1][c1]
            sheet.merge_range(r1, c1, r2, c2, value if value is not None else "")
    book.close()
    return out.getvalue()


def text(cell: Cell) -> str:
    """The cell as a CSV or a web page shows it."""
    return "" if cell is None else f"{cell:%d/%m/%Y}" if isinstance(cell, dt.date) else str(cell)


def csv_text(rows: Sequence[Row], delimiter: str) -> str:
    """Rows as CSV with the line ends of Windows."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows([[text(c) for c in row] for row in rows])
    return out.getvalue()


def as_cp1258(written: str) -> bytes:
    """Windows-1258: letters with their hat composed, tones as characters of their own."""
    pieces = []
    for letter in unicodedata.normalize("NFC", written):
        apart = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in _TONES))
        pieces.append(base + "".join(mark for mark in apart if mark in _TONES))
    return "".join(pieces).encode("cp1258")


def as_tcvn3(written: str) -> str:
    """What a text typed in an ABC font (.VnTime) looks like in any other font; capitals with a tone do not exist."""
    return "".join(_TCVN3.get(letter, _TCVN3.get(letter.lower(), letter)) for letter in written)


def as_vni(written: str) -> str:
    """What a text typed in a VNI font (VNI-Times) looks like in any other font."""
    return "".join(_VNI.get(letter, letter) for letter in written)


def html_xls(rows: Sequence[Row], title: str) -> bytes:
    """A web page with one table, as portals export it under the name .xls."""
    body = "".join("<tr>" + "".join(f"<td>{html.escape(text(c))}</td>" for c in row) + "</tr>\n" for row in rows)
    width = max(map(len, rows))
    head = f'<tr><td colspan="{width}">{html.escape(title)}</td></tr>\n'
    page = f'<html><head><meta charset="utf-8"></head><body><table border="1">\n{head}{body}</table></body></html>\n'
    return page.encode()


def spreadsheet_ml(page: Page) -> bytes:
    """Excel's XML of 2003, with merged cells, under the name .xls."""
    covers = {(r1, c1): (r2 - r1, c2 - c1) for r1, c1, r2, c2 in page.merges}
    hidden = {
        (r, c)
        for r1, c1, r2, c2 in page.merges
        for r in range(r1, r2 + 1)
        for c in range(c1, c2 + 1)
        if (r, c) != (r1, c1)
    }
    lines = []
    for r, row in enumerate(page.rows):
        cells = []
        for c, cell in enumerate(row):
            if cell is None or (r, c) in hidden:
                continue
            down, across = covers.get((r, c), (0, 0))
            spans = (f' ss:MergeDown="{down}"' if down else "") + (f' ss:MergeAcross="{across}"' if across else "")
            kind = "Number" if isinstance(cell, int | float) else "String"
            data = html.escape(text(cell))
            cells.append(f'<Cell ss:Index="{c + 1}"{spans}><Data ss:Type="{kind}">{data}</Data></Cell>')
        lines.append(f'<Row ss:Index="{r + 1}">{"".join(cells)}</Row>')
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    rows = "\n".join(lines)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        f'<Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="{html.escape(page.name)}"><Table>\n'
        f"{rows}\n</Table></Worksheet></Workbook>\n"
    ).encode()


def locked() -> bytes:
    """A container as Excel writes it for a workbook with a password; there is nothing in it to decrypt."""
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    size = 8 * 512  # streams of 4096 bytes lie in ordinary sectors
    header = struct.pack("<8s16x5H6x", bytes.fromhex("D0CF11E0A1B11AE1"), 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    chains = [table, end, *range(3, 10), end, *range(11, 18), end]
    fat = struct.pack("<128I", *chains, *[free] * (128 - len(chains)))

    def entry(name: str, kind: int, start: int, length: int, right: int = free, child: int = free) -> bytes:
        label = name.encode("utf-16-le")
        head = label.ljust(64, b"\0") + struct.pack("<HBB3I", len(label) + 2, kind, 1, free, right, child)
        return head + struct.pack("<16xI16xIQ", 0, start, length)

    folder = entry("Root Entry", 5, end, 0, child=1)
    folder += entry("EncryptionInfo", 2, 2, size, right=2) + entry("EncryptedPackage", 2, 10, size)
    return header + fat + folder.ljust(512, b"\0") + b"mau du lieu ".ljust(size, b".") * 2
