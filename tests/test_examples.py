"""The sample inbox gives what was decided by hand (examples/expected.csv), and shows all that a verdict can be."""

from __future__ import annotations

import csv
import runpy
import shutil
import sqlite3
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from doisoat.errors import Refused
from doisoat.model import Basis, Overall, Verdict
from doisoat.settings import KeySettings, Settings
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


def personal_values(inbox: Path) -> Iterator[str]:
    """Every name, home, phone and number of a person in the sample inbox; numbers without their leading zero."""
    for path in (inbox / "claims").rglob("*.xlsx"):
        book = openpyxl.load_workbook(path)
        if "Thành viên" not in book.sheetnames:
            continue
        first, *others = book["Thành viên"].iter_rows(values_only=True)
        people = [row[3:7] for row in others] if first[0] == "Huyện" else [first]
        yield from (str(cell).removeprefix("0") for person in people for cell in person if cell is not None)
    post = openpyxl.load_workbook(inbox / "vpostcode/vpostcode_binh_gia_20241031.xlsx").active
    assert post is not None
    holders = [row[1:3] for row in post.iter_rows(values_only=True)]
    with (inbox / "vpostcode/vpostcode_van_quan_chi_lang.csv").open(encoding="utf-8-sig", newline="") as file:
        holders += [tuple(row[1:3]) for row in csv.reader(file) if len(row) > 2]
    yield from (str(holder) for kind, holder in holders if kind == "Hộ gia đình")


def stored(home: Path) -> str:
    """All bytes of the warehouse, its log included, and all its values as text."""
    written = b"".join(path.read_bytes() for path in sorted(home.glob("doisoat.sqlite*")))
    with sqlite3.connect(home / "doisoat.sqlite") as database:
        return written.decode("utf-8", "replace") + "\n".join(database.iterdump())


@pytest.fixture(scope="module")
def again(demo: Demo, run_inbox: Callable[..., Demo], tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The sample once more: in a copy of the first home, files under other names in another order, with a key."""
    base = tmp_path_factory.mktemp("again")
    shutil.copytree(demo[1].home, base / "home")
    names = sorted(path.relative_to(demo_inbox()) for path in demo_inbox().rglob("*") if path.is_file())
    for position, name in enumerate(names):
        # Letters only: a digit in the name might be read as a date.
        prefix = chr(ord("a") + (7 * position) % 26)
        target = base / "inbox" / name.parent / f"{prefix}-{name.name}"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(demo_inbox() / name, target)
    return run_inbox(base / "inbox", base / "home", keys=KeySettings(hmac="mau:khoa-mau-chi-de-thu-khong-dung-that"))


def test_no_personal_value_is_anywhere_in_the_warehouse(demo: Demo, again: Demo) -> None:
    values = set(personal_values(demo_inbox()))
    assert len(values) > 180
    assert min(map(len, values)) > 7
    assert {"Nguyễn Văn Mẫu Một", "900000001", "20000000002", "Nguyễn Văn Mẫu Rơi"} <= values
    for finished, settings in (demo, again):
        kept = stored(settings.home)
        assert "Khuổi Dụi" in kept, finished.record.run_id  # what may be stored is found this way
        assert [value for value in values if value in kept] == []


def test_a_second_run_in_another_home_with_other_file_names_gives_the_same_verdicts(demo: Demo, again: Demo) -> None:
    assert again[0].record.run_id != demo[0].record.run_id
    assert again[1].home != demo[1].home
    first, second = (d[0].frames["verdicts"].reset_index(drop=True) for d in (demo, again))
    order = ["criteria", "level", "unit_code", "indicator"]
    pd.testing.assert_frame_equal(
        first.sort_values(order, ignore_index=True), second.sort_values(order, ignore_index=True)
    )
    assert again[0].record.verdict_hash == demo[0].record.verdict_hash


def part_of(inbox: Path, *folders: str) -> Path:
    """An inbox with some folders of the sample only."""
    for folder in folders:
        shutil.copytree(demo_inbox() / folder, inbox / folder)
    return inbox


def test_without_any_source_nothing_is_decided_by_somebody_else(run_inbox: Callable[..., Demo], tmp_path: Path) -> None:
    finished, _ = run_inbox(part_of(tmp_path / "inbox", "register", "claims"), tmp_path / "home")
    verdicts = finished.frames["verdicts"]
    assert verdicts["unit_code"].nunique() > 20
    assert "independent" not in set(verdicts["basis"])
    # The dossier's own papers still decide what they may decide.
    assert {"confirmed", "contradicted"} <= set(verdicts.loc[verdicts["basis"] == "documentary", "verdict"])


def test_a_night_without_claims_ends_in_peace_and_a_list_of_people_in_a_wrong_folder_leaves_no_trace(
    run_inbox: Callable[..., Demo], tmp_path: Path
) -> None:
    inbox = part_of(tmp_path / "inbox", "register", "operators", "vpostcode", "ocop", "dichvucong")
    people = [("Lò Thị Mẫu Rơi", "0900000881", "020000000881"), ("Lò Văn Mẫu Rụng", "0900000882", "020000000882")]
    lines = [",".join(person) for person in people]
    for folder in ("operators/vnpt", "ocop", "vpostcode", "dichvucong", "register"):
        (inbox / folder / "to_cnscd_20240930.csv").write_text("\n".join(lines), encoding="utf-8")
        headed = ["Danh sách tổ", "Họ tên,Số điện thoại,CCCD", *lines]
        (inbox / folder / "to_cnscd_co_tieu_de_20240930.csv").write_text("\n".join(headed), encoding="utf-8")
    finished, settings = run_inbox(inbox, tmp_path / "home")
    assert finished.frames["verdicts"].empty
    refused = finished.frames["refusals"]["name"]
    assert refused.str.contains("to_cnscd").sum() == 10
    kept = stored(settings.home)
    assert [value for person in people for value in person if value.removeprefix("0") in kept] == []


def test_the_committed_inbox_is_what_the_script_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "examples"))
    monkeypatch.setattr(sys, "argv", ["make_inbox.py", str(tmp_path / "inbox")])
    runpy.run_path(str(ROOT / "examples" / "make_inbox.py"), run_name="__main__")

    def contents(folder: Path) -> dict[str, bytes]:
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    assert contents(tmp_path / "inbox") == contents(demo_inbox())
