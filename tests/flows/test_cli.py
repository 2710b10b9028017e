"""What the command line answers without a run."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.commands import ROOT
from tests.small import small_inbox


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return small_inbox(tmp_path / "inbox")


def rows(done: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(done.out)))


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
    assert list(book) == [*SHEETS, "Hướng dẫn"]
    assert {n: list(book[n].columns) for n in SHEETS} == {n: list(h) for n, h in SHEETS.items()}
    assert not book["Hướng dẫn"].astype(str).stack().str.contains("MAU-NHOM").any()
    doisoat("template", out, DOISOAT_CRITERIA_DIR=str(ROOT / "tests" / "criteria"))
    guide = pd.read_excel(out, sheet_name="Hướng dẫn", engine="calamine", header=None)
    assert guide.astype(str).stack().str.contains("MAU-NHOM").any(), "a set of the user's own is explained too"


def test_the_template_holds_the_villages_of_the_unit_that_is_named_and_no_others(
    doisoat: Any, demo: Any, tmp_path: Path
) -> None:
    url = demo[1].warehouse_url
    for number, unit in enumerate(("06103", "6103", "Xã Hòa Bình, Bình Gia")):
        out = tmp_path / f"mau{number}.xlsx"
        assert doisoat("template", out, "--unit", unit, "--warehouse", url).code == 0
        claims = pd.read_excel(out, sheet_name="Tự đánh giá", engine="calamine")
        assert set(zip(claims["Huyện"], claims["Xã"], strict=True)) == {("Huyện Bình Gia", "Xã Hòa Bình")}
        assert {"Thôn Bản Hoàng", "Thôn Nà Lùng"} <= set(claims["Thôn"])
        assert doisoat("check", out).code == 0, "names alone are nothing to mend"
    assert doisoat("template", tmp_path / "x.xlsx", "--unit", "Xã Hòa Bình", "--warehouse", url).code == 2
    assert doisoat("template", tmp_path / "x.xlsx", "--unit", "99999", "--warehouse", url).code == 2


def test_check_tells_each_cell_to_mend_and_is_content_with_an_empty_template(doisoat: Any, tmp_path: Path) -> None:
    out = tmp_path / "mau.xlsx"
    doisoat("template", out)
    done = doisoat("check", out, "--json")
    assert (done.code, done.json) == (0, [])
    small_inbox(tmp_path / "inbox")
    claims = tmp_path / "inbox" / "claims" / "khai.xlsx"
    assert doisoat("check", claims, "--unit", "06070").code == 0
    other = doisoat("check", claims, "--unit", "06103", "--json")
    assert other.code == 3
    assert [(one["sheet"], one["cell"], one["village"]) for one in other.json] == [
        ("Tự đánh giá", "B2", "Thôn Khuổi Dụi, Xã Vĩnh Yên")
    ]
    for own in ("Xã Vĩnh Yên, Bình Gia", "Huyện Bình Gia", "6070"):
        assert doisoat("check", claims, "--unit", own).code == 0, own
    assert doisoat("check", claims, "--unit", "Xã Hòa Bình, Văn Quan", "--json").json == other.json
    for unknown in ("99999", "Xã Không Đâu"):
        assert doisoat("check", claims, "--unit", unknown).code == 2
    several = doisoat("check", claims, "--unit", "Xã Hòa Bình")
    assert several.code == 2
    assert "Huyện Bình Gia" in several.err, "which ones are meant"
    assert "Thôn Khuổi Dụi" in doisoat("check", claims, "--unit", "06103").out


def test_a_file_that_is_no_workbook_is_one_finding(doisoat: Any, tmp_path: Path) -> None:
    (tmp_path / "thu.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    done = doisoat("check", tmp_path / "thu.xlsx", "--json")
    assert done.code == 3
    assert [(one["sheet"], one["cell"]) for one in done.json] == [("", "")]
    assert done.json[0]["fix"]


def test_doctor_says_what_to_do(doisoat: Any, inbox: Path) -> None:
    done = doisoat("doctor", DOISOAT_INBOX=str(inbox))
    assert done.code == 0, done.out
    assert "→" in done.out


def test_a_list_of_names_from_standard_input(doisoat: Any, inbox: Path) -> None:
    names = "id,village,commune,district,address\n1,Thôn Khuổi Dụi,Xã Vĩnh Yên,,\n2,Tổng cộng,,,\n3,Khuổi Lạ,06070,,\n"
    done = doisoat("resolve", "-", "--register", inbox / "register", "--as-of", "2024-11-15", stdin=names.encode())
    assert done.code == 0, done.err
    answers = rows(done)
    assert [a["status"] for a in answers] == ["matched", "rejected", "review"]
    assert answers[0]["village_code"] == "06070001"


def test_an_answer_about_a_name_is_used_by_the_next_run(doisoat: Any, inbox: Path) -> None:
    register = ("--register", inbox / "register", "--as-of", "2024-11-15")
    names = "id,village,commune,district,address\n1,Thôn Khuổi Mới,Xã Vĩnh Yên,Huyện Bình Gia,\n".encode()

    def status() -> tuple[str, str]:
        row = rows(doisoat("resolve", "-", *register, stdin=names))[0]
        return row["status"], row["village_code"]

    assert status()[0] == "review"
    doisoat("alias", "add", "Thôn Khuổi Mới", "06070001", "--commune", "Xã Vĩnh Yên")
    assert status() == ("matched", "06070001")
    assert "Khuổi Mới" in doisoat("alias", "list").out
    doisoat("alias", "withdraw", "Thôn Khuổi Mới", "06070001", "--commune", "Xã Vĩnh Yên")
    assert status()[0] == "review"
