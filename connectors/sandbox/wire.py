"""The wire between a reader's child process and its parent: length-prefixed JSON, nothing that can run.

JSON and not pickle or marshal, because the child has parsed a stranger's bytes and must not be believed: whatever it
sends, the parent gets texts, numbers, booleans, lists and dictionaries of them, and checks their shape.

About a file a conversation is: one ``kind`` message, then for each sheet ``sheet``, any number of ``columns``,
``end_sheet``; last ``done`` or ``refused``. A conversation that ends without one of these two is a child that died.
About a page it is one message.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import IO

import orjson

_HEAD = struct.Struct(">I")
MAX_FRAME = 256 * 2**20  # bytes; a chunk of rows is far below it, a frame that claims more is a lie

Message = dict[str, object]
Cell = str | int | float | bool | None
CELL_TYPES = frozenset({str, int, float, bool, type(None)})


class BrokenFrameError(Exception):
    """The bytes on the wire are not a message: the child died in the middle of one, or lies."""


def write_frame(stream: IO[bytes], message: Message) -> None:
    """Send one message. Lone surrogates pass as JSON escapes."""
    body = json.dumps(message, separators=(",", ":")).encode("ascii")
    stream.write(_HEAD.pack(len(body)))
    stream.write(body)


def write_columns(stream: IO[bytes], columns: list[list[Cell]], rows: int) -> None:
    """Send a chunk of columns: by far the most of what is sent. Its numbers are finite, its texts whole."""
    message: Message = {"type": "columns", "columns": columns, "rows": rows}
    try:
        body = orjson.dumps(message)
    except TypeError:  # a number of more than 64 bits
        write_frame(stream, message)
        return
    stream.write(_HEAD.pack(len(body)))
    stream.write(body)


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
    return message


def columns_of(message: Message) -> list[list[Cell]]:
    """The chunk of columns in a ``columns`` message, checked: lists of equal length holding plain cells only.

    Raises:
        BrokenFrameError: it is anything else.
    """
    columns = message["columns"]
    if not isinstance(columns, list) or not all(isinstance(column, list) for column in columns):
        raise BrokenFrameError("columns are not lists")
    if len({len(column) for column in columns}) > 1:
        raise BrokenFrameError("columns of unequal length")
    if not all(CELL_TYPES.issuperset(map(type, column)) for column in columns):
        raise BrokenFrameError("a cell is no plain value")
    return columns
