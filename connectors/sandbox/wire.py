"""The wire between a reader's child and its parent: length-prefixed JSON and plain numbers, nothing that can run.

Not pickle or marshal, because the child has parsed a stranger's bytes and must not be believed: whatever it sends, the
parent gets texts, numbers, booleans, lists and dictionaries of them, and checks their shape. Nor Arrow's own format,
whose nested offsets would be one more parser of a stranger's bytes in the parent.

Cells come by columns: the distinct texts once, with NUL between them (no cell holds one), all other values as JSON, and
for each row the number of its value as 32 bits. So a chunk costs neither side a Python object a cell.

About a file a conversation is: one ``kind`` message, then for each sheet ``sheet``, any number of ``columns``,
``end_sheet``; last ``done`` or ``refused``. A conversation that ends without one of these two is a child that died.
About a page it is one message.
"""

from __future__ import annotations

import json
import struct
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

_HEAD = struct.Struct(">I")
MAX_FRAME = 256 * 2**20  # bytes; a chunk of rows is far below it, a frame that claims more is a lie

BLANK = -1  # the number of a cell without a value
_CODE_BYTES = 4
Message = dict[str, Any]
Cell = str | int | float | bool | None
_OTHERS = frozenset({int, float, bool})


class BrokenFrameError(Exception):
    """The bytes on the wire are not a message: the child died in the middle of one, or lies."""


def write_frame(stream: IO[bytes], message: Message) -> None:
    """Send one message. Lone surrogates pass as JSON escapes."""
    body = json.dumps(message, separators=(",", ":")).encode("ascii")
    stream.write(_HEAD.pack(len(body)))
    stream.write(body)


@dataclass(frozen=True)
class CodedCells:
    """A column of a chunk: distinct texts and other values, and for each row its number among these in that order.

    No text holds a NUL, numbers are finite; ``codes`` are native 32-bit integers, -1 for a blank, as is the empty text.
    """

    texts: Sequence[str]
    others: Sequence[Cell]
    codes: array[int]

    @property
    def blanks(self) -> int:
        """In how many rows there is no value."""
        empty = self.codes.count(self.texts.index("")) if "" in self.texts else 0
        return self.codes.count(BLANK) + empty


def write_columns(stream: IO[bytes], columns: Sequence[CodedCells], rows: int) -> None:
    """Send a chunk of columns: by far the most of what is sent."""
    told: list[list[object]] = []
    parts: list[bytes] = []
    for column in columns:
        body = "\0".join(column.texts).encode()
        told.append([len(column.texts), len(body), list(column.others)])
        parts += [body, column.codes.tobytes()]
    write_frame(stream, {"type": "columns", "columns": told, "rows": rows, "bytes": sum(map(len, parts))})
    stream.writelines(parts)


def read_frames(stream: IO[bytes], longest: int = MAX_FRAME) -> Iterator[Message]:
    """Messages of up to ``longest`` bytes, up to the end of the stream.

    Raises:
        BrokenFrameError: a message is cut off, too long, or no JSON object.
    """
    while (message := read_frame(stream, longest)) is not None:
        yield message


def read_frame(stream: IO[bytes], longest: int = MAX_FRAME) -> Message | None:
    """The next message; None at the end of the stream. Raises BrokenFrameError as ``read_frames`` does."""
    head = stream.read(_HEAD.size)
    if not head:
        return None
    if len(head) < _HEAD.size:
        raise BrokenFrameError("head cut off")
    (length,) = _HEAD.unpack(head)
    if length > longest:
        raise BrokenFrameError("frame too long")
    body = stream.read(length)
    if len(body) < length:
        raise BrokenFrameError("body cut off")
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BrokenFrameError("not JSON") from error
    if not isinstance(message, dict):
        raise BrokenFrameError("not an object")
    following = message.get("bytes", 0)
    if type(following) is not int or not 0 <= following <= longest:
        raise BrokenFrameError("what follows is too long")
    if following:
        message["body"] = stream.read(following)
        if len(message["body"]) < following:
            raise BrokenFrameError("what follows is cut off")
    return message


def columns_of(message: Message, take: Callable[[int, list[Cell], memoryview], None]) -> tuple[int, int]:
    """Check a ``columns`` message and give each of its columns to ``take``; how many columns, and of how many rows.

    ``take`` gets the column's number, its values, and the rows' numbers among them as native 32-bit integers, of which
    -1 is a blank. That these numbers are within bounds is checked by who holds them as an array.

    Raises:
        BrokenFrameError: it is anything else.
    """
    told, rows, body = message["columns"], message["rows"], memoryview(message.get("body", b""))
    if not isinstance(told, list) or type(rows) is not int or rows < 0:
        raise BrokenFrameError("columns are not told")
    start = 0
    for position, one in enumerate(told):
        if not isinstance(one, list) or len(one) != 3:
            raise BrokenFrameError("a column is not told")
        texts, size, others = one
        if type(texts) is not int or type(size) is not int or not 0 <= texts <= size + 1 or size < 0:
            raise BrokenFrameError("texts are not told")
        if not isinstance(others, list) or not _OTHERS.issuperset(map(type, others)):
            raise BrokenFrameError("a cell is no plain value")
        end = start + size
        codes = body[end : end + rows * _CODE_BYTES]
        if len(codes) != rows * _CODE_BYTES:
            raise BrokenFrameError("a column of another length")
        try:
            values: list[Cell] = list(str(body[start:end], "utf-8").split("\0")) if texts else []
        except UnicodeDecodeError as error:
            raise BrokenFrameError("no text") from error
        if len(values) != texts or (not texts and size):
            raise BrokenFrameError("other texts than told")
        take(position, [*values, *others], codes)
        start = end + len(codes)
    if start != len(body):
        raise BrokenFrameError("more than was told")
    return len(told), rows
