"""A question about a name goes out in a workbook and its answer comes back through the inbox."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from gazetteer.review import RIGHT, VILLAGE, review_frame
from reports.name_questions import write_questions
from warehouse.store import Warehouse

HEADER = "Huyện,Xã,Thôn,FTTH,3G,4G\n"


def _inbox(folder: Path) -> Path:
    (folder / "register").mkdir(parents=True)
    (folder / "operators" / "vnpt").mkdir(parents=True)
    (folder / "register" / "dm.csv").write_text(
        "Mã thôn,Tên thôn,Tên xã,Mã xã,Huyện\n06070001,Khuổi Dụi,Xã Vĩnh Yên,06070,Huyện Bình Gia\n", encoding="utf-8"
    )
    (folder / "operators" / "vnpt" / "vnpt_20241001.csv").write_text(
        HEADER + "Bình Gia,Vĩnh Yên,Thôn Khuổi Dúi Mới,Có,Có,Có\n", encoding="utf-8"
    )
    return folder


def _matches(finished: Any) -> list[str]:
    frame: pd.DataFrame = finished.frames["resolutions"]
    return frame.loc[frame["source_id"] == "vnpt", "match"].tolist()


def test_an_answer_counts_while_its_file_lies_in_the_inbox(run_inbox: Callable[..., Any], tmp_path: Path) -> None:
    inbox = _inbox(tmp_path / "inbox")
    finished, settings = run_inbox(inbox, tmp_path / "home")
    assert _matches(finished) == ["review"]
    out = tmp_path / "cau_hoi.xlsx"
    with Warehouse.open(settings.warehouse_url) as warehouse:
        villages = warehouse.units().query("level == 'village'").rename(columns={"unit_code": "village_code"})
        write_questions(out, review_frame(warehouse.resolutions(finished.record.run_id), villages))
    book = openpyxl.load_workbook(out)
    sheet = book.active
    assert sheet is not None
    headings = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, headings.index(VILLAGE) + 1).value == "Thôn Khuổi Dúi Mới"
    sheet.cell(2, headings.index(RIGHT) + 1, "06070001")
    (inbox / "aliases").mkdir()
    book.save(inbox / "aliases" / "tra_loi.xlsx")

    answered, _ = run_inbox(inbox, tmp_path / "home")
    assert _matches(answered) == ["matched"]
    shutil.rmtree(inbox / "aliases")
    again, _ = run_inbox(inbox, tmp_path / "home")
    assert _matches(again) == ["review"]


def test_an_answer_nobody_can_follow_is_set_aside_with_its_row(run_inbox: Callable[..., Any], tmp_path: Path) -> None:
    inbox = _inbox(tmp_path / "inbox")
    (inbox / "aliases").mkdir()
    (inbox / "aliases" / "tra_loi.csv").write_text(
        "Thôn trong tệp,Xã trong tệp,Huyện trong tệp,Mã thôn đúng,Không phải mã thôn\n"
        "Thôn Lạ,Vĩnh Yên,Bình Gia,,\n"
        "Thôn Khuổi Dúi Mới,Vĩnh Yên,Bình Gia,99999999,\n",
        encoding="utf-8",
    )
    finished, _ = run_inbox(inbox, tmp_path / "home")
    assert _matches(finished) == ["review"]
    aside = finished.frames["set_aside"].query("reason == 'answer_unclear'")
    assert aside["row"].tolist() == [3]
    assert finished.record.summary["claims_set_aside"][0]["rows"] == 1
