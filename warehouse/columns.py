"""Frames made into typed columns, and columns into digests: what is loaded and how sameness is told.

Everything here works on whole columns; five million evidence rows must pass without a Python object per row.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api.types import infer_dtype
from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Float, Integer, LargeBinary, Table

_TYPES = (
    (BigInteger, pa.int64()),
    (Integer, pa.int32()),
    (Float, pa.float64()),
    (Boolean, pa.bool_()),
    (DateTime, pa.timestamp("us", tz="UTC")),
    (Date, pa.date32()),
    (LargeBinary, pa.binary()),
)
_MISSING = np.uint64(0x9E3779B97F4A7C15)


def arrow_type(column: Column[Any]) -> pa.DataType:
    """The Arrow type in which values of a database column travel; text where nothing else is said."""
    return next((arrow for kind, arrow in _TYPES if isinstance(column.type, kind)), pa.string())


def as_text(values: pd.Series) -> pa.Array:
    """Texts of a column; missing stays missing, ``True`` is ``"true"``, ``False`` and ``""`` are missing.

    A NUL, which PostgreSQL cannot store, and half a surrogate pair, which no UTF-8 can, become U+FFFD on both
    databases, so that both hold the same text.
    """
    if isinstance(values.dtype, pd.CategoricalDtype):
        codes = values.cat.codes.to_numpy()
        return as_text(pd.Series(values.cat.categories)).take(pa.array(codes, mask=codes < 0))
    array = _texts(values)
    if array is None:
        array = pa.array([_one_text(value) for value in values], type=pa.string())
    if pc.any(pc.match_substring(array, "\0")).as_py():
        array = pc.replace_substring(array, "\0", "\ufffd")
    return pc.if_else(pc.equal(array, ""), None, array)


def _texts(values: pd.Series) -> pa.Array | None:
    """A column of nothing but texts, made whole; None where a value is something else, or no UTF-8 can hold it."""
    if not isinstance(values.dtype, pd.StringDtype) and infer_dtype(values, skipna=True) not in ("string", "empty"):
        return None
    try:
        return pa.array(values, type=pa.string(), from_pandas=True)
    except (UnicodeEncodeError, pa.ArrowInvalid):
        return None


def _one_text(value: object) -> str | None:
    if (
        value is None
        or value is pd.NA
        or value is pd.NaT
        or value is False
        or (isinstance(value, float) and value != value)
    ):
        return None
    if value is True:
        return "true"
    return str(value).encode("utf-8", "replace").decode() if isinstance(value, str) else str(value)


def as_array(values: pd.Series, kind: pa.DataType) -> pa.Array:
    """A frame's column as an Arrow array of ``kind``; missing values stay missing.

    Raises:
        pyarrow.ArrowInvalid: a value does not fit, e.g. a text where a count is due.
    """
    if pa.types.is_string(kind):
        return as_text(values)
    if pa.types.is_date(kind):
        if isinstance(values.dtype, pd.CategoricalDtype):
            values = values.astype(object)
        days = values if pd.api.types.is_datetime64_dtype(values) else pd.to_datetime(values, format="mixed")
        return pa.array(days.dt.floor("D"), from_pandas=True).cast(kind)
    if pa.types.is_timestamp(kind):
        return pa.array(pd.to_datetime(values, utc=True), type=kind, from_pandas=True, safe=False)
    if pa.types.is_binary(kind):
        return pa.array(values.tolist(), type=kind)
    if pa.types.is_boolean(kind):
        return pa.array([None if pd.isna(value) else bool(value) for value in values], type=kind)
    return pa.array(pd.to_numeric(values), from_pandas=True).cast(kind)


def typed(frame: pd.DataFrame, table: Table, names: list[str]) -> pa.Table:
    """``names`` of the frame in the types of the database table; a column the frame lacks is all missing."""
    columns = {
        name: as_array(frame[name], arrow_type(table.c[name]))
        if name in frame
        else pa.nulls(len(frame), arrow_type(table.c[name]))
        for name in names
    }
    return pa.table(columns)


def _plain(array: pa.Array | pa.ChunkedArray) -> pa.Array:
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def value_digests(array: pa.Array | pa.ChunkedArray) -> npt.NDArray[np.uint64]:
    """64 bits of BLAKE2 for each value, computed once for each distinct value; missing has a digest of its own."""
    encoded = _plain(array).dictionary_encode()
    texts = encoded.dictionary.cast(pa.binary() if pa.types.is_binary(encoded.dictionary.type) else pa.string())
    table = np.fromiter(
        (
            int.from_bytes(hashlib.blake2b(v if isinstance(v, bytes) else v.encode(), digest_size=8).digest(), "little")
            for v in texts.to_pylist()
        ),
        dtype=np.uint64,
        count=len(texts),
    )
    table = np.append(table, _MISSING)
    digests: npt.NDArray[np.uint64] = table[encoded.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False)]
    return digests


def digest_matrix(table: pa.Table) -> npt.NDArray[np.uint64]:
    """One row of 64-bit digests for each row of the table, one column for each of its columns."""
    if not table.num_columns:
        return np.empty((table.num_rows, 0), dtype=np.uint64)
    return np.column_stack([value_digests(table.column(i)) for i in range(table.num_columns)])


def row_hashes(table: pa.Table) -> list[bytes]:
    """A 128-bit digest of each row's content; equal rows get different ones by their count (1st, 2nd … copy)."""
    matrix = digest_matrix(table)
    if not len(matrix):
        return []
    flat, width = memoryview(np.ascontiguousarray(matrix).tobytes()), matrix.shape[1] * 8
    plain = [hashlib.blake2b(flat[i : i + width], digest_size=16).digest() for i in range(0, len(flat), width)]
    copies: dict[bytes, int] = {}
    result = []
    for value in plain:
        seen = copies[value] = copies.get(value, -1) + 1
        result.append(
            value if not seen else hashlib.blake2b(value + seen.to_bytes(8, "little"), digest_size=16).digest()
        )
    return result


def lot_hashes(matrix: npt.NDArray[np.uint64], starts: npt.NDArray[np.int64]) -> list[bytes]:
    """A 128-bit digest of each lot of consecutive rows; ``starts`` are the lots' first rows."""
    flat = memoryview(np.ascontiguousarray(matrix).tobytes())
    edges = [*(starts * matrix.shape[1] * 8).tolist(), len(flat)]
    return [hashlib.blake2b(flat[a:b], digest_size=16).digest() for a, b in itertools.pairwise(edges)]


def chunks(table: pa.Table, rows: int = 50_000) -> Iterator[pa.Table]:
    """Slices of at most ``rows`` rows."""
    for start in range(0, table.num_rows, rows):
        yield table.slice(start, rows)
