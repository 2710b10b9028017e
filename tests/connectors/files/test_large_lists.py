"""A large list is read in pieces by columns, and every cell of it as the careful reader would have it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.contract import Workbook
from connectors.files import column_blocks, delimited_text, sheet_writer
from connectors.files.read_file import read
from connectors.files.reader import ReaderPool
from connectors.files.sheet_builder import Assembly
from connectors.files.sheet_writer import Limits, Output
from connectors.sandbox.wire import read_frames
from doisoat.errors import Refused, RefusedInputError
from doisoat.settings import ReaderLimits

LIMITS = Limits(10**7, 100, 10)
Patch = Callable[[str, object], None]


def book(path: Path, limits: Limits = LIMITS) -> Workbook:
    """The file read in this process: what the child sends, and what the parent makes of it."""
    stream, assembly = io.BytesIO(), Assembly(ReaderLimits())
    with path.open("rb") as file:
        read(file, Output(stream, limits))
    for message in read_frames(io.BytesIO(stream.getvalue())):
        assembly.take(message)
    return assembly.workbook()


def told(path: Path, limits: Limits = LIMITS) -> object:
    """All that a file says, in a form that can be compared."""
    try:
        found = book(path, limits)
    except RefusedInputError as refusal:
        return str(refusal)
    (sheet,) = found.sheets
    numbers = [sheet.number_of(row) for row in range(sheet.row_count)]
    return [list(column) for column in sheet.columns], numbers, list(sheet.widths or ()), found.notes


lines = st.sampled_from(
    [
        "LS1,Hộ gia đình,Nà Mẫu", "LS2,Cơ quan,", "LS3,,", ",,", "", "LS4,Hộ", "LS5,a,b,c", 'LS6,"a,b",c', 'LS7,a"b,c',
        "LS8,ﬁ\u0301,\u00a0x ", "LS9,x\ufffd,y", "LS10,\ty,z", '"LS11","a","b"', "LS12,x\r,y", "LS13,a\0,b",
    ]
)  # fmt: skip
plain_lines = st.sampled_from(["LS1,Hộ gia đình,Nà Mẫu", "LS2,Cơ quan,", "LS3,x,Bản Mẫu", "LS4,0,1"])


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(lines | plain_lines, min_size=1, max_size=30) | st.lists(plain_lines, min_size=4, max_size=30),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
    st.sampled_from(["", "sep=,\n"]),
    st.integers(20, 400),
)
def test_a_list_in_pieces_is_what_it_is_in_one(
    tmp_path: Path, rows: list[str], ending: str, is_ended: bool, mark: bytes, said: str, size: int
) -> None:
    path = tmp_path / "list.csv"
    text = said + ending.join(["Mã,Loại,Thôn", *rows]) + (ending if is_ended else "")
    path.write_bytes(mark + text.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited_text, "LARGE", 0)
        patch.setattr(delimited_text, "_SAMPLE_LINES", 3)
        patch.setattr(column_blocks, "_BLOCK", size)
        # What is told from a sample of lines is told from the same sample.
        patch.setattr(delimited_text, "best_separator", lambda _lines: ",")
        patch.setattr(delimited_text, "_usual_width", lambda _rows: 3)
        in_pieces = told(path)
        patch.setattr(delimited_text, "LARGE", 10**9)
        careful = told(path)
    assert in_pieces == careful


def test_the_pieces_of_a_plain_list_are_read_by_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Mã,Loại,Thôn\n" + "".join(f"LS{n},Hộ gia đình,Nà {n % 7}\n" for n in range(3_000)), "utf-8")
    monkeypatch.setattr(delimited_text, "LARGE", 0)
    monkeypatch.setattr(column_blocks, "_BLOCK", 20_000)
    rows: list[int] = []
    by_columns = column_blocks.text_columns

    def noted(block: bytes, separator: str, width: int) -> column_blocks.ColumnBlock | None:
        found = by_columns(block, separator, width)
        rows.append(found.rows if found else 0)
        return found

    monkeypatch.setattr(delimited_text, "text_columns", noted)
    (sheet,) = book(path).sheets
    assert sum(rows) == 3_001 - 300
    assert len(rows) > 3
    assert (sheet.row_count, sheet.number_of(3_000), sheet.columns[2][3_000]) == (3_001, 3_001, "Nà 3")


def test_a_list_beyond_its_limit_of_cells_is_refused_and_one_within_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Mã,Thôn\n" + "".join(f"LS{n:09d},Nà Mẫu số {n % 9}\n" for n in range(200_000)), "utf-8")
    assert path.stat().st_size > 4 * 2**20
    with ReaderPool(ReaderLimits(max_cells=1_000, max_list_cells=500_000)) as pool:
        (sheet,) = pool.read(path, "list.csv").sheets
        assert (sheet.row_count, sheet.columns[0][200_000]) == (200_001, "LS000199999")
    with (
        ReaderPool(ReaderLimits(max_cells=1_000, max_list_cells=300_000)) as pool,
        pytest.raises(RefusedInputError) as refused,
    ):
        pool.read(path, "list.csv")
    assert refused.value.kind is Refused.TOO_MANY_CELLS


@pytest.mark.parametrize(
    ("line", "is_read"), [(",".join("01" * 20), True), ("1" + "," * 99, False)], ids=["full", "spread"]
)
def test_a_full_list_is_not_taken_for_a_spread_one_and_a_spread_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, is_read: bool
) -> None:
    monkeypatch.setattr(delimited_text, "LARGE", 0)
    monkeypatch.setattr(delimited_text, "_SAMPLE_LINES", 3)
    monkeypatch.setattr(sheet_writer, "_SPARSE_FROM", 1_000)
    path = tmp_path / "list.csv"
    path.write_text(f"{line}\n" * 500)
    if is_read:
        (sheet,) = book(path).sheets
        assert (sheet.row_count, len(sheet.columns), sheet.columns[39][499]) == (500, 40, "1")
        return
    with pytest.raises(RefusedInputError, match="hầu hết là ô trống"):
        book(path)


def test_a_large_list_whose_lines_end_with_carriage_returns_has_as_many_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited_text, "LARGE", 0)
    path = tmp_path / "list.csv"
    path.write_bytes("Mã,Thôn\r".encode() + b"".join(b"LS%d,x\r" % n for n in range(2_000)))
    (sheet,) = book(path).sheets
    assert (sheet.row_count, sheet.columns[0][2_000], sheet.number_of(2_000)) == (2_001, "LS1999", 2_001)


def test_a_large_list_of_too_many_columns_is_folded_as_a_small_one_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("a,b,c,d,e\n" * 20)
    limits = Limits(10**7, 3, 10)
    small = told(path, limits)
    monkeypatch.setattr(delimited_text, "LARGE", 0)
    monkeypatch.setattr(delimited_text, "_SAMPLE_LINES", 3)
    assert told(path, limits) == small
    (sheet,) = book(path, limits).sheets
    assert sheet.columns[2][19] == "c,d,e"
