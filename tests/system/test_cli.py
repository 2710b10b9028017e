"""The command line as fixed in FORMATS section 3, as a user meets it."""

from __future__ import annotations

import csv
import io
import shutil
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from doisoat.columns import VERDICTS_CSV
from tests.commands import Doisoat, Done, as_process, in_process
from tests.small import small_inbox
from warehouse.store import Warehouse

ON_THE_DAY = ("--as-of", "2024-11-15")


def verdict_rows(done: Done) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(done.out)))


First = tuple[Path, Path, Done]


@pytest.fixture(scope="session")
def first(made_once: Callable[..., First]) -> First:
    """The small inbox, a home, and the first run in it, by a process of its own. Whoever uses it only reads."""

    def make(folder: Path) -> First:
        inbox, home = small_inbox(folder / "inbox"), folder / "home"
        return inbox, home, as_process(home)("run", "--inbox", inbox, *ON_THE_DAY, "--json")

    return made_once("small run", make)


@pytest.fixture
def read(first: First) -> Doisoat:
    """Commands that read what the first run stored."""
    return in_process(first[1])


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A small inbox to be changed."""
    return small_inbox(tmp_path / "inbox")


@pytest.fixture
def run(inbox: Path, tmp_path: Path) -> Doisoat:
    """Commands in a home of their own."""
    return in_process(tmp_path / "home")


def test_help_names_the_commands(doisoat: Doisoat) -> None:
    done = doisoat("--help")
    assert done.code == 0
    for command in ("run", "verdicts", "explain", "diff", "resolve", "template", "doctor", "demo"):
        assert f"\n  {command} " in done.out


def test_a_run_prints_one_json_object_and_nothing_else(first: First, read: Doisoat) -> None:
    done = first[2]
    assert done.code == 0, done.err
    answer = done.json
    assert answer["files"] == {"in": 3, "read": 3, "set_aside": 0, "refused": 0}
    rows = answer["rows"]
    assert rows["in"] == rows["read"] + rows["set_aside"] + rows["refused"] == 4
    assert done.err == ""
    verdicts = verdict_rows(read("verdicts", "--format", "csv"))
    assert tuple(verdicts[0]) == VERDICTS_CSV
    assert {v["run_id"] for v in verdicts} == {answer["run_id"]}
    by_indicator = {v["indicator"]: v["verdict"] for v in verdicts if v["level"] == "village"}
    assert by_indicator["1"] == "unverified"
    assert by_indicator["overall"] == "pending"


def test_explain_names_file_sheet_and_row_and_says_why(read: Doisoat) -> None:
    answer = read("explain", "06070001", "1", "--format", "json").json
    (indicator,) = answer["indicators"]
    assert indicator["claim_rows"][0]["file"] == "claims/khai.xlsx"
    assert (indicator["claim_rows"][0]["sheet"], indicator["claim_rows"][0]["row"]) == ("Tự đánh giá", 2)
    fibre = next(c for c in indicator["checks"] if c["check_id"] == "fibre")
    assert fibre["outcome"] == "pass"
    assert "VNPT" in fibre["sentence"]
    (row,) = fibre["evidence"]
    assert (row["file"], row["row"], row["role"]) == ("operators/vnpt/vnpt_20241001.csv", 2, "for")
    text = read("explain", "06070001").out
    assert "CHƯA ĐỦ CĂN CỨ" in text
    assert "operators/vnpt/vnpt_20241001.csv" in text


def test_bad_files_stop_nothing_are_told_and_give_exit_code_3(run: Doisoat, inbox: Path) -> None:
    (inbox / "operators" / "viettel").mkdir()
    (inbox / "operators" / "viettel" / "rong_20241001.xlsx").write_bytes(b"")
    (inbox / "operators" / "viettel" / "hong_20241001.xlsx").write_bytes(b"PK\x03\x04 cut off")
    (inbox / "operators" / "viettel" / "khong_ngay.csv").write_text("Huyện,Xã,Thôn,FTTH\nA,B,C,1\n", encoding="utf-8")
    (inbox / "operators" / "viettel" / "tuong_lai_20271231.csv").write_text(
        "Huyện,Xã,Thôn,FTTH\nA,B,D,1\n", encoding="utf-8"
    )
    (inbox / "operators" / "viettel" / "thieu_cot_20241001.csv").write_text("Huyện,FTTH\nA,1\n", encoding="utf-8")
    (inbox / "linh_tinh").mkdir()
    (inbox / "linh_tinh" / "a.csv").write_text("x\n", encoding="utf-8")
    done = run("run", "--inbox", inbox, *ON_THE_DAY, "--json")
    assert done.code == 3, done.err
    answer = done.json
    kinds = {refusal["name"].rsplit("/")[-1]: refusal["kind"] for refusal in answer["refusals"]}
    assert kinds == {
        "rong_20241001.xlsx": "empty",
        "hong_20241001.xlsx": "truncated",
        "khong_ngay.csv": "no_date",
        "tuong_lai_20271231.csv": "future_date",
        "thieu_cot_20241001.csv": "missing_heading",
        "a.csv": "unknown_source",
    }
    assert all(refusal["what"] and refusal["fix"] for refusal in answer["refusals"])
    files, rows = answer["files"], answer["rows"]
    assert files["in"] == files["read"] + files["set_aside"] + files["refused"] == 9
    assert rows["in"] == rows["read"] + rows["set_aside"] + rows["refused"]
    reasons = {v["reasons"] for v in verdict_rows(run("verdicts", "--format", "csv")) if v["indicator"] == "1"}
    assert reasons == {"no_contract_claimed"}


def test_the_same_bytes_again_are_told_apart_by_the_date_in_their_name(run: Doisoat, inbox: Path) -> None:
    folder = inbox / "operators" / "vnpt"
    content = (folder / "vnpt_20241001.csv").read_bytes()
    (folder / "ban sao vnpt_20241001.csv").write_bytes(content)
    (folder / "vnpt_20241101.csv").write_bytes(content)
    answer = run("run", "--inbox", inbox, *ON_THE_DAY, "--json").json
    assert answer["files"] == {"in": 5, "read": 4, "set_aside": 1, "refused": 0}
    fibre = run("explain", "06070001", "1", "--format", "json").json["indicators"][0]["checks"][0]
    assert [row["published_on"] for row in fibre["evidence"]] == ["2024-11-01"]


def test_the_same_input_gives_the_same_verdicts_in_another_home_and_hash_seed(
    first: First, doisoat: Doisoat, tmp_path: Path
) -> None:
    inbox, home, done = first
    shutil.copytree(home, tmp_path / "copy")
    args = ("run", "--inbox", inbox, *ON_THE_DAY, "--json")
    again = in_process(tmp_path / "copy")(*args).json
    elsewhere = doisoat(*args, PYTHONHASHSEED="7").json
    assert done.json["verdict_hash"] == again["verdict_hash"] == elsewhere["verdict_hash"]
    assert done.json["run_id"] != again["run_id"]


def test_known_at_limits_a_run_to_what_had_landed(first: First, tmp_path: Path) -> None:
    inbox, home, _ = first
    shutil.copytree(home, tmp_path / "copy")
    done = in_process(tmp_path / "copy")("run", "--inbox", inbox, *ON_THE_DAY, "--known-at", "2020-01-01", "--json")
    assert done.json["files"]["in"] == 0
    assert done.json["verdicts"] == {}


def test_a_scope_limits_the_verdicts(run: Doisoat, inbox: Path) -> None:
    of_nobody = ("run", "--inbox", inbox, *ON_THE_DAY, "--scope", "05971", "--json")
    done = run(*of_nobody)
    assert (done.code, done.out) == (2, "")
    assert "05971" in done.err
    assert run("verdicts").code == 1  # nothing was stored
    some = run(*of_nobody[:-1], "--scope", "Xã Vĩnh Yên, Bình Gia", "--json")
    assert some.code == 3
    assert some.json["scope"] == ["05971", "06070"]
    assert some.json["scope_without_claims"] == ["05971"]
    assert run("verdicts", "--scope", "6070").code == 0
    assert run("verdicts", "--scope", "05971").code == 2
    unknown = run(*of_nobody[:-2], "99999", "--json")
    assert unknown.code == 2
    assert "99999" in unknown.err


def test_verdicts_come_as_table_json_and_workbook_too(read: Doisoat, tmp_path: Path) -> None:
    assert "chưa đủ căn cứ" in read("verdicts").out
    assert len(read("verdicts", "--format", "json").json) == 7
    out = tmp_path / "kl.xlsx"
    assert read("verdicts", "--format", "xlsx", "--out", out).code == 0
    assert len(pd.read_excel(out, engine="calamine")) == 7


def test_the_demo_needs_no_server_and_has_the_verdicts_of_the_plain_steps(
    doisoat: Doisoat, demo: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "demo"
    done = doisoat("demo", "--into", folder)
    assert done.code == 0, done.err
    assert not list(folder.glob("prefect*"))
    with Warehouse.open(f"sqlite:///{folder / 'doisoat.sqlite'}") as warehouse:
        assert warehouse.resolve_run("latest").verdict_hash == demo[0].record.verdict_hash


def test_the_demo_on_prefect_is_a_flow_on_a_server_that_ends_with_it(
    doisoat: Doisoat, demo: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "demo"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    done = doisoat("demo", "--prefect", "--port", port, "--into", folder)
    assert done.code == 0, done.err
    assert f"http://127.0.0.1:{port}/runs" in done.out
    with Warehouse.open(f"sqlite:///{folder / 'doisoat.sqlite'}") as warehouse:
        assert warehouse.resolve_run("latest").verdict_hash == demo[0].record.verdict_hash
    with closing(sqlite3.connect(folder / "prefect-server" / "prefect.db")) as known:
        runs = known.execute("SELECT state_name, parent_task_run_id IS NULL FROM flow_run ORDER BY 2 DESC").fetchall()
        assert runs == [("Completed", 1), ("Completed", 0)], "the night, and the collecting of shop pages within it"
        assert known.execute("SELECT count(*) FROM task_run").fetchone()[0] > 5
    with pytest.raises(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        pass


@pytest.mark.parametrize("as_json", [False, True])
def test_the_loser_of_twin_runs_is_skipped_and_nothing_has_failed(
    run: Doisoat, inbox: Path, tmp_path: Path, as_json: bool
) -> None:
    (tmp_path / "home").mkdir()
    with Warehouse.open(f"sqlite:///{tmp_path / 'home' / 'doisoat.sqlite'}") as warehouse, warehouse.lease():
        done = run("run", "--inbox", inbox, *ON_THE_DAY, *(["--json"] if as_json else []))
    assert done.code == 0
    told = done.json["skipped"] if as_json else done.out
    assert "một lượt đối soát khác của cùng phạm vi đang chạy" in told
    with Warehouse.open(f"sqlite:///{tmp_path / 'home' / 'doisoat.sqlite'}") as warehouse:
        assert warehouse.runs() == []
