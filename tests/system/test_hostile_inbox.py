"""An inbox that holds what nobody should send: the night goes on, and what was sent in order is judged as ever."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from doisoat.settings import Settings, SourceSettings
from flows.demo import DEMO_AS_OF, demo_inbox
from flows.reconcile import Finished

RunInbox = Callable[..., tuple[Finished, Settings]]
_OPERATORS = ("vnpt", "viettel", "mobifone")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A copy of the sample's inbox, to be spoilt."""
    return Path(shutil.copytree(demo_inbox(), tmp_path / "inbox", copy_function=shutil.copy2))


def verdicts(run_inbox: RunInbox, inbox: Path, home: Path, **settings: Any) -> tuple[pd.DataFrame, Finished]:
    finished, _ = run_inbox(inbox, home, DEMO_AS_OF, **settings)
    found = finished.frames["verdicts"][["criteria", "unit_code", "indicator", "verdict", "reasons"]]
    return found.sort_values(["criteria", "unit_code", "indicator"], ignore_index=True), finished


def test_a_hostile_inbox_costs_its_own_files_and_no_verdict(
    inbox: Path, tmp_path: Path, run_inbox: RunInbox, demo: tuple[Finished, Settings]
) -> None:
    claims = inbox / "claims"
    (claims / "self.xlsx").symlink_to("self.xlsx")
    (claims / "ring").symlink_to("ring2")
    (claims / "ring2").symlink_to("ring")
    (claims / "all").symlink_to(inbox)
    huge = claims / "huge.xlsx"
    huge.touch()
    os.truncate(huge, 300 * 2**20)
    at = os.open(claims, os.O_RDONLY)
    for _ in range(17):
        os.mkdir("n" * 250, dir_fd=at)
        at = os.open("n" * 250, os.O_RDONLY, dir_fd=at)
    _, finished = verdicts(run_inbox, inbox, tmp_path / "home")
    assert finished.record.verdict_hash == demo[0].record.verdict_hash
    assert finished.is_partial
    refused = finished.frames["refusals"]
    by_kind = refused.groupby("kind")["name"].apply(sorted).to_dict()
    unreachable = by_kind["unreachable"]
    assert unreachable[:1] + unreachable[2:] == ["claims/all", "claims/ring", "claims/ring2", "claims/self.xlsx"]
    assert unreachable[1].startswith("claims/nnnn")
    assert "claims/huge.xlsx" in by_kind["too_many_cells"]
    assert sum(path.stat().st_size for path in (tmp_path / "home" / "vault").rglob("*") if path.is_file()) < 2**20


def test_an_export_declared_complete_of_which_a_file_could_not_be_taken_in_says_no_to_nobody(
    tmp_path: Path, run_inbox: RunInbox
) -> None:
    inbox = tmp_path / "inbox"
    shutil.copytree(demo_inbox() / "register", inbox / "register")
    (inbox / "claims").mkdir()
    shutil.copy(demo_inbox() / "claims" / "binh_gia" / "tu_danh_gia_2024.xlsx", inbox / "claims")
    for name in _OPERATORS:  # each lists one village, and no other
        path = inbox / "operators" / name / "phu_song.csv"
        path.parent.mkdir(parents=True)
        path.write_text(
            "Huyện;Xã;Thôn;Công nghệ;Trạng thái;Ngày cập nhật\n"
            + "".join(
                f"Huyện Bình Gia;Xã Vĩnh Yên;Thôn Khuổi Dụi;{kind};Đã phủ;25/09/2024\n" for kind in ("FTTH", "4G")
            ),
            encoding="utf-8",
        )
    complete = {"sources": {name: SourceSettings(complete=True) for name in _OPERATORS}}
    open_lists, _ = verdicts(run_inbox, inbox, tmp_path / "open")
    complete_lists, _ = verdicts(run_inbox, inbox, tmp_path / "complete", **complete)
    assert complete_lists["reasons"].str.contains("operators_no").any()
    assert not open_lists["reasons"].str.contains("operators_no").any()
    for name in _OPERATORS:
        (inbox / "operators" / name / "phan_2.xlsx.part").write_bytes(b"x")
    lost_a_part, _ = verdicts(run_inbox, inbox, tmp_path / "lost", **complete)
    assert lost_a_part.equals(open_lists)
