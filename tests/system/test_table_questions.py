"""A question about a table goes out in a workbook, its answer comes back through the inbox and holds from then on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from connectors.table_answers import ANSWER, HEADINGS
from doisoat.model import Verdict
from tests.commands import Doisoat, in_process
from tests.small import small_inbox

VILLAGE = "06070001"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """One operator's table lists technologies without a word that they are there."""
    folder = small_inbox(tmp_path / "inbox")
    (folder / "operators" / "vnpt" / "vnpt_20241001.csv").write_text(
        'Huyện,Xã,Thôn,Công nghệ\nBình Gia,Vĩnh Yên,Thôn Khuổi Dụi,"FTTH, 4G"\n', encoding="utf-8"
    )
    return folder


@pytest.fixture
def doisoat(tmp_path: Path) -> Doisoat:
    return in_process(tmp_path / "home")


def infrastructure(finished: Any) -> tuple[str, set[str]]:
    """The verdict about fibre and mobile, and its reasons."""
    checks = finished.frames["check_results"].query("unit_code == @VILLAGE and check_id in ['fibre', 'mobile']")
    verdict = finished.frames["verdicts"].query("unit_code == @VILLAGE and indicator == '1'")["verdict"].item()
    return verdict, set(checks["reason"])


def test_an_asked_table_waits_and_an_answer_is_used_kept_and_forgotten(
    inbox: Path, tmp_path: Path, run_inbox: Callable[..., Any], doisoat: Doisoat
) -> None:
    finished, settings = run_inbox(inbox, tmp_path / "home")
    assert infrastructure(finished) == (Verdict.UNVERIFIED, {"layout_asked"})
    movers = finished.frames["check_results"].query("reason == 'layout_asked'")["mover"]
    assert set(movers) == {"office"}, "it is not the village's move"
    url = settings.warehouse_url
    listed = doisoat("layouts", "list", "--warehouse", url).out
    (question,) = finished.frames["table_questions"]["question"]
    assert question in listed

    out = tmp_path / "cau_hoi.xlsx"
    assert doisoat("layouts", "questions", out, "--warehouse", url).code == 0
    book = openpyxl.load_workbook(out)
    sheet = book["Câu hỏi về bảng"]
    assert [cell.value for cell in sheet[1]] == list(HEADINGS)
    assert "FTTH, 4G" in str([cell.value for cell in sheet[2]])
    sheet.cell(2, HEADINGS.index(ANSWER) + 1, "Đọc như dự định")
    (inbox / "layouts").mkdir()
    book.save(inbox / "layouts" / "tra_loi.xlsx")

    answered, _ = run_inbox(inbox, tmp_path / "home")
    assert infrastructure(answered)[1] == {"operator_yes"}
    shown = doisoat("explain", VILLAGE, "1", "--warehouse", url, "--reading").out
    assert "“Công nghệ” → technology" in shown

    shutil.rmtree(inbox / "layouts")
    kept, _ = run_inbox(inbox, tmp_path / "home")
    assert infrastructure(kept)[1] == {"operator_yes"}, "the answer holds when the workbook is gone"
    assert question in doisoat("layouts", "list", "--warehouse", url).out

    assert doisoat("layouts", "forget", question).code == 0
    forgotten, _ = run_inbox(inbox, tmp_path / "home")
    assert infrastructure(forgotten) == (Verdict.UNVERIFIED, {"layout_asked"})
    assert doisoat("layouts", "forget", question).code == 1


def test_try_shows_what_would_be_asked_and_how_it_would_be_read(inbox: Path, doisoat: Doisoat) -> None:
    tried = doisoat("try", inbox / "operators" / "vnpt" / "vnpt_20241001.csv", "--json").json
    assert (tried["status"], tried["proposal"]["technology"]) == ("asked", "Công nghệ")
    (question,) = tried["questions"]
    assert question["examples"] == {"Công nghệ": ["FTTH, 4G"]}
    assert "Đọc như dự định" in question["choices"]
