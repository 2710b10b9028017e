"""A list that shrinks overnight is held back; the register falls back on the one that was accepted last."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from benchmarks.inboxes import write_inbox
from doisoat.errors import ConfigError
from flows.open_stores import open_warehouse
from flows.watch.doctor.check import Inspection
from flows.watch.doctor.sources import sources

VILLAGES = 40
KEY = ["unit_code", "indicator"]
FIRST = 15  # of November: the night that was run already
NOW = dt.datetime(2024, 11, 16, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def first_night(run_inbox: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A folder with an inbox and a home in which the night of the 15th was run, and that night.

    Whose inbox it is, is told by its path: so each test gets the folder as it was, in its place.
    """
    folder = tmp_path_factory.mktemp("standing") / "here"
    write_inbox(folder / "inbox", VILLAGES, addresses=3000)
    night = run_inbox(folder / "inbox", folder / "home", dt.date(2024, 11, 15))
    shutil.copytree(folder, folder.with_name("kept"), symlinks=True)
    return folder, night


@pytest.fixture
def here(first_night: tuple[Path, Any]) -> Path:
    """The folder as the first night left it."""
    folder = first_night[0]
    shutil.rmtree(folder)
    shutil.copytree(folder.with_name("kept"), folder, symlinks=True)
    return folder


@pytest.fixture
def inbox(here: Path) -> Path:
    return here / "inbox"


Night = Callable[[int], tuple[Any, pd.DataFrame]]


@pytest.fixture
def night(run_inbox: Callable[..., Any], first_night: tuple[Path, Any], here: Path) -> Night:
    """Runs the inbox as of a day of November; gives what was finished and its verdicts by unit and indicator."""

    def run(day: int) -> tuple[Any, pd.DataFrame]:
        finished, settings = (
            first_night[1] if day == FIRST else run_inbox(here / "inbox", here / "home", dt.date(2024, 11, day))
        )
        run.settings = settings  # type: ignore[attr-defined]
        return finished, finished.frames["verdicts"].set_index(KEY)[["verdict", "reasons"]]

    return run


