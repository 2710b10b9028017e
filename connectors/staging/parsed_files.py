"""A parsed file as bytes and back: its frames as Arrow, all else as JSON; nothing in it can run.

Only what comes back exactly is written. A frame with a column of another kind than those below is none of ours (a
source of somebody's own may make any), and its file is simply read again each time.
"""

from __future__ import annotations

import datetime as dt
import json
import struct
from collections.abc import Mapping
from typing import Any, cast

import pandas as pd
import pyarrow as pa
from pydantic import TypeAdapter

from connectors.contract import ParsedFile, RawFile, Unread
from connectors.reading import TableQuestion, TableReading
from doisoat.errors import InputLocation, Refused, RefusedInputError

_LENGTH = struct.Struct(">Q")
_KINDS = frozenset(
    {"str", "Int64", "Float64", "boolean"}
)  # categories of str, and object where it holds days and None alone
_DAYS = frozenset({dt.date, type(None)})
_SET_ASIDE = "set_aside"
_SPOKEN: Mapping[str, TypeAdapter[Any]] = {
    "unread": TypeAdapter(list[Unread]),
    "readings": TypeAdapter(list[TableReading]),
    "questions": TypeAdapter(list[TableQuestion]),
}
_PLAIN = ("published_from", "notes", "rows_in", "rows_read", "rows_refused")


class UnstageableError(Exception):
    """The file holds something that would not come back as it is."""


def packed(parsed: ParsedFile, about: Mapping[str, Any]) -> bytes:
    """The file as bytes, with ``about``, which is told first and can be read alone.

    Raises:
        UnstageableError: it would not come back exactly.
    """
    told = {
        "about": about,
        "published_on": parsed.published_on.isoformat() if parsed.published_on else None,
        "refusals": [_refusal_as_told(refusal) for refusal in parsed.refusals],
        "frames": [*parsed.records, _SET_ASIDE],
        **{name: getattr(parsed, name) for name in _PLAIN},
        **{name: adapter.dump_python(getattr(parsed, name), mode="json") for name, adapter in _SPOKEN.items()},
    }
    parts = [
        json.dumps(told, ensure_ascii=False).encode(),
        *map(_frame_as_bytes, [*parsed.records.values(), parsed.set_aside]),
    ]
    return b"".join(piece for part in parts for piece in (_LENGTH.pack(len(part)), part))


def about(payload: bytes) -> dict[str, Any]:
    """What was told about a packed file."""
    return cast(dict[str, Any], json.loads(bytes(_parts(payload, 1)[0]))["about"])


def unpacked(payload: bytes, raw: RawFile) -> ParsedFile:
    """The parsed file as it was, for the raw file that it was made of."""
    told = json.loads(bytes(_parts(payload, 1)[0]))
    frames = dict(zip(told["frames"], map(_frame, _parts(payload, 1 + len(told["frames"]))[1:]), strict=True))
    return ParsedFile(
        raw,
        published_on=dt.date.fromisoformat(told["published_on"]) if told["published_on"] else None,
        set_aside=frames.pop(_SET_ASIDE),
        records=frames,
        refusals=[_refusal(*refusal) for refusal in told["refusals"]],
        **{name: told[name] for name in _PLAIN},
        **{name: adapter.validate_python(told[name]) for name, adapter in _SPOKEN.items()},
    )


def _parts(payload: bytes, count: int) -> list[memoryview]:
    parts, start, view = [], 0, memoryview(payload)
    for _ in range(count):
        (length,) = _LENGTH.unpack(view[start : start + _LENGTH.size])
        start += _LENGTH.size
        parts.append(view[start : start + length])
        start += length
    return parts


def _refusal_as_told(refusal: RefusedInputError) -> list[Any]:
    spot = refusal.spot
    return [refusal.kind.value, refusal.what, refusal.fix, spot.source_id, spot.file, spot.sheet, spot.row]


def _refusal(
    kind: str, what: str, fix: str, source: str | None, file: str | None, sheet: str | None, row: int | None
) -> RefusedInputError:
    return RefusedInputError(Refused(kind), what, spot=InputLocation(source, file, sheet, row), fix=fix)


def _frame_as_bytes(frame: pd.DataFrame) -> bytes:
    if not isinstance(frame.index, pd.RangeIndex) or frame.index.start != 0 or frame.index.step != 1:
        raise UnstageableError("rows with labels of their own")
    for name in frame.columns:
        kind = str(frame[name].dtype)
        is_of_texts = kind == "category" and str(frame[name].cat.categories.dtype) == "str"
        if not (kind in _KINDS or is_of_texts or (kind == "object" and _DAYS.issuperset(map(type, frame[name])))):
            raise UnstageableError(f"a column of {kind}")
    table = pa.Table.from_pandas(frame, preserve_index=False)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
        writer.write_table(table)
    return cast(bytes, sink.getvalue().to_pybytes())


def _frame(part: memoryview) -> pd.DataFrame:
    return cast(pd.DataFrame, pa.ipc.open_stream(pa.py_buffer(part)).read_all().to_pandas(date_as_object=True))
