from __future__ import annotations

import io
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.files import refusals
from connectors.files.reader import ReaderPool, _refusal
from connectors.files.sheet_builder import Assembly
from connectors.files.sheet_writer import Limits, Output, plain
from connectors.sandbox.pool import death_of
from connectors.sandbox.wire import (
    MAX_FRAME,
    BrokenFrameError,
    Cell,
    Message,
    read_frames,
    write_columns,
    write_frame,
)
from doisoat.errors import Refused, RefusedInputError
from doisoat.settings import ReaderLimits
from tests.examples import examples


def table(path: Path, rows: int = 3) -> Path:
    path.write_text("a,b\n" + "1,2\n" * rows)
    return path


def test_a_file_that_takes_too_long_is_refused_and_the_next_one_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.files.reader._CPU_SECONDS_PER_MB", 0)
    slow = tmp_path / "slow.csv"
    slow.write_text('"a","b"\n' + '"1","2"\n' * 1_500_000)
    with ReaderPool(ReaderLimits(cpu_seconds=1)) as pool:
        result, cost = pool.read_measured(slow)
        assert isinstance(result, RefusedInputError)
        assert (result.kind, cost.died) == (Refused.TOO_SLOW, True)
        assert cost.cpu_seconds < 3
        assert pool.read(table(tmp_path / "next.csv"), "next.csv").sheets[0].row_count == 4


def test_a_file_that_needs_too_much_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.files.reader._MEMORY_PER_BYTE", 0)
    tight = tmp_path / "tight.csv"
    tight.write_text("x" * 30_000_000)
    with ReaderPool(ReaderLimits(memory_mb=64)) as pool:
        result, cost = pool.read_measured(tight)
        assert isinstance(result, RefusedInputError)
        assert (result.kind, cost.died) == (Refused.TOO_MUCH_MEMORY, True)
        assert cost.peak_mb <= 64


def test_a_file_over_the_size_limit_is_not_even_opened(tmp_path: Path) -> None:
    big = tmp_path / "big.csv"
    with big.open("wb") as file:
        file.truncate(3 * 2**20)
    with ReaderPool(ReaderLimits(max_list_mb=2)) as pool, pytest.raises(RefusedInputError, match="3 MB") as caught:
        pool.read(big, "big.csv")
    assert caught.value.kind is Refused.TOO_MANY_CELLS


def test_limits_on_columns_and_sheets_hold(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    sheet = '<Worksheet ss:Name="A"><Table><Row><Cell><Data>1</Data></Cell></Row></Table></Worksheet>'
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    path.write_text(f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}">{sheet * 4}</Workbook>')
    with ReaderPool(ReaderLimits(max_sheets=3)) as pool, pytest.raises(RefusedInputError, match="3 trang tính"):
        pool.read(path, "x.xml")
    with ReaderPool(ReaderLimits(max_sheets=4)) as pool:
        assert len(pool.read(path, "x.xml").sheets) == 4
    with (
        ReaderPool(ReaderLimits(max_cells=10, max_list_cells=10)) as pool,
        pytest.raises(RefusedInputError, match="10 ô"),
    ):
        pool.read(table(tmp_path / "cells.csv", 9), "cells.csv")


def test_a_missing_file_is_refused(pool: ReaderPool, tmp_path: Path) -> None:
    with pytest.raises(RefusedInputError) as caught:
        pool.read(tmp_path / "gone.csv", "gone.csv")
    assert caught.value.spot.file == "gone.csv"


def test_a_server_that_was_killed_is_replaced(tmp_path: Path) -> None:
    path = table(tmp_path / "x.csv")
    with ReaderPool(ReaderLimits()) as pool:
        pool.read(path, "x.csv")
        server = pool._server
        assert server is not None
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
        assert pool.read(path, "x.csv").sheets[0].row_count == 4


def test_several_threads_share_a_pool(pool: ReaderPool, tmp_path: Path) -> None:
    found: dict[int, int] = {}

    def work(number: int) -> None:
        path = table(tmp_path / f"{number}.csv", number)
        for _ in range(5):
            found[number] = pool.read(path, path.name).sheets[0].row_count

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == {number: number + 1 for number in range(6)}


def test_the_server_gets_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOISOAT_KEYS__HMAC", "bi-mat")
    with ReaderPool(ReaderLimits()) as pool:
        pool.read(table(tmp_path / "x.csv"), "x.csv")
        assert pool._server is not None
        environment = Path(f"/proc/{pool._server.pid}/environ")
        if not environment.exists():
            pytest.skip("no /proc on this system")
        assert b"bi-mat" not in environment.read_bytes()


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ({"exit": -signal.SIGXCPU, "cpu": 20.0, "peak_kb": 1}, Refused.TOO_SLOW),
        ({"exit": -signal.SIGKILL, "cpu": 1.0, "peak_kb": 1, "verdict": "late"}, Refused.TOO_SLOW),
        ({"exit": -signal.SIGABRT, "cpu": 1.0, "peak_kb": 1}, Refused.TOO_MUCH_MEMORY),
        ({"exit": 77, "cpu": 1.0, "peak_kb": 1}, Refused.TOO_MUCH_MEMORY),
        ({"exit": -signal.SIGSEGV, "cpu": 1.0, "peak_kb": 1}, Refused.READER_DIED),
        ({"exit": 0, "cpu": 1.0, "peak_kb": 1}, Refused.READER_DIED),
        ({}, Refused.READER_DIED),
    ],
)
def test_a_death_is_told_by_its_cause(word: dict[str, object], kind: Refused) -> None:
    assert _refusal(death_of(word, 20, 512), 20, 512).kind is kind


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
KINDS = ["kind", "sheet", "columns", "end_sheet", "done", "refused"]
FIELDS = ["kind", "name", "columns", "rows", "first_row", "merges", "row_numbers", "notes", "what", "fix", "sheet"]
lies = st.builds(
    lambda kind, fields: {"type": kind, **fields},
    st.sampled_from(KINDS),
    st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=8),
)


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(lies, max_size=6))
def test_whatever_a_child_says_the_parent_takes_it_or_calls_it_broken(messages: list[Message]) -> None:
    assembly = Assembly(ReaderLimits())
    try:
        for message in messages:
            assembly.take(message)
    except BrokenFrameError:
        return
    for sheet in assembly.workbook().sheets:
        assert len({len(column) for column in sheet.columns}) <= 1


