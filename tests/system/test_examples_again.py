"""Parts of the sample inbox, and the whole of it once more, each run by itself."""

from __future__ import annotations

import csv
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from doisoat.settings import KeySettings, Settings
from flows.demo import demo_inbox
from flows.finished import Finished

Demo = tuple[Finished, Settings]


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
