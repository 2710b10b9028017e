"""Frames put together, and large ones kept small.

A frame of many rows holds each text once: columns whose texts come again are categories, and rows are told apart by
the categories' numbers. A province's addresses take 240 bytes a row as texts, 60 so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pandas.api.types import union_categoricals

# Most frames have a few hundred rows, and asking these for their texts is what a run does most. Stored by Arrow each
# text is boxed anew for every question, which made judging a third dearer; what is large is categories either way.
# Texts have the same type, ``str``, and answer the same.
pd.set_option("mode.string_storage", "python")

MANY = 50_000  # rows from which on a frame is worth the trouble
_HEAD = 10_000  # so many rows tell whether texts come again
_ROOM = 2**62


def below_each_other(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The rows of all frames in their order, numbered anew; of a single frame without a second copy of its cells."""
    if len(frames) == 1:
        return frames[0].reset_index(drop=True)
    if not any(isinstance(dtype, pd.CategoricalDtype) for frame in frames for dtype in frame.dtypes):
        return pd.concat(frames, ignore_index=True)
    return taken_together([frame.copy(deep=False) for frame in frames])


def taken_together(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """The same, column by column: each is let go of in the given frames, which are empty afterwards."""
    names = list(dict.fromkeys(name for frame in frames for name in frame.columns))
    rows = [len(frame) for frame in frames]
    columns: dict[str, Any] = {}
    for name in names:
        parts = [
            frame.pop(name) if name in frame else pd.Series(None, index=range(count), dtype=object)
            for frame, count in zip(frames, rows, strict=True)
        ]
        columns[name] = _joined(parts)
    return pd.DataFrame(columns)


def _joined(parts: list[pd.Series]) -> Any:  # noqa: ANN401 - an array of whatever type
    """One column of several, of which some may be categories and others the same values as they are."""
    if not any(isinstance(part.dtype, pd.CategoricalDtype) for part in parts):
        return pd.concat(parts, ignore_index=True)
    several = [part.array if isinstance(part.dtype, pd.CategoricalDtype) else pd.Categorical(part) for part in parts]
    if any(pd.api.types.is_datetime64_dtype(each.categories) for each in several):
        several = [_with_days_as_datetimes(each) for each in several]
    kinds = {each.categories.dtype for each in several if len(each.categories)}
    if len(kinds) > 1:  # texts of two kinds of arrays
        several = [pd.Categorical.from_codes(e.codes, e.categories.astype(object)) for e in several]
    elif kinds:
        (kind,) = kinds
        several = [e if len(e.categories) else pd.Categorical.from_codes(e.codes, e.categories.astype(kind))
                   for e in several]  # fmt: skip
    return union_categoricals(several)


def _with_days_as_datetimes(part: pd.Categorical) -> pd.Categorical:
    """Categories that are ``datetime.date`` as ``datetime64``: to pandas the two are different values of one day."""
    if pd.api.types.infer_dtype(part.categories) != "date":
        return part
    return part.rename_categories(pd.Timestamp)


def compact(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame of many rows with the same values in less room; another as it is.

    Texts that come again are categories, so are days but for ``published_on``, whose days are ``datetime64``; numbers
    of rows are ``int32``.
    """
    if len(frame) < MANY:
        return frame
    return pd.DataFrame({name: _compact(str(name), frame[name]) for name in frame.columns}, index=frame.index)


def _compact(name: str, column: pd.Series) -> Any:  # noqa: ANN401 - a column of whatever type
    if name == "published_on":
        return pd.to_datetime(column)
    if isinstance(column.dtype, pd.StringDtype):
        return _as_category(column)
    if column.dtype == object:
        days = pd.to_datetime(column) if pd.api.types.infer_dtype(column, skipna=True) == "date" else column
        return days.astype("category") if days is not column else _as_category(column)
    if column.dtype == "Int64" and not column.isna().any():
        return column.astype("int64" if len(column) and column.max() > np.iinfo(np.int32).max else "int32")
    if column.dtype == "Float64" and column.isna().all():
        return column.astype("float32")
    return column


def _as_category(column: pd.Series) -> Any:  # noqa: ANN401
    """The column as categories where its texts come again, else as it is."""
    head = column.iloc[:_HEAD].dropna()
    if len(head) and head.nunique() > len(head) * 0.9:
        return column  # a code a row
    try:
        texts = pa.array(column, from_pandas=True, type=pa.large_string())
    except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError):
        return column
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    encoded = texts.dictionary_encode()
    if len(encoded.dictionary) > len(column) // 2:
        return column
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return pd.Series(pd.Categorical.from_codes(codes, encoded.dictionary.to_pandas().astype("str")), index=column.index)


def codes_of(column: pd.Series) -> tuple[npt.NDArray[np.integer[Any]], pd.Index]:
    """A number for each value of a column, -1 where it is missing, and the values in the order of their numbers."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), column.cat.categories
    codes, distinct = pd.factorize(column)
    return codes, pd.Index(distinct)


def alike(frame: pd.DataFrame, columns: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Which rows agree in all of the columns, a missing value with another.

    Returns:
        For each row the number of its group, numbered as they first come; and for each group its first row's position.
    """
    total, many = np.zeros(len(frame), np.int64), 1
    for name in columns:
        codes, distinct = codes_of(frame[name])
        count = len(distinct)
        if count == 0 or (count == 1 and not (codes < 0).any()):
            continue  # says nothing
        if many * (count + 1) >= _ROOM:
            total, numbers = pd.factorize(total)
            many = len(numbers)
        total *= count + 1
        total += codes
        total += 1
        many *= count + 1
    groups, numbers = pd.factorize(total)
    first = np.empty(len(numbers), np.int64)
    first[groups[::-1]] = np.arange(len(groups) - 1, -1, -1)
    return groups.astype(np.int64, copy=False), first


def spread(values: pd.Series, which: npt.NDArray[np.int64]) -> pd.Categorical:
    """The value of each row by its number, as categories: ``values`` are few, rows are many."""
    codes, distinct = pd.factorize(values)
    return pd.Categorical.from_codes(codes.astype(np.min_scalar_type(-len(distinct) - 1))[which], pd.Index(distinct))
