"""Sheets through xlrd: .xls older than Excel 97, and those calamine fails on."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

import xlrd
from xlrd.biffh import error_text_from_code
from xlrd.compdoc import CompDocError

from connectors.files import refusals
from connectors.files.sheet_writer import Output


def read_with_xlrd(stream: bytes, output: Output) -> None:
    """Read a BIFF stream of any age.

    Raises:
        RefusedInputError: ENCRYPTED, OLD_FORMAT, DAMAGED, NO_SHEET.
    """
    try:
        book = _open(stream)
    except MemoryError:
        raise
    except (xlrd.XLRDError, CompDocError) as error:
        text = str(error).lower()
        if "encrypted" in text or "password" in text:
            raise refusals.encrypted() from None
        if "not supported" in text or "version" in text:
            raise refusals.old_format("Excel trước năm 1997") from None
        raise refusals.damaged() from None
    except Exception:  # AssertionError, IndexError, struct.error, UnicodeDecodeError on damaged files
        raise refusals.damaged() from None
    for sheet in book.sheets():
        merges = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
        output.sheet(sheet.name, _rows(book, sheet), merges=merges, is_hidden=bool(sheet.visibility))


def _open(stream: bytes) -> xlrd.book.Book:
    """The workbook, with merged cells where they can be had: they come with formats, which are damaged more often."""
    for with_formats in (True, False):
        try:
            # ragged_rows: one cell far to the right costs one long row, not a rectangle
            return xlrd.open_workbook(
                file_contents=stream, logfile=io.StringIO(), ragged_rows=True, formatting_info=with_formats
            )
        except MemoryError:
            raise
        except Exception:
            if not with_formats:
                raise
    raise AssertionError("unreachable")


def _rows(book: xlrd.book.Book, sheet: xlrd.sheet.Sheet) -> Iterator[list[object]]:
    for row in range(sheet.nrows):
        cells = [
            _cell(kind, value, book.datemode)
            for kind, value in zip(sheet.row_types(row), sheet.row_values(row), strict=True)
        ]
        while cells and cells[-1] is None:
            cells.pop()
        yield cells


def _cell(kind: int, value: object, datemode: int) -> object:
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return str(error_text_from_code.get(value, "#N/A"))
    if kind == xlrd.XL_CELL_DATE and isinstance(value, float):
        try:
            moment = xlrd.xldate_as_datetime(value, datemode)
        except (ValueError, OverflowError):
            return value
        return moment.time() if value < 1 else moment if isinstance(moment, dt.datetime) else value
    return value
