"""The sample inbox gives what was decided by hand (examples/expected.csv), and shows all that a verdict can be."""

from __future__ import annotations

import csv
import runpy
import sys
import unicodedata
from pathlib import Path

import openpyxl
import pytest

from doisoat.errors import Refused
from doisoat.model import Basis, Overall, Verdict
from doisoat.settings import Settings
from flows.demo import demo_inbox
from flows.finished import Finished
from flows.open_stores import open_warehouse
from flows.run_account import account_of
from flows.steps.letters import make_reports
from flows.watch.night_account import night_health
from reports.run_summary import summary_text

ROOT = Path(__file__).parents[1]
Demo = tuple[Finished, Settings]
_MARKS = {"changed_since", "reading_dependent"}

REFUSED = {
    "claims/binh_gia/tu_danh_gia_thieu_cot.xlsx": Refused.MISSING_HEADING,
    "claims/ghi_chu.txt": Refused.WRONG_TYPE,
    "operators/mobifone/mobifone_khong_ngay.csv": Refused.NO_DATE,
    "operators/viettel/viettel_co_mat_khau_20240930.xlsx": Refused.ENCRYPTED,
    "operators/viettel/viettel_tuong_lai.csv": Refused.FUTURE_DATE,
    "operators/vina_mau/vina_mau_20240930.csv": Refused.UNKNOWN_SOURCE,
    "operators/vnpt/vnpt_bi_cat_cut_20240930.xlsx": Refused.TRUNCATED,
    "operators/vnpt/vnpt_rong_20240930.csv": Refused.EMPTY,
}


