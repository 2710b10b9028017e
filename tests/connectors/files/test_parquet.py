from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors.contract import Workbook
from connectors.files.reader import ReaderPool
from doisoat.errors import Refused, RefusedInputError
from doisoat.settings import ReaderLimits
from tests.examples import examples

Read = Callable[..., Workbook]


def written(table: pa.Table, **how: object) -> bytes:
    held = io.BytesIO()
    pq.write_table(table, held, **how)
    return held.getvalue()


def test_names_are_the_first_row_and_cells_come_as_a_spreadsheet_holds_them(read: Read) -> None:
    night = dt.datetime(2024, 9, 30, 20, tzinfo=dt.UTC)
    book = read(
        written(
            pa.table(
                {
                    "commune_code": ["06103", None],
                    "households": [120, 0],
                    "share": [0.5, float("nan")],
                    "fixed_on": [dt.date(2024, 9, 30), None],
                    "sent_at": pa.array([night, None], pa.timestamp("us", "UTC")),
                    "cost": [Decimal("12.00"), Decimal("12.50")],
                    "services": [["FTTH", "4G"], []],
                    "plated": [True, False],
                    "kind": pa.array(["Hộ gia đình", "Cơ quan"]).dictionary_encode(),
                    "note": [b"ghi ch\xc3\xba", b"\xff"],
                }
            )
        ),
        "dia_chi.parquet",
    )
    assert (book.kind, [sheet.name for sheet in book.sheets]) == ("parquet", ["parquet"])
    sheet = book.sheets[0]
    assert sheet.columns == [
        ["commune_code", "06103", None],
        ["households", 120, 0],
        ["share", 0.5, None],
        ["fixed_on", "2024-09-30", None],
        ["sent_at", "2024-10-01 03:00:00", None],
        ["cost", 12, 12.5],
        ["services", "FTTH, 4G", None],
        ["plated", True, False],
        ["kind", "Hộ gia đình", "Cơ quan"],
        ["note", "ghi chú", "\ufffd"],
    ]
    assert [sheet.number_of(row) for row in range(3)] == [1, 2, 3]


def test_the_index_that_pandas_adds_is_no_column_and_two_columns_of_one_name_both_come(read: Read) -> None:
    frame = pd.DataFrame({"xa": ["A", "B"]}, index=[7, 9])
    held = io.BytesIO()
    frame.to_parquet(held)
    assert read(held.getvalue()).sheets[0].columns == [["xa", "A", "B"]]
    twice = pa.table([["A"], ["B"]], names=["xa", "xa"])
    assert read(written(twice)).sheets[0].columns == [["xa", "A"], ["xa", "B"]]


def test_many_row_groups_are_one_list(read: Read) -> None:
    table = pa.table({"n": list(range(25_000)), "xa": ["Xã Mẫu"] * 25_000})
    for how in ({"row_group_size": 1_000}, {"compression": "zstd"}, {"compression": "gzip", "version": "1.0"}):
        columns = read(written(table, **how)).sheets[0].columns
        assert columns[0] == ["n", *range(25_000)]
        assert set(columns[1][1:]) == {"Xã Mẫu"}


@pytest.mark.parametrize("cut", [4, 12, 100, 400])
def test_a_file_without_its_end_is_cut_short(read: Read, cut: int) -> None:
    whole = written(pa.table({"xa": [f"Xã {n}" for n in range(500)]}))
    with pytest.raises(RefusedInputError) as caught:
        read(whole[:-cut])
    assert caught.value.kind is Refused.TRUNCATED


def test_damage_anywhere_is_refused_or_read_and_never_ends_the_reader(read: Read) -> None:
    whole = written(pa.table({"xa": [f"Xã {n}" for n in range(200)], "so": list(range(200))}))
    kinds = set()
    for place in range(0, len(whole) - 4, max(1, len(whole) // examples(60))):
        try:
            read(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        except RefusedInputError as refusal:
            kinds.add(refusal.kind)
    assert kinds
    assert kinds <= {
        Refused.DAMAGED, Refused.TRUNCATED, Refused.TOO_MUCH_MEMORY, Refused.TOO_MANY_CELLS, Refused.WRONG_TYPE,
        Refused.READER_DIED, Refused.EMPTY, Refused.ENCODING,
    }  # fmt: skip
    assert read(whole).sheets[0].row_count == 201


def test_records_within_a_cell_are_no_table(read: Read) -> None:
    with pytest.raises(RefusedInputError, match="lồng nhau") as caught:
        read(written(pa.table({"thon": [{"ten": "Nà A", "so_ho": 5}]})))
    assert (caught.value.kind, caught.value.fix) == (
        Refused.WRONG_TYPE,
        "xuất lại mỗi giá trị một cột rồi gửi lại",
    )


def test_a_billion_rows_in_a_few_bytes_are_refused_before_one_is_made() -> None:
    few = written(pa.table({"xa": pa.array(["A"] * 2_000_000).dictionary_encode()}))
    assert len(few) < 20_000
    with ReaderPool(ReaderLimits(max_cells=1_000_000)) as pool:
        pool_result, cost = _measured(pool, few)
    assert isinstance(pool_result, RefusedInputError)
    assert pool_result.kind is Refused.TOO_MANY_CELLS
    assert cost < 5


def _measured(pool: ReaderPool, content: bytes) -> tuple[Workbook | RefusedInputError, float]:
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.parquet"
        path.write_bytes(content)
        result, cost = pool.read_measured(path)
    return result, cost.cpu_seconds