@given(st.lists(json_values, max_size=3), st.integers(0, 40))
def test_messages_arrive_whole_or_the_stream_is_called_broken(values: list[object], cut: int) -> None:
    stream = io.BytesIO()
    messages: list[Message] = [{"type": "x", "value": value} for value in values]
    for message in messages:
        write_frame(stream, message)
    whole = stream.getvalue()
    assert list(read_frames(io.BytesIO(whole))) == messages
    if 0 < cut < len(whole):
        received = []
        try:
            for message in read_frames(io.BytesIO(whole[:-cut])):
                received.append(message)
        except BrokenFrameError:
            pass
        assert received == messages[: len(received)]
        assert len(received) < len(messages)


texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
plain_cells = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
some_texts = st.lists(st.none() | st.sampled_from(["a", "", "ỷ", "1"]), min_size=3, max_size=3)
some_columns = st.lists(st.lists(plain_cells, min_size=3, max_size=3) | some_texts, max_size=4)


def assembled(*chunks: list[list[Cell]], rows: int = 3) -> Assembly:
    """A sheet of which so many chunks came over the wire."""
    stream, assembly = io.BytesIO(), Assembly(ReaderLimits())
    write_frame(stream, {"type": "kind", "kind": "csv"})
    write_frame(stream, {"type": "sheet", "name": "S", "is_hidden": False})
    output = Output(stream, Limits(10**6, 100, 10))
    for chunk in chunks:
        write_columns(stream, [output._coded(column, None) for column in chunk], rows)
    end = {"first_row": 1, "merges": [], "row_numbers": None, "uncomputed": [], "widths": None}
    write_frame(stream, {"type": "end_sheet", **end})
    for message in read_frames(io.BytesIO(stream.getvalue())):
        assembly.take(message)
    return assembly


@pytest.mark.parametrize("short", [0, 2_000])
@given(st.lists(some_columns, min_size=1, max_size=3))
def test_columns_arrive_as_they_were_sent_whatever_their_values_and_types(
    short: int, chunks: list[list[list[Cell]]]
) -> None:
    width = max(map(len, chunks))
    blanks: list[Cell] = [None] * 3
    sent = [[cell for chunk in chunks for cell in (chunk[c] if c < len(chunk) else blanks)] for c in range(width)]
    sent = [[plain(cell) for cell in column] for column in sent]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("connectors.files.sheet_builder._SHORT", short)
        (sheet,) = assembled(*chunks).workbook().sheets
    assert [list(column) for column in sheet.columns] == sent
    assert [list(map(type, column)) for column in sheet.columns] == [list(map(type, column)) for column in sent]


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xff\xff\xff",
        (MAX_FRAME + 1).to_bytes(4, "big"),
        b"\0\0\0\2[]",
        b"\0\0\0\2{x",
        b"\0\1\x00\x00" + b"[" * 65536,
    ],
)
def test_lies_on_the_wire_are_no_messages(body: bytes) -> None:
    with pytest.raises(BrokenFrameError):
        list(read_frames(io.BytesIO(body)))


