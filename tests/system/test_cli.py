"""The command line as fixed in FORMATS section 3, as a user meets it."""

from __future__ import annotations

import csv
import io
import socket
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from doisoat.columns import VERDICTS_CSV
from warehouse.store import Warehouse


def verdict_rows(done: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(done.out)))


@pytest.fixture
def small_inbox(tmp_path: Path) -> Path:
    """Two villages, one operator, one claim: the smallest inbox that gives verdicts."""
    inbox = tmp_path / "inbox"
    for folder in ("register", "operators/vnpt", "claims"):
        (inbox / folder).mkdir(parents=True)
    (inbox / "register" / "dm.csv").write_text(
        "Mã thôn,Tên thôn,Tên xã,Mã xã,Huyện,Số hộ\n"
        "06070001,Khuổi Dụi,Xã Vĩnh Yên,06070,Huyện Bình Gia,10\n"
        "06070002,Vằng Ứn,Xã Vĩnh Yên,06070,Huyện Bình Gia,10\n",
        encoding="utf-8",
    )
    (inbox / "operators" / "vnpt" / "vnpt_20241001.csv").write_text(
        "Huyện,Xã,Thôn,FTTH,3G,4G\nBình Gia,Vĩnh Yên,Thôn Khuổi Dụi,Có,Có,Có\n", encoding="utf-8"
    )
    from connectors.sources.village_claims.template import SHEETS

    with pd.ExcelWriter(inbox / "claims" / "khai.xlsx", engine="xlsxwriter") as book:
        for sheet, headings in SHEETS.items():
            pd.DataFrame(columns=list(headings)).to_excel(book, sheet_name=sheet, index=False)
        row = ["Huyện Bình Gia", "Xã Vĩnh Yên", "Thôn Khuổi Dụi", "TTM-2023", 2024, *["Đạt"] * 5, ""]
        frame = pd.DataFrame([row], columns=list(SHEETS["Tự đánh giá"]))
        frame.to_excel(book, sheet_name="Tự đánh giá", index=False)
    return inbox


def test_help_answers_at_once(doisoat: Any) -> None:
    began = time.process_time()
    done = doisoat("--help")
    assert done.code == 0
    for command in ("run", "verdicts", "explain", "diff", "resolve", "template", "doctor", "demo"):
        assert f"\n  {command} " in done.out
    assert time.process_time() - began < 60  # the figure itself is measured in benchmarks/


def test_a_run_prints_one_json_object_and_nothing_else(doisoat: Any, small_inbox: Path) -> None:
    done = doisoat("run", "--inbox", small_inbox, "--as-of", "2024-11-15", "--json")
    assert done.code == 0, done.err
    answer = done.json
    assert answer["files"] == {"in": 3, "read": 3, "set_aside": 0, "refused": 0}
    rows = answer["rows"]
    assert rows["in"] == rows["read"] + rows["set_aside"] + rows["refused"] == 4
    assert done.err == ""
    verdicts = verdict_rows(doisoat("verdicts", "--format", "csv"))
    assert tuple(verdicts[0]) == VERDICTS_CSV
    assert {v["run_id"] for v in verdicts} == {answer["run_id"]}
    by_indicator = {v["indicator"]: v["verdict"] for v in verdicts if v["level"] == "village"}
    assert by_indicator["1"] == "unverified"
    assert by_indicator["overall"] == "pending"


def test_explain_names_file_sheet_and_row_and_says_why(doisoat: Any, small_inbox: Path) -> None:
    doisoat("run", "--inbox", small_inbox, "--as-of", "2024-11-15")
    answer = doisoat("explain", "06070001", "1", "--format", "json").json
    (indicator,) = answer["indicators"]
    assert indicator["claim_rows"][0]["file"] == "claims/khai.xlsx"
    assert (indicator["claim_rows"][0]["sheet"], indicator["claim_rows"][0]["row"]) == ("Tự đánh giá", 2)
    fibre = next(c for c in indicator["checks"] if c["check_id"] == "fibre")
    assert fibre["outcome"] == "pass"
    assert "VNPT" in fibre["sentence"]
    (row,) = fibre["evidence"]
    assert (row["file"], row["row"], row["role"]) == ("operators/vnpt/vnpt_20241001.csv", 2, "for")
    text = doisoat("explain", "06070001").out
    assert "CHƯA ĐỦ CĂN CỨ" in text
    assert "operators/vnpt/vnpt_20241001.csv" in text


