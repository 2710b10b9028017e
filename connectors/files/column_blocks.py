"""Pieces of a table as columns, where a column engine reads them just as the careful readers would.

A list of two million rows is separated text without a quote in it, every line as wide as the next. Such pieces go from
bytes to columns without a Python object a cell; whatever else stands in a file is read as it always was.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from connectors.sandbox.wire import CodedCells

if TYPE_CHECKING:
    import pyarrow as pa

_BLOCK = 8 * 2**20  # bytes of text
_LONGEST_LINE = 2**20  # a piece without an end of line in so many bytes is no list
_CONTINUING = bytes(range(0x80, 0xC0))  # bytes that go on with a letter of UTF-8
_DAMAGED = "\ufffd".encode()
_MAX_TEXT = 32_767


@dataclass(frozen=True)
class ColumnBlock:
    """So many rows as columns; in each row some cell holds a value. ``letters`` are those of all cells together."""

    columns: Sequence[CodedCells]
    rows: int
    letters: int


def text_blocks(file: IO[bytes], start: int) -> Iterator[tuple[int, bytes]]:
    """Where a piece of the file begins, and its bytes up to the end of a line."""
    file.seek(start)
    held = b""
    while chunk := file.read(_BLOCK):
        whole = held + chunk
        cut = whole.rfind(b"\n") + 1
        if not cut and len(whole) > _LONGEST_LINE:
            cut = len(whole)
        if cut:
            yield start, whole[:cut]
            start += cut
            file.seek(start + len(whole) - cut)  # whoever reads the file meanwhile left it elsewhere
        held = whole[cut:]
    if held:
        yield start, held


def needs_care(block: bytes) -> bool:
    """Whether a quote, a letter that is none, or bytes that are no UTF-8 stand in the piece."""
    if b'"' in block or _DAMAGED in block or b"\0" in block or block.count(b"\r") > block.count(b"\r\n"):
        return True
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def text_columns(block: bytes, separator: str, width: int) -> ColumnBlock | None:
    """A piece that needs no care as columns; None where a row is blank or of another width, or a text too long."""
    import pyarrow as pa
    import pyarrow.csv as separated

    pa.set_memory_pool(pa.system_memory_pool())  # the others set aside address space that the child does not have
    names = [str(number) for number in range(width)]
    try:
        table = separated.read_csv(
            pa.BufferReader(block),
            read_options=separated.ReadOptions(use_threads=False, block_size=len(block) + 1, column_names=names),
            parse_options=separated.ParseOptions(
                delimiter=separator, quote_char=False, double_quote=False, escape_char=False,
                newlines_in_values=False, ignore_empty_lines=False,
            ),
            convert_options=separated.ConvertOptions(
                column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string())),
                strings_can_be_null=False, null_values=[], check_utf8=False,
            ),
        )  # fmt: skip
    except pa.ArrowInvalid:
        return None
    if table.num_rows != block.count(b"\n") + (not block.endswith(b"\n")):
        return None
    columns = [coded_texts(table.column(name)) for name in names]
    if not all(columns) or not any("" not in column.texts for column in columns if column):
        return None
    letters = len(block.translate(None, _CONTINUING)) - block.count(b"\r") - width * table.num_rows
    return ColumnBlock([column for column in columns if column], table.num_rows, letters + (not block.endswith(b"\n")))


def coded_texts(column: pa.ChunkedArray | pa.Array) -> CodedCells | None:
    """A column of Arrow's dictionary type; None where a text is longer than a cell may be. A null is a blank."""
    import pyarrow as pa

    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], type=column.type)
    texts = whole.dictionary.to_pylist()
    if max(map(len, texts), default=0) > _MAX_TEXT:
        return None
    numbers = whole.indices.fill_null(-1).cast(pa.int32())
    codes = array("i")
    if len(numbers):
        codes.frombytes(memoryview(numbers.buffers()[1])[numbers.offset * 4 : (numbers.offset + len(numbers)) * 4])
    return CodedCells(texts, [], codes)
