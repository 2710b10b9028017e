"""Read one file into sheets: the only door to the readers."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import python_calamine

from connectors.contract import Cell, Sheet, Workbook
from doisoat.errors import Refused, RefusedInputError, Spot
from doisoat.settings import ReaderLimits


def read_workbook(path: Path, name: str, limits: ReaderLimits) -> Workbook:
    """Read a file by its content.

    Args:
        path: where the bytes are.
        name: how the file is called in messages: its path relative to the inbox.
        limits: bounds on the reading.

    Raises:
        RefusedInputError: the file cannot be read; ``spot.file`` is ``name``.
    """
    data = path.read_bytes()
    if not data.strip():
        raise RefusedInputError(Refused.EMPTY, "tệp rỗng", spot=Spot(file=name), fix="gửi lại tệp có dữ liệu")
    if not (data.startswith(b"PK") or data.startswith(b"\xd0\xcf\x11\xe0")):
        return _text(data)
    try:
        return _calamine(path)
    except Exception as error:
        raise RefusedInputError(
            Refused.DAMAGED, "tệp bị hỏng", spot=Spot(file=name), fix="mở tệp bằng Excel, lưu lại rồi gửi lại"
        ) from error


def _text(data: bytes) -> Workbook:
    for encoding in ("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "cp1258", "latin-1"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    sep = max(",;\t|", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sep)
    rows: list[list[str]] = []
    numbers: list[int] = []
    before = 0
    for row in reader:
        rows.append(row)
        numbers.append(before + 1)
        before = reader.line_num
    width = max((len(row) for row in rows), default=0)
    columns: list[list[Cell]] = [[(row[c] if c < len(row) else "") or None for row in rows] for c in range(width)]
    return Workbook("csv", [Sheet("csv", columns, 1, [], numbers)], [f"bảng mã {encoding}"])


def _calamine(path: Path) -> Workbook:
    book = python_calamine.load_workbook(path)
    sheets = []
    for sheet_name in book.sheet_names:
        sheet = book.get_sheet_by_name(sheet_name)
        rows = sheet.to_python(skip_empty_area=False)
        columns: list[list[Cell]] = [[_cell(value) for value in column] for column in zip(*rows, strict=True)]
        merges = [(r1, c1, r2, c2) for (r1, c1), (r2, c2) in (sheet.merged_cell_ranges or [])]
        sheets.append(Sheet(sheet_name, columns, 1, merges))
    return Workbook("xlsx", sheets)


def _cell(value: object) -> Cell:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, str | int | float):
        return value if value != "" else None
    return str(value)