ONE = (0).to_bytes(4, sys.byteorder)
BEYOND, BELOW = (1).to_bytes(4, sys.byteorder), (-2).to_bytes(4, sys.byteorder, signed=True)


@pytest.mark.parametrize(
    ("columns", "rows", "body"),
    [
        *(("abc", 1, b""), (None, 1, b""), ([{"a": 1}], 1, b""), ([[1, 1]], 1, b""), ([[1, 1, []]], -1, b"a" + ONE)),
        *(
            ([[1, 1, [None]]], 1, b"a" + ONE),
            ([[0, 0, [{}]]], 1, ONE),
            ([[0, 0, [[1]]]], 1, ONE),
            ([[0, 0, "a"]], 1, ONE),
        ),
        *(([[2, 1, []]], 1, b"a" + ONE), ([[1, 3, []]], 1, b"a\0b" + ONE), ([[1, 1, []]], 1, b"\xff" + ONE)),
        *(([[1, 1, []]], 2, b"a" + ONE), ([[1, 1, []]], 1, b"a" + ONE + b"x"), ([[0, 1, []]], 1, b"a" + ONE)),
        *(([[1, 1, []]], 1, b"a" + BEYOND), ([[1, 1, []]], 1, b"a" + BELOW), ([[True, 1, []]], 1, b"a" + ONE)),
    ],
)
def test_cells_are_plain_and_within_bounds_or_refused(columns: object, rows: int, body: bytes) -> None:
    assembly = Assembly(ReaderLimits())
    for message in ({"type": "kind", "kind": "csv"}, {"type": "sheet", "name": "S", "is_hidden": False}):
        assembly.take(message)
    with pytest.raises(BrokenFrameError):
        assembly.take({"type": "columns", "columns": columns, "rows": rows, "bytes": len(body), "body": body})


def of_cells(width: int, rows: int) -> Message:
    """So many columns of one text."""
    return {"type": "columns", "columns": [[1, 1, []]] * width, "rows": rows, "body": (b"a" + ONE * rows) * width}


@pytest.mark.parametrize("width", [0, 1])
def test_rows_of_few_columns_count_with_the_blanks_that_fill_the_others(width: int) -> None:
    assembly = Assembly(ReaderLimits(max_cells=1_000))
    assembly.take({"type": "sheet", "name": "S", "is_hidden": False})
    for message in (of_cells(100, 1), of_cells(width, 9), of_cells(width, 10)):
        assembly.take(message)
    with pytest.raises(BrokenFrameError, match="more cells"):
        assembly.take(of_cells(width, 1))


def test_what_follows_a_message_is_whole_and_no_longer_than_allowed() -> None:
    for following in (9, MAX_FRAME + 1, -1, True, "9"):
        stream = io.BytesIO()
        write_frame(stream, {"type": "columns", "bytes": following})
        stream.write(b"abc")
        with pytest.raises(BrokenFrameError):
            list(read_frames(io.BytesIO(stream.getvalue())))


def test_equal_texts_are_one_object_and_true_stays_apart_from_one() -> None:
    names, values = assembled([["xã", "xã"], [1, True]], [["xã", "xã"], [1, True]], rows=2).workbook().sheets[0].columns
    assert len(set(map(id, names))) == 1
    assert [type(value) for value in values] == [int, bool, int, bool]


def test_every_reason_has_words_and_a_way_out() -> None:
    made = [
        refusals.empty(), refusals.encrypted(), refusals.truncated(), refusals.wrong_type("x"), refusals.bomb("x"),
        refusals.dtd(), refusals.too_many_cells("x"), refusals.too_big(3, 2), refusals.no_sheet(), refusals.no_cells(),
        refusals.no_results(), refusals.damaged(), refusals.old_format("x"), refusals.too_slow(1), refusals.encoding(),
        refusals.too_much_memory(1), refusals.reader_died(), refusals.vanished(), refusals.being_copied(),
    ]  # fmt: skip
    assert all(refusal.what and refusal.fix for refusal in made)
    assert len({refusal.what for refusal in made}) == len(made)


def test_a_file_that_changes_while_it_is_read_where_it_lies_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    call = ReaderPool.call

    def call_while_it_changes(pool: ReaderPool, *args: Any, **named: Any) -> Any:
        ending = call(pool, *args, **named)
        path.write_text("a,b\n1,2\n3,4\n", encoding="utf-8")
        return ending

    monkeypatch.setattr(ReaderPool, "call", call_while_it_changes)
    with ReaderPool(ReaderLimits()) as pool, pytest.raises(RefusedInputError, match="đang được chép"):
        pool.read(path, "a.csv")