def expected() -> list[dict[str, str]]:
    """The table decided by hand, a row a unit and indicator."""
    with (ROOT / "examples" / "expected.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def verdict_rows(demo: Demo) -> dict[tuple[str, str, str], dict[str, str]]:
    """Verdicts of a run by criteria set, unit and indicator."""
    rows = demo[0].frames["verdicts"].astype(object).to_dict("records")
    return {(r["criteria"], r["unit_code"], r["indicator"]): r for r in rows}


def test_every_verdict_is_the_one_decided_by_hand(demo: Demo) -> None:
    got = verdict_rows(demo)
    want = {(r["criteria"], r["unit_code"], r["indicator"]): r for r in expected()}
    assert len(want) == len(expected()) > 140
    assert {k: (r["verdict"], r["basis"]) for k, r in got.items()} == {
        k: (r["verdict"], r["basis"]) for k, r in want.items()
    }


def test_every_verdict_names_the_reason_decided_by_hand(demo: Demo) -> None:
    got = verdict_rows(demo)
    for row in expected():
        key = (row["criteria"], row["unit_code"], row["indicator"])
        reasons, wanted = set(got[key]["reasons"].split(";")), set(row["reason"].split(";")) - {""}
        assert wanted <= reasons, (key, reasons)
        assert reasons & _MARKS == wanted & _MARKS, (key, reasons)


def test_the_sample_shows_every_verdict_overall_basis_and_mark(demo: Demo) -> None:
    verdicts = demo[0].frames["verdicts"]
    whole = verdicts["indicator"] == "overall"
    assert set(verdicts.loc[~whole, "verdict"]) == set(Verdict)
    assert set(verdicts.loc[whole, "verdict"]) == set(Overall)
    assert set(verdicts.loc[~whole, "basis"]) == set(Basis)
    assert {mark for reasons in verdicts["reasons"] for mark in reasons.split(";")} >= _MARKS
    assert set(verdicts["level"]) == {"village", "commune", "district"}
    assert set(verdicts["criteria"]) == {"TTM-2022", "TTM-2023", "DVC-9.5"}
    assert verdicts.loc[verdicts["level"] == "village", "unit_code"].nunique() == 20


def test_the_sample_holds_every_layout_and_encoding() -> None:
    starts = {
        path.relative_to(demo_inbox()).as_posix(): path.read_bytes()[:400]
        for path in demo_inbox().rglob("*")
        if path.is_file()
    }
    assert starts["operators/mobifone/mobifone_phu_song.csv"].startswith(b"\xef\xbb\xbf")
    assert b";" in starts["operators/mobifone/mobifone_phu_song.csv"]
    assert starts["operators/vnpt/vnpt_tram_va_tu_cap.csv"].startswith(b"\xff\xfe")
    assert starts["operators/viettel/viettel_wifi.xls"].startswith(b"<html")
    assert starts["dichvucong/tinh_hinh_ho_so.xls"].startswith(b"<?xml")
    with pytest.raises(UnicodeDecodeError):
        starts["operators/vnpt/vnpt_wifi_20241130.csv"].decode("utf-8")
    districts = openpyxl.load_workbook(demo_inbox() / "operators/viettel/viettel_theo_huyen_20240930.xlsx")
    assert len(districts.sheetnames) == 3
    names = [str(row[2]) for row in districts.worksheets[0].iter_rows(min_row=2, values_only=True)]
    assert any(unicodedata.normalize("NFC", name) != name for name in names)
    spring = (demo_inbox() / "operators/viettel/nam_cu/viettel_20240331.csv").read_text("utf-8")
    assert "Khuoåi Duïi" in spring  # as a VNI font looks in any other
    villages = openpyxl.load_workbook(demo_inbox() / "ocop/ocop_2024.xlsx").active
    assert villages is not None
    named = [row[5] for row in villages.iter_rows(min_row=2, values_only=True)]
    assert None in named
    assert "Vµng MÊn" in named  # as an ABC font looks in any other


def test_publication_dates_come_from_titles_columns_and_file_names(demo: Demo) -> None:
    files = demo[0].frames["source_files"].set_index("name")
    found = files["published_from"].to_dict()
    assert found["operators/vnpt/vnpt_bao_cao_thon.xlsx"] == "title"
    assert found["operators/mobifone/mobifone_phu_song (1).csv"] == "column"
    assert found["operators/viettel/viettel_theo_huyen_20240930.xlsx"] == "file_name"


def test_what_came_in_is_what_was_read_set_aside_and_refused(demo: Demo) -> None:
    summary, files = demo[0].record.summary, demo[0].frames["source_files"]
    on_disk = [path for path in demo_inbox().rglob("*") if path.is_file()]
    counts = summary["files"]
    assert counts["in"] == len(on_disk) == counts["read"] + counts["set_aside"] + counts["refused"]
    assert counts["refused"] >= 7
    assert counts["set_aside"] == 1
    rows = summary["rows"]
    assert rows["in"] == rows["read"] + rows["set_aside"] + rows["refused"] > 600
    counted = files[["rows_in", "rows_read", "rows_set_aside", "rows_refused"]].fillna(0).astype(int)
    added = counted["rows_read"] + counted["rows_set_aside"] + counted["rows_refused"]
    assert (counted["rows_in"] == added).all()
    assert sum(summary["places"].values()) == demo[0].frames["resolutions"]["row_count"].sum()


def test_bad_input_is_refused_each_with_its_own_reason_and_a_way_to_mend_it(demo: Demo) -> None:
    refusals = demo[0].frames["refusals"]
    found = refusals.drop_duplicates("name").set_index("name")["kind"].to_dict()
    assert found == {name: str(kind) for name, kind in REFUSED.items()}
    assert refusals["what"].str.len().min() > 10
    assert refusals["fix"].str.len().min() > 10
    assert demo[0].is_partial


def test_single_rows_are_set_aside_with_their_reason_and_others_wait_for_a_person(demo: Demo) -> None:
    aside = demo[0].frames["set_aside"]
    assert {"duplicate_code", "no_place", "total_row", "superseded_claim", "unknown_criteria"} <= set(aside["reason"])
    names = demo[0].frames["resolutions"]
    waiting = names[names["match"] == "review"]
    assert "Xã Không Có Tên" in set(waiting["commune_text"])
    assert waiting["village_code"].isna().all()


def test_what_is_not_used_is_told_with_its_place_and_how_to_write_it(demo: Demo) -> None:
    summary = demo[0].record.summary
    told = {(one["reason"], one["sheet"], one["row"]): one for one in summary["unread"]}  # type: ignore[attr-defined]
    cell = told["bad_claim_cell", "Tự đánh giá", 14]
    assert (cell["village"], cell["heading"], cell["written"]) == ("Thôn Khuổi Luông", "Chỉ tiêu 1", "Đạt một phần")
    assert (cell["commune_code"], cell["is_pressing"]) == ("06070", True)
    assert {"no_place", "unknown_criteria", "claim_place_unknown"} <= {reason for reason, _, _ in told}
    text = summary_text(account_of(demo[0], demo[1]))
    assert "Chưa dùng được, cần ghi lại:" in text
    assert "tu_danh_gia_2024.xlsx · Tự đánh giá · hàng 14: Thôn Khuổi Luông" in text


def test_health_and_the_letter_of_the_unit_name_what_was_not_used(demo: Demo) -> None:
    finished, settings = demo
    with open_warehouse(settings) as warehouse:
        health = night_health(settings, warehouse, finished.record)
        assert health.headline != "ổn"
        assert any("hàng 14" in sentence for sentence in health.unread)
        reports = {
            report.unit_code: report
            for report in make_reports(warehouse, finished.record, settings, "district_quality")
        }
    own, other = (str(reports[unit].facts["troubles"]) for unit in ("181", "185"))
    assert "Đạt một phần" in own
    assert "Đạt một phần" not in other


def test_the_committed_inbox_is_what_the_script_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "examples"))
    monkeypatch.setattr(sys, "argv", ["make_inbox.py", str(tmp_path / "inbox")])
    runpy.run_path(str(ROOT / "examples" / "make_inbox.py"), run_name="__main__")

    def contents(folder: Path) -> dict[str, bytes]:
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    assert contents(tmp_path / "inbox") == contents(demo_inbox())