def test_bad_files_stop_nothing_are_told_and_give_exit_code_3(doisoat: Any, small_inbox: Path) -> None:
    (small_inbox / "operators" / "viettel").mkdir()
    (small_inbox / "operators" / "viettel" / "rong_20241001.xlsx").write_bytes(b"")
    (small_inbox / "operators" / "viettel" / "hong_20241001.xlsx").write_bytes(b"PK\x03\x04 cut off")
    (small_inbox / "operators" / "viettel" / "khong_ngay.csv").write_text(
        "Huyện,Xã,Thôn,FTTH\nA,B,C,1\n", encoding="utf-8"
    )
    (small_inbox / "operators" / "viettel" / "tuong_lai_20271231.csv").write_text(
        "Huyện,Xã,Thôn,FTTH\nA,B,D,1\n", encoding="utf-8"
    )
    (small_inbox / "operators" / "viettel" / "thieu_cot_20241001.csv").write_text("Huyện,FTTH\nA,1\n", encoding="utf-8")
    (small_inbox / "linh_tinh").mkdir()
    (small_inbox / "linh_tinh" / "a.csv").write_text("x\n", encoding="utf-8")
    done = doisoat("run", "--inbox", small_inbox, "--as-of", "2024-11-15", "--json")
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
    reasons = {v["reasons"] for v in verdict_rows(doisoat("verdicts", "--format", "csv")) if v["indicator"] == "1"}
    assert reasons == {"no_contract_claimed"}


def test_the_same_bytes_again_are_told_apart_by_the_date_in_their_name(doisoat: Any, small_inbox: Path) -> None:
    folder = small_inbox / "operators" / "vnpt"
    content = (folder / "vnpt_20241001.csv").read_bytes()
    (folder / "ban sao vnpt_20241001.csv").write_bytes(content)
    (folder / "vnpt_20241101.csv").write_bytes(content)
    answer = doisoat("run", "--inbox", small_inbox, "--as-of", "2024-11-15", "--json").json
    assert answer["files"] == {"in": 5, "read": 4, "set_aside": 1, "refused": 0}
    fibre = doisoat("explain", "06070001", "1", "--format", "json").json["indicators"][0]["checks"][0]
    assert [row["published_on"] for row in fibre["evidence"]] == ["2024-11-01"]


def test_the_same_input_gives_the_same_verdicts_in_another_home_and_hash_seed(
    doisoat: Any, small_inbox: Path, tmp_path: Path
) -> None:
    args = ("run", "--inbox", small_inbox, "--as-of", "2024-11-15", "--json")
    first = doisoat(*args).json
    again = doisoat(*args).json
    elsewhere = doisoat(*args, DOISOAT_HOME=str(tmp_path / "other"), PYTHONHASHSEED="7").json
    assert first["verdict_hash"] == again["verdict_hash"] == elsewhere["verdict_hash"]
    assert first["run_id"] != again["run_id"]


def test_known_at_limits_a_run_to_what_had_landed(doisoat: Any, small_inbox: Path) -> None:
    doisoat("run", "--inbox", small_inbox, "--as-of", "2024-11-15")
    done = doisoat("run", "--inbox", small_inbox, "--as-of", "2024-11-15", "--known-at", "2020-01-01", "--json")
    assert done.json["files"]["in"] == 0
    assert done.json["verdicts"] == {}


def test_a_scope_limits_the_verdicts(doisoat: Any, small_inbox: Path) -> None:
    of_nobody = ("run", "--inbox", small_inbox, "--as-of", "2024-11-15", "--scope", "05971", "--json")
    done = doisoat(*of_nobody)
    assert done.code == 0
    assert done.json["verdicts"] == {}
    unknown = doisoat(*of_nobody[:-2], "99999", "--json")
    assert unknown.code == 2
    assert "99999" in unknown.err


