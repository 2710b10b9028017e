"""Parquet: what databases and data teams export. One sheet; the column names are its first row.

pyarrow's C++ code meets foreign bytes here, within the child's bounds of memory and time; rows come batch by batch on
one thread. Cells of lists become their parts with commas between, other nested values are refused: no table has them.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, TYPE_CHECKING

from connectors.files import refusals
from connectors.files.sheet_writer import Output

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

MAGIC = b"PAR1"
_BATCH_CELLS = 40_000
_VIETNAM = dt.timezone(dt.timedelta(hours=7))
_PANDAS_INDEX = re.compile(r"__index_level_\d+__")


def read(file: IO[bytes], output: Output) -> None:
    """Read the file as one sheet named ``parquet``; row 1 holds the names, the first record is row 2.

    Raises:
        RefusedInputError: TRUNCATED, DAMAGED, TOO_MANY_CELLS, WRONG_TYPE.
    """
    import pyarrow as pa  # 40 MB that no other kind of file needs
    import pyarrow.parquet as pq

    output.kind("parquet")
    file.seek(-len(MAGIC), 2)
    if file.read() != MAGIC:
        raise refusals.truncated()
    file.seek(0)
    pa.set_memory_pool(pa.system_memory_pool())  # the others set aside address space that the child does not have
    try:
        table = pq.ParquetFile(file, pre_buffer=False)
        kept = [n for n, field in enumerate(table.schema_arrow) if not _PANDAS_INDEX.fullmatch(field.name)]
        nested = [field.name for field in table.schema_arrow if _is_nested(field.type)]
        if nested:
            raise refusals.wrong_type(
                f"tệp Parquet có cột lồng nhau ('{nested[0][:40]}')", "xuất lại mỗi giá trị một cột rồi gửi lại"
            )
        if len(kept) > output.limits.max_columns:
            raise refusals.too_many_cells(f"hơn {output.limits.max_columns} cột")
        if table.metadata.num_rows * max(1, len(kept)) > output.limits.max_cells:
            raise refusals.too_many_cells(f"hơn {output.limits.max_cells:,} ô".replace(",", "."))
        output.sheet("parquet", _rows(table, kept))
    except pa.ArrowException:
        raise refusals.damaged() from None


def _rows(table: pq.ParquetFile, positions: list[int]) -> Iterator[list[object]]:
    yield [table.schema_arrow.field(position).name for position in positions]
    size = max(1, _BATCH_CELLS // max(1, len(positions)))
    # By position, not by name: two columns may have the same.
    for batch in table.iter_batches(batch_size=size, use_threads=False):
        columns = [[_cell(value) for value in batch.column(position).to_pylist()] for position in positions]
        yield from (list(row) for row in zip(*columns, strict=True))


def _is_nested(kind: pa.DataType) -> bool:
    import pyarrow as pa

    inner = kind.value_type if pa.types.is_list(kind) or pa.types.is_large_list(kind) else kind
    return bool(pa.types.is_nested(inner))


def _cell(value: object) -> object:
    """A value as a spreadsheet would hold it: "not a number" is a blank, a moment is told in Vietnam's time."""
    if isinstance(value, list):
        return ", ".join(str(_cell(part)) for part in value if part is not None)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.astimezone(_VIETNAM).replace(tzinfo=None)
    return value