def halve(path: Path) -> None:
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join(lines[: 1 + (len(lines) - 1) // 2]), encoding="utf-8-sig")


def shrinkage(finished: Any, source: str) -> dict[str, bool]:
    gates = finished.frames["gate_results"]
    mine = gates[(gates["source_id"] == source) & gates["gate"].str.startswith("shrinkage")]
    return dict(zip(mine["gate"], mine["success"], strict=True))


def test_a_halved_list_is_held_back_and_only_what_rested_on_it_is_left_open(night: Night, inbox: Path) -> None:
    _, before = night(15)
    vnpt = inbox / "operators" / "vnpt" / "vnpt_20240930.csv"
    halve(vnpt)
    held, after = night(16)
    assert shrinkage(held, "vnpt")["shrinkage coverage"] is False
    changed = before[before["verdict"] != after["verdict"]]
    assert len(changed) > 0
    rested = changed.loc[changed.index.get_level_values("indicator") == "1"].index
    assert set(after.loc[rested, "verdict"]) == {"unverified"} | ({"not_met"} & set(after.loc[rested, "verdict"]))
    assert after.loc[rested, "reasons"].str.contains("source_held").all()
    others = [i for i in changed.index if i[1] not in ("1", "overall")]
    assert others == []
    confirmed = before[(before["verdict"] == "confirmed")].index.difference(changed.index)
    assert len(confirmed) > 0
    assert (after.loc[confirmed, "verdict"] == "confirmed").all()


def test_a_person_releases_it_and_the_next_run_uses_it(night: Night, inbox: Path) -> None:
    night(15)
    halve(inbox / "operators" / "vnpt" / "vnpt_20240930.csv")
    held, _ = night(16)
    with open_warehouse(night.settings) as warehouse:  # type: ignore[attr-defined]
        with pytest.raises(ConfigError, match="viettel"):
            warehouse.release("viettel", "không bị giữ", "người mẫu", NOW)
        run_id = warehouse.release("vnpt", "nhà mạng xác nhận đã bỏ các thôn trùng", "người mẫu", NOW)
        assert run_id == held.record.run_id
    looked = {check.id: check for check in sources(Inspection(night.settings, dt.datetime.now(dt.UTC)))}  # type: ignore[attr-defined]
    assert "đã được nhận" in looked["held.vnpt"].what
    assert looked["held.vnpt"].fix == "chạy: doisoat run"
    used, after = night(17)
    assert all(shrinkage(used, "vnpt").values())
    assert not after["reasons"].str.contains("source_held").any()


def test_a_list_that_comes_back_whole_is_used_without_asking(night: Night, inbox: Path) -> None:
    _, before = night(15)
    vnpt = inbox / "operators" / "vnpt" / "vnpt_20240930.csv"
    whole = vnpt.read_bytes()
    halve(vnpt)
    night(16)
    vnpt.write_bytes(whole)
    _, after = night(17)
    pd.testing.assert_frame_equal(before, after)


def test_a_list_is_measured_against_the_last_accepted_one_however_often_it_is_held(night: Night, inbox: Path) -> None:
    night(15)
    halve(inbox / "operators" / "vnpt" / "vnpt_20240930.csv")
    for day in (16, 17):
        held, _ = night(day)
        assert shrinkage(held, "vnpt")["shrinkage coverage"] is False


def test_a_newer_file_beside_an_older_one_takes_nothing_away(night: Night, inbox: Path) -> None:
    night(15)
    vnpt = inbox / "operators" / "vnpt" / "vnpt_20240930.csv"
    (inbox / "operators" / "vnpt" / "vnpt_20241031.csv").write_bytes(vnpt.read_bytes())
    halve(inbox / "operators" / "vnpt" / "vnpt_20241031.csv")
    finished, _ = night(16)
    assert all(shrinkage(finished, "vnpt").values())


def test_a_refused_file_beside_a_halved_list_does_not_let_it_pass(night: Night, inbox: Path) -> None:
    night(15)
    halve(inbox / "operators" / "vnpt" / "vnpt_20240930.csv")
    (inbox / "operators" / "vnpt" / "vnpt_20241005.csv").write_text("không phải bảng", encoding="utf-8")
    held, _ = night(16)
    assert shrinkage(held, "vnpt")["shrinkage coverage"] is False


@pytest.mark.parametrize("harm", ["halved", "broken", "gone"])
def test_without_a_usable_register_the_last_accepted_one_stays_in_force(night: Night, inbox: Path, harm: str) -> None:
    _, before = night(15)
    register = inbox / "register" / "danh_muc.csv"
    if harm == "halved":
        halve(register)
    elif harm == "broken":
        register.write_bytes(b"PK\x03\x04 not a workbook")
    else:
        register.unlink()
    finished, after = night(16)
    pd.testing.assert_frame_equal(before, after)
    assert finished.frames["notes"]["text"].str.contains("bản đã nhận lần trước").any()
    files = finished.record.summary["files"]
    assert files["in"] == files["read"] + files["set_aside"] + files["refused"]


def test_without_any_readable_register_the_last_verdicts_stay(night: Night, inbox: Path, here: Path) -> None:
    first, _ = night(15)
    kept = inbox / "register" / "danh_muc.csv"
    sha256 = hashlib.sha256(kept.read_bytes()).hexdigest()
    kept.unlink()
    (stored,) = (here / "home" / "vault").rglob(sha256)
    stored.unlink()
    with pytest.raises(ConfigError, match="danh mục thôn"):
        night(16)
    with open_warehouse(night.settings) as warehouse:  # type: ignore[attr-defined]
        assert warehouse.resolve_run("latest").run_id == first.record.run_id


@pytest.mark.parametrize("harm", ["emptied", "unmounted"])
def test_an_inbox_that_has_lost_everything_stores_nothing(night: Night, inbox: Path, harm: str) -> None:
    first, _ = night(15)
    shutil.rmtree(inbox)
    if harm == "emptied":
        inbox.mkdir()
    with pytest.raises(ConfigError, match="hộp thư đến"):
        night(16)
    with open_warehouse(night.settings) as warehouse:  # type: ignore[attr-defined]
        assert warehouse.resolve_run("latest").run_id == first.record.run_id


def test_another_inbox_is_another_question(run_inbox: Callable[..., Any], here: Path, tmp_path: Path) -> None:
    write_inbox(tmp_path / "other", VILLAGES // 4, addresses=500)
    finished, _ = run_inbox(tmp_path / "other", here / "home", dt.date(2024, 11, 16))
    gates = finished.frames["gate_results"]
    assert gates.loc[gates["gate"].str.startswith("shrinkage"), "success"].all()