@pytest.mark.parametrize(
    "args",
    [
        ("run", "--inbox", "/khong/co"),
        ("run", "--as-of", "15/11/2024"),
        ("run", "--criteria", "TTM-1999", "--inbox", "."),
        ("verdicts", "--format", "pdf"),
        ("explain",),
        ("nothing",),
    ],
)
def test_wrong_usage_is_exit_code_2(doisoat: Any, args: tuple[str, ...]) -> None:
    assert doisoat(*args).code == 2


def test_a_run_that_is_not_there_is_told_in_one_sentence(doisoat: Any) -> None:
    done = doisoat("verdicts")
    assert done.code == 1
    assert done.err.startswith("Chưa làm được:")
    assert "Traceback" not in done.err


def test_the_template_has_the_fixed_sheets_and_headings_and_reads_back(doisoat: Any, tmp_path: Path) -> None:
    from connectors.sources.village_claims.template import SHEETS

    out = tmp_path / "mau.xlsx"
    assert doisoat("template", out).code == 0
    book = pd.read_excel(out, sheet_name=None, engine="calamine")
    assert {name: list(frame.columns) for name, frame in book.items()} == {n: list(h) for n, h in SHEETS.items()}


def test_verdicts_come_as_table_json_and_workbook_too(doisoat: Any, small_inbox: Path, tmp_path: Path) -> None:
    doisoat("run", "--inbox", small_inbox, "--as-of", "2024-11-15")
    assert "chưa đủ căn cứ" in doisoat("verdicts").out
    assert len(doisoat("verdicts", "--format", "json").json) == 7
    out = tmp_path / "kl.xlsx"
    assert doisoat("verdicts", "--format", "xlsx", "--out", out).code == 0
    assert len(pd.read_excel(out, engine="calamine")) == 7


def test_the_demo_needs_no_server_and_has_the_verdicts_of_the_plain_steps(
    doisoat: Any, demo: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "demo"
    done = doisoat("demo", "--into", folder)
    assert done.code == 0, done.err
    assert not list(folder.glob("prefect*"))
    with Warehouse.open(f"sqlite:///{folder / 'doisoat.sqlite'}") as warehouse:
        assert warehouse.resolve_run("latest").verdict_hash == demo[0].record.verdict_hash


def test_the_demo_on_prefect_is_a_flow_on_a_server_that_ends_with_it(doisoat: Any, demo: Any, tmp_path: Path) -> None:
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


def test_doctor_says_what_to_do(doisoat: Any, small_inbox: Path) -> None:
    done = doisoat("doctor", DOISOAT_INBOX=str(small_inbox))
    assert done.code == 0, done.out
    assert "→" in done.out


def test_a_list_of_names_from_standard_input(doisoat: Any, small_inbox: Path) -> None:
    names = "id,village,commune,district,address\n1,Thôn Khuổi Dụi,Xã Vĩnh Yên,,\n2,Tổng cộng,,,\n3,Khuổi Lạ,06070,,\n"
    done = doisoat(
        "resolve", "-", "--register", small_inbox / "register", "--as-of", "2024-11-15", stdin=names.encode()
    )
    assert done.code == 0, done.err
    answers = verdict_rows(done)
    assert [a["status"] for a in answers] == ["matched", "rejected", "review"]
    assert answers[0]["village_code"] == "06070001"


def test_an_answer_about_a_name_is_used_by_the_next_run(doisoat: Any, small_inbox: Path) -> None:
    register = ("--register", small_inbox / "register", "--as-of", "2024-11-15")
    names = "id,village,commune,district,address\n1,Thôn Khuổi Mới,Xã Vĩnh Yên,Huyện Bình Gia,\n".encode()

    def status() -> tuple[str, str]:
        row = verdict_rows(doisoat("resolve", "-", *register, stdin=names))[0]
        return row["status"], row["village_code"]

    assert status()[0] == "review"
    doisoat("alias", "add", "Thôn Khuổi Mới", "06070001", "--commune", "Xã Vĩnh Yên")
    assert status() == ("matched", "06070001")
    assert "Khuổi Mới" in doisoat("alias", "list").out
    doisoat("alias", "withdraw", "Thôn Khuổi Mới", "06070001", "--commune", "Xã Vĩnh Yên")
    assert status()[0] == "review"
